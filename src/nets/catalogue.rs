//! From names to typed networks: one list for each kind of item.

use dfdx::prelude::BuildOnDevice;

use super::net::{Erased, Net, Role};
use super::{Architecture, article, conv_ae, dcgan, dense, plane, small};
use crate::data::Range;
use crate::error::{Error, Result};
use crate::layers::{Flat, Image, Item, Ops, Shaped};

/// The sizes of a code that the catalogue builds.
pub const LATENTS: [usize; 5] = [2, 16, 32, 64, 100];

/// Builds a network of a role for a code of so many numbers.
pub type Build<D> = fn(Role, usize, &D) -> Result<Box<dyn Net<D>>>;

/// How one architecture's networks are built.
pub struct Entry<D: Ops> {
    pub name: &'static str,
    pub about: &'static str,
    pub range: Range,
    /// A network of this role for a code of this many numbers.
    pub build: Build<D>,
}

/// All architectures over one kind of item: any of their networks fit together.
pub struct Shelf<D: Ops> {
    /// `[28, 28, 1]`.
    pub item: &'static [usize],
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
    let () = A::Encoder::<2>::FITS;
    let () = A::Generator::<2>::FITS;
    let () = A::Discriminator::FITS;
    let () = A::CodeDiscriminator::<2>::FITS;
}

/// Lists architectures of one kind of item; one of another kind, or one whose sizes do not fit, is a
/// compile error.
macro_rules! shelf_of {
    ($item:ty: $($architecture:ty),+) => {{
        $(const _: () = sizes::<$item, $architecture>();)+
        Shelf { item: <$item as Item>::SHAPE, entries: vec![$(entry!($architecture)),+] }
    }};
}

/// Builds networks of one architecture for each latent size.
macro_rules! entry {
    ($architecture:ty) => {
        Entry {
            name: <$architecture as Architecture>::NAME,
            about: <$architecture as Architecture>::ABOUT,
            range: <$architecture as Architecture>::RANGE,
            build: |role, latent, device| match latent {
                2 => entry!($architecture, 2, role, device),
                16 => entry!($architecture, 16, role, device),
                32 => entry!($architecture, 32, role, device),
                64 => entry!($architecture, 64, role, device),
                100 => entry!($architecture, 100, role, device),
                other => Err(no_such_latent(other)),
            },
        }
    };
    ($architecture:ty, $z:literal, $role:ident, $device:ident) => {
        match $role {
            Role::Encoder => erased!(<$architecture as Architecture>::Encoder<$z>, $device),
            Role::Generator => erased!(<$architecture as Architecture>::Generator<$z>, $device),
            Role::Discriminator => erased!(<$architecture as Architecture>::Discriminator, $device),
            Role::CodeDiscriminator => {
                erased!(
                    <$architecture as Architecture>::CodeDiscriminator<$z>,
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
    let shelves: [Shelf<D>; 2] = [
        shelf_of!(
            Image<28, 28, 1>:
            dense::Dense, article::Article, small::Small, dcgan::Dcgan, conv_ae::ConvAe
        ),
        shelf_of!(Flat<2>: plane::Plane),
    ];
    let known: Vec<_> = shelves.iter().map(|s| format!("{:?}", s.item)).collect();
    shelves
        .into_iter()
        .find(|s| s.item == shape)
        .ok_or_else(|| {
            Error::new(format!(
                "there is no network for items of {shape:?}; the catalogue has networks for {}",
                known.join(" and ")
            ))
        })
}
