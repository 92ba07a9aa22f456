//! The thread that owns the lab: lines in, events out, and a switch to stop what is in flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::event::Event;
use crate::event::control::Control;
use crate::lab::Device;
use crate::language::{LANGUAGE, execute};
use crate::nets::Networks;
use crate::shell::{Shell, first_look, watch};

/// How long work in flight may take to stop when nobody is there any more.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is said where somebody stops the loading of the data that the lab starts with.
const STOPPED: &str =
    "stopped while the data were read, so there is nothing to work on; leave and start again";

/// What the lab works on.
#[derive(Debug, Clone)]
pub struct Options {
    /// A name (`digits`) or a directory.
    pub data: String,
    pub seed: u64,
    /// Threads of the kernels; `None`: as many as there are cores.
    pub threads: Option<usize>,
    /// `auto`, `cpu`, `cuda`.
    pub device: String,
    /// Whether a session without weights may be computed again at length without asking.
    pub allow_compute: bool,
    /// How often a screen wants news while training runs.
    pub live: Option<Duration>,
    /// Whether a crash journal is kept.
    pub journal: bool,
    /// Whether a person is there, not a script: journals of lost labs are offered at the start, and it is asked before
    /// work that is not saved goes.
    pub offer: bool,
    /// A file that the values of every step are written to while a run goes on.
    pub log: Option<String>,
    /// Networks besides those of the catalogue, see [`Networks::with`].
    pub networks: Networks,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: "digits".into(),
            seed: 1,
            threads: None,
            device: "auto".into(),
            allow_compute: false,
            live: None,
            journal: false,
            offer: false,
            log: None,
            networks: Networks::default(),
        }
    }
}

/// Which of the lines that were submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineId(u64);

/// A line that was submitted.
struct Submitted {
    id: LineId,
    line: String,
}

/// What comes back from the lab.
// Reports are taken one by one and never kept in number: the larger of them may be large.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// The events that follow are of this command, or of none that is known. Every line begins with none.
    Command(Option<&'static str>),
    Event(Event),
    /// A submitted line is done; `ok` unless it failed.
    Done {
        id: LineId,
        ok: bool,
    },
}

