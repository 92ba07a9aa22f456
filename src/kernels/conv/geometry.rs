//! How a convolution lies on its pictures: which taps of the kernel fall inside, and where.

use std::ops::Range;

/// Sizes of a convolution. A transposed convolution has those of the convolution it is the adjoint
/// of: it reads `output` and writes `input`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Geometry {
    /// Rows and columns of the kernel.
    pub kernel: usize,
    pub stride: usize,
    /// Rows and columns of zeros before the picture.
    pub before: [usize; 2],
    /// Height, width and channels of what the convolution reads.
    pub input: [usize; 3],
    /// Height, width and channels of what it writes.
    pub output: [usize; 3],
}

impl Geometry {
    /// 'Same' padding as Keras and TensorFlow have it: of the zeros that are missing, half
    /// (rounded down) come before the picture, the rest after it.
    #[must_use]
    pub const fn same(kernel: usize, stride: usize, input: [usize; 3], output: [usize; 3]) -> Self {
        const fn before(kernel: usize, stride: usize, input: usize, output: usize) -> usize {
            ((output.saturating_sub(1)) * stride + kernel).saturating_sub(input) / 2
        }
        Self {
            kernel,
            stride,
            before: [
                before(kernel, stride, input[0], output[0]),
                before(kernel, stride, input[1], output[1]),
            ],
            input,
            output,
        }
    }

    /// Numbers in a picture that the convolution reads.
    #[must_use]
    pub const fn read(&self) -> usize {
        self.input[0] * self.input[1] * self.input[2]
    }

    /// Numbers in a picture that the convolution writes.
    #[must_use]
    pub const fn written(&self) -> usize {
        self.output[0] * self.output[1] * self.output[2]
    }

    /// Numbers in the weight `[kernel, kernel, in, out]`.
    #[must_use]
    pub const fn weights(&self) -> usize {
        self.kernel * self.kernel * self.input[2] * self.output[2]
    }

    /// The taps that fall inside the input for place `o` of the output along an axis, and the place
    /// of the first of them.
    pub(super) fn taps(&self, axis: usize, o: usize) -> (Range<usize>, usize) {
        let start = o * self.stride;
        let first = self.before[axis].saturating_sub(start);
        let end = (self.input[axis] + self.before[axis]).saturating_sub(start);
        let end = end.min(self.kernel);
        // With `first < end` the first tap lies at `start + first ≥ before`.
        let at = (start + first).saturating_sub(self.before[axis]);
        (first..end.max(first), at)
    }

    /// The places of the output that place `i` of the input feeds along an axis.
    pub(super) fn fed(&self, axis: usize, i: usize) -> Range<usize> {
        let i = i + self.before[axis];
        let from = (i + 1).saturating_sub(self.kernel).div_ceil(self.stride);
        let to = (i / self.stride + 1).min(self.output[axis]);
        from..to.max(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_padding_is_that_of_keras() {
        let at = |kernel, stride, n: usize| {
            let out = n.div_ceil(stride);
            Geometry::same(kernel, stride, [n, n, 1], [out, out, 1]).before[0]
        };
        // (out − 1)·stride + kernel − in = 3, 4, 2, 0 zeros.
        assert_eq!(
            [at(5, 2, 28), at(5, 1, 7), at(3, 1, 9), at(1, 1, 4)],
            [1, 2, 1, 0]
        );
    }
}
