//! How long a replay shows what: an entry of a record as frames, each an event and the time to look at it.

use std::collections::BTreeMap;

use crate::event::{Event, Progress, Series, Stepped};
use crate::session::Entry;

/// The longest recorded pause between two events: nobody watches somebody think.
const LONGEST: f32 = 3.0;
/// Seconds to read a word, and the least for any text.
const WORD: f32 = 0.3;
const LEAST: f32 = 2.0;
/// Seconds for a phase of a batch, and for what is looked at.
const PHASE: f32 = 1.0;
const LOOK: f32 = 2.0;
/// Seconds for what is said in passing.
const ASIDE: f32 = 1.0;
/// Seconds that training is shown for, whatever it took.
const TRAINING: (f32, f32) = (1.0, 6.0);

/// What is shown, and for how many seconds at speed 1.
pub(super) struct Frame {
    /// Nothing: what is there stays.
    pub event: Option<Event>,
    pub hold: f32,
    /// Whether it is of the record, and not only on the way from one recorded value to the next.
    pub recorded: bool,
}

impl Frame {
    fn of(event: Event, hold: f32) -> Self {
        Self {
            event: Some(event),
            hold,
            recorded: true,
        }
    }

    fn wait(hold: f32) -> Self {
        Self {
            event: None,
            hold,
            recorded: false,
        }
    }
}

/// The frames of what an entry says, `before` its events, at the pace of the record; `since` is the time that passed since
/// the last event of the entry before.
pub(super) fn as_recorded(entry: &Entry, before: Vec<Event>, since: f32) -> Vec<Frame> {
    let pause = |seconds: f32| Frame::wait(seconds.clamp(0.0, LONGEST));
    let mut frames = vec![pause(since)];
    frames.extend(before.into_iter().map(|event| Frame::of(event, 0.0)));
    let mut clock = 0.0;
    for timed in &entry.events {
        frames.push(pause(timed.at - clock));
        frames.push(Frame::of(timed.event.clone(), 0.0));
        clock = timed.at;
    }
    frames
}

/// The frames of what an entry says, `before` its events, each shown long enough to be read.
pub(super) fn to_be_read(entry: &Entry, before: Vec<Event>) -> Vec<Frame> {
    let aside = !before.is_empty();
    let mut frames: Vec<_> = before.into_iter().map(|e| Frame::of(e, 0.0)).collect();
    // What comes together is looked at together.
    let mut together: f32 = if aside { ASIDE } else { 0.0 };
    let mut seen = Vec::new();
    for timed in &entry.events {
        match &timed.event {
            Event::Live(_) => seen.push((timed.at, &timed.event)),
            Event::Stepped(stepped) => {
                frames.extend(training(entry, stepped, &std::mem::take(&mut seen)));
                frames.push(Frame::of(timed.event.clone(), 0.0));
                together = together.max(ASIDE);
            }
            event => {
                let phase = matches!(event, Event::Phase(_));
                frames.push(Frame::of(event.clone(), if phase { PHASE } else { 0.0 }));
                together = if phase {
                    0.0
                } else {
                    together.max(time(event))
                };
            }
        }
    }
    // Those behind the last steps, as after going somewhere.
    let rest = seen.into_iter();
    frames.extend(rest.map(|(_, event)| Frame::of(event.clone(), 0.0)));
    frames.push(Frame::wait(together));
    frames
}

/// Seconds to look at an event.
fn time(event: &Event) -> f32 {
    match event {
        Event::Said { text } | Event::Error { message: text, .. } => {
            (text.split_whitespace().count() as f32 * WORD).max(LEAST)
        }
        Event::Listing(listing) => (listing.rows.len() as f32 * WORD).max(LEAST),
        Event::Gallery(_)
        | Event::Plane(_)
        | Event::Scores(_)
        | Event::Evaluated(_)
        | Event::Curves(_)
        | Event::Chart(_)
        | Event::Compared(_)
        | Event::StoppedAt(_) => LOOK,
        _ => ASIDE,
    }
}

