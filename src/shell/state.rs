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
    /// The run stands at another time.
    Moved,
    /// Nothing that a session keeps.
    Nothing,
}

/// Why an open-ended run is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunEnd {
    /// To let a waiting line have its turn.
    GaveWay,
    /// It was stopped, as it has to be.
    Stopped,
}

/// The lab with its data, its record and its journal.
// Each is a fact of its own about the line that is executed.
#[allow(clippy::struct_excessive_bools)]
pub struct Shell {
    pub data: Arc<Dataset>,
    pub trainer: Option<Experiment>,
    /// What experiments are built on.
    pub device: Device,
    /// A classifier that was trained here, for `eval`.
    pub classifier: Option<Classifier>,
    /// The networks that were written here.
    pub networks: Networks,
    /// The examination of the experiment's data, once there was one.
    pub(crate) evaluation: Option<Evaluation>,
    /// What the last `eval` found.
    pub(crate) evaluated: Option<Evaluated>,
    /// What `compress` found of codes of several sizes.
    pub(crate) sizes: Sizes,
    /// Why the last step failed, if it did.
    pub(crate) failure: Option<String>,
    /// The seed of a `build` that names none.
    pub seed: u64,
    pub control: Control,
    /// Where a record is computed again: steps that its means are over. What an earlier version took is taken.
    pub(crate) again: Option<u64>,
    /// Whether a session without weights may be computed again at length without asking.
    pub allow_compute: bool,
    /// Whether lines of the record are followed: they are not recorded anew.
    pub(crate) following: bool,
    pub(crate) timeline: Timeline,
    /// How often a screen wants news while training runs.
    pub live: Option<Duration>,
    /// What happened since `build`.
    pub session: Option<Session>,
    /// Where the session was last saved or loaded.
    pub path: Option<PathBuf>,
    /// The SHA-256 of the session there as this lab knows it.
    pub(crate) path_content: Option<String>,
    pub(crate) keeping: Keeping,
    /// Where the values of every step go, if somebody wants them.
    pub(super) log: Option<Log>,
    pub(crate) unsaved: Unsaved,
    /// Whether there was something not saved when the line that is executed began.
    pub(crate) unsaved_before: bool,
    /// Whether a run gave way to a line and is to go on.
    pub(crate) gave_way: bool,
    /// Files of weights that were named here, by their SHA-256.
    pub(crate) imported: BTreeMap<String, PathBuf>,
    /// The lesson that is on.
    pub(crate) lesson: Option<Lesson>,
    /// Lessons that this lab has seen to their end.
    pub(crate) lessons_finished: BTreeSet<&'static str>,
    /// Files that this program wrote.
    pub(crate) written: Written,
    /// Whether a person is there to be asked.
    pub(crate) attended: bool,
    /// The command that runs, as it was typed, and when it began.
    pub(crate) running: Option<(String, f32)>,
    pub(crate) began: Instant,
    /// How deep the line that is executed lies in files that source each other.
    pub(crate) depth: usize,
    /// Whether the user has left: nothing runs after that.
    pub(crate) left: bool,
    /// Whether the line that is executed is one command, typed by a person.
    pub(crate) alone: bool,
    /// How the last open-ended run of the line that is executed ended.
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

    /// A lab over data that are loaded.
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

    /// Whether an open-ended run should give way to a line that waits. Within a file or beside other
    /// commands of its line it does not: their order is what was asked for.
    pub(crate) fn give_way(&mut self) -> bool {
        let gives = self.alone && self.control.waiting();
        if gives {
            self.gave_way = true;
            self.run_ended = Some(RunEnd::GaveWay);
        }
        gives
    }

    /// Whether the line that was just executed is a run that only gave way; asking forgets it.
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

    /// Whether a stop takes along what was to follow.
    pub(crate) fn stopped(&self) -> bool {
        self.control.stopped() && self.run_ended != Some(RunEnd::Stopped)
    }
}
