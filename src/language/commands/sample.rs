//! `sample`: what the generator makes.

use crate::art::Picture;
use crate::error::{Error, Result};
use crate::evaluate::from_mixture;
use crate::event::{Event, Gallery};
use crate::lab::{Experiment, Noise};
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::language::of;
use crate::language::origin;
use crate::shell::origin::Origin;
use crate::shell::watch::watch;
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "sample",
    usage: "[N] [fresh] [of CLASS] [from=mixture k=N]",
    about: "N samples (9) of the generator, from noise that stays the same",
    details: "sample 9; sample 16 fresh; after build gan labels=yes also sample 9 of 3, sample 9 of sneaker. The noise is fixed, so that progress can be compared; fresh takes new noise for each step. An autoencoder has no prior to draw from: with from=mixture a mixture of k Gaussians (10) is fitted to the codes of training items, and codes are drawn from it (Ghosh et al. 2020). Looking never changes the run.",
    words: (0, 6),
    suggest: |words| match words {
        [.., "of"] | [] => Vec::new(),
        [_, rest @ ..] if !rest.contains(&"of") => {
            let all = [("fresh", "new noise"), ("of", "of one class")];
            let left = all.into_iter().filter(|(word, _)| !rest.contains(word));
            let mut all = Suggestion::all(left);
            all.extend(origin::suggestions());
            all
        }
        _ => Vec::new(),
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let (mut words, mut class) = of::split(&args.words);
    // 'of 3 fresh' is 'fresh of 3'.
    if let Some(name) = class.as_ref().and_then(|name| name.strip_suffix(" fresh")) {
        class = Some(name.to_owned());
        words.push("fresh");
    }
    let counted = usize::from(words.first().is_some_and(|word| *word != "fresh"));
    let n = small(if counted == 0 {
        9
    } else {
        args.count(0, 9, 1, 400)?
    });
    let noise = match words.get(counted..).unwrap_or_default() {
        [] => Noise::Fixed,
        ["fresh"] => Noise::Fresh,
        [.., other] => {
            return Err(Error::new(format!(
                "'{other}' is no noise and no class; 'sample {n} fresh' takes new noise, 'sample {n} of {other}' one class"
            )));
        }
    };
    let (origin, others) = origin::origin(&args.options)?;
    if let Some((name, _)) = others.first() {
        return Err(Error::new(format!(
            "sample has no option '{name}'; 'sample {n} from=mixture k=10' has both there are"
        )));
    }
    let control = shell.control.clone();
    let trainer = shell.trainer()?;
    let class = class.map(|name| trainer.class(&name)).transpose()?;
    let n = if trainer.is_plane() { n.max(200) } else { n };
    let shown = match origin {
        Origin::Prior if trainer.is_plane() => Event::Plane(trainer.plane(n, noise, class)?),
        Origin::Prior => Event::Gallery(trainer.sample(n, noise, class)?),
        Origin::Mixture(k) => {
            let mut go_on = watch("sample", "made", trainer.state().step, &control, &mut *emit);
            let made = from_mixture(trainer, k, n, noise, class, &mut go_on)?;
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

/// A count that was bounded before.
pub(super) fn small(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
