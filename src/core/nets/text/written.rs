//! A network that was written: an owned tree that lends a plain network.

use std::fmt;

use super::arena::{Arena, Room};
use super::build::{Lent, build};
use super::check::check;
use super::parse::parse;
use super::print::{shape_text, tidy};
use super::tree::{Node, What};
use super::{MOST_BYTES, Mistake, Step, Steps};
use crate::error::{Error, Result};
use crate::layers::{Activation, Expr, ItemExpr, Plain, Sizes};
use crate::nets::Role;

/// Where a network stands: its role, and the sizes of the data and the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub role: Role,
    /// Whether items are points, and not pictures.
    points: bool,
    sizes: Sizes,
}

impl Place {
    /// For items of this shape, `[height, width, channels]` or `[coordinates]`, codes of `z` numbers and `k` classes,
    /// 1 where networks are unconditional.
    ///
    /// # Errors
    /// A sentence where no network takes such items.
    pub fn of(role: Role, item: &[usize], z: usize, k: usize) -> Result<Self> {
        let sizes = Sizes::of(item, z, k);
        let sizes =
            sizes.ok_or_else(|| Error::new(format!("no network takes items of {item:?}")))?;
        Ok(Self::at(role, sizes, item.len() == 1))
    }

    pub(crate) fn at(role: Role, sizes: Sizes, points: bool) -> Self {
        Self {
            role,
            points,
            sizes,
        }
    }

    /// What a network takes here, and what it has to give.
    #[must_use]
    pub fn ends(&self) -> [ItemExpr<'static>; 2] {
        const ONE: ItemExpr<'static> = ItemExpr::Vector(&Expr::Number(1));
        const CODE: ItemExpr<'static> = ItemExpr::Vector(&Expr::Code);
        const PICTURE: ItemExpr<'static> =
            ItemExpr::Picture([&Expr::Height, &Expr::Width, &Expr::Channels]);
        const POINT: ItemExpr<'static> = ItemExpr::Vector(&Expr::Coordinates);
        let item = if self.points { POINT } else { PICTURE };
        match self.role {
            Role::Encoder => [item, CODE],
            Role::Generator => [CODE, item],
            Role::Discriminator | Role::PairDiscriminator => [item, ONE],
            Role::CodeDiscriminator => [CODE, ONE],
        }
    }
}

/// A network that was written. Its shapes are another matter: [`Written::check`].
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    text: String,
    top: Node,
    /// Tokens and layers, for the room that the plain network takes.
    parts: (usize, usize),
}

impl Written {
    /// Reads a text.
    ///
    /// # Errors
    /// What is wrong and where: an unknown layer, a bad number, a text that is too long.
    pub fn read(text: &str) -> std::result::Result<Self, Mistake> {
        if text.len() > MOST_BYTES {
            let why = format!(
                "a network has at most {MOST_BYTES} bytes of text, and this has {}",
                text.len()
            );
            return Err(Mistake::new(why, 0..0));
        }
        let text = tidy(text);
        let (top, tokens) = parse(&text).map_err(|mistake| mistake.within(&text))?;
        let layers = count(&top);
        Ok(Self {
            text,
            top,
            parts: (tokens, layers),
        })
    }

    /// The text, on one line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every layer at the sizes of a place.
    ///
    /// # Errors
    /// The first layer that does not fit.
    pub fn check(&self, place: &Place) -> std::result::Result<Steps, Mistake> {
        self.lent(place, |lent| check(lent, place.ends(), &place.sizes, false))?
            .map_err(|(mistake, _)| mistake.within(&self.text))
    }

    /// The layers of a text that is being typed, as far as they fit, and what is wrong with the rest.
    #[must_use]
    pub fn so_far(&self, place: &Place) -> (Vec<Step>, Option<Mistake>) {
        let looked = self.lent(place, |lent| check(lent, place.ends(), &place.sizes, true));
        match looked {
            Ok(Ok(steps)) => (steps.layers, None),
            Ok(Err((mistake, layers))) => (layers, Some(mistake)),
            Err(mistake) => (Vec::new(), Some(mistake)),
        }
    }

