//! `nearest`: the closest training images of samples: is it memory?

use crate::art::Picture;
use crate::data::{Item, Range, Split};
use crate::error::{Error, Result};
use crate::evaluate::enough;
use crate::event::{Event, Gallery};
use crate::lab::Noise;
use crate::language::command::{Command, Group, Line};
use crate::language::params::Count;
use crate::metrics::neighbours::{Rows, nearest};
use crate::shell::{Did, Emit, Shell};

/// Training images below each sample.
const BELOW: usize = 2;

/// Held-out images that say how far a new image is.
const HELD_OUT: usize = 200;

/// Samples.
const N: Count = Count::of("N", 6, 1, 100);

pub(super) const COMMAND: Command = Command {
    name: "nearest",
    meant: &["neighbours", "neighbors"],
    group: Group::Measure,
    params: &[&N],
    about: "samples above their closest training images",
    details: "nearest 6. The number below is the Euclidean distance over all pixels. The title gives the median distance of held-out images. Samples that are much closer than that are copies. eval measures it (nearer, memory).",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let n = line.given.size(&N)?;
    let trainer = shell.trainer()?;
    let (data, step) = (trainer.dataset(), trainer.state().step);
    let Item::Image {
        height,
        width,
        channels,
    } = data.item
    else {
        return Err(Error::new(
            "points of the plane are looked at together: 'sample' shows them, 'eval' says how near they are",
        ));
    };
    let columns = data.item.len();
    let made = trainer.generate_items(n, Noise::Fixed, None)?;
    let looked = enough(&data.train, columns);
    let (train, held_out) = (
        unit(&data.train, looked, columns)?,
        unit(&data.held_out, HELD_OUT, columns)?,
    );
    let rows = Rows::new(&train, columns);
    let found = nearest(Rows::new(&made, columns), rows, BELOW);
    let mut new: Vec<f64> = nearest(Rows::new(&held_out, columns), rows, 1)
        .iter()
        .flatten()
        .map(|near| near.distance)
        .collect();
    new.sort_by(f64::total_cmp);
    let typical = new.get(new.len() / 2).map_or_else(String::new, |far| {
        format!(" · held-out images are {far:.2} away")
    });
    let of = if looked < data.train.len() {
        format!("of the first {looked} ")
    } else {
        String::new()
    };
    let picture = |values: &[f32]| Picture::from_unit(width, height, channels, values).ok();
    let mut pictures: Vec<Picture> = made.chunks_exact(columns).filter_map(picture).collect();
    let mut captions = vec![String::new(); pictures.len()];
    for place in 0..BELOW {
        for near in found.iter().filter_map(|found| found.get(place)) {
            pictures.extend(picture(rows.row(near.index)));
            captions.push(format!("{:.2}", near.distance));
        }
    }
    emit(Event::Gallery(Gallery {
        kind: "nearest".into(),
        title: format!("samples above, closest {of}training images below{typical}"),
        step,
        columns: n,
        pictures,
        captions,
    }));
    Ok(Did::AsTyped)
}

/// The first `n` items in [0, 1].
fn unit(split: &Split, n: usize, columns: usize) -> Result<Vec<f32>> {
    let which: Vec<usize> = (0..n.min(split.len())).collect();
    let mut values = vec![0.0; which.len() * columns];
    split.fill(&which, Range::Unit, &mut values)?;
    Ok(values)
}
