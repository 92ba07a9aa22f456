//! Any plain network as text.

use std::fmt;

use super::arena::{Arena, Room};
use super::infer::{ends, larger, numbers};
use super::{Mistake, token};
use crate::layers::{Activation, Expr, ItemExpr, Plain, Sizes, Start};

/// A plain network that is printed in the language of this module; read back where items are `takes` it is the
/// same network.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    plain: &'a Plain<'a>,
    takes: ItemExpr<'a>,
}

impl<'a> Text<'a> {
    /// `takes` is what the network is given where it is used, see [`Place`](super::Place).
    #[must_use]
    pub fn of(plain: &'a Plain<'a>, takes: ItemExpr<'a>) -> Self {
        Self { plain, takes }
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a layer needs at most: its ends, and what would have followed.
        let mut room = Room::new(16 * layers(self.plain), 0);
        let mut printer = Printer {
            arena: Arena::of(&mut room),
            at: self.takes,
            out: String::new(),
        };
        let top = match self.plain {
            Plain::Chain(layers) if layers.len() > 1 => printer.chain(layers),
            plain => printer.layer(plain),
        };
        top.map_err(|_| fmt::Error)?;
        f.write_str(&printer.out)
    }
}

/// Layers and groups.
fn layers(plain: &Plain<'_>) -> usize {
    match plain {
        Plain::Chain(of) => 1 + of.iter().map(layers).sum::<usize>(),
        Plain::Tap(of) | Plain::SpectralNorm(of) | Plain::Residual(of) => 1 + layers(of),
        _ => 1,
    }
}

struct Printer<'a> {
    arena: Arena<'a>,
    at: ItemExpr<'a>,
    out: String,
}

impl<'a> Printer<'a> {
    fn chain(&mut self, layers: &'a [Plain<'a>]) -> Result<(), Mistake> {
        for (i, layer) in layers.iter().enumerate() {
            if i > 0 {
                self.out += " | ";
            }
            self.layer(layer)?;
        }
        Ok(())
    }

    fn layer(&mut self, layer: &'a Plain<'a>) -> Result<(), Mistake> {
        match layer {
            Plain::Chain(layers) => {
                self.out += "(";
                self.chain(layers)?;
                self.out += ")";
                Ok(())
            }
            Plain::Tap(of) => {
                self.out += "tap ";
                self.layer(of)
            }
            Plain::SpectralNorm(of) => {
                self.out += "sn ";
                self.layer(of)
            }
            Plain::Residual(of) => {
                self.out += "residual ";
                self.layer(of)
            }
            _ => self.leaf(layer),
        }
    }

    fn leaf(&mut self, layer: &Plain<'a>) -> Result<(), Mistake> {
        let [takes, gives] = ends(layer, &mut self.arena)?;
        self.out += &words(layer);
        if takes != self.at {
            self.out.extend([" from ", &shape_text(&takes)]);
        }
        if let Some(f) = activation(layer) {
            self.out.extend([", ", &f]);
        }
        if !self.follows(layer, takes)? {
            self.out.extend([" -> ", &shape_text(&gives)]);
        }
        self.at = gives;
        Ok(())
    }

    /// Whether what the layer leaves open is what follows from what it takes.
    fn follows(&mut self, layer: &Plain<'a>, takes: ItemExpr<'a>) -> Result<bool, Mistake> {
        let ItemExpr::Picture([h, w, c]) = takes else {
            return Ok(true);
        };
        let (large, times) = match layer {
            Plain::ConvTranspose(conv) => (conv.large, conv.stride),
            Plain::Upsample { to, times } => ([to[0], to[1]], *times),
            Plain::Flatten { to, .. } => return Ok(*numbers([h, w, c], &mut self.arena)? == **to),
            _ => return Ok(true),
        };
        let rows = larger(h, times, &mut self.arena)?;
        let columns = larger(w, times, &mut self.arena)?;
        Ok([rows, columns] == large)
    }
}

