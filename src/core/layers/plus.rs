//! Sums and differences of batches and what lies between them, composed of the tensor library's own
//! operations.

use dfdx::prelude::{
    Axis, BroadcastTo, HasShape, MeanTo, PutTape, Rank0, ReshapeTo, SplitTape, Tensor, TryAdd,
    TryMul, TrySub,
};

use super::ops::Ops;
use super::pass::{Pass, Scalar, Var};
use super::refused;
use crate::error::Result;

impl<D: Ops> Var<D> {
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

    /// The same numbers as a tensor of its own: what is added to itself would have one gradient for two.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn apart(self, pass: &mut Pass<D>) -> Result<Self> {
        let tracked = self.tracked;
        if !tracked {
            return Ok(self);
        }
        let tape = std::mem::take(&mut pass.tape);
        let copy = self.tensor.put_tape(tape).try_mul(1.0).map_err(refused)?;
        let (tensor, tape) = copy.split_tape();
        pass.tape = tape;
        Ok(Self { tensor, tracked })
    }

    /// `times · self + plus`, number by number.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn affine(self, times: f32, plus: f32, pass: &mut Pass<D>) -> Result<Self> {
        let tracked = self.tracked;
        if !tracked {
            let tensor = self.tensor.try_mul(times).and_then(|t| t.try_add(plus));
            let tensor = tensor.map_err(refused)?;
            return Ok(Self { tensor, tracked });
        }
        let tape = std::mem::take(&mut pass.tape);
        let scaled = self.tensor.put_tape(tape).try_mul(times);
        let moved = scaled.and_then(|t| t.try_add(plus)).map_err(refused)?;
        let (tensor, tape) = moved.split_tape();
        pass.tape = tape;
        Ok(Self { tensor, tracked })
    }

    /// The mean of the sizes of the numbers.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn mean_size(&self, pass: &mut Pass<D>) -> Result<Scalar<D>> {
        let tape = std::mem::take(&mut pass.tape);
        let sizes = self.tensor.clone().put_tape(tape).try_abs();
        let mean = sizes.and_then(MeanTo::try_mean).map_err(refused)?;
        let (tensor, tape) = mean.split_tape();
        pass.tape = tape;
        Ok(Scalar::of(tensor))
    }

    /// `self` less the mean of `other`; the gradient flows into both.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn relative_to(&self, other: &Self, pass: &mut Pass<D>) -> Result<Self> {
        let tape = std::mem::take(&mut pass.tape);
        let mean = other.tensor.clone().put_tape(tape).try_mean();
        let mean: Tensor<Rank0, f32, D, _> = mean.map_err(refused)?;
        let shape = HasShape::shape(&self.tensor);
        let mean = mean.try_broadcast_like(shape).map_err(refused)?;
        let (mean, tape) = mean.split_tape();
        let difference = self.tensor.clone().put_tape(tape).try_sub(mean);
        let (tensor, tape) = difference.map_err(refused)?.split_tape();
        pass.tape = tape;
        Ok(Self {
            tensor,
            tracked: self.tracked || other.tracked,
        })
    }

    /// `self` less `other`, number by number; the gradient flows into both.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn less(&self, other: &Self, pass: &mut Pass<D>) -> Result<Self> {
        let tape = std::mem::take(&mut pass.tape);
        let mine = self.tensor.clone().put_tape(tape);
        let difference = mine.try_sub(other.tensor.clone());
        let (tensor, tape) = difference.map_err(refused)?.split_tape();
        pass.tape = tape;
        Ok(Self {
            tensor,
            tracked: self.tracked || other.tracked,
        })
    }
}

impl<D: Ops> Scalar<D> {
    /// `times · self + plus`.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn affine(self, times: f32, plus: f32, pass: &mut Pass<D>) -> Result<Self> {
        let tape = std::mem::take(&mut pass.tape);
        let scaled = self.tensor.put_tape(tape).try_mul(times);
        let moved = scaled.and_then(|t| t.try_add(plus)).map_err(refused)?;
        let (tensor, tape) = moved.split_tape();
        pass.tape = tape;
        Ok(Self::of(tensor))
    }

    /// The mean of two losses.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn mean_with(self, other: Self, pass: &mut Pass<D>) -> Result<Self> {
        let tape = std::mem::take(&mut pass.tape);
        let sum = self.tensor.put_tape(tape).try_add(other.tensor);
        let mean = sum.and_then(|sum| sum.try_mul(0.5)).map_err(refused)?;
        let (tensor, tape) = mean.split_tape();
        pass.tape = tape;
        Ok(Self::of(tensor))
    }
}

impl<D: Ops> Var<D> {
    /// `other + share · (self − other)`, a share `[batch, 1]` for each pair of items; a constant.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn between(&self, other: &Self, shares: &Self) -> Result<Self> {
        let shape = *self.tensor.shape();
        let shares = shares.tensor.clone().try_reshape_like(&(self.batch(),));
        let shares = shares.and_then(|s| s.try_broadcast_like::<_, Axis<1>>(&shape));
        let away = self.tensor.clone().try_sub(other.tensor.clone());
        let part = shares.and_then(|shares| away?.try_mul(shares));
        let between = part.and_then(|part| part.try_add(other.tensor.clone()));
        Ok(Self {
            tensor: between.map_err(refused)?,
            tracked: false,
        })
    }
}
