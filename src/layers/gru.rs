//! Recurrent layers: a picture is read row by row into a state (Cho et al. 2014), and written row by row
//! out of a code, after the autoencoder of Srivastava et al. 2015, section 2.

use std::fmt::Debug;
use std::marker::PhantomData;

use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection};
use dfdx::prelude::{BuildOnDevice, Device, Dtype, Storage};
use num_traits::Float;
use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rand_distr::uniform::SampleUniform;

use super::activations::{Function, Identity};
use super::dense::DenseOn;
use super::item::{Flat, Image, Item};
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::{Ops, Weights};
use super::parameter::{Named, Parameter};
use super::pass::{Pass, Var};
use crate::error::Result;

/// Reads `T` rows of `I` numbers; gives the last state, `[batch, T, I, 1]` → `[batch, H]`. `G = 3 H`.
pub type GruReader<const T: usize, const I: usize, const H: usize, const G: usize> =
    Gru<Reads, T, I, H, G>;

/// Hears a code `T` times; gives all states as rows, `[batch, I]` → `[batch, T, H, 1]`. `G = 3 H`.
pub type GruWriter<const T: usize, const I: usize, const H: usize, const G: usize> =
    Gru<Writes, T, I, H, G>;

/// A gated recurrent unit with a state of `H` numbers, in the form of cuDNN and `PyTorch`; see
/// [`kernels::gru`](crate::kernels::gru). Weights start uniform within `±1/√H`; from
/// the state to each gate they start orthogonal (Saxe et al. 2014).
#[derive(Debug, Clone, Copy, Default)]
pub struct Gru<W, const T: usize, const I: usize, const H: usize, const G: usize>(PhantomData<W>);

/// A [`Gru`] built on a device.
#[derive(Debug, Clone)]
pub struct GruOn<
    W,
    const T: usize,
    const I: usize,
    const H: usize,
    const G: usize,
    E: Dtype,
    D: Storage<E>,
> {
    /// From the input to the gates r, u, n.
    pub input: DenseOn<I, G, Identity, E, D>,
    /// From the state to the gates.
    pub state: DenseOn<H, G, Identity, E, D>,
    way: PhantomData<W>,
}

/// Which way a recurrent layer goes.
pub trait Way<const T: usize, const I: usize, const H: usize, const G: usize>:
    Debug + Clone + Default + 'static
{
    type In: Item;
    type Out: Item;
    const NAME: &'static str;
    /// How often the input is looked at.
    const LOOKS: usize;

    /// # Errors
    /// If the device has no room.
    fn run<D: Ops>(
        x: Var<Self::In, D>,
        input: &mut DenseOn<I, G, Identity, f32, D>,
        state: Weights<'_, H, G, D>,
        pass: &mut Pass<D>,
    ) -> Result<Var<Self::Out, D>>;
}

/// Rows in, the last state out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reads;

/// A code in, a row for each state out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Writes;

impl<const T: usize, const I: usize, const H: usize, const G: usize> Way<T, I, H, G> for Reads {
    type In = Image<T, I, 1>;
    type Out = Flat<H>;
    const NAME: &'static str = "GRU reads";
    const LOOKS: usize = T;

    fn run<D: Ops>(
        x: Var<Self::In, D>,
        input: &mut DenseOn<I, G, Identity, f32, D>,
        state: Weights<'_, H, G, D>,
        pass: &mut Pass<D>,
    ) -> Result<Var<Self::Out, D>> {
        let batch = x.batch();
        let rows = x.reshaped(Flat::<I>::batch(batch * T))?;
        let said = input.forward(rows, pass)?;
        let said = said.reshaped(Image::<T, G, 1>::batch(batch))?;
        D::gru_read(said, state, pass)
    }
}

impl<const T: usize, const I: usize, const H: usize, const G: usize> Way<T, I, H, G> for Writes {
    type In = Flat<I>;
    type Out = Image<T, H, 1>;
    const NAME: &'static str = "GRU writes";
    const LOOKS: usize = 1;

    fn run<D: Ops>(
        x: Var<Self::In, D>,
        input: &mut DenseOn<I, G, Identity, f32, D>,
        state: Weights<'_, H, G, D>,
        pass: &mut Pass<D>,
    ) -> Result<Var<Self::Out, D>> {
        let said = input.forward(x, pass)?;
        D::gru_write(said, state, pass)
    }
}

impl<W: Way<T, I, H, G>, const T: usize, const I: usize, const H: usize, const G: usize> Shaped
    for Gru<W, T, I, H, G>
{
    type In = W::In;
    type Out = W::Out;
    const FITS: () = assert!(
        T > 0 && G == 3 * H,
        "Gru<.., T, I, H, G>: G must be 3 · H, and T above 0"
    );
}

impl<
    W: Way<T, I, H, G>,
    const T: usize,
    const I: usize,
    const H: usize,
    const G: usize,
    E: Dtype,
    D: Storage<E>,
> Shaped for GruOn<W, T, I, H, G, E, D>
{
    type In = W::In;
    type Out = W::Out;
}

impl<W, const T: usize, const I: usize, const H: usize, const G: usize, E, D> BuildOnDevice<D, E>
    for Gru<W, T, I, H, G>
where
    W: Way<T, I, H, G>,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = GruOn<W, T, I, H, G, E, D>;
}

impl<W, const T: usize, const I: usize, const H: usize, const G: usize, E, D> TensorCollection<E, D>
    for GruOn<W, T, I, H, G, E, D>
