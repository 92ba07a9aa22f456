//! `.npy`, an array of `NumPy` (its format 1.0): 32-bit numbers, or bytes for labels.

use super::rows::{Failure, Numbers, Rows};
use std::io::Write;

/// Writes rows, the first of them first.
pub(super) fn write(out: &mut dyn Write, rows: &mut Rows) -> std::result::Result<(), Failure> {
    out.write_all(&head(rows))?;
    let labels = rows.numbers == Numbers::Labels;
    rows.each(|_, values| {
        let bytes: Vec<u8> = if labels {
            values.iter().map(|v| *v as u8).collect()
        } else {
            values.iter().flat_map(|v| v.to_le_bytes()).collect()
        };
        Ok(out.write_all(&bytes)?)
    })
}

/// The header: a Python dictionary, padded so that the numbers begin at a multiple of 64 bytes.
fn head(rows: &Rows) -> Vec<u8> {
    let descr = if rows.numbers == Numbers::Labels {
        "|u1"
    } else {
        "<f4"
    };
    let sides = [rows.count].into_iter().chain(rows.item.iter().copied());
    let sides: Vec<String> = sides.map(|side| side.to_string()).collect();
    // A tuple of one has a comma.
    let comma = if sides.len() == 1 { "," } else { "" };
    let mut text = format!(
        "{{'descr': '{descr}', 'fortran_order': False, 'shape': ({}{comma}), }}",
        sides.join(", ")
    );
    let before = b"\x93NUMPY\x01\x00".len() + 2;
    let padded = (before + text.len() + 1).next_multiple_of(64);
    text.push_str(&" ".repeat(padded - before - text.len() - 1));
    text.push('\n');
    let mut head = b"\x93NUMPY\x01\x00".to_vec();
    // A few sizes of at most 20 digits: far below 64 KiB.
    head.extend_from_slice(&(text.len() as u16).to_le_bytes());
    head.extend_from_slice(text.as_bytes());
    head
}

/// Bytes of the whole array.
pub(super) fn bytes(rows: &Rows) -> u64 {
    let of_one = if rows.numbers == Numbers::Labels {
        1
    } else {
        4
    };
    (rows.count as u64)
        .saturating_mul(rows.width() as u64)
        .saturating_mul(of_one)
        .saturating_add(head(rows).len() as u64)
}

/// `made-labels.npy` for `made.npy`.
pub(super) fn labels_name(name: &str) -> String {
    let at = name.to_lowercase().rfind(".npy").unwrap_or(name.len());
    format!("{}-labels{}", &name[..at], &name[at..])
}
