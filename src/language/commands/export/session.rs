//! The record of a session without its weights.

use super::words::exported;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::command::Language;
use crate::language::params::Opt;
use crate::language::stills::stills;
use crate::session;
use crate::shell::spared::spared;
use crate::shell::target::{Kind, Target};
use crate::shell::{Emit, Shell};

/// Moments of each long step that a replay shows.
pub(super) const FRAMES: Opt<u64> = Opt {
    key: "frames",
    shown: "frames=N",
    about: "a session: moments of each long step for replays",
    read: |_, value| {
        let frames = value.parse().ok().filter(|n| (1..=MOST).contains(n));
        frames.ok_or_else(|| {
            Error::new(format!(
                "frames is a number from 1 to {MOST}, not '{value}'; 'frames=4' shows four moments of each long step"
            ))
        })
    },
};
const MOST: u64 = 100;

/// Writes the record to the place that was typed.
pub(super) fn export(
    language: Language,
    shell: &mut Shell,
    (typed, frames): (&str, u64),
    emit: Emit<'_>,
) -> Result<()> {
    let mut session = shell
        .session
        .clone()
        .ok_or_else(|| Error::new("nothing has happened yet; 'build gan' begins a session"))?;
    let target = Target::typed(typed);
    target.check(Kind::Record, shell)?;
    if let Some(said) = spared(&target, true, &session, shell)? {
        emit(Event::Said { text: said });
    }
    if frames > 0 {
        stills(language, shell, &mut session, frames, &mut *emit)?;
    }
    // Where a session with weights goes, they go with it.
    session::save(&target.path, &mut session, None, &mut |_| {})?;
    exported("entries", &target.path, session.entries.len(), emit);
    Ok(())
}
