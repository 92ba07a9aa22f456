//! The terminal, taken and always given back: after leaving, a panic, a kill.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crossterm::cursor::{MoveToColumn, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::keys::Keys;
use super::pace::Pace;
use super::paint::Painter;
use super::pen::Pen;
use crate::terminal;

/// Clicks, the wheel, and moves while a button is held, as numbers of any size, and no more of them. What crossterm has for the mouse asks for every
/// move of it, too, each of which would be sent over the line and drawn for.
const MOUSE: Print<&str> = Print("\x1b[?1000h\x1b[?1002h\x1b[?1006h");
const NO_MOUSE: Print<&str> = Print("\x1b[?1006l\x1b[?1002l\x1b[?1000l");
/// Where is the cursor? Crossterm asks that only together with reading the answer.
const WHERE: Print<&str> = Print("\x1b[6n");
/// Bytes a second for a terminal that does not answer; over SSH the line may be slow, and nothing else tells.
const UNASKED: (usize, usize) = (1 << 16, 4000);
/// How long an answer is waited for when the terminal is given back, and how long the terminal may take nothing then.
const PATIENCE: Duration = Duration::from_secs(1);
const BLOCKED: Timespec = Timespec {
    tv_sec: 1,
    tv_nsec: 0,
};

/// Whether the terminal is taken: it is given back once, or what was said since would be lost.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// How the terminal was before.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// A terminal in raw mode on its alternate screen, until it is dropped.
pub struct Screen {
    painter: Painter,
    pace: Pace,
    /// Bytes of the last piece that the terminal has not taken yet.
    unsent: Vec<u8>,
    /// Whether the mouse is taken.
    mouse: bool,
    frame: Buffer,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// What the system says; the terminal is as it was then.
    pub fn take() -> io::Result<Self> {
        tell_panics();
        enter().inspect_err(|_| leave())?;
        let far = std::env::var_os("SSH_CONNECTION").is_some();
        let mut screen = Self {
            painter: Painter::new(),
            pace: Pace::new(if far { UNASKED.1 } else { UNASKED.0 }),
            unsent: Vec::new(),
            mouse: true,
            frame: Buffer::empty(Rect::ZERO),
        };
        screen.begin();
        Ok(screen)
    }

    /// The first bytes, with a query behind them: its answer says how long the way is.
    fn begin(&mut self) {
        self.unsent = entering(self.mouse);
        let asks = self.pace.asks();
        query(asks, 0, &mut self.unsent);
        let bytes = self.unsent.len();
        self.pace.sent(bytes, asks.is_some(), Instant::now());
    }

    /// Draws a frame, in memory; [`send`](Self::send) shows it. Rows `first` are shown before others; says whether
    /// more of the frame than those was taken, which is so unless an older one is still being sent.
    pub fn draw(
        &mut self,
        whole: bool,
        draw: impl FnOnce(Rect, &mut Buffer) -> (Position, Vec<u16>),
    ) -> bool {
        let (width, height) = terminal::size().unwrap_or((80, 24));
        let area = Rect::new(0, 0, width, height);
        self.frame.resize(area);
        self.frame.reset();
        let (cursor, first) = draw(area, &mut self.frame);
        self.painter.want(&self.frame, cursor, first, whole)
    }

    /// Whether the terminal can take a new frame.
    pub fn free(&mut self) -> bool {
        self.unsent.is_empty() && self.pace.room(Instant::now()) > 0
    }

    /// Whether something waits to be sent.
    #[must_use]
    pub fn waits(&self) -> bool {
        !self.unsent.is_empty() || !self.painter.done()
    }

    /// Takes the mouse, or leaves it to the terminal.
    pub fn mouse(&mut self, on: bool) {
        if std::mem::replace(&mut self.mouse, on) != on {
            // Behind whatever is being sent: pieces are whole sequences.
            let asked = if on { MOUSE } else { NO_MOUSE };
            let _ = queue!(self.unsent, asked);
        }
    }

    /// The terminal has answered.
    pub fn answered(&mut self, at: Instant, column: u16) {
        self.pace.answered(at, column);
    }

