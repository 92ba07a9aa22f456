//! What a front end may do to work in flight: stop it, pause a replay, move within it, change its pace.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where a replay is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// So many entries on, or back where below zero.
    Entries(isize),
    /// To the entry of that number, from 1; 0 is before the first, and past the last is the end.
    To(usize),
    /// To the next entry whose line has this text.
    Find(String),
}

/// Shared between a front end and the thread that works; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Control(Arc<Switches>);

#[derive(Debug)]
struct Switches {
    stop: AtomicBool,
    turn: Mutex<Turn>,
    ended: AtomicBool,
    paused: AtomicBool,
    /// Lines that wait for their turn.
    waiting: AtomicU32,
    /// Where a replay is to go, the next first.
    moves: Mutex<VecDeque<Move>>,
    /// Whether somebody is there who moves within a replay.
    steered: AtomicBool,
    /// Bits of the replay's speed; infinite: no waiting.
    speed: AtomicU32,
    /// The command that is at work.
    command: Mutex<Option<&'static str>>,
    /// Whether a replay takes the time that was recorded.
    recorded_pace: AtomicBool,
}

/// Whose turn it is, and which lines were asked to stop: kept under one lock, or a stop would hit the line after the one that
/// was meant, or none.
#[derive(Debug, Default)]
struct Turn {
    /// The number of the line at work.
    at_work: u64,
    /// The lines before this number are to stop.
    stopped: u64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            stop: AtomicBool::new(false),
            turn: Mutex::default(),
            ended: AtomicBool::new(false),
            paused: AtomicBool::new(false),
            waiting: AtomicU32::new(0),
            moves: Mutex::default(),
            steered: AtomicBool::new(false),
            speed: AtomicU32::new(f32::INFINITY.to_bits()),
            command: Mutex::new(None),
            recorded_pace: AtomicBool::new(false),
        }
    }
}

impl Control {
    /// Asks the work in flight to stop after the batch it is at.
    pub fn stop(&self) {
        self.0.stop.store(true, Relaxed);
    }

    /// Asks the lines up to this number to stop: the one at work, and one that has not begun as soon as it does.
    pub fn stop_through(&self, line: u64) {
        let mut turn = self.turn();
        turn.stopped = turn.stopped.max(line.saturating_add(1));
        if turn.at_work <= line {
            self.stop();
        }
    }

    /// The line of this number is at work from here on. A stop was for what it named, not for what comes next.
    pub fn begin(&self, line: u64) {
        let mut turn = self.turn();
        turn.at_work = line;
        self.0.stop.store(line < turn.stopped, Relaxed);
    }

    // Two numbers are whole at any moment, whatever became of a thread that held them.
    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.0.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the work in flight should stop.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.0.stop.load(Relaxed) || self.0.ended.load(Relaxed)
    }

    /// Stops the work in flight and everything that is still queued, for good.
    pub fn end(&self) {
        self.0.ended.store(true, Relaxed);
    }

    /// Forgets an earlier [`stop`](Self::stop), for work that has to be done in spite of it.
    pub fn clear(&self) {
        self.0.stop.store(false, Relaxed);
    }

    /// A line was queued; an open-ended `run` gives way to it between two steps.
    pub fn queue(&self) {
        self.0.waiting.fetch_add(1, Relaxed);
    }

    /// A queued line was taken up.
    pub fn dequeue(&self) {
        self.0.waiting.fetch_sub(1, Relaxed);
    }

    /// Whether a line waits for its turn.
    #[must_use]
    pub fn waiting(&self) -> bool {
        self.0.waiting.load(Relaxed) > 0
    }

    /// Says which command is at work from here on, if any; gives the one before.
    #[allow(clippy::must_use_candidate)] // who begins a line has none to go back to
    pub fn enter(&self, command: Option<&'static str>) -> Option<&'static str> {
        let at_work = self.0.command.lock();
        std::mem::replace(
            &mut *at_work.unwrap_or_else(PoisonError::into_inner),
            command,
        )
    }

    /// The command that is at work, or the one that failed last.
    #[must_use]
    pub fn command(&self) -> Option<&'static str> {
        let at_work = self.0.command.lock();
        *at_work.unwrap_or_else(PoisonError::into_inner)
    }

    /// Pauses a replay, or lets it go on; says whether it is paused now.
    #[allow(clippy::must_use_candidate)] // toggling is the point; the answer is a courtesy
    pub fn toggle_pause(&self) -> bool {
        !self.0.paused.fetch_xor(true, Relaxed)
    }

    /// Whether a replay is paused.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.0.paused.load(Relaxed)
    }

    /// Pauses a replay, or lets it go on.
    pub fn pause(&self, paused: bool) {
        self.0.paused.store(paused, Relaxed);
    }

    /// Asks a replay to go somewhere.
    pub fn go(&self, to: Move) {
        self.moves().push_back(to);
    }

    /// Where a replay is to go next, if anywhere.
    #[must_use]
    pub fn take_move(&self) -> Option<Move> {
        self.moves().pop_front()
    }

    /// A replay begins: what an earlier one was asked for is forgotten.
    pub fn begin_replay(&self) {
        self.moves().clear();
        self.pause(false);
    }

    // A list of moves is whole at any moment, whatever became of a thread that held it.
    fn moves(&self) -> MutexGuard<'_, VecDeque<Move>> {
        self.0.moves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that somebody is there who moves within replays: one that was shown stays until it is left.
    pub fn steer(&self) {
        self.0.steered.store(true, Relaxed);
    }

    /// Whether somebody moves within replays.
    #[must_use]
    pub fn steered(&self) -> bool {
        self.0.steered.load(Relaxed)
    }

    /// Speed of a replay: at 1 it can be read, infinite is without waiting.
    #[must_use]
    pub fn speed(&self) -> f32 {
        f32::from_bits(self.0.speed.load(Relaxed))
    }

    /// Sets the speed of a replay.
    pub fn set_speed(&self, speed: f32) {
        self.0.speed.store(speed.to_bits(), Relaxed);
    }

    /// Has replays take the time that was recorded, whatever there is to read.
    pub fn set_recorded_pace(&self) {
        self.0.recorded_pace.store(true, Relaxed);
    }

    /// Whether replays take the time that was recorded.
    #[must_use]
    pub fn recorded_pace(&self) -> bool {
        self.0.recorded_pace.load(Relaxed)
    }
}
