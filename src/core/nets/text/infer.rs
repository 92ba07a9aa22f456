//! What follows from a shape: the rules by which a layer's sizes need not be written.
//!
//! The types of the catalogue follow the same rules (`Smaller`, `Over`, `Times`), so that a text and a type give the
//! same plain network.

use super::arena::Arena;
use super::{LONGEST_SIZE, Mistake};
use crate::layers::{Convolution, Expr, ItemExpr, Plain};

pub(super) type Inferred<T> = Result<T, Mistake>;

pub(super) const ONE: &Expr<'static> = &Expr::Number(1);

/// The side of a picture behind a stride.
pub(super) fn smaller<'a>(
    side: &'a Expr<'a>,
    stride: usize,
    arena: &mut Arena<'a>,
) -> Inferred<&'a Expr<'a>> {
    match stride {
        1 => Ok(side),
        _ => bounded(arena.size(Expr::Quotient(side, stride))?),
    }
}

/// The larger side where a transposed convolution or upsampling begins with this one. A side that was divided is
/// made whole again.
pub(super) fn larger<'a>(
    side: &'a Expr<'a>,
    times: usize,
    arena: &mut Arena<'a>,
) -> Inferred<&'a Expr<'a>> {
    match *side {
        _ if times == 1 => Ok(side),
        Expr::Quotient(whole, by) if by == times => Ok(whole),
        Expr::Quotient(whole, by) if times > 0 && by % times == 0 => {
            arena.size(Expr::Quotient(whole, by / times))
        }
        Expr::Number(n) => {
            let product = n.checked_mul(times);
            let product = product.ok_or_else(|| Mistake::new("this size is too large", 0..0))?;
            arena.size(Expr::Number(product))
        }
        _ => {
            let times = arena.size(Expr::Number(times))?;
            bounded(arena.size(Expr::Product(side, times))?)
        }
    }
}

/// All numbers of a picture.
pub(super) fn numbers<'a>(
    [h, w, c]: [&'a Expr<'a>; 3],
    arena: &mut Arena<'a>,
) -> Inferred<&'a Expr<'a>> {
    let pixels = arena.size(Expr::Product(h, w))?;
    bounded(arena.size(Expr::Product(pixels, c))?)
}

/// Refuses sizes that grow without end from layer to layer: they are computed again and again.
fn bounded<'a>(size: &'a Expr<'a>) -> Inferred<&'a Expr<'a>> {
    let depth = depth(size);
    if depth > LONGEST_SIZE {
        return Err(Mistake::new(
            "the sides were divided or multiplied too often on the way here; '-> 7x7x32' behind a layer or 'from 7x7x32' states them",
            0..0,
        ));
    }
    Ok(size)
}

/// Operators on the longest way through a size. What is asked about was bounded a step before.
fn depth(size: &Expr<'_>) -> usize {
    match size {
        Expr::Quotient(of, _) => 1 + depth(of),
        Expr::Product(a, b) => 1 + depth(a).max(depth(b)),
        _ => 0,
    }
}

/// The smaller sides of a convolution.
fn small<'a>(conv: &Convolution<'a>, arena: &mut Arena<'a>) -> Inferred<[&'a Expr<'a>; 2]> {
    let [h, w] = conv.large;
    Ok([
        smaller(h, conv.stride, arena)?,
        smaller(w, conv.stride, arena)?,
    ])
}

/// What a layer takes and gives, as expressions. Groups and wrapped layers are followed.
pub(super) fn ends<'a>(layer: &Plain<'a>, arena: &mut Arena<'a>) -> Inferred<[ItemExpr<'a>; 2]> {
    use ItemExpr::{Picture, Vector};
    Ok(match *layer {
        Plain::Dense { from, to, .. } | Plain::DeviationDense { from, to, .. } => {
            [Vector(from), Vector(to)]
        }
        Plain::Conv(conv) => {
            let ([h, w], [small_h, small_w]) = (conv.large, small(&conv, arena)?);
            [
                Picture([h, w, conv.from]),
                Picture([small_h, small_w, conv.to]),
            ]
        }
        Plain::ConvTranspose(conv) => {
            let ([h, w], [small_h, small_w]) = (conv.large, small(&conv, arena)?);
            [
                Picture([small_h, small_w, conv.from]),
                Picture([h, w, conv.to]),
            ]
        }
        Plain::Upsample { to, times } => {
            let [h, w, c] = to;
            let small = [smaller(h, times, arena)?, smaller(w, times, arena)?, c];
            [Picture(small), Picture(to)]
        }
        Plain::BatchNorm { item, .. }
        | Plain::LayerNorm { item, .. }
        | Plain::Activate { item, .. }
        | Plain::Dropout { item, .. } => [item, item],
        Plain::Flatten { from, to } => [Picture(from), Vector(to)],
        Plain::Unflatten { from, to } => [Vector(from), Picture(to)],
        Plain::ClassBias { numbers, .. } | Plain::CodeBias { numbers, .. } => {
            [Vector(numbers), Vector(numbers)]
        }
        Plain::Pick { classes } => [Vector(classes), Vector(ONE)],
        Plain::Gaussian { from, code } => [Vector(from), Vector(code)],
        Plain::GruReader { from, state } => [Picture(from), Vector(state)],
        Plain::GruWriter { from, rows, state } => [Vector(from), Picture([rows, state, ONE])],
        Plain::Rows { from, to, .. } => [Picture([to[0], from, ONE]), Picture(to)],
        Plain::SpectralNorm(of) | Plain::Tap(of) | Plain::Residual(of) => return ends(of, arena),
        Plain::Chain(layers) => {
            let (Some(first), Some(last)) = (layers.first(), layers.last()) else {
                return Err(Mistake::new("a group of no layers is no network", 0..0));
            };
            [ends(first, arena)?[0], ends(last, arena)?[1]]
        }
    })
}
