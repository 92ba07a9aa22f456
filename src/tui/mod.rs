//! The full screen: keys in, lines to the lab, events drawn; training runs on a thread of its own.

mod app;
mod draw;
mod editor;
mod help;
mod history;
mod keys;
mod layout;
mod pace;
mod paint;
mod parsed;
mod pen;
mod scrub;
mod sketch;
mod terminal;
mod unsaved;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use crate::art;
use crate::engine::{Engine, Report};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::view::Theme;
use app::{App, Next};
use draw::draw;
use keys::{Input, Keys};
pub use terminal::Screen;

/// At most one frame in this time for what the lab says; what is typed is drawn at once.
const TICK: Duration = Duration::from_millis(33);
/// How long an idle screen sleeps between looks at the lab.
const IDLE: Duration = Duration::from_millis(250);
/// At the start the lab speaks without being asked.
const YOUNG: Duration = Duration::from_secs(2);

/// How often the screen wants news from a training that runs.
pub const NEWS: Duration = Duration::from_millis(200);

/// How a screen was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// By the person.
    Quit,
    /// By a signal, or because the terminal went away: the journal stays.
    Lost,
}

/// Shows the lab until the person leaves, or `ended` says that a signal asked for the end; `first` is
/// a line to begin with.
///
/// # Errors
/// A sentence when the terminal cannot be taken, or the lab's thread has died.
pub fn run(
    engine: Engine,
    style: art::Style,
    first: Option<&str>,
    ended: &AtomicBool,
) -> Result<Left> {
    let refused = |cause: io::Error| Error::new(format!("the terminal cannot be taken: {cause}"));
    let continued = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGCONT, Arc::clone(&continued))
        .map_err(refused)?;
    let mut screen = Screen::take().map_err(refused)?;
    let keys = Keys::listen().map_err(refused)?;
    let mut app = App::new(&engine, Theme { art: style });
    match first {
        Some(line) => app.submit(line),
        None => app.greet(),
    }
    let left = watch(
        &mut app,
        &mut screen,
        &keys,
        &engine,
        &Flags { ended, continued },
    );
    drop(app);
    if matches!(left, Ok(Left::Quit)) {
        screen.end(&keys);
    } else {
        drop(screen);
    }
    match left {
        Ok(Left::Quit) => engine.close().map(|()| Left::Quit),
        // A terminal that is gone takes no frames: that is how a dropped line looks.
        Ok(Left::Lost) | Err(_) => engine.leave().map(|()| Left::Lost),
    }
}

/// What signals have said.
struct Flags<'a> {
    /// The end is asked for.
    ended: &'a AtomicBool,
    /// The program was stopped and goes on.
    continued: Arc<AtomicBool>,
}

/// The loop: waits for keys no longer than to the next frame.
fn watch(
    app: &mut App<'_>,
    screen: &mut Screen,
    keys: &Keys,
    engine: &Engine,
    flags: &Flags<'_>,
) -> io::Result<Left> {
    let began = Instant::now();
    let mut drawn = Instant::now();
    // Whether there is something that was not drawn yet, and whether a person waits for it.
    let (mut news, mut hurry) = (true, true);
    loop {
        let awake = app.busy() || news || screen.waits() || began.elapsed() < YOUNG;
        let wait = match (hurry, news && screen.free(), awake) {
            (true, ..) => Duration::ZERO,
            (_, true, _) => TICK.saturating_sub(drawn.elapsed()),
            (.., true) => TICK,
            (.., false) => IDLE,
        };
        // Whoever rests on the timeline is not kept waiting.
        let wait = app
            .rest_left(Instant::now())
            .map_or(wait, |left| left.min(wait));
        let mut input = keys.next(wait);
        let mut typed = false;
        loop {
            if flags.ended.load(Ordering::Relaxed) {
                return Ok(Left::Lost);
            }
            if flags.continued.swap(false, Ordering::Relaxed) {
                screen.resume()?;
                hurry = true;
            }
            let Some(came) = input else {
                break;
            };
            typed |= !matches!(came, Input::Answer(..));
            match take(app, came) {
                Did::Next(Next::Go) => {}
                Did::Next(Next::Suspend) => {
                    screen.suspend(keys)?;
                    flags.continued.store(false, Ordering::Relaxed);
                }
                Did::Next(Next::Quit) => return Ok(Left::Quit),
                Did::Answered(at, column) => screen.answered(at, column),
                Did::Gone => return Ok(Left::Lost),
            }
            input = keys.next(Duration::ZERO);
        }
        hurry |= typed;
        hurry |= app.rests(Instant::now());
        loop {
            match engine.reports().try_recv() {
                Ok(report) => {
                    news = true;
                    hurry |= spoken(&report);
                    if app.take(report) {
                        return Ok(Left::Quit);
                    }
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Ok(Left::Quit),
            }
        }
        screen.mouse(app.takes_mouse());
        if hurry || (news && drawn.elapsed() >= TICK && screen.free()) {
            let whole = typed || app.covers();
            news = !screen.draw(whole, |area, buffer| draw(app, area, buffer));
            drawn = Instant::now();
        }
        screen.send(hurry)?;
        hurry = false;
    }
}

/// Whether a report is something that the lab says, and no news of work that goes on.
fn spoken(report: &Report) -> bool {
    !matches!(
        report,
        Report::Command(_) | Report::Event(Event::Progress(_) | Event::Live(_))
    )
}

/// What became of what the terminal sent.
enum Did {
    Next(Next),
    Answered(Instant, u16),
    Gone,
}

/// Takes what the terminal sent.
fn take(app: &mut App<'_>, input: Input) -> Did {
    Did::Next(match input {
        Input::Key(key) => app.key(key),
        Input::Mouse(mouse) => app.mouse(mouse),
        Input::Paste(text) => {
            app.paste(&text);
            Next::Go
        }
        // The size may be another: the next frame sees it.
        Input::Signal => Next::Go,
        Input::Answer(at, column) => return Did::Answered(at, column),
        Input::Gone => return Did::Gone,
    })
}
