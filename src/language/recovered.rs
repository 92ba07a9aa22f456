//! A lab that was lost, from the snapshots that it left beside its journal.

use std::path::Path;
use std::sync::Arc;

use super::command::Language;
use super::way::{Way, ahead};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::lab::Experiment;
use crate::lab::history::History;
use crate::lab::timeline::{Act, Place, Spill, Spilled};
use crate::session::Session;
use crate::shell::{Emit, Shell};

/// The run at the end of a record, from the nearest snapshot that the lab has left which was lost; nothing where none is
/// nearer than `step`, or the run begins with the weights of another one.
///
/// # Errors
/// When it is stopped, or the record cannot be followed; and where what comes out is not what was recorded.
pub(super) fn recover(
    language: Language,
    session: &Session,
    file: &Path,
    (outer, data): (&Shell, &Arc<Dataset>),
    step: u64,
    emit: Emit<'_>,
) -> Result<Option<Experiment>> {
    let Ok((spill, found)) = Spill::open(file) else {
        return Ok(None);
    };
    let tree = language.tree(&session.entries)?;
    let (here, lineage) = (tree.here, tree.lineage(tree.here));
    let path = tree.path(here.branch);
    let Some(built) = tree.build(here) else {
        return Ok(None);
    };
    let behind = |place: Place| {
        let until = |until: &Place| until.branch == place.branch && place <= *until;
        place.legs > built && lineage.iter().any(until)
    };
    let near = found
        .iter()
        .filter(|one| behind(one.place()) && one.step() > step);
    let nearest = |best: &Spilled, one: &Spilled| ahead(&lineage, one.place(), best.place());
    let near = near.reduce(|best, one| if nearest(best, one) { one } else { best });
    let cold = path[built].act != (Act::Build { warm: true });
    let Some(one) = near.filter(|_| cold) else {
        return Ok(None);
    };
    let Some(numbers) = spill.read(one) else {
        return Ok(None);
    };
    let mut shell = Shell::over(Arc::clone(data), session.seed, outer.control.clone());
    shell.device = outer.device.clone();
    shell.session = Some(session.clone());
    shell.timeline.tree = tree;
    shell.timeline.data = Some(Arc::clone(data));
    shell.following = true;
    let mut way = Way {
        language,
        stands: Some(one.place()),
        root: None,
        left: None,
        stay: None,
        exact: true,
        was_exact: true,
        began: 0,
    };
    way.build(&mut shell, here, built, &path, &mut *emit)?;
    // What was set up to the snapshot; its numbers are in the file.
    for leg in &path[built + 1..one.place().legs] {
        if leg.act == Act::Change && !session.entries[leg.entry].line.starts_with("pretrain") {
            way.line(&mut shell, leg.entry)?;
        }
    }
    let trainer = shell.trainer()?;
    let Some(moment) = trainer.keep() else {
        return Ok(None);
    };
    let moment = moment.with(one.step(), one.networks(), numbers);
    trainer.go_to(Arc::new(moment))?;
    way.to(&mut shell, here, History::default(), emit)?;
    let mut trainer = shell.trainer.take();
    let recorded = session
        .entries
        .last()
        .and_then(|entry| entry.digest.as_ref());
    let found = trainer.as_mut().map(Experiment::digest);
    if recorded.is_some() && found.as_ref() != recorded {
        return Err(Error::new(
            "the snapshots are of another run than the journal",
        ));
    }
    Ok(trainer)
}
