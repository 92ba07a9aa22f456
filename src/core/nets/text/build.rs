//! From the owned tree to the plain network that borrows from a room.

use std::ops::Range;

use super::Mistake;
use super::arena::Arena;
use super::infer::{Inferred, ends, larger, numbers};
use super::print::{shape_at, shape_text};
use super::tree::{Node, Shape, Size, What};
use crate::layers::{Convolution, Expr, ItemExpr, Plain, Sizes};

const CLASSES: &Expr<'static> = &Expr::Classes;
const CODE: &Expr<'static> = &Expr::Code;

/// One layer of a network that is lent, and what its text states about it.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub plain: Plain<'a>,
    pub takes: ItemExpr<'a>,
    pub gives: ItemExpr<'a>,
    /// What the text says that it takes.
    pub from: Option<ItemExpr<'a>>,
    pub span: Range<usize>,
    /// What the text says that it gives, and where.
    pub stated: Vec<(ItemExpr<'a>, Range<usize>)>,
    /// What is added to what it gives, as the last of a residual, which stands there.
    pub added: Vec<(ItemExpr<'a>, Range<usize>)>,
}

/// A plain network and its layers in order.
#[derive(Debug)]
pub(super) struct Lent<'a> {
    pub plain: Plain<'a>,
    pub leaves: Vec<Leaf<'a>>,
}

/// The plain network of a tree whose items are `takes`; messages name shapes at `sizes`.
pub(super) fn build<'a>(
    node: &Node,
    takes: ItemExpr<'a>,
    sizes: &Sizes,
    arena: Arena<'a>,
) -> Inferred<Lent<'a>> {
    let mut builder = Builder {
        arena,
        at: takes,
        sizes,
        leaves: Vec::new(),
    };
    let plain = builder.node(node)?;
    Ok(Lent {
        plain,
        leaves: builder.leaves,
    })
}

struct Builder<'a, 's> {
    arena: Arena<'a>,
    /// What the layers so far give.
    at: ItemExpr<'a>,
    sizes: &'s Sizes,
    leaves: Vec<Leaf<'a>>,
}

/// A mistake that has no place yet is about this layer.
fn placed(mistake: Mistake, span: &Range<usize>) -> Mistake {
    match mistake.span {
        Range { start: 0, end: 0 } => Mistake::new(mistake.why, span.clone()),
        _ => mistake,
    }
}

