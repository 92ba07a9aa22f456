//! From names to typed networks: one list for each kind of item.

use dfdx::prelude::BuildOnDevice;

use super::net::{Erased, Net, Role};
use super::{
    Architecture, article, conv_ae, dcgan, dcgan_rgb, deep, dense, gru, kingma, plane, small,
    small_ln, small_rgb,
};
use crate::data::Range;
use crate::error::{Error, Result};
use crate::layers::{Flat, Gaussian, Image, Item, Ops, Shaped};

/// An encoder that gives a distribution of codes: what it makes of `2·Z` numbers.
type Posterior<E, const TWICE: usize, const Z: usize> = (E, Gaussian<TWICE, Z>);

/// What a network's size depends on besides its architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Numbers in a code.
    pub latent: usize,
    /// Whether the network is told the class of each item.
    pub labels: bool,
    /// Whether an encoder gives a distribution of codes instead of one ([`Gaussian`]).
    pub variational: bool,
}

/// Builds a network of a role.
pub type Build<D> = fn(Role, Sizes, &D) -> Result<Box<dyn Net<D>>>;

/// How one architecture's networks are built.
pub struct Entry<D: Ops> {
    pub name: &'static str,
    pub about: &'static str,
    pub range: Range,
    /// Settings of a game with its generator, see [`Architecture::GAME`].
    pub game: &'static [(&'static str, &'static str)],
    /// Settings of a game against a critic, see [`Architecture::CRITIC`].
    pub critic: &'static [(&'static str, &'static str)],
    /// Whether codes may be negative, see [`Architecture::SIGNED`].
    pub signed: bool,
    /// The sizes of a code that it is built for; the last is taken where a recipe's own is not among
    /// them.
    pub latents: &'static [usize],
    /// A network of this role and these sizes.
    pub build: Build<D>,
}

/// All architectures over one kind of item: any of their networks fit together.
pub struct Shelf<D: Ops> {
    /// `[28, 28, 1]`.
    pub item: &'static [usize],
    /// The most classes that its networks can be told apart.
    pub classes: usize,
    /// Never empty; the first is taken where neither person nor recipe names one of them.
    pub entries: Vec<Entry<D>>,
}

impl<D: Ops> Shelf<D> {
    /// The architecture called `name`.
    ///
    /// # Errors
    /// A sentence with the names there are.
    pub fn entry(&self, name: &str) -> Result<&Entry<D>> {
        self.entries.iter().find(|e| e.name == name).ok_or_else(|| {
            let what = format!("network for items of {:?} called", self.item);
            Error::unknown(&what, name, self.entries.iter().map(|e| e.name))
        })
    }
}

/// Has `cargo check` look at the sizes of the networks of an architecture over `T`.
const fn sizes<T, A: Architecture<Data = T>>() {
    let () = A::Encoder::<2, 1>::FITS;
    let () = Posterior::<A::Encoder<4, 1>, 4, 2>::FITS;
    let () = A::Generator::<2, 1>::FITS;
    let () = A::Discriminator::<1>::FITS;
    let () = A::CodeDiscriminator::<2, 1>::FITS;
    let () = A::PairDiscriminator::<2, 1>::FITS;
}

/// Lists architectures of one kind of item, each with the sizes of its codes; one of another kind, or one
/// whose sizes do not fit, is a compile error.
macro_rules! shelf_of {
    ($item:ty, $classes:literal classes: $($architecture:ty [$($z:literal)+]),+) => {{
        $(const _: () = sizes::<$item, $architecture>();)+
        Shelf {
            item: <$item as Item>::SHAPE,
            classes: $classes,
            entries: vec![$(entry!($architecture, $classes, $($z)+)),+],
        }
    }};
}

