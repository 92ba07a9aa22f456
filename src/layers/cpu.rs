//! The operations on a CPU: the kernels, and what each leaves on the tape.

use dfdx::prelude::{Cpu, CpuError, HasShape, Shape, Tensor};

use super::batch_norm::BatchNormOn;
use super::cpu_conv;
use super::item::{Flat, Item, Picture};
use super::memory::{slice, slice_mut};
use super::ops::{Filters, Ops, Pairwise, Pointwise, Weights};
use super::pass::{Grads, Mode, Pass, Scalar, Var};
use super::refused;
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::kernels::dense::{self, Sizes};
use crate::kernels::normalise;
use crate::kernels::tasks;
use crate::kernels::update::Update;

type Values<S> = Tensor<S, f32, Cpu>;

/// A new tensor of `values`.
pub(super) fn tensor<S: Shape>(like: &Cpu, values: Vec<f32>, shape: S) -> Result<Values<S>> {
    use dfdx::prelude::TensorFromVec;
    like.try_tensor_from_vec(values, shape).map_err(refused)
}

/// The gradient of `tensor` as a slice to be added to.
pub(super) fn of<'a, S: Shape>(
    gradients: &'a mut Grads<Cpu>,
    tensor: &Values<S>,
) -> std::result::Result<&'a mut [f32], CpuError> {
    Ok(gradients.get_or_alloc_mut(tensor)?.as_mut_slice())
}

/// Lends the gradient of `y` to `use_it` beside the other gradients, and puts it back: no copy.
pub(super) fn lend<S: Shape>(
    gradients: &mut Grads<Cpu>,
    y: &Values<S>,
    use_it: impl FnOnce(&mut [f32], &mut Grads<Cpu>) -> std::result::Result<(), CpuError>,
) -> std::result::Result<(), CpuError> {
    let mut g = std::mem::take(&mut **gradients.get_or_alloc_mut(y)?);
    use_it(&mut g, gradients)?;
    **gradients.get_or_alloc_mut(y)? = g;
    Ok(())
}

/// A number in [0, 2³²) that depends on `key` and `place` alone (lowbias32, Wellons 2018).
#[allow(clippy::cast_possible_truncation)]
fn hash(key: u64, place: usize) -> u32 {
    let mut x = place as u32 ^ key as u32;
    x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    x = (x ^ (x >> 15) ^ (key >> 32) as u32).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// Multiplies by the mask of dropout.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn mask(x: &mut [f32], p: f32, key: u64) {
    let threshold = (f64::from(p) * 4_294_967_296.0) as u32;
    let scale = 1.0 / (1.0 - p);
    for (place, v) in x.iter_mut().enumerate() {
        *v = if hash(key, place) < threshold {
            0.0
        } else {
            *v * scale
        };
    }
}

impl Ops for Cpu {
    fn dense<const I: usize, const O: usize>(
        x: Var<Flat<I>, Self>,
        (weight, bias): Weights<'_, I, O, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<O>, Self>> {
        let sizes = Sizes {
            inputs: I,
            outputs: O,
        };
        let Var {
            tensor: x,
            tracked: wants_dx,
        } = x;
        let gate = pass.gate();
        let y = if let Some(gate) = &gate {
            let none = vec![0.0; O];
            let linear = Activation::Identity;
            let mut y = dense::forward(sizes, slice(&x), slice(weight), &none, linear);
            f.backward(gate, &mut y);
            y
        } else {
            dense::forward(sizes, slice(&x), slice(weight), slice(bias), f)
        };
        pass.keep(f, &y)?;
        let y = tensor(weight.device(), y, Flat::<O>::batch(x.shape().0))?;
        let learn = pass.learn;
        let tracked = wants_dx || learn;
        if tracked {
            let (weight, bias, out) = (weight.clone(), bias.clone(), y.clone());
            pass.record(move |gradients| {
                lend(gradients, &out, |g, gradients| {
                    dense::before_activation(f, gate.as_deref().unwrap_or(slice(&out)), g);
                    if learn {
                        if gate.is_none() {
                            dense::bias_gradient(g, of(gradients, &bias)?);
                        }
                        dense::weight_gradient(sizes, slice(&x), g, of(gradients, &weight)?);
                    }
                    if wants_dx {
                        dense::input_gradient(sizes, g, slice(&weight), of(gradients, &x)?);
                    }
                    Ok(())
                })
            });
        }
        Ok(Var { tensor: y, tracked })
    }