/// Training on its way: curves that grow point by point, and what the screen showed beside them.
fn training(entry: &Entry, stepped: &Stepped, seen: &[(f32, &Event)]) -> Vec<Frame> {
    let mut points: BTreeMap<u64, Series> = BTreeMap::new();
    for curve in &stepped.curves {
        for (step, value) in &curve.points {
            let series = points.entry(*step).or_default();
            series.insert(curve.name.clone(), *value);
        }
    }
    let from = stepped.step.saturating_sub(stepped.steps);
    points.retain(|step, _| (from + 1..=stepped.step).contains(step));
    let (least, most) = TRAINING;
    let seconds = ((stepped.steps as f32).sqrt() / 4.0).clamp(least, most);
    let hold = seconds / points.len().max(1) as f32;
    let share = |step: u64| (step - from) as f32 / stepped.steps.max(1) as f32;
    let mut seen = seen.iter().peekable();
    let mut frames = Vec::new();
    for (step, series) in points {
        let at = share(step) * stepped.seconds.max(entry.seconds);
        while let Some((_, event)) = seen.next_if(|(when, _)| *when <= at) {
            frames.push(Frame::of((*event).clone(), 0.0));
        }
        let progress = Progress {
            work: "step".into(),
            training: true,
            step,
            done: step - from,
            of: Some(stepped.steps),
            rate: stepped.steps as f32 / stepped.seconds.max(0.001),
            eta_seconds: None,
            series,
        };
        frames.push(Frame {
            event: Some(Event::Progress(progress)),
            hold,
            recorded: false,
        });
    }
    frames.extend(seen.map(|(_, event)| Frame::of((*event).clone(), 0.0)));
    frames
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Curve, PhaseReport};
    use crate::session::Timed;

    fn entry(events: Vec<Event>) -> Entry {
        let timed = |event| Timed { at: 0.0, event };
        Entry {
            line: "step 100".into(),
            at: 0.0,
            seconds: 0.1,
            step: 100,
            digest: None,
            branch: None,
            events: events.into_iter().map(timed).collect(),
        }
    }

    fn seconds(frames: &[Frame]) -> f32 {
        frames.iter().map(|frame| frame.hold).sum()
    }

    #[test]
    fn notes_are_shown_as_long_as_it_takes_to_read_them() {
        let note = |words: usize| {
            let text = "word ".repeat(words);
            seconds(&to_be_read(&entry(vec![Event::Said { text }]), Vec::new()))
        };
        assert!((note(30) - 9.0).abs() < 1e-3 && (note(2) - 2.0).abs() < 1e-3);
    }

    #[test]
    fn a_phase_is_shown_for_a_second() {
        let phase = |number| {
            Event::Phase(PhaseReport {
                number,
                of: 10,
                step: 1,
                name: "generate".into(),
                about: String::new(),
                facts: Vec::new(),
                pictures: None,
            })
        };
        let frames = to_be_read(&entry((1..=10).map(phase).collect()), Vec::new());
        assert!((seconds(&frames) - 10.0).abs() < 1e-3);
    }

    #[test]
    fn steps_are_seen_on_their_way_and_recorded_events_stay_in_order() {
        let stepped = Stepped {
            steps: 100,
            step: 100,
            seconds: 0.1,
            series: Series::new(),
            window: 20,
            interrupted: false,
            curves: vec![Curve {
                name: "d_loss".into(),
                points: (1..=50_u8)
                    .map(|i| (u64::from(i) * 2, f32::from(i)))
                    .collect(),
            }],
        };
        let live = Event::Live(Vec::new());
        let frames = to_be_read(
            &entry(vec![live.clone(), Event::Stepped(stepped.clone())]),
            Vec::new(),
        );
        let moving = frames.iter().filter(|frame| !frame.recorded).count();
        assert_eq!(moving, 51, "fifty points and the pause behind them");
        let kept = frames.into_iter().filter(|frame| frame.recorded);
        let kept: Vec<_> = kept.filter_map(|frame| frame.event).collect();
        assert_eq!(kept, [live, Event::Stepped(stepped)]);
    }
}
