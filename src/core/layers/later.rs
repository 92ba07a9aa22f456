//! Numbers that lie on a device and somebody wants to see: they come back together, in one trip, so that the
//! device need not stop for each of them.

use super::{Ops, Scalar};
use crate::error::Result;

/// What is done with numbers when they are here.
type Note<T> = Box<dyn FnOnce(&[f32], &mut T) -> Result<()>>;

/// Numbers on their way, each with what it will be noted in.
pub struct Later<D: Ops, T> {
    scalars: Vec<Scalar<D>>,
    notes: Vec<(usize, Note<T>)>,
}

impl<D: Ops, T> Default for Later<D, T> {
    fn default() -> Self {
        Self {
            scalars: Vec::new(),
            notes: Vec::new(),
        }
    }
}

impl<D: Ops, T> Later<D, T> {
    /// Has `note` look at the numbers when they come back.
    pub fn note(
        &mut self,
        scalars: impl IntoIterator<Item = Scalar<D>>,
        note: impl FnOnce(&[f32], &mut T) -> Result<()> + 'static,
    ) {
        let before = self.scalars.len();
        self.scalars.extend(scalars);
        self.notes
            .push((self.scalars.len() - before, Box::new(note)));
    }

    /// Fetches all numbers, and notes them in the order in which they were announced.
    ///
    /// # Errors
    /// The first that a note has.
    pub fn take(&mut self, values: &mut T) -> Result<()> {
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
