//! The state of the screen: the newest of everything that the lab reported.

use std::collections::BTreeMap;

use super::lines::Log;
use crate::event::{
    Built, Chart, Compared, Event, Gallery, Ledger, Moved, Plane, Played, Progress, Scores,
};
use crate::lab::history::WINDOW;

/// The pane of two runs beside each other.
pub(super) const BESIDE: &str = "diff";

/// Points kept of a curve before every second one is dropped.
const MOST_POINTS: usize = 4000;

/// The newest of everything that the lab reported.
#[derive(Debug, Default)]
pub struct State {
    pub built: Option<Built>,
    pub gallery: Option<Gallery>,
    /// Noise to show beside the data at the start.
    pub noise: Option<Gallery>,
    pub plane: Option<Plane>,
    pub scores: Option<Scores>,
    pub ledger: Option<Ledger>,
    /// Each series as `(step, value)`, rising in step.
    pub curves: BTreeMap<String, Vec<(u64, f32)>>,
    /// Series that `plot` asked for; if none, the losses.
    pub plotted: Vec<String>,
    /// A chart that is shown instead of the curves until some are asked for.
    pub chart: Option<Chart>,
    /// Two runs beside each other, and which of them is shown where there is room for one.
    pub compared: Option<Compared>,
    pub side: usize,
    /// Work in flight.
    pub progress: Option<Progress>,
    /// Steps taken.
    pub step: u64,
    /// Where in time the run went, until it trains again.
    pub moved: Option<Moved>,
    /// Where a replay stands, if there is one.
    pub played: Option<Played>,
    pub log: Log,
    /// The pane that shows where there is room for one.
    pub tab: &'static str,
    /// The number of queued lines.
    pub queued: usize,
    /// Whether an open-ended run is in flight, even where it gives way to a line.
    pub running: bool,
    /// A gallery that the user asked for, held while training sends others.
    held: bool,
    /// The pictures are news of a training, which nobody counted.
    news: bool,
}

impl State {
    /// What a screen knows that begins with a pane.
    #[must_use]
    pub fn opened(tab: &'static str) -> Self {
        Self {
            tab,
            ..Self::default()
        }
    }

