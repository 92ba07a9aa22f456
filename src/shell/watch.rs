//! Work that takes a while: it reports progress, and stops when asked to.

use std::time::{Duration, Instant};

use super::state::Emit;
use crate::data::{Dataset, load_and_tell};
use crate::error::{Error, Result};
use crate::event::control::Control;
use crate::event::{Event, Progress, Series};

/// How often progress is reported.
const TELL: Duration = Duration::from_millis(100);

/// Work in flight.
pub(crate) struct Watch<'a> {
    work: &'a str,
    /// The lab's step meanwhile.
    step: u64,
    control: &'a Control,
    emit: Emit<'a>,
    started: Instant,
    told: Instant,
    shown: Instant,
}

impl<'a> Watch<'a> {
    /// Begins now.
    pub fn over(work: &'a str, step: u64, control: &'a Control, emit: Emit<'a>) -> Self {
        let started = Instant::now();
        Self {
            work,
            step,
            control,
            emit,
            started,
            told: started,
            shown: started,
        }
    }

    /// Shows intermediate results on a live screen, once per `every`.
    pub fn show(&mut self, every: Option<Duration>, so_far: impl FnOnce() -> Event) {
        if every.is_some_and(|every| self.shown.elapsed() >= every) {
            self.shown = Instant::now();
            (self.emit)(Event::Live(vec![so_far()]));
        }
    }

    /// Reports that `done` parts are done, of `of` if that is known.
    ///
    /// # Errors
    /// `stopped`, if the work was asked to stop.
    pub fn tell(&mut self, done: u64, of: Option<u64>, stopped: &str) -> Result<()> {
        if self.control.stopped() {
            return Err(Error::new(stopped));
        }
        if self.told.elapsed() >= TELL {
            self.told = Instant::now();
            let rate = done as f32 / self.started.elapsed().as_secs_f32();
            let left = of.map(|of| of.saturating_sub(done));
            (self.emit)(Event::Progress(Progress {
                work: self.work.to_owned(),
                training: false,
                step: self.step,
                done,
                of,
                rate,
                eta_seconds: left.filter(|_| done > 0).map(|left| left as f32 / rate),
                series: Series::new(),
            }));
        }
        Ok(())
    }
}

/// Loads data by name and reports how far it is; `stopped` is what is said where it is stopped.
///
/// # Errors
/// A sentence when the data cannot be loaded, or `stopped`.
pub(crate) fn data(
    asked: &str,
    control: &Control,
    emit: Emit<'_>,
    stopped: &str,
) -> Result<Dataset> {
    let mut watch = Watch::over("data", 0, control, emit);
    load_and_tell(asked, &mut |done, of| {
        watch.tell(done, (of > 0).then_some(of), stopped)
    })
}

/// For `work` in an unknown number of parts: a function to call between parts, which says whether to go on. If it is
/// stopped, nothing was `made`.
pub(crate) fn watch<'a>(
    work: &'a str,
    made: &'a str,
    step: u64,
    control: &'a Control,
    emit: Emit<'a>,
) -> impl FnMut() -> Result<()> + 'a {
    watch_parts(work, made, None, step, control, emit)
}

/// As [`watch`], for `of` parts.
pub(crate) fn watch_parts<'a>(
    work: &'a str,
    made: &'a str,
    of: Option<u64>,
    step: u64,
    control: &'a Control,
    emit: Emit<'a>,
) -> impl FnMut() -> Result<()> + 'a {
    let mut watch = Watch::over(work, step, control, emit);
    let mut done = 0;
    move || {
        done += 1;
        watch.tell(done, of, &format!("stopped; nothing was {made}"))
    }
}
