//! A network as the test knows it: it is printed as a text for the prompt and as a type for rustc.

use aegan_lab::layers::Sizes;

/// A size, written in one of the ways there are.
#[derive(Debug, Clone, PartialEq)]
pub enum Size {
    Number(usize),
    Letter(char),
    Over(Box<Size>, usize),
    Times(Box<Size>, Box<Size>),
}

impl Size {
    pub fn over(&self, by: usize) -> Self {
        Self::Over(Box::new(self.clone()), by)
    }

    pub fn times(&self, other: &Self) -> Self {
        Self::Times(Box::new(self.clone()), Box::new(other.clone()))
    }

    pub fn at(&self, sizes: &Sizes) -> usize {
        match self {
            Self::Number(n) => *n,
            Self::Letter('H') => sizes.h,
            Self::Letter('W') => sizes.w,
            Self::Letter('C') => sizes.c,
            Self::Letter('P') => sizes.p,
            Self::Letter('Z') => sizes.z,
            Self::Letter(_) => sizes.k,
            Self::Over(of, by) => of.at(sizes).div_ceil(*by),
            Self::Times(a, b) => a.at(sizes) * b.at(sizes),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Number(n) => n.to_string(),
            Self::Letter(letter) => letter.to_string(),
            Self::Over(of, by) => format!("{}/{by}", of.text()),
            Self::Times(a, b) => match **b {
                Self::Over(..) | Self::Times(..) => format!("{}*({})", a.text(), b.text()),
                _ => format!("{}*{}", a.text(), b.text()),
            },
        }
    }

