//! `load`: goes on with a saved session, bit for bit, or with the journal of a lost one.

use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
use crate::event::Event;
use crate::language::command::{Command, Discards, Effect, Group, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::language::saved::{For, Saved, named, open};
use crate::language::travel::{recalled, shown};
use crate::session::content_of;
use crate::shell::lost;
use crate::shell::{Did, Emit, Shell};

/// A session, or a lost lab.
const PATH: Name<String> = Name::needed("PATH|LESSON|lost", any, |_| {
    let lost = lost::names().into_iter();
    let lost = lost.map(|(text, about)| Suggestion {
        text,
        about: about.into(),
    });
    lost.chain(Suggestion::files("ron journal")).collect()
});

pub(super) const COMMAND: Command = Command {
    name: "load",
    meant: &["open", "resume", "restore"],
    group: Group::Time,
    params: &[&PATH],
    about: "go on with a saved session, or with one that was lost",
    details: "load gan.ron; load 04-gan (what that lesson did). load lost recovers the last lab that ended without saving, load lost2 the one before it: from the last weights that were kept, every few minutes or by save every=N. The steps after those are recomputed. A session without weights is recomputed; beyond 1000 steps the lab asks first, and load long.ron! goes ahead. A session whose record and weights disagree is refused.",
    effect: Effect::MovesInTime,
    ends_run: true,
    discards: Some(Discards {
        again: "loads the other",
        unless: &[],
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let typed = line.given.get(&PATH)?;
    let any_data = For {
        language: line.language,
        command: COMMAND.name,
        same: None,
    };
    let Saved {
        path,
        journal,
        lesson,
        mut session,
        tree,
        data,
        mut trainer,
    } = open(&any_data, shell, named(&typed)?, &mut *emit)?;
    let (step, digest) = (trainer.state().step, trainer.digest());
    emit(Event::Built(trainer.built(&shell.device.words())));
    emit(Event::Ledger(trainer.ledger(false)?));
    let lines = session.entries.iter().map(|e| e.line.as_str());
    let other = shell.networks.recall(lines, &data.item.shape());
    if !other.is_empty() {
        emit(Event::Said {
            text: format!(
                "'{}': the network of that name is the session's from here on",
                other.join("', '")
            ),
        });
    }
    let old = shell.trainer.replace(trainer);
    shell.park(old);
    (shell.data, shell.seed) = (data, session.seed);
    shell.timeline.data = Some(Arc::clone(&shell.data));
    shell.timeline.origin = Some(tree.here);
    shell.timeline.tree = tree;
    shell.keep_here();
    // What comes from here on is computed here: the record as a whole is no single machine's.
    let here = shell.device.kind();
    let mut machines = session.instruction_set.split(", then ");
    if !machines.any(|machine| machine == here) {
        session.instruction_set = format!("{}, then {here}", session.instruction_set);
    }
    let saved = (!journal && !lesson).then_some(path.as_path());
    shell.begin_session(session, saved);
    shell.path = saved.map(Path::to_owned);
    shell.path_content = content_of(&path).ok();
    shell.recovered(journal.then_some(path.as_path()));
    if journal && step > 0 {
        // Lost twice, it is not computed twice.
        shell.checkpoint();
    }
    emit(Event::Loaded {
        path: path.display().to_string(),
        step,
        digest,
    });
    recalled(shell, emit);
    shown(shell, emit)?;
    Ok(Did::Nothing)
}
