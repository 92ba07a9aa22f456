//! Looking: samples, opinions, reconstructions. Looks draw from streams of their own and change no
//! weight, no statistic and no stream of the run.

use super::shown::Seen;
use crate::art::Picture;
use crate::data::Item;
use crate::error::Result;
use crate::event::{Gallery, Ledger, Scored, Scores, TermRow};
use crate::lab::history::WINDOW;
use crate::lab::terms::{TERMS, Term, adv_xz_rec, kl};
use crate::lab::train::batch::{Batch, Made, stream};
use crate::lab::train::corrupt::LOOK;
use crate::lab::train::part::Part;
use crate::lab::train::run::Run;
use crate::lab::train::scalars::Scalars;
use crate::lab::train::score;
use crate::lab::train::shown::InputKind;
use crate::lab::train::term;
use crate::lab::train::trips;
use crate::layers::{Labels, Ops, Pass, Var};
use crate::losses::sigmoid;
use crate::metrics::mean::mean;
use crate::nets::Role;
use crate::order::sort_by;
use crate::random::{self, Normals};

/// Items that are made at once.
const LOOKED: usize = 256;

/// The most items that one look makes.
pub const MOST: usize = 10_000;

/// Noise of a look: always the same, so that progress can be compared, or new for each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    Fixed,
    Fresh,
}

impl Noise {
    /// For titles.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Fixed => "fixed noise",
            Self::Fresh => "fresh noise",
        }
    }
}

impl<D: Ops> Run<D> {
    /// Codes of the prior for items of one class, or of each in turn.
    pub(in crate::lab) fn codes(
        &self,
        n: usize,
        noise: Noise,
        class: Option<u8>,
    ) -> Result<Seen<D>> {
        let mut values = vec![0.0; n * self.state.latent];
        self.noise(noise).fill(&mut values);
        let z = Var::constant(&self.device, values, self.state.latent)?;
        Ok((z, self.classes(n, class)))
    }

    /// The codes of the prior, from the first one on.
    fn noise(&self, noise: Noise) -> Normals {
        match noise {
            Noise::Fixed => Normals::new(self.state.seed, "look", 0),
            Noise::Fresh => Normals::new(self.state.seed, "fresh look", self.state.step),
        }
    }

    pub(in crate::lab) fn held_out(&mut self, n: usize) -> Result<Seen<D>> {
        let n = n.min(self.data.held_out.len());
        let labels = self.labels_of(self.data.held_out.labels(), 0..n);
        Ok((self.items(Part::HeldOut, (0..n).collect())?, labels))
    }

    /// Items of numbers as pictures; a point becomes none.
    pub(in crate::lab) fn pictures(&self, values: &[f32]) -> Vec<Picture> {
        let Item::Image {
            height,
            width,
            channels,
        } = self.data.item
        else {
            return Vec::new();
        };
        values
            .chunks_exact(height * width * channels)
            .filter_map(|item| {
                let unit: Vec<f32> = item.iter().map(|&v| self.range.to_unit(v)).collect();
                Picture::from_unit(width, height, channels, &unit).ok()
            })
            .collect()
    }

    /// Shape of one item: `[28, 28, 1]` or `[2]`.
    #[must_use]
    pub fn shape(&self) -> Vec<usize> {
        self.data.item.shape()
    }

    /// The data that the experiment learns from.
    #[must_use]
    pub fn dataset(&self) -> std::sync::Arc<crate::data::Dataset> {
        std::sync::Arc::clone(&self.data)
    }

    /// Whether the items are points of the plane.
    #[must_use]
    pub fn is_plane(&self) -> bool {
        self.data.item == Item::Point
    }

    /// `n` generated items as numbers in [0, 1] (images) or coordinates (points), in batches; of one class, or
    /// of each in turn.
    ///
    /// # Errors
    /// A sentence when there is no generator.
    pub fn generate_items(
        &mut self,
        n: usize,
        noise: Noise,
        class: Option<u8>,
    ) -> Result<Vec<f32>> {
        let mut values = Vec::new();
        self.generate_parts(n, noise, class, &mut |part| {
            values.extend(part);
            Ok(())
        })?;
        Ok(values)
    }

    /// As [`generate_items`](Self::generate_items), where they are too many to be held at once: `take` is given part
    /// after part, and says whether to go on.
    ///
    /// # Errors
    /// A sentence when there is no generator, and what `take` says.
    pub fn generate_parts(
        &mut self,
        n: usize,
        noise: Noise,
        class: Option<u8>,
        take: &mut dyn FnMut(Vec<f32>) -> Result<()>,
    ) -> Result<()> {
        let (mut noise, labels) = (self.noise(noise), self.classes(n, class));
        for first in (0..n).step_by(LOOKED) {
            let part = first..n.min(first + LOOKED);
            let mut codes = vec![0.0; part.len() * self.state.latent];
            noise.fill(&mut codes);
            let classes = labels.as_ref().map_or(&[][..], |labels| &labels[part]);
            take(self.generate_of(codes, classes)?)?;
        }
        Ok(())
    }

