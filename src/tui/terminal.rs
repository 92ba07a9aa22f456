//! The terminal, taken and always given back: after leaving, a panic, a kill.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::{self, ThreadId};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

type Backend = CrosstermBackend<BufWriter<Stdout>>;

/// The thread that draws; a panic there gives the terminal back before it speaks.
static DRAWS: Mutex<Option<ThreadId>> = Mutex::new(None);
/// What a panic elsewhere had to say, for when the screen is gone.
static SAID: Mutex<Option<String>> = Mutex::new(None);

/// A terminal in raw mode on its alternate screen, until it is dropped.
pub struct Screen {
    terminal: Terminal<Backend>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// What the system says; the terminal is as it was then.
    pub fn take() -> io::Result<Self> {
        tell_panics();
        enter().inspect_err(|_| leave())?;
        let terminal = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(
            1 << 16,
            io::stdout(),
        )))
        .inspect_err(|_| leave())?;
        Ok(Self { terminal })
    }

    /// Draws one frame as one update: what changed, and nothing half drawn in between.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, frame: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(frame)?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.terminal.backend_mut().flush()
    }

    /// Gives the terminal to the shell until the person comes back.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        leave();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        enter()?;
        self.terminal.clear()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
        *DRAWS.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let said = SAID.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(said) = said {
            eprintln!("aegan-lab: {said}");
        }
    }
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    let mut out = io::stdout();
    queue!(
        out,
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste
    )?;
    out.flush()
}

/// Gives the terminal back as well as it can be: where one part fails, the others are still done.
fn leave() {
    let mut out = io::stdout();
    let _ = queue!(
        out,
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// From here on a panic of this thread gives the terminal back first; one of another thread waits
/// with its words until the screen is gone.
fn tell_panics() {
    static ONCE: Once = Once::new();
    *DRAWS.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::current().id());
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let draws = *DRAWS.lock().unwrap_or_else(PoisonError::into_inner);
            match draws {
                Some(id) if id == thread::current().id() => {
                    leave();
                    before(panic);
                }
                Some(_) => {
                    *SAID.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic.to_string());
                }
                None => before(panic),
            }
        }));
    });
}
