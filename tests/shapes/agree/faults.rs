//! One thing that is wrong with a network, and what kind of error that is, to the prompt and to rustc.

use aegan_lab::nets::Role;
use rand::Rng;

use super::drawn::{Drawn, letter};
use super::network::{Kind, Leaf, Node, Shape, Size, Word};

/// The kinds of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A layer takes another shape than the one before it gives.
    Between,
    /// The network gives something else than its role has to.
    End,
    /// A layer gives another shape than is stated.
    Stated,
    /// A residual whose ends differ.
    Residual,
    /// A kernel or a stride that cannot be.
    Kernel,
    /// A size of 0, or one that cannot be counted.
    Size,
    /// Another shape with another number of numbers.
    Count,
    /// A code that is drawn from too few or too many numbers.
    Code,
    /// A side that upsampling does not give.
    Sides,
    /// Spectral norm of a layer that has no weight.
    Norm,
    /// Dropout of everything.
    Dropout,
}

/// Each with what the prompt says of it, and what rustc does.
pub const FAULTS: [(Fault, &[&str], &[&str]); 11] = [
    (
        Fault::Between,
        &["this layer takes ", "takes a vector, ", "takes a picture, "],
        &["these two layers do not fit", "as Spec>::In == "],
    ),
    (
        Fault::End,
        &["the network ends with "],
        &["as Spec>::Out == "],
    ),
    // rustc says the same of these two as of the end; see `asked.rs`.
    (
        Fault::Stated,
        &["this layer gives "],
        &["required for `Gives<"],
    ),
    (
        Fault::Residual,
        &["residual adds what comes in"],
        &["required for `Residual<"],
    ),
    (
        Fault::Kernel,
        &["a kernel is written as k5"],
        &[
            "a convolution moves 1, 2, 3 or 4 pixels",
            "a kernel and a stride above 0",
        ],
    ),
    (
        Fault::Size,
        &["a whole number above 0", "0 or too large to be counted"],
        &["0 or too large to be counted"],
    ),
    (
        Fault::Count,
        &["must hold as many numbers"],
        &["must hold as many numbers"],
    ),
    (
        Fault::Code,
        &["a mean and a log variance"],
        &["a mean and a log variance"],
    ),
    (
        Fault::Sides,
        &["upsampling gives sides"],
        &["upsampling gives sides"],
    ),
    (
        Fault::Norm,
        &["spectral norm is for"],
        &["spectral norm is for"],
    ),
    (
        Fault::Dropout,
        &["a probability of dropout"],
        &["dropout drops at most"],
    ),
];

