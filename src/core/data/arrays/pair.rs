//! Makes a data set of arrays of items and labels.

use super::{Array, Levels};
use crate::data::labels::Labels;
use crate::data::parts::{Content, Raw};
use crate::error::Result;

/// The two parts of a data set, or the one that there is, as arrays: items, and the labels of them.
pub(in crate::data) struct Pair {
    pub items: Array,
    pub labels: Option<Array>,
}

/// Both parts for a data set; brightness is mapped alike in both. Notes for the user are added to `notes`.
///
/// # Errors
/// If the shapes are none of pictures or points, or numbers are not finite.
pub(in crate::data) fn raw(
    train: Pair,
    held: Option<Pair>,
    notes: &mut Vec<String>,
) -> Result<(Raw, Option<Raw>)> {
    let labels = |pair: &Pair| match &pair.labels {
        Some(labels) => labels.labels().map(Labels::Numbers),
        None => Ok(Labels::None),
    };
    if train.items.is_points() {
        let part = |pair: Pair| {
            Ok(Raw {
                labels: labels(&pair)?,
                content: Content::Points(pair.items.points()?),
            })
        };
        return Ok((part(train)?, held.map(part).transpose()?));
    }
    let levels = Levels::of(&train.items.file, &train.items.numbers)?;
    notes.extend(levels.said.clone());
    let part = |pair: Pair| {
        let labels = labels(&pair)?;
        let (image, bytes) = pair.items.pictures(&levels)?;
        Ok(Raw {
            content: Content::Pictures { image, bytes },
            labels,
        })
    };
    Ok((part(train)?, held.map(part).transpose()?))
}
