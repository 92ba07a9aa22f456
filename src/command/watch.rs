//! Work that takes its time: it tells how far it is, and stops when it is told to.

use std::time::{Duration, Instant};

use super::Emit;
use crate::error::{Error, Result};
use crate::lab::control::Control;
use crate::lab::event::{Event, Progress, Series};

/// How often progress is told.
const TELL: Duration = Duration::from_millis(100);

/// What `work` asks between its parts: whether to go on. Where it is stopped, nothing was `made`.
pub(super) fn watch<'a>(
    work: &'a str,
    made: &'a str,
    step: u64,
    control: &'a Control,
    emit: Emit<'a>,
) -> impl FnMut() -> Result<()> + 'a {
    let started = Instant::now();
    let (mut told, mut done) = (started, 0);
    move || {
        if control.stopped() {
            return Err(Error::new(format!("stopped; nothing was {made}")));
        }
        done += 1;
        if told.elapsed() >= TELL {
            told = Instant::now();
            emit(Event::Progress(Progress {
                work: work.to_owned(),
                step,
                done,
                of: None,
                rate: done as f32 / started.elapsed().as_secs_f32(),
                eta_seconds: None,
                series: Series::new(),
            }));
        }
        Ok(())
    }
}
