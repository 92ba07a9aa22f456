//! The record of a session without its weights.

use super::words::exported;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::session;
use crate::shell::spared::spared;
use crate::shell::target::{Kind, Target};
use crate::shell::{Emit, Shell};

/// Writes the record to the place that was typed.
pub(super) fn export(shell: &mut Shell, typed: &str, emit: Emit<'_>) -> Result<()> {
    let mut session = shell
        .session
        .clone()
        .ok_or_else(|| Error::new("nothing has happened yet; 'build gan' begins a session"))?;
    let target = Target::typed(typed);
    target.check(Kind::Record, shell)?;
    if let Some(said) = spared(&target, true, &session, shell)? {
        emit(Event::Said { text: said });
    }
    // Where a session with weights goes, they go with it.
    session::save(&target.path, &mut session, None, &mut |_| {})?;
    exported("entries", &target.path, session.entries.len(), emit);
    Ok(())
}
