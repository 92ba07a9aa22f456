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

fn main() {}
