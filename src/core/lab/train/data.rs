//! Items of the data on the device: carried there once where it keeps them, else when they are wanted.

use super::part::Part;
use super::run::Run;
use crate::data::Split;
use crate::error::{Error, Result, brief};
use crate::kernels::tasks;
use crate::layers::{Labels, Ops, Var};

impl<D: Ops> Run<D> {
    /// A part of the data.
    pub(in crate::lab) fn split(&self, part: Part) -> &Split {
        match part {
            Part::Train => &self.data.train,
            Part::HeldOut => &self.data.held_out,
        }
    }

    /// The items of a part at `places`.
    pub(in crate::lab) fn items(&mut self, part: Part, places: Vec<usize>) -> Result<Var<D>> {
        if places.is_empty() {
            return Err(match part {
                Part::HeldOut if self.data.held_out.is_empty() => self.nothing_held_out(),
                _ => Error::new("0 items were asked for; ask for 1 or more"),
            });
        }
        let split = self.split(part);
        let kept = match part {
            Part::Train => &self.buffers.train,
            Part::HeldOut => &self.buffers.held_out,
        };
        let in_memory = self.codes.is_some() || split.in_memory();
        if !D::KEEPS_DATA || !in_memory {
            return self.carried(part, &places);
        }
        if let Some(kept) = kept {
            return kept.pick(places);
        }
        let all: Vec<usize> = (0..split.len()).collect();
        let all = self.carried(part, &all)?;
        let picked = all.pick(places);
        *match part {
            Part::Train => &mut self.buffers.train,
            Part::HeldOut => &mut self.buffers.held_out,
        } = Some(all);
        picked
    }

    /// What to do where a look needs items that no net learned from.
    pub(in crate::lab) fn nothing_held_out(&self) -> Error {
        Error::new(format!(
            "'{}' has no held-out items to look at; 'show data' says why, and what it takes to have some",
            brief(&self.data.name)
        ))
    }

    /// The classes of the items at `indices`, for conditional networks.
    pub(in crate::lab) fn labels_of(
        &self,
        labels: &[u8],
        indices: impl IntoIterator<Item = usize>,
    ) -> Option<Labels> {
        let class = |i: usize| labels.get(i).copied();
        self.state
            .labels
            .then(|| indices.into_iter().filter_map(class).collect())
    }

    fn carried(&self, part: Part, places: &[usize]) -> Result<Var<D>> {
        /// Items that one task decodes.
        const ITEMS: usize = 32;
        if let Some(codes) = &self.codes {
            return codes.of(part, places, &self.device);
        }
        let split = self.split(part);
        let (len, range) = (self.data.item.len(), self.range);
        let broken = std::sync::OnceLock::new();
        let items = Var::filled(&self.device, places.len(), len, |values| {
            tasks::chunks(values, ITEMS * len, |task, values| {
                let places = &places[task * ITEMS..][..values.len() / len];
                if let Err(error) = split.fill(places, range, values) {
                    broken.get_or_init(|| error);
                }
            });
        });
        broken.into_inner().map_or(items, Err)
    }
}
