use aegan_lab::layers::{
    C, ConvTranspose, Dense, Flat, H, Image, LeakyRelu, N, Over, Spec, Tanh, Times, Unflatten, W, Z,
};

// Pictures of 28×28 are made from 7×7 in two steps. A third step, copied from a generator of 32×32, makes
// 56×56 of them.
type Half<D> = Over<D, 2>;
type Quarter<D> = Half<Half<D>>;
type Leaky = LeakyRelu<300>;
type Base = Times<Times<Quarter<H>, Quarter<W>>, N<256>>;
type Generator = (
    Dense<Z, Base, Leaky>,
    Unflatten<Quarter<H>, Quarter<W>, N<256>>,
    ConvTranspose<Quarter<H>, Quarter<W>, N<256>, N<128>, 5, 2, Leaky>,
    ConvTranspose<Half<H>, Half<W>, N<128>, N<64>, 5, 2, Leaky>,
    ConvTranspose<H, W, N<64>, C, 5, 2, Tanh>,
);

fn generator<S: Spec<In = Flat<Z>, Out = Image<H, W, C>>>() {}

fn main() {
    generator::<Generator>();
}
