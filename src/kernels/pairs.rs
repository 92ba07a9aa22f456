//! Distances between outputs and their targets: each a formula of one pair, and loops over many.

/// A formula of an output and its target, and its loops.
#[derive(Debug, Clone, Copy)]
pub struct Pairs {
    /// Value, and slope in the output.
    pub at: fn(f32, f32) -> (f32, f32),
    /// Sum of the values over outputs and targets.
    pub sum: fn(&[f32], &[f32]) -> f32,
    /// Adds `scale · slope` for each output and target to the last slice.
    pub slopes: fn(f32, &[f32], &[f32], &mut [f32]),
}

/// [`Pairs`] of a formula `|y, target| (value, slope in y)`, compiled for each instruction set.
macro_rules! pairs {
    (|$y:ident, $target:ident| $formula:expr) => {{
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

        Pairs { at, sum, slopes }
    }};
}

/// `(y − t)²`.
pub const SQUARED: Pairs = pairs!(|y, target| ((y - target) * (y - target), 2.0 * (y - target)));

/// `|y − t|`.
pub const ABSOLUTE: Pairs = pairs!(|y, target| {
    let difference = y - target;
    let slope = if difference == 0.0 {
        0.0
    } else {
        difference.signum()
    };
    (difference.abs(), slope)
});

/// How far [`CROSS_ENTROPY`] keeps `y` from 0 and 1, so that logarithms stay finite.
pub const EDGE: f32 = 1e-6;

/// `−t ln y − (1 − t) ln(1 − y)`, with `y` held within [`EDGE`] of 0 and 1.
pub const CROSS_ENTROPY: Pairs = pairs!(|y, target| {
    let y = y.clamp(EDGE, 1.0 - EDGE);
    (
        -(target * y.ln() + (1.0 - target) * (1.0 - y).ln()),
        (y - target) / (y * (1.0 - y)),
    )
});

/// `y · t`, whose slope in the output is the target. Its sum is in the order of the pairs.
pub const PRODUCT: Pairs = Pairs {
    at: |y, t| (y * t, t),
    sum: |y, t| y.iter().zip(t).map(|(y, t)| y * t).sum(),
    slopes: |scale, _, t, into| {
        for (into, t) in into.iter_mut().zip(t) {
            *into += scale * t;
        }
    },
};