impl<'a> Builder<'a, '_> {
    fn node(&mut self, node: &Node) -> Inferred<Plain<'a>> {
        let plain = match &node.what {
            What::Group(layers) => {
                let layers: Vec<_> = layers
                    .iter()
                    .map(|n| self.node(n))
                    .collect::<Result<_, _>>()?;
                Plain::Chain(self.arena.chain(&layers)?)
            }
            What::Tap(of) => {
                let of = self.node(of)?;
                Plain::Tap(self.arena.layer(of)?)
            }
            What::Residual(of) => {
                let before = self.at;
                let of = self.node(of)?;
                if let Some(leaf) = self.leaves.last_mut() {
                    leaf.added.push((before, node.span.clone()));
                }
                Plain::Residual(self.arena.layer(of)?)
            }
            What::SpectralNorm(of) => {
                let of = self.node(of)?;
                let plain = Plain::SpectralNorm(self.arena.layer(of)?);
                if let Some(leaf) = self.leaves.last_mut() {
                    (leaf.plain, leaf.span) = (plain, node.span.clone());
                }
                plain
            }
            _ => {
                let from = node.from.as_ref();
                let from = from.map(|from| self.shape(from)).transpose()?;
                self.at = from.unwrap_or(self.at);
                let plain = self.leaf(node).map_err(|why| placed(why, &node.span))?;
                let [takes, gives] =
                    ends(&plain, &mut self.arena).map_err(|why| placed(why, &node.span))?;
                self.at = gives;
                self.leaves.push(Leaf {
                    plain,
                    takes,
                    gives,
                    from,
                    span: node.span.clone(),
                    stated: Vec::new(),
                    added: Vec::new(),
                });
                plain
            }
        };
        if let Some((shape, span)) = &node.gives {
            let stated = self.shape(shape)?;
            if let Some(leaf) = self.leaves.last_mut() {
                leaf.stated.push((stated, span.clone()));
            }
        }
        Ok(plain)
    }

    fn leaf(&mut self, node: &Node) -> Inferred<Plain<'a>> {
        Ok(match &node.what {
            What::Dense { to, f, start } => Plain::Dense {
                from: self.vector("dense")?,
                to: self.size(to)?,
                f: *f,
                start: *start,
            },
            What::DeviationDense { to, f } => Plain::DeviationDense {
                from: self.vector("stddev dense")?,
                to: self.size(to)?,
                f: *f,
            },
            What::Conv {
                to,
                kernel,
                stride,
                f,
                start,
                transposed,
            } => {
                let word = if *transposed { "convt" } else { "conv" };
                let [h, w, from] = self.picture(word)?;
                let conv = Convolution {
                    large: if *transposed {
                        self.grown([h, w], *stride, node)?
                    } else {
                        [h, w]
                    },
                    from,
                    to: self.size(to)?,
                    kernel: *kernel,
                    stride: *stride,
                    f: *f,
                    start: *start,
                };
                if *transposed {
                    Plain::ConvTranspose(conv)
                } else {
                    Plain::Conv(conv)
                }
            }
            What::Upsample(times) => {
                let [h, w, channels] = self.picture("upsample")?;
                let [h, w] = self.grown([h, w], *times, node)?;
                Plain::Upsample {
                    to: [h, w, channels],
                    times: *times,
                }
            }
            What::Flatten => {
                let from = self.picture("flatten")?;
                let to = match &node.gives {
                    Some((Shape::Vector(to), _)) => self.size(to)?,
                    _ => numbers(from, &mut self.arena)?,
                };
                Plain::Flatten { from, to }
            }
            What::Reshape(to) => {
                let from = self.vector("reshape")?;
                let to = self.sides(to)?;
                Plain::Unflatten { from, to }
            }
            What::BatchNorm(f) => Plain::BatchNorm {
                item: self.at,
                f: *f,
            },
            What::LayerNorm(f) => Plain::LayerNorm {
                item: self.at,
                f: *f,
            },
            What::Activate(f) => Plain::Activate {
                item: self.at,
                f: *f,
            },
            What::Dropout(thousandths) => Plain::Dropout {
                item: self.at,
                thousandths: *thousandths,
            },
            What::ClassBias(classes) => Plain::ClassBias {
                numbers: self.vector("class bias")?,
                classes: self.maybe(classes.as_ref(), CLASSES)?,
            },
            What::ClassPick => Plain::Pick {
                classes: self.vector("class pick")?,
            },
            What::CodeBias(code) => Plain::CodeBias {
                code: self.maybe(code.as_ref(), CODE)?,
                numbers: self.vector("code bias")?,
            },
            What::Gaussian(code) => Plain::Gaussian {
                from: self.vector("gaussian")?,
                code: self.maybe(code.as_ref(), CODE)?,
            },
            What::GruRead(state) => Plain::GruReader {
                from: self.picture("gru read")?,
                state: self.size(state)?,
            },
            What::GruWrite { rows, state } => Plain::GruWriter {
                from: self.vector("gru write")?,
                rows: self.size(rows)?,
                state: self.size(state)?,
            },
            What::Rows {
                columns,
                channels,
                f,
            } => {
                let [rows, from, _] = self.picture("rows")?;
                Plain::Rows {
                    from,
                    to: [rows, self.size(columns)?, self.size(channels)?],
                    f: *f,
                }
            }
            // Those were followed before.
            What::SpectralNorm(_) | What::Tap(_) | What::Residual(_) | What::Group(_) => {
                Plain::Chain(&[])
            }
        })
    }

    /// The larger sides of a layer that makes sides so many times as long: what is stated, or what follows.
    fn grown(
        &mut self,
        sides: [&'a Expr<'a>; 2],
        times: usize,
        node: &Node,
    ) -> Inferred<[&'a Expr<'a>; 2]> {
        if let Some((Shape::Picture([h, w, _]), _)) = &node.gives {
            return Ok([self.size(h)?, self.size(w)?]);
        }
        let [h, w] = sides;
        Ok([
            larger(h, times, &mut self.arena)?,
            larger(w, times, &mut self.arena)?,
        ])
    }

    fn vector(&self, word: &str) -> Inferred<&'a Expr<'a>> {
        match self.at {
            ItemExpr::Vector(numbers) => Ok(numbers),
            ItemExpr::Picture(_) => {
                let shape = shape_at(&self.at, self.sizes);
                let why = format!(
                    "{word} takes a vector, and a picture of {shape} comes in; 'flatten |' before it makes one"
                );
                Err(Mistake::new(why, 0..0))
            }
        }
    }

    fn picture(&self, word: &str) -> Inferred<[&'a Expr<'a>; 3]> {
        match self.at {
            ItemExpr::Picture(sides) => Ok(sides),
            ItemExpr::Vector(_) => {
                let shape = shape_at(&self.at, self.sizes);
                let why = format!(
                    "{word} takes a picture, and {shape} come in; 'reshape 7x7x32 |' before it makes one of 1568 numbers"
                );
                Err(Mistake::new(why, 0..0))
            }
        }
    }

    fn maybe(&mut self, size: Option<&Size>, usual: &'a Expr<'a>) -> Inferred<&'a Expr<'a>> {
        size.map_or(Ok(usual), |size| self.size(size))
    }

    fn sides(&mut self, [h, w, c]: &[Size; 3]) -> Inferred<[&'a Expr<'a>; 3]> {
        Ok([self.size(h)?, self.size(w)?, self.size(c)?])
    }

    fn shape(&mut self, shape: &Shape) -> Inferred<ItemExpr<'a>> {
        Ok(match shape {
            Shape::Vector(numbers) => ItemExpr::Vector(self.size(numbers)?),
            Shape::Picture(sides) => ItemExpr::Picture(self.sides(sides)?),
        })
    }

    /// A size that was read, which is no deeper than was allowed there.
    fn size(&mut self, size: &Size) -> Inferred<&'a Expr<'a>> {
        let size = match size {
            Size::Leaf(size) => *size,
            Size::Over(size, by) => Expr::Quotient(self.size(size)?, *by),
            Size::Times(a, b) => Expr::Product(self.size(a)?, self.size(b)?),
        };
        self.arena.size(size)
    }
}

/// The sentence about a network that ends in something else than its role gives.
pub(super) fn wrong_end(gives: &ItemExpr<'_>, wanted: &ItemExpr<'_>, sizes: &Sizes) -> String {
    let (found, shape) = (shape_at(gives, sizes), shape_at(wanted, sizes));
    let next = match (gives, wanted) {
        (ItemExpr::Picture(_), ItemExpr::Vector(n)) => {
            format!(
                "'| flatten | dense {}' does",
                shape_text(&ItemExpr::Vector(n))
            )
        }
        (ItemExpr::Vector(_), ItemExpr::Vector(n)) => {
            format!("'| dense {}' does", shape_text(&ItemExpr::Vector(n)))
        }
        (ItemExpr::Vector(_), ItemExpr::Picture(_)) => {
            "'| dense H*W*C | reshape HxWxC' does".to_owned()
        }
        (ItemExpr::Picture(_), ItemExpr::Picture(_)) => {
            "'convt C k5 s2' doubles the sides, '-> HxWxC' behind a convt states them".to_owned()
        }
    };
    format!("the network ends with {found}, and has to give {shape}; {next}")
}
