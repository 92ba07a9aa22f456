//! Settings of the lab, not of a run: they are not saved in sessions.

use super::state::Shell;
use crate::error::{Error, Result};
use crate::lab::timeline::snapshots;

/// One setting.
pub(crate) struct LabSetting {
    pub name: &'static str,
    /// One line that describes it.
    pub about: &'static str,
    /// Its value, as `set` takes it.
    pub of: fn(&Shell) -> String,
    /// Sets another value.
    pub write: fn(&mut Shell, &str) -> Result<()>,
}

/// All settings of the lab.
pub(crate) const LAB_SETTINGS: &[LabSetting] = &[
    LabSetting {
        name: "history_memory",
        about: "memory for snapshots of past steps, in MiB (256); more makes going back faster",
        of: |shell| mib(shell.timeline.snapshots.memory_budget),
        write: |shell, value| {
            shell.timeline.snapshots.memory_budget = bytes("history_memory", value, 1 << 20)?;
            shell.fit_snapshots();
            Ok(())
        },
    },
    LabSetting {
        name: "history_disk",
        about: "disk space for snapshots that do not fit in memory, in MiB (1024); 0: none",
        of: |shell| mib(shell.timeline.snapshots.disk_budget),
        write: |shell, value| {
            shell.timeline.snapshots.disk_budget = bytes("history_disk", value, 1 << 24)?;
            shell.fit_snapshots();
            Ok(())
        },
    },
];

/// The setting of the lab that is called so.
pub(crate) fn lab_setting(name: &str) -> Option<&'static LabSetting> {
    LAB_SETTINGS.iter().find(|row| row.name == name)
}

fn mib(bytes: usize) -> String {
    (bytes >> 20).to_string()
}

fn bytes(name: &str, value: &str, most: usize) -> Result<usize> {
    let read = value.parse::<usize>().ok().filter(|n| *n <= most);
    let read = read.ok_or_else(|| {
        Error::new(format!(
            "{name} is a whole number of MiB from 0 to {most}, not '{value}'; 'set {name} {}' is the default",
            if name == "history_disk" { snapshots::DISK >> 20 } else { snapshots::MEMORY >> 20 }
        ))
    })?;
    Ok(read << 20)
}
