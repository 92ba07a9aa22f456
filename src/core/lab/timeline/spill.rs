//! Snapshots that do not fit in memory: one file beside the journal, which serves the recovery of a lab that is lost.
//!
//! A slot is a header of fixed length, JSON filled up with blanks, and the numbers behind it. A slot that is free keeps its
//! length in the header, so that the file can be read from its beginning.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::place::Place;
use crate::lab::train::moment::{Moment, Shape};

/// Bytes of a header.
const HEADER: usize = 4096;

/// Numbers that are written or read at once.
const PIECE: usize = 1 << 16;

/// What a slot holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Header {
    numbers: usize,
    /// Nothing where the slot is free.
    of: Option<Of>,
}

/// Which moment it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Of {
    place: Place,
    step: u64,
    networks: Vec<Shape>,
    /// Of the numbers: a disk may give back others.
    digest: [u8; 32],
}

/// A moment in the file.
#[derive(Debug)]
pub struct Spilled {
    offset: u64,
    numbers: usize,
    of: Of,
}

impl Spilled {
    /// Where it is on the timeline.
    #[must_use]
    pub fn place(&self) -> Place {
        self.of.place
    }

    /// The step of the run there.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.of.step
    }

    /// How its numbers lie.
    #[must_use]
    pub fn networks(&self) -> &[Shape] {
        &self.of.networks
    }
}

/// The file.
#[derive(Debug)]
pub struct Spill {
    file: File,
    end: u64,
    /// Slots that are free again, by how many numbers they hold.
    free: BTreeMap<usize, Vec<u64>>,
}

impl Spill {
    /// Makes the file, empty.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self {
            file: options.open(path)?,
            end: 0,
            free: BTreeMap::new(),
        })
    }

    /// Opens the file of a lab that is gone, with the moments in it; what is torn or is no such file ends it.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> io::Result<(Self, Vec<Spilled>)> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut found = Vec::new();
        let mut offset = 0;
        let mut header = vec![0; HEADER];
        while file.read_exact_at(&mut header, offset).is_ok() {
            let Ok(Header { numbers, of }) = serde_json::from_slice(&header) else {
                break;
            };
            let slot = (numbers as u64)
                .saturating_mul(4)
                .saturating_add(HEADER as u64);
            let Some(end) = offset.checked_add(slot).filter(|end| *end <= length) else {
                break;
            };
            found.extend(of.map(|of| Spilled {
                offset,
                numbers,
                of,
            }));
            offset = end;
        }
        let spill = Self {
            file,
            end: offset,
            free: BTreeMap::new(),
        };
        Ok((spill, found))
    }

    /// Writes a moment.
    pub(super) fn write(&mut self, place: Place, moment: &Moment) -> io::Result<Spilled> {
        let numbers = &moment.numbers;
        let free = self.free.get_mut(&numbers.len()).and_then(Vec::pop);
        let offset = free.unwrap_or(self.end);
        let mut hash = Sha256::new();
        let mut at = offset + HEADER as u64;
        let mut bytes = vec![0; PIECE * size_of::<f32>()];
        // The header last: what a kill leaves before it is no moment.
        for piece in numbers.chunks(PIECE) {
            let bytes = &mut bytes[..size_of_val(piece)];
            // Four bytes at once: a snapshot has millions of numbers.
            let (quads, _) = bytes.as_chunks_mut();
            for (quad, number) in quads.iter_mut().zip(piece) {
                *quad = number.to_le_bytes();
            }
            hash.update(&*bytes);
            self.file.write_all_at(bytes, at)?;
            at += bytes.len() as u64;
        }
        let of = Of {
            place,
            step: moment.head.step,
            networks: moment.head.networks.clone(),
            digest: hash.finalize().into(),
        };
        self.header(offset, numbers.len(), Some(&of))?;
        self.end = self.end.max(at);
        Ok(Spilled {
            offset,
            numbers: numbers.len(),
            of,
        })
    }

    /// Reads the numbers of a moment back; nothing where they are not what was written.
    #[must_use]
    pub fn read(&self, spilled: &Spilled) -> Option<Vec<f32>> {
        let mut hash = Sha256::new();
        let mut numbers = Vec::with_capacity(spilled.numbers);
        let mut at = spilled.offset + HEADER as u64;
        let mut bytes = vec![0; PIECE * size_of::<f32>()];
        while numbers.len() < spilled.numbers {
            let piece = PIECE.min(spilled.numbers - numbers.len()) * size_of::<f32>();
            self.file.read_exact_at(&mut bytes[..piece], at).ok()?;
            hash.update(&bytes[..piece]);
            let (quads, _) = bytes[..piece].as_chunks();
            numbers.extend(quads.iter().map(|quad| f32::from_le_bytes(*quad)));
            at += piece as u64;
        }
        let digest: [u8; 32] = hash.finalize().into();
        (digest == spilled.of.digest).then_some(numbers)
    }

    /// Gives the slot of a moment back.
    pub(super) fn release(&mut self, spilled: &Spilled) {
        // A header that cannot be written leaves a moment that is true, and of no use any more.
        let _ = self.header(spilled.offset, spilled.numbers, None);
        let slots = self.free.entry(spilled.numbers).or_default();
        slots.push(spilled.offset);
    }

    fn header(&self, offset: u64, numbers: usize, of: Option<&Of>) -> io::Result<()> {
        let header = Header {
            numbers,
            of: of.cloned(),
        };
        let mut text = serde_json::to_vec(&header)?;
        if text.len() > HEADER {
            return Err(io::Error::other("the run has too many networks"));
        }
        text.resize(HEADER, b' ');
        self.file.write_all_at(&text, offset)
    }
}
