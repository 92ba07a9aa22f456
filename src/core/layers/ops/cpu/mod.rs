//! The operations on a CPU: the kernels, and what each leaves on the tape.

mod augment;
mod conv;
mod gru;
mod labels;
mod norm;
mod slice;
mod tape;
mod trip;

use std::sync::Arc;

use dfdx::prelude::{Cache, Cpu, HasShape, Shape};

use self::slice::{slice, slice_mut};
use self::tape::{Values, before_activation, filled, lend, of, tensor};
use self::trip::{learned, leave};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::augment::View;
use crate::kernels::conv::Geometry;
use crate::kernels::dense::{self, Sizes};
use crate::kernels::elementwise;
use crate::kernels::update::Update;
use crate::kernels::upsample;
use crate::layers::formula::{Pairwise, Pointwise, sigmoid};
use crate::layers::ops::{Clip, Kernel, Matrix, Memory, Norm, Ops, Row};
use crate::layers::pass::{Grads, Labels, Pass, Scalar, Var};
use crate::layers::refused;

impl Memory for Cpu {
    fn read<S: Shape>(tensor: &Values<S>) -> Vec<f32> {
        slice(tensor).to_vec()
    }

    fn append<S: Shape>(tensor: &Values<S>, to: &mut Vec<f32>) {
        to.extend_from_slice(slice(tensor));
    }

    fn fill<S: Shape>(tensor: &mut Values<S>, with: impl FnOnce(&mut [f32])) {
        with(slice_mut(tensor));
    }
}

impl Ops for Cpu {
    const KEEPS_DATA: bool = false;
    const TRIPS: bool = true;

    fn dense(
        x: Var<Self>,
        (weight, bias): (&Matrix<Self>, &Row<Self>),
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        if !f.tells_slope() {
            let y = Self::dense(x, (weight, bias), Activation::Identity, pass)?;
            return Self::activate(y, f, pass);
        }
        let (outputs, inputs) = *weight.shape();
        let sizes = Sizes { inputs, outputs };
        let Var {
            tensor: x,
            tracked: wants_dx,
        } = x;
        let gate = pass.gate();
        let slopes = pass.leave(&x);
        if let Some(learning) = pass.learning() {
            learned(learning, &x, bias, |x, g, gradients| {
                dense::weight_gradient(sizes, x, g, of(gradients, weight)?);
                Ok(())
            })?;
        }
        let y = filled(weight.device(), (x.shape().0, outputs), |y| {
            if let Some(gate) = &gate {
                let none = vec![0.0; outputs];
                let linear = Activation::Identity;
                dense::forward(sizes, slice(&x), slice(weight), &none, linear, y);
                elementwise::before_activation(f, slice(gate), y);
            } else {
                dense::forward(sizes, slice(&x), slice(weight), slice(bias), f, y);
            }
        })?;
        pass.keep(f, &y)?;
        let learn = pass.learn;
        let tracked = wants_dx || learn;
        if tracked {
            let (weight, bias, out) = (weight.clone(), bias.clone(), y.clone());
            pass.record(move |gradients| {
                lend(gradients, &out, |g, gradients| {
                    let learned = learn.then_some(&bias);
                    before_activation(f, (gate.as_ref(), &out), learned, g, gradients)?;
                    if learn {
                        dense::weight_gradient(sizes, slice(&x), g, of(gradients, &weight)?);
                    }
                    if wants_dx {
                        dense::input_gradient(sizes, g, slice(&weight), of(gradients, &x)?);
                    }
                    leave(slopes.as_ref(), g);
                    Ok(())
                })
            });
        }
        Ok(Var { tensor: y, tracked })
    }