/// The name of a layer and what has to follow it.
fn words(layer: &Plain<'_>) -> String {
    let begins = |start: Start| match start {
        Start::Bias => "",
        Start::NoBias => " no bias",
        Start::Zero => " zero",
    };
    match layer {
        Plain::Dense { to, start, .. } => format!("dense {}{}", size(to), begins(*start)),
        Plain::DeviationDense { to, .. } => format!("stddev dense {}", size(to)),
        Plain::Conv(conv) | Plain::ConvTranspose(conv) => {
            let word = match layer {
                Plain::Conv(_) => "conv",
                _ => "convt",
            };
            let stride = match conv.stride {
                1 => String::new(),
                stride => format!(" s{stride}"),
            };
            let (to, kernel) = (size(conv.to), conv.kernel);
            format!("{word} {to} k{kernel}{stride}{}", begins(conv.start))
        }
        Plain::Upsample { times, .. } => format!("upsample {times}"),
        Plain::BatchNorm { .. } => "bn".to_owned(),
        Plain::LayerNorm { .. } => "ln".to_owned(),
        Plain::Activate { f, .. } => function(*f),
        Plain::Dropout { thousandths, .. } => {
            format!("dropout {}", f64::from(*thousandths) / 1000.0)
        }
        Plain::Flatten { .. } => "flatten".to_owned(),
        Plain::Unflatten { to, .. } => format!("reshape {}", sides(to)),
        Plain::ClassBias { classes, .. } => of("class bias", classes, &Expr::Classes),
        Plain::Pick { .. } => "class pick".to_owned(),
        Plain::CodeBias { code, .. } => of("code bias", code, &Expr::Code),
        Plain::Gaussian { code, .. } => of("gaussian", code, &Expr::Code),
        Plain::GruReader { state, .. } => format!("gru read {}", size(state)),
        Plain::GruWriter { rows, state, .. } => format!("gru write {}", sides(&[rows, state])),
        Plain::Rows { to, .. } => format!("rows {}", sides(&to[1..])),
        // Those have no words of their own.
        Plain::SpectralNorm(_) | Plain::Tap(_) | Plain::Residual(_) | Plain::Chain(_) => {
            String::new()
        }
    }
}

/// A word with a size where that is not the usual one.
fn of(word: &str, found: &Expr<'_>, usual: &Expr<'_>) -> String {
    if found == usual {
        word.to_owned()
    } else {
        format!("{word} {}", size(found))
    }
}

/// The activation behind a layer.
fn activation(layer: &Plain<'_>) -> Option<String> {
    let f = match layer {
        Plain::Dense { f, .. }
        | Plain::DeviationDense { f, .. }
        | Plain::BatchNorm { f, .. }
        | Plain::LayerNorm { f, .. }
        | Plain::Rows { f, .. } => *f,
        Plain::Conv(conv) | Plain::ConvTranspose(conv) => conv.f,
        _ => return None,
    };
    (f != Activation::Identity).then(|| function(f))
}

fn function(f: Activation) -> String {
    match f {
        Activation::Identity => "linear".to_owned(),
        Activation::LeakyRelu(slope) => format!("leaky {slope}"),
        Activation::Relu
        | Activation::Tanh
        | Activation::Sigmoid
        | Activation::Elu
        | Activation::Silu
        | Activation::Gelu => f.name().to_owned(),
    }
}

/// A size: factors from the left, and parentheses around what is not one factor on the right.
fn size(of: &Expr<'_>) -> String {
    let right = |of: &Expr<'_>| match of {
        Expr::Quotient(..) | Expr::Product(..) => format!("({})", size(of)),
        _ => size(of),
    };
    match of {
        Expr::Quotient(of, by) => format!("{}/{by}", size(of)),
        Expr::Product(a, b) => format!("{}*{}", size(a), right(b)),
        of => of.to_string(),
    }
}

/// `14x14x16`, or `H/2 x W/2 x 16`.
fn sides(of: &[&Expr<'_>]) -> String {
    let simple = |of: &&Expr<'_>| !matches!(of, Expr::Quotient(..) | Expr::Product(..));
    let between = if of.iter().all(simple) { "x" } else { " x " };
    let sides: Vec<_> = of.iter().map(|side| size(side)).collect();
    sides.join(between)
}

/// A shape as it is written.
pub(super) fn shape_text(item: &ItemExpr<'_>) -> String {
    match item {
        ItemExpr::Vector(numbers) => size(numbers),
        ItemExpr::Picture(of) => sides(of),
    }
}

/// A shape in a sentence, in numbers where they can be counted.
pub(super) fn shape_at(item: &ItemExpr<'_>, sizes: &Sizes) -> String {
    let Some(shape) = item.at(sizes) else {
        return shape_text(item);
    };
    match shape.sizes()[..] {
        [1] => "1 number".to_owned(),
        [n] => format!("{n} numbers"),
        ref sides => shape_of(sides),
    }
}

/// `14x14x16`.
pub(super) fn shape_of(sides: &[usize]) -> String {
    let sides: Vec<_> = sides.iter().map(ToString::to_string).collect();
    sides.join("x")
}

/// A text on one line, with one space between its words.
pub(super) fn tidy(text: &str) -> String {
    let words = text.split(token::blank).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
