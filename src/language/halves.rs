//! A run as one half of a comparison: what is looked at, and what is said of it.

use crate::art::Picture;
use crate::error::Result;
use crate::event::{Built, Curve, Gallery, OneRun, Plane, Scores, Series};
use crate::lab::config::settings::Settings;
use crate::lab::history::WINDOW;
use crate::lab::{Draws, Experiment, Noise};
use crate::nets::Role;
use crate::order::sort_by_key;

/// Samples of each side, and reconstructions.
const SAMPLES: usize = 8;
const RECONSTRUCTIONS: usize = 4;
/// Generated points of each side.
const POINTS: usize = 200;
/// Series whose curves are shown, the first three that either side has; the joint loss where there is none of them.
const DRAWN: [&str; 4] = ["d_loss", "g_loss", "dz_loss", "rec_x"];
const JOINT: &str = "loss";
const MOST: usize = 3;
/// Points of a curve.
const KEPT: usize = 300;

/// What both sides are looked at with: the noise of the first.
pub(super) struct Common {
    seed: u64,
    latent: usize,
    draws: Draws,
}

impl Common {
    /// The noise that a run is looked at with.
    pub(super) fn of(trainer: &Experiment) -> Self {
        Self {
            seed: trainer.state().seed,
            latent: trainer.state().latent,
            draws: trainer.draws(Noise::Fixed),
        }
    }
}

/// Pictures, or a plane.
pub(super) enum Look {
    Pictures(Gallery),
    Points(Plane),
}

/// One of two runs.
pub(super) struct Half {
    pub name: String,
    pub step: u64,
    pub digest: String,
    pub built: Built,
    pub settings: Settings,
    pub series: Series,
    /// The lines that it took since the two parted.
    pub lines: Vec<String>,
    pub scores: Option<Scores>,
    samples: Option<Look>,
    reconstructions: Option<Look>,
    /// Whether its samples are of the noise of the first.
    same_noise: bool,
    curves: Vec<Curve>,
}

impl Half {
    /// A run as it stands, looked at with the noise of the first. Nothing of it changes.
    ///
    /// # Errors
    /// If the device has no room for a look.
    pub(super) fn of(trainer: &mut Experiment, name: String, common: &Common) -> Result<Self> {
        let judged = trainer.has(Role::Discriminator) || trainer.has(Role::PairDiscriminator);
        let same_noise = trainer.state().latent == common.latent;
        let drawn = trainer.is_drawn_from();
        let coded = trainer.has(Role::Encoder) && trainer.has(Role::Generator);
        Ok(Self {
            name,
            step: trainer.state().step,
            digest: trainer.digest(),
            built: trainer.built(""),
            settings: trainer.state().settings.clone(),
            series: trainer.state().history.means(WINDOW),
            lines: Vec::new(),
            scores: judged.then(|| trainer.scores(0)).transpose()?,
            samples: drawn.then(|| samples(trainer, common)).transpose()?,
            reconstructions: coded.then(|| reconstructions(trainer)).transpose()?,
            same_noise,
            curves: trainer.state().history.curves(None, KEPT),
        })
    }
}

fn samples(trainer: &mut Experiment, common: &Common) -> Result<Look> {
    let plane = trainer.is_plane();
    let n = if plane { POINTS } else { SAMPLES };
    let state = trainer.state();
    // A run of another seed has other noise of its own.
    let made = if state.latent == common.latent && state.seed != common.seed {
        let classes = trainer.in_turn(n);
        Some(trainer.generate_of(common.draws.clone().next(n), &classes)?)
    } else {
        None
    };
    if plane {
        let mut plane = trainer.plane(n, Noise::Fixed, None)?;
        if let Some(made) = made {
            plane.generated = made.chunks_exact(2).map(|p| [p[0], p[1]]).collect();
        }
        return Ok(Look::Points(plane));
    }
    let mut gallery = trainer.sample(n, Noise::Fixed, None)?;
    if let (Some(made), Some([height, width, channels])) = (made, trainer.dataset().item.image()) {
        let pictures = made.chunks_exact(height * width * channels);
        gallery.pictures = pictures
            .filter_map(|item| Picture::from_unit(width, height, channels, item).ok())
            .collect();
    }
    Ok(Look::Pictures(gallery))
}

fn reconstructions(trainer: &mut Experiment) -> Result<Look> {
    if trainer.is_plane() {
        return Ok(Look::Points(trainer.plane_recon(POINTS)?));
    }
    let (mut gallery, _) = trainer.recon(RECONSTRUCTIONS)?;
    // The error of so few says little, and the table has that of all.
    gallery.captions.clear();
    Ok(Look::Pictures(gallery))
}

/// Both sides as they are shown, with what their pictures are.
pub(super) fn beside(left: Half, right: Half) -> (String, Vec<OneRun>) {
    let sampled = left.samples.is_some() && right.samples.is_some();
    let coded = left.reconstructions.is_some() && right.reconstructions.is_some();
    let about = if sampled && right.same_noise {
        "samples of the same noise".to_owned()
    } else if sampled {
        format!(
            "samples, each of its own noise: codes of {} and of {} numbers",
            left.built.latent, right.built.latent
        )
    } else if coded {
        "reconstructions of the same held-out items".to_owned()
    } else {
        "what each of them makes".to_owned()
    };
    let has = |name: &&str| {
        let mut curves = left.curves.iter().chain(&right.curves);
        curves.any(|curve| curve.name == **name && !curve.points.is_empty())
    };
    let mut shown: Vec<&str> = DRAWN.into_iter().filter(has).take(MOST).collect();
    if shown.is_empty() {
        shown.push(JOINT);
    }
    let runs = [left, right].map(|side| {
        let look = if coded && !sampled {
            side.reconstructions
        } else {
            side.samples.or(side.reconstructions)
        };
        let (gallery, plane) = match look {
            Some(Look::Pictures(gallery)) => (Some(gallery), None),
            Some(Look::Points(plane)) => (None, Some(plane)),
            None => (None, None),
        };
        let mut curves = side.curves;
        curves.retain(|curve| shown.contains(&curve.name.as_str()));
        sort_by_key(&mut curves, |curve| {
            shown.iter().position(|name| *name == curve.name)
        });
        OneRun {
            name: side.name,
            step: side.step,
            lines: side.lines,
            gallery,
            plane,
            scores: side.scores,
            curves,
        }
    });
    (about, runs.into())
}
