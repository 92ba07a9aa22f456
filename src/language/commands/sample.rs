//! `sample`: what the generator makes.

use crate::art::Picture;
use crate::error::Result;
use crate::evaluate::from_mixture;
use crate::event::{Event, Gallery};
use crate::lab::{Experiment, Noise};
use crate::language::at;
use crate::language::command::{Command, Group, Line};
use crate::language::origin;
use crate::language::params::{Class, Count, Forms, Key};
use crate::shell::origin::Origin;
use crate::shell::watch::watch;
use crate::shell::{Did, Emit, Shell};

/// Samples.
const N: Count = Count::of("N", 9, 1, 400);

/// New noise for each step.
const FRESH: Key = Key::new("fresh", "new noise");
const NEW: Forms = Forms::optional(&[&[&FRESH]]);

/// Of which class.
const CLASS: Class = Class::of_words(3);
const ONE: Forms = Forms::optional(&[&[&Key::new("of", "of one class"), &CLASS]]);

pub(super) const COMMAND: Command = Command {
    name: "sample",
    meant: &["generate", "draw", "images", "pictures"],
    group: Group::Look,
    params: &[&N, &NEW, &ONE, &origin::OPTIONS, &at::OPTIONS],
    about: "samples of the generator, from noise that stays the same",
    details: "sample 9; sample 9 at=40 (as the run was then); sample 16 fresh; after build gan labels=yes also sample 9 of 3, sample 9 of sneaker. The noise is fixed, so that progress can be compared; fresh draws new noise each step. An autoencoder has no prior to draw from: from=mixture fits a mixture of k Gaussians (10) to the codes of training items and draws codes from it (Ghosh et al. 2020). It never changes the run.",
    misfit: Some(|_, other, given| {
        let n = given.get(&N).unwrap_or_default();
        format!(
            "'{other}' is neither a kind of noise nor a class; 'sample {n} fresh' takes new noise, 'sample {n} of {other}' one class"
        )
    }),
    no_option: Some(|name, _, given| {
        let n = given.get(&N).unwrap_or_default();
        format!(
            "sample has no option '{name}'; it has from, k and at: 'sample {n} from=mixture k=10', 'sample {n} at=40'"
        )
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let n = line.given.size(&N)?;
    let (mut fresh, mut class) = (line.given.has(&FRESH), line.given.maybe(&CLASS)?);
    // 'of 3 fresh' is 'fresh of 3'.
    if let Some(name) = class.as_ref().and_then(|name| name.strip_suffix(" fresh")) {
        (fresh, class) = (true, Some(name.to_owned()));
    }
    let noise = if fresh { Noise::Fresh } else { Noise::Fixed };
    let origin = origin::origin(&line.given)?;
    let control = shell.control.clone();
    let trainer = shell.trainer()?;
    let class = class.map(|name| trainer.class(&name)).transpose()?;
    let n = if trainer.is_plane() { n.max(200) } else { n };
    let shown = match origin {
        Origin::Prior if trainer.is_plane() => Event::Plane(trainer.plane(n, noise, class)?),
        Origin::Prior => Event::Gallery(trainer.sample(n, noise, class)?),
        Origin::Mixture(k) => {
            let mut go_on = watch("sample", "made", trainer.state().step, &control, &mut *emit);
            let (made, _) = from_mixture(trainer, k, n, noise, class, &mut go_on)?;
            let of = class.map_or_else(String::new, |class| {
                format!(" of {}", trainer.dataset().classes[usize::from(class)])
            });
            of_mixture(trainer, k, &of, &made, noise)?
        }
    };
    emit(shown);
    Ok(Did::AsTyped)
}

/// Items of a mixture of `k` Gaussians, as they are shown.
fn of_mixture(
    trainer: &mut Experiment,
    k: usize,
    class: &str,
    made: &[f32],
    noise: Noise,
) -> Result<Event> {
    let Some([height, width, channels]) = trainer.dataset().item.image() else {
        let mut plane = trainer.plane(made.len() / 2, noise, None)?;
        plane.generated = made.chunks_exact(2).map(|p| [p[0], p[1]]).collect();
        plane.title = format!("real points, and those{class} of codes from {k} Gaussians");
        return Ok(Event::Plane(plane));
    };
    let pictures = made.chunks_exact(height * width * channels);
    Ok(Event::Gallery(Gallery {
        kind: "sample".into(),
        title: format!(
            "samples{class} · codes from {k} Gaussians · {}",
            noise.words()
        ),
        step: trainer.state().step,
        columns: 0,
        pictures: pictures
            .filter_map(|item| Picture::from_unit(width, height, channels, item).ok())
            .collect(),
        captions: Vec::new(),
    }))
}