    fn typed(&self) -> String {
        match self {
            Self::Number(n) => format!("N<{n}>"),
            Self::Letter(letter) => letter.to_string(),
            Self::Over(of, by) => format!("Over<{}, {by}>", of.typed()),
            Self::Times(a, b) => format!("Times<{}, {}>", a.typed(), b.typed()),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Vector(Size),
    Picture([Size; 3]),
}

impl Shape {
    /// In numbers.
    pub fn at(&self, sizes: &Sizes) -> Self {
        let number = |size: &Size| Size::Number(size.at(sizes));
        match self {
            Self::Vector(n) => Self::Vector(number(n)),
            Self::Picture(sides) => Self::Picture(sides.each_ref().map(number)),
        }
    }

    fn sizes(&self) -> &[Size] {
        match self {
            Self::Vector(n) => std::slice::from_ref(n),
            Self::Picture(sides) => sides,
        }
    }

    fn text(&self) -> String {
        let sizes: Vec<_> = self.sizes().iter().map(Size::text).collect();
        sizes.join(" x ")
    }

    fn typed(&self) -> String {
        let sizes: Vec<_> = self.sizes().iter().map(Size::typed).collect();
        let name = match self {
            Self::Vector(_) => "Flat",
            Self::Picture(_) => "Image",
        };
        format!("{name}<{}>", sizes.join(", "))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Dense {
        to: Size,
        bias: bool,
    },
    Deviation(Size),
    Conv {
        to: Size,
        kernel: usize,
        stride: usize,
        bias: bool,
    },
    /// With its larger sides.
    Transposed {
        large: [Size; 2],
        to: Size,
        kernel: usize,
        stride: usize,
    },
    Upsample([Size; 2], usize),
    Flatten,
    Reshape([Size; 3]),
    BatchNorm,
    LayerNorm,
    Activation,
    /// Thousandths.
    Dropout(usize),
    ClassBias,
    ClassPick,
    CodeBias,
    Gaussian,
    GruRead(Size),
    GruWrite(Size, Size),
    Rows(Size, Size),
}

/// Activations, as text and as type.
pub const ACTIVATIONS: [(&str, &str); 9] = [
    ("relu", "Relu"),
    ("leaky 0.2", "LeakyRelu<200>"),
    ("leaky 0.125", "LeakyRelu<125>"),
    ("elu", "Elu"),
    ("silu", "Silu"),
    ("gelu", "Gelu"),
    ("tanh", "Tanh"),
    ("sigmoid", "Sigmoid"),
    ("linear", "Identity"),
];

#[derive(Debug, Clone)]
pub struct Leaf {
    pub kind: Kind,
    /// Which of the activations.
    pub f: Option<usize>,
    pub from: Shape,
    /// Whether the text says what it takes.
    pub says_from: bool,
    /// What the text says that it gives.
    pub stated: Option<Shape>,
}

impl Leaf {
    pub fn gives(&self) -> Shape {
        use Shape::{Picture, Vector};
        let smaller = |side: &Size, stride: usize| match stride {
            1 => side.clone(),
            _ => side.over(stride),
        };
        let one = Size::Number(1);
        match (&self.kind, &self.from) {
            (Kind::Dense { to, .. } | Kind::Deviation(to) | Kind::GruRead(to), _) => {
                Vector(to.clone())
            }
            (Kind::Conv { to, stride, .. }, Picture([h, w, _])) => {
                Picture([smaller(h, *stride), smaller(w, *stride), to.clone()])
            }
            (Kind::Transposed { large, to, .. }, _) => {
                Picture([large[0].clone(), large[1].clone(), to.clone()])
            }
            (Kind::Upsample([h, w], _), Picture([_, _, c])) => {
                Picture([h.clone(), w.clone(), c.clone()])
            }
            (Kind::Flatten, Picture(sides)) => Vector(numbers(sides)),
            (Kind::Reshape(sides), _) => Picture(sides.clone()),
            (Kind::ClassPick, _) => Vector(one),
            (Kind::Gaussian, _) => Vector(Size::Letter('Z')),
            (Kind::GruWrite(rows, state), _) => Picture([rows.clone(), state.clone(), one]),
            (Kind::Rows(columns, channels), Picture([rows, _, _])) => {
                Picture([rows.clone(), columns.clone(), channels.clone()])
            }
            _ => self.from.clone(),
        }
    }

    fn text(&self) -> String {
        let words = match &self.kind {
            Kind::Dense { to, bias } => format!("dense {}{}", to.text(), no_bias(*bias)),
            Kind::Deviation(to) => format!("stddev dense {}", to.text()),
            Kind::Conv {
                to,
                kernel,
                stride,
                bias,
            } => {
                let (to, bias) = (to.text(), no_bias(*bias));
                format!("conv {to} k{kernel} s{stride}{bias}")
            }
            Kind::Transposed {
                to, kernel, stride, ..
            } => format!("convt {} k{kernel} s{stride}", to.text()),
            Kind::Upsample(_, times) => format!("upsample {times}"),
            Kind::Flatten => "flatten".to_owned(),
            Kind::Reshape(sides) => format!("reshape {}", Shape::Picture(sides.clone()).text()),
            Kind::BatchNorm => "bn".to_owned(),
            Kind::LayerNorm => "ln".to_owned(),
            Kind::Activation => ACTIVATIONS[self.f.unwrap_or(0)].0.to_owned(),
            Kind::Dropout(thousandths) => format!("dropout {}", *thousandths as f64 / 1000.0),
            Kind::ClassBias => "class bias".to_owned(),
            Kind::ClassPick => "class pick".to_owned(),
            Kind::CodeBias => "code bias".to_owned(),
            Kind::Gaussian => "gaussian".to_owned(),
            Kind::GruRead(state) => format!("gru read {}", state.text()),
            Kind::GruWrite(rows, state) => format!("gru write {} x {}", rows.text(), state.text()),
            Kind::Rows(columns, channels) => {
                format!("rows {} x {}", columns.text(), channels.text())
            }
        };
        let mut text = words;
        if self.says_from {
            text.extend([" from ", &self.from.text()]);
        }
        if let Some(f) = self.f.filter(|_| self.kind != Kind::Activation) {
            text.extend([", ", ACTIVATIONS[f].0]);
        }
        text + &stated(self.stated.as_ref())
    }

    fn typed(&self) -> String {
        let sizes = |sizes: &[&Size]| {
            let sizes: Vec<_> = sizes.iter().map(|size| size.typed()).collect();
            sizes.join(", ")
        };
        let from: Vec<&Size> = self.from.sizes().iter().collect();
        let learned = |bias: bool| match (self.f, bias) {
            (None, true) => String::new(),
            (f, true) => format!(", {}", ACTIVATIONS[f.unwrap_or(8)].1),
            (f, false) => format!(", {}, NoBias", ACTIVATIONS[f.unwrap_or(8)].1),
        };
        let with = |more: &[&Size]| sizes(&[&from, more].concat());
        let (item, f) = (self.from.typed(), learned(true));
        let typed = match &self.kind {
            Kind::Dense { to, bias } => format!("Dense<{}{}>", with(&[to]), learned(*bias)),
            Kind::Deviation(to) => format!("DeviationDense<{}{f}>", with(&[to])),
            Kind::Conv {
                to,
                kernel,
                stride,
                bias,
            } => {
                let (sizes, rest) = (with(&[to]), learned(*bias));
                format!("Conv<{sizes}, {kernel}, {stride}{rest}>")
            }
            Kind::Transposed {
                large,
                to,
                kernel,
                stride,
            } => {
                let sizes = sizes(&[&large[0], &large[1], from[2], to]);
                format!("ConvTranspose<{sizes}, {kernel}, {stride}{f}>")
            }
            Kind::Upsample([h, w], times) => {
                format!("Upsample<{}, {times}>", sizes(&[h, w, from[2]]))
            }
            // What is stated of the numbers of a picture is in its type.
            Kind::Flatten => match &self.stated {
                Some(Shape::Vector(to)) => format!("Flatten<{}>", with(&[to])),
                _ => format!("Flatten<{}>", with(&[])),
            },
            Kind::Reshape([h, w, c]) => format!("Unflatten<{}>", sizes(&[h, w, c, from[0]])),
            Kind::BatchNorm => format!("BatchNorm<{item}{f}>"),
            Kind::LayerNorm => format!("LayerNorm<{item}{f}>"),
            Kind::Activation => format!("Activate<{item}{f}>"),
            Kind::Dropout(thousandths) => format!("Dropout<{item}, {thousandths}>"),
            Kind::ClassBias => format!("ClassBias<{}, K>", with(&[])),
            Kind::ClassPick => format!("Pick<{}>", with(&[])),
            Kind::CodeBias => format!("CodeBias<Z, {}>", with(&[])),
            Kind::Gaussian => format!("Gaussian<Z, {}>", with(&[])),
            Kind::GruRead(state) => format!("GruReader<{}>", with(&[state])),
            Kind::GruWrite(rows, state) => format!("GruWriter<{}>", sizes(&[rows, from[0], state])),
            Kind::Rows(columns, channels) => {
                let sizes = sizes(&[from[0], from[1], columns, channels]);
                format!("Rows<{sizes}{f}>")
            }
        };
        let typed = gives(typed, self.stated.as_ref());
        if self.says_from {
            return format!("Takes<{typed}, {item}>");
        }
        typed
    }
}

fn no_bias(bias: bool) -> &'static str {
    if bias { "" } else { " no bias" }
}

fn stated(shape: Option<&Shape>) -> String {
    shape.map_or_else(String::new, |shape| format!(" -> {}", shape.text()))
}

/// A type that states what it gives; see `asked.rs`.
fn gives(typed: String, shape: Option<&Shape>) -> String {
    match shape {
        Some(shape) => format!("Gives<{typed}, {}>", shape.typed()),
        None => typed,
    }
}

/// All numbers of a picture.
pub fn numbers([h, w, c]: &[Size; 3]) -> Size {
    h.times(w).times(c)
}

/// A layer, or layers.
#[derive(Debug, Clone)]
pub enum Node {
    Leaf(Leaf),
    /// `tap`, `sn` or `residual` before it.
    Around(Word, Box<Node>),
    Group(Vec<Node>, Option<Shape>),
}

/// A word before a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Tap,
    SpectralNorm,
    Residual,
}

impl Node {
    pub fn text(&self) -> String {
        match self {
            Self::Leaf(leaf) => leaf.text(),
            Self::Around(word, of) => {
                let word = match word {
                    Word::Tap => "tap",
                    Word::SpectralNorm => "sn",
                    Word::Residual => "residual",
                };
                format!("{word} {}", of.text())
            }
            Self::Group(nodes, shape) => format!("({}){}", text(nodes), stated(shape.as_ref())),
        }
    }

