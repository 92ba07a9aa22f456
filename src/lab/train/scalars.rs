//! Numbers that a step computes on its device and somebody wants to see: they come back together, in
//! one trip at the end of the step, so that the device need not stop for each of them.

use crate::error::{Error, Result};
use crate::event::Series;
use crate::layers::{Ops, Scalar};

/// What is done with numbers when they are here.
type Note = Box<dyn FnOnce(&[f32], &mut Series) -> Result<()>>;

/// Numbers on their way.
pub(in crate::lab) struct Readings<D: Ops> {
    scalars: Vec<Scalar<D>>,
    notes: Vec<(usize, Note)>,
}

impl<D: Ops> Default for Readings<D> {
    fn default() -> Self {
        Self {
            scalars: Vec::new(),
            notes: Vec::new(),
        }
    }
}

impl<D: Ops> Readings<D> {
    /// Has `note` look at the numbers when they come back.
    pub fn later(
        &mut self,
        scalars: impl IntoIterator<Item = Scalar<D>>,
        note: impl FnOnce(&[f32], &mut Series) -> Result<()> + 'static,
    ) {
        let before = self.scalars.len();
        self.scalars.extend(scalars);
        self.notes
            .push((self.scalars.len() - before, Box::new(note)));
    }

    /// Fetches all numbers and notes them in the order they were announced.
    ///
    /// # Errors
    /// The first that a note has, as a rule that a number is none.
    pub fn take(&mut self, values: &mut Series) -> Result<()> {
        let scalars = std::mem::take(&mut self.scalars);
        let fetched = D::fetch(&scalars.iter().collect::<Vec<_>>())?;
        let mut rest = &fetched[..];
        for (count, note) in std::mem::take(&mut self.notes) {
            let (these, others) = rest.split_at(count);
            note(these, values)?;
            rest = others;
        }
        Ok(())
    }
}

/// Refuses to go on with what is no number.
pub(in crate::lab) fn finite(what: &str, value: f32, step: u64) -> Result<()> {
    if value.is_finite() {
        return Ok(());
    }
    Err(Error::new(format!(
        "{what} became {value} in step {step}; the step was taken back. Lower the rates ('set rate 0.0002') or clip the gradients ('set clipnorm 1'), build again, or load an earlier save"
    )))
}
