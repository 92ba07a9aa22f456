//! The sum of two batches, composed of the tensor library's own operations.

use dfdx::prelude::{PutTape, SplitTape, TryAdd};

use super::item::Item;
use super::ops::Ops;
use super::pass::{Pass, Var};
use super::refused;
use crate::error::Result;

impl<I: Item, D: Ops> Var<I, D> {
    /// Adds number to number; the gradient flows into both as it comes.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn plus(self, other: Self, pass: &mut Pass<D>) -> Result<Self> {
        let tracked = self.tracked || other.tracked;
        if !tracked {
            let tensor = self.tensor.try_add(other.tensor).map_err(refused)?;
            return Ok(Self { tensor, tracked });
        }
        let tape = std::mem::take(&mut pass.tape);
        let sum = self.tensor.put_tape(tape).try_add(other.tensor);
        let (tensor, tape) = sum.map_err(refused)?.split_tape();
        pass.tape = tape;
        Ok(Self { tensor, tracked })
    }
}
