use aegan_lab::layers::{
    BatchNorm, Conv, ConvTranspose, Dense, Dropout, Flat, Flatten, Identity, Image, LeakyRelu, N,
    NoBias, Over, Spec, Tanh, Unflatten,
};

// The networks of an article as they are printed: the generator makes pictures of 32×32×3, the
// discriminator takes 28×28×1.
type Leaky = LeakyRelu<300>;
type Half<D> = Over<D, 2>;
type Quarter<D> = Half<Half<D>>;
type Eighth<D> = Half<Quarter<D>>;
type G = N<32>;
type Generator = (
    (
        Dense<N<100>, N<4096>, Identity, NoBias>,
        BatchNorm<Flat<N<4096>>, Leaky>,
        Unflatten<Eighth<G>, Eighth<G>, N<256>, N<4096>>,
    ),
    ConvTranspose<Quarter<G>, Quarter<G>, N<256>, N<128>, 5, 2>,
    BatchNorm<Image<Quarter<G>, Quarter<G>, N<128>>, Leaky>,
    ConvTranspose<Half<G>, Half<G>, N<128>, N<64>, 5, 2>,
    BatchNorm<Image<Half<G>, Half<G>, N<64>>, Leaky>,
    ConvTranspose<G, G, N<64>, N<3>, 5, 2, Tanh>,
);
type D = N<28>;
type Discriminator = (
    Conv<D, D, N<1>, N<64>, 5, 2, Leaky>,
    Dropout<Image<Half<D>, Half<D>, N<64>>, 300>,
    Conv<Half<D>, Half<D>, N<64>, N<128>, 5, 2, Leaky>,
    Dropout<Image<Quarter<D>, Quarter<D>, N<128>>, 300>,
    Flatten<Quarter<D>, Quarter<D>, N<128>, N<6272>>,
    Dense<N<6272>, N<1>>,
);

fn fits_by_itself<S: Spec>() {}
fn network<S: Spec>() {}

fn main() {
    fits_by_itself::<Generator>();
    fits_by_itself::<Discriminator>();
    network::<(Generator, Discriminator)>();
}
