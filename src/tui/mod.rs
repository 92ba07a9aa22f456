//! The full screen: keys in, lines to the lab, events drawn; training runs on a thread of its own.

mod app;
mod draw;
mod editor;
mod history;
mod layout;
mod terminal;
mod unsaved;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event as Input, KeyEventKind};

use crate::art;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::Theme;
use app::{App, Next};
use draw::draw;
pub use terminal::Screen;

/// At most one frame in this time for what the lab says; what is typed is drawn at once.
const TICK: Duration = Duration::from_millis(33);
/// How long an idle screen sleeps between looks at the signals.
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
    if style.depth != art::Depth::Mono {
        // What was asked for by a flag counts more than NO_COLOR; the style has weighed both.
        crossterm::style::force_color_output(true);
    }
    let refused = |cause: io::Error| Error::new(format!("the terminal cannot be taken: {cause}"));
    let mut screen = Screen::take().map_err(refused)?;
    let mut app = App::new(&engine, Theme { art: style });
    match first {
        Some(line) => app.submit(line),
        None => app.greet(),
    }
    let left = watch(&mut app, &mut screen, &engine, ended);
    drop(app);
    drop(screen);
    match left {
        Ok(Left::Quit) => engine.close().map(|()| Left::Quit),
        // A terminal that is gone takes no frames: that is how a dropped line looks.
        Ok(Left::Lost) | Err(_) => engine.leave().map(|()| Left::Lost),
    }
}

/// What the terminal sends, read on a thread of its own: where the terminal has gone away a read may
/// never return, and the loop must see the signal that says so.
fn inputs() -> io::Result<Receiver<io::Result<Input>>> {
    let (outbox, inputs) = mpsc::channel();
    std::thread::Builder::new()
        .name("keys".into())
        .spawn(move || {
            loop {
                let input = event::read();
                let gone = input.is_err();
                if outbox.send(input).is_err() || gone {
                    break;
                }
            }
        })?;
    Ok(inputs)
}

/// The loop: waits for keys no longer than to the next frame.
fn watch(
    app: &mut App<'_>,
    screen: &mut Screen,
    engine: &Engine,
    ended: &AtomicBool,
) -> io::Result<Left> {
    let inputs = inputs()?;
    let began = Instant::now();
    let mut drawn = Instant::now();
    let mut news = false;
    screen.draw(|frame| draw(app, frame))?;
    loop {
        if ended.load(Ordering::Relaxed) {
            return Ok(Left::Lost);
        }
        let awake = app.busy() || began.elapsed() < YOUNG;
        let wait = match (news, awake) {
            (true, _) => TICK.saturating_sub(drawn.elapsed()),
            (false, true) => TICK,
            (false, false) => IDLE,
        };
        let mut typed = false;
        loop {
            let input = match inputs.recv_timeout(if typed { Duration::ZERO } else { wait }) {
                Ok(input) => input?,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Ok(Left::Lost),
            };
            typed = true;
            match take(app, input) {
                Next::Go => {}
                Next::Suspend => screen.suspend()?,
                Next::Quit => return Ok(Left::Quit),
            }
        }
        loop {
            match engine.reports().try_recv() {
                Ok(report) => {
                    news = true;
                    if app.take(report) {
                        return Ok(Left::Quit);
                    }
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Ok(Left::Quit),
            }
        }
        if typed || (news && drawn.elapsed() >= TICK) {
            screen.draw(|frame| draw(app, frame))?;
            (drawn, news) = (Instant::now(), false);
        }
    }
}

/// Takes what the terminal sent.
fn take(app: &mut App<'_>, input: Input) -> Next {
    match input {
        Input::Key(key) if key.kind != KeyEventKind::Release => app.key(key),
        Input::Mouse(mouse) => app.mouse(mouse),
        Input::Paste(text) => {
            app.paste(&text);
            Next::Go
        }
        _ => Next::Go,
    }
}
