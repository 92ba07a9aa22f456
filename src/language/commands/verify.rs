//! `verify`: computes a session again and compares it with its record.

use std::path::Path;
use std::sync::Arc;

use crate::data;
use crate::error::{Error, Result, brief};
use crate::event::Event;
use crate::lab::Experiment;
use crate::lab::snapshot::Snapshot;
use crate::language::again::{again, cost};
use crate::language::agree;
use crate::language::command::{Command, Group, Language, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::session::{self, CHECKPOINT_LIMIT, Entry, Farthest, Session, compare, demand};
use crate::shell::place::to_read;
use crate::shell::shipped;
use crate::shell::watch::Watch;
use crate::shell::{Did, Emit, Shell};

/// The session.
const PATH: Name<String> =
    Name::needed("PATH", any, |_| Suggestion::files("ron")).shown("PATH|LESSON");

pub(super) const COMMAND: Command = Command {
    name: "verify",
    meant: &["reproduce"],
    group: Group::Time,
    params: &[&PATH],
    about: "recompute a session and compare it with its record",
    details: "verify gan.ron; verify 04-gan (the record of that lesson). Compares the record with what is recomputed, with itself, and with its checkpoint: whatever is recorded twice has to agree. On the same kind of CPU every digest of the weights must be equal. On another CPU or on a GPU the first steps must agree within 1 %, and later ones within 5 % or twice the spread of the recorded curves.",
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let word = line.given.get(&PATH)?;
    let (path, session) = match shipped::named(&word) {
        Some(lesson) if to_read(&word).is_err() => (lesson.name.into(), lesson.session()?),
        _ => {
            let path = to_read(&word)?;
            let session = Session::read(&path)?;
            (path, session)
        }
    };
    let path = &path;
    let data = {
        let control = shell.control.clone();
        let mut watch = Watch::over("data", 0, &control, &mut *emit);
        let tell = &mut |done, of: u64| watch.tell(done, Some(of), "stopped; nothing was verified");
        let (name, digest) = (&session.data.name, &session.data.digest);
        data::recorded(&shell.data, name, digest, path, tell)?
    };
    if data.digest != session.data.digest {
        return Err(Error::new(format!(
            "differs: the data '{}' are not those of the session",
            brief(&session.data.name)
        )));
    }
    let here = shell.device.kind();
    let exact = shell.device.repeats(&session.instruction_set);
    if !exact {
        emit(Event::Said {
            text: format!(
                "recorded on {}, here is {here}: {}",
                session.instruction_set,
                demand()
            ),
        });
    }
    agree::record(line.language, &session).map_err(|why| differs(&why))?;
    let checkpoint = stored(line.language, path, &session)?;
    if let Some(cost) = cost(&session, 0) {
        let text = format!("verifying recomputes {cost}; Ctrl-C stops it");
        emit(Event::Said { text });
    }
    let mut farthest = Farthest::default();
    let mut compared = 0;
    let found = again(
        line.language,
        &session,
        &data,
        shell,
        emit,
        None,
        &mut |recorded, found| {
            compared += 1;
            compare(recorded, found, exact, &mut farthest)
        },
    );
    let recorded = |entry: &Entry| line.language.recorded(entry);
    let alone = |entry: &Entry| recorded(entry).is_ok_and(|said| said.alone);
    let found = found.map_err(|why| {
        let known = why.to_string().starts_with("differs") || !session.entries.iter().all(alone);
        if known || shell.control.stopped() {
            return why;
        }
        differs(&format!("the record cannot be recomputed: {why}"))
    })?;
    let what = match checkpoint {
        None => "the record (it names no checkpoint)".to_owned(),
        Some(snapshot) => {
            let mut stored = Experiment::restore(&snapshot, Arc::clone(&data), &shell.device)
                .map_err(|why| differs(&why))?;
            let named = session.checkpoint.as_ref();
            if named.is_some_and(|named| named.digest != stored.digest()) {
                return Err(differs(
                    &"the digest of the weights in the checkpoint is not the one that the record names",
                ));
            }
            let ends = |run: &Experiment| named.is_some_and(|n| n.step == run.state().step);
            if let Some(mut found) = found.filter(|found| exact && ends(found)) {
                agree::state(&mut found, &mut stored).map_err(|why| differs(&why))?;
            }
            "the record and its checkpoint".to_owned()
        }
    };
    let how = if exact {
        "bit for bit".to_owned()
    } else if farthest.what.is_empty() {
        "in every value".to_owned()
    } else {
        format!(
            "within the tolerance; farthest: {}, {:.0} % of what is allowed",
            farthest.what,
            farthest.share * 100.0
        )
    };
    emit(Event::Said {
        text: format!("the same: {compared} entries, {how} · checked: {what}"),
    });
    Ok(Did::Nothing)
}

fn differs(why: &dyn std::fmt::Display) -> Error {
    Error::new(format!("differs: {why}"))
}

/// The checkpoint that a session names, if it is the one of this record.
fn stored(language: Language, path: &Path, session: &Session) -> Result<Option<Snapshot>> {
    let Some(named) = &session.checkpoint else {
        return Ok(None);
    };
    let beside = path.with_file_name(&named.file);
    if !beside.exists() {
        return Err(differs(&format!(
            "the checkpoint '{}' that the record names is not there; 'export session' writes a record without one",
            named.file
        )));
    }
    let (tensors, words) = session::read(&beside, Some(&named.sha256), CHECKPOINT_LIMIT)
        .and_then(|(tensors, words)| {
            agree::checkpoint(language, session, named, &words)?;
            agree::sane(&tensors, &words)?;
            Ok((tensors, words))
        })
        .map_err(|why| differs(&why))?;
    Ok(Some(Snapshot { tensors, words }))
}
