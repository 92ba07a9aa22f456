//! A code drawn from a distribution that a network gives (Kingma and Welling 2014, section 2.4).

use dfdx::prelude::{
    Const, HasErr, HasShape, NoneTape, OwnedTape, PutTape, Rank0, ReshapeTo, SelectTo, SplitTape,
    SumTo, Tensor, TryAdd, TryDiv, TryMul, TrySub,
};
use rand::SeedableRng;
use rand::distributions::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::{Fact, Layer};
use crate::error::Result;
use crate::layers::ops::{Matrix, Ops};
use crate::layers::pass::{Pass, Scalar, Var};
use crate::layers::refused;

/// See [`spec::Gaussian`](crate::layers::Gaussian).
#[derive(Debug, Clone, Copy)]
pub(in crate::layers) struct Gaussian {
    /// Numbers in a code.
    pub code: usize,
}

impl<D: Ops> Layer<D> for Gaussian {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        pass.only_linear("a code that is drawn")?;
        let tracked = x.tracked;
        // The numbers as means and log variances: the same tensor by another shape, so that gradients are shared.
        let moments = x
            .tensor
            .clone()
            .try_reshape_like(&(x.batch(), Const, self.code));
        let moments: Moments<D> = moments.map_err(refused)?;
        if !pass.draws {
            let tape = std::mem::take(&mut pass.tape);
            let means = half(MEANS, moments.put_tape(tape)).map_err(refused)?;
            let (tensor, tape) = means.split_tape();
            pass.tape = tape;
            return Ok(Var { tensor, tracked });
        }
        let rng = ChaCha8Rng::seed_from_u64(pass.mask());
        let noise = StandardNormal
            .sample_iter(rng)
            .take(x.batch() * self.code)
            .collect();
        let (tensor, divergence) = draw(&moments, noise, pass).map_err(refused)?;
        pass.divergence = Some(Scalar::of(divergence));
        Ok(Var { tensor, tracked })
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let code = self.code;
        into.push(Fact {
            what: format!("a draw from N(μ, σ²), of {code} μ and {code} log σ²"),
            shape: vec![code],
            parameters: 0,
            multiply_adds: code,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(*self)
    }
}

/// Log variances are held within ± this, smoothly: one bad step of a steep optimiser would make a variance
/// infinite, and a deviation of e⁴ or e⁻⁴ is as good as any beyond.
const MOST: f32 = 8.0;

/// Which half of the moments.
const MEANS: usize = 0;
const LOG_VARIANCES: usize = 1;

type Moments<D, T = NoneTape> = Tensor<(usize, Const<2>, usize), f32, D, T>;
type Half<D, T = NoneTape> = Tensor<(usize, usize), f32, D, T>;
/// Codes, and how far their distributions are from the prior.
type Drawn<D> = (Matrix<D>, Tensor<Rank0, f32, D>);
/// What the tensor library gives, or refuses.
type Given<T, D> = std::result::Result<T, <D as HasErr>::Err>;

fn half<D: Ops>(
    which: usize,
    moments: Moments<D, OwnedTape<f32, D>>,
) -> Given<Half<D, OwnedTape<f32, D>>, D> {
    let batch = moments.shape().0;
    let which = vec![which; batch];
    let which = moments.device().try_tensor_from_vec(which, (batch,))?;
    moments.try_select(which)
}

/// `μ + σε`, and `½ Σ (μ² + σ² − ln σ² − 1)`, the mean of the batch.
fn draw<D: Ops>(moments: &Moments<D>, noise: Vec<f32>, pass: &mut Pass<D>) -> Given<Drawn<D>, D> {
    let (batch, _, code) = *moments.shape();
    let noise = moments.device().try_tensor_from_vec(noise, (batch, code))?;
    let tape = std::mem::take(&mut pass.tape);
    let (means, tape) = half(MEANS, moments.clone().put_tape(tape))?.split_tape();
    let (logs, tape) = half(LOG_VARIANCES, moments.clone().put_tape(tape))?.split_tape();
    let bounded = logs
        .put_tape(tape)
        .try_div(MOST)?
        .try_tanh()?
        .try_mul(MOST)?;
    let (logs, tape) = bounded.split_tape();
    let deviations = logs.clone().put_tape(tape).try_mul(0.5)?.try_exp()?;
    let code = deviations.try_mul(noise)?.try_add(means.clone())?;
    let (code, tape) = code.split_tape();
    let (variances, tape) = logs.clone().put_tape(tape).try_exp()?.split_tape();
    let seconds = means.put_tape(tape).try_square()?.try_add(variances)?;
    let sum = seconds.try_sub(logs)?.try_sub(1.0)?.try_sum::<(), _>()?;
    let mean = sum.try_mul(0.5 / batch.max(1) as f32)?;
    let (divergence, tape) = mean.split_tape();
    pass.tape = tape;
    Ok((code, divergence))
}
