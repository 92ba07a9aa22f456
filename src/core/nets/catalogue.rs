//! Plain networks by name: one list for each kind of item.

use super::role::Role;
use super::{
    Architecture, Latent, article, codes, conv_ae, dcgan, dcgan_large, deep, dense, gru, kingma,
    plane, r3gan, small, small_large, small_ln, small_mapped,
};
use crate::data::Range;
use crate::error::{Error, Result};
use crate::layers::{Gaussian, N, Plain, Sizes, Spec, Times, Z};

/// An encoder that gives a distribution of codes.
type Posterior<A> = (<A as Architecture>::Encoder<Times<N<2>, Z>>, Gaussian<Z>);

/// One architecture as plain values.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub name: &'static str,
    pub about: &'static str,
    pub range: Range,
    /// Settings for a GAN with its generator, see [`Architecture::GAME`].
    pub game: &'static [(&'static str, &'static str)],
    /// Words for a `build gan` that is typed, see [`Architecture::LATER`].
    pub later: &'static [(&'static str, &'static str)],
    /// Settings for a GAN with a critic, see [`Architecture::CRITIC`].
    pub critic: &'static [(&'static str, &'static str)],
    /// Whether codes may be negative, see [`Architecture::SIGNED`].
    pub signed: bool,
    /// See [`Architecture::LATENT`].
    pub latent: Latent,
    encoder: Plain<'static>,
    posterior: Plain<'static>,
    generator: Plain<'static>,
    discriminator: Plain<'static>,
    code_discriminator: Plain<'static>,
    pair_discriminator: Plain<'static>,
}

impl Entry {
    pub(super) const fn of<A: Architecture>() -> Self {
        Self {
            name: A::NAME,
            about: A::ABOUT,
            range: A::RANGE,
            game: A::GAME,
            later: A::LATER,
            critic: A::CRITIC,
            signed: A::SIGNED,
            latent: A::LATENT,
            encoder: A::Encoder::<Z>::PLAIN,
            posterior: Posterior::<A>::PLAIN,
            generator: A::Generator::PLAIN,
            discriminator: A::Discriminator::PLAIN,
            code_discriminator: A::CodeDiscriminator::PLAIN,
            pair_discriminator: A::PairDiscriminator::PLAIN,
        }
    }

    /// The network of a role; a `variational` encoder gives a distribution of codes instead of one
    /// ([`Gaussian`]).
    #[must_use]
    pub const fn network(&self, role: Role, variational: bool) -> &Plain<'static> {
        match role {
            Role::Encoder if variational => &self.posterior,
            Role::Encoder => &self.encoder,
            Role::Generator => &self.generator,
            Role::Discriminator => &self.discriminator,
            Role::CodeDiscriminator => &self.code_discriminator,
            Role::PairDiscriminator => &self.pair_discriminator,
        }
    }

    /// Why one of its networks does not fit these sizes.
    const fn misfit(&self, sizes: &Sizes) -> Option<&'static str> {
        let networks = [
            &self.encoder,
            &self.posterior,
            &self.generator,
            &self.discriminator,
            &self.code_discriminator,
            &self.pair_discriminator,
        ];
        let mut at = 0;
        while at < networks.len() {
            if let Err(misfit) = networks[at].check(sizes) {
                return Some(misfit.why);
            }
            at += 1;
        }
        None
    }
}

/// All architectures over one kind of item: any of their networks fit together.
#[derive(Debug, Clone, Copy)]
pub struct Shelf {
    /// Never empty; the first is used if neither the user nor the recipe names one.
    pub entries: &'static [Entry],
    /// A recipe may choose one of the first so many by itself; the others have to be named.
    usual: usize,
    /// The least classes that a conditional network is built for. Networks of the first sessions know so
    /// many, and those of today are the same.
    pub classes: usize,
}

impl Shelf {
    /// The network that a recipe takes of its own accord: the one that it names, where that suits these
    /// items, else the first of the list.
    #[must_use]
    pub fn own(&self, named: &str) -> &'static str {
        let usual = &self.entries[..self.usual];
        let own = usual.iter().find(|entry| entry.name == named);
        own.unwrap_or(&self.entries[0]).name
    }

    /// The architecture called `name`.
    ///
    /// # Errors
    /// A sentence with the names there are.
    pub fn entry(&self, name: &str) -> Result<&'static Entry> {
        self.entries.iter().find(|e| e.name == name).ok_or_else(|| {
            let names = self.entries.iter().map(|e| e.name);
            Error::unknown("network", name, names)
        })
    }
}

