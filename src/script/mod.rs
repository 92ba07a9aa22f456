//! Scripts: lines from a file, from standard input or from `-c`, with a transcript on standard output.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::engine::{Engine, Report};
use crate::error::{Error, Result, plain};
use crate::lab::event::Event;
use crate::terminal;
use crate::transcript::{Format, Printer};

/// The longest script.
const MOST_BYTES: u64 = 1 << 20;

/// How a script ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// A command failed with this sentence, which was printed.
    Failed(String),
    /// Something else failed, of which nobody has heard yet.
    Broken(String),
    /// A signal asked for the end.
    Interrupted,
    /// Nobody reads the transcript any more.
    Unheard,
    /// The terminal is gone: nobody is there any more.
    Lost,
}

/// The text of a script.
///
/// # Errors
/// A sentence when it cannot be read, is no text, or is too long.
pub fn read(name: &str, mut input: impl Read) -> Result<String> {
    let mut bytes = Vec::new();
    input
        .by_ref()
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|cause| Error::new(format!("cannot read '{name}': {cause}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::new(format!(
            "'{name}' is longer than a script may be (1 MB)"
        )));
    }
    String::from_utf8(bytes)
        .map_err(|_| Error::new(format!("'{name}' is no script: it is not UTF-8 text")))
}

/// A flag that these signals raise. One that the program was started to ignore, as `nohup` does with SIGHUP, is left
/// alone.
///
/// # Errors
/// A sentence when the system refuses.
pub fn interruptions(signals: &[i32]) -> Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in signals.iter().filter(|signal| !terminal::ignored(**signal)) {
        signal_hook::flag::register(*signal, Arc::clone(&flag))
            .map_err(|cause| Error::new(format!("signals cannot be caught: {cause}")))?;
    }
    Ok(flag)
}

/// Runs the lines one by one and prints what happens; stops at the first that fails.
pub fn run(
    engine: &Engine,
    script: &str,
    printer: &Printer,
    interrupted: &AtomicBool,
    out: &mut dyn Write,
) -> Ending {
    for (number, line) in script.lines().enumerate() {
        let command = line.trim();
        if command.is_empty() || command.starts_with('#') {
            continue;
        }
        let echo = if printer.format == Format::Text {
            writeln!(out, "> {}", plain(command))
        } else {
            Ok(())
        };
        if let Err(cause) = echo {
            return unheard(engine, &cause);
        }
        engine.submit(command);
        let mut quit = false;
        let mut seen = |event: &Event| quit |= *event == Event::Quit;
        let line = Some(number + 1);
        match follow(engine, printer, line, interrupted, &mut seen, out) {
            Ending::Done if quit => return Ending::Done,
            Ending::Done => {}
            ending => return ending,
        }
        if interrupted.load(Ordering::Relaxed) {
            return Ending::Interrupted;
        }
    }
    Ending::Done
}

/// Prints reports until the submitted line is done; `seen` hears of each event.
pub fn follow(
    engine: &Engine,
    printer: &Printer,
    line: Option<usize>,
    interrupted: &AtomicBool,
    seen: &mut dyn FnMut(&Event),
    out: &mut dyn Write,
) -> Ending {
    let mut failure = None;
    loop {
        if interrupted.load(Ordering::Relaxed) {
            engine.control().stop();
        }
        let report = match engine.reports().recv_timeout(Duration::from_millis(50)) {
            Ok(report) => report,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) if terminal::hung_up(io::stdout()) => {
                engine.control().stop();
                return Ending::Lost;
            }
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => continue,
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => {
                let unanswered = || Ending::Broken("the lab ended before the line was done".into());
                return failure.map_or_else(unanswered, Ending::Failed);
            }
        };
        let mut event = match report {
            Report::Event(event) => event,
            Report::Done { ok: true, .. } => return Ending::Done,
            Report::Done { ok: false, .. } => {
                return Ending::Failed(failure.unwrap_or_default());
            }
        };
        if let Event::Error { message, line: at } = &mut event {
            *at = line;
            failure = Some(message.clone());
        }
        seen(&event);
        if let Err(cause) = printer.print(&event, out) {
            return unheard(engine, &cause);
        }
    }
}

/// A transcript that cannot be written: a reader that went away is no mistake, a full disk is.
fn unheard(engine: &Engine, cause: &io::Error) -> Ending {
    engine.control().stop();
    if terminal::hung_up(io::stdout()) {
        Ending::Lost
    } else if cause.kind() == io::ErrorKind::BrokenPipe {
        Ending::Unheard
    } else {
        Ending::Broken(format!("the transcript cannot be written: {cause}"))
    }
}
