// Each module is a mistake, and what the compiler says of it stands in the file beside this one.

use aegan_lab::layers::Spec;

fn network<S: Spec>() {}

mod two_layers {
    use aegan_lab::layers::{Dense, N, Relu, Z};

    // The first layer gives 64 numbers, the second takes 32.
    type Network = (Dense<Z, N<64>, Relu>, Dense<N<32>, N<10>>);

    pub fn check() {
        super::network::<Network>();
    }
}

mod convolution_of_a_vector {
    use aegan_lab::layers::{C, Conv, Dense, H, N, Relu, Times, W, Z};

    // Nothing made a picture of the numbers.
    type Network = (
        Dense<Z, Times<Times<H, W>, C>, Relu>,
        Conv<H, W, C, N<64>, 5, 2, Relu>,
    );

    pub fn check() {
        super::network::<Network>();
    }
}

mod two_convolutions {
    use aegan_lab::layers::{C, Conv, H, N, Over, Relu, W};

    // The first convolution gives 64 channels, the second takes 32.
    type Encoder = (
        Conv<H, W, C, N<64>, 5, 2, Relu>,
        Conv<Over<H, 2>, Over<W, 2>, N<32>, N<128>, 5, 2, Relu>,
    );

    pub fn check() {
        super::network::<Encoder>();
    }
}

mod half_of_a_side {
    use aegan_lab::layers::{C, Conv, H, N, Relu, W};

    // A stride of 2 makes half of the rows and columns, not all of them.
    type Encoder = (
        Conv<H, W, C, N<64>, 5, 2, Relu>,
        Conv<H, W, N<64>, N<128>, 5, 2, Relu>,
    );

    pub fn check() {
        super::network::<Encoder>();
    }
}

mod twice_a_side {
    use aegan_lab::layers::{C, Conv, ConvTranspose, H, N, Relu, Tanh, W};

    // Back from half of the columns there are as many as before, not 27.
    type Autoencoder = (
        Conv<H, W, C, N<64>, 5, 2, Relu>,
        ConvTranspose<H, N<27>, N<64>, C, 5, 2, Tanh>,
    );

    pub fn check() {
        super::network::<Autoencoder>();
    }
}

mod stride_of_5 {
    use aegan_lab::layers::{C, Conv, H, N, W};

    pub fn check() {
        super::network::<Conv<H, W, C, N<64>, 5, 5>>();
    }
}

mod one_step_too_many {
    use aegan_lab::layers::{
        C, ConvTranspose, Dense, Flat, H, Image, LeakyRelu, N, Over, Spec, Tanh, Times, Unflatten,
        W, Z,
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

    pub fn check() {
        generator::<Generator>();
    }
}

mod the_article {
    use aegan_lab::layers::{
        BatchNorm, Conv, ConvTranspose, Dense, Dropout, Flat, Flatten, Identity, Image, LeakyRelu,
        N, NoBias, Over, Spec, Tanh, Unflatten,
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

    pub fn check() {
        fits_by_itself::<Generator>();
        fits_by_itself::<Discriminator>();
        super::network::<(Generator, Discriminator)>();
    }
}

mod generator_and_discriminator {
    use aegan_lab::data::Range;
    use aegan_lab::layers::{C, Dense, Dim, Flatten, H, Image, N, Tanh, Times, Unflatten, W, Z};
    use aegan_lab::nets::Architecture;

    type Pixels = Times<Times<H, W>, C>;

    // The generator makes pictures of 32×32×3, whatever the data are.
    struct Fixed;

    impl Architecture for Fixed {
        type Data = Image<H, W, C>;
        type Encoder<O: Dim> = (Flatten<H, W, C>, Dense<Pixels, O>);
        type Generator = (
            Dense<Z, N<3072>, Tanh>,
            Unflatten<N<32>, N<32>, N<3>, N<3072>>,
        );
        type Discriminator = (Flatten<H, W, C>, Dense<Pixels, N<1>>);
        type CodeDiscriminator = Dense<Z, N<1>>;
        type PairDiscriminator = Self::Discriminator;
        const NAME: &'static str = "fixed";
        const ABOUT: &'static str = "";
        const RANGE: Range = Range::Symmetric;
    }
}

fn main() {}
