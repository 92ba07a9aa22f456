//! The catalogue of networks: types on one side, names on the other.
//!
//! An [`Architecture`] is a short file of typed specs, written once for every size of picture, code and
//! class count. rustc checks that its generator makes what its discriminator takes; the catalogue lists
//! the architectures of one kind of item, so that any generator of a list can be wired to any
//! discriminator of the same list.

mod article;
mod catalogue;
mod codes;
mod conv_ae;
mod dcgan;
mod dcgan_large;
mod deep;
mod definition;
mod dense;
mod gru;
mod kingma;
mod plane;
mod r3gan;
mod registered;
mod role;
mod small;
mod small_large;
mod small_ln;
mod small_mapped;
mod source;
pub mod text;
mod written;

pub use catalogue::{Entry, LARGE, Shelf, catalogue, shelf};
pub use deep::DEEP;
pub use definition::{Definition, Own, words_of};
pub use role::Role;
pub use written::{Chosen, Networks, printed};

use crate::data::Range;
use crate::layers::{
    Activate, C, ClassBias, CodeBias, Conv, ConvTranspose, Dense, Dim, Flat, H, Image, Item, K, N,
    Over, Pick, Spec, Times, Unflatten, W, Z,
};

/// A dense layer that is given the class of each item, as if one-hot labels were among its inputs.
type Conditional<I, O, F> = (Dense<I, O>, ClassBias<O, K>, Activate<Flat<O>, F>);
/// A dense layer with a code among its inputs.
type Beside<I, O, F> = (Dense<I, O>, CodeBias<Z, O>, Activate<Flat<O>, F>);
/// The logit of an item: with classes, that of its own class.
type Logit<I> = (Dense<I, K>, Pick<K>);
/// A discriminator of codes with two hidden layers of `O` numbers.
type OfCodes<O, F> = (Dense<Z, O, F>, Dense<O, O, F>, Logit<O>);
/// A discriminator of pairs: the code stands beside the `I` features of the item, and two hidden layers of `O`
/// numbers see both.
type OfPairs<Features, I, O, F> = (Features, Beside<I, O, F>, Dense<O, O, F>, Logit<O>);
/// How a generator begins: `I` numbers, and the class, as a small picture of many channels.
type FromNumbers<I, A, B, O> = (
    Dense<I, All<A, B, O>>,
    ClassBias<All<A, B, O>, K>,
    Unflatten<A, B, O>,
);
/// The same from the code itself.
type FromCode<A, B, O> = FromNumbers<Z, A, B, O>;
/// A picture of the data, and its numbers.
type Picture = Image<H, W, C>;
type Pixels = All<H, W, C>;
/// All numbers of a picture of these sides and channels.
type All<A, B, C> = Times<Times<A, B>, C>;
/// A side after one, two and three convolutions with stride 2.
type Half<D> = Over<D, 2>;
type Quarter<D> = Half<Half<D>>;
type Eighth<D> = Half<Quarter<D>>;
/// A picture of the data at a half, a quarter and an eighth of its sides, with so many channels.
type Halves<O> = Image<Half<H>, Half<W>, O>;
type Quarters<O> = Image<Quarter<H>, Quarter<W>, O>;
type Eighths<O> = Image<Eighth<H>, Eighth<W>, O>;
/// The first, second and third convolution of a picture to `O` channels, `KERNEL` pixels wide.
type First<O, F, const KERNEL: usize = 5> = Conv<H, W, C, O, KERNEL, 2, F>;
type Second<I, O, F, const KERNEL: usize = 5> = Conv<Half<H>, Half<W>, I, O, KERNEL, 2, F>;
type Third<I, O, F, const KERNEL: usize = 5> = Conv<Quarter<H>, Quarter<W>, I, O, KERNEL, 2, F>;
/// Their adjoints: to a quarter of the sides, to a half, and to the picture.
type ToQuarter<I, O, F, const KERNEL: usize = 5> =
    ConvTranspose<Quarter<H>, Quarter<W>, I, O, KERNEL, 2, F>;
type ToHalf<I, O, F, const KERNEL: usize = 5> = ConvTranspose<Half<H>, Half<W>, I, O, KERNEL, 2, F>;
type ToPicture<I, F, const KERNEL: usize = 5> = ConvTranspose<H, W, I, C, KERNEL, 2, F>;

/// A setting as `build` takes it.
type Setting = (&'static str, &'static str);

/// The default size of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Latent {
    /// The recipe's size, or this one if it has none.
    Usual(usize),
    /// This size, whatever the recipe says.
    Own(usize),
}

/// The networks over one kind of item, for all its sizes; unconditional if there is one class. A network that does not
/// fit the others is a compile error.
pub trait Architecture {
    /// What is generated, encoded and discriminated.
    type Data: Item;
    /// `E: x → z`. Where codes are distributed, `O` counts means and log variances together.
    type Encoder<O: Dim>: Spec<In = Self::Data, Out = Flat<O>>;
    /// `G: z → x`; an autoencoder calls it the decoder.
    type Generator: Spec<In = Flat<Z>, Out = Self::Data>;
    /// `Dx: x → 1`, a logit.
    type Discriminator: Spec<In = Self::Data, Out = Flat<N<1>>>;
    /// `Dz: z → 1`, a logit.
    type CodeDiscriminator: Spec<In = Flat<Z>, Out = Flat<N<1>>>;
    /// `Dxz: (x, z) → 1`, a logit; the code stands beside the item.
    type PairDiscriminator: Spec<In = Self::Data, Out = Flat<N<1>>>;
    /// The word at the prompt.
    const NAME: &'static str;
    const ABOUT: &'static str;
    /// What the generator's last activation gives, and therefore how pixels are fed.
    const RANGE: Range;
    /// Whether codes may be negative: a distribution of codes has means of either sign.
    const SIGNED: bool = true;
    /// The default size of a code.
    const LATENT: Latent = Latent::Usual(64);
    /// Settings that a GAN with `Dx` starts with, if these networks need others than the recipe
    /// has, as `build` takes them.
    const GAME: &'static [Setting] = &[];
    /// Words that a `build gan` with these networks is given where it is typed, for they were found later to help. They
    /// are part of the line in the record: lines of earlier records, which lack them, stay what they were.
    const LATER: &'static [Setting] = &[];
    /// Settings that a critic with a gradient penalty starts with (WGAN-GP), if these networks need others than the
    /// objective has.
    const CRITIC: &'static [Setting] = &[];
}