    /// Sends as much of what was drawn as the line takes; with `hurry` what comes first goes at once.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn send(&mut self, hurry: bool) -> io::Result<()> {
        self.flush()?;
        if !self.unsent.is_empty() {
            return Ok(());
        }
        let now = Instant::now();
        let room = self.pace.room(now);
        let hurry = if hurry { self.pace.hurry(now) } else { room };
        let piece = self.painter.piece(room, hurry);
        if piece.is_empty() {
            return Ok(());
        }
        // What comes in pieces is seen to come; the last one is an update, with nothing half drawn in between.
        let whole = self.painter.done();
        let asks = self.pace.asks();
        if whole {
            let _ = queue!(self.unsent, BeginSynchronizedUpdate);
        }
        self.unsent.extend(piece);
        query(asks, self.painter.column(), &mut self.unsent);
        if whole {
            let _ = queue!(self.unsent, EndSynchronizedUpdate);
        }
        let bytes = self.unsent.len();
        self.pace.sent(bytes, asks.is_some(), now);
        self.flush()
    }

    /// Writes what the terminal takes now; nothing once it was given back, which a panic of another thread does, too.
    fn flush(&mut self) -> io::Result<()> {
        if !TAKEN.load(Ordering::Relaxed) {
            self.unsent.clear();
        }
        while !self.unsent.is_empty() {
            match output()?.write(&self.unsent) {
                Ok(n) => drop(self.unsent.drain(..n)),
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => break,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(())
    }

    /// Waits for the answer that is on its way: it would be typed into the shell that comes next.
    fn settle(&mut self, keys: &Keys) {
        if self.pace.waits()
            && let Some((at, column)) =
                keys.answer(Instant::now() + self.pace.patience().min(PATIENCE))
        {
            self.pace.answered(at, column);
        }
    }

    /// Gives the terminal to the shell until the person comes back. Where no shell could bring the program back, the
    /// system does not stop it, and the screen is drawn again.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn suspend(&mut self, keys: &Keys) -> io::Result<()> {
        self.settle(keys);
        leave();
        // As the terminal does it: who waits for the lab in the same job is stopped with it.
        kill_current_process_group(Signal::TSTP)?;
        self.resume()
    }

    /// Takes the terminal again, which may show anything by now.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn resume(&mut self) -> io::Result<()> {
        enter()?;
        self.painter.forget();
        self.begin();
        Ok(())
    }

    /// Gives the terminal back when the person leaves.
    pub fn end(mut self, keys: &Keys) {
        self.settle(keys);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// What the terminal is taken with: its alternate screen, the mouse where it is wanted, and pasted text between marks.
fn entering(mouse: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let asked = if mouse { MOUSE } else { NO_MOUSE };
    // Writing to memory does not fail, here and below.
    let _ = queue!(out, EnterAlternateScreen, asked, EnableBracketedPaste);
    out
}

/// What it is given back with, wherever the last frame ended.
fn leaving() -> Vec<u8> {
    let mut out = Vec::new();
    let _ = queue!(out, EndSynchronizedUpdate);
    out.extend(Pen::RESET);
    let _ = queue!(out, DisableBracketedPaste, NO_MOUSE);
    let _ = queue!(out, LeaveAlternateScreen, Show);
    out
}

/// Where is the cursor? Every terminal answers that. It is asked in the column `asks`, counted from 1, if at all, and
/// goes back to column `back`, counted from 0, of the same row.
fn query(asks: Option<u16>, back: u16, out: &mut Vec<u8>) {
    if let Some(column) = asks {
        let _ = queue!(out, MoveToColumn(column - 1), WHERE, MoveToColumn(back));
    }
}

/// Where bytes go: the terminal opened anew where that is possible, so that a write takes what there is room for and
/// never waits. (The mode of standard output itself is the shell's, too.)
fn output() -> io::Result<&'static File> {
    static OUTPUT: OnceLock<Option<File>> = OnceLock::new();
    let opened = OUTPUT.get_or_init(|| {
        let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let anew = rustix::fs::open("/proc/self/fd/1", flags, Mode::empty());
        let terminal = anew.or_else(|_| rustix::io::dup(io::stdout().as_fd()));
        terminal.map(File::from).ok()
    });
    opened.as_ref().ok_or(io::ErrorKind::NotConnected.into())
}

/// Writes all of it, waiting for the terminal as long as it takes anything.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match output()?.write(bytes) {
            Ok(n) => bytes = &bytes[n..],
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => {
                let mut asked = [PollFd::new(output()?, PollFlags::OUT)];
                if poll(&mut asked, Some(&BLOCKED))? == 0 {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
            Err(cause) => return Err(cause),
        }
    }
    Ok(())
}

/// Sets the modes of the terminal; a program in the background is stopped here until it is brought back.
fn set(modes: &Termios) -> io::Result<()> {
    loop {
        match tcsetattr(io::stdin(), OptionalActions::Now, modes) {
            Err(Errno::INTR) => {}
            done => return Ok(done?),
        }
    }
}

fn enter() -> io::Result<()> {
    let mut modes = tcgetattr(io::stdin())?;
    {
        let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
        // After a stop from outside the terminal may still be as the lab had it.
        if before.is_none() || modes.local_modes.contains(LocalModes::ICANON) {
            *before = Some(modes.clone());
        }
    }
    TAKEN.store(true, Ordering::Relaxed);
    modes.make_raw();
    set(&modes)
}

/// Gives the terminal back as well as it can be: where one part fails, the others are still done.
fn leave() {
    if !TAKEN.swap(false, Ordering::Relaxed) {
        return;
    }
    let _ = write_all(&leaving());
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = &*before {
        let _ = set(before);
    }
}

/// From here on a panic of any thread gives the terminal back before it speaks.
fn tell_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            leave();
            before(panic);
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).replace('\x1b', "^")
    }

    #[test]
    fn what_is_set_is_set_back() {
        assert_eq!(
            shown(&entering(true)),
            "^[?1049h^[?1000h^[?1002h^[?1006h^[?2004h"
        );
        let left = "^[?2026l^[m^[?2004l^[?1006l^[?1002l^[?1000l^[?1049l^[?25h";
        assert_eq!(shown(&leaving()), left);
    }

    #[test]
    fn a_query_comes_back_to_where_the_cursor_was() {
        let asked = |asks| {
            let mut out = Vec::new();
            query(asks, 7, &mut out);
            shown(&out)
        };
        assert_eq!(asked(None), "");
        assert_eq!(asked(Some(2)), "^[2G^[6n^[8G");
    }
}
