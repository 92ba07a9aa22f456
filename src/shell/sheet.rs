//! An overview of the data: items of each class side by side, and facts about all of them.

use super::first_look::about;
use super::state::{Emit, Shell};
use crate::art::Picture;
use crate::data::{Count, Dataset, Item, Look};
use crate::error::{Result, brief};
use crate::event::{Event, Gallery, Group, Plane};

/// Pictures of a sheet without classes, and of one with up to so many classes.
const SHOWN: usize = 10;
/// The most classes that a sheet shows items of.
const MOST_CLASSES: usize = 40;
/// The most classes whose counts are written out.
const MOST_COUNTS: usize = 20;
/// Points of each class.
const POINTS: usize = 250;
/// The most groups of points: each has a mark or a colour of its own.
const MOST_GROUPS: usize = 10;
/// How far the plane is drawn on each side of its middle.
const EDGE: f32 = 1.5;

/// Says what the data are, and shows some of them.
///
/// # Errors
/// A sentence if the data are in a file that cannot be read any more.
pub(crate) fn show(shell: &Shell, emit: Emit<'_>) -> Result<()> {
    let text = lines(&shell.data)?
        .iter()
        .fold(about(shell), |text, line| format!("{text}\n{line}"));
    emit(Event::Said { text });
    emit(sheet(&shell.data));
    Ok(())
}

/// Facts about all items, one line each.
fn lines(data: &Dataset) -> Result<Vec<String>> {
    let look = Look::at(data)?;
    let mut lines = Vec::new();
    if !look.counts.is_empty() {
        let count = |count: &Count| format!("{} {}+{}", count.class, count.train, count.held_out);
        let shown = look.counts.iter().take(MOST_COUNTS).map(count);
        let mut shown: Vec<String> = shown.collect();
        if look.counts.len() > MOST_COUNTS {
            shown.push(format!("and {} more", look.counts.len() - MOST_COUNTS));
        }
        lines.push(format!(
            "training and held-out items by class: {}",
            shown.join(" · ")
        ));
    }
    let mut facts = vec![format!(
        "numbers from {} to {}, mean {}",
        short(f64::from(look.low)),
        short(f64::from(look.high)),
        short(look.mean)
    )];
    for (count, what) in [
        (look.duplicates, "training items equal an earlier one"),
        (look.shared, "held-out items equal a training item"),
        (look.constant, "training items are constant"),
    ] {
        if count > 0 {
            facts.push(format!("{count} {what}"));
        }
    }
    lines.push(facts.join(" · "));
    lines.extend(look.wrong.iter().map(|wrong| format!("careful: {wrong}")));
    Ok(lines)
}

/// A number with as many digits as it needs.
fn short(value: f64) -> String {
    let digits = if value.abs() < 10.0 && value.fract() != 0.0 {
        2
    } else {
        0
    };
    let text = format!("{value:.digits$}");
    if text.trim_matches(['-', '0', '.']).is_empty() {
        "0".into()
    } else {
        text
    }
}

/// Items of each class.
fn sheet(data: &Dataset) -> Event {
    match data.item {
        Item::Image {
            height,
            width,
            channels,
        } => Event::Gallery(gallery(data, [height, width, channels])),
        Item::Point => Event::Plane(plane(data)),
    }
}

fn gallery(data: &Dataset, [height, width, channels]: [usize; 3]) -> Gallery {
    let split = &data.train;
    let (columns, places) = if data.classes.is_empty() {
        (5, (0..SHOWN.min(split.len())).collect())
    } else {
        let classes = data.classes.len().min(MOST_CLASSES);
        let rows = (3 * SHOWN / classes).clamp(1, 4);
        let mut of: Vec<Vec<usize>> = vec![Vec::new(); classes];
        for (label, at) in split.labels().iter().zip(0..) {
            if let Some(of) = of.get_mut(usize::from(*label)).filter(|of| of.len() < rows) {
                of.push(at);
            }
        }
        by_row(&of, rows)
    };
    let captions = |at: &usize| {
        let label = split.labels().get(*at)?;
        data.classes.get(usize::from(*label)).cloned()
    };
    let shown = |at: &usize| {
        let pixels = split.picture(*at)?;
        Picture::new(width, height, channels, pixels).ok()
    };
    Gallery {
        kind: "data".into(),
        title: format!("real · {}", data.name),
        step: 0,
        columns,
        captions: places.iter().filter_map(captions).collect(),
        pictures: places.iter().filter_map(shown).collect(),
    }
}

/// Columns and items in reading order: up to ten classes each have a column, more of them follow each other.
fn by_row(of: &[Vec<usize>], rows: usize) -> (usize, Vec<usize>) {
    if of.len() > SHOWN {
        return (
            SHOWN,
            of.iter().filter_map(|of| of.first().copied()).collect(),
        );
    }
    let whole = of.iter().map(Vec::len).min().unwrap_or(0);
    if whole == 0 || rows == 1 {
        let all: Vec<usize> = of.iter().flatten().copied().take(3 * SHOWN).collect();
        return (of.len().min(SHOWN), all);
    }
    let row = |row: usize| of.iter().map(move |of| of[row]);
    (of.len(), (0..whole.min(rows)).flat_map(row).collect())
}

fn plane(data: &Dataset) -> Plane {
    let split = &data.train;
    let points = |class: Option<usize>| {
        let is = |i: &usize| match class {
            Some(class) => split
                .labels()
                .get(*i)
                .is_some_and(|l| usize::from(*l) == class),
            None => true,
        };
        let places = (0..split.len()).filter(is);
        places.filter_map(|i| split.point(i)).take(POINTS).collect()
    };
    let grouped = (2..=MOST_GROUPS).contains(&data.classes.len());
    let group = |(class, name): (usize, &String)| Group {
        name: name.clone(),
        points: points(Some(class)),
    };
    Plane {
        kind: "data".into(),
        title: format!("real points · {}", brief(&data.name)),
        bounds: [-EDGE, EDGE, -EDGE, EDGE],
        groups: if grouped {
            data.classes.iter().enumerate().map(group).collect()
        } else {
            Vec::new()
        },
        real: if grouped { Vec::new() } else { points(None) },
        ..Plane::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (255.0, "255"),
            (33.31, "33"),
            (-0.004, "0"),
            (1.046, "1.05"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn each_class_has_a_column() {
        let (columns, all) = by_row(&[vec![0, 3], vec![1, 4], vec![2, 5]], 2);
        assert_eq!((columns, all), (3, vec![0, 1, 2, 3, 4, 5]));
        // A class of one item does not shift the others.
        let (columns, all) = by_row(&[vec![0, 3], vec![1]], 2);
        assert_eq!((columns, all), (2, vec![0, 1]));
        let many: Vec<Vec<usize>> = (0..17).map(|i| vec![i]).collect();
        assert_eq!(by_row(&many, 1), (10, (0..17).collect()));
    }
}
