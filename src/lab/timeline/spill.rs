//! Snapshots that do not fit in memory: one file without a name, which is gone with the lab, however that ends.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use sha2::{Digest, Sha256};

/// Numbers in the file.
#[derive(Debug)]
pub(super) struct Spilled {
    offset: u64,
    numbers: usize,
    /// Of the bytes: a disk may give back others.
    digest: [u8; 32],
}

impl Spilled {
    fn bytes(&self) -> u64 {
        (self.numbers * size_of::<f32>()) as u64
    }
}

/// The file.
#[derive(Debug)]
pub(super) struct Spill {
    file: File,
    end: u64,
    /// Places that are free again, by their length.
    free: BTreeMap<u64, Vec<u64>>,
}

impl Spill {
    /// Makes the file in `folder`.
    pub fn create(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            file: tempfile::tempfile_in(folder)?,
            end: 0,
            free: BTreeMap::new(),
        })
    }

    /// Writes numbers.
    pub fn write(&mut self, numbers: &[f32]) -> io::Result<Spilled> {
        let length = size_of_val(numbers) as u64;
        let free = self.free.get_mut(&length).and_then(Vec::pop);
        let offset = free.unwrap_or(self.end);
        let mut hash = Sha256::new();
        let mut at = offset;
        let mut bytes = Vec::with_capacity(PIECE * size_of::<f32>());
        for piece in numbers.chunks(PIECE) {
            bytes.clear();
            bytes.extend(piece.iter().flat_map(|number| number.to_le_bytes()));
            hash.update(&bytes);
            self.file.write_all_at(&bytes, at)?;
            at += bytes.len() as u64;
        }
        self.end = self.end.max(at);
        Ok(Spilled {
            offset,
            numbers: numbers.len(),
            digest: hash.finalize().into(),
        })
    }

    /// Reads numbers back; nothing where they are not what was written.
    pub fn read(&self, spilled: &Spilled) -> Option<Vec<f32>> {
        let mut hash = Sha256::new();
        let mut numbers = Vec::with_capacity(spilled.numbers);
        let mut at = spilled.offset;
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
        (digest == spilled.digest).then_some(numbers)
    }

    /// Gives the place of numbers back.
    pub fn release(&mut self, spilled: &Spilled) {
        let places = self.free.entry(spilled.bytes()).or_default();
        places.push(spilled.offset);
    }
}

/// Numbers that are written at once.
const PIECE: usize = 1 << 16;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::create(folder.path()).unwrap();
        let one: Vec<f32> = (0..100_000_u32).map(|n| n as f32).collect();
        let two = vec![f32::NAN; 10];
        let (first, second) = (spill.write(&one).unwrap(), spill.write(&two).unwrap());
        assert_eq!(spill.read(&first).unwrap(), one);
        assert!(spill.read(&second).unwrap().iter().all(|n| n.is_nan()));
        // A place is used again.
        spill.release(&first);
        let end = spill.end;
        let third = spill.write(&one).unwrap();
        assert_eq!(spill.end, end);
        spill.file.write_all_at(&[1], third.offset + 5).unwrap();
        assert!(spill.read(&third).is_none());
        assert!(spill.read(&second).is_some());
        // Nothing lies in the folder.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
