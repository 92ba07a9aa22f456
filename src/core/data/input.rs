//! Reads one file of a data set, gzipped or not, and never more of it than needed.

use crate::error::{Error, Result};
use flate2::read::MultiGzDecoder;
use std::io::{self, Read};

const MAGIC_GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file being read, decompressed if need be.
pub(super) struct Input<'a> {
    file: &'a str,
    bytes: Box<dyn Read + 'a>,
}

impl<'a> Input<'a> {
    /// `file` is what errors call the input. Gzip is recognised by its first bytes.
    pub(super) fn open(file: &'a str, mut input: impl Read + 'a) -> Result<Self> {
        let start = read_up_to(2, &mut input)
            .map_err(|error| Error::new(format!("{file} cannot be read: {error}")))?;
        let gzipped = start == MAGIC_GZIP;
        let whole = io::Cursor::new(start).chain(input);
        let bytes: Box<dyn Read + 'a> = if gzipped {
            Box::new(MultiGzDecoder::new(whole))
        } else {
            Box::new(whole)
        };
        Ok(Self { file, bytes })
    }

    /// Reads `limit` bytes, or all there are if there are fewer. A damaged file is a sentence.
    pub(super) fn read(&mut self, limit: usize) -> Result<Vec<u8>> {
        read_up_to(limit, &mut self.bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                self.says("is damaged: its gzip stream does not end where the file does")
            }
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                self.says(&format!("is damaged: {error}"))
            }
            _ => self.says(&format!("cannot be read: {error}")),
        })
    }

    /// A sentence about the file.
    pub(super) fn says(&self, what: &str) -> Error {
        Error::new(format!("{} {what}", self.file))
    }
}

/// Reads `limit` bytes, or all there are if there are fewer. Memory grows with what was really
/// read, never with what a header promises.
pub(super) fn read_up_to(limit: usize, input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    let mut piece = vec![0; limit.min(1 << 16)];
    while all.len() < limit {
        let room = piece.len().min(limit - all.len());
        match input.read(&mut piece[..room]) {
            Ok(0) => break,
            Ok(n) => {
                if all.capacity() - all.len() < n {
                    all.try_reserve_exact(all.len().clamp(n, limit - all.len()))?;
                }
                all.extend_from_slice(&piece[..n]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}
