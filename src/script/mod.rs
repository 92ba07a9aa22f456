//! Scripts: lines from a file, from standard input or from `-c`, with a transcript on standard output.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::consts::SIGHUP;

use crate::engine::{Engine, LineId, Report};
use crate::error::{Error, Result, plain};
use crate::event::Event;
use crate::language::LANGUAGE;
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
    /// Nobody reads what a prompt says any more.
    Unheard,
    /// The terminal is gone: nobody is there any more.
    Lost,
}

/// Lines to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// What errors call it: `lesson.lab`, `-c`.
    pub name: String,
    pub text: String,
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
        .map_err(|_| Error::new(format!("'{name}' is not a script: it is not UTF-8 text")))
}

/// A flag that these signals raise. SIGHUP is left alone where the program was started to ignore it, as `nohup` does; the
/// others are caught whoever started it (a shell has its background jobs ignore SIGINT).
///
/// # Errors
/// A sentence when the system refuses.
pub fn interruptions(signals: &[i32]) -> Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let meant = |signal: &&i32| **signal != SIGHUP || !terminal::ignored(SIGHUP);
    for signal in signals.iter().filter(meant) {
        signal_hook::flag::register(*signal, Arc::clone(&flag))
            .map_err(|cause| Error::new(format!("signals cannot be caught: {cause}")))?;
    }
    Ok(flag)
}

/// Runs the lines one by one and prints what happens; stops at the first that fails, and says why on `errors`, with the
/// script's name and the line, or as an event in JSON. Where the transcript has no reader any more it goes on without:
/// what a script saves and expects does not depend on who reads along.
pub fn run(
    engine: &Engine,
    script: &Script,
    printer: &Printer,
    interrupted: &AtomicBool,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Ending {
    let out = &mut WhileRead { out, gone: false };
    for (line, command) in LANGUAGE.statements(&script.text) {
        let command = command.as_str();
        let echo = if printer.format == Format::Text && !LANGUAGE.says_itself(command) {
            writeln!(out, "> {}", plain(command))
        } else {
            Ok(())
        };
        if let Err(cause) = echo {
            return unheard(&cause);
        }
        let sent = engine.submit(command);
        let mut quit = false;
        let mut say = |event: &Event, command: Option<&str>| {
            quit |= *event == Event::Quit;
            match event {
                Event::Error { message, .. } if printer.format == Format::Text => {
                    printer.clear(out)?;
                    // Who stops a script is told where it was, and that is no error.
                    let kind = if interrupted.load(Ordering::Relaxed) {
                        ""
                    } else {
                        "error: "
                    };
                    let text = format!("{}:{line}: {kind}{message}", script.name);
                    // Where nobody hears of an error there is still the exit status.
                    let _ = writeln!(errors, "{}", printer.fit(&plain(&text)));
                    Ok(())
                }
                event => printer.print(event, command, out),
            }
        };
        match answer(engine, sent, Some(line), interrupted, &mut say) {
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

/// Prints reports until the line that was sent is done; `seen` hears of each event, and says whether it is printed.
pub fn follow(
    engine: &Engine,
    sent: LineId,
    printer: &Printer,
    interrupted: &AtomicBool,
    seen: &mut dyn FnMut(&Event) -> bool,
    out: &mut dyn Write,
) -> Ending {
    answer(engine, sent, None, interrupted, &mut |event, command| {
        if seen(event) {
            printer.print(event, command, out)
        } else {
            Ok(())
        }
    })
}

/// Says an event of a command.
type Say<'a> = &'a mut dyn FnMut(&Event, Option<&str>) -> io::Result<()>;

/// Has `say` say each event until the line that was sent is done.
fn answer(
    engine: &Engine,
    sent: LineId,
    line: Option<usize>,
    interrupted: &AtomicBool,
    say: Say<'_>,
) -> Ending {
    let (mut failure, mut of) = (None, None);
    loop {
        if interrupted.load(Ordering::Relaxed) {
            engine.stop(sent);
        }
        let report = match engine.reports().recv_timeout(Duration::from_millis(50)) {
            Ok(report) => report,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) if terminal::hung_up(io::stdout()) => {
                engine.stop(sent);
                return Ending::Lost;
            }
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => continue,
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => {
                let unanswered = || Ending::Broken("the lab ended before the line was done".into());
                return failure.map_or_else(unanswered, Ending::Failed);
            }
        };
        let mut event = match report {
            Report::Command(command) => {
                of = command;
                continue;
            }
            Report::Event(event) => event,
            Report::Done { id, .. } if id != sent => continue,
            Report::Done { ok: true, .. } => return Ending::Done,
            Report::Done { ok: false, .. } => {
                return Ending::Failed(failure.unwrap_or_default());
            }
        };
        if let Event::Error { message, line: at } = &mut event {
            *at = line;
            failure = Some(message.clone());
        }
        if let Err(cause) = say(&event, of) {
            engine.stop(sent);
            return unheard(&cause);
        }
    }
}

/// Writes as long as there is a reader, and then nothing.
struct WhileRead<'a> {
    out: &'a mut dyn Write,
    gone: bool,
}

impl WhileRead<'_> {
    /// A reader that went away is no mistake.
    fn or_gone<T>(&mut self, written: io::Result<T>, instead: T) -> io::Result<T> {
        match written {
            Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(instead)
            }
            written => written,
        }
    }
}

impl Write for WhileRead<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.or_gone(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gone {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.or_gone(flushed, ())
    }
}

/// A transcript that cannot be written: a reader that went away is no mistake, a full disk is.
fn unheard(cause: &io::Error) -> Ending {
    if terminal::hung_up(io::stdout()) {
        Ending::Lost
    } else if cause.kind() == io::ErrorKind::BrokenPipe {
        Ending::Unheard
    } else {
        Ending::Broken(format!("the transcript cannot be written: {cause}"))
    }
}
