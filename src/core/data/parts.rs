//! Makes a data set of the items and labels in files: classes, the held-out part, and notes for the user.

use super::held_out::{self, Part, SEED};
use super::labels::Labels;
use super::{Dataset, Item, Rule, Split, classes};
use crate::error::{Error, Result};

/// Items of one part.
pub(super) enum Content {
    /// Pictures of `[height, width, channels]`, one after the other.
    Pictures { image: [usize; 3], bytes: Vec<u8> },
    /// Points in the plane.
    Points(Vec<[f32; 2]>),
}

/// One part as files have it.
pub(super) struct Raw {
    pub content: Content,
    pub labels: Labels,
}

impl Raw {
    fn item(&self) -> Item {
        match self.content {
            Content::Pictures { image, .. } => Item::Image {
                height: image[0],
                width: image[1],
                channels: image[2],
            },
            Content::Points(_) => Item::Point,
        }
    }

    fn len(&self) -> usize {
        match &self.content {
            Content::Pictures { image, bytes } => bytes.len() / image.iter().product::<usize>(),
            Content::Points(points) => points.len(),
        }
    }
}

/// Puts a data set together. `names` are the names of labels that are places, or of the labels 0, 1, 2 and so on; empty if
/// nothing names them. Without a held-out part, a tenth is held out.
///
/// # Errors
/// If there is no item, parts differ, or there are too few or too many labels, or too many classes.
pub(super) fn dataset(
    name: &str,
    train: Raw,
    held: Option<Raw>,
    names: Vec<String>,
    mut notes: Vec<String>,
) -> Result<Dataset> {
    let item = train.item();
    for part in [Some(&train), held.as_ref()].into_iter().flatten() {
        let (items, labels) = (part.len(), part.labels.len());
        if labels != items && labels != 0 {
            return Err(Error::new(format!(
                "{name} has {items} items but {labels} labels; the counts must agree"
            )));
        }
        if part.item() != item {
            return Err(Error::new(format!(
                "the items of {name} differ: {:?} for training, {:?} held out",
                item.shape(),
                part.item().shape()
            )));
        }
    }
    if train.len() == 0 {
        return Err(Error::new(format!(
            "{name} contains no training items; at least 1 is needed"
        )));
    }
    let labelled = held.as_ref().is_some_and(|held| held.labels.len() > 0);
    if held.as_ref().is_some_and(|held| held.len() > 0) && labelled != (train.labels.len() > 0) {
        let (with, without) = if labelled {
            ("the held-out items have labels", "the training items")
        } else {
            ("the training items have labels", "the held-out items")
        };
        return Err(Error::new(format!(
            "{with} in {name}, but {without} have none; give labels for both or for neither"
        )));
    }
    let apart = held.is_some();
    let none = Raw {
        content: match item {
            Item::Image {
                height,
                width,
                channels,
            } => Content::Pictures {
                image: [height, width, channels],
                bytes: Vec::new(),
            },
            Item::Point => Content::Points(Vec::new()),
        },
        labels: Labels::None,
    };
    let [train, held] = [train, held.unwrap_or(none)];
    let [train_content, held_content] = fitted(train.content, held.content, &mut notes);
    let (classes, [train_labels, held_labels]) =
        classes::named(name, [train.labels, held.labels], names, &mut notes)?;
    let mut train = Part {
        pixels: raw_bytes(train_content),
        labels: train_labels,
    };
    let mut held = Part {
        pixels: raw_bytes(held_content),
        labels: held_labels,
    };
    let size = match item {
        Item::Image { .. } => item.len(),
        Item::Point => 8,
    };
    if !apart {
        held = held_out::split_off(&mut train, size, Rule::Now);
        let count = held.pixels.len() / size;
        notes.push(if count == 0 {
            "nothing is held out: a tenth would be, but there are fewer than 10 items".into()
        } else {
            format!(
                "{count} items are held out, drawn with seed {SEED} and, with labels, in proportion to the classes"
            )
        });
    }
    let [train, held] = [train, held].map(|part| match item {
        Item::Image { .. } => Split::of_pixels(size, part.pixels, part.labels),
        Item::Point => Split::of_points(points(&part.pixels), part.labels),
    });
    Ok(Dataset::new(name, item, classes, train, held).with_notes(notes))
}

/// Points where networks and screens expect them: the middle at 0 and the farthest coordinate at 1, unless they are already
/// there. Both axes are scaled by the same factor.
fn fitted(train: Content, held: Content, notes: &mut Vec<String>) -> [Content; 2] {
    let (Content::Points(train), Content::Points(held)) = (&train, &held) else {
        return [train, held];
    };
    let bound = |axis: usize| {
        let values = train.iter().map(|point| point[axis]);
        values.fold((f32::MAX, f32::MIN), |(low, high), v| {
            (low.min(v), high.max(v))
        })
    };
    let (across, down) = (bound(0), bound(1));
    let middle = [across, down].map(|(low, high)| low / 2.0 + high / 2.0);
    let reach = [across, down]
        .map(|(low, high)| high / 2.0 - low / 2.0)
        .into_iter()
        .fold(f32::MIN_POSITIVE, f32::max);
    let farthest = [across.0, across.1, down.0, down.1].map(f32::abs);
    let farthest = farthest.into_iter().fold(0.0, f32::max);
    if farthest <= 1.5 && reach >= 0.5 {
        return [train.clone(), held.clone()].map(Content::Points);
    }
    notes.push(format!(
        "points are moved by {:.4} and {:.4}, and then divided by {reach:.4}: the networks expect them around 0",
        -middle[0], -middle[1]
    ));
    [train, held].map(|points| {
        let moved = |point: &[f32; 2]| [0, 1].map(|axis| (point[axis] - middle[axis]) / reach);
        Content::Points(points.iter().map(moved).collect())
    })
}

/// Items as bytes: what is drawn from them moves in one way, whatever they are.
fn raw_bytes(content: Content) -> Vec<u8> {
    match content {
        Content::Pictures { bytes, .. } => bytes,
        Content::Points(points) => points
            .iter()
            .flatten()
            .flat_map(|value| value.to_le_bytes())
            .collect(),
    }
}

fn points(bytes: &[u8]) -> Vec<[f32; 2]> {
    let values = bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|b| f32::from_le_bytes(*b));
    let values: Vec<f32> = values.collect();
    values.as_chunks::<2>().0.to_vec()
}