/// The lab on its thread.
///
/// ```
/// use aegan_lab::engine::{Engine, Options, Report};
/// use aegan_lab::event::Event;
///
/// # fn main() -> aegan_lab::error::Result<()> {
/// let lab = Engine::start(Options { data: "ring".into(), ..Options::default() })?;
/// let last = lab.submit("build gan batch=16; step 5");
/// let mut step = 0;
/// for report in lab.reports() {
///     match report {
///         Report::Event(Event::Stepped(now)) => step = now.step,
///         Report::Done { id, .. } if id == last => break,
///         _ => {}
///     }
/// }
/// assert_eq!(step, 5);
/// lab.close()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Engine {
    lines: Option<Sender<Submitted>>,
    /// Lines that were submitted so far.
    submitted: AtomicU64,
    reports: Receiver<Report>,
    control: Control,
    keep_journal: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the thread; data are loaded there, so that this returns at once.
    ///
    /// # Errors
    /// A sentence when the options make no sense.
    pub fn start(options: Options) -> Result<Self> {
        crate::lab::device::probe(&options.device)?;
        if let Some(threads) = options.threads {
            if !(1..=256).contains(&threads) {
                return Err(Error::new(format!("threads are 1 to 256, not {threads}")));
            }
            // A second engine in one process (tests) keeps the threads of the first.
            crate::lab::use_threads(threads);
        }
        let (lines, inbox) = mpsc::channel();
        let (outbox, reports) = mpsc::channel();
        let control = Control::default();
        let theirs = control.clone();
        let keep_journal = Arc::new(AtomicBool::new(false));
        let keep = Arc::clone(&keep_journal);
        let thread = std::thread::Builder::new()
            .name("lab".into())
            .stack_size(16 << 20)
            .spawn(move || work(&options, &theirs, &keep, &inbox, &outbox))
            .map_err(|cause| Error::new(format!("no thread can be started: {cause}")))?;
        Ok(Self {
            lines: Some(lines),
            submitted: AtomicU64::new(0),
            reports,
            control,
            keep_journal,
            thread: Some(thread),
        })
    }

    /// Queues one line; `;` separates commands. It has its turn when the lines before it are done; an
    /// open-ended `run` gives way to it between two steps and goes on afterwards. The report that it is done names it.
    pub fn submit(&self, line: impl Into<String>) -> LineId {
        let id = LineId(self.submitted.fetch_add(1, Ordering::Relaxed));
        if let Some(lines) = &self.lines {
            self.control.queue();
            // A lab that has ended takes no more lines; its last report said so.
            let line = line.into();
            let _ = lines.send(Submitted { id, line });
        }
        id
    }

    /// What comes back.
    #[must_use]
    pub fn reports(&self) -> &Receiver<Report> {
        &self.reports
    }

    /// Stops the work of this line and of all before it, also where it has not begun; of no line after it.
    pub fn stop(&self, through: LineId) {
        self.control.stop_through(through.0);
    }

    /// Stops and paces the work in flight.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Stops the work in flight, keeps what was done, and ends the thread.
    ///
    /// # Errors
    /// A sentence when the thread had died.
    pub fn close(mut self) -> Result<()> {
        self.end()
    }

    /// As [`close`](Self::close), but the journal stays, to be offered at the next start: for a person
    /// who did not mean to leave (a dropped line, a kill). Work that does not stop soon is left where it is: the
    /// journal has everything before it.
    ///
    /// # Errors
    /// A sentence when the thread had died.
    pub fn leave(mut self) -> Result<()> {
        self.keep_journal.store(true, Ordering::Relaxed);
        self.lines = None;
        self.control.end();
        let asked = Instant::now();
        while let Some(thread) = &self.thread
            && !thread.is_finished()
        {
            if asked.elapsed() > PATIENCE {
                self.thread = None;
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        self.lines = None;
        self.control.end();
        match self.thread.take() {
            Some(thread) => thread
                .join()
                .map_err(|_| Error::new("the lab ended in a panic; 'load' its journal to go on")),
            None => Ok(()),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Whoever drops an engine has nobody to tell.
        let _ = self.end();
    }
}

/// The lab's thread. A front end that is gone takes no reports: then there is nobody to work for.
fn work(
    options: &Options,
    control: &Control,
    keep_journal: &AtomicBool,
    lines: &Receiver<Submitted>,
    reports: &Sender<Report>,
) {
    let error = |message: String| {
        Report::Event(Event::Error {
            message,
            line: None,
        })
    };
    let started = Device::start(&options.device).and_then(|device| {
        let mut say = |event| {
            let _ = reports.send(Report::Event(event));
        };
        let data = Arc::new(watch::data(&options.data, control, &mut say, STOPPED)?);
        let mut shell = Shell::over(data, options.seed, control.clone());
        shell.device = device;
        if options.journal {
            keep_journals(&mut shell, options.offer, reports);
        }
        if let Some(log) = &options.log {
            shell.log_to(log)?;
        }
        Ok(shell)
    });
    let mut shell = match started {
        Ok(shell) => shell,
        Err(first) => {
            // A screen says it at once, others as the answer to their first line.
            if options.live.is_some() {
                let _ = reports.send(error(first.to_string()));
            }
            for Submitted { id, .. } in lines {
                let _ = reports.send(error(first.to_string()));
                let _ = reports.send(Report::Done { id, ok: false });
            }
            return;
        }
    };
    shell.networks = options.networks.clone();
    shell.live = options.live;
    shell.allow_compute = options.allow_compute;
    if options.live.is_some() {
        for first in first_look(&shell) {
            let _ = reports.send(Report::Event(Event::Gallery(first)));
        }
    }
    let mut queue = Queue {
        lines,
        control,
        run: None,
    };
    while let Some(submitted) = queue.next() {
        let Submitted { id, line } = &submitted;
        let (mut quit, mut said) = (false, None);
        control.enter(None);
        let mut say = |report: Report| {
            let command = control.command();
            if command != said {
                said = command;
                let _ = reports.send(Report::Command(command));
            }
            let _ = reports.send(report);
        };
        let result = execute(&mut shell, line, &mut |event| {
            quit |= event == Event::Quit;
            say(Report::Event(event));
        });
        let ok = result.is_ok();
        if let Err(cause) = result {
            // Who stops the work knows that it did not come to its end.
            say(if control.stopped() && options.offer {
                Report::Event(Event::Said {
                    text: cause.to_string(),
                })
            } else {
                error(cause.to_string())
            });
        }
        if shell.gave_way() {
            // One that gave way before has its place taken.
            if let Some(Submitted { id, .. }) = queue.run.replace(submitted) {
                let _ = reports.send(Report::Done { id, ok: true });
            }
            continue;
        }
        if queue.run.is_some()
            && ok
            && LANGUAGE.ends_run(line)
            && let Some(Submitted { id, .. }) = queue.run.take()
        {
            let _ = reports.send(Report::Done { id, ok: true });
        }
        let done = Report::Done { id: *id, ok };
        if reports.send(done).is_err() || quit {
            break;
        }
    }
    if !keep_journal.load(Ordering::Relaxed) {
        shell.finish();
    }
}

/// The lines to be executed, and the run that gave way to them.
struct Queue<'a> {
    lines: &'a Receiver<Submitted>,
    control: &'a Control,
    run: Option<Submitted>,
}

impl Queue<'_> {
    /// The next line that was submitted, or the run again when none waits; nothing when the front end is gone.
    fn next(&mut self) -> Option<Submitted> {
        let submitted = match self.lines.try_recv() {
            Ok(line) => Some(line),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) if self.run.is_some() => None,
            Err(TryRecvError::Empty) => Some(self.lines.recv().ok()?),
        };
        if submitted.is_some() {
            self.control.dequeue();
        }
        let line = submitted.or_else(|| self.run.take())?;
        self.control.begin(line.id.0);
        Some(line)
    }
}

/// Keeps crash journals from here on, clears away what a kill has left, and offers labs that were lost.
fn keep_journals(shell: &mut Shell, offer: bool, reports: &Sender<Report>) {
    let Ok(folder) = crate::session::journals() else {
        return;
    };
    let lost = crate::session::clear_away(&folder);
    if offer && let Some(text) = crate::shell::offer(&lost) {
        let _ = reports.send(Report::Event(Event::Said { text }));
    }
    shell.keep_journals(folder, offer);
}
