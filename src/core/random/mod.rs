//! Random numbers as pure functions of (seed, name, step): a run can go on from anywhere.

use rand::distributions::Distribution;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use sha2::{Digest, Sha256};

/// A generator that depends on `seed`, `name` and `step` only. No state is carried from one step to
/// the next, so there is none to save.
#[must_use]
pub fn stream(seed: u64, name: &str, step: u64) -> ChaCha8Rng {
    ChaCha8Rng::from_seed(hash("stream", seed, name, step))
}

/// Fills `out` with standard normal values from [`stream`]`(seed, name, step)`.
///
/// They come from the ziggurat of `rand_distr` (ZIGNOR; Doornik, 2005), computed in f64 and
/// rounded. 985 in 1,000 values need only multiplication and comparison, the same bits on every
/// machine; the rest call the platform's `exp` and `ln`, whose last bit may differ. It changes a
/// value only in the rare case that a comparison or the rounding to f32 hangs on that bit.
pub fn normals(seed: u64, name: &str, step: u64, out: &mut [f32]) {
    Normals::new(seed, name, step).fill(out);
}

/// The values of [`normals`], piece by piece: the pieces one after the other are the whole.
#[derive(Debug, Clone)]
pub struct Normals(ChaCha8Rng);

impl Normals {
    /// From the first value on.
    #[must_use]
    pub fn new(seed: u64, name: &str, step: u64) -> Self {
        Self(stream(seed, name, step))
    }

    /// Fills `out` with the next values.
    pub fn fill(&mut self, out: &mut [f32]) {
        for value in out {
            *value = StandardNormal.sample(&mut self.0);
        }
    }
}

/// Fills `out` with values from [`stream`]`(seed, name, step)` that are uniform in [0, 1).
pub fn uniforms(seed: u64, name: &str, step: u64, out: &mut [f32]) {
    let mut rng = stream(seed, name, step);
    out.fill_with(|| rng.r#gen());
}

/// One number made of `seed`, `name` and `step`: a key for a counter-based generator, or a seed.
#[must_use]
pub fn key(seed: u64, name: &str, step: u64) -> u64 {
    let hash = hash("key", seed, name, step);
    u64::from_le_bytes(std::array::from_fn(|i| hash[i]))
}

/// SHA-256 of the tuple; the name is last, so that no two tuples spell the same bytes.
fn hash(purpose: &str, seed: u64, name: &str, step: u64) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(purpose.as_bytes());
    hasher.update([0]);
    hasher.update(seed.to_le_bytes());
    hasher.update(step.to_le_bytes());
    hasher.update(name.as_bytes());
    hasher.finalize().into()
}

#[cfg(test)]
mod tests;
