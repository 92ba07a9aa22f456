//! Vectors of numbers: which the CPU at hand has, and how a slice is read and written in them.

use pulp::{Arch, Scalar128b, Simd, WithSimd};

/// Runs `op` with the widest vectors that this CPU has.
pub(super) fn dispatch<O: WithSimd>(op: O) -> O::Output {
    #[cfg(test)]
    let best = tests::at_most(Arch::new());
    #[cfg(not(test))]
    let best = Arch::new();
    match best {
        // Every CPU does four numbers at once, and pulp's own choice would be one.
        Arch::Scalar => Simd::vectorize(Scalar128b, op),
        arch => arch.dispatch(op),
    }
}

/// Numbers in a vector of [`dispatch`].
pub(super) fn lanes() -> usize {
    struct Lanes;
    impl WithSimd for Lanes {
        type Output = usize;

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> usize {
            S::F32_LANES
        }
    }
    dispatch(Lanes)
}

/// `V` vectors from the start of `values`.
///
/// # Panics
/// If there are fewer numbers.
#[inline(always)]
pub(super) fn load<S: Simd, const V: usize>(values: &[f32]) -> [S::f32s; V] {
    let (vectors, _) = S::as_simd_f32s(values);
    vectors.as_chunks::<V>().0[0]
}

/// `V` vectors of the numbers of `values`, zero beyond its end.
#[inline(always)]
pub(super) fn load_some<S: Simd, const V: usize>(simd: S, values: &[f32]) -> [S::f32s; V] {
    let mut vectors = [simd.splat_f32s(0.0); V];
    // A closure, as `array::from_fn` takes, would be compiled without these vectors.
    for (vector, values) in vectors.iter_mut().zip(values.chunks(S::F32_LANES)) {
        *vector = simd.partial_load_f32s(values);
    }
    vectors
}

/// Adds `sums` to `values`, as many as there are.
#[inline(always)]
pub(super) fn add<S: Simd, const V: usize>(simd: S, values: &mut [f32], sums: [S::f32s; V]) {
    let (vectors, tail) = S::as_mut_simd_f32s(values);
    let whole = vectors.len();
    for (vector, sum) in vectors.iter_mut().zip(sums) {
        *vector = simd.add_f32s(*vector, sum);
    }
    if !tail.is_empty() {
        let before = simd.partial_load_f32s(tail);
        simd.partial_store_f32s(tail, simd.add_f32s(before, sums[whole]));
    }
}

/// Writes `sums` to `values`, as many as there are.
#[inline(always)]
pub(super) fn store<S: Simd, const V: usize>(simd: S, values: &mut [f32], sums: [S::f32s; V]) {
    let (vectors, tail) = S::as_mut_simd_f32s(values);
    let whole = vectors.len();
    for (vector, sum) in vectors.iter_mut().zip(sums) {
        *vector = sum;
    }
    if !tail.is_empty() {
        simd.partial_store_f32s(tail, sums[whole]);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;

    use super::Arch;
    use crate::tasks::with_threads;

    thread_local! {
        static WIDEST: Cell<usize> = const { Cell::new(usize::MAX) };
    }

    /// The widest vectors of a CPU that a test lets this thread use.
    pub fn at_most(arch: Arch) -> Arch {
        match WIDEST.get() {
            16.. => arch,
            #[cfg(target_arch = "x86_64")]
            8.. => pulp::x86::V3::try_new().map_or(Arch::Scalar, Arch::V3),
            _ => Arch::Scalar,
        }
    }

    /// Runs `work` on this thread alone with each width of vectors that this CPU has.
    pub fn with_each_width(mut work: impl FnMut()) {
        for widest in [4, 8, 16] {
            WIDEST.set(widest);
            with_threads(1, &mut work);
        }
        WIDEST.set(usize::MAX);
    }
}