    /// Takes in an event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Live(news) => {
                for event in news {
                    self.news(event);
                }
                return;
            }
            Event::Progress(progress) => {
                self.step = progress.step;
                for (name, value) in &progress.series {
                    self.point(name, progress.step, *value);
                }
                self.progress = Some(progress.clone());
                return;
            }
            _ => {}
        }
        self.show(event);
        self.log.push(event.clone());
    }

    /// Shows another step of the run, as far as the screen has seen it: pictures of that step or a little earlier, and the
    /// curves up to there.
    pub fn look_at(&mut self, seen: &[Event], at: Moved) {
        self.held = false;
        for event in seen {
            self.news(event);
        }
        let step = at.step;
        (self.step, self.moved) = (step, Some(at));
        if let Some(ledger) = &mut self.ledger {
            ledger.step = step;
            // One that is off has no value.
            for term in ledger.terms.iter_mut().filter(|t| t.weight.abs() > 0.0) {
                if let Some(points) = self.curves.get(&term.name) {
                    term.value = mean_at(points, step);
                }
            }
        }
    }

    /// Whether the pictures are held and updates from training are not shown.
    #[must_use]
    pub fn held(&self) -> bool {
        self.held
    }

    /// Whether the pictures are news of a training: some of them will do.
    #[must_use]
    pub fn is_news(&self) -> bool {
        self.news
    }

    /// Shows updates from training again.
    pub fn follow(&mut self) {
        self.held = false;
    }

    /// A line was sent to the lab.
    pub fn entered(&mut self, line: &str) {
        self.log.push(Event::Entered { line: line.into() });
    }

    /// The lab is done with a line.
    pub fn done(&mut self) {
        self.progress = None;
    }

    /// What is shown of the experiment, to be shown again after a replay of another.
    #[must_use]
    pub fn remember(&self) -> Self {
        Self {
            built: self.built.clone(),
            gallery: self.gallery.clone(),
            noise: self.noise.clone(),
            plane: self.plane.clone(),
            scores: self.scores.clone(),
            ledger: self.ledger.clone(),
            curves: self.curves.clone(),
            plotted: self.plotted.clone(),
            chart: self.chart.clone(),
            compared: self.compared.clone(),
            side: self.side,
            step: self.step,
            moved: self.moved.clone(),
            tab: self.tab,
            held: self.held,
            news: self.news,
            ..Self::default()
        }
    }

    /// Shows again what was remembered; the log goes on.
    pub fn recall(&mut self, before: Self) {
        let log = std::mem::take(&mut self.log);
        *self = Self { log, ..before };
    }

    fn news(&mut self, event: &Event) {
        match event {
            Event::Gallery(gallery) if self.lets_in(gallery) => {
                self.gallery = Some(gallery.clone());
                (self.held, self.news) = (false, true);
            }
            Event::Plane(plane) => self.plane = Some(plane.clone()),
            Event::Scores(scores) => self.scores = Some(scores.clone()),
            Event::Ledger(ledger) => self.ledger = Some(ledger.clone()),
            // Those of another branch, or of another place on it.
            Event::Curves(all) => {
                let curves = all.curves.iter();
                let curves = curves.map(|curve| (curve.name.clone(), curve.points.clone()));
                self.curves = curves.collect();
                // Those of two branches were drawn beside each other: they are not this one's.
                self.plotted.retain(|name| self.curves.contains_key(name));
            }
            _ => {}
        }
    }

    /// The current step of a run in the past; later steps lie ahead.
    #[must_use]
    pub fn now(&self) -> u64 {
        let moved = self.moved.as_ref().filter(|moved| moved.step < moved.last);
        moved.map_or(u64::MAX, |moved| moved.step)
    }

    /// Whether news may take the place of the pictures that are shown.
    fn lets_in(&self, news: &Gallery) -> bool {
        !self.held || self.gallery.as_ref().is_none_or(|g| g.kind == news.kind)
    }

    fn show(&mut self, event: &Event) {
        match event {
            Event::Built(built) => self.begin(built),
            Event::Gallery(gallery) if gallery.kind == "noise" => {
                self.noise = Some(gallery.clone());
            }
            Event::Gallery(gallery) => self.gallery(gallery),
            Event::Phase(report) => {
                if report.number == report.of {
                    self.step = report.step;
                }
                if let Some(pictures) = &report.pictures {
                    self.gallery(pictures);
                }
            }
            Event::Plane(plane) => {
                self.plane = Some(plane.clone());
                // The data are points now: pictures are of others.
                (self.gallery, self.noise) = (None, None);
                self.tab = "pictures";
            }
            Event::Scores(scores) => {
                self.scores = Some(scores.clone());
                if self.plane.is_none() {
                    self.tab = "disc";
                }
            }
            Event::Ledger(ledger) => {
                let asked = ledger.terms.iter().any(|t| !t.norms.is_empty());
                self.ledger = Some(ledger.clone());
                if asked {
                    self.tab = "ledger";
                }
            }
            Event::Curves(curves) => {
                self.plotted = curves.curves.iter().map(|c| c.name.clone()).collect();
                for curve in &curves.curves {
                    self.curves.insert(curve.name.clone(), curve.points.clone());
                }
                self.chart = None;
                self.tab = "losses";
            }
            Event::Chart(chart) => {
                self.chart = Some(chart.clone());
                self.tab = "losses";
            }
            Event::Compared(compared) => {
                (self.compared, self.side) = (Some(compared.clone()), 0);
                self.tab = BESIDE;
            }
            Event::Stepped(stepped) => {
                self.leave_beside();
                self.step = stepped.step;
                self.moved = None;
                // Who trains again wants the curves.
                self.chart = None;
                if !self.running {
                    self.progress = None;
                }
                let from = stepped.step.saturating_sub(stepped.steps);
                for curve in &stepped.curves {
                    let points = self.curves.entry(curve.name.clone()).or_default();
                    points.retain(|(step, _)| *step <= from);
                    points.extend(&curve.points);
                }
            }
            Event::Loaded { step, .. } => self.step = *step,
            Event::Moved(moved) => {
                self.leave_beside();
                self.step = moved.step;
                self.moved = Some(moved.clone());
                self.progress = None;
            }
            _ => {}
        }
    }

    fn gallery(&mut self, gallery: &Gallery) {
        self.plane = None;
        (self.held, self.news) = (self.running, false);
        self.gallery = Some(gallery.clone());
        self.tab = "pictures";
    }

    /// Two runs beside each other give way to the run itself.
    pub fn leave_beside(&mut self) -> bool {
        let there = self.tab == BESIDE;
        if there {
            self.tab = "pictures";
        }
        there
    }

    fn begin(&mut self, built: &Built) {
        self.leave_beside();
        self.built = Some(built.clone());
        (self.scores, self.ledger) = (None, None);
        // Pictures of another run say nothing of this one.
        self.gallery.take_if(|gallery| gallery.kind != "data");
        self.plane.take_if(|plane| plane.kind != "data");
        self.curves.clear();
        self.plotted.clear();
        self.chart = None;
        self.step = 0;
        self.moved = None;
        (self.held, self.news) = (false, false);
    }

    fn point(&mut self, name: &str, step: u64, value: f32) {
        let points = match self.curves.get_mut(name) {
            Some(points) => points,
            None => self.curves.entry(name.to_owned()).or_default(),
        };
        if points.last().is_none_or(|(last, _)| *last < step) {
            points.push((step, value));
        }
        if points.len() > MOST_POINTS {
            let mut odd = false;
            // The last steps stay whole: the legend says their mean.
            points.retain(|(at, _)| {
                odd = !odd;
                odd || at.saturating_add(WINDOW) > step
            });
        }
    }
}

/// The mean of a series over the last steps before one, or at it; nothing where it has none so early. Of a curve that
/// keeps few points, the last one.
pub(super) fn mean_at(points: &[(u64, f32)], step: u64) -> Option<f32> {
    let behind = points.iter().filter(|p| p.0 <= step && p.1.is_finite());
    let last = behind.clone().next_back()?;
    let late = behind.filter(|p| p.0.saturating_add(WINDOW) > step);
    let (sum, count) = late.fold((0.0, 0.0), |(sum, count), p| {
        (sum + f64::from(p.1), count + 1.0)
    });
    Some(if count > 0.0 {
        (sum / count) as f32
    } else {
        last.1
    })
}

#[cfg(test)]
mod tests;
