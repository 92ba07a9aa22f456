//! `film`: what the generator made of one noise, over moments of the run.

use crate::error::Result;
use crate::event::{Event, Gallery, Group as Points, Plane};
use crate::lab::Noise;
use crate::language::command::{Command, Group, Line};
use crate::language::params::Count;
use crate::language::position;
use crate::language::travel::visit;
use crate::shell::{Did, Emit, Shell};

/// Moments.
const N: Count = Count::of("N", 8, 2, 40);

/// Samples at each moment.
const SAMPLES: usize = 4;
/// Points at each moment.
const POINTS: usize = 100;

pub(super) const COMMAND: Command = Command {
    name: "film",
    meant: &["movie", "animation", "gif"],
    group: Group::Time,
    params: &[&N],
    about: "the same noise at N moments of the run (8), side by side",
    details: "film; film 12. One row per noise, one column per moment, from the start to where the run is. Moments between snapshots are recomputed. Points have one colour per moment.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let n = line.given.size(&N)? as u64;
    let tree = &shell.timeline.tree;
    let (here, now) = (tree.here, tree.step(tree.here));
    let mut steps: Vec<u64> = (0..n).map(|at| at * now / (n - 1)).collect();
    steps.dedup();
    let mut places = Vec::new();
    for step in &steps {
        places.push(position::step(tree, here, *step)?);
    }
    let (mut frames, mut planes) = (Vec::new(), Vec::new());
    visit(line.language, shell, &places, emit, &mut |shell, _| {
        let trainer = shell.trainer()?;
        if trainer.is_plane() {
            planes.push(trainer.plane(POINTS, Noise::Fixed, None)?);
        } else if trainer.is_drawn_from() {
            frames.push(trainer.sample(SAMPLES, Noise::Fixed, None)?);
        } else {
            // An autoencoder has no prior to draw from: the second of each pair is what it makes of an item.
            frames.push(trainer.recon(SAMPLES)?.0);
        }
        Ok(())
    })?;
    if let Some(last) = planes.pop() {
        emit(Event::Plane(moments(&steps, planes, last)));
    } else {
        emit(Event::Gallery(strip(&steps, &frames, now)));
    }
    Ok(Did::AsTyped)
}

/// Pictures of all moments: a row for each noise.
fn strip(steps: &[u64], frames: &[Gallery], now: u64) -> Gallery {
    let rows = frames
        .iter()
        .map(|frame| frame.pictures.len())
        .min()
        .unwrap_or(0);
    let rows = rows.min(2 * SAMPLES);
    let mut pictures = Vec::new();
    for row in 0..rows {
        pictures.extend(frames.iter().map(|frame| frame.pictures[row].clone()));
    }
    let named: Vec<_> = steps.iter().map(u64::to_string).collect();
    Gallery {
        kind: "film".into(),
        title: format!("the same noise at steps {}", named.join(", ")),
        step: now,
        columns: frames.len(),
        pictures,
        captions: Vec::new(),
    }
}

/// Points of all moments, by moment.
fn moments(steps: &[u64], before: Vec<Plane>, last: Plane) -> Plane {
    let all = before.into_iter().chain([last.clone()]);
    let groups = all.zip(steps).map(|(plane, step)| Points {
        name: format!("step {step}"),
        points: plane.generated,
    });
    Plane {
        kind: "film".into(),
        title: "the same noise at several moments".into(),
        groups: groups.collect(),
        generated: Vec::new(),
        belief: None,
        ..last
    }
}
