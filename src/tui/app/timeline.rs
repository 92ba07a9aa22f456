//! The timeline bar on the screen: one moves along it, what was seen appears at once, and the run follows when one rests.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Position;

use super::App;
use crate::engine::LineId;
use crate::event::{Event, Moved, Outline};
use crate::tui::scrub::{Stride, Way};
use crate::view::{self, Bar};

/// Keys while one moves; the last one is always shown.
const KEYS: &[(&str, &str)] = &[
    ("← →", "one step"),
    ("< >", "farther"),
    ("[ ]", "mark"),
    ("Home End", "ends"),
    ("Enter", "go there"),
    ("F1", "keys"),
    ("Esc", "stay"),
];

impl App<'_> {
    /// The bar, where there is anything on it.
    pub fn bar(&self) -> Option<Bar<'_>> {
        let outline = self.timeline.outline.as_ref()?;
        let progress = self.state.progress.as_ref();
        let trains = progress.is_some_and(|progress| progress.training);
        let (step, last) = if trains && self.timeline.before.is_none() {
            // What was ahead of the run is not any more.
            (self.state.step, self.state.step)
        } else {
            (outline.step, outline.last)
        };
        let bar = Bar {
            outline,
            step,
            last,
            looks_at: self.looks_at().filter(|at| *at != outline.step),
        };
        (last > 0 && !self.replaying()).then_some(bar)
    }

    /// The step that is looked at, while that is not where the run stands.
    pub(super) fn looks_at(&self) -> Option<u64> {
        self.timeline.scrub.looks_at()
    }

    /// The lab says what the timeline is.
    pub(super) fn told(&mut self, outline: Option<Outline>) {
        if self.replaying() {
            return;
        }
        if let Some(outline) = &outline {
            self.timeline.frames.told(outline);
        }
        self.timeline.outline = outline;
    }

    /// The lab says something: of the run as it stands, whatever is looked at.
    pub(super) fn seen(&mut self, event: &Event) {
        if self.replaying() {
            return;
        }
        if let Event::Live(news) = event {
            self.timeline.frames.see(news);
        }
        if let Some(before) = &mut self.timeline.before {
            before.take(event);
        }
    }

    /// A key on an empty prompt that is of the timeline; says whether it was.
    pub(super) fn moves(&mut self, key: KeyEvent) -> bool {
        let free = self.editor.text().is_empty()
            && self.editor.popup.is_none()
            && self.editor.search.is_none();
        if !free || self.bar().is_none() {
            return false;
        }
        let looks = self.looks_at().is_some();
        let far = !key.modifiers.is_empty();
        let stride = match key.code {
            KeyCode::Left if far => Stride::Far(Way::Back),
            KeyCode::Right if far => Stride::Far(Way::On),
            KeyCode::Left => Stride::Step(Way::Back),
            KeyCode::Right => Stride::Step(Way::On),
            KeyCode::Char('<') => Stride::Far(Way::Back),
            KeyCode::Char('>') => Stride::Far(Way::On),
            KeyCode::Char('[') => Stride::Mark(Way::Back),
            KeyCode::Char(']') => Stride::Mark(Way::On),
            KeyCode::Home => Stride::End(Way::Back),
            KeyCode::End => Stride::End(Way::On),
            KeyCode::Enter if looks => {
                self.settle();
                return true;
            }
            KeyCode::Esc if looks => {
                self.stay();
                return true;
            }
            KeyCode::Char('c') if looks && key.modifiers == KeyModifiers::CONTROL => {
                self.stay();
                return true;
            }
            _ => return false,
        };
        self.look(stride);
        true
    }

    /// Looks at another step, unless the lab works.
    fn look(&mut self, stride: Stride) {
        if !self.flight.iter().all(|line| line.moves) {
            self.say("the lab is busy: the timeline is free when it is done; Esc stops it");
            return;
        }
        let timeline = &mut self.timeline;
        let Some(outline) = &timeline.outline else {
            return;
        };
        if timeline.before.is_none() {
            timeline.before = Some(self.state.remember());
        }
        timeline.scrub.go(stride, outline, Instant::now());
        // Where the run is on its way to is not wanted any more.
        if timeline.sent.take().is_some() {
            self.stop();
        }
        self.show();
    }

    /// Shows what was seen of the step that is looked at, with the curves up to there.
    fn show(&mut self) {
        let timeline = &self.timeline;
        let (Some(outline), Some(step)) = (&timeline.outline, timeline.scrub.looks_at()) else {
            return;
        };
        let moved = Moved {
            branch: outline.branch.clone(),
            step,
            last: outline.last,
            phase: 0,
            digest: String::new(),
            exact: true,
        };
        self.state.look_at(timeline.frames.at(outline, step), moved);
    }

    /// Time goes by: says whether the run was sent to where one rests.
    pub fn rests(&mut self, now: Instant) -> bool {
        let rested = self.timeline.scrub.rested(now);
        rested.map(|step| self.send(step)).is_some()
    }

    /// How long until a rest is over, if there is one.
    pub fn rest_left(&self, now: Instant) -> Option<Duration> {
        self.timeline.scrub.left(now)
    }

    /// Sends the run to what is looked at, without a rest: something is to be done there.
    pub(super) fn settle(&mut self) {
        if let Some(step) = self.timeline.scrub.settle() {
            self.send(step);
        }
    }

    /// Sends the run to a step.
    fn send(&mut self, step: u64) {
        let Some(outline) = &self.timeline.outline else {
            return;
        };
        if step == outline.step && self.flight.is_empty() {
            self.stay();
            return;
        }
        let line = if step == outline.last {
            "goto end".to_owned()
        } else {
            format!("goto {step}")
        };
        self.submit(&line);
        if let Some(line) = self.flight.back_mut() {
            line.moves = true;
            self.timeline.sent = Some(line.id);
        }
    }

    /// Looks at where the run stands again, and does not go elsewhere.
    pub(super) fn stay(&mut self) {
        self.timeline.scrub.end();
        if self.timeline.sent.is_some() {
            // The end of the way says whether the run is there.
            self.stop();
        } else {
            self.show_here();
        }
    }

    /// Shows where the run stands, as it was shown before.
    fn show_here(&mut self) {
        if let Some(before) = self.timeline.before.take() {
            let tab = self.state.tab;
            self.state.recall(before);
            self.state.tab = tab;
            self.count();
        }
    }

    /// A line is done; where it sent the run, that is there now or was stopped on the way.
    pub(super) fn arrives(&mut self, id: LineId) {
        if self.timeline.sent == Some(id) {
            self.timeline.sent = None;
            if !self.timeline.scrub.waits() {
                self.timeline.scrub.end();
                self.show_here();
            }
        }
        if self.timeline.scrub.waits() {
            self.show();
        }
    }

    /// Grey text on an empty prompt: what is looked at.
    pub fn hint(&self) -> String {
        let outline = self.timeline.outline.as_ref();
        let Some((step, outline)) = self.looks_at().zip(outline) else {
            return self.editor.hint();
        };
        if !self.editor.text().is_empty() {
            return self.editor.hint();
        }
        let there = outline.marks.iter().filter(|mark| mark.step == step);
        let there = there.map(|mark| format!(" · {}", mark.text));
        format!(
            "step {step} of {}{}",
            outline.last,
            there.collect::<String>()
        )
    }

    /// The keys that apply while one moves along the timeline.
    pub(super) fn moving_keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        self.looks_at().map(|_| KEYS.to_vec())
    }

    /// A click on a key of the bar at the bottom; says whether it was one of the timeline.
    pub(super) fn click_timeline(&mut self, name: &str) -> bool {
        let code = match name {
            _ if self.looks_at().is_none() => return false,
            "← →" => KeyCode::Right,
            "< >" => KeyCode::Char('>'),
            "[ ]" => KeyCode::Char(']'),
            "Home End" => KeyCode::End,
            "Enter" => KeyCode::Enter,
            "Esc" => KeyCode::Esc,
            _ => return false,
        };
        self.moves(code.into())
    }

    /// The mouse takes hold of the bar, where it is there; says whether it is.
    pub(super) fn grasps(&mut self, at: Position) -> bool {
        let bar = self.places.as_ref().map(|places| places.timeline);
        self.timeline.held = bar.is_some_and(|area| area.contains(at)) && self.bar().is_some();
        if self.timeline.held {
            self.drags(at);
        }
        self.timeline.held
    }

    /// The mouse moves along the bar that it holds.
    pub(super) fn drags(&mut self, at: Position) {
        let area = self.places.as_ref().map(|places| places.timeline);
        if let (Some(area), Some(bar), true) = (area, self.bar(), self.timeline.held) {
            let column = at.x.saturating_sub(area.x);
            self.look(Stride::To(view::step_at(bar, area.width, column)));
        }
    }

    /// The mouse lets go of the bar: the run goes there.
    pub(super) fn lets_go(&mut self) {
        if std::mem::take(&mut self.timeline.held) {
            self.settle();
        }
    }
}
