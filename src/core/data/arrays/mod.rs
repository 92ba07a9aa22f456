//! Arrays of numbers in files: IDX of every type, `.npy` and `.npz`; pictures, points or labels by their shape.

mod levels;
pub(super) mod npy;
pub(super) mod npz;
mod numbers;
mod pair;
mod shape;

pub(super) use levels::Levels;
pub(super) use numbers::{Kind, Numbers};
pub(super) use pair::{Pair, raw};
pub(super) use shape::{Array, Layout};
