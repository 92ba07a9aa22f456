//! `show`: networks, ledger, settings, data, session, device.

use crate::error::{Error, Result};
use crate::event::{Event, Listing};
use crate::lab::config::settings::{SETTINGS, Setting};
use crate::language::args::Args;
use crate::language::command::{Command, Suggestion};
use crate::shell::first_look;
use crate::shell::{Did, Emit, Shell};

const TOPICS: [(&str, &str); 6] = [
    ("net", "layers with shapes, parameters and multiply-adds"),
    ("ledger", "terms with weight, value and gradient norms"),
    ("settings", "what set can change"),
    ("data", "what is learned from"),
    ("session", "what happened so far"),
    ("device", "what it is computed on"),
];

pub(super) const COMMAND: Command = Command {
    name: "show",
    usage: "[net|ledger|settings|data|session|device]",
    about: "what stands: networks, ledger, settings, data, session, device",
    details: "show ledger also measures the gradient norm that each unweighted term sends into E and G, and that the lesson on what it made sends into a discriminator.",
    words: (0, 1),
    suggest: |words| {
        if words.is_empty() {
            Suggestion::all(TOPICS)
        } else {
            Vec::new()
        }
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    match args.word(0).unwrap_or("ledger") {
        "net" => emit(Event::Listing(shell.trainer()?.layers())),
        "ledger" => {
            let ledger = shell.trainer()?.ledger(true)?;
            emit(Event::Ledger(ledger));
            return Ok(Did::AsTyped);
        }
        "settings" => {
            let trainer = shell.trainer()?;
            let settings = &trainer.state().settings;
            let row = |row: &Setting| {
                let (value, origin) = (row.of(settings), settings.origin(row).word());
                vec![row.name.into(), value, origin.into(), row.describe()]
            };
            emit(Event::Listing(Listing {
                title: "settings".into(),
                columns: ["name", ">value", "chosen by", "what it is"]
                    .map(Into::into)
                    .into(),
                rows: SETTINGS.iter().map(row).collect(),
                footer: String::new(),
            }));
        }
        "data" => emit(Event::Said {
            text: first_look::about(shell),
        }),
        "session" => {
            let session = shell.session.as_ref().ok_or_else(|| {
                Error::new("nothing has happened yet; 'build gan' begins a session")
            })?;
            let rows = session
                .entries
                .iter()
                .map(|e| {
                    vec![
                        e.step.to_string(),
                        e.line.clone(),
                        format!("{:.2} s", e.seconds),
                    ]
                })
                .collect();
            let footer = shell
                .path
                .as_ref()
                .map_or("not saved yet".to_owned(), |p| p.display().to_string());
            emit(Event::Listing(Listing {
                title: "session".into(),
                columns: [">step", "what happened", ">took"].map(Into::into).into(),
                rows,
                footer,
            }));
        }
        "device" => emit(Event::Listing(shell.device.listing())),
        other => {
            let topics: Vec<_> = TOPICS.iter().map(|(name, _)| *name).collect();
            return Err(Error::new(format!(
                "show has no '{other}'; it shows {}",
                topics.join(", ")
            )));
        }
    }
    Ok(Did::Nothing)
}
