//! The shape arithmetic of networks: what each layer takes and gives, and how many weights it has.

use std::fmt;

use super::{Convolution, Expr, ItemShape, Plain, Sizes};
use crate::layers::bias::Start;

/// What a network comes to at given sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// One item that it takes.
    pub from: ItemShape,
    /// One item that it gives.
    pub to: ItemShape,
    /// Learned numbers.
    pub weights: usize,
    /// Numbers that all its layers together give for one item.
    pub given: usize,
}

/// Why a network does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit {
    /// What is wrong, as a sentence without its full stop.
    pub why: &'static str,
    /// What one layer gives and the next one takes, where that is what is wrong.
    pub between: Option<(ItemShape, ItemShape)>,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why)?;
        if let Some((gives, takes)) = self.between {
            let (gives, takes) = (gives.sizes(), takes.sizes());
            write!(f, ": one gives {gives:?}, the next one takes {takes:?}")?;
        }
        Ok(())
    }
}

const fn wrong(why: &'static str) -> Misfit {
    Misfit { why, between: None }
}

const RANGE: Misfit = wrong("a size of this network is 0 or too large to be counted");

/// `?` for constant functions.
macro_rules! tri {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(why) => return Err(why),
        }
    };
}

type Check<T> = Result<T, Misfit>;

const fn size(of: &Expr<'_>, sizes: &Sizes) -> Check<usize> {
    match of.at(sizes) {
        Some(n) if n > 0 => Ok(n),
        _ => Err(RANGE),
    }
}

const fn flat(of: &Expr<'_>, sizes: &Sizes) -> Check<ItemShape> {
    Ok(ItemShape::Vector(tri!(size(of, sizes))))
}

const fn image(of: &[&Expr<'_>; 3], sizes: &Sizes) -> Check<ItemShape> {
    let h = tri!(size(of[0], sizes));
    let w = tri!(size(of[1], sizes));
    let c = tri!(size(of[2], sizes));
    let pixels = tri!(times(h, w));
    tri!(times(pixels, c));
    Ok(ItemShape::Picture([h, w, c]))
}

const fn times(a: usize, b: usize) -> Check<usize> {
    match a.checked_mul(b) {
        Some(n) => Ok(n),
        None => Err(RANGE),
    }
}

const fn plus(a: usize, b: usize) -> Check<usize> {
    match a.checked_add(b) {
        Some(n) => Ok(n),
        None => Err(RANGE),
    }
}

/// `(from + also) · to`: a matrix, and what is learned beside it for each output.
const fn matrix(from: usize, also: usize, to: usize) -> Check<usize> {
    let rows = tri!(plus(from, also));
    times(rows, to)
}

const fn layer(from: ItemShape, to: ItemShape, weights: usize) -> Checked {
    Checked {
        from,
        to,
        weights,
        given: to.numbers(),
    }
}

/// Both shapes of a layer that changes none.
const fn same(item: Option<ItemShape>, weights_a_channel: usize) -> Check<Checked> {
    match item {
        Some(item) => {
            let weights = tri!(times(weights_a_channel, item.channels()));
            Ok(layer(item, item, weights))
        }
        None => Err(RANGE),
    }
}

impl Plain<'_> {
    /// What the network comes to at these sizes.
    ///
    /// # Errors
    /// Where two layers do not fit, or a number is out of range.
    pub const fn check(&self, at: &Sizes) -> Result<Checked, Misfit> {
        match self {
            Self::Dense {
                from, to, start, ..
            } => {
                let (i, o) = (tri!(size(from, at)), tri!(size(to, at)));
                let weights = tri!(matrix(i, start.bias() as usize, o));
                Ok(layer(ItemShape::Vector(i), ItemShape::Vector(o), weights))
            }
            Self::Conv(conv) => {
                let (large, small, weights) = tri!(conv.sides(at, conv.from, conv.to));
                Ok(layer(large, small, weights))
            }
            Self::ConvTranspose(conv) => {
                let (large, small, weights) = tri!(conv.sides(at, conv.to, conv.from));
                Ok(layer(small, large, weights))
            }
            Self::Upsample { to, times } => {
                let large = tri!(image(to, at));
                let ItemShape::Picture([h, w, c]) = large else {
                    return Err(RANGE);
                };
                if *times == 0 || h % *times != 0 || w % *times != 0 {
                    return Err(wrong(
                        "upsampling gives sides that its factor divides, and a side here is none",
                    ));
                }
                Ok(layer(
                    ItemShape::Picture([h / *times, w / *times, c]),
                    large,
                    0,
                ))
            }
            Self::BatchNorm { item, .. } | Self::LayerNorm { item, .. } => same(item.at(at), 2),
            Self::Activate { item, .. } => same(item.at(at), 0),
            Self::Dropout { item, thousandths } => {
                if *thousandths >= 1000 {
                    return Err(wrong("dropout drops at most 999 of 1000 numbers"));
                }
                same(item.at(at), 0)
            }
            Self::Flatten { from, to } => {
                let (from, to) = (tri!(image(from, at)), tri!(flat(to, at)));
                reshape(from, to)
            }
            Self::Unflatten { from, to } => {
                let (from, to) = (tri!(flat(from, at)), tri!(image(to, at)));
                reshape(from, to)
            }
            Self::ClassBias { numbers, classes } => {
                let (n, k) = (tri!(size(numbers, at)), tri!(size(classes, at)));
                let weights = if k == 1 { 0 } else { tri!(times(n, k)) };
                Ok(layer(ItemShape::Vector(n), ItemShape::Vector(n), weights))
            }
            Self::Pick { classes } => {
                let classes = tri!(size(classes, at));
                Ok(layer(ItemShape::Vector(classes), ItemShape::Vector(1), 0))
            }
            Self::CodeBias { code, numbers } => {
                let (z, n) = (tri!(size(code, at)), tri!(size(numbers, at)));
                Ok(layer(
                    ItemShape::Vector(n),
                    ItemShape::Vector(n),
                    tri!(matrix(z, 1, n)),
                ))
            }
            Self::DeviationDense { from, to, .. } => {
                let (i, o) = (tri!(size(from, at)), tri!(size(to, at)));
                Ok(layer(
                    ItemShape::Vector(i),
                    ItemShape::Vector(o),
                    tri!(matrix(i, 2, o)),
                ))
            }
            Self::Gaussian { from, code } => {
                let (i, z) = (tri!(size(from, at)), tri!(size(code, at)));
                if i != tri!(times(2, z)) {
                    return Err(wrong(
                        "a code that is drawn takes a mean and a log variance for each of its numbers",
                    ));
                }
                Ok(layer(ItemShape::Vector(i), ItemShape::Vector(z), 0))
            }
            Self::GruReader { from, state } => {
                let (from, h) = (tri!(image(from, at)), tri!(size(state, at)));
                let ItemShape::Picture([_, w, c]) = from else {
                    return Err(RANGE);
                };
                Ok(layer(from, ItemShape::Vector(h), tri!(gates(w * c, h))))
            }
            Self::GruWriter { from, rows, state } => {
                let (i, h) = (tri!(size(from, at)), tri!(size(state, at)));
                let states = tri!(image(&[rows, state, &Expr::Number(1)], at));
                Ok(layer(ItemShape::Vector(i), states, tri!(gates(i, h))))
            }
            Self::Rows { from, to, .. } => {
                let (i, large) = (tri!(size(from, at)), tri!(image(to, at)));
                let ItemShape::Picture([rows, w, c]) = large else {
                    return Err(RANGE);
                };
                tri!(times(rows, i));
                let weights = tri!(matrix(i, 1, w * c));
                Ok(layer(ItemShape::Picture([rows, i, 1]), large, weights))
            }
            Self::SpectralNorm(of) => match of {
                Self::Dense {
                    start: Start::Zero, ..
                }
                | Self::Conv(Convolution {
                    start: Start::Zero, ..
                }) => Err(wrong(
                    "spectral norm divides by the size of a weight, and this one starts at zero",
                )),
                Self::Dense { .. } | Self::Conv(_) => of.check(at),
                _ => Err(wrong("spectral norm is for a dense layer or a convolution")),
            },
            Self::Tap(of) => of.check(at),
            Self::Residual(of) => {
                let mut within = tri!(of.check(at));
                if !within.from.is(&within.to) {
                    return Err(Misfit {
                        why: "a residual adds what comes in to what its layers give, and both are of one shape",
                        between: Some((within.to, within.from)),
                    });
                }
                within.given = tri!(plus(within.given, within.to.numbers()));
                Ok(within)
            }
            Self::Chain(layers) => chain(layers, at),
        }
    }
}

