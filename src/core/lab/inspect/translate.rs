//! Making items whole: what `E` sees of held-out items, what `G` makes of it, and what they are.

use crate::error::{Error, Result};
use crate::event::Gallery;
use crate::lab::config::corruption::Corruption;
use crate::lab::train::corrupt::LOOK;
use crate::lab::train::run::Run;
use crate::layers::Ops;
use crate::metrics::mean::mean;

impl<D: Ops> Run<D> {
    /// `n` held-out items in three rows: the source, its translation with the mean absolute error a pixel
    /// (pixels in [0, 1]) beneath, the item itself; and the mean error.
    ///
    /// # Errors
    /// A sentence when `E` sees whole items, or there is no encoder or no generator.
    pub fn translate(&mut self, n: usize) -> Result<(Gallery, f32)> {
        let source = self.state.settings.corruption();
        if source == Corruption::Clean {
            return Err(Error::new(
                "E sees whole items, so there is nothing to translate; 'build translate corruption=half' makes it see less",
            ));
        }
        if self.is_plane() {
            return Err(Error::new(
                "points are not drawn side by side; 'recon' shows them on the plane",
            ));
        }
        let (x, labels) = self.held_out(n)?;
        let n = x.batch();
        // A draw of its own, the same at each look.
        let seen = self.corrupted(&x, LOOK)?;
        let made = self.reconstruct(seen.clone(), labels)?.values();
        let whole = x.values();
        let len = self.data.item.len();
        let unit = |v: f32| self.range.to_unit(v);
        let errors: Vec<f32> = made
            .chunks_exact(len)
            .zip(whole.chunks_exact(len))
            .map(|(a, b)| {
                let apart = a.iter().zip(b).map(|(a, b)| (unit(*a) - unit(*b)).abs());
                mean(apart) as f32
            })
            .collect();
        let mean = mean(errors.iter().copied()) as f32;
        let mut captions = vec![String::new(); n];
        captions.extend(errors.iter().map(|e| format!("{e:.4}")));
        captions.extend(vec![String::new(); n]);
        let mut pictures = self.pictures(&seen.values());
        pictures.extend(self.pictures(&made));
        pictures.extend(self.pictures(&whole));
        let title = format!(
            "{} above, translation, held-out item below · mean absolute error {mean:.4}",
            source.word()
        );
        Ok((
            self.gallery("translate", title, n, pictures, captions),
            mean,
        ))
    }
}
