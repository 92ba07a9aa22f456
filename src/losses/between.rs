//! From the formula of a distance to loops over whole batches, compiled for each instruction set.

/// Makes a [`Pairwise`](crate::layers::formula::Pairwise) of its formula and
/// `|y, target| (value, slope in y)`.
macro_rules! between {
    ($name:expr, |$y:ident, $target:ident| $formula:expr) => {{
        #[inline(always)]
        fn at($y: f32, $target: f32) -> (f32, f32) {
            $formula
        }

        /// In lanes, so that the compiler can add up many at once in one fixed order.
        #[multiversion::multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
        fn sum(y: &[f32], target: &[f32]) -> f32 {
            const LANES: usize = 32;
            let mut lanes = [0.0_f32; LANES];
            let (ys, targets) = (y.chunks_exact(LANES), target.chunks_exact(LANES));
            let rest = ys.remainder().iter().zip(targets.remainder());
            let rest: f32 = rest.map(|(&y, &target)| at(y, target).0).sum();
            for (y, target) in ys.zip(targets) {
                for (lane, (&y, &target)) in lanes.iter_mut().zip(y.iter().zip(target)) {
                    *lane += at(y, target).0;
                }
            }
            lanes.iter().sum::<f32>() + rest
        }

        #[multiversion::multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
        fn slopes(scale: f32, y: &[f32], target: &[f32], into: &mut [f32]) {
            for (into, (&y, &target)) in into.iter_mut().zip(y.iter().zip(target)) {
                *into += scale * at(y, target).1;
            }
        }

        $crate::layers::formula::Pairwise {
            formula: $name,
            at,
            sum,
            slopes,
        }
    }};
}

pub(super) use between;
