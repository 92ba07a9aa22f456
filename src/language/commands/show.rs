//! `show`: networks, ledger, settings, data, session, device.

use crate::error::{Error, Result};
use crate::event::{Event, Listing};

use crate::lab::config::settings::{SETTINGS, Setting};
use crate::language::command::{Command, Group, Line};
use crate::language::params::Choice;
use crate::shell::sheet;
use crate::shell::status::status;
use crate::shell::{Did, Emit, Shell};

/// What can be shown.
#[derive(Debug, Clone, Copy)]
enum Topic {
    Net,
    Ledger,
    Settings,
    Data,
    Session,
    Device,
    Status,
}

const TOPICS: [(&str, &str, Topic); 7] = [
    (
        "net",
        "layers with shapes, parameters and multiply-adds",
        Topic::Net,
    ),
    (
        "ledger",
        "terms with weight, value and gradient norms",
        Topic::Ledger,
    ),
    ("settings", "what set can change", Topic::Settings),
    ("data", "the data: classes, counts, range", Topic::Data),
    ("session", "what happened so far", Topic::Session),
    ("device", "the device and its threads", Topic::Device),
    (
        "status",
        "a summary: run, step, branch, file",
        Topic::Status,
    ),
];

/// What is shown.
const TOPIC: Choice<Topic> = Choice {
    name: "net|ledger|settings|data|session|device|status",
    needed: false,
    words: &TOPICS,
    refuse: |other, _| {
        let topics: Vec<_> = TOPICS.iter().map(|(name, ..)| *name).collect();
        format!("show has no '{other}'; it shows {}", topics.join(", "))
    },
};

pub(super) const COMMAND: Command = Command {
    name: "show",
    short: &[
        ("settings", "settings"),
        ("ledger", "ledger"),
        ("history", "session"),
        ("status", "status"),
    ],
    meant: &[
        "list", "ls", "print", "display", "inspect", "describe", "summary",
    ],
    group: Group::Build,
    params: &[&TOPIC],
    about: "networks, ledger, settings, data, session, device, status",
    details: "show ledger also measures the norm of the gradient that each unweighted term sends into E and G, and of the gradient that D gets from generated items.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    match line.given.maybe(&TOPIC)?.unwrap_or(Topic::Ledger) {
        Topic::Net => emit(Event::Listing(shell.trainer()?.layers())),
        Topic::Ledger => {
            let ledger = shell.trainer()?.ledger(true)?;
            emit(Event::Ledger(ledger));
            return Ok(Did::AsTyped);
        }
        Topic::Settings => {
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
        Topic::Data => sheet::show(shell, emit)?,
        Topic::Session => {
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
        Topic::Device => emit(Event::Listing(shell.device.listing())),
        Topic::Status => emit(Event::Listing(status(shell))),
    }
    Ok(Did::Nothing)
}