    fn activate(x: Var<Self>, f: Activation, pass: &mut Pass<Self>) -> Result<Var<Self>> {
        let gate = pass.gate();
        let y = filled(x.tensor.device(), *x.tensor.shape(), |y| {
            if let Some(gate) = &gate {
                y.copy_from_slice(slice(&x.tensor));
                elementwise::before_activation(f, slice(gate), y);
            } else {
                elementwise::activate(f, slice(&x.tensor), y);
            }
        })?;
        pass.keep(f, &y)?;
        if x.tracked {
            let (x, out) = (x.tensor, y.clone());
            pass.record(move |gradients| {
                lend(gradients, &out, |g, gradients| {
                    if f.tells_slope() {
                        let slopes = (gate.as_ref(), &out);
                        before_activation::<_, ()>(f, slopes, None, g, gradients)?;
                    } else {
                        elementwise::before_activation_at(f, slice(&x), g);
                    }
                    elementwise::add(of(gradients, &x)?, g);
                    Ok(())
                })
            });
        }
        Ok(Var {
            tensor: y,
            tracked: x.tracked,
        })
    }

    fn dropout(x: Var<Self>, p: f32, key: u64, pass: &mut Pass<Self>) -> Result<Var<Self>> {
        pass.only_linear("dropout")?;
        let y = filled(x.tensor.device(), *x.tensor.shape(), |y| {
            y.copy_from_slice(slice(&x.tensor));
            elementwise::mask(y, p, key);
        })?;
        if x.tracked {
            let (x, out) = (x.tensor, y.clone());
            pass.record(move |gradients| {
                lend(gradients, &out, |g, gradients| {
                    elementwise::mask(g, p, key);
                    elementwise::add(of(gradients, &x)?, g);
                    Ok(())
                })
            });
        }
        Ok(Var {
            tensor: y,
            tracked: x.tracked,
        })
    }

