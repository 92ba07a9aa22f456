//! What is going on, in short.

use super::state::Shell;
use crate::error::brief;
use crate::event::Listing;
use crate::lab::history::WINDOW;

/// The run, its last values, the data, the device, and where it is saved.
pub(crate) fn status(shell: &Shell) -> Listing {
    let mut rows: Vec<(&str, String)> = Vec::new();
    match &shell.trainer {
        None => rows.push(("run", "none yet; 'build gan' starts one".into())),
        Some(trainer) => {
            let state = trainer.state();
            let unsaved = match shell.unsaved.steps() {
                0 => String::new(),
                steps => format!(", {steps} since the last save"),
            };
            rows.push(("run", format!("{}, seed {}", state.recipe.name, state.seed)));
            rows.push(("steps", format!("{}{unsaved}", state.step)));
            let means = state.history.means(WINDOW);
            let values = means
                .iter()
                .map(|(name, value)| format!("{name} {value:.3}"));
            let values = values.collect::<Vec<_>>().join(" · ");
            if !values.is_empty() {
                rows.push((
                    "values",
                    format!("{values} (means of the last {WINDOW} steps)"),
                ));
            }
        }
    }
    rows.push(("data", brief(&shell.data.name)));
    rows.push(("device", shell.device.words()));
    let path = shell.path.as_ref().map(|path| path.display().to_string());
    rows.push((
        "saved in",
        path.unwrap_or_else(|| "no file yet; 'save' writes one".into()),
    ));
    Listing {
        title: "status".into(),
        columns: ["what", ""].map(Into::into).into(),
        rows: rows
            .into_iter()
            .map(|(what, text)| vec![what.to_owned(), text])
            .collect(),
        footer: String::new(),
    }
}
