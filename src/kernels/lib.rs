//! What makes the layers fast on a CPU: plain slices in, plain slices out, no tensors and no tape.
//!
//! Work is split into a number of tasks that depends on the sizes alone, never on the number of
//! threads, so that a run gives the same bits on one thread and on many.

pub mod activation;
pub mod adam;
pub mod augment;
pub mod columns;
pub mod conv;
pub mod dense;
pub mod elementwise;
pub mod gru;
pub mod matmul;
pub mod matrices;
pub mod momentum;
pub mod normalise;
pub mod pairs;
#[cfg(test)]
mod plainly;
mod pool;
mod product;
#[cfg(test)]
pub mod reference;
pub mod rmsprop;
mod room;
pub mod rows;
mod simd;
pub mod tasks;
mod tiles;
pub mod update;
pub mod upsample;

/// Rows of a batch that one task works on.
pub(crate) const ROWS: usize = 32;

/// Name of the widest instruction set that the kernels choose on this machine.
#[must_use]
pub fn instruction_set() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") {
            return "avx512";
        }
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma")
        {
            return "avx2";
        }
    }
    std::env::consts::ARCH
}
