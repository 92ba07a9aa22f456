//! How steep any network is in its input, by finite differences: a gradient penalty without a second derivative (Lin et
//! al. 2025, arXiv 2501.08316, "approximated R1"; arXiv 2511.22475).
//!
//! Along a direction `u` of normal numbers, `(D(x + εu) − D(x))² / ε²` is `(u · ∇D(x))²` for a small `ε`, and its mean over
//! all directions is `‖∇D(x)‖²`. Both scores are on the tape, so that the gradient in the weights comes by itself.

use super::formula::Pointwise;
use super::ops::Ops;
use super::pass::{Pass, Scalar, Var};
use crate::error::Result;

/// Length of the step along a direction: small beside the range of pixels, large beside the rounding of scores.
const STEP: f32 = 0.01;

/// The mean over the batch of `(u · ∇D(x))²`, on the tape of `pass`: for each item along its own direction, the numbers of
/// `item` and, where codes stand beside the items, those of `code`. `forward` takes a batch through D, twice with the same
/// masks.
///
/// # Errors
/// Whatever `forward` refuses.
pub fn steepness<D: Ops>(
    x: &Var<D>,
    (item, code): (Var<D>, Option<Var<D>>),
    pass: &mut Pass<D>,
    mut forward: impl FnMut(Var<D>, &mut Pass<D>) -> Result<Var<D>>,
) -> Result<Scalar<D>> {
    let codes = pass.codes.clone();
    let masks = pass.masks();
    let here = forward(x.clone(), pass)?;
    let step = |from: &Var<D>, along: Var<D>, pass: &mut Pass<D>| {
        let along = along.affine(STEP, 0.0, pass)?;
        from.clone().plus(along, pass)
    };
    pass.codes = match (&codes, code) {
        (Some(codes), Some(code)) => Some(step(codes, code, pass)?),
        (codes, _) => codes.clone(),
    };
    pass.draw_again(masks);
    let there = step(x, item, pass)?;
    let there = forward(there, pass);
    pass.codes = codes;
    let change = there?.less(&here, pass)?;
    let square = Pointwise::Square {
        times: 1.0 / (STEP * STEP),
        centre: 0.0,
    };
    D::mean_of(&change, square, pass)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dfdx::prelude::Cpu;

    use super::*;
    use crate::layers::{Dense, N, Net, Sizes, Spec, Tanh};

    type Smooth = (Dense<N<2>, N<3>, Tanh>, Dense<N<3>, N<1>>);

    /// Two items of two numbers.
    const X: [f32; 4] = [0.3, -0.7, 1.1, 0.2];

    fn net() -> Net<Cpu> {
        let sizes = Sizes::of(&[2], 1, 1).unwrap();
        let mut net = Smooth::PLAIN.lower(&sizes, &Cpu::default()).unwrap();
        for (i, named) in net.tensors().into_iter().enumerate() {
            let n = named.tensor.values().len();
            let values: Vec<f32> = (0..n)
                .map(|k| ((i * 5 + k * 3) % 7) as f32 / 5.0 - 0.5)
                .collect();
            named.tensor.set(&values);
        }
        net
    }

    fn constant(values: &[f32], len: usize) -> Var<Cpu> {
        Var::constant(&Cpu::default(), values.to_vec(), len).unwrap()
    }

    /// The mean over both items of the squared slopes along both axes, and what it adds to the gradient of the weights.
    fn along_axes(net: &mut Net<Cpu>) -> f64 {
        let axes = [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]];
        let squares = axes.map(|axis| {
            let mut pass = Pass::train(0);
            let along = (constant(&axis, 2), None);
            let mean = steepness(&constant(&X, 2), along, &mut pass, |x, pass| {
                net.forward(x, pass)
            });
            f64::from(mean.unwrap().value())
        });
        squares.iter().sum()
    }

    /// The same by central differences in 64 bits.
    fn by_hand(net: &mut Net<Cpu>) -> f64 {
        let tensors: Vec<Vec<f64>> = net
            .tensors()
            .into_iter()
            .map(|named| named.tensor.values().into_iter().map(f64::from).collect())
            .collect();
        let [w, b, v, c] = tensors.try_into().unwrap();
        let score = |x: [f64; 2]| {
            let hidden = (0..3).map(|h| (w[2 * h] * x[0] + w[2 * h + 1] * x[1] + b[h]).tanh());
            hidden.zip(&v).map(|(h, v)| h * v).sum::<f64>() + c[0]
        };
        let slopes = X.chunks_exact(2).map(|x| {
            let x = [f64::from(x[0]), f64::from(x[1])];
            let slope = |axis: usize| {
                let at = |by: f64| {
                    score(std::array::from_fn(|i| {
                        x[i] + if i == axis { by } else { 0.0 }
                    }))
                };
                (at(1e-5) - at(-1e-5)) / 2e-5
            };
            slope(0).powi(2) + slope(1).powi(2)
        });
        slopes.sum::<f64>() / 2.0
    }

    #[test]
    fn along_all_axes_it_is_the_squared_slope_of_a_smooth_network() {
        let mut net = net();
        let (found, wanted) = (along_axes(&mut net), by_hand(&mut net));
        assert!(wanted > 0.01, "{wanted}");
        assert!((found / wanted - 1.0).abs() < 0.02, "{found}, not {wanted}");
    }
}
