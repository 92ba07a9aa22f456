//! The data of a CPU tensor in place, without a copy: the one unsafe helper of the layers on a CPU.
//!
//! dfdx lends single elements only (`Index`, `IndexMut`). A pointer to the first is made one to all of
//! them: they are one allocation, a `Vec` of dfdx's, and the address and the length are proven below. What
//! is relied on beyond that is that a pointer may leave the element it was made from, which Tree Borrows
//! allows and Stacked Borrows does not; no compiler makes use of the difference today.

use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// Number of elements, after proving that they lie one after another in memory.
///
/// The address of an element is linear in its index, so that it is enough to compare, along each
/// axis longer than 1, the distance between the first two elements with the row-major stride.
fn contiguous<S: Shape>(tensor: &Tensor<S, f32, Cpu>) -> usize {
    let origin: S::Concrete = S::Concrete::default();
    let sizes = tensor.shape().concrete();
    let mut stride = tensor.shape().num_elements();
    if stride == 0 {
        return 0;
    }
    for (axis, size) in sizes.into_iter().enumerate() {
        stride /= size;
        if size > 1 {
            let mut next = origin;
            next[axis] = 1;
            let distance = (&raw const tensor[next]).addr() - (&raw const tensor[origin]).addr();
            assert_eq!(distance, stride * size_of::<f32>(), "a contiguous tensor");
        }
    }
    tensor.shape().num_elements()
}

/// The numbers of a tensor, row-major.
pub(in crate::layers) fn slice<S: Shape>(tensor: &Tensor<S, f32, Cpu>) -> &[f32] {
    let len = contiguous(tensor);
    if len == 0 {
        return &[];
    }
    let first = &raw const tensor[S::Concrete::default()];
    // SAFETY: `contiguous` proved that the `len` elements of the tensor lie one after another from
    // the first on; they are initialised and stay borrowed as long as the tensor is.
    unsafe { std::slice::from_raw_parts(first, len) }
}

/// The numbers of a tensor, row-major, to be written. A buffer that another tensor shares is copied
/// first (dfdx's `IndexMut` does that), so that nobody else sees the change.
pub(in crate::layers) fn slice_mut<S: Shape>(tensor: &mut Tensor<S, f32, Cpu>) -> &mut [f32] {
    let len = contiguous(tensor);
    if len == 0 {
        return &mut [];
    }
    let first = &raw mut tensor[S::Concrete::default()];
    // SAFETY: as above; `IndexMut` made the buffer this tensor's own, and the tensor is borrowed
    // mutably as long as the slice lives.
    unsafe { std::slice::from_raw_parts_mut(first, len) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dfdx::prelude::{AsArray, Axes2, PermuteTo, Rank2, TensorFrom};

    #[test]
    fn reads_and_writes_in_place_and_never_through_a_shared_buffer() {
        let device = Cpu::default();
        let mut a: Tensor<Rank2<2, 3>, f32, Cpu> =
            device.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
        let b = a.clone();
        slice_mut(&mut a)[4] = 50.0;
        assert_eq!(slice(&a), [1.0, 2.0, 3.0, 4.0, 50.0, 6.0]);
        assert_eq!(b.array(), [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    }

    #[test]
    #[should_panic(expected = "a contiguous tensor")]
    fn a_permuted_tensor_is_refused() {
        let device = Cpu::default();
        let a: Tensor<Rank2<2, 3>, f32, Cpu> = device.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
        let a = a.permute::<Rank2<3, 2>, Axes2<1, 0>>();
        let _ = slice(&a);
    }
}
