//! What a lab shows before any training: its data, and noise.

use super::state::Shell;
use crate::art::Picture;
use crate::data::Item;
use crate::error::brief;
use crate::event::Gallery;
use crate::random;

/// A few real items and as many of noise, for a screen to begin with.
#[must_use]
pub fn first_look(shell: &Shell) -> Vec<Gallery> {
    noise(shell).into_iter().chain(gallery(shell)).collect()
}

/// The data in one line.
pub(crate) fn about(shell: &Shell) -> String {
    let data = &shell.data;
    let classes = match data.classes.len() {
        0 => "no classes".to_owned(),
        n => format!("{n} classes"),
    };
    let text = format!(
        "{}: {} training and {} held-out items of {:?}, {classes} · SHA-256 {}…",
        brief(&data.name),
        data.train.len(),
        data.held_out.len(),
        data.item.shape(),
        &data.digest[..12]
    );
    data.notes
        .iter()
        .fold(text, |text, note| format!("{text}\n{note}"))
}

/// Noise of the pictures' size: what an untrained generator makes.
pub(crate) fn noise(shell: &Shell) -> Option<Gallery> {
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

/// The first training items, if they are pictures.
pub(crate) fn gallery(shell: &Shell) -> Option<Gallery> {
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
            let pixels = shell.data.train.picture(i)?;
            Picture::new(width, height, channels, pixels).ok()
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
