//! Corrupts items before the encoder sees them, as the settings say.

use super::run::Run;
use crate::data::Item;
use crate::error::{Error, Result};
use crate::lab::config::corruption::Corruption;
use crate::layers::{Ops, Var};
use crate::random;

/// The draw of what `E` sees of an item that is looked at.
pub(in crate::lab) const LOOK: u64 = u64::MAX;

impl<D: Ops> Run<D> {
    /// What `E` sees of items `x`; `draw` is the step of the stream.
    pub(in crate::lab) fn corrupted(&self, x: &Var<D>, draw: u64) -> Result<Var<D>> {
        let Corruption::Clean = self.state.settings.corruption() else {
            return self.seen(x, draw);
        };
        Ok(x.clone())
    }

    /// What `E` is shown of items that are looked at: all of it, unless it knows only parts of pictures.
    pub(in crate::lab) fn in_part(&self, x: &Var<D>) -> Result<Var<D>> {
        if self.state.settings.corruption().of_pictures() {
            self.seen(x, LOOK)
        } else {
            Ok(x.clone())
        }
    }

    fn seen(&self, x: &Var<D>, draw: u64) -> Result<Var<D>> {
        let (corruption, strength) = (
            self.state.settings.corruption(),
            self.state.settings.strength(),
        );
        let (shape, picture) = match self.data.item {
            Item::Image {
                height,
                width,
                channels,
            } => ([height, width, channels], true),
            Item::Point => ([2, 1, 1], false),
        };
        let len = self.data.item.len();
        let mut rng = random::stream(self.state.seed, "what E sees", draw);
        let mut values = x.values();
        for item in values.chunks_exact_mut(len) {
            if picture {
                item.iter_mut().for_each(|v| *v = self.range.to_unit(*v));
            }
            corruption.see(shape, strength, &mut rng, item);
            if picture {
                item.iter_mut().for_each(|v| *v = self.range.of_unit(*v));
            }
        }
        Var::constant(&self.device, values, len)
    }

    /// Refuses what cannot be seen of points.
    pub(in crate::lab) fn fits_corruption(item: Item, corruption: Corruption) -> Result<()> {
        if corruption.of_pictures() && item == Item::Point {
            return Err(Error::new(format!(
                "corruption={} needs pictures, and the data are points: use masked or noisy",
                corruption.word()
            )));
        }
        Ok(())
    }
}
