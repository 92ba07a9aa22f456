//! `data`: what is learned from.

use std::sync::Arc;

use super::prompt::PATH;
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::art::Picture;
use crate::data::{self, Item, NAMES};
use crate::error::Result;
use crate::event::{Event, Gallery};
use crate::random;

pub(super) const COMMAND: Command = Command {
    name: "data",
    usage: "[NAME|DIR]",
    about: "show the data, or take other data for the next build",
    details: "data fashion; data ring; data path/to/mnist takes a folder of IDX files, data path/to/cifar-10 one of CIFAR-10's binary files, gzipped or not. The experiment that stands keeps its own data until the next build.",
    words: (0, 1),
    suggest: |words| {
        let mut all = if words.is_empty() {
            Suggestion::all(NAMES.iter().copied())
        } else {
            Vec::new()
        };
        if words.is_empty() {
            all.extend(Suggestion::all([(PATH, "")]));
        }
        all
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    if let Some(name) = args.word(0) {
        shell.data = Arc::new(data::load(name)?);
    }
    emit(Event::Said { text: about(shell) });
    if let Some(first) = gallery(shell) {
        emit(Event::Gallery(first));
    }
    Ok(Did::Nothing)
}

/// The data in one line.
pub(super) fn about(shell: &Shell) -> String {
    let data = &shell.data;
    let text = format!(
        "{}: {} training and {} held-out items of {:?}, {} classes · SHA-256 {}…",
        data.name,
        data.train.len(),
        data.held_out.len(),
        data.item.shape(),
        data.classes.len(),
        &data.digest[..12]
    );
    data.notes
        .iter()
        .fold(text, |text, note| format!("{text}\n{note}"))
}

/// Noise of the pictures' size: what a generator makes before it has learned anything.
pub(super) fn noise(shell: &Shell) -> Option<Gallery> {
    let real = gallery(shell)?;
    let pictures = real
        .pictures
        .iter()
        .zip(0..)
        .filter_map(|(like, i)| {
            let (width, height, channels) = (like.width(), like.height(), like.channels());
            let mut values = vec![0.0; width * height * channels];
            random::normals(shell.seed, "first look", i, &mut values);
            let unit: Vec<f32> = values.iter().map(|v| 0.5 + 0.25 * v).collect();
            Picture::from_unit(width, height, channels, &unit).ok()
        })
        .collect();
    Some(Gallery {
        kind: "noise".into(),
        title: "noise".into(),
        pictures,
        ..real
    })
}

/// The first training items, where they are pictures.
pub(super) fn gallery(shell: &Shell) -> Option<Gallery> {
    let Item::Image {
        height,
        width,
        channels,
    } = shell.data.item
    else {
        return None;
    };
    let pictures = (0..10)
        .filter_map(|i| {
            let pixels = shell.data.train.pixels(i)?;
            Picture::new(width, height, channels, pixels.to_vec()).ok()
        })
        .collect();
    Some(Gallery {
        kind: "data".into(),
        title: format!("real · {}", shell.data.name),
        step: 0,
        columns: 5,
        pictures,
        captions: Vec::new(),
    })
}
