//! The line prompt: the same language, history and help as the screen, on any terminal.

mod assistant;

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::Ordering;

use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{CompletionType, Config, Editor};

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::{self, LANGUAGE};
use crate::script::{self, Ending};
use crate::terminal;
use crate::transcript::Printer;
use assistant::Assistant;

/// Lines of history that are kept.
const KEPT: usize = 1000;

/// Reads lines and runs them until the person leaves or the terminal is gone. What was not saved is kept in the journal
/// unless the person left.
///
/// # Errors
/// A sentence when there is no terminal to read from.
pub fn run(engine: Engine, printer: &Printer) -> Result<Ending> {
    let refused = |cause: ReadlineError| Error::new(format!("no line can be read: {cause}"));
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(KEPT)
        .map_err(refused)?
        .build();
    let mut editor: Editor<Assistant, DefaultHistory> =
        Editor::with_config(config).map_err(refused)?;
    editor.set_helper(Some(Assistant {
        colour: printer.colour(),
    }));
    let history = language::history_file();
    if let Some(path) = &history {
        // The first start has no history.
        let _ = editor.load_history(path);
    }
    // A dropped line or a polite kill ends the program at once: the journal has every step.
    let interrupted = script::interruptions(&[signal_hook::consts::SIGINT])?;
    let mut prompt = "lab".to_owned();
    // An output that is gone already is seen when the first line is answered.
    let _ = writeln!(
        io::stdout(),
        "aegan-lab: 'build gan', 'step 100', 'sample 9'; 'help' says more, Ctrl-D leaves"
    );
    // An empty line is done when the data are read: what the lab has to say by itself (a lost session,
    // data that cannot be read) comes before the first prompt.
    let sent = engine.submit("");
    let silent = &mut |_: &Event| true;
    let first = script::follow(
        &engine,
        sent,
        printer,
        &interrupted,
        silent,
        &mut io::stdout(),
    );
    let mut kept = true;
    let mut left = cut_off(first);
    while left.is_none() {
        interrupted.store(false, Ordering::Relaxed);
        let (line, typed) = match editor.readline(&format!("{prompt}> ")) {
            Ok(line) => (line, true),
            // Ctrl-C, or a signal.
            Err(ReadlineError::Interrupted) if !terminal::lost() => {
                let _ = writeln!(io::stdout(), "Ctrl-D or 'quit' leaves the lab");
                continue;
            }
            // The end of the input is Ctrl-D where the terminal is still there: it may be asked before steps go.
            Err(ReadlineError::Eof) if !terminal::lost() => ("quit".to_owned(), false),
            Err(_) if terminal::lost() => {
                left = Some(Ending::Lost);
                break;
            }
            Err(cause) => {
                left = Some(Ending::Broken(format!("no line can be read: {cause}")));
                break;
            }
        };
        // A paste may be of several lines: each is entered as if it were typed.
        let pasted = language::typed(&line);
        for line in language::lines(&pasted).filter(|line| !line.is_empty()) {
            kept &= !typed || remember(&mut editor, line, history.as_deref());
            let sent = engine.submit(line);
            let (mut quit, mut past) = (false, false);
            let echoed = LANGUAGE.says_itself(line);
            let mut seen = |event: &Event| {
                match event {
                    Event::Replay { begins } => past = *begins,
                    Event::Built(built) if !past => prompt.clone_from(&built.recipe),
                    Event::Quit => quit = true,
                    _ => {}
                }
                !(echoed && matches!(event, Event::Said { .. }))
            };
            let ending = script::follow(
                &engine,
                sent,
                printer,
                &interrupted,
                &mut seen,
                &mut io::stdout(),
            );
            left = if quit {
                Some(Ending::Done)
            } else {
                cut_off(ending)
            };
            if left.is_some() || interrupted.load(Ordering::Relaxed) {
                break;
            }
        }
    }
    if let Some(path) = history.filter(|_| !kept) {
        terminal::complain(&format!(
            "the history could not be kept in '{}'",
            path.display()
        ));
    }
    match left {
        None | Some(Ending::Done) => engine.close().map(|()| Ending::Done),
        Some(ending) => engine.leave().map(|()| ending),
    }
}

/// How the lab ends when an answer could not be given, if it has to.
fn cut_off(answered: Ending) -> Option<Ending> {
    match answered {
        Ending::Unheard => Some(Ending::Broken(
            "the output was closed; the journal has what was done".into(),
        )),
        Ending::Broken(_) | Ending::Lost => Some(answered),
        Ending::Done | Ending::Failed(_) | Ending::Interrupted => None,
    }
}

/// Adds a line to the history and to its file at once: another lab may add to it, too, and this one may be lost.
fn remember(
    editor: &mut Editor<Assistant, DefaultHistory>,
    line: &str,
    history: Option<&Path>,
) -> bool {
    // A line that repeats the one before it is not added, which is right.
    let _ = editor.add_history_entry(line);
    history.is_none_or(|path| editor.append_history(path).is_ok())
}
