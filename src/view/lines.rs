//! What was typed and what the lab answered, as lines that can be scrolled.

use std::collections::VecDeque;

use crate::event::{Event, OneRun};
use crate::transcript;

/// The most lines that are kept.
const KEPT: usize = 5000;

/// How a line is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Typed,
    Answer,
    Failure,
}

/// The events in words, wrapped to the width that was last drawn.
#[derive(Debug, Default)]
pub struct Log {
    events: VecDeque<Event>,
    pub(super) lines: VecDeque<(Kind, String)>,
    width: usize,
    /// Events that were ever added.
    added: usize,
    /// Lines scrolled back from the newest.
    pub(super) back: usize,
}

impl Log {
    /// Adds an event; events without text (pictures of the data at the start) add no line.
    pub fn push(&mut self, event: Event) {
        let lines = in_words(&event, self.width.max(20));
        if lines.is_empty() {
            return;
        }
        if self.back > 0 {
            self.back += lines.len();
        }
        self.lines.extend(lines);
        self.events.push_back(light(event));
        self.added += 1;
        while self.lines.len() > KEPT {
            self.lines.pop_front();
        }
        while self.events.len() > KEPT {
            self.events.pop_front();
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.events.clear();
        self.lines.clear();
        self.back = 0;
    }

    /// A mark of the current end; [`cut`](Self::cut) goes back to it.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.added
    }

    /// Removes what was added since a mark.
    pub fn cut(&mut self, mark: usize) {
        let since = self.added.saturating_sub(mark);
        self.events
            .truncate(self.events.len().saturating_sub(since));
        self.added -= since;
        self.wrap();
        self.back = 0;
    }

    /// Scrolls by `lines`, back if positive.
    pub fn scroll(&mut self, lines: isize) {
        self.back = self
            .back
            .saturating_add_signed(lines)
            .min(self.lines.len().saturating_sub(1));
    }

    /// Shows the newest lines again.
    pub fn to_end(&mut self) {
        self.back = 0;
    }

    /// Wraps everything again if the width has changed.
    pub fn rewrap(&mut self, width: u16) {
        let width = usize::from(width);
        if width == self.width || width == 0 {
            return;
        }
        self.width = width;
        self.wrap();
        self.back = self.back.min(self.lines.len().saturating_sub(1));
    }

    fn wrap(&mut self) {
        let width = self.width.max(20);
        let lines = self.events.iter();
        self.lines = lines.flat_map(|event| in_words(event, width)).collect();
    }
}

/// An event without its pictures and curves, of which the log shows no line.
fn light(mut event: Event) -> Event {
    match &mut event {
        Event::Gallery(gallery) => gallery.pictures.clear(),
        Event::Scores(scores) => scores.shown.clear(),
        Event::Stepped(stepped) => stepped.curves.clear(),
        Event::Plane(plane) => {
            (plane.real, plane.generated, plane.belief) = (Vec::new(), Vec::new(), None);
        }
        Event::Compared(compared) => {
            for run in &mut compared.runs {
                *run = OneRun {
                    name: std::mem::take(&mut run.name),
                    step: run.step,
                    ..OneRun::default()
                };
            }
        }
        Event::Phase(report) => report.pictures = None,
        _ => {}
    }
    event
}

fn in_words(event: &Event, width: usize) -> Vec<(Kind, String)> {
    let kind = match event {
        Event::Entered { .. } => Kind::Typed,
        Event::Error { .. } => Kind::Failure,
        // What a view of its own shows needs no words here.
        Event::Gallery(g) if g.kind == "data" || g.kind == "noise" => return Vec::new(),
        Event::Ledger(ledger) if ledger.terms.iter().all(|t| t.norms.is_empty()) => {
            return Vec::new();
        }
        _ => Kind::Answer,
    };
    let margin = if kind == Kind::Typed { "" } else { "  " };
    transcript::lines(event, width.saturating_sub(margin.len()))
        .into_iter()
        .map(|line| (kind, format!("{margin}{line}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Event {
        Event::Said { text: text.into() }
    }

    #[test]
    fn wraps_again_and_keeps_its_place() {
        let mut log = Log::default();
        log.rewrap(80);
        log.push(said(&"word ".repeat(30)));
        assert_eq!(log.lines.len(), 2);
        log.rewrap(30);
        assert!(log.lines.len() > 5);
        log.scroll(3);
        log.push(said("new"));
        assert_eq!(log.back, 4, "what is looked at stays in place");
        log.to_end();
        assert_eq!(log.back, 0);
        log.scroll(isize::MAX);
        assert!(log.back < log.lines.len());
    }

    #[test]
    fn what_was_said_since_a_mark_is_forgotten() {
        let mut log = Log::default();
        log.push(said("first"));
        let mark = log.mark();
        log.push(said("second"));
        log.push(said("third"));
        log.cut(mark);
        let lines: Vec<_> = log.lines.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(lines, ["  first"]);
        log.cut(mark);
        assert_eq!((log.lines.len(), log.mark()), (1, mark));
    }
}
