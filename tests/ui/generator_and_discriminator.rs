use aegan_lab::data::Range;
use aegan_lab::layers::{Dense, Flat, Flatten, Image, Tanh, Unflatten};
use aegan_lab::nets::Architecture;

// The article's mistake: the generator makes 32×32×3, the discriminator takes 28×28×1.
struct Article;

impl Architecture for Article {
    type Data = Image<28, 28, 1>;
    type Encoder<const Z: usize, const K: usize> = (Flatten<28, 28, 1, 784>, Dense<784, Z>);
    type Generator<const Z: usize, const K: usize> = (Dense<Z, 3072, Tanh>, Unflatten<32, 32, 3, 3072>);
    type Discriminator<const K: usize> = (Flatten<28, 28, 1, 784>, Dense<784, 1>);
    type CodeDiscriminator<const Z: usize, const K: usize> = Dense<Z, 1>;
    type PairDiscriminator<const Z: usize, const K: usize> = Self::Discriminator<K>;
    const NAME: &'static str = "article";
    const ABOUT: &'static str = "";
    const RANGE: Range = Range::Symmetric;
}

fn main() {
    let _ = Flat::<1>;
}
