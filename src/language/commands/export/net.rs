//! A network that was written at the prompt, as a file of the catalogue.

use super::words::exported;
use crate::error::Result;
use crate::file::write_atomically;
use crate::language::known::CODE;
use crate::shell::target::{Kind, Target};
use crate::shell::{Emit, Shell};

/// Writes the Rust file to the place that was typed.
pub(super) fn export(shell: &mut Shell, name: &str, typed: &str, emit: Emit<'_>) -> Result<()> {
    let target = Target::typed(typed);
    target.check(Kind::Source, shell)?;
    let run = shell.trainer.as_ref();
    let latent = run.map_or(CODE, |trainer| trainer.state().latent);
    let item = shell.data.item.shape();
    let source = shell.networks.source(name, &item, latent)?;
    write_atomically(&target.path, |out| out.write_all(source.as_bytes()))?;
    shell.written.note(&target.path);
    let roles = shell
        .networks
        .written(name)
        .map_or(0, std::collections::BTreeMap::len);
    exported("networks", &target.path, roles, emit);
    Ok(())
}
