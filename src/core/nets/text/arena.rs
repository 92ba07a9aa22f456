//! Where the parts of a plain network lie while it is lent.

use super::Mistake;
use crate::layers::{Expr, Plain};

/// Room for so many parts, from which the network borrows.
pub(super) struct Room<'a> {
    sizes: Vec<Expr<'a>>,
    layers: Vec<Plain<'a>>,
}

impl Room<'_> {
    pub fn new(sizes: usize, layers: usize) -> Self {
        Self {
            sizes: vec![Expr::Number(0); sizes],
            layers: vec![Plain::Chain(&[]); layers],
        }
    }
}

/// What is left of a [`Room`]: each part that is kept gets the next place.
pub(super) struct Arena<'a> {
    sizes: &'a mut [Expr<'a>],
    layers: &'a mut [Plain<'a>],
}

impl<'a> Arena<'a> {
    pub fn of(room: &'a mut Room<'a>) -> Self {
        Self {
            sizes: &mut room.sizes,
            layers: &mut room.layers,
        }
    }

    pub fn size(&mut self, size: Expr<'a>) -> Result<&'a Expr<'a>, Mistake> {
        let sizes = std::mem::take(&mut self.sizes);
        let (place, rest) = sizes.split_first_mut().ok_or_else(full)?;
        self.sizes = rest;
        *place = size;
        Ok(place)
    }

    pub fn layer(&mut self, layer: Plain<'a>) -> Result<&'a Plain<'a>, Mistake> {
        let kept = self.chain(&[layer])?;
        kept.first().ok_or_else(full)
    }

    pub fn chain(&mut self, chain: &[Plain<'a>]) -> Result<&'a [Plain<'a>], Mistake> {
        let layers = std::mem::take(&mut self.layers);
        let (places, rest) = layers.split_at_mut_checked(chain.len()).ok_or_else(full)?;
        self.layers = rest;
        places.copy_from_slice(chain);
        Ok(places)
    }
}

/// The room was counted by the tree, so that nobody sees this.
fn full() -> Mistake {
    Mistake::new("this network has more parts than were counted", 0..0)
}
