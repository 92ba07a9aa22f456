//! Weights and the state of optimisers, as `.safetensors`: the ecosystem's format, read by Python too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use safetensors::{Dtype, SafeTensors};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result, plain};
use crate::file::{read_bounded, write_atomically};
pub use crate::lab::snapshot::Stored;

/// The longest checkpoint that belongs to a session: 1 GiB.
pub const CHECKPOINT_LIMIT: u64 = 1 << 30;

/// The text of a checkpoint that says which data the run learned from: their SHA-256.
pub const DATA_DIGEST: &str = "data.sha256";

/// Key under which the format keeps texts.
const METADATA: &str = "__metadata__";

/// Writes arrays and texts in one step; returns the SHA-256 of the file in hexadecimal.
///
/// The same content gives the same file, byte for byte.
///
/// # Errors
/// When two arrays have one name, a shape does not fit its values, or the file cannot be written.
pub fn write(
    path: &Path,
    stored: &[Stored],
    metadata: &BTreeMap<String, String>,
) -> Result<String> {
    let content = encode(stored, metadata)?;
    write_atomically(path, |file| file.write_all(&content))?;
    Ok(sha256(&content))
}

/// Whether a file begins as `.safetensors` does: with the length of its header, and that.
#[must_use]
pub fn holds_tensors(path: &Path) -> bool {
    let mut head = [0; 9];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    let size = path.metadata().map_or(0, |facts| facts.len());
    let length = head
        .first_chunk()
        .map_or(0, |bytes| u64::from_le_bytes(*bytes));
    read.is_ok() && head[8] == b'{' && length < size
}

/// What a file of arrays and texts holds: the length of the header, the header, the values.
///
/// Not by the `safetensors` crate, which writes texts in an order that changes from run to run: the
/// name of a checkpoint is the hash of its content.
pub(super) fn encode(stored: &[Stored], metadata: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    let mut header = Map::new();
    header.insert(METADATA.to_owned(), json!(metadata));
    let mut end = 0;
    for array in stored {
        let Stored {
            name,
            shape,
            values,
        } = array;
        let size = shape
            .iter()
            .try_fold(1_usize, |size, side| size.checked_mul(*side));
        if size != Some(values.len()) {
            return Err(Error::new(format!(
                "'{name}' cannot be stored: {} values do not fill the shape {shape:?}",
                values.len()
            )));
        }
        let begin = end;
        end += values.len() * size_of::<f32>();
        let fact = json!({ "dtype": "F32", "shape": shape, "data_offsets": [begin, end] });
        if name == METADATA || header.insert(name.clone(), fact).is_some() {
            return Err(Error::new(format!(
                "'{name}' cannot be stored: there is another of that name"
            )));
        }
    }
    let mut header = Value::Object(header).to_string();
    // The values begin at a multiple of eight bytes.
    header.push_str(&" ".repeat(header.len().next_multiple_of(8) - header.len()));
    let mut content = Vec::with_capacity(8 + header.len() + end);
    content.extend_from_slice(&(header.len() as u64).to_le_bytes());
    content.extend_from_slice(header.as_bytes());
    for value in stored.iter().flat_map(|array| &array.values) {
        content.extend_from_slice(&value.to_le_bytes());
    }
    Ok(content)
}

/// The SHA-256 in hexadecimal.
pub(super) fn sha256(content: &[u8]) -> String {
    hexadecimal(&Sha256::digest(content))
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // To write to a `String` does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The bare name of the checkpoint with this hash that belongs to the session file `session`:
/// `gan.3fa9c1d2e4b5.safetensors` for `gan.ron`.
#[must_use]
pub fn checkpoint_name(session: &Path, sha256: &str) -> String {
    let digits: String = sha256.chars().take(HASH_DIGITS).collect();
    format!("{}.{digits}{EXTENSION}", stem(session))
}

/// Whether `name` is one that [`checkpoint_name`] gives for the session file.
pub(super) fn belongs_to(name: &str, session: &Path) -> bool {
    name.strip_prefix(&stem(session))
        .and_then(|rest| rest.strip_prefix('.'))
        .and_then(|rest| rest.strip_suffix(EXTENSION))
        .is_some_and(|digits| {
            digits.len() == HASH_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

const HASH_DIGITS: usize = 12;
const EXTENSION: &str = ".safetensors";

/// The name of a session without its extension; what a reader of the session would refuse in the
/// name of a checkpoint is left out of it.
fn stem(session: &Path) -> String {
    let name = session.file_stem().unwrap_or_default().to_string_lossy();
    name.replace(|c: char| c.is_control() || matches!(c, '\\' | ':'), "_")
}

/// Reads arrays, in the order in which they lie in the file, and texts.
///
/// # Errors
/// A sentence, when the file is missing, longer than `limit_bytes`, cut off, not the one with this
/// hash, not of this format, or holds anything but 32-bit numbers.
pub fn read(
    path: &Path,
    expected_sha256: Option<&str>,
    limit_bytes: u64,
) -> Result<(Vec<Stored>, BTreeMap<String, String>)> {
    let content = read_bounded(path, limit_bytes)?;
    let shown = path.display();
    if let Some(expected) = expected_sha256 {
        let found = sha256(&content);
        if !found.eq_ignore_ascii_case(expected) {
            return Err(Error::new(format!(
                "'{shown}' is not the checkpoint that was saved: its SHA-256 begins with {}, not \
                 with {}; it was changed or cut off",
                &found[..HASH_DIGITS],
                expected.chars().take(HASH_DIGITS).collect::<String>()
            )));
        }
    }
    decode(&content).map_err(|why| Error::new(format!("'{shown}' is not a checkpoint: {why}")))
}

/// Reads the content of a file; see [`read`].
///
/// # Errors
/// What is wrong with it.
pub fn decode(content: &[u8]) -> Result<(Vec<Stored>, BTreeMap<String, String>)> {
    let wrong = |error: safetensors::SafeTensorError| Error::new(error.to_string());
    let (_, header) = SafeTensors::read_metadata(content).map_err(wrong)?;
    let tensors = SafeTensors::deserialize(content).map_err(wrong)?;
    let mut stored = Vec::new();
    let mut names = BTreeSet::new();
    for name in header.offset_keys() {
        let view = tensors.tensor(&name).map_err(wrong)?;
        let shown: String = name.chars().take(80).collect();
        if view.dtype() != Dtype::F32 {
            return Err(Error::new(format!(
                "'{shown}' is of type {}; only F32 can be read",
                view.dtype()
            )));
        }
        if plain(&name) != name || !names.insert(name.clone()) {
            return Err(Error::new(format!("'{shown}' is not the name of an array")));
        }
        let (quads, _) = view.data().as_chunks();
        stored.push(Stored {
            name,
            shape: view.shape().to_vec(),
            values: quads.iter().map(|quad| f32::from_le_bytes(*quad)).collect(),
        });
    }
    let texts = header.metadata().iter().flatten();
    let metadata = texts.map(|(key, text)| (plain(key), plain(text))).collect();
    Ok((stored, metadata))
}
