//! Takes steps, with news on the way; a stop comes after the batch in flight.

use std::time::{Duration, Instant};

use super::state::{Did, Emit, RunEnd, Shell};
use crate::error::Result;
use crate::event::{Event, Progress, Stepped};
use crate::lab::config::corruption::Corruption;
use crate::lab::history::WINDOW;
use crate::lab::{Experiment, Noise, Side};
use crate::session::Steps;

/// How often progress is told.
const TELL: Duration = Duration::from_millis(100);
/// Points of a curve that a session keeps of one command.
const POINTS: usize = 100;

/// Takes `steps` steps, or goes on until stopped; `work` is what a screen calls it.
pub(crate) fn train(
    shell: &mut Shell,
    work: &str,
    steps: Option<u64>,
    side: Side,
    emit: Emit<'_>,
) -> Result<Did> {
    shell.trainer()?;
    let started = Instant::now();
    let from = shell.trainer()?.state().step;
    let (mut told, mut shown) = (started, started);
    let (mut rate, mut rate_from) = (0.0_f32, (started, 0_u64));
    let mut done = 0;
    let mut failed = None;
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
        shell.mark(emit);
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
    if live && let Ok(news) = news(trainer) {
        emit(Event::Live(news));
    }
    let took = Steps::of(done, side);
    Ok(match failed {
        None => Did::Steps(took),
        Some(error) => Did::Failed(took, error),
    })
}

/// What a screen keeps up to date: samples, reconstructions or translations, D's opinion, the ledger.
fn news(trainer: &mut Experiment) -> Result<Vec<Event>> {
    use crate::nets::Role;
    let mut news = Vec::new();
    let points = trainer.is_plane();
    let judged = trainer.has(Role::Discriminator) || trainer.has(Role::PairDiscriminator);
    if points {
        news.push(Event::Plane(trainer.plane(200, Noise::Fixed, None)?));
    } else if trainer.state().settings.source() != Corruption::Item
        && trainer.has(Role::Encoder)
        && trainer.has(Role::Generator)
    {
        news.push(Event::Gallery(trainer.translate(4)?.0));
    } else if judged {
        news.push(Event::Gallery(trainer.sample(16, Noise::Fixed, None)?));
    } else {
        news.push(Event::Gallery(trainer.recon(8)?.0));
    }
    if judged {
        news.push(Event::Scores(trainer.scores(if points { 0 } else { 4 })?));
    }
    news.push(Event::Ledger(trainer.ledger(false)?));
    Ok(news)
}
