//! Takes steps and reports progress; a stop takes effect after the current batch.

use std::time::{Duration, Instant};

use super::state::{Did, Emit, RunEnd, Shell};
use crate::error::Result;
use crate::event::{Event, Progress, Stepped, StoppedAt};
use crate::lab::config::corruption::Corruption;
use crate::lab::history::WINDOW;
use crate::lab::timeline::Condition;
use crate::lab::{Experiment, Noise, Side};
use crate::session::Steps;

/// How often progress is reported.
const TELL: Duration = Duration::from_millis(100);
/// The most points of a curve that a session stores for one command.
const POINTS: usize = 100;

/// What is trained, and when training ends.
pub(crate) struct Training {
    /// Its name on the screen.
    pub work: &'static str,
    /// How many steps; none: until it is stopped.
    pub steps: Option<u64>,
    pub side: Side,
    /// Where it ends, in addition to the breakpoints.
    pub until: Option<Condition>,
}

impl Training {
    /// Until a condition holds, for so many steps at most.
    pub fn until(steps: Option<u64>, until: Option<Condition>) -> Self {
        Self {
            work: "until",
            steps,
            side: Side::Both,
            until,
        }
    }

    /// The condition that ends it after this step.
    fn ends(&self, shell: &Shell) -> Option<StoppedAt> {
        let state = shell.trainer.as_ref()?.state();
        let (history, step) = (&state.history, state.step);
        let until = self
            .until
            .as_ref()
            .filter(|until| until.holds(history, step));
        let breaks = &mut shell.timeline.breaks.iter();
        let stops = until.or_else(|| breaks.find(|stop| stop.begins(history, step)))?;
        Some(StoppedAt {
            condition: stops.to_string(),
            step,
            values: stops.values(history, step),
        })
    }
}

/// Takes steps until the training ends, or is stopped.
pub(crate) fn train(shell: &mut Shell, training: &Training, emit: Emit<'_>) -> Result<Did> {
    let Training {
        work, steps, side, ..
    } = *training;
    shell.trainer()?;
    shell.depart();
    let started = Instant::now();
    let from = shell.trainer()?.state().step;
    let (mut told, mut shown) = (started, started);
    let (mut rate, mut rate_from) = (0.0_f32, (started, 0_u64));
    let mut done = 0;
    let (mut failed, mut stopped) = (None, None);
    while steps.is_none_or(|steps| done < steps) && !shell.control.stopped() {
        if steps.is_none() && shell.give_way() {
            break;
        }
        if let Err(error) = shell.trainer()?.step(side) {
            shell.failure = Some(error.to_string());
            failed = Some(error);
            break;
        }
        shell.failure = None;
        done += 1;
        shell.keep_moment();
        shell.mark(emit);
        stopped = training.ends(shell);
        if stopped.is_some() {
            break;
        }
        let now = Instant::now();
        if now - told >= TELL {
            told = now;
            if now - rate_from.0 >= Duration::from_millis(500) || rate == 0.0 {
                rate = (done - rate_from.1) as f32 / (now - rate_from.0).as_secs_f32();
                rate_from = (now, done);
            }
            let trainer = shell.trainer()?;
            emit(Event::Progress(Progress {
                work: work.to_owned(),
                training: true,
                step: trainer.state().step,
                done,
                of: steps,
                rate,
                eta_seconds: steps.map(|steps| (steps - done) as f32 / rate.max(1e-3)),
                series: trainer.state().history.means(WINDOW),
            }));
        }
        if let Some(live) = shell.live.filter(|live| now - shown >= *live) {
            shown = now;
            // A look that fails is no end of the training, which was right.
            if let Ok(news) = news(shell.trainer()?) {
                emit(Event::Live(news));
            }
            // A look that is slow must not eat the training.
            let took = now.elapsed() * 5;
            shown += took.saturating_sub(live);
        }
    }
    if steps.is_none() && shell.control.stopped() {
        shell.run_ended = Some(RunEnd::Stopped);
    }
    if done == 0 {
        return failed.map_or(Ok(Did::Nothing), Err);
    }
    if stopped.is_some() {
        // One goes back to where it stopped.
        shell.keep_done(done);
    }
    let (live, window) = (
        shell.live.is_some(),
        done.min(shell.again.unwrap_or(WINDOW)),
    );
    let trainer = shell.trainer()?;
    emit(Event::Stepped(Stepped {
        steps: done,
        step: trainer.state().step,
        seconds: started.elapsed().as_secs_f32(),
        series: trainer.state().history.means(window),
        window,
        interrupted: steps.is_none_or(|steps| done < steps),
        curves: trainer.state().history.curves(Some(from), POINTS),
    }));
    if let Some(stopped) = stopped {
        emit(Event::StoppedAt(stopped));
    }
    let trainer = shell.trainer()?;
    if live && let Ok(news) = news(trainer) {
        emit(Event::Live(news));
    }
    let took = Steps::of(done, side);
    Ok(match failed {
        None => Did::Steps(took),
        Some(error) => Did::Failed(took, error),
    })
}

/// How much of each kind is looked at.
struct Sizes {
    points: usize,
    translations: usize,
    samples: usize,
    reconstructions: usize,
    scored: usize,
}

/// What a screen keeps up to date: samples, reconstructions or translations, the scores of D, the ledger.
pub(crate) fn news(trainer: &mut Experiment) -> Result<Vec<Event>> {
    let sizes = Sizes {
        points: 200,
        translations: 4,
        samples: 16,
        reconstructions: 8,
        scored: 4,
    };
    look(trainer, &sizes)
}

/// The same with few items, for a record that is to be small.
pub(crate) fn still(trainer: &mut Experiment) -> Result<Vec<Event>> {
    let sizes = Sizes {
        points: 40,
        translations: 2,
        samples: 4,
        reconstructions: 3,
        scored: 0,
    };
    look(trainer, &sizes)
}

fn look(trainer: &mut Experiment, sizes: &Sizes) -> Result<Vec<Event>> {
    use crate::nets::Role;
    let mut news = Vec::new();
    let points = trainer.is_plane();
    let judged = trainer.has(Role::Discriminator) || trainer.has(Role::PairDiscriminator);
    if points {
        news.push(Event::Plane(trainer.plane(
            sizes.points,
            Noise::Fixed,
            None,
        )?));
    } else if trainer.state().settings.corruption() != Corruption::Clean
        && trainer.has(Role::Encoder)
        && trainer.has(Role::Generator)
    {
        news.push(Event::Gallery(trainer.translate(sizes.translations)?.0));
    } else if judged {
        news.push(Event::Gallery(trainer.sample(
            sizes.samples,
            Noise::Fixed,
            None,
        )?));
    } else {
        news.push(Event::Gallery(trainer.recon(sizes.reconstructions)?.0));
    }
    if judged {
        news.push(Event::Scores(trainer.scores(if points {
            0
        } else {
            sizes.scored
        })?));
    }
    news.push(Event::Ledger(trainer.ledger(false)?));
    Ok(news)
}
