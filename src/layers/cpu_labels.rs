//! The operations that are told the class of each item, on a CPU.

use dfdx::prelude::{Cpu, HasShape, Rank2, Tensor};

use super::cpu::{filled, lend, of};
use super::item::{Flat, Item};
use super::memory::slice;
use super::pass::{Labels, Pass, Var};
use crate::error::Result;
use crate::kernels::elementwise;

/// See [`Ops::class_bias`](super::Ops::class_bias).
pub(super) fn class_bias<const O: usize, const K: usize>(
    x: Var<Flat<O>, Cpu>,
    table: &Tensor<Rank2<K, O>, f32, Cpu>,
    labels: Labels,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Flat<O>, Cpu>> {
    let Var {
        tensor: x,
        tracked: wants_dx,
    } = x;
    // A direction is pushed through the layer's derivative, and that of a sum has no table.
    let along = pass.is_followed();
    let y = filled(x.device(), *x.shape(), |y| {
        y.copy_from_slice(slice(&x));
        if !along {
            let rows = labels.iter().map(|&k| &slice(table)[k as usize * O..][..O]);
            for (y, row) in y.chunks_exact_mut(O).zip(rows) {
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
                    let dt = of(gradients, &table)?;
                    for (g, &k) in g.chunks_exact(O).zip(labels.iter()) {
                        let row = &mut dt[k as usize * O..][..O];
                        row.iter_mut().zip(g).for_each(|(d, g)| *d += g);
                    }
                }
                if wants_dx {
                    elementwise::add(of(gradients, &x)?, g);
                }
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}

/// See [`Ops::pick`](super::Ops::pick).
pub(super) fn pick<const K: usize>(
    x: Var<Flat<K>, Cpu>,
    labels: Labels,
    pass: &mut Pass<Cpu>,
) -> Result<Var<Flat<1>, Cpu>> {
    let Var { tensor: x, tracked } = x;
    let y = filled(x.device(), Flat::<1>::batch(labels.len()), |y| {
        let rows = slice(&x).chunks_exact(K).zip(labels.iter());
        for (y, (row, &k)) in y.iter_mut().zip(rows) {
            *y = row[k as usize];
        }
    })?;
    if tracked {
        let out = y.clone();
        pass.record(move |gradients| {
            lend(gradients, &out, |g, gradients| {
                let rows = of(gradients, &x)?.chunks_exact_mut(K);
                for ((row, &k), g) in rows.zip(labels.iter()).zip(g) {
                    row[k as usize] += *g;
                }
                Ok(())
            })
        });
    }
    Ok(Var { tensor: y, tracked })
}
