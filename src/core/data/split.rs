//! One part of a data set, training or held out: items, labels, and batches of floats.

use super::Range;
use super::stored::{LOOKED, Stored};
use crate::error::Result;
use crate::kernels::tasks;
use sha2::{Digest, Sha256};
use std::sync::{Mutex, PoisonError};

/// Numbers that a task makes of bytes.
const NUMBERS: usize = 16 * 1024;

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
    /// Images that stay in their file.
    File(Stored),
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

    /// Images in a file, each with its label, or none of them.
    pub(super) fn of_file(images: Stored, labels: Vec<u8>) -> Self {
        debug_assert!(labels.is_empty() || labels.len() == images.len());
        Self {
            content: Content::File(images),
            labels,
        }
    }

    /// Whether the items are in memory, and not in a file.
    #[must_use]
    pub fn in_memory(&self) -> bool {
        !matches!(self.content, Content::File(_))
    }

    /// That the items can be read as they were when the data were loaded.
    ///
    /// # Errors
    /// A sentence if they are in a file that has changed.
    pub fn unchanged(&self) -> Result<()> {
        match &self.content {
            Content::File(stored) => stored.unchanged(),
            Content::Pixels { .. } | Content::Points(_) => Ok(()),
        }
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.content {
            Content::Pixels { item, bytes } => bytes.len() / item,
            Content::Points(points) => points.len(),
            Content::File(stored) => stored.len(),
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
    /// # Errors
    /// A sentence if the items are in a file that cannot be read, or is not what it was.
    ///
    /// # Panics
    /// If an index is not below [`len`](Self::len), or `out` is not exactly long enough.
    pub fn fill(&self, indices: &[usize], range: Range, out: &mut [f32]) -> Result<()> {
        assert_eq!(
            out.len(),
            indices.len() * self.item_len(),
            "the batch does not fit its buffer"
        );
        match &self.content {
            Content::Pixels { item, bytes } => {
                let items = (NUMBERS / item).max(1);
                tasks::chunks(out, items * item, |task, rows| {
                    let places = &indices[task * items..];
                    for (row, &i) in rows.chunks_exact_mut(*item).zip(places) {
                        range.from_bytes(&bytes[i * item..][..*item], row);
                    }
                });
            }
            Content::Points(points) => {
                for (row, &i) in out.chunks_exact_mut(2).zip(indices) {
                    row.copy_from_slice(&points[i]);
                }
            }
            Content::File(stored) => {
                let item = stored.item();
                let items = (NUMBERS / item).max(1);
                let failed = Mutex::new(None);
                tasks::chunks(out, items * item, |task, rows| {
                    let places = &indices[task * items..][..rows.len() / item];
                    let mut rows = rows.chunks_exact_mut(item);
                    let read = stored.read(places, |bytes| {
                        if let Some(row) = rows.next() {
                            range.from_bytes(bytes, row);
                        }
                    });
                    if let Err(error) = read {
                        *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    }
                });
                let failed = failed.into_inner();
                if let Some(error) = failed.unwrap_or_else(PoisonError::into_inner) {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The bytes of image `i`; nothing if the items are points or in a file, or there is no such image.
    #[must_use]
    pub fn pixels(&self, i: usize) -> Option<&[u8]> {
        match &self.content {
            Content::Pixels { item, bytes } => bytes.chunks_exact(*item).nth(i),
            Content::Points(_) | Content::File(_) => None,
        }
    }

    /// The bytes of image `i`, wherever it is; nothing if the items are points, there is no such image, or its file
    /// cannot be read any more.
    #[must_use]
    pub fn picture(&self, i: usize) -> Option<Vec<u8>> {
        match &self.content {
            Content::File(stored) if i < stored.len() => {
                let mut picture = None;
                let read = stored.read(&[i], |bytes| picture = Some(bytes.to_vec()));
                read.ok().and(picture)
            }
            _ => self.pixels(i).map(<[u8]>::to_vec),
        }
    }

    /// The bytes of every image in memory, one after the other; none if the items are points or in a file.
    pub(super) fn images(&self) -> impl Iterator<Item = &[u8]> {
        let (item, bytes) = match &self.content {
            Content::Pixels { item, bytes } => (*item, bytes.as_slice()),
            Content::Points(_) | Content::File(_) => (1, [].as_slice()),
        };
        bytes.chunks_exact(item)
    }

    /// Items in memory that stand for all: of a file [`LOOKED`] that are spread evenly, with their labels.
    ///
    /// # Errors
    /// A sentence if the file cannot be read, or is not what it was.
    pub(super) fn sampled(&self) -> Result<Self> {
        let Content::File(stored) = &self.content else {
            return Ok(self.clone());
        };
        let n = LOOKED.min(stored.len());
        let places: Vec<usize> = (0..n).map(|i| i * stored.len() / n).collect();
        let mut bytes = Vec::new();
        stored.read(&places, |picture| bytes.extend_from_slice(picture))?;
        let labels = places.iter().filter_map(|at| self.labels.get(*at));
        Ok(Self::of_pixels(
            stored.item(),
            bytes,
            labels.copied().collect(),
        ))
    }

    /// Point `i`; nothing if the items are images or there is no such point.
    #[must_use]
    pub fn point(&self, i: usize) -> Option<[f32; 2]> {
        match &self.content {
            Content::Pixels { .. } | Content::File(_) => None,
            Content::Points(points) => points.get(i).copied(),
        }
    }

    /// Adds the items to a digest, if they are in memory.
    pub(super) fn update(&self, hasher: &mut Sha256) {
        match &self.content {
            Content::Pixels { bytes, .. } => hasher.update(bytes),
            Content::Points(points) => {
                for value in points.iter().flatten() {
                    hasher.update(value.to_le_bytes());
                }
            }
            Content::File(_) => {}
        }
    }

    fn item_len(&self) -> usize {
        match &self.content {
            Content::Pixels { item, .. } => *item,
            Content::Points(_) => 2,
            Content::File(stored) => stored.item(),
        }
    }
}
