//! `recon`: what the autoencoder keeps.

use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Choice, Count};
use crate::shell::watch::watch;
use crate::shell::{Did, Emit, Shell};

/// Items.
const N: Count = Count::of("N", 6, 1, 200);

/// What stands beside their reconstructions.
const BESIDE: Choice<()> = Choice {
    name: "pca",
    needed: false,
    words: &[("pca", "beside principal components", ())],
    refuse: |beside, before| {
        let n = before.get(&N).unwrap_or_default();
        format!("'{beside}' is not an option of recon; 'recon {n} pca' adds principal components")
    },
};

pub(super) const COMMAND: Command = Command {
    name: "recon",
    meant: &["reconstruct", "reconstruction"],
    group: Group::Look,
    params: &[&N, &BESIDE],
    about: "held-out items above, their reconstructions below",
    details: "recon 6; recon 6 pca also shows reconstructions from as many principal components. The number below is the mean squared error per pixel, with pixels in [0, 1]. 'expect held_out < 0.02' checks it over all held-out items. A variational encoder also gives the ELBO of held-out items: 'expect nats < 110' checks it.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let n = line.given.size(&N)?;
    if line.given.maybe(&BESIDE)?.is_some() {
        let (control, step) = (shell.control.clone(), shell.trainer()?.state().step);
        let mut go_on = watch("pca", "shown", step, &control, emit);
        let (gallery, _) = shell.trainer()?.recon_beside_pca(n, &mut go_on)?;
        drop(go_on);
        emit(Event::Gallery(gallery));
        return Ok(Did::AsTyped);
    }
    let trainer = shell.trainer()?;
    if trainer.is_plane() {
        emit(Event::Plane(trainer.plane_recon(n.max(200))?));
    } else {
        emit(Event::Gallery(trainer.recon(n)?.0));
    }
    if trainer.state().recipe.variational() && trainer.state().settings.in_nats() {
        let bound = trainer.held_out_bound()?;
        emit(Event::Said {
            text: format!(
                "held-out: {:.2} nats per item, {:.2} for the reconstruction and {:.2} for the code (kl); all {} items, one draw of each code",
                bound.total(),
                bound.rec_x,
                bound.kl,
                trainer.dataset().held_out.len()
            ),
        });
    }
    Ok(Did::AsTyped)
}
