//! Folders of pictures: PNG, JPEG, `WebP`, BMP and GIF, flat or a class per subfolder.

mod cache;
mod crop;
mod decode;
mod decoded;
mod folder;
mod many;
mod raster;
mod read;
mod resize;
mod streamed;

pub(super) use folder::list;
#[cfg(feature = "parquet")]
pub(super) use folder::{Found, Listing, stamp};
pub(super) use read::load;
pub(super) use resize::fit_all;
