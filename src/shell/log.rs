//! Writes the values of every step to a file as lines of JSON, during the run.

use std::fs::OpenOptions;
use std::io::Write;

use super::lines::{Log, line};
use super::state::Shell;
use super::target::{Kind, Target};
use crate::error::{Error, Result};

impl Shell {
    /// Writes the values of every step from here on to the file that was typed.
    ///
    /// # Errors
    /// A sentence if it cannot be written, or another file is there.
    pub fn log_to(&mut self, typed: &str) -> Result<()> {
        let target = Target::typed(typed);
        target.check(Kind::Log, self)?;
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true);
        let file = file.open(&target.path).map_err(|why| {
            Error::new(format!(
                "'{}' cannot be written: {why}",
                target.path.display()
            ))
        })?;
        self.log = Some(Log {
            path: target.path,
            file,
            length: 0,
            run: 0,
            step: u64::MAX,
        });
        Ok(())
    }

    /// Adds the step that was just taken. If the log cannot be written (a full disk), it ends with its last whole line, the
    /// lab says so, and training goes on.
    pub(crate) fn log_step(&mut self) {
        let (Some(mut log), Some(trainer)) = (self.log.take(), &self.trainer) else {
            return;
        };
        let step = trainer.state().step;
        log.run += u64::from(step <= log.step);
        log.step = step;
        // Of one step, that is its values.
        let values = trainer.state().history.means(1);
        let values = values.iter().map(|(name, value)| (name.as_str(), *value));
        let line = line(Some(log.run), step, values);
        match log.file.write_all(line.as_bytes()) {
            Ok(()) => {
                log.length += line.len() as u64;
                self.log = Some(log);
            }
            Err(why) => {
                // What is cut short is no line.
                let _ = log.file.set_len(log.length);
                self.keeping.untold = Some(format!(
                    "the log '{}' ends before step {step}: {why}; training goes on without it",
                    log.path.display()
                ));
            }
        }
    }
}
