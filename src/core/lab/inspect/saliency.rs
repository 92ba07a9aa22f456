//! What the discriminator looks at: the size of the slope of its logit in every pixel (Simonyan, Vedaldi and
//! Zisserman 2014, section 3).

use super::look::Noise;
use super::shown::Seen;
use crate::art::Picture;
use crate::error::{Error, Result};
use crate::event::Gallery;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::slope::slopes;
use crate::layers::{Ops, Pass};
use crate::losses::sigmoid;
use crate::nets::Role;

impl<D: Ops> Run<D> {
    /// Logits of `Dx`, and their slopes in each number of the items.
    ///
    /// # Errors
    /// A sentence when there is no `Dx`.
    pub(in crate::lab) fn slopes_of_logits(
        &mut self,
        (x, labels): &Seen<D>,
    ) -> Result<(Vec<f32>, Vec<f32>)> {
        if !self.has(Role::Discriminator) {
            return Err(Error::new(format!(
                "the recipe '{}' has no Dx that looks at items; 'build gan' and 'build aegan' have one",
                self.state.recipe.name
            )));
        }
        if self.codes.is_some() {
            return Err(Error::new(
                "Dx of this run sees codes, which have no pixels; 'disc' shows what it believes of decoded ones",
            ));
        }
        let device = self.device.clone();
        let net = self.ready(Role::Discriminator, InputKind::Items)?;
        let pass = Pass::infer().given(labels.clone());
        slopes(&device, x, &vec![0; x.batch()], pass, |x, pass| {
            net.forward(x, pass)
        })
    }

    /// `n` held-out items and `n` samples, each above a map of what `Dx` looks at, with D's probability
    /// beneath.
    ///
    /// # Errors
    /// A sentence when there is no `Dx`, or the items are points.
    pub fn saliency(&mut self, n: usize) -> Result<Gallery> {
        let Some([height, width, channels]) = self.data.item.image() else {
            return Err(Error::new(
                "points have no pixels; 'disc' draws the gradient of D at each generated point",
            ));
        };
        let real = self.held_out(n)?;
        let n = real.0.batch();
        let (z, labels) = self.codes(n, Noise::Fixed, None)?;
        let made = self.look(Role::Generator, InputKind::Prior, (z, labels.clone()))?;
        let (mut pictures, mut captions) = (Vec::new(), Vec::new());
        let made = (made, labels);
        let (of_real, of_made) = (self.slopes_of_logits(&real)?, self.slopes_of_logits(&made)?);
        let even = self.even(Role::Discriminator, &of_real.0, &of_made.0);
        for (seen, (logits, slopes)) in [(real, of_real), (made, of_made)] {
            pictures.extend(self.pictures(&seen.0.values()));
            captions.extend(vec![String::new(); n]);
            let maps = slopes.chunks_exact(height * width * channels);
            pictures.extend(maps.filter_map(|map| brightest(map, [height, width, channels])));
            captions.extend(
                logits
                    .iter()
                    .map(|l| format!("D {:.2}", sigmoid(*l - even))),
            );
        }
        let title =
            "held-out items and samples, each above what D looks at: |gradient of its logit|";
        Ok(self.gallery("saliency", title.into(), n, pictures, captions))
    }
}

/// The size of slopes as a grey picture, the greatest white: of the channels, the one that counts most.
fn brightest(slopes: &[f32], [height, width, channels]: [usize; 3]) -> Option<Picture> {
    let most = |of: &[f32]| of.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
    let whole = most(slopes).max(f32::MIN_POSITIVE);
    let pixels: Vec<f32> = slopes
        .chunks_exact(channels)
        .map(|pixel| most(pixel) / whole)
        .collect();
    Picture::from_unit(width, height, 1, &pixels).ok()
}
