//! Real programs in an emulated terminal: a pty for them, and a screen that is read as a person
//! reads it. Waiting is for what is to be seen, never for a time.

use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::screen::{Asked, PATIENCE, screen};

type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

struct Seen {
    screen: vt100::Parser<Asked>,
    bytes: Vec<u8>,
    closed: bool,
}

/// A program in a terminal.
pub struct Terminal {
    seen: Arc<(Mutex<Seen>, Condvar)>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Writer>,
    child: Box<dyn Child + Send + Sync>,
}

/// A command with an environment of its own: what the person who runs the tests has set says nothing.
pub fn command(program: &str, arguments: &[&str], term: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command.env("LANG", "C.UTF-8");
    command.env("TERM", term);
    command
}

impl Terminal {
    /// Starts a program in a terminal of this size.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let seen = Arc::new((
            Mutex::new(Seen {
                screen: screen(columns, rows, 10_000),
                bytes: Vec::new(),
                closed: false,
            }),
            Condvar::new(),
        ));
        let theirs = Arc::clone(&seen);
        let writer: Writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        // It answers as long as somebody may type.
        let answers = Arc::downgrade(&writer);
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            loop {
                let read = reader.read(&mut piece).unwrap_or(0);
                let mut seen = theirs.0.lock().unwrap_or_else(PoisonError::into_inner);
                seen.screen.process(&piece[..read]);
                seen.bytes.extend_from_slice(&piece[..read]);
                seen.closed = read == 0;
                theirs.1.notify_all();
                let answer = std::mem::take(&mut seen.screen.callbacks_mut().0);
                drop(seen);
                if let Some(writer) = answers.upgrade() {
                    let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                    // A program that has ended wants no answer.
                    let _ = writer.write_all(answer.as_bytes());
                }
                if read == 0 {
                    break;
                }
            }
        });
        Self {
            seen,
            writer: Some(writer),
            master: Some(pair.master),
            child,
        }
    }

    /// Types.
    pub fn type_in(&mut self, text: &str) {
        let mut writer = self.writer.as_ref().unwrap().lock().unwrap();
        writer.write_all(text.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Types a line when the prompt is there: what the screen shows by then is not the answer to it.
    pub fn enter(&mut self, line: &str) {
        self.until("a prompt", |screen, _| waits(screen));
        self.type_in(line);
        self.type_in("\r");
    }

    /// Presses a key at an empty prompt: before it stands, the terminal is not in raw mode, and a key
    /// such as Ctrl-D would be the system's.
    pub fn press(&mut self, key: &str) {
        self.until("a prompt", |screen, _| waits(screen));
        self.type_in(key);
    }

    /// Waits until `wanted` holds of the screen's text and all bytes so far; the text.
    pub fn until(&self, what: &str, wanted: impl Fn(&str, &[u8]) -> bool) -> String {
        let started = Instant::now();
        let (lock, changed) = &*self.seen;
        let mut seen = lock.lock().unwrap();
        loop {
            let text = seen.screen.screen().contents();
            if wanted(&text, &seen.bytes) {
                return text;
            }
            assert!(
                !seen.closed && started.elapsed() < PATIENCE,
                "waited for {what}; the screen shows:\n{text}"
            );
            seen = changed
                .wait_timeout(seen, Duration::from_secs(1))
                .unwrap()
                .0;
        }
    }

    /// Waits until the screen shows `text`.
    pub fn shows(&self, text: &str) -> String {
        self.until(&format!("'{text}'"), |screen, _| screen.contains(text))
    }

    /// Whether the screen shows `text` within a moment: for what may have to be asked for more than once.
    pub fn soon(&self, text: &str) -> bool {
        let (lock, changed) = &*self.seen;
        let mut seen = lock.lock().unwrap();
        let started = Instant::now();
        loop {
            assert!(!seen.closed, "the program ended before '{text}'");
            if seen.screen.screen().contents().contains(text) {
                return true;
            }
            let left = Duration::from_secs(2).saturating_sub(started.elapsed());
            if left.is_zero() {
                return false;
            }
            seen = changed.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// The screen as the emulator has it.
    pub fn screen(&self) -> vt100::Screen {
        self.seen.0.lock().unwrap().screen.screen().clone()
    }

    /// Another size, as when a window is dragged.
    pub fn resize(&self, columns: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        // The emulator first: what comes from now on is for the new size.
        let (rows, columns) = (rows.try_into().unwrap(), columns.try_into().unwrap());
        self.seen
            .0
            .lock()
            .unwrap()
            .screen
            .screen_mut()
            .set_size(rows, columns);
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// How often `text` came, on the screen or not.
    pub fn times(&self, text: &str) -> usize {
        let bytes = self.bytes();
        String::from_utf8_lossy(&bytes).matches(text).count()
    }

    /// Everything that came.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().bytes.clone()
    }

    /// The process.
    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.process_id().unwrap()).unwrap()
    }

    /// Waits for the end; the exit status and everything that came.
    pub fn end(mut self) -> (u32, Vec<u8>) {
        let started = Instant::now();
        let (lock, changed) = &*self.seen;
        let mut seen = lock.lock().unwrap();
        while !seen.closed {
            assert!(
                started.elapsed() < PATIENCE,
                "it does not end; the screen shows:\n{}",
                seen.screen.screen().contents()
            );
            seen = changed
                .wait_timeout(seen, Duration::from_secs(1))
                .unwrap()
                .0;
        }
        let bytes = std::mem::take(&mut seen.bytes);
        drop(seen);
        (self.child.wait().unwrap().exit_code(), bytes)
    }

    /// The line is dropped: the program is told as the system tells it, and its terminal is gone.
    pub fn hang_up(mut self) {
        let pid = self.child.process_id().unwrap().to_string();
        let told = std::process::Command::new("kill")
            .args(["-HUP", &pid])
            .status();
        assert!(told.unwrap().success());
        self.writer = None;
        self.master = None;
        let _ = self.child.wait();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that hangs is not left behind.
        let _ = self.child.kill();
    }
}

/// Whether a line is waited for: the last one of the screen is a prompt, or, above the keys of the full screen, the
/// one before it.
fn waits(screen: &str) -> bool {
    let mut last = screen.trim_end().lines().rev().peekable();
    if last.peek().is_some_and(|keys| keys.contains("F1 help")) {
        last.next();
    }
    last.next()
        .is_some_and(|line| line.trim_end().ends_with('>'))
}
