//! Protects sessions of other runs from being overwritten.

use super::state::Shell;
use super::target::Target;
use crate::error::{Error, Result, brief};
use crate::session::{self, Session};

/// What to say before a session is overwritten, if anything. If it is another run's, a person has to type the name with
/// `!`; in a script, typing the name is enough.
///
/// # Errors
/// A sentence that says which session is there.
pub(crate) fn spared(
    target: &Target,
    typed: bool,
    ours: &Session,
    shell: &Shell,
) -> Result<Option<String>> {
    let Target { path, forced } = target;
    let shown = path.display();
    let Some(theirs) = Session::read(path).ok().filter(|_| !forced) else {
        return Ok(None);
    };
    let known = shell.path.as_ref() == Some(path);
    if known && session::content_of(path).ok() == shell.path_content || goes_on(&theirs, ours) {
        return Ok(None);
    }
    let whose = if known {
        "has been written by another lab since".to_owned()
    } else {
        let step = theirs.entries.last().map_or(0, |e| e.step);
        format!(
            "holds another session ({} on {}, step {step})",
            theirs.recipe,
            brief(&theirs.data.name)
        )
    };
    match (typed, shell.attended) {
        (true, false) => Ok(Some(format!("'{shown}' {whose}, which is overwritten"))),
        (_, true) => Err(Error::new(format!(
            "'{shown}' {whose}; '{shown}!' overwrites it, another name keeps both"
        ))),
        (false, false) => Err(Error::new(format!(
            "'{shown}' {whose}; 'save {shown}' overwrites it, another name keeps both"
        ))),
    }
}

/// Whether a session is the same run, as it is or further on.
fn goes_on(old: &Session, new: &Session) -> bool {
    let (count, same) = (
        old.entries.len(),
        old.seed == new.seed && old.data == new.data,
    );
    let mut pairs = old.entries.iter().zip(&new.entries).enumerate();
    same && count <= new.entries.len()
        && pairs.all(|(at, (old, new))| {
            // The last may be a part of a longer one: it was saved on the way.
            let part =
                at + 1 == count && old.at.to_bits() == new.at.to_bits() && old.step <= new.step;
            part || (&old.line, old.step, &old.digest) == (&new.line, new.step, &new.digest)
        })
}