    fn typed(&self) -> String {
        match self {
            Self::Leaf(leaf) => leaf.typed(),
            Self::Around(word, of) => format!("{word:?}<{}>", of.typed()),
            Self::Group(nodes, shape) => gives(tuple(nodes), shape.as_ref()),
        }
    }

    /// Its first layer.
    pub fn first(&mut self) -> &mut Leaf {
        match self {
            Self::Leaf(leaf) => leaf,
            Self::Around(_, of) => of.first(),
            Self::Group(nodes, _) => nodes[0].first(),
        }
    }

    /// All its layers.
    pub fn leaves(&mut self) -> Vec<&mut Leaf> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::Around(_, of) => of.leaves(),
            Self::Group(nodes, _) => nodes.iter_mut().flat_map(Self::leaves).collect(),
        }
    }
}

/// The text of a network.
pub fn text(nodes: &[Node]) -> String {
    let texts: Vec<_> = nodes.iter().map(Node::text).collect();
    texts.join(" | ")
}

fn tuple(nodes: &[Node]) -> String {
    let types: Vec<_> = nodes.iter().map(|node| node.typed() + ",").collect();
    format!("({})", types.join(" "))
}

/// The type of a network: of one layer it is that layer's.
pub fn typed(nodes: &[Node]) -> String {
    match nodes {
        [only] => only.typed(),
        _ => tuple(nodes),
    }
}