/// The gates of a recurrent layer: from the input and from the state, each with a bias.
const fn gates(input: usize, state: usize) -> Check<usize> {
    let both = tri!(plus(input, state));
    matrix(both, 2, tri!(times(3, state)))
}

const fn reshape(from: ItemShape, to: ItemShape) -> Check<Checked> {
    if from.numbers() != to.numbers() {
        return Err(Misfit {
            why: "another shape must hold as many numbers",
            between: Some((from, to)),
        });
    }
    let mut reshaped = layer(from, to, 0);
    // The same numbers: nothing is made.
    reshaped.given = 0;
    Ok(reshaped)
}

const fn chain(layers: &[Plain<'_>], at: &Sizes) -> Check<Checked> {
    let [first, rest @ ..] = layers else {
        return Err(wrong("a chain of no layers is no network"));
    };
    let mut all = tri!(first.check(at));
    let mut rest = rest;
    while let [next, after @ ..] = rest {
        let next = tri!(next.check(at));
        if !all.to.is(&next.from) {
            return Err(Misfit {
                why: "two layers do not fit",
                between: Some((all.to, next.from)),
            });
        }
        all = Checked {
            from: all.from,
            to: next.to,
            weights: tri!(plus(all.weights, next.weights)),
            given: tri!(plus(all.given, next.given)),
        };
        rest = after;
    }
    Ok(all)
}

impl Convolution<'_> {
    /// The larger and the smaller side, with these channels, and the number of weights.
    const fn sides(
        &self,
        at: &Sizes,
        large: &Expr<'_>,
        small: &Expr<'_>,
    ) -> Check<(ItemShape, ItemShape, usize)> {
        if self.kernel == 0 || self.stride == 0 {
            return Err(wrong("a convolution has a kernel and a stride above 0"));
        }
        let [h, w] = self.large;
        let (h, w) = (
            Expr::Quotient(h, self.stride).at(at),
            Expr::Quotient(w, self.stride).at(at),
        );
        let (Some(h), Some(w)) = (h, w) else {
            return Err(RANGE);
        };
        let larger = tri!(image(&[self.large[0], self.large[1], large], at));
        let smaller = tri!(image(&[&Expr::Number(h), &Expr::Number(w), small], at));
        let taps = tri!(times(self.kernel, self.kernel));
        let from = tri!(times(taps, tri!(size(self.from, at))));
        let weights = tri!(matrix(
            from,
            self.start.bias() as usize,
            tri!(size(self.to, at))
        ));
        Ok((larger, smaller, weights))
    }
}
