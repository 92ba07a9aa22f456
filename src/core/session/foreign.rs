//! Weights that another program wrote, as `.safetensors`.

use std::path::Path;

use safetensors::{Dtype, SafeTensors};

use super::checkpoint::{CHECKPOINT_LIMIT, Stored, sha256};
use crate::error::{Error, Result, plain};
use crate::file::read_bounded;

/// Reads all tensors of floating-point numbers, in the order in which they lie in the file, and the SHA-256 of the file.
/// Counters, which are whole numbers, are left out.
///
/// # Errors
/// A sentence, when the file cannot be read, is too long, not of this format, or holds other numbers.
pub fn read_foreign(path: &Path) -> Result<(Vec<Stored>, String)> {
    let content = read_bounded(path, CHECKPOINT_LIMIT)?;
    let file = path.display();
    let wrong = |why: &dyn std::fmt::Display| {
        Error::new(format!(
            "'{file}' is not a file of weights (.safetensors): {why}"
        ))
    };
    let (_, header) = SafeTensors::read_metadata(&content).map_err(|why| wrong(&why))?;
    let tensors = SafeTensors::deserialize(&content).map_err(|why| wrong(&why))?;
    let mut stored = Vec::new();
    for name in header.offset_keys() {
        let view = tensors.tensor(&name).map_err(|why| wrong(&why))?;
        let values = match view.dtype() {
            Dtype::F32 => {
                let (quads, _) = view.data().as_chunks();
                quads.iter().map(|quad| f32::from_le_bytes(*quad)).collect()
            }
            Dtype::F16 => halves(view.data()).map(half).collect(),
            // The upper half of an f32.
            Dtype::BF16 => halves(view.data())
                .map(|bits| f32::from_bits(u32::from(bits) << 16))
                .collect(),
            Dtype::I64 if name.ends_with("num_batches_tracked") => continue,
            other => {
                return Err(wrong(&format!(
                    "'{}' is of type {other}; only F32, F16 and BF16 can be read",
                    name.chars().take(80).collect::<String>()
                )));
            }
        };
        stored.push(Stored {
            name: plain(&name),
            shape: view.shape().to_vec(),
            values,
        });
    }
    Ok((stored, sha256(&content)))
}

fn halves(bytes: &[u8]) -> impl Iterator<Item = u16> {
    let (pairs, _) = bytes.as_chunks();
    pairs.iter().map(|pair| u16::from_le_bytes(*pair))
}

/// A number of 16 bits (IEEE 754): a sign, five bits of exponent, ten of the fraction.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1024.0 + fraction) * 2.0_f32.powi(exponent - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_16_bits_are_what_they_are() {
        for (bits, value) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_5e-8),
            (0x0400, 6.103_515_6e-5),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(half(bits).to_bits(), f32::to_bits(value), "{bits:04x}");
        }
        assert!(half(0x7e00).is_nan());
    }
}
