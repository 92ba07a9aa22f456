//! `recon`: what the autoencoder keeps.

use super::sample::small;
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::Result;
use crate::lab::event::Event;

pub(super) const COMMAND: Command = Command {
    name: "recon",
    usage: "[N]",
    about: "N held-out items (6) above, their reconstructions below",
    details: "recon 6. The number beneath is the mean squared error a pixel, pixels in [0, 1]. 'expect held_out < 0.02' checks it over all held-out items. With a variational encoder the bound on the likelihood of held-out items is said too: 'expect nats < 110' checks it.",
    words: (0, 1),
    suggest: Suggestion::none,
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let n = small(args.count(0, 6, 1, 200)?);
    let trainer = shell.trainer()?;
    if trainer.is_plane() {
        emit(Event::Plane(trainer.plane_recon(n.max(200))?));
    } else {
        emit(Event::Gallery(trainer.recon(n)?.0));
    }
    if trainer.recipe.variational() && trainer.settings.in_nats() {
        let bound = trainer.held_out_bound()?;
        emit(Event::Said {
            text: format!(
                "held-out: {:.2} nats an item, {:.2} for the reconstruction and {:.2} for the code (kl); all {} items, one draw of each code",
                bound.total(),
                bound.rec_x,
                bound.kl,
                trainer.dataset().held_out.len()
            ),
        });
    }
    Ok(Did::AsTyped)
}
