//! Pictures that stay in their file: uncompressed bytes that are larger than what is held in memory. Each batch reads its
//! items where they lie.

use std::fs::{File, Metadata};
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::error::{Error, Result};

/// Pictures that stand for all of a file.
pub(super) const LOOKED: usize = 1024;

/// Pictures in a file.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    file: Arc<File>,
    name: Arc<str>,
    /// The size and the modification time of the file when it was opened.
    stamp: (u64, Option<SystemTime>),
    /// Where the first picture begins.
    offset: u64,
    pub image: [usize; 3],
    /// Whether the channels of a picture come one after the other, and not those of a pixel.
    planes: bool,
    count: usize,
    /// Places of pictures that are left out, in order, each less the number of those before it.
    skipped: Arc<[usize]>,
}

/// The same pictures of the same file.
impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        let facts = |of: &Self| (of.stamp, of.offset, of.image, of.count);
        self.name == other.name && facts(self) == facts(other) && self.skipped == other.skipped
    }
}

impl Stored {
    /// `count` pictures of `[height, width, channels]` that begin at `offset`; `planes` says whether the channels of a
    /// picture come one after the other. The caller has checked that the file holds them.
    pub fn new(
        (file, found, name): (File, &Metadata, &str),
        (offset, count): (u64, usize),
        (image, planes): ([usize; 3], bool),
    ) -> Self {
        Self {
            file: Arc::new(file),
            name: name.into(),
            stamp: (found.len(), found.modified().ok()),
            offset,
            image,
            planes,
            count,
            skipped: Arc::default(),
        }
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.count - self.skipped.len()
    }

    /// Bytes of a picture.
    pub fn item(&self) -> usize {
        self.image.iter().product()
    }

    /// The same without the pictures at these places, which are in order and occur once.
    pub fn without(mut self, places: &[usize]) -> Self {
        let before = self.skipped.iter().zip(0..).map(|(at, before)| at + before);
        let mut all: Vec<usize> = before
            .chain(places.iter().map(|at| self.place(*at)))
            .collect();
        all.sort_unstable();
        self.skipped = all
            .iter()
            .zip(0..)
            .map(|(at, before)| at - before)
            .collect();
        self
    }

    /// Where picture `i` is in the file.
    fn place(&self, i: usize) -> usize {
        i + self.skipped.partition_point(|skipped| *skipped <= i)
    }

    /// Calls `take` with the bytes of each of these pictures, the channels of a pixel together.
    ///
    /// # Errors
    /// A sentence if the file cannot be read, or is not what it was.
    ///
    /// # Panics
    /// If there is no such picture.
    pub fn read(&self, places: &[usize], mut take: impl FnMut(&[u8])) -> Result<()> {
        let (size, channels) = (self.item(), self.image[2]);
        let (mut bytes, mut turned) = (vec![0; size], Vec::new());
        for &i in places {
            assert!(i < self.len(), "there is no picture {i}");
            let at = self.offset + (self.place(i) * size) as u64;
            let read = self.file.read_exact_at(&mut bytes, at);
            read.map_err(|error| self.broken(&format!("cannot be read any more: {error}")))?;
            if self.planes {
                let pixels = size / channels;
                turned.clear();
                turned.extend((0..size).map(|n| bytes[n % channels * pixels + n / channels]));
                take(&turned);
            } else {
                take(&bytes);
            }
        }
        // Afterwards: what was read before a change is what it was.
        self.unchanged()
    }

    /// That the file is what it was when it was opened.
    ///
    /// # Errors
    /// A sentence if it is not.
    pub fn unchanged(&self) -> Result<()> {
        let now = self.file.metadata().ok();
        let now = now.map(|now| (now.len(), now.modified().ok()));
        if now == Some(self.stamp) {
            Ok(())
        } else {
            Err(self.broken("changed while it was used"))
        }
    }

    fn broken(&self, what: &str) -> Error {
        Error::new(format!(
            "{} {what}; load it again with 'data' and build a new run",
            self.name
        ))
    }
}