    /// `n` samples of the generator, as it is looked at; of one class, or of each in turn.
    ///
    /// # Errors
    /// A sentence when there is no generator.
    pub fn sample(&mut self, n: usize, noise: Noise, class: Option<u8>) -> Result<Gallery> {
        let z = self.codes(n, noise, class)?;
        let made = self.make(InputKind::Prior, z)?.values();
        let (of, kind) = (self.of_class(class), noise.words());
        let pictures = self.pictures(&made);
        let captions = self.captions(pictures.len(), class);
        let title = format!("samples{of} · {kind}");
        Ok(self.gallery("sample", title, 0, pictures, captions))
    }

    /// `G(E(x))`, as it is looked at.
    pub(in crate::lab) fn reconstruct(
        &mut self,
        x: Var<D>,
        labels: Option<Labels>,
    ) -> Result<Var<D>> {
        let code = self.look(Role::Encoder, InputKind::Items, (x, labels.clone()))?;
        self.look(Role::Generator, InputKind::Codes, (code, labels))
    }

    pub(in crate::lab) fn gallery(
        &self,
        kind: &str,
        title: String,
        columns: usize,
        pictures: Vec<Picture>,
        captions: Vec<String>,
    ) -> Gallery {
        Gallery {
            kind: kind.into(),
            title,
            step: self.state.step,
            columns,
            pictures,
            captions,
        }
    }

    /// `n` held-out items above, their reconstructions below, the error beneath.
    ///
    /// # Errors
    /// A sentence when there is no encoder or no generator.
    pub fn recon(&mut self, n: usize) -> Result<(Gallery, f32)> {
        let (x, labels) = self.held_out(n)?;
        let n = x.batch();
        let made = self.reconstruct(self.in_part(&x)?, labels)?.values();
        let (input, unit) = (x.values(), |v: f32| self.range.to_unit(v));
        let squared = |(a, b): (&f32, &f32)| (unit(*a) - unit(*b)).powi(2);
        let len = self.data.item.len();
        let error = |a: &[f32], b: &[f32]| mean(a.iter().zip(b).map(squared)) as f32;
        let total = error(&input, &made);
        let mut captions = vec![String::new(); n];
        for (a, b) in input.chunks_exact(len).zip(made.chunks_exact(len)) {
            captions.push(format!("{:.4}", error(a, b)));
        }
        let mut pictures = self.pictures(&input);
        pictures.extend(self.pictures(&made));
        let title = format!("held-out above, reconstruction below · mean squared error {total:.4}");
        Ok((self.gallery("recon", title, n, pictures, captions), total))
    }

    /// Mean squared error a pixel (in [0, 1]) over all held-out items.
    ///
    /// # Errors
    /// See [`recon`](Self::recon).
    pub fn held_out_error(&mut self) -> Result<f32> {
        Ok(self.recon(self.data.held_out.len())?.1)
    }

    /// What `Dx` (or `Dxz`) believes of held-out items and of samples; `shown` of each, worst mistakes first.
    ///
    /// # Errors
    /// A sentence when there is no image discriminator.
    pub fn scores(&mut self, shown: usize) -> Result<Scores> {
        const JUDGED: usize = 200;
        let (real, labels) = self.held_out(JUDGED.max(shown))?;
        let (mut z, mut of) = self.codes(real.batch(), Noise::Fixed, None)?;
        // Where pairs are scored, each item has its code beside it.
        let (discriminator, mut codes) = (self.item_discriminator(), (None, None));
        let mut input = InputKind::Prior;
        if discriminator == Role::PairDiscriminator {
            let seen = (self.corrupted(&real, LOOK)?, labels.clone());
            let code = self.look(Role::Encoder, InputKind::Items, seen)?;
            if self.on(adv_xz_rec::TERM) {
                // What was made of the same code is what is scored.
                (z, of, input) = (code.clone(), labels.clone(), InputKind::Codes);
            }
            codes = (Some(code), Some(z.clone()));
        }
        let fake = self.look(Role::Generator, input, (z, of.clone()))?;
        let mut logits = |seen, codes| -> Result<Vec<f32>> {
            Ok(self
                .look_beside(discriminator, InputKind::Items, seen, codes)?
                .values())
        };
        let of_real = logits((real.clone(), labels.clone()), codes.0)?;
        let of_fake = logits((fake.clone(), of.clone()), codes.1)?;
        let even = self.even(discriminator, &of_real, &of_fake);
        let believed = |logits: Vec<f32>| logits.into_iter().map(|l| sigmoid(l - even)).collect();
        let (p_real, p_fake): (Vec<f32>, Vec<f32>) = (believed(of_real), believed(of_fake));
        let right = p_real.iter().filter(|p| **p > 0.5).count()
            + p_fake.iter().filter(|p| **p <= 0.5).count();
        let mut items = Vec::new();
        for (is_real, seen, labels, p) in
            [(true, real, labels, &p_real), (false, fake, of, &p_fake)]
        {
            let pictures = self.first_pictures(&seen, labels.as_deref(), shown)?;
            let scored = pictures.into_iter().zip(p);
            items.extend(scored.map(|(picture, &probability)| Scored {
                picture,
                real: is_real,
                probability,
            }));
        }
        let mistake = |s: &Scored| {
            if s.real {
                s.probability
            } else {
                1.0 - s.probability
            }
        };
        sort_by(&mut items, |a, b| mistake(a).total_cmp(&mistake(b)));
        Ok(Scores {
            step: self.state.step,
            discriminator: discriminator.to_string(),
            real: histogram(&p_real),
            fake: histogram(&p_fake),
            mean_real: mean(p_real.iter().copied()) as f32,
            mean_fake: mean(p_fake.iter().copied()) as f32,
            accuracy: right as f32 / (p_real.len() + p_fake.len()) as f32,
            shown: items,
        })
    }