impl Drawn<'_> {
    /// Has every layer say what it takes: what changes, changes in one place, and nothing follows from it.
    fn say_all(&mut self) {
        for leaf in self.nodes.iter_mut().flat_map(Node::leaves) {
            leaf.says_from = true;
            let sides = matches!(leaf.kind, Kind::Transposed { .. } | Kind::Upsample(..));
            if sides {
                leaf.stated = Some(leaf.gives());
            }
        }
    }

    /// Makes one thing wrong; whether that can be done here.
    pub fn spoil(&mut self, fault: Fault) -> bool {
        self.say_all();
        let place = self.rng.gen_range(0..self.nodes.len());
        self.at = self.nodes[place].first().from.clone();
        match fault {
            Fault::Between => self.between(place),
            Fault::End => self.longer(),
            Fault::Stated => self.states(place),
            _ => {
                let Some(mut wrong) = self.wrong(fault) else {
                    return false;
                };
                for leaf in wrong.iter_mut().flat_map(Node::leaves) {
                    leaf.says_from = true;
                }
                self.nodes.splice(place..place, wrong);
                true
            }
        }
    }

    /// A layer takes something else than comes in.
    fn between(&mut self, place: usize) -> bool {
        let reshapes = |node: &Node| matches!(node, Node::Leaf(leaf) if matches!(leaf.kind, Kind::Flatten | Kind::Reshape(_)));
        // A picture for a vector, or the other way round, said or not.
        let last = self.nodes.len() - 1;
        if let Some(at) = self.nodes[..last].iter().position(reshapes)
            && self.rng.gen_ratio(1, 2)
        {
            self.nodes.remove(at);
            self.nodes[at].first().says_from = self.rng.gen_ratio(1, 2);
            return true;
        }
        let more = |size: &Size| Size::Number(size.at(&self.sizes) + 1);
        let leaf = self.nodes[place].first();
        // What these take is also compared with what they give.
        if matches!(leaf.kind, Kind::Reshape(_) | Kind::Gaussian) {
            return false;
        }
        match &mut leaf.from {
            Shape::Vector(n) => *n = more(n),
            Shape::Picture(sides) => {
                let side = self.rng.gen_range(0..3);
                sides[side] = more(&sides[side]);
            }
        }
        true
    }

    /// A layer more at the end.
    fn longer(&mut self) -> bool {
        let last = self.nodes.last_mut().and_then(|node| node.leaves().pop());
        let Some(gives) = last.map(|leaf| leaf.gives()) else {
            return false;
        };
        self.at = gives.clone();
        let more = |size: &Size| Size::Number(size.at(&self.sizes) + 1);
        let kind = match gives {
            Shape::Vector(n) => Kind::Dense {
                to: more(&n),
                bias: true,
            },
            Shape::Picture([_, _, c]) => Kind::Conv {
                to: more(&c),
                kernel: 3,
                stride: 1,
                bias: true,
            },
        };
        let leaf = self.leaf(kind, None);
        self.nodes.push(Node::Leaf(leaf));
        true
    }

    /// A layer states something else than it gives.
    fn states(&mut self, place: usize) -> bool {
        let leaf = self.nodes[place].first();
        let followed = matches!(
            leaf.kind,
            Kind::Transposed { .. } | Kind::Upsample(..) | Kind::Flatten
        );
        if followed {
            return false;
        }
        let more = |size: &Size| Size::Number(size.at(&self.sizes) + 1);
        leaf.stated = Some(match leaf.gives() {
            Shape::Vector(n) if self.rng.gen_ratio(1, 3) => {
                Shape::Picture([n, Size::Number(1), Size::Number(1)])
            }
            Shape::Vector(n) => Shape::Vector(more(&n)),
            Shape::Picture([h, w, c]) => Shape::Picture([h, more(&w), c]),
        });
        true
    }

    /// Layers from what is there to what is there, one of which cannot be.
    fn wrong(&mut self, fault: Fault) -> Option<Vec<Node>> {
        let number = Size::Number;
        let more = |size: &Size| Size::Number(size.at(&self.sizes) + 1);
        let before = self.at.clone();
        let dense = |to: Size| Kind::Dense { to, bias: true };
        let conv = |to: Size, kernel: usize, stride: usize| Kind::Conv {
            to,
            kernel,
            stride,
            bias: true,
        };
        let mut kinds = Vec::new();
        match (fault, &before) {
            (Fault::Residual, Shape::Vector(n)) => kinds.push(dense(more(n))),
            (Fault::Residual, Shape::Picture([_, _, c])) => kinds.push(conv(more(c), 3, 1)),
            (Fault::Kernel, Shape::Picture([_, _, c])) => {
                let wrong = [(0, 1), (3, 5), (3, 0)][self.rng.gen_range(0..3)];
                kinds.push(conv(c.clone(), wrong.0, wrong.1));
            }
            (Fault::Size, Shape::Vector(n)) => {
                let huge = number(1 << 40).times(&number(1 << 40));
                let wrong = [number(0), huge][self.rng.gen_range(0..2)].clone();
                kinds.extend([dense(wrong), dense(n.clone())]);
            }
            (Fault::Size, Shape::Picture([_, _, c])) => {
                kinds.extend([conv(number(0), 1, 1), conv(c.clone(), 1, 1)]);
            }
            (Fault::Count, Shape::Vector(n)) => {
                kinds.push(Kind::Reshape([number(1), number(1), more(n)]));
                kinds.extend([Kind::Flatten, dense(n.clone())]);
            }
            (Fault::Code, Shape::Vector(n)) => {
                let wrong = [number(3), number(1)][self.rng.gen_range(0..2)].clone();
                kinds.push(dense(wrong.times(&letter('Z'))));
                kinds.extend([Kind::Gaussian, dense(n.clone())]);
            }
            (Fault::Sides, Shape::Picture([h, w, c])) => {
                let odd = |by: &usize| [h, w].iter().any(|s| s.at(&self.sizes) % by != 0);
                let by = (2..5).find(odd)?;
                kinds.push(conv(c.clone(), 1, by));
                kinds.push(Kind::Upsample([h.clone(), w.clone()], by));
            }
            (Fault::Norm, _) => kinds.push(Kind::LayerNorm),
            (Fault::Dropout, _) => kinds.push(Kind::Dropout(1000)),
            _ => return None,
        }
        let mut nodes = Vec::new();
        for kind in kinds {
            let leaf = Leaf {
                stated: None,
                ..self.leaf(kind, None)
            };
            self.at = leaf.gives();
            nodes.push(Node::Leaf(leaf));
        }
        let word = match fault {
            Fault::Residual => Word::Residual,
            Fault::Norm => Word::SpectralNorm,
            _ => return Some(nodes),
        };
        let first = nodes.remove(0);
        Some(vec![Node::Around(word, Box::new(first))])
    }

    /// Writes a shape in numbers, which are right at these sizes.
    pub fn in_numbers(&mut self) {
        self.say_all();
        let sizes = self.sizes;
        let place = self.rng.gen_range(0..self.nodes.len());
        let states = self.rng.gen_ratio(1, 2);
        let leaf = self.nodes[place].first();
        if states {
            leaf.stated = Some(leaf.gives().at(&sizes));
        } else {
            leaf.from = leaf.from.at(&sizes);
        }
        if let Kind::Transposed { large, .. } | Kind::Upsample(large, _) = &mut leaf.kind {
            if states {
                *large = large.each_ref().map(|side| Size::Number(side.at(&sizes)));
            } else {
                leaf.stated = Some(leaf.gives());
            }
        }
    }
}

/// What a network of a role takes.
pub fn takes(role: Role, points: bool) -> Shape {
    match role {
        Role::Generator | Role::CodeDiscriminator => Shape::Vector(letter('Z')),
        _ if points => Shape::Vector(letter('P')),
        _ => Shape::Picture(super::drawn::picture()),
    }
}
