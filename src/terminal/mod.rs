//! What the system says of the terminal: whether it is still there, and how large it is.
//!
//! A terminal that went away (a dropped line, a closed window) looks to a reader like the end of the input, and so does
//! a deliberate Ctrl-D. [`hung_up`] tells them apart: after Ctrl-D the terminal is still there.

use std::io::{self, Write as _};
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, fstat};

/// What [`poll`] says of a terminal that is gone.
pub const GONE: PollFlags = PollFlags::HUP.union(PollFlags::ERR).union(PollFlags::NVAL);

/// Whether this is a terminal that is gone. Pipes and files never are: the end of one is an ordinary end.
#[must_use]
pub fn hung_up(file: impl AsFd) -> bool {
    // A terminal that is gone answers no question for terminals any more, but it stays a device.
    let device = fstat(&file)
        .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::CharacterDevice);
    device && {
        let mut asked = [PollFd::new(&file, PollFlags::empty())];
        let at_once = Timespec::default();
        poll(&mut asked, Some(&at_once)).is_ok() && asked[0].revents().intersects(GONE)
    }
}

/// Whether the terminal that the person sits at is gone, on either side.
#[must_use]
pub fn lost() -> bool {
    hung_up(io::stdin()) || hung_up(io::stdout())
}

/// Columns and rows of the terminal on standard output.
#[must_use]
pub fn size() -> Option<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some((size.ws_col, size.ws_row))
}

/// Says something on standard error, which may be gone with the terminal: then nobody is there to hear it.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "aegan-lab: {}", crate::error::plain(text));
}

/// From here on a panic of any thread ends the program, with its words and the next move. The journal stays.
pub fn end_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        before(panic);
        complain("this is a bug in aegan-lab; the next start offers what was not saved");
        std::process::exit(101);
    }));
}

/// Whether this program was started with a signal ignored, as `nohup` does with SIGHUP: then it is meant to live on.
/// Where the system does not say, it is taken as not ignored.
#[must_use]
pub fn ignored(signal: i32) -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return false;
    };
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| (1..=64).contains(&signal) && mask & (1 << (signal - 1)) != 0)
}
