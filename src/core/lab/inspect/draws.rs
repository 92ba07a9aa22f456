//! The noise of looks in pieces, and what `G` makes of it: as many samples as anybody wants, never all of them at once.

use super::look::Noise;
use crate::error::Result;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::Ops;
use crate::random::Normals;

/// Codes of the prior, those that looks take, one piece after the other.
#[derive(Debug, Clone)]
pub struct Draws {
    normals: Normals,
    latent: usize,
}

impl Draws {
    /// The next `n` codes, `[n, latent]`.
    pub fn next(&mut self, n: usize) -> Vec<f32> {
        let mut codes = vec![0.0; n * self.latent];
        self.normals.fill(&mut codes);
        codes
    }
}

impl<D: Ops> Run<D> {
    /// The codes of looks from the first on.
    #[must_use]
    pub fn draws(&self, noise: Noise) -> Draws {
        let (seed, step) = (self.state.seed, self.state.step);
        Draws {
            normals: match noise {
                Noise::Fixed => Normals::new(seed, "look", 0),
                Noise::Fresh => Normals::new(seed, "fresh look", step),
            },
            latent: self.state.latent,
        }
    }

    /// Items `[n, numbers]` of codes of the prior `[n, latent]`, in one batch: in [0, 1] for pictures, coordinates for
    /// points. For conditional networks these are the classes of the items.
    ///
    /// # Errors
    /// A sentence when there is no generator.
    pub fn generate_of(&mut self, codes: Vec<f32>, classes: &[u8]) -> Result<Vec<f32>> {
        self.items_of(InputKind::Prior, codes, classes)
    }
}