    fn norm(
        x: Var<Self>,
        norm: Norm<'_, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        if !f.tells_slope() {
            let y = norm::norm(x, norm, Activation::Identity, pass)?;
            return Self::activate(y, f, pass);
        }
        norm::norm(x, norm, f, pass)
    }

    fn class_bias(
        x: Var<Self>,
        table: &Matrix<Self>,
        labels: Labels,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        labels::class_bias(x, table, labels, pass)
    }

    fn gru_read(
        x: Var<Self>,
        steps: usize,
        weights: (&Matrix<Self>, &Row<Self>),
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        gru::read(x, steps, weights, pass)
    }

    fn gru_write(
        x: Var<Self>,
        steps: usize,
        weights: (&Matrix<Self>, &Row<Self>),
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        gru::write(x, steps, weights, pass)
    }

    fn pick(x: Var<Self>, labels: Labels, pass: &mut Pass<Self>) -> Result<Var<Self>> {
        labels::pick(x, labels, pass)
    }

    fn mean_of(x: &Var<Self>, f: Pointwise, pass: &mut Pass<Self>) -> Result<Scalar<Self>> {
        let values = slice(&x.tensor);
        let share = 1.0 / values.len() as f32;
        let mean = values.iter().map(|&v| f.at(v).0).sum::<f32>() * share;
        let out = tensor(x.tensor.device(), [mean], ())?;
        if x.tracked {
            let (x, out) = (x.tensor.clone(), out.clone());
            pass.record(move |gradients| {
                let scale = of(gradients, &out)?[0] * share;
                for (d, &v) in of(gradients, &x)?.iter_mut().zip(slice(&x)) {
                    *d += scale * f.at(v).1;
                }
                Ok(())
            });
        }
        Ok(Scalar::of(out))
    }

    fn mean_between(
        x: &Var<Self>,
        target: &Var<Self>,
        f: Pairwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>> {
        let (values, targets) = (slice(&x.tensor), slice(&target.tensor));
        let share = 1.0 / values.len() as f32;
        let sum = elementwise::sum(values.len(), |part| {
            (f.pairs.sum)(&values[part.clone()], &targets[part])
        });
        let out = tensor(x.tensor.device(), [sum * share], ())?;
        if x.tracked {
            let (x, target, out) = (x.tensor.clone(), target.tensor.clone(), out.clone());
            pass.record(move |gradients| {
                let scale = of(gradients, &out)?[0] * share;
                let (x_of, t_of) = (slice(&x), slice(&target));
                elementwise::each(of(gradients, &x)?, |from, d| {
                    (f.pairs.slopes)(scale, &x_of[from..][..d.len()], &t_of[from..], d);
                });
                Ok(())
            });
        }
        Ok(Scalar::of(out))
    }

    fn opinion(logits: &Var<Self>) -> Result<[Scalar<Self>; 2]> {
        let (device, logits) = (logits.tensor.device(), slice(&logits.tensor));
        let n = logits.len().max(1) as f32;
        let mean = logits.iter().map(|&l| sigmoid(l)).sum::<f32>() / n;
        let above = logits.iter().filter(|&&l| l > 0.0).count() as f32;
        let scalar = |value| Ok(Scalar::of(tensor(device, [value], ())?));
        Ok([scalar(mean)?, scalar(above)?])
    }

    fn keep_buffers(&self, keep: bool) {
        tape::forget_spent();
        // Neither fails: both take a lock and move pointers.
        let _ = if keep {
            self.try_enable_cache()
        } else {
            self.try_disable_cache()
        };
    }

    fn fetch(scalars: &[&Scalar<Self>]) -> Result<Vec<f32>> {
        Ok(scalars.iter().map(|s| slice(&s.tensor)[0]).collect())
    }

    fn gradient<S: Shape>(tensor: &Values<S>, gradients: &mut Grads<Self>) -> Result<Vec<f32>> {
        Ok(of(gradients, tensor).map_err(refused)?.to_vec())
    }

    fn squares<S: Shape>(
        values: &Values<S>,
        gradients: &mut Grads<Self>,
        limit: f32,
    ) -> Result<Scalar<Self>> {
        let gradient = of(gradients, values).map_err(refused)?;
        let mut sum = elementwise::squares(gradient);
        // A clamp would make a number of infinity.
        if limit > 0.0 && sum.is_finite() {
            let within = |g: &mut f32| *g = g.clamp(-limit, limit);
            gradient.iter_mut().for_each(within);
            sum = elementwise::squares(gradient);
        }
        Ok(Scalar::of(tensor(values.device(), [sum], ())?))
    }

    fn update<S: Shape>(
        tensor: &mut Values<S>,
        gradients: &mut Grads<Self>,
        clip: &Clip<Self>,
        with: Update,
        (m, v): (&mut Row<Self>, &mut Row<Self>),
    ) -> Result<()> {
        let gradient = of(gradients, tensor).map_err(refused)?;
        let scale = clip.scale.as_ref().map_or(1.0, |s| slice(&s.tensor)[0]);
        if scale < 1.0 {
            gradient.iter_mut().for_each(|g| *g *= scale);
        }
        if clip.decay > 0.0 {
            for (g, w) in gradient.iter_mut().zip(slice(tensor)) {
                *g += clip.decay * w;
            }
        }
        with.apply(slice_mut(tensor), gradient, slice_mut(m), slice_mut(v));
        Ok(())
    }

    fn average<S: Shape>(tensor: &mut Values<S>, source: &Row<Self>, decay: f32) -> Result<()> {
        elementwise::average(slice_mut(tensor), slice(source), decay);
        Ok(())
    }

    fn conv(
        x: Var<Self>,
        weights: (&Kernel<Self>, &Row<Self>),
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        if !f.tells_slope() {
            let y = conv::forward(x, weights, g, Activation::Identity, pass)?;
            return Self::activate(y, f, pass);
        }
        conv::forward(x, weights, g, f, pass)
    }

    fn conv_transpose(
        x: Var<Self>,
        weights: (&Kernel<Self>, &Row<Self>),
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        if !f.tells_slope() {
            let y = conv::transposed(x, weights, g, Activation::Identity, pass)?;
            return Self::activate(y, f, pass);
        }
        conv::transposed(x, weights, g, f, pass)
    }

    fn upsample(x: Var<Self>, sizes: upsample::Sizes, pass: &mut Pass<Self>) -> Result<Var<Self>> {
        conv::upsample(x, sizes, pass)
    }

    fn augment(
        x: Var<Self>,
        size: [usize; 3],
        views: Arc<[View]>,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>> {
        augment::augment(x, size, views, pass)
    }
}