    /// What the last layer gives, in the sizes that the text is written in: `H/2 x W/2 x 16`.
    ///
    /// # Errors
    /// Where a layer takes another kind of item than comes in.
    pub fn gives(&self, role: Role, points: bool) -> std::result::Result<String, Mistake> {
        // At no sizes shapes are told as they are written.
        const NONE: Sizes = Sizes {
            h: 0,
            w: 0,
            c: 0,
            p: 0,
            z: 0,
            k: 0,
        };
        let last = |lent: &Lent<'_>| lent.leaves.last().map(|leaf| shape_text(&leaf.gives));
        let given = self.lent(&Place::at(role, NONE, points), last)?;
        Ok(given.unwrap_or_default())
    }

    /// Lends the plain network to `then`.
    ///
    /// # Errors
    /// Where a layer takes another kind of item than comes in.
    pub fn lend<T>(
        &self,
        place: &Place,
        then: impl FnOnce(&Plain<'_>) -> T,
    ) -> std::result::Result<T, Mistake> {
        self.lent(place, |lent| then(&lent.plain))
    }

    fn lent<T>(
        &self,
        place: &Place,
        then: impl FnOnce(&Lent<'_>) -> T,
    ) -> std::result::Result<T, Mistake> {
        let (tokens, layers) = self.parts;
        // A token is one part of a size at most, and eight follow from a layer.
        let mut room = Room::new(2 * tokens + 8 * layers + 8, 2 * layers);
        let [takes, _] = place.ends();
        let lent = build(&self.top, takes, &place.sizes, Arena::of(&mut room));
        let lent = lent.map_err(|mistake| mistake.within(&self.text))?;
        Ok(then(&lent))
    }

    /// The activation that the network ends with.
    #[must_use]
    pub fn last_activation(&self) -> Activation {
        last(&self.top).unwrap_or(Activation::Identity)
    }

    /// Whether it gives a distribution of codes.
    #[must_use]
    pub fn draws(&self) -> bool {
        has(&self.top, &|what| matches!(what, What::Gaussian(_)))
    }

    /// Whether a layer of it takes the class of an item.
    #[must_use]
    pub fn takes_classes(&self) -> bool {
        has(&self.top, &|what| {
            matches!(what, What::ClassBias(_) | What::ClassPick)
        })
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Layers and groups.
fn count(node: &Node) -> usize {
    match &node.what {
        What::Group(layers) => 1 + layers.iter().map(count).sum::<usize>(),
        What::Tap(of) | What::SpectralNorm(of) | What::Residual(of) => 1 + count(of),
        _ => 1,
    }
}

/// Whether a layer is of this kind.
fn has(node: &Node, is: &dyn Fn(&What) -> bool) -> bool {
    match &node.what {
        What::Group(layers) => layers.iter().any(|layer| has(layer, is)),
        What::Tap(of) | What::Residual(of) => has(of, is),
        what => is(what),
    }
}

/// The last activation; layers that only move numbers or draw them are passed over.
fn last(node: &Node) -> Option<Activation> {
    match &node.what {
        What::Group(layers) => layers.iter().rev().find_map(last),
        What::Tap(of) | What::SpectralNorm(of) => last(of),
        What::Dense { f, .. }
        | What::Conv { f, .. }
        | What::BatchNorm(f)
        | What::LayerNorm(f)
        | What::DeviationDense { f, .. }
        | What::Rows { f, .. }
        | What::Activate(f) => Some(*f),
        // The state of a GRU lies between -1 and 1; what is added or picked may be of either sign.
        What::GruRead(_) | What::GruWrite { .. } => Some(Activation::Tanh),
        What::ClassBias(_) | What::CodeBias(_) | What::ClassPick | What::Residual(_) => {
            Some(Activation::Identity)
        }
        What::Upsample(_)
        | What::Flatten
        | What::Reshape(_)
        | What::Dropout(_)
        | What::Gaussian(_) => None,
    }
}
