//! A network at the sizes at hand, layer by layer.

use std::ops::Range;

use super::Mistake;
use super::build::{Lent, wrong_end};
use super::print::{shape_at, shape_of};
use super::remark::{Remarks, remarks};
use crate::layers::{Checked, Convolution, Expr, ItemExpr, ItemShape, Plain, Sizes};

/// A network up to and with one of its layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The layer in the text, in bytes.
    pub span: Range<usize>,
    /// One item that the layer gives.
    pub shape: Vec<usize>,
    /// Learned numbers of the layer.
    pub weights: usize,
    /// Learned numbers up to here.
    pub so_far: usize,
    /// Multiply-adds of the layer for one item.
    pub multiply_adds: usize,
}

/// What a network comes to, layer by layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    pub layers: Vec<Step>,
    /// Whether it fits at every size, as a network of the catalogue does, and not at these sizes only.
    pub general: bool,
    /// Whether rustc takes it as a type: it compares sizes as they are written.
    pub typed: bool,
    /// Why it is not both, and what to write instead.
    pub remark: Option<String>,
}

/// Checks every layer, each against the one before it and against what is stated, and the end; `open` leaves the end
/// as it is, for a text that is being typed.
pub(super) fn check(
    lent: &Lent<'_>,
    [takes, gives]: [ItemExpr<'_>; 2],
    sizes: &Sizes,
    open: bool,
) -> Result<Steps, (Mistake, Vec<Step>)> {
    let mut layers: Vec<Step> = Vec::new();
    let mut at = takes.at(sizes);
    let mut weights = 0_usize;
    for leaf in &lent.leaves {
        let looked = leaf.plain.check(sizes).map_err(|misfit| misfit.to_string());
        let looked = looked.and_then(|found| {
            fits(at, &found)?;
            // The sides behind a stride follow from the larger ones, whatever is said of them.
            let from = leaf
                .from
                .map_or(Ok(()), |from| fits(from.at(sizes), &found));
            from.map(|()| found)
        });
        let sum = looked.and_then(|found| {
            let sum = weights.checked_add(found.weights);
            let sum =
                sum.ok_or_else(|| "this network has too many weights to be counted".to_owned())?;
            Ok((found, sum))
        });
        let (found, sum) = match sum {
            Ok(both) => both,
            Err(why) => return Err((Mistake::new(why, leaf.span.clone()), layers)),
        };
        (at, weights) = (Some(found.to), sum);
        for (stated, span) in &leaf.stated {
            if !stated.at(sizes).is_some_and(|stated| stated.is(&found.to)) {
                let why = format!(
                    "this layer gives {}, not {}",
                    shape_of(&found.to.sizes()),
                    shape_at(stated, sizes)
                );
                return Err((Mistake::new(why, span.clone()), layers));
            }
        }
        for (added, span) in &leaf.added {
            if !added.at(sizes).is_some_and(|added| added.is(&found.to)) {
                let why = format!(
                    "residual adds what comes in, {}, to what its layers give, {}; both have to be of one shape",
                    shape_at(added, sizes),
                    shape_of(&found.to.sizes())
                );
                return Err((Mistake::new(why, span.clone()), layers));
            }
        }
        layers.push(Step {
            span: leaf.span.clone(),
            shape: found.to.sizes(),
            weights: found.weights,
            so_far: weights,
            multiply_adds: multiply_adds(&leaf.plain, &found, sizes),
        });
    }
    let Some(last) = lent.leaves.last() else {
        return Err((Mistake::new("a network has a layer at least", 0..0), layers));
    };
    let ends = at.zip(gives.at(sizes)).is_some_and(|(at, end)| at.is(&end));
    if !ends && !open {
        let why = wrong_end(&last.gives, &gives, sizes);
        return Err((Mistake::new(why, last.span.clone()), layers));
    }
    let Remarks { narrow, refused } = remarks(lent, [takes, gives]);
    Ok(Steps {
        layers,
        general: narrow.is_none(),
        typed: refused.is_none(),
        remark: narrow.or(refused),
    })
}

/// Whether a layer takes what comes in: a 'from' may have said something else.
fn fits(at: Option<ItemShape>, found: &Checked) -> Result<(), String> {
    if at.is_some_and(|at| at.is(&found.from)) {
        return Ok(());
    }
    let takes = shape_of(&found.from.sizes());
    Err(match at {
        Some(at) => format!(
            "this layer takes {takes}, and {} comes in",
            shape_of(&at.sizes())
        ),
        None => {
            format!("this layer takes {takes}, and what comes in is 0 or too large to be counted")
        }
    })
}

/// Multiply-adds of one item, as `show net` counts them.
fn multiply_adds(plain: &Plain<'_>, found: &Checked, sizes: &Sizes) -> usize {
    let product = |factors: &[usize]| factors.iter().fold(1_usize, |a, b| a.saturating_mul(*b));
    let (from, to) = (found.from.numbers(), found.to.numbers());
    let at = |size: &Expr<'_>| size.at(sizes).unwrap_or(0);
    let conv = |conv: &Convolution<'_>, small: ItemShape| {
        let pixels = small.numbers() / small.channels().max(1);
        product(&[conv.kernel, conv.kernel, at(conv.from), at(conv.to), pixels])
    };
    match plain {
        Plain::Dense { .. } => product(&[from, to]),
        Plain::DeviationDense { .. } => {
            product(&[from, to]).saturating_add(from).saturating_add(to)
        }
        Plain::Conv(of) => conv(of, found.to),
        Plain::ConvTranspose(of) => conv(of, found.from),
        Plain::CodeBias { code, .. } => product(&[at(code), to]),
        Plain::Gaussian { .. } => to,
        Plain::GruReader { .. } => {
            let rows = found.from.sizes().first().copied().unwrap_or(0);
            product(&[3, to, from.saturating_add(product(&[to, rows]))])
        }
        Plain::GruWriter { rows, state, .. } => {
            let state = at(state);
            product(&[3, state, from.saturating_add(product(&[state, at(rows)]))])
        }
        Plain::Rows { from: each, .. } => product(&[at(each), to]),
        Plain::SpectralNorm(of) | Plain::Tap(of) | Plain::Residual(of) => {
            multiply_adds(of, found, sizes)
        }
        _ => 0,
    }
}
