//! The lab with its data, its record and its journal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::keeping::Keeping;
use super::lesson::Lesson;
use super::lines::Log;
use super::sizes::Sizes;
use super::timeline::Timeline;
use super::unsaved::Unsaved;
use crate::data::{self, Dataset};
use crate::error::{Error, Result};
use crate::evaluate::{Classifier, Evaluation};
use crate::event::control::Control;
use crate::event::{Evaluated, Event};
use crate::lab::{Device, Experiment};
use crate::nets::Networks;
use crate::session::{Session, Steps, Written};

/// Where events go.
pub type Emit<'a> = &'a mut dyn FnMut(Event);

/// What a command did, for the record.
#[derive(Debug)]
pub enum Did {
    /// The line as it was typed.
    AsTyped,
    /// This line, whatever was typed.
    As(String),
    /// So many steps, whatever was typed.
    Steps(Steps),
    /// So many steps, and then it failed.
    Failed(Steps, Error),
    /// The run moved to another point in time.
    Moved,
    /// Nothing that a session records.
    Nothing,
}

/// Why an open-ended run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunEnd {
    /// To let a waiting line run.
    GaveWay,
    /// It was stopped, the only other way for it to end.
    Stopped,
}

/// The lab with its data, its record and its journal.
// Each is a fact of its own about the line that is executed.
#[allow(clippy::struct_excessive_bools)]
pub struct Shell {
    pub data: Arc<Dataset>,
    pub trainer: Option<Experiment>,
    /// The device that experiments are built on.
    pub device: Device,
    /// A classifier that was trained here, for `eval`.
    pub classifier: Option<Classifier>,
    /// The networks that were written here.
    pub networks: Networks,
    /// The evaluation of the experiment's data, once there is one.
    pub(crate) evaluation: Option<Evaluation<'static>>,
    /// What the last `eval` found.
    pub(crate) evaluated: Option<Evaluated>,
    /// What `compress` measured for several code sizes.
    pub(crate) sizes: Sizes,
    /// Why the last step failed, if it did.
    pub(crate) failure: Option<String>,
    /// The seed of a `build` that names none.
    pub seed: u64,
    pub control: Control,
    /// When a record is recomputed: the number of steps its means are over, as in the version that wrote it.
    pub(crate) again: Option<u64>,
    /// Whether a session without weights may be recomputed without asking, even if it takes long.
    pub allow_compute: bool,
    /// Whether lines of the record are being followed, which are not recorded again.
    pub(crate) following: bool,
    pub(crate) timeline: Timeline,
    /// How often a screen wants updates during training.
    pub live: Option<Duration>,
    /// What happened since `build`.
    pub session: Option<Session>,
    /// Where the session was last saved or loaded.
    pub path: Option<PathBuf>,
    /// The SHA-256 of the session there as this lab knows it.
    pub(crate) path_content: Option<String>,
    pub(crate) keeping: Keeping,
    /// The log of every step's values, if there is one.
    pub(super) log: Option<Log>,
    pub(crate) unsaved: Unsaved,
    /// Whether there was unsaved work when the current line began.
    pub(crate) unsaved_before: bool,
    /// Whether a run was paused for another line and will go on.
    pub(crate) gave_way: bool,
    /// Weight files that were imported here, by their SHA-256.
    pub(crate) imported: BTreeMap<String, PathBuf>,
    /// The lesson in progress.
    pub(crate) lesson: Option<Lesson>,
    /// Lessons that were finished in this lab.
    pub(crate) lessons_finished: BTreeSet<&'static str>,
    /// Files that this program wrote.
    pub(crate) written: Written,
    /// Whether there is a user who can be asked.
    pub(crate) attended: bool,
    /// The current command, as it was typed, and when it began.
    pub(crate) running: Option<(String, f32)>,
    pub(crate) began: Instant,
    /// How deeply the current line is nested in files that source each other.
    pub(crate) depth: usize,
    /// Whether the user has left: nothing runs after that.
    pub(crate) left: bool,
    /// Whether the current line is a single command typed by a person.
    pub(crate) alone: bool,
    /// How the last open-ended run of the current line ended.
    pub(crate) run_ended: Option<RunEnd>,
}

impl Shell {
    /// A lab without an experiment.
    ///
    /// # Errors
    /// A sentence when the data cannot be loaded.
    pub fn new(data: &str, seed: u64, control: Control) -> Result<Self> {
        Ok(Self::over(Arc::new(data::load(data)?), seed, control))
    }

    /// A lab on data that are already loaded.
    #[must_use]
    pub fn over(data: Arc<Dataset>, seed: u64, control: Control) -> Self {
        Self {
            data,
            trainer: None,
            device: Device::default(),
            classifier: None,
            networks: Networks::default(),
            evaluation: None,
            evaluated: None,
            sizes: Sizes::default(),
            failure: None,
            seed,
            control,
            again: None,
            allow_compute: false,
            following: false,
            timeline: Timeline::default(),
            live: None,
            session: None,
            path: None,
            path_content: None,
            keeping: Keeping::default(),
            log: None,
            unsaved: Unsaved::default(),
            unsaved_before: false,
            gave_way: false,
            imported: BTreeMap::new(),
            lesson: None,
            lessons_finished: BTreeSet::new(),
            written: Written::default(),
            attended: false,
            running: None,
            began: Instant::now(),
            depth: 0,
            left: false,
            alone: false,
            run_ended: None,
        }
    }

    /// Whether an open-ended run should pause for a waiting line. Within a file or a line with several
    /// commands it does not, because their order matters.
    pub(crate) fn give_way(&mut self) -> bool {
        let gives = self.alone && self.control.waiting();
        if gives {
            self.gave_way = true;
            self.run_ended = Some(RunEnd::GaveWay);
        }
        gives
    }

    /// Whether the line that just ended is a run that was only paused; reading this resets it.
    pub fn gave_way(&mut self) -> bool {
        self.run_ended.take() == Some(RunEnd::GaveWay)
    }

    /// The experiment.
    ///
    /// # Errors
    /// A sentence that says how to make one.
    pub fn trainer(&mut self) -> Result<&mut Experiment> {
        self.trainer.as_mut().ok_or_else(|| {
            Error::new("there is no run yet; 'build gan' starts one, 'help build' says more")
        })
    }

    /// Whether a stop also cancels the lines after it.
    pub(crate) fn stopped(&self) -> bool {
        self.control.stopped() && self.run_ended != Some(RunEnd::Stopped)
    }
}