/// Builds networks of one architecture for each latent size, with and without labels.
macro_rules! entry {
    ($architecture:ty, $classes:literal, $($z:literal)+) => {
        Entry {
            name: <$architecture as Architecture>::NAME,
            about: <$architecture as Architecture>::ABOUT,
            range: <$architecture as Architecture>::RANGE,
            game: <$architecture as Architecture>::GAME,
            critic: <$architecture as Architecture>::CRITIC,
            signed: <$architecture as Architecture>::SIGNED,
            latents: &[$($z),+],
            build: |role, sizes, device| match (sizes.latent, sizes.labels) {
                $(
                    ($z, false) => networks!($architecture, $z, 1, role, sizes, device),
                    ($z, true) => networks!($architecture, $z, $classes, role, sizes, device),
                )+
                (other, _) => Err(no_such_latent(
                    <$architecture as Architecture>::NAME,
                    &[$($z),+],
                    &other.to_string(),
                )),
            },
        }
    };
}

/// Builds one network of an architecture.
macro_rules! networks {
    ($architecture:ty, $z:literal, $k:literal, $role:ident, $sizes:ident, $device:ident) => {
        match $role {
            Role::Encoder if $sizes.variational => erased!(
                Posterior<<$architecture as Architecture>::Encoder<{ 2 * $z }, $k>, { 2 * $z }, $z>,
                $device
            ),
            Role::Encoder => erased!(<$architecture as Architecture>::Encoder<$z, $k>, $device),
            Role::Generator => erased!(<$architecture as Architecture>::Generator<$z, $k>, $device),
            Role::Discriminator => erased!(<$architecture as Architecture>::Discriminator<$k>, $device),
            Role::CodeDiscriminator => {
                erased!(
                    <$architecture as Architecture>::CodeDiscriminator<$z, $k>,
                    $device
                )
            }
            Role::PairDiscriminator => {
                erased!(
                    <$architecture as Architecture>::PairDiscriminator<$z, $k>,
                    $device
                )
            }
        }
    };
}

macro_rules! erased {
    ($spec:ty, $device:ident) => {
        Ok(Box::new(Erased(
            <$spec as BuildOnDevice<D, f32>>::try_build_on_device($device)
                .map_err(crate::layers::refused)?,
        )) as Box<dyn Net<D>>)
    };
}

/// The sentence for a latent size that an architecture is not built for.
pub(crate) fn no_such_latent(name: &str, latents: &[usize], latent: &str) -> Error {
    let mut latents = latents.to_vec();
    latents.sort_unstable();
    let sizes: Vec<_> = latents.iter().map(ToString::to_string).collect();
    Error::new(format!(
        "latent={latent} is not built for '{name}'; its sizes are {}",
        sizes.join(", ")
    ))
}

/// The architectures for items of `shape`.
///
/// # Errors
/// A sentence that names the shapes there are networks for.
pub fn shelf<D: Ops>(shape: &[usize]) -> Result<Shelf<D>> {
    let shelves: [Shelf<D>; 3] = [
        shelf_of!(
            Image<28, 28, 1>, 10 classes:
            dense::Dense<28, 28, 1, 784> [2 16 32 100 64],
            article::Article [2 16 64 100 32],
            small::Small [2 16 32 100 64],
            small::SmallStd [2 16 32 100 64],
            small::SmallSn [2 16 32 100 64],
            small_ln::SmallLn [2 16 32 100 64],
            dcgan::Dcgan [2 16 32 100 64],
            conv_ae::ConvAe [2 16 32 100 64],
            kingma::Kingma [2 20],
            deep::Deep [2 30],
            gru::Recurrent [2 32]
        ),
        shelf_of!(
            Image<32, 32, 3>, 10 classes:
            small_rgb::SmallRgb [2 16 32 100 64],
            dense::Dense<32, 32, 3, 3072> [2 16 32 100 64],
            dcgan_rgb::DcganRgb [2 16 32 100 64]
        ),
        shelf_of!(Flat<2>, 25 classes: plane::Plane [2 32 64 100 16]),
    ];
    let known: Vec<_> = shelves.iter().map(|s| format!("{:?}", s.item)).collect();
    shelves
        .into_iter()
        .find(|s| s.item == shape)
        .ok_or_else(|| {
            Error::new(format!(
                "there is no network for items of {shape:?}; the catalogue has networks for {}",
                known.join(", ")
            ))
        })
}
