//! `pretrain`: the layers of the deep autoencoder, one after the other.

use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::params::Count;
use crate::shell::watch::Watch;
use crate::shell::{Did, Emit, Shell};

/// Times that all items are seen, for each layer.
const EPOCHS: Count = Count::of("EPOCHS", 10, 1, 1000);

pub(super) const COMMAND: Command = Command {
    name: "pretrain",
    meant: &["rbm"],
    group: Group::Train,
    params: &[&EPOCHS],
    about: "pretrain net deep layer by layer, before the first step",
    details: "build ae net=deep; pretrain 10; step 2000. Each pair of layers is trained as a restricted Boltzmann machine by contrastive divergence, on the output of the pair outside it. Then E and G are assembled from them, and step trains all layers at once (Hinton and Salakhutdinov 2006).",
    effect: Effect::Changes,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let epochs = line.given.get(&EPOCHS)?;
    let control = shell.control.clone();
    let trainer = shell.trainer()?;
    let mut watch = Watch::over("pretrain", trainer.state().step, &control, &mut *emit);
    let listing = trainer.pretrain(epochs, &mut |done, of| {
        let stopped = "stopped before all layers had learned; E and G are as they were";
        watch.tell(done, Some(of), stopped)
    })?;
    emit(Event::Listing(listing));
    shell.unsaved.pretrained();
    Ok(Did::AsTyped)
}
