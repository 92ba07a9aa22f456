//! One part of a data set, training or held out: items, labels, and batches of floats.

use super::Range;
use sha2::{Digest, Sha256};

/// The items of one part of a data set, with their labels if there are any.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    content: Content,
    labels: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    /// Images one after the other, `item` bytes each.
    Pixels {
        item: usize,
        bytes: Vec<u8>,
    },
    Points(Vec<[f32; 2]>),
}

impl Split {
    /// Images of `item` bytes each. The loader has checked that `item` is not 0 and that there is a
    /// label for each image, or none at all.
    pub(super) fn of_pixels(item: usize, bytes: Vec<u8>, labels: Vec<u8>) -> Self {
        debug_assert!(bytes.len().is_multiple_of(item));
        debug_assert!(labels.is_empty() || labels.len() == bytes.len() / item);
        Self {
            content: Content::Pixels { item, bytes },
            labels,
        }
    }

    /// Points in the plane, each with its label, or none of them.
    pub(super) fn of_points(points: Vec<[f32; 2]>, labels: Vec<u8>) -> Self {
        debug_assert!(labels.is_empty() || labels.len() == points.len());
        Self {
            content: Content::Points(points),
            labels,
        }
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.content {
            Content::Pixels { item, bytes } => bytes.len() / item,
            Content::Points(points) => points.len(),
        }
    }

    /// Whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The label of each item; empty if the data has no labels.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// Writes the items at `indices` to `out`, one after the other: `[batch, item length]`. Pixels
    /// are mapped to `range`; points are passed through.
    ///
    /// # Panics
    /// If an index is not below [`len`](Self::len), or `out` is not exactly long enough.
    pub fn fill(&self, indices: &[usize], range: Range, out: &mut [f32]) {
        assert_eq!(
            out.len(),
            indices.len() * self.item_len(),
            "the batch does not fit its buffer"
        );
        match &self.content {
            Content::Pixels { item, bytes } => {
                for (row, &i) in out.chunks_exact_mut(*item).zip(indices) {
                    range.from_bytes(&bytes[i * item..][..*item], row);
                }
            }
            Content::Points(points) => {
                for (row, &i) in out.chunks_exact_mut(2).zip(indices) {
                    row.copy_from_slice(&points[i]);
                }
            }
        }
    }

    /// The bytes of image `i`; nothing if the items are points or there is no such image.
    #[must_use]
    pub fn pixels(&self, i: usize) -> Option<&[u8]> {
        match &self.content {
            Content::Pixels { item, bytes } => bytes.chunks_exact(*item).nth(i),
            Content::Points(_) => None,
        }
    }

    /// The bytes of every image, one after the other; none if the items are points.
    pub(super) fn images(&self) -> impl Iterator<Item = &[u8]> {
        let (item, bytes) = match &self.content {
            Content::Pixels { item, bytes } => (*item, bytes.as_slice()),
            Content::Points(_) => (1, [].as_slice()),
        };
        bytes.chunks_exact(item)
    }

    /// Point `i`; nothing if the items are images or there is no such point.
    #[must_use]
    pub fn point(&self, i: usize) -> Option<[f32; 2]> {
        match &self.content {
            Content::Pixels { .. } => None,
            Content::Points(points) => points.get(i).copied(),
        }
    }

    /// Adds the items to a digest.
    pub(super) fn update(&self, hasher: &mut Sha256) {
        match &self.content {
            Content::Pixels { bytes, .. } => hasher.update(bytes),
            Content::Points(points) => {
                for value in points.iter().flatten() {
                    hasher.update(value.to_le_bytes());
                }
            }
        }
    }

    fn item_len(&self) -> usize {
        match &self.content {
            Content::Pixels { item, .. } => *item,
            Content::Points(_) => 2,
        }
    }
}
