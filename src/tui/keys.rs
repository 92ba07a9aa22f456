//! What the terminal sends: keys, the mouse, pasted text, answers to queries, and its end.
//!
//! One thread reads the terminal, and nothing else does: what asks the terminal something has its answer from here.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read as _};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use crossterm::event::{KeyEvent, MouseEvent};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use termina::escape::csi::{Csi, Cursor};
use termina::event::KeyEventKind;
use termina::{Event, Parser};

use super::parsed;
use crate::terminal;

/// How long an escape waits for the rest of its sequence before it is the key Esc.
const ESCAPE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 30_000_000,
};
/// A terminal that says so often that its input has ended, though it is there, is not read any more.
const ENDS: u32 = 20;

/// One thing that came.
#[derive(Debug, PartialEq)]
pub enum Input {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(String),
    /// The terminal says in which column its cursor is, from 1; and when that was read.
    Answer(Instant, u16),
    /// A signal came: what it means stands in its flag.
    Signal,
    /// The terminal is gone.
    Gone,
}

/// The thread that reads; it ends when this is dropped.
pub struct Keys {
    inputs: Receiver<Input>,
    /// What came while an answer was waited for.
    kept: RefCell<VecDeque<Input>>,
    wake: UnixStream,
    done: Arc<AtomicBool>,
}

impl Keys {
    /// Begins to read.
    ///
    /// # Errors
    /// When there can be no thread, or signals cannot be caught.
    pub fn listen() -> io::Result<Self> {
        let (wake, woken) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        for signal in [SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH] {
            signal_hook::low_level::pipe::register(signal, wake.try_clone()?)?;
        }
        let (outbox, inputs) = mpsc::channel();
        let done = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&done);
        std::thread::Builder::new()
            .name("keys".into())
            .spawn(move || read(woken, &theirs, &outbox))?;
        Ok(Self {
            inputs,
            kept: RefCell::default(),
            wake,
            done,
        })
    }

    /// The next thing that came, waited for no longer than `patience`.
    pub fn next(&self, patience: Duration) -> Option<Input> {
        let kept = self.kept.borrow_mut().pop_front();
        kept.or_else(|| self.read(patience))
    }

    /// The answer that is on its way, if it comes until then; what comes before it is kept for later.
    pub fn answer(&self, until: Instant) -> Option<(Instant, u16)> {
        loop {
            match self.read(until.saturating_duration_since(Instant::now()))? {
                Input::Answer(at, column) => return Some((at, column)),
                other => {
                    let gone = other == Input::Gone;
                    self.kept.borrow_mut().push_back(other);
                    if gone {
                        return None;
                    }
                }
            }
        }
    }

    fn read(&self, patience: Duration) -> Option<Input> {
        match self.inputs.recv_timeout(patience) {
            Ok(input) => Some(input),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Input::Gone),
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        // A thread that is not woken ends with the program.
        let _ = io::Write::write(&mut self.wake, &[0]);
    }
}

/// Reads until the terminal is gone or nobody listens.
fn read(mut woken: UnixStream, done: &AtomicBool, outbox: &Sender<Input>) {
    let (stdin, stdout) = (io::stdin(), io::stdout());
    let mut parser = Parser::default();
    let mut bytes = [0; 4096];
    let (mut pending, mut ends, mut last) = (false, 0, 0);
    loop {
        let mut asked = [
            PollFd::new(&stdin, PollFlags::IN),
            // Only whether it is gone: it may be another one than that which sends keys.
            PollFd::new(&stdout, PollFlags::empty()),
            PollFd::new(&woken, PollFlags::IN),
        ];
        match poll(&mut asked, pending.then_some(&ESCAPE)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => break,
        }
        let [keys, screen, signals] = asked.map(|one| one.revents());
        if done.load(Ordering::Relaxed) {
            return;
        }
        if !signals.is_empty() {
            while woken.read(&mut bytes).is_ok_and(|n| n == bytes.len()) {}
            if outbox.send(Input::Signal).is_err() {
                return;
            }
        }
        if keys.union(screen).intersects(terminal::GONE) {
            break;
        }
        if keys.contains(PollFlags::IN) {
            match rustix::io::read(&stdin, &mut bytes) {
                // Ctrl-D is a byte like any other here: this is the end of the terminal, unless the shell has it just now.
                Ok(0) => {
                    ends += 1;
                    if ends > ENDS || terminal::hung_up(&stdin) {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(20));
                }
                Ok(n) => {
                    ends = 0;
                    feed(&mut parser, &bytes[..n], &mut last);
                    pending = true;
                }
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => break,
            }
        } else if pending && signals.is_empty() {
            parser.parse(&[], false);
            pending = false;
        }
        let now = Instant::now();
        while let Some(event) = parser.pop() {
            if let Some(input) = meant(event, now)
                && outbox.send(input).is_err()
            {
                return;
            }
        }
    }
    // Whoever left does not want to know.
    let _ = outbox.send(Input::Gone);
}

