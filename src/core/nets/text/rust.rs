//! A plain network as the Rust type that rustc checks.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::layers::{Activation, Convolution, Expr, ItemExpr, Plain, Start};

/// The longest tuple of layers that is a network.
const LONGEST: usize = 12;

/// What stands for the size of a code in the type of an encoder, see
/// [`Architecture::Encoder`](crate::nets::Architecture::Encoder).
const CODE: &str = "O";

/// Types of `aegan_lab::layers`, and which names they use.
#[derive(Debug, Default)]
pub(in crate::nets) struct Types {
    pub names: BTreeSet<&'static str>,
}

/// The sizes of an encoder that are those of its code.
struct Code<'a> {
    size: Expr<'a>,
    /// The layer that gives the code; those after it keep its size.
    layer: usize,
}

impl Types {
    /// The type of a network.
    ///
    /// # Errors
    /// A sentence where no type says it.
    pub fn network(&mut self, plain: &Plain<'_>) -> Result<String> {
        Printer::of(self, None).layer(plain, 1)
    }

    /// The type of an encoder, over the size `O` of what it gives: a code, or means and log variances of one.
    ///
    /// # Errors
    /// As [`network`](Self::network).
    pub fn encoder(&mut self, plain: &Plain<'_>) -> Result<String> {
        let (plain, size) = match plain {
            Plain::Chain([before, Plain::Gaussian { from, .. }]) => (before, **from),
            plain => (plain, Expr::Code),
        };
        let mut leaves = Vec::new();
        gather(plain, &mut leaves);
        if leaves
            .iter()
            .any(|leaf| matches!(leaf, Plain::Gaussian { .. }))
        {
            return Err(Error::new(
                "the layers before 'gaussian' become a type of their own: put them in parentheses, as in '(flatten | dense 2*Z) | gaussian'",
            ));
        }
        let layer = leaves.iter().rposition(|leaf| !keeps(leaf)).unwrap_or(0);
        let gives = match leaves.get(layer) {
            Some(Plain::Dense { to, .. } | Plain::DeviationDense { to, .. }) => Some(**to),
            Some(Plain::GruReader { state, .. }) => Some(**state),
            _ => None,
        };
        if gives != Some(size) {
            return Err(Error::new(
                "the layer that gives the code has to be 'dense Z' or 'gru read Z'; 2*Z before 'gaussian'",
            ));
        }
        Printer::of(self, Some(Code { size, layer })).layer(plain, 1)
    }
}

/// The layers in order.
fn gather<'a>(plain: &'a Plain<'a>, into: &mut Vec<&'a Plain<'a>>) {
    match plain {
        Plain::Chain(layers) => layers.iter().for_each(|layer| gather(layer, into)),
        Plain::Tap(of) | Plain::SpectralNorm(of) | Plain::Residual(of) => gather(of, into),
        leaf => into.push(leaf),
    }
}

/// Whether a layer gives as many numbers as it takes, whatever these are.
fn keeps(leaf: &Plain<'_>) -> bool {
    matches!(
        leaf,
        Plain::BatchNorm { .. }
            | Plain::LayerNorm { .. }
            | Plain::Activate { .. }
            | Plain::Dropout { .. }
            | Plain::ClassBias { .. }
            | Plain::CodeBias { .. }
    )
}

struct Printer<'t, 'a> {
    types: &'t mut Types,
    code: Option<Code<'a>>,
    /// Layers that were printed.
    done: usize,
}

impl<'t, 'a> Printer<'t, 'a> {
    fn of(types: &'t mut Types, code: Option<Code<'a>>) -> Self {
        Self {
            types,
            code,
            done: 0,
        }
    }

