//! The operations that are told the class of each item, on a CPU.

use dfdx::prelude::{Cpu, HasShape};

use super::slice::slice;
use super::tape::{filled, lend, of};
use super::trip::leave;
use crate::error::Result;
use crate::kernels::elementwise;
use crate::layers::ops::Matrix;
use crate::layers::pass::{Labels, Pass, Var};
use crate::layers::refused;

/// See [`Ops::class_bias`](crate::layers::Ops::class_bias).
pub(in crate::layers) fn class_bias(
    x: Var<Cpu>,
    table: &Matrix<Cpu>,
    labels: Labels,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let numbers = table.shape().1;
    let Var {
        tensor: x,
        tracked: wants_dx,
    } = x;
    let slopes = pass.leave(&x);
    if let Some(learning) = pass.learning() {
        let mut g = learning.next()?.slopes.take();
        elementwise::times_rows(&learning.shares, &mut g);
        rows_of_classes(
            &g,
            &labels,
            of(&mut learning.gradients, table).map_err(refused)?,
        );
    }
    // A direction is pushed through the layer's derivative, and that of a sum has no table.
    let along = pass.is_followed();
    let y = filled(x.device(), *x.shape(), |y| {
        y.copy_from_slice(slice(&x));
        if !along {
            let rows = labels
                .iter()
                .map(|&k| &slice(table)[k as usize * numbers..][..numbers]);
            for (y, row) in y.chunks_exact_mut(numbers).zip(rows) {
                y.iter_mut().zip(row).for_each(|(y, t)| *y += t);
            }
        }
    })?;
    let learn = pass.learn && !along;
    let tracked = wants_dx || learn;
    if tracked {
        let (table, out) = (table.clone(), y.clone());
        pass.record(move |gradients| {
            lend(gradients, &out, |g, gradients| {
                if learn {
                    rows_of_classes(g, &labels, of(gradients, &table)?);
                }
                if wants_dx {
                    elementwise::add(of(gradients, &x)?, g);
                }
                leave(slopes.as_ref(), g);
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}

/// Adds the gradient of each item to the row of its class.
fn rows_of_classes(g: &[f32], labels: &[u8], dt: &mut [f32]) {
    let numbers = g.len() / labels.len().max(1);
    for (g, &k) in g.chunks_exact(numbers.max(1)).zip(labels) {
        let row = &mut dt[k as usize * numbers..][..numbers];
        row.iter_mut().zip(g).for_each(|(d, g)| *d += g);
    }
}

/// See [`Ops::pick`](crate::layers::Ops::pick).
pub(in crate::layers) fn pick(
    x: Var<Cpu>,
    labels: Labels,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Cpu>> {
    let classes = x.numbers();
    let Var { tensor: x, tracked } = x;
    let y = filled(x.device(), (labels.len(), 1), |y| {
        let rows = slice(&x).chunks_exact(classes).zip(labels.iter());
        for (y, (row, &k)) in y.iter_mut().zip(rows) {
            *y = row[k as usize];
        }
    })?;
    if tracked {
        let out = y.clone();
        pass.record(move |gradients| {
            lend(gradients, &out, |g, gradients| {
                let rows = of(gradients, &x)?.chunks_exact_mut(classes);
                for ((row, &k), g) in rows.zip(labels.iter()).zip(g) {
                    row[k as usize] += *g;
                }
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}
