//! The catalogue of networks: types on one side, names on the other.
//!
//! An [`Architecture`] is a short file of typed specs. rustc checks that its generator makes what its
//! discriminator takes; the catalogue lists the architectures of one kind of item, so that any
//! generator of a list can be wired to any discriminator of the same list.

mod article;
mod catalogue;
mod conv_ae;
mod dcgan;
mod dcgan_rgb;
mod deep;
mod dense;
mod gru;
mod kingma;
mod net;
mod plane;
mod small;
mod small_ln;
mod small_rgb;

pub(crate) use catalogue::no_such_latent;
pub use catalogue::{Entry, Shelf, Sizes, shelf};
pub use deep::DEEP;
pub use net::{Net, Role};

use crate::data::Range;
use crate::layers::{Activate, ClassBias, CodeBias, Dense, Flat, Item, Pick, Shaped};

/// A dense layer that is told the class of each of `K`, as if one-hot labels were among its inputs.
type Told<const I: usize, const O: usize, const K: usize, F> =
    (Dense<I, O>, ClassBias<O, K>, Activate<Flat<O>, F>);
/// A dense layer with a code among its inputs.
type Beside<const I: usize, const O: usize, const Z: usize, F> =
    (Dense<I, O>, CodeBias<Z, O>, Activate<Flat<O>, F>);
/// The logit of an item: with classes, that of its own class.
type Logit<const I: usize, const K: usize> = (Dense<I, K>, Pick<K>);

/// The networks over one kind of item, each told the class of `K` of an item; with `K = 1` there is
/// nothing to tell. A network that does not fit the others is a compile error.
pub trait Architecture {
    /// What is generated, encoded and judged.
    type Data: Item;
    /// `E: x → z`; where codes are distributed, `Z` counts means and log variances together.
    type Encoder<const Z: usize, const K: usize>: Shaped<In = Self::Data, Out = Flat<Z>>;
    /// `G: z → x`; an autoencoder calls it the decoder.
    type Generator<const Z: usize, const K: usize>: Shaped<In = Flat<Z>, Out = Self::Data>;
    /// `Dx: x → 1`, a logit.
    type Discriminator<const K: usize>: Shaped<In = Self::Data, Out = Flat<1>>;
    /// `Dz: z → 1`, a logit.
    type CodeDiscriminator<const Z: usize, const K: usize>: Shaped<In = Flat<Z>, Out = Flat<1>>;
    /// `Dxz: (x, z) → 1`, a logit; the code stands beside the item.
    type PairDiscriminator<const Z: usize, const K: usize>: Shaped<In = Self::Data, Out = Flat<1>>;
    /// The word at the prompt.
    const NAME: &'static str;
    const ABOUT: &'static str;
    /// What the generator's last activation gives, and therefore how pixels are fed.
    const RANGE: Range;
    /// Whether codes may be negative: a distribution of codes has means of either sign.
    const SIGNED: bool = true;
    /// Settings that a game against `Dx` starts with where these networks want others than the recipe
    /// has, as `build` takes them.
    const GAME: &'static [(&'static str, &'static str)] = &[];
    /// The same against a critic that pays for its slope (WGAN-GP), where these networks want others than the
    /// objective has.
    const CRITIC: &'static [(&'static str, &'static str)] = &[];
}
