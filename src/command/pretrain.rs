//! `pretrain`: the layers of the deep autoencoder, one after the other.

use std::time::Instant;

use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::lab::event::{Event, Progress, Series};

pub(super) const COMMAND: Command = Command {
    name: "pretrain",
    usage: "[EPOCHS]",
    about: "teach the layers of net 'deep' one by one, for EPOCHS (10) each, before the first step",
    details: "build ae net=deep; pretrain 10; step 2000. Each pair of layers learns as a restricted Boltzmann machine, by contrastive divergence, on what the pair outside it gives; then E and G are put together of them, and step tunes all layers at once (Hinton and Salakhutdinov 2006).",
    words: (0, 1),
    suggest: Suggestion::none,
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let epochs = args.count(0, 10, 1, 1000)?;
    let (control, started, mut told) = (shell.control.clone(), Instant::now(), 0.0);
    let trainer = shell.trainer()?;
    let step = trainer.step;
    let listing = trainer.pretrain(epochs, &mut |done, of| {
        if control.stopped() {
            return Err(Error::new(
                "stopped before all layers had learned; E and G are as they were",
            ));
        }
        let seconds = started.elapsed().as_secs_f32();
        if seconds - told >= 0.1 {
            told = seconds;
            let rate = done as f32 / seconds;
            emit(Event::Progress(Progress {
                work: "pretrain".into(),
                step,
                done,
                of: Some(of),
                rate,
                eta_seconds: (done > 0).then(|| (of - done) as f32 / rate),
                series: Series::new(),
            }));
        }
        Ok(())
    })?;
    emit(Event::Listing(listing));
    Ok(Did::AsTyped)
}
