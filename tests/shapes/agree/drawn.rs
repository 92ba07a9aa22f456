//! Networks that are drawn: layers that fit each other, for every role.

use aegan_lab::layers::Sizes;
use aegan_lab::nets::Role;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::network::{ACTIVATIONS, Kind, Leaf, Node, Shape, Size, Word, numbers};

/// A network while it is drawn.
pub struct Drawn<'a> {
    pub rng: &'a mut ChaCha8Rng,
    pub role: Role,
    pub sizes: Sizes,
    pub points: bool,
    /// Whether all of it has to be a type that rustc takes.
    pub typed: bool,
    /// What the layers so far give.
    pub at: Shape,
    pub nodes: Vec<Node>,
}

pub fn letter(letter: char) -> Size {
    Size::Letter(letter)
}

/// A picture of the data.
pub fn picture() -> [Size; 3] {
    ['H', 'W', 'C'].map(letter)
}

impl Drawn<'_> {
    fn one_in(&mut self, n: u32) -> bool {
        self.rng.gen_ratio(1, n)
    }

    pub fn small(&mut self) -> usize {
        self.rng.gen_range(1..10)
    }

    fn f(&mut self) -> Option<usize> {
        let f = self.rng.gen_range(0..ACTIVATIONS.len());
        (!self.one_in(3)).then_some(f)
    }

    /// The numbers that a layer gives.
    fn to(&mut self) -> Size {
        match self.rng.gen_range(0..8) {
            0 => letter('Z'),
            1 => letter('K'),
            2 => Size::Number(2).times(&letter('Z')),
            3 => letter('Z').over(2),
            _ => Size::Number(self.small()),
        }
    }

    /// A layer that takes what is there.
    pub fn leaf(&mut self, kind: Kind, f: Option<usize>) -> Leaf {
        let leaf = Leaf {
            kind,
            f,
            from: self.at.clone(),
            says_from: !self.one_in(3),
            stated: None,
        };
        let needed = match (&leaf.kind, &leaf.from) {
            (
                Kind::Transposed {
                    large,
                    stride: times,
                    ..
                }
                | Kind::Upsample(large, times),
                Shape::Picture([h, w, _]),
            ) => [follows(h, *times), follows(w, *times)] != *large,
            _ => false,
        };
        let stated = needed || self.one_in(3);
        Leaf {
            stated: stated.then(|| leaf.gives()),
            ..leaf
        }
    }

    pub fn push(&mut self, kind: Kind, f: Option<usize>) {
        let leaf = self.leaf(kind, f);
        self.at = leaf.gives();
        self.nodes.push(Node::Leaf(leaf));
    }

    fn dense(&mut self, to: Size, f: Option<usize>) {
        let bias = !self.one_in(4);
        self.push(Kind::Dense { to, bias }, f);
    }

    fn conv(&mut self, to: Size, stride: usize) {
        let (kernel, bias, f) = (self.rng.gen_range(1..6), !self.one_in(4), self.f());
        let kind = Kind::Conv {
            to,
            kernel,
            stride,
            bias,
        };
        self.push(kind, f);
    }

    /// A layer in the middle.
    pub fn middle(&mut self) {
        match self.at.clone() {
            Shape::Vector(n) => self.after_vector(&n),
            Shape::Picture(sides) => self.after_picture(&sides),
        }
    }

    fn anywhere(&mut self) {
        let f = self.f();
        match self.rng.gen_range(0..4) {
            0 => self.push(Kind::BatchNorm, f),
            1 => self.push(Kind::LayerNorm, f),
            2 => self.push(Kind::Activation, f.or(Some(0))),
            _ => {
                let thousandths = self.rng.gen_range(0..1000);
                self.push(Kind::Dropout(thousandths), None);
            }
        }
    }

    fn after_vector(&mut self, n: &Size) {
        let (f, to) = (self.f(), self.to());
        match self.rng.gen_range(0..9) {
            0 | 1 => self.dense(to, f),
            2 => self.push(Kind::Deviation(to), f),
            3 => self.push(Kind::ClassBias, None),
            4 if self.role == Role::PairDiscriminator => self.push(Kind::CodeBias, None),
            4 | 5 => {
                let rows = self.to();
                self.push(Kind::GruWrite(rows, to), None);
            }
            6 => self.reshaped(),
            7 => self.residual(&[
                Kind::Dense { to, bias: true },
                Kind::Dense {
                    to: n.clone(),
                    bias: false,
                },
                Kind::LayerNorm,
            ]),
            _ => self.anywhere(),
        }
    }

    fn reshaped(&mut self) {
        // Points have no sides.
        let first = if self.points { 3 } else { 0 };
        let side = |drawn: &mut Self, whole: char| match drawn.rng.gen_range(first..4) {
            0 => letter(whole),
            1 => letter(whole).over(2),
            2 => letter(whole).over(2).over(2),
            _ => Size::Number(2 * drawn.small()),
        };
        let sides = [side(self, 'H'), side(self, 'W'), Size::Number(self.small())];
        self.dense(numbers(&sides), None);
        self.push(Kind::Reshape(sides), None);
    }

    fn after_picture(&mut self, [h, w, c]: &[Size; 3]) {
        let (f, to) = (self.f(), self.to());
        // The sides before a stride, where both were divided by it.
        let before = match (h, w) {
            (Size::Over(h, by), Size::Over(w, of)) if by == of && *by < 5 => {
                Some(([(**h).clone(), (**w).clone()], *by))
            }
            _ => None,
        };
        match self.rng.gen_range(0..9) {
            0 | 1 => {
                let stride = self.rng.gen_range(1..5);
                self.conv(to, stride);
            }
            2 | 3 => {
                let (large, stride) = before.unwrap_or(([h.clone(), w.clone()], 1));
                let kernel = self.rng.gen_range(1..6);
                let kind = Kind::Transposed {
                    large,
                    to,
                    kernel,
                    stride,
                };
                self.push(kind, f);
            }
            4 => self.upsampled([h, w], before),
            5 if *c == Size::Number(1) => {
                let channels = self.to();
                self.push(Kind::Rows(to, channels), f);
            }
            5 => self.push(Kind::GruRead(to), None),
            6 => self.residual(&[
                Kind::BatchNorm,
                Kind::Conv {
                    to: c.clone(),
                    kernel: 3,
                    stride: 1,
                    bias: true,
                },
            ]),
            7 => self.push(Kind::Flatten, None),
            _ => self.anywhere(),
        }
    }

    fn upsampled(&mut self, [h, w]: [&Size; 2], before: Option<([Size; 2], usize)>) {
        let whole = |(sides, by): &([Size; 2], usize)| {
            sides.iter().all(|side| side.at(&self.sizes) % by == 0)
        };
        let before = before.filter(whole);
        if before.is_none() && self.typed {
            return;
        }
        // As it follows where nothing was divided: rustc takes that for another size.
        let twice = ([follows(h, 2), follows(w, 2)], 2);
        let (large, times) = before.unwrap_or(twice);
        let divides = large.iter().all(|side| side.at(&self.sizes) % times == 0);
        if divides {
            self.push(Kind::Upsample(large, times), None);
        }
    }

    /// Layers that are gone past, of which the last gives what comes in.
    fn residual(&mut self, kinds: &[Kind]) {
        let before = self.at.clone();
        let mut nodes = Vec::new();
        for kind in kinds {
            let f = self.f();
            let leaf = self.leaf(kind.clone(), f);
            self.at = leaf.gives();
            nodes.push(Node::Leaf(leaf));
        }
        assert_eq!(self.at, before);
        let group = Node::Group(nodes, None);
        self.nodes
            .push(Node::Around(Word::Residual, Box::new(group)));
    }

    pub fn flat(&mut self) {
        if let Shape::Picture(_) = self.at {
            self.push(Kind::Flatten, None);
        }
    }

    /// The last layers: what the role has to give.
    pub fn end(&mut self) {
        match self.role {
            Role::Encoder => {
                if matches!(self.at, Shape::Picture(_)) && self.one_in(2) {
                    self.push(Kind::GruRead(letter('Z')), None);
                    return;
                }
                self.flat();
                if self.one_in(3) {
                    self.dense(Size::Number(2).times(&letter('Z')), None);
                    self.push(Kind::Gaussian, None);
                } else {
                    let f = self.f();
                    self.dense(letter('Z'), f);
                }
            }
            Role::Generator if self.points => {
                self.flat();
                self.dense(letter('P'), None);
            }
            Role::Generator => self.made(),
            _ => {
                self.flat();
                if self.one_in(3) {
                    self.dense(letter('K'), None);
                    self.push(Kind::ClassPick, None);
                } else {
                    self.dense(Size::Number(1), None);
                }
            }
        }
    }

    /// A picture of the data.
    fn made(&mut self) {
        self.flat();
        let [h, w, c] = picture();
        let f = self.f();
        match self.rng.gen_range(0..3) {
            0 => {
                self.dense(numbers(&picture()), f);
                self.push(Kind::Reshape(picture()), None);
            }
            1 => {
                let state = self.to();
                self.push(Kind::GruWrite(h, state), None);
                self.push(Kind::Rows(w, c), f);
            }
            _ => {
                let stride = self.rng.gen_range(2..5);
                let small = [h.over(stride), w.over(stride), Size::Number(self.small())];
                self.dense(numbers(&small), f);
                self.push(Kind::Reshape(small), None);
                let kind = Kind::Transposed {
                    large: [h, w],
                    to: c,
                    kernel: 5,
                    stride,
                };
                self.push(kind, f);
            }
        }
    }

    /// Puts groups, taps and spectral norms around some of the layers.
    pub fn wrap(&mut self) {
        for node in &mut self.nodes {
            let Node::Leaf(leaf) = node else { continue };
            let weighted = matches!(leaf.kind, Kind::Dense { .. } | Kind::Conv { .. });
            let word = match self.rng.gen_range(0..8) {
                0 => Word::Tap,
                1 if weighted => Word::SpectralNorm,
                _ => continue,
            };
            *node = Node::Around(word, Box::new(node.clone()));
        }
        // A type has at most twelve in a row.
        if self.nodes.len() > 10 || self.one_in(3) {
            let from = self.rng.gen_range(0..self.nodes.len().div_ceil(2));
            let to = from + self.nodes.len().div_ceil(2);
            let group: Vec<_> = self.nodes.drain(from..to).collect();
            self.nodes.insert(from, Node::Group(group, None));
        }
    }
}

/// The larger side that the prompt takes where none is stated.
fn follows(side: &Size, times: usize) -> Size {
    match side {
        _ if times == 1 => side.clone(),
        Size::Over(whole, by) if *by == times => (**whole).clone(),
        Size::Over(whole, by) if by % times == 0 => whole.over(by / times),
        Size::Number(n) => Size::Number(n * times),
        _ => side.times(&Size::Number(times)),
    }
}
