//! `plot`: series over the steps.

use crate::error::{Error, Result};
use crate::event::{Curves, Event};
use crate::language::command::{Command, Group, Line};
use crate::language::params::{List, Suggestion, any};
use crate::shell::{Did, Emit, Shell};

/// Which series.
const SERIES: List<String> = List {
    name: "SERIES...",
    length: (0, 16),
    read: any,
    suggest: |_| {
        Suggestion::all([
            ("d_loss", "Dx's loss"),
            ("g_loss", "G's adversarial loss"),
            ("loss", "the joint loss"),
            ("rec_x", "reconstruction"),
            ("d_acc", "share that Dx calls right"),
            ("d_real", "Dx's mean on real"),
            ("d_fake", "Dx's mean on generated"),
        ])
    },
};

pub(super) const COMMAND: Command = Command {
    name: "plot",
    group: Group::Measure,
    params: &[&SERIES],
    about: "curves over the steps",
    details: "plot; plot d_loss g_loss. Without names: the losses.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let asked = line.given.get(&SERIES)?;
    let mut curves = shell.trainer()?.state().history.curves(None, 300);
    if curves.is_empty() {
        return Err(Error::new("nothing to plot yet; 'step 100' makes curves"));
    }
    let names: Vec<String> = curves.iter().map(|c| c.name.clone()).collect();
    if let Some(unknown) = asked.iter().find(|w| !names.contains(w)) {
        let names = names.iter().map(String::as_str);
        return Err(Error::unknown("series", unknown, names));
    }
    if asked.is_empty() {
        curves.retain(|c| c.name.ends_with("loss") || c.name.starts_with("rec"));
        // A joint loss of one term is that term: one curve says it.
        let others: Vec<_> = curves
            .iter()
            .filter(|c| c.name != "loss")
            .map(|c| c.points.clone())
            .collect();
        curves.retain(|c| c.name != "loss" || !others.contains(&c.points));
        if curves.is_empty() {
            return Err(Error::new(format!(
                "there are no losses yet; 'plot {}' shows what there is: {}",
                names[0],
                names.join(", ")
            )));
        }
    } else {
        curves.retain(|c| asked.contains(&c.name));
    }
    emit(Event::Curves(Curves { curves, log: true }));
    Ok(Did::AsTyped)
}
