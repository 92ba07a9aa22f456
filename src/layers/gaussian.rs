//! A code drawn from a distribution that a network gives: the reparameterisation of Kingma and Welling
//! 2014, section 2.4.

use dfdx::nn::ZeroSizedModule;
use dfdx::prelude::{
    Const, HasErr, HasShape, NoneTape, OwnedTape, PutTape, Rank0, ReshapeTo, SelectTo, SplitTape,
    SumTo, Tensor, TryAdd, TryDiv, TryMul, TrySub,
};
use rand::SeedableRng;
use rand::distributions::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::item::{Flat, Item};
use super::layer::{Fact, Layer, Shaped};
use super::ops::Ops;
use super::parameter::Named;
use super::pass::{Pass, Scalar, Var};
use super::refused;
use crate::error::Result;

/// Takes the means and the log variances of `Z` numbers, `[batch, 2·Z]`, and gives a code, `[batch, Z]`:
/// `μ + σε` with ε from the pass's key where the pass draws, `μ` where it does not.
///
/// It leaves the divergence from the prior, `KL(N(μ, σ²) ‖ N(0, 1))`, with the [`Pass`]: in nats, summed
/// over the code, the mean of the batch (Kingma and Welling 2014, appendix B).
#[derive(Debug, Clone, Copy, Default)]
pub struct Gaussian<const TWICE: usize, const Z: usize>;

impl<const TWICE: usize, const Z: usize> ZeroSizedModule for Gaussian<TWICE, Z> {}

impl<const TWICE: usize, const Z: usize> Shaped for Gaussian<TWICE, Z> {
    type In = Flat<TWICE>;
    type Out = Flat<Z>;
    const FITS: () = assert!(
        TWICE == 2 * Z,
        "Gaussian<TWICE, Z>: a mean and a log variance for each number of a code, TWICE = 2 * Z"
    );
}

impl<const TWICE: usize, const Z: usize, D: Ops> Layer<D> for Gaussian<TWICE, Z> {
    fn forward(&mut self, x: Var<Flat<TWICE>, D>, pass: &mut Pass<D>) -> Result<Var<Flat<Z>, D>> {
        let () = <Self as Shaped>::FITS;
        pass.only_linear("a code that is drawn")?;
        let moments = moments(&x)?;
        if !pass.draws {
            let tape = std::mem::take(&mut pass.tape);
            let means = half(MEANS, moments.put_tape(tape)).map_err(refused)?;
            let (tensor, tape) = means.split_tape();
            pass.tape = tape;
            let tracked = x.tracked;
            return Ok(Var { tensor, tracked });
        }
        let rng = ChaCha8Rng::seed_from_u64(pass.mask());
        let noise = StandardNormal.sample_iter(rng).take(x.batch() * Z);
        let (tensor, divergence) = draw(&moments, noise.collect(), pass).map_err(refused)?;
        pass.divergence = Some(Scalar::of(divergence));
        let tracked = x.tracked;
        Ok(Var { tensor, tracked })
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {}

    fn tensors<'a>(&'a mut self, _: &str, _: &mut Vec<Named<'a, D>>) {}

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(Fact {
            what: format!("a draw from N(μ, σ²), of {Z} μ and {Z} log σ²"),
            shape: vec![Z],
            parameters: 0,
            multiply_adds: Z,
        });
    }
}

/// Log variances are held within ± this, smoothly: one bad step of a steep optimiser would make a variance
/// infinite, and a deviation of e⁴ or e⁻⁴ is as good as any beyond.
const MOST: f32 = 8.0;

/// Which half of the moments.
const MEANS: usize = 0;
const LOG_VARIANCES: usize = 1;

type Moments<const Z: usize, D, T = NoneTape> = Tensor<(usize, Const<2>, Const<Z>), f32, D, T>;
type Half<const Z: usize, D, T = NoneTape> = Tensor<<Flat<Z> as Item>::Batch, f32, D, T>;
/// Codes, and how far their distributions are from the prior.
type Drawn<const Z: usize, D> = (Half<Z, D>, Tensor<Rank0, f32, D>);
/// What the tensor library gives, or refuses.
type Given<T, D> = std::result::Result<T, <D as HasErr>::Err>;

/// The numbers as means and log variances: the same tensor by another shape, so that gradients are shared.
fn moments<const TWICE: usize, const Z: usize, D: Ops>(
    x: &Var<Flat<TWICE>, D>,
) -> Result<Moments<Z, D>> {
    let shape = (x.batch(), Const, Const);
    x.tensor.clone().try_reshape_like(&shape).map_err(refused)
}

fn half<const Z: usize, D: Ops>(
    which: usize,
    moments: Moments<Z, D, OwnedTape<f32, D>>,
) -> Given<Half<Z, D, OwnedTape<f32, D>>, D> {
    let batch = moments.shape().0;
    let which = vec![which; batch];
    let which = moments.device().try_tensor_from_vec(which, (batch,))?;
    moments.try_select(which)
}

/// `μ + σε`, and `½ Σ (μ² + σ² − ln σ² − 1)`, the mean of the batch.
fn draw<const Z: usize, D: Ops>(
    moments: &Moments<Z, D>,
    noise: Vec<f32>,
    pass: &mut Pass<D>,
) -> Given<Drawn<Z, D>, D> {
    let batch = moments.shape().0;
    let shape = Flat::<Z>::batch(batch);
    let noise = moments.device().try_tensor_from_vec(noise, shape)?;
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
