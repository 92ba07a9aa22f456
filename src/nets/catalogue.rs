//! From names to typed networks: one list for each kind of item.

use dfdx::prelude::BuildOnDevice;

use super::net::{Erased, Net, Role};
use super::{Architecture, article, conv_ae, dcgan, dcgan_rgb, dense, plane, small, small_rgb};
use crate::data::Range;
use crate::error::{Error, Result};
use crate::layers::{Flat, Image, Item, Ops, Shaped};

/// The sizes of a code that the catalogue builds.
pub const LATENTS: [usize; 5] = [2, 16, 32, 64, 100];

/// What a network's size depends on besides its architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Numbers in a code.
    pub latent: usize,
    /// Whether the network is told the class of each item.
    pub labels: bool,
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
            let names: Vec<_> = self.entries.iter().map(|e| e.name).collect();
            Error::new(format!(
                "no network is called '{name}' for items of {:?}; there are {}",
                self.item,
                names.join(", ")
            ))
        })
    }
}

/// Has `cargo check` look at the sizes of the networks of an architecture over `T`.
const fn sizes<T, A: Architecture<Data = T>>() {
    let () = A::Encoder::<2, 1>::FITS;
    let () = A::Generator::<2, 1>::FITS;
    let () = A::Discriminator::<1>::FITS;
    let () = A::CodeDiscriminator::<2, 1>::FITS;
    let () = A::PairDiscriminator::<2, 1>::FITS;
}

/// Lists architectures of one kind of item; one of another kind, or one whose sizes do not fit, is a
/// compile error.
macro_rules! shelf_of {
    ($item:ty, $classes:literal classes: $($architecture:ty),+) => {{
        $(const _: () = sizes::<$item, $architecture>();)+
        Shelf {
            item: <$item as Item>::SHAPE,
            classes: $classes,
            entries: vec![$(entry!($architecture, $classes)),+],
        }
    }};
}

/// Builds networks of one architecture for each latent size, with and without labels.
macro_rules! entry {
    ($architecture:ty, $classes:literal) => {
        Entry {
            name: <$architecture as Architecture>::NAME,
            about: <$architecture as Architecture>::ABOUT,
            range: <$architecture as Architecture>::RANGE,
            game: <$architecture as Architecture>::GAME,
            build: |role, sizes, device| match (sizes.latent, sizes.labels) {
                (2, false) => entry!($architecture, 2, 1, role, device),
                (16, false) => entry!($architecture, 16, 1, role, device),
                (32, false) => entry!($architecture, 32, 1, role, device),
                (64, false) => entry!($architecture, 64, 1, role, device),
                (100, false) => entry!($architecture, 100, 1, role, device),
                (2, true) => entry!($architecture, 2, $classes, role, device),
                (16, true) => entry!($architecture, 16, $classes, role, device),
                (32, true) => entry!($architecture, 32, $classes, role, device),
                (64, true) => entry!($architecture, 64, $classes, role, device),
                (100, true) => entry!($architecture, 100, $classes, role, device),
                (other, _) => Err(no_such_latent(other)),
            },
        }
    };
    ($architecture:ty, $z:literal, $k:literal, $role:ident, $device:ident) => {
        match $role {
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

/// The sentence for a latent size that is not built.
pub(crate) fn no_such_latent(latent: usize) -> Error {
    Error::new(format!(
        "latent={latent} is not built; the sizes are 2, 16, 32, 64 and 100"
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
            dense::Dense<28, 28, 1, 784>, article::Article, small::Small, small::SmallStd, dcgan::Dcgan, conv_ae::ConvAe
        ),
        shelf_of!(
            Image<32, 32, 3>, 10 classes:
            small_rgb::SmallRgb, dense::Dense<32, 32, 3, 3072>, dcgan_rgb::DcganRgb
        ),
        shelf_of!(Flat<2>, 25 classes: plane::Plane),
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
