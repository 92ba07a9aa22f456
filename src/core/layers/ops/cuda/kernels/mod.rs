//! The lab's own kernels: CUDA C++ that NVRTC compiles when the first of them is wanted. Where it cannot, operations
//! are composed of dfdx's kernels instead.

mod launch;
mod norm;
mod place;
mod program;
mod update;

pub use launch::{Direction, Finish, before_activation, convolution, finish, fits, slopes};
pub use norm::{moments, norm_back, norm_sums, normalise};
pub use place::{Address, Place, gradient_of, place_of};
pub use program::{composed, in_use, state};
pub use update::{Places, dropout, update};
