//! A terminal whose other side can be taken away: no thread holds it open, so that what is in it sees a hang-up as it
//! comes when a line drops. It answers queries, as terminals do. Waiting is for what is to be seen, never for a time.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::screen::{Asked, PATIENCE, screen};

/// A program as the leader of a session in a terminal of its own.
pub struct Pty {
    master: Option<OwnedFd>,
    screen: vt100::Parser<Asked>,
    bytes: Vec<u8>,
    pub child: Child,
    answers: bool,
}

/// A command with an environment and a home of its own.
pub fn command(program: &str, arguments: &[&str], home: &Path) -> Command {
    let mut command = Command::new("setsid");
    command.args(["--ctty", "--wait", program]).args(arguments);
    command.env_clear();
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command.env("LANG", "C.UTF-8").env("TERM", "xterm-256color");
    command.env("HOME", home).env("XDG_STATE_HOME", home);
    command.env("PS1", "shell: ");
    command
}

impl Pty {
    /// Starts a program in a terminal of 80 columns and 24 rows.
    pub fn start(command: Command) -> Self {
        Self::sized(command, 80, 24, true)
    }

    /// Starts a program in a terminal of this size, which answers queries or not.
    pub fn sized(mut command: Command, columns: u16, rows: u16, answers: bool) -> Self {
        let master =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&master, size).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave = rustix::fs::open(
            &name,
            OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
            Mode::empty(),
        );
        let slave = slave.unwrap();
        command.stdin(Stdio::from(slave.try_clone().unwrap()));
        command.stdout(Stdio::from(slave.try_clone().unwrap()));
        command.stderr(Stdio::from(slave));
        let child = command.spawn().unwrap();
        Self {
            master: Some(master),
            screen: screen(columns, rows, 0),
            bytes: Vec::new(),
            child,
            answers,
        }
    }

    /// Types.
    pub fn type_in(&mut self, text: &str) {
        let mut left = text.as_bytes();
        while !left.is_empty() {
            let n = rustix::io::write(self.master.as_ref().unwrap(), left).unwrap();
            left = &left[n..];
        }
    }

    /// Takes in what comes within a moment; whether the terminal is still open on the other side.
    pub fn look(&mut self, moment: Duration) -> bool {
        let Some(master) = &self.master else {
            return false;
        };
        let mut asked = [PollFd::new(master, PollFlags::IN)];
        let moment = Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(moment.subsec_nanos()),
        };
        if poll(&mut asked, Some(&moment)).unwrap_or(0) == 0 {
            return true;
        }
        let mut piece = [0; 4096];
        let Ok(n @ 1..) = rustix::io::read(master, &mut piece) else {
            return false;
        };
        self.screen.process(&piece[..n]);
        self.bytes.extend_from_slice(&piece[..n]);
        let answers = std::mem::take(&mut self.screen.callbacks_mut().0);
        if self.answers {
            self.type_in(&answers);
        }
        true
    }

    /// Waits until `wanted` holds of the screen's text and all bytes so far; the text.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&str, &[u8]) -> bool) -> String {
        let started = Instant::now();
        loop {
            let text = self.screen.screen().contents();
            if wanted(&text, &self.bytes) {
                return text;
            }
            let open = self.look(Duration::from_millis(100));
            assert!(
                open && started.elapsed() < PATIENCE,
                "waited for {what}; the screen shows:\n{text}"
            );
        }
    }

    /// Waits until the screen shows `text`.
    pub fn shows(&mut self, text: &str) -> String {
        self.until(&format!("'{text}'"), |screen, _| screen.contains(text))
    }

    /// Everything that came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The terminal is gone. The leader of the session is told by the system, and nobody else.
    pub fn hang_up(&mut self) {
        self.master = None;
    }

    /// Waits for a file that somebody writes; its text.
    pub fn wait_for(&mut self, file: &Path) -> String {
        let started = Instant::now();
        loop {
            match std::fs::read_to_string(file) {
                Ok(text) if text.ends_with('\n') => return text,
                _ => {}
            }
            if !self.look(Duration::from_millis(20)) {
                std::thread::sleep(Duration::from_millis(20));
            }
            let shown = self.screen.screen().contents();
            assert!(
                started.elapsed() < PATIENCE,
                "waited for {}; the screen showed:\n{shown}",
                file.display()
            );
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // A hang-up ends what is in the terminal; what is not ended by it is not left behind.
        self.master = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