    fn name(&mut self, name: &'static str) -> &'static str {
        self.types.names.insert(name);
        name
    }

    fn layer(&mut self, plain: &Plain<'_>, depth: usize) -> Result<String> {
        match plain {
            Plain::Chain(layers) if layers.len() > LONGEST => Err(Error::new(format!(
                "a type has at most {LONGEST} layers in a row, and here are {}; parentheses make groups",
                layers.len()
            ))),
            Plain::Chain(layers) => {
                let indent = "    ".repeat(depth + 1);
                let mut text = "(\n".to_owned();
                for layer in *layers {
                    let layer = self.layer(layer, depth + 1)?;
                    text.extend([&indent, &layer, ",\n"]);
                }
                Ok(text + &"    ".repeat(depth) + ")")
            }
            Plain::Tap(of) => self.around("Tap", of, depth),
            Plain::SpectralNorm(of) => self.around("SpectralNorm", of, depth),
            Plain::Residual(of) => self.around("Residual", of, depth),
            leaf => {
                let text = self.leaf(leaf);
                self.done += 1;
                text
            }
        }
    }

    fn around(&mut self, name: &'static str, of: &Plain<'_>, depth: usize) -> Result<String> {
        let name = self.name(name);
        Ok(format!("{name}<{}>", self.layer(of, depth)?))
    }

    fn leaf(&mut self, leaf: &Plain<'_>) -> Result<String> {
        Ok(match leaf {
            Plain::Dense { from, to, f, start } => {
                let (from, to) = (self.taken(from), self.given(to));
                self.typed("Dense", &[from, to], Some((*f, *start)))?
            }
            Plain::DeviationDense { from, to, f } => {
                let (from, to) = (self.taken(from), self.given(to));
                self.typed("DeviationDense", &[from, to], Some((*f, Start::Bias)))?
            }
            Plain::Conv(conv) => self.conv("Conv", conv)?,
            Plain::ConvTranspose(conv) => self.conv("ConvTranspose", conv)?,
            Plain::Upsample { to, times } => {
                let mut sizes = self.sizes(to);
                sizes.push(times.to_string());
                self.typed("Upsample", &sizes, None)?
            }
            Plain::BatchNorm { item, f } => {
                let item = self.item(item);
                self.typed("BatchNorm", &[item], Some((*f, Start::Bias)))?
            }
            Plain::LayerNorm { item, f } => {
                let item = self.item(item);
                self.typed("LayerNorm", &[item], Some((*f, Start::Bias)))?
            }
            Plain::Activate { item, f } => {
                let (item, f) = (self.item(item), self.function(*f)?);
                self.typed("Activate", &[item, f], None)?
            }
            Plain::Dropout { item, thousandths } => {
                let item = self.item(item);
                self.typed("Dropout", &[item, thousandths.to_string()], None)?
            }
            Plain::Flatten { from, to } => {
                let mut sizes = self.sizes(from);
                sizes.extend(self.unless_product(from, to));
                self.typed("Flatten", &sizes, None)?
            }
            Plain::Unflatten { from, to } => {
                let mut sizes = self.sizes(to);
                sizes.extend(self.unless_product(to, from));
                self.typed("Unflatten", &sizes, None)?
            }
            Plain::ClassBias { numbers, classes } => {
                let sizes = [self.given(numbers), self.size(classes)];
                self.typed("ClassBias", &sizes, None)?
            }
            Plain::Pick { classes } => {
                let classes = self.size(classes);
                self.typed("Pick", &[classes], None)?
            }
            Plain::CodeBias { code, numbers } => {
                let sizes = [self.size(code), self.given(numbers)];
                self.typed("CodeBias", &sizes, None)?
            }
            Plain::Gaussian { from, code } => {
                let sizes = [self.size(code), self.size(from)];
                self.typed("Gaussian", &sizes, None)?
            }
            Plain::GruReader { from, state } => {
                let mut sizes = self.sizes(from);
                sizes.push(self.given(state));
                self.typed("GruReader", &sizes, None)?
            }
            Plain::GruWriter { from, rows, state } => {
                let sizes = self.sizes(&[rows, from, state]);
                self.typed("GruWriter", &sizes, None)?
            }
            Plain::Rows { from, to, f } => {
                let sizes = self.sizes(&[to[0], from, to[1], to[2]]);
                self.typed("Rows", &sizes, Some((*f, Start::Bias)))?
            }
            // Those were followed before.
            Plain::SpectralNorm(_) | Plain::Tap(_) | Plain::Residual(_) | Plain::Chain(_) => {
                String::new()
            }
        })
    }

    fn conv(&mut self, name: &'static str, conv: &Convolution<'_>) -> Result<String> {
        let [h, w] = conv.large;
        let mut sizes = self.sizes(&[h, w, conv.from, conv.to]);
        sizes.extend([conv.kernel.to_string(), conv.stride.to_string()]);
        self.typed(name, &sizes, Some((conv.f, conv.start)))
    }

    /// `Dense<Z, N<64>, Relu>`; an activation and a bias are left out where they are the usual ones.
    fn typed(
        &mut self,
        name: &'static str,
        sizes: &[String],
        learned: Option<(Activation, Start)>,
    ) -> Result<String> {
        let mut all = sizes.to_vec();
        if let Some((f, start)) = learned.filter(|of| *of != (Activation::Identity, Start::Bias)) {
            all.push(self.function(f)?);
            match start {
                Start::Bias => {}
                Start::NoBias => all.push(self.name("NoBias").to_owned()),
                Start::Zero => all.push(self.name("FromZero").to_owned()),
            }
        }
        Ok(format!("{}<{}>", self.name(name), all.join(", ")))
    }

    fn function(&mut self, f: Activation) -> Result<String> {
        let name = match f {
            Activation::Identity => "Identity",
            Activation::Relu => "Relu",
            Activation::Tanh => "Tanh",
            Activation::Sigmoid => "Sigmoid",
            Activation::Elu => "Elu",
            Activation::Silu => "Silu",
            Activation::Gelu => "Gelu",
            Activation::LeakyRelu(slope) => {
                let milli = (slope * 1000.0).round() as u16;
                if (f32::from(milli) / 1000.0).to_bits() != slope.to_bits() {
                    return Err(Error::new(format!(
                        "a type says slopes with at most three decimals, and here is leaky {slope}"
                    )));
                }
                return Ok(format!("{}<{milli}>", self.name("LeakyRelu")));
            }
        };
        Ok(self.name(name).to_owned())
    }

    fn item(&mut self, item: &ItemExpr<'_>) -> String {
        match item {
            ItemExpr::Vector(numbers) => format!("{}<{}>", self.name("Flat"), self.given(numbers)),
            ItemExpr::Picture(sides) => {
                let sides = self.sizes(sides).join(", ");
                format!("{}<{sides}>", self.name("Image"))
            }
        }
    }

    /// What a layer takes.
    fn taken(&mut self, size: &Expr<'_>) -> String {
        let after = |code: &Code<'_>| self.done > code.layer && code.size == *size;
        if self.code.as_ref().is_some_and(after) {
            return CODE.to_owned();
        }
        self.size(size)
    }

    /// What a layer gives.
    fn given(&mut self, size: &Expr<'_>) -> String {
        let from = |code: &Code<'_>| self.done >= code.layer && code.size == *size;
        if self.code.as_ref().is_some_and(from) {
            return CODE.to_owned();
        }
        self.size(size)
    }

    /// The numbers of a picture, where they are not said as the product of its sides.
    fn unless_product(&mut self, [h, w, c]: &[&Expr<'_>; 3], numbers: &Expr<'_>) -> Option<String> {
        let usual = *numbers == Expr::Product(&Expr::Product(h, w), c);
        (!usual).then(|| self.size(numbers))
    }

    fn sizes(&mut self, sizes: &[&Expr<'_>]) -> Vec<String> {
        sizes.iter().map(|size| self.size(size)).collect()
    }

    fn size(&mut self, size: &Expr<'_>) -> String {
        match size {
            Expr::Number(n) => format!("{}<{n}>", self.name("N")),
            Expr::Height => self.name("H").to_owned(),
            Expr::Width => self.name("W").to_owned(),
            Expr::Channels => self.name("C").to_owned(),
            Expr::Coordinates => self.name("P").to_owned(),
            Expr::Code => self.name("Z").to_owned(),
            Expr::Classes => self.name("K").to_owned(),
            Expr::Quotient(of, by) => format!("{}<{}, {by}>", self.name("Over"), self.size(of)),
            Expr::Product(a, b) => {
                let (a, b) = (self.size(a), self.size(b));
                format!("{}<{a}, {b}>", self.name("Times"))
            }
        }
    }
}