    /// The discriminator whose opinion of items is shown.
    fn item_discriminator(&self) -> Role {
        if self.has(Role::PairDiscriminator) {
            Role::PairDiscriminator
        } else {
            Role::Discriminator
        }
    }

    /// The logit that is even odds: 0, or the middle between both sides' means where scores say something
    /// only beside one another.
    pub(in crate::lab) fn even(&self, discriminator: Role, real: &[f32], fake: &[f32]) -> f32 {
        if !(self.has_critic() || self.is_relative(discriminator)) {
            return 0.0;
        }
        // Scores of nothing have no middle of their own: 0.
        let middle = |of: &[f32]| match of {
            [] => 0.0,
            of => mean(of.iter().copied()),
        };
        f64::midpoint(middle(real), middle(fake)) as f32
    }

    /// The ledger; with `norms`, the gradient norm that each unweighted term sends into E and G, and the
    /// norm in the discriminator of its loss on what the term generated.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn ledger(&mut self, norms: bool) -> Result<Ledger> {
        let means = self.state.history.means(WINDOW);
        let mut terms = Vec::new();
        for &term in TERMS {
            let known = term != kl::TERM || self.state.recipe.variational();
            // What costs nobody anything is no part of a loss, unless it is asked for.
            let known = known && (self.on(term) || !term.moves.is_empty());
            if !(known && term.needs.iter().all(|role| self.has(*role))) {
                continue;
            }
            terms.push(TermRow {
                name: term.name.to_owned(),
                formula: term.formula.to_owned(),
                weight: self.weight(term),
                value: means.get(term.name).copied().filter(|_| self.on(term)),
                norms: if norms { self.norms(term)? } else { Vec::new() },
            });
        }
        Ok(Ledger {
            step: self.state.step,
            terms,
        })
    }

    /// A forward and a backward pass of one term alone, on a batch of held-out items, over copies of
    /// the networks: batch statistics must not move.
    fn norms(&mut self, term: Term) -> Result<Vec<(String, f32)>> {
        let copies: Vec<_> = self.networks.iter().map(|m| m.net.clone()).collect();
        let originals: Vec<_> = self
            .networks
            .iter_mut()
            .zip(copies)
            .map(|(m, copy)| std::mem::replace(&mut m.net, copy))
            .collect();
        let norms = self.norms_of_copies(term);
        for (network, net) in self.networks.iter_mut().zip(originals) {
            network.net = net;
        }
        norms
    }

    fn norms_of_copies(&mut self, term: Term) -> Result<Vec<(String, f32)>> {
        let (x, labels) = self.held_out(self.state.settings.batch().min(64))?;
        let (z, _) = self.codes(x.batch(), Noise::Fixed, None)?;
        let batch = Batch {
            seen: self.corrupted(&x, 0)?,
            x,
            labels,
            noise: Some(z),
            draw: stream(self.state.step, 0),
        };
        let key = random::key(self.state.seed, "masks of looks", self.state.step);
        let mut made = Made::of(self, batch, &[term], key)?;
        made.pass.learn = false;
        let value = term::value(self, term, &mut made)?;
        let pass = std::mem::replace(&mut made.pass, Pass::infer());
        let mut gradients = pass.backward(&self.device, &[(1.0, value)])?;
        let mut norms = Vec::new();
        for &role in term.moves {
            let norm = self.network(role)?.gradient_norm(&mut gradients)?;
            norms.push((role.to_string(), norm));
        }
        if let Some(d) = term.discriminator() {
            let norm = self.norm_into(d, term, &mut made)?;
            norms.push((d.to_string(), norm));
        }
        Ok(norms)
    }

    /// The norm that a discriminator's loss on what one term made sends into it.
    fn norm_into(&mut self, d: Role, term: Term, made: &mut Made<D>) -> Result<f32> {
        let unread = &mut Scalars::default();
        let mut loss = score::real(self, d, made, unread)?;
        score::fake(self, d, &[term], made, &mut loss, unread)?;
        let mut gradients = trips::gradients(self, d, loss)?;
        self.network(d)?.gradient_norm(&mut gradients)
    }
}

/// Counts over ten equal bins from 0 to 1.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn histogram(probabilities: &[f32]) -> Vec<u32> {
    let mut bins = vec![0; 10];
    for p in probabilities {
        bins[((p * 10.0) as usize).min(9)] += 1;
    }
    bins
}