/// Pictures with all sides below this are halved twice in `small`, and `dcgan` makes
/// them from a quarter of their sides; larger ones halve three times, and are made from an eighth.
pub const LARGE: usize = 32;

/// For pictures whose sides are all below [`LARGE`].
const SMALL_PICTURES: &[Entry] = &[
    Entry::of::<dense::Dense>(),
    Entry::of::<article::Article>(),
    Entry::of::<small::Small>(),
    Entry::of::<small::SmallStd>(),
    Entry::of::<small::SmallSn>(),
    Entry::of::<small_ln::SmallLn>(),
    Entry::of::<small_mapped::SmallMapped>(),
    Entry::of::<r3gan::R3gan>(),
    Entry::of::<dcgan::Dcgan>(),
    Entry::of::<conv_ae::ConvAe>(),
    Entry::of::<kingma::Kingma>(),
    Entry::of::<deep::Deep>(),
    Entry::of::<gru::Recurrent>(),
];

/// For other pictures.
const LARGE_PICTURES: &[Entry] = &[
    Entry::of::<small_large::SmallLarge>(),
    Entry::of::<dense::Dense>(),
    Entry::of::<dcgan_large::DcganLarge>(),
    Entry::of::<article::Article>(),
    Entry::of::<small::SmallStd>(),
    Entry::of::<small::SmallSn>(),
    Entry::of::<small_ln::SmallLn>(),
    Entry::of::<small_mapped::SmallMappedLarge>(),
    Entry::of::<r3gan::R3gan>(),
    Entry::of::<conv_ae::ConvAe>(),
    Entry::of::<kingma::Kingma>(),
    Entry::of::<deep::Deep>(),
    Entry::of::<gru::Recurrent>(),
];

/// For points.
const POINTS: &[Entry] = &[Entry::of::<plane::Plane>()];

/// For the codes of an autoencoder.
const CODES: &[Entry] = &[Entry::of::<codes::Codes>(), Entry::of::<plane::Plane>()];

/// Makes `cargo check` verify the arithmetic of every network at the sizes that the lab is used with.
const _: () = {
    const fn look(entries: &[Entry], sizes: &Sizes) {
        let mut at = 0;
        while at < entries.len() {
            if let Some(why) = entries[at].misfit(sizes) {
                panic!("{}", why)
            }
            at += 1;
        }
    }
    const fn sizes(h: usize, w: usize, c: usize, z: usize) -> Sizes {
        let (p, k) = (2, 10);
        Sizes { h, w, c, p, z, k }
    }
    look(SMALL_PICTURES, &sizes(28, 28, 1, 64));
    look(SMALL_PICTURES, &sizes(30, 30, 1, 7));
    look(SMALL_PICTURES, &sizes(1, 1, 1, 1));
    look(LARGE_PICTURES, &sizes(32, 32, 3, 64));
    look(LARGE_PICTURES, &sizes(48, 31, 1, 128));
    look(LARGE_PICTURES, &sizes(64, 64, 3, 1));
    look(POINTS, &sizes(1, 1, 1, 16));
    look(CODES, &sizes(1, 1, 1, 16));
};

/// All architectures, for every kind of item; a name may occur more than once.
pub fn catalogue() -> impl Iterator<Item = &'static Entry> {
    [SMALL_PICTURES, LARGE_PICTURES, POINTS, CODES]
        .into_iter()
        .flatten()
}

/// The names of all architectures; some occur more than once.
pub fn names() -> impl Iterator<Item = &'static str> {
    catalogue().map(|entry| entry.name)
}

/// The architectures for items of `shape`: `[height, width, channels]`, or `[coordinates]` of a point: two in the plane,
/// another number in a code.
#[must_use]
pub fn shelf(shape: &[usize]) -> Shelf {
    match shape {
        [h, w, _] if *h.max(w) < LARGE => Shelf {
            entries: SMALL_PICTURES,
            usual: SMALL_PICTURES.len(),
            classes: 10,
        },
        [_, _, _] => Shelf {
            entries: LARGE_PICTURES,
            // 'small', 'dense' and 'dcgan'; the others were made for pictures of 28×28.
            usual: 3,
            classes: 10,
        },
        [numbers] if *numbers != 2 => Shelf {
            entries: CODES,
            usual: CODES.len(),
            classes: 1,
        },
        _ => Shelf {
            entries: POINTS,
            usual: POINTS.len(),
            classes: 25,
        },
    }
}