where
    W: Way<T, I, H, G>,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = GruOn<W, T, I, H, G, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("input", |s| &s.input, |s| &mut s.input),
                Self::module("state", |s| &s.state, |s| &mut s.state),
            ),
            |(input, state)| GruOn {
                input,
                state,
                way: PhantomData,
            },
        )
    }
}

impl<W: Way<T, I, H, G>, const T: usize, const I: usize, const H: usize, const G: usize, D: Ops>
    Layer<D> for GruOn<W, T, I, H, G, f32, D>
{
    fn forward(&mut self, x: Var<W::In, D>, pass: &mut Pass<D>) -> Result<Var<W::Out, D>> {
        let () = <Gru<W, T, I, H, G> as Shaped>::FITS;
        let state = (&self.state.weight, &self.state.bias);
        W::run(x, &mut self.input, state, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        let bound = 1.0 / (H as f32).sqrt();
        let uniform = Uniform::new(-bound, bound);
        for named in self.tensors_of("") {
            let numbers = named.tensor.shape().iter().product();
            let values: Vec<f32> = uniform.sample_iter(&mut *rng).take(numbers).collect();
            named.tensor.set(&values);
        }
        // What a state says to each gate keeps its length, so that early rows are not forgotten at once.
        let mut weight = self.state.weight.values();
        for gate in weight.chunks_exact_mut(H * H) {
            for w in gate.iter_mut() {
                *w = StandardNormal.sample(rng);
            }
            orthogonal(gate, H);
        }
        self.state.weight.set(&weight);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        into.extend(self.tensors_of(path));
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(Fact {
            what: format!("{} {I} ×{T} → {H}", W::NAME),
            shape: W::Out::SHAPE.to_vec(),
            parameters: G * (I + H + 2),
            multiply_adds: G * (I * W::LOOKS + H * T),
        });
    }
}

impl<W: Way<T, I, H, G>, const T: usize, const I: usize, const H: usize, const G: usize, D: Ops>
    GruOn<W, T, I, H, G, f32, D>
{
    fn tensors_of(&mut self, path: &str) -> Vec<Named<'_, D>> {
        let mut tensors = Vec::new();
        self.input.tensors(&join(path, "input"), &mut tensors);
        self.state.tensors(&join(path, "state"), &mut tensors);
        tensors
    }
}

/// Makes rows of normal numbers orthogonal and of length 1, each less what it has of those before it: a
/// uniformly drawn rotation (Gram and Schmidt).
fn orthogonal(rows: &mut [f32], width: usize) {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    for at in 0..rows.len() / width {
        let (before, row) = rows.split_at_mut(at * width);
        let row = &mut row[..width];
        for other in before.chunks_exact(width) {
            let along = dot(row, other);
            row.iter_mut().zip(other).for_each(|(v, o)| *v -= along * o);
        }
        let length = dot(row, row).sqrt().max(f32::MIN_POSITIVE);
        row.iter_mut().for_each(|v| *v /= length);
    }
}

/// The same dense layer over each row: `[batch, T, I, 1]` → `[batch, T, O, 1]`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rows<const T: usize, const I: usize, const O: usize, F = Identity>(PhantomData<F>);

/// [`Rows`] built on a device.
#[derive(Debug, Clone)]
pub struct RowsOn<const T: usize, const I: usize, const O: usize, F, E: Dtype, D: Storage<E>>(
    pub DenseOn<I, O, F, E, D>,
);

impl<const T: usize, const I: usize, const O: usize, F> Shaped for Rows<T, I, O, F> {
    type In = Image<T, I, 1>;
    type Out = Image<T, O, 1>;
}

impl<const T: usize, const I: usize, const O: usize, F, E: Dtype, D: Storage<E>> Shaped
    for RowsOn<T, I, O, F, E, D>
{
    type In = Image<T, I, 1>;
    type Out = Image<T, O, 1>;
}

impl<const T: usize, const I: usize, const O: usize, F: Function, E, D> BuildOnDevice<D, E>
    for Rows<T, I, O, F>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = RowsOn<T, I, O, F, E, D>;
}

impl<const T: usize, const I: usize, const O: usize, F: Function, E, D> TensorCollection<E, D>
    for RowsOn<T, I, O, F, E, D>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = RowsOn<T, I, O, F, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(Self::module("0", |s| &s.0, |s| &mut s.0), RowsOn)
    }
}

impl<const T: usize, const I: usize, const O: usize, F: Function, D: Ops> Layer<D>
    for RowsOn<T, I, O, F, f32, D>
{
    fn forward(
        &mut self,
        x: Var<Image<T, I, 1>, D>,
        pass: &mut Pass<D>,
    ) -> Result<Var<Image<T, O, 1>, D>> {
        let batch = x.batch();
        let rows = x.reshaped(Flat::<I>::batch(batch * T))?;
        self.0
            .forward(rows, pass)?
            .reshaped(Image::<T, O, 1>::batch(batch))
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        Layer::<D>::reset(&mut self.0, rng);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.0.tensors(path, into);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let comma = if F::NAME.is_empty() { "" } else { ", " };
        into.push(Fact {
            what: format!("dense {I} → {O} each of {T} rows{comma}{}", F::NAME),
            shape: vec![T, O, 1],
            parameters: O * I + O,
            multiply_adds: O * I * T,
        });
    }
}