    fn activate<T: Item>(
        x: Var<T, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>> {
        let mut y = slice(&x.tensor).to_vec();
        let gate = pass.gate();
        match &gate {
            Some(gate) => f.backward(gate, &mut y),
            None => f.forward(&mut y),
        }
        pass.keep(f, &y)?;
        let y = tensor(x.tensor.device(), y, *x.tensor.shape())?;
        if x.tracked {
            let (x, out) = (x.tensor, y.clone());
            pass.record(move |gradients| {
                lend(gradients, &out, |g, gradients| {
                    f.backward(gate.as_deref().unwrap_or(slice(&out)), g);
                    add(of(gradients, &x)?, g);
                    Ok(())
                })
            });
        }
        Ok(Var {
            tensor: y,
            tracked: x.tracked,
        })
    }

    fn dropout<T: Item>(
        x: Var<T, Self>,
        p: f32,
        key: u64,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>> {
        pass.only_linear("dropout")?;
        let mut y = slice(&x.tensor).to_vec();
        mask(&mut y, p, key);
        let y = tensor(x.tensor.device(), y, *x.tensor.shape())?;
        if x.tracked {
            let (x, out) = (x.tensor, y.clone());
            pass.record(move |gradients| {
                lend(gradients, &out, |g, gradients| {
                    mask(g, p, key);
                    add(of(gradients, &x)?, g);
                    Ok(())
                })
            });
        }
        Ok(Var {
            tensor: y,
            tracked: x.tracked,
        })
    }

    fn batch_norm<T: Item, const C: usize>(
        x: Var<T, Self>,
        norm: &mut BatchNormOn<T, C, f32, Self>,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>> {
        type Norm<T, const C: usize> = BatchNormOn<T, C, f32, Cpu>;
        pass.only_linear("batch norm")?;
        let Var {
            tensor: x,
            tracked: wants_dx,
        } = x;
        let by_batch = pass.mode == Mode::Train;
        let (mean, variance) = if by_batch {
            let (mean, variance) = normalise::moments(slice(&x), C);
            let keep = Norm::<T, C>::MOMENTUM;
            Self::average(&mut norm.running_mean, &mean, keep);
            Self::average(&mut norm.running_variance, &variance, keep);
            (mean, variance)
        } else {
            (
                slice(&norm.running_mean).to_vec(),
                slice(&norm.running_variance).to_vec(),
            )
        };
        let inverse = normalise::inverse(&variance, Norm::<T, C>::EPSILON);
        let y = normalise::forward(
            slice(&x),
            &mean,
            &inverse,
            slice(&norm.scale),
            slice(&norm.shift),
        );
        let y = tensor(x.device(), y, *x.shape())?;
        let learn = pass.learn;
        let tracked = wants_dx || learn;
        if tracked {
            let (scale, shift, out) = (norm.scale.clone(), norm.shift.clone(), y.clone());
            pass.record(move |gradients| {
                lend(gradients, &out, |g, gradients| {
                    let (gx, gs) = normalise::parameter_gradients(g, slice(&x), &mean, &inverse);
                    if learn {
                        add(of(gradients, &scale)?, &gx);
                        add(of(gradients, &shift)?, &gs);
                    }
                    if wants_dx {
                        let none = vec![0.0; C];
                        let sums = if by_batch {
                            (&gx[..], &gs[..])
                        } else {
                            (&none[..], &none[..])
                        };
                        let with = (&mean[..], &inverse[..], slice(&scale));
                        normalise::input_gradient(g, slice(&x), with, sums, of(gradients, &x)?);
                    }
                    Ok(())
                })
            });
        }
        Ok(Var { tensor: y, tracked })
    }

    fn mean_of<T: Item>(
        x: &Var<T, Self>,
        f: Pointwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>> {
        let values = slice(&x.tensor);
        let share = 1.0 / values.len() as f32;
        let mean = values.iter().map(|&v| f(v).0).sum::<f32>() * share;
        let out = tensor(x.tensor.device(), vec![mean], ())?;
        if x.tracked {
            let (x, out) = (x.tensor.clone(), out.clone());
            pass.record(move |gradients| {
                let scale = of(gradients, &out)?[0] * share;
                for (d, &v) in of(gradients, &x)?.iter_mut().zip(slice(&x)) {
                    *d += scale * f(v).1;
                }
                Ok(())
            });
        }
        Ok(Scalar { tensor: out })
    }

    fn mean_between<T: Item>(
        x: &Var<T, Self>,
        target: &Var<T, Self>,
        f: Pairwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>> {
        const CHUNK: usize = 8 * 1024;
        let (values, targets) = (slice(&x.tensor), slice(&target.tensor));
        let share = 1.0 / values.len() as f32;
        // Partial sums in a fixed split, added in order: the same bits on any number of threads.
        let mut sums = vec![0.0; values.len().div_ceil(CHUNK)];
        tasks::chunks(&mut sums, 1, |i, sum| {
            let pairs = values.iter().zip(targets).skip(i * CHUNK).take(CHUNK);
            sum[0] = pairs.map(|(&x, &t)| f(x, t).0).sum();
        });
        let out = tensor(
            x.tensor.device(),
            vec![sums.iter().sum::<f32>() * share],
            (),
        )?;
        if x.tracked {
            let (x, target, out) = (x.tensor.clone(), target.tensor.clone(), out.clone());
            pass.record(move |gradients| {
                let scale = of(gradients, &out)?[0] * share;
                let (x_of, t_of) = (slice(&x), slice(&target));
                tasks::chunks(of(gradients, &x)?, CHUNK, |i, d| {
                    let pairs = x_of.iter().zip(t_of).skip(i * CHUNK);
                    for (d, (&x, &t)) in d.iter_mut().zip(pairs) {
                        *d += scale * f(x, t).1;
                    }
                });
                Ok(())
            });
        }
        Ok(Scalar { tensor: out })
    }

    fn seed(
        loss: &Values<()>,
        weight: f32,
        gradients: &mut Grads<Self>,
    ) -> std::result::Result<(), CpuError> {
        of(gradients, loss)?[0] += weight;
        Ok(())
    }

    fn read<S: Shape>(tensor: &Values<S>) -> Vec<f32> {
        slice(tensor).to_vec()
    }

    fn write<S: Shape>(tensor: &mut Values<S>, values: &[f32]) {
        slice_mut(tensor).copy_from_slice(values);
    }

    fn gradient<S: Shape>(tensor: &Values<S>, gradients: &mut Grads<Self>) -> Result<Vec<f32>> {
        Ok(of(gradients, tensor).map_err(refused)?.to_vec())
    }

    fn with_gradient<S: Shape>(
        tensor: &Values<S>,
        gradients: &mut Grads<Self>,
        change: &mut dyn FnMut(&mut [f32]),
    ) -> Result<()> {
        change(of(gradients, tensor).map_err(refused)?);
        Ok(())
    }

    fn update<S: Shape>(
        tensor: &mut Values<S>,
        gradients: &mut Grads<Self>,
        with: Update,
        m: &mut [f32],
        v: &mut [f32],
    ) -> Result<()> {
        let gradient = of(gradients, tensor).map_err(refused)?;
        with.apply(slice_mut(tensor), gradient, m, v);
        Ok(())
    }

    fn average<S: Shape>(tensor: &mut Values<S>, source: &[f32], decay: f32) {
        for (t, s) in slice_mut(tensor).iter_mut().zip(source) {
            *t = decay * *t + (1.0 - decay) * s;
        }
    }

    fn conv<I: Picture, O: Picture, const K: usize>(
        x: Var<I, Self>,
        weights: Filters<'_, I, O, O, K, Self>,
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>> {
        cpu_conv::forward::<I, O, K>(x, weights, g, f, pass)
    }

    fn conv_transpose<I: Picture, O: Picture, const K: usize>(
        x: Var<I, Self>,
        weights: Filters<'_, O, I, O, K, Self>,
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>> {
        cpu_conv::transposed::<I, O, K>(x, weights, g, f, pass)
    }

    fn upsample<I: Picture, O: Picture>(
        x: Var<I, Self>,
        times: usize,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>> {
        cpu_conv::upsample(x, times, pass)
    }
}

/// `to += from`.
fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(t, f)| *t += f);
}
