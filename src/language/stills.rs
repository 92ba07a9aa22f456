//! Moments within long steps, recorded afterwards: a replay of a session that no screen saw moves all the same.

use super::command::Language;
use super::travel::visit;
use crate::art::Picture;
use crate::error::Result;
use crate::event::{Event, Plane};
use crate::lab::timeline::{Act, Position};
use crate::session::{Session, Timed};
use crate::shell::train::still;
use crate::shell::{Emit, Shell};

/// Steps of one line from which on it is long.
const LONG: u64 = 200;
/// Levels of brightness in a still: a few take little room and look much the same.
const LEVELS: f32 = 7.0;
/// Points of the plane are rounded to a hundredth.
const PARTS: f32 = 100.0;

/// A moment of a line of the record.
struct Still {
    entry: usize,
    /// Which part of its steps are behind it.
    share: f32,
    at: Position,
}

/// Goes to `each` moments of every long step of the record, closer together at its beginning, where most happens, the last at its end, and writes
/// into the session what a screen would have shown there. The run is where it was afterwards.
///
/// # Errors
/// `stopped`, or what went wrong on the way; the session may have some of them then.
pub(super) fn stills(
    language: Language,
    shell: &mut Shell,
    session: &mut Session,
    each: u64,
    emit: Emit<'_>,
) -> Result<()> {
    let places = places(shell, each);
    let positions: Vec<Position> = places.iter().map(|still| still.at).collect();
    let mut seen = Vec::new();
    visit(language, shell, &positions, emit, &mut |shell, _| {
        let mut news = still(shell.trainer()?)?;
        news.iter_mut().for_each(small);
        seen.push(news);
        Ok(())
    })?;
    for (place, news) in places.iter().zip(seen) {
        let Some(entry) = session.entries.get_mut(place.entry) else {
            continue;
        };
        let steps = entry.events.iter().position(|timed| match &timed.event {
            Event::Stepped(stepped) => stepped.steps >= LONG,
            _ => false,
        });
        let Some(steps) = steps else { continue };
        let at = place.share * entry.events[steps].at;
        let timed = Timed {
            at,
            event: Event::Live(news),
        };
        // What a screen saw at that time is seen before it.
        let before = entry.events[..steps].partition_point(|timed| timed.at <= at);
        entry.events.insert(before, timed);
    }
    Ok(())
}

fn places(shell: &Shell, each: u64) -> Vec<Still> {
    let tree = &shell.timeline.tree;
    let mut places = Vec::new();
    for (branch, of) in tree.branches.iter().enumerate() {
        let before = tree.path(branch).len().saturating_sub(of.own.len());
        for (place, leg) in of.own.iter().enumerate() {
            let Act::Steps { count, .. } = leg.act else {
                continue;
            };
            if count < LONG {
                continue;
            }
            places.extend((1..=each).map(|still| {
                let share = (still as f32 / each as f32).powi(2);
                let steps = ((count as f32 * share) as u64).max(1);
                // The end of a line is the beginning of the next.
                let (legs, steps) = if steps < count {
                    (before + place, steps)
                } else {
                    (before + place + 1, 0)
                };
                Still {
                    entry: leg.entry,
                    share,
                    at: Position {
                        branch,
                        legs,
                        steps,
                        phases: 0,
                    },
                }
            }));
        }
    }
    places
}

/// Rounds what an event shows, so that it takes little room.
fn small(event: &mut Event) {
    match event {
        Event::Gallery(gallery) => gallery.pictures.iter_mut().for_each(coarse),
        Event::Plane(Plane {
            real,
            generated,
            belief,
            ..
        }) => {
            for value in real.iter_mut().chain(generated).flatten() {
                *value = (*value * PARTS).round() / PARTS;
            }
            belief.iter_mut().for_each(coarse);
        }
        _ => {}
    }
}

fn coarse(picture: &mut Picture) {
    let level = |v: &u8| ((f32::from(*v) / 255.0 * LEVELS).round() / LEVELS * 255.0) as u8;
    let pixels = picture.pixels().iter().map(level).collect();
    let (width, height, channels) = (picture.width(), picture.height(), picture.channels());
    // Of the same size it is as good as before.
    if let Ok(coarse) = Picture::new(width, height, channels, pixels) {
        *picture = coarse;
    }
}