/// Has the parser take bytes in, of which `last` was the last one before. The key Esc is one byte, and an answer of the
/// terminal that comes right behind it begins with another: the parser would take the two for one key.
fn feed(parser: &mut Parser, bytes: &[u8], last: &mut u8) {
    const ESC: u8 = 0x1b;
    for byte in bytes {
        if (*last, *byte) == (ESC, ESC) {
            parser.parse(&[], false);
        }
        parser.parse(&[*byte], true);
        *last = *byte;
    }
}

/// What an event means here; nothing for what nobody asked for.
fn meant(event: Event, now: Instant) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Input::Key(parsed::key(key))),
        Event::Mouse(mouse) => Some(Input::Mouse(parsed::mouse(mouse))),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Csi(Csi::Cursor(Cursor::ActivePositionReport { col, .. })) => {
            Some(Input::Answer(now, col.get()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;

    fn heard(pieces: &[&[u8]]) -> Vec<Input> {
        let (mut parser, mut last, now) = (Parser::default(), 0, Instant::now());
        for piece in pieces {
            feed(&mut parser, piece, &mut last);
        }
        parser.parse(&[], false);
        let mut heard = Vec::new();
        while let Some(event) = parser.pop() {
            heard.extend(meant(event, now));
        }
        heard
    }

    fn columns(inputs: &[Input]) -> Vec<Option<u16>> {
        let column = |input: &Input| match input {
            Input::Answer(_, column) => Some(*column),
            _ => None,
        };
        inputs.iter().map(column).collect()
    }

    #[test]
    fn an_answer_right_behind_esc_is_no_text() {
        let escape = Input::Key(KeyCode::Esc.into());
        for pieces in [
            &[b"\x1b\x1b[3;7R\x1b\x1b[1;2R".as_slice()][..],
            &[b"\x1b", b"\x1b[3", b";7R\x1b", b"\x1b[1;2R"],
        ] {
            let inputs = heard(pieces);
            assert_eq!(columns(&inputs), [None, Some(7), None, Some(2)]);
            assert_eq!((&inputs[0], &inputs[2]), (&escape, &escape));
        }
        assert_eq!(heard(&[b"\x1b"]), [escape]);
    }

    #[test]
    fn keys_come_as_they_are_meant() {
        let key = |code, modifiers| Input::Key(KeyEvent::new(code, modifiers));
        let inputs = heard(&[
            b"a\x03\x1b[A\x1bOP\x1b5\x1b[200~x\x1b\x1b\ny\x1b[201~\xc3",
            b"\xbc",
        ]);
        let wanted = [
            key(KeyCode::Char('a'), KeyModifiers::NONE),
            key(KeyCode::Char('c'), KeyModifiers::CONTROL),
            key(KeyCode::Up, KeyModifiers::NONE),
            key(KeyCode::F(1), KeyModifiers::NONE),
            key(KeyCode::Char('5'), KeyModifiers::ALT),
            Input::Paste("x\x1b\x1b\ny".into()),
            key(KeyCode::Char('ü'), KeyModifiers::NONE),
        ];
        assert_eq!(inputs, wanted);
    }
}
