//! `next`: goes through a step phase by phase.

use crate::error::{Error, Result};
use crate::event::Event;
use crate::lab::Side;
use crate::lab::timeline::Act;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// Part of the name of the phase to go to.
const PHASE: Name<String> = Name::optional("PHASE", any, |_| {
    Suggestion::all([
        ("batch", "draw real items"),
        ("noise", "draw codes"),
        ("generate", "generate items"),
        ("real", "score real items"),
        ("fake", "score generated items"),
        ("loss", "losses and gradients"),
        ("update", "update weights"),
    ])
});

pub(super) const COMMAND: Command = Command {
    name: "next",
    meant: &["phase"],
    group: Group::Train,
    params: &[&PHASE],
    about: "go through a step phase by phase, or on to PHASE",
    details: "next; next update goes on to a phase whose name contains 'update'. Each phase shows what it computed. step and run finish a step that was begun and count it as their first; set, term and save finish it, too.",
    effect: Effect::Trains,
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    // An earlier version called the update of G, and of E, "update makers".
    let wanted = match line.given.maybe(&PHASE)? {
        Some(word) if word == "makers" => " G".to_owned(),
        word => word.unwrap_or_default(),
    };
    let unknown = || {
        Error::new(format!(
            "no phase is called '{wanted}'; there are batch, noise, generate, real, fake, loss, gradients, update"
        ))
    };
    // Nothing is trained for a word that is not understood.
    if !wanted.is_empty() && !shell.trainer()?.has_phase(&wanted) {
        return Err(unknown());
    }
    if !shell.following {
        if follows(shell) {
            return follow(shell, &wanted, emit);
        }
        shell.depart();
    }
    let mut batches = 0;
    while batches < 2 {
        let (report, complete) = shell.trainer()?.walk_one(Side::Both)?;
        if complete {
            shell.log_step();
        }
        let found = report.name.contains(&wanted);
        emit(Event::Phase(report));
        if complete && !shell.following {
            shell.unsaved.took();
        }
        if found {
            return Ok(Did::AsTyped);
        }
        batches += u32::from(complete);
    }
    emit(Event::Said {
        text: format!("this step has no phase '{wanted}'; a later one may"),
    });
    Ok(Did::AsTyped)
}

/// Whether the record has the next batch.
fn follows(shell: &Shell) -> bool {
    let tree = &shell.timeline.tree;
    let path = tree.path(tree.here.branch);
    matches!(
        path.get(tree.here.legs).map(|leg| leg.act),
        Some(
            Act::Phases(_)
                | Act::Steps {
                    side: Side::Both,
                    ..
                }
        )
    )
}

/// Walks on in a batch that the record has, no further than its end.
fn follow(shell: &mut Shell, wanted: &str, emit: Emit<'_>) -> Result<Did> {
    let step = shell.trainer()?.state().step;
    loop {
        let (report, complete) = shell.trainer()?.walk_one(Side::Both)?;
        let found = report.name.contains(wanted);
        emit(Event::Phase(report));
        let tree = &mut shell.timeline.tree;
        if complete {
            // Where the record goes no further than into the batch, it ends with it.
            let end = tree.end(tree.here.branch);
            tree.here = tree.locate(tree.here, step + 1).unwrap_or(end);
            return Ok(Did::Moved);
        }
        tree.here.phases += 1;
        let legs = &tree.path(tree.here.branch)[tree.here.legs..];
        let walked = legs.iter().map(|leg| match leg.act {
            Act::Phases(phases) => Some(phases),
            _ => None,
        });
        // As far as it was walked at the end of the branch.
        if walked.sum::<Option<usize>>() == Some(tree.here.phases) {
            tree.here = tree.end(tree.here.branch);
            return Ok(Did::Moved);
        }
        if found {
            return Ok(Did::Moved);
        }
    }
}
