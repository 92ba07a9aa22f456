//! How much a line takes: the terminal is asked for its cursor after each piece of a frame, and the next piece waits for
//! the answer. So nothing queues up anywhere on the way, however slow the line is, and what is typed is answered soon.
//!
//! The time that an answer takes beyond that of a small piece is what the line needs for the bytes. Pieces are as large
//! as the line takes in [`TARGET`]. (The idea is that of delay-based congestion control: Brakmo and Peterson, TCP Vegas,
//! 1995.)

use std::time::{Duration, Instant};

/// How long the line may be busy with one piece: so long may what is typed have to wait.
const TARGET: Duration = Duration::from_millis(60);
/// Bytes of a piece: the first one, the smallest, and the largest.
const FIRST: usize = 900;
const LEAST: usize = 400;
const MOST: usize = 1 << 16;
/// A piece of about so many bytes tells how long the way itself takes.
const SMALL: usize = 150;
/// How often that is measured anew.
const MEASURED: Duration = Duration::from_secs(8);
/// Bytes that may overtake a piece which is on its way: what is typed, and what the lab says.
const HURRY: usize = 500;
/// Columns in which queries are asked in turn.
const COLUMNS: u16 = 16;
/// How long a terminal that never answered has for its first answer, and one that did for any other.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(2));

/// The pace of a line.
#[derive(Debug)]
pub struct Pace {
    /// Bytes of the next piece.
    piece: usize,
    /// The query that is on its way: since when, and the bytes before it that no answer has covered.
    asked: Option<(Instant, usize)>,
    /// Bytes that were sent since that query, or since the last answer.
    sent: usize,
    /// How long the way takes when the line has nothing to do, and when that was measured.
    way: Option<(Duration, Instant)>,
    /// Queries so far: each is asked in another column, which its answer tells.
    queries: u16,
    /// Columns of queries that were given up: an answer that comes after all is not that of a later one.
    late: Vec<u16>,
    /// Answers in a row that did not come.
    lost: u32,
    /// A terminal that does not answer gets this many bytes a second.
    unasked: usize,
    /// Such a terminal: when the next piece may go.
    silent: Option<Instant>,
}

impl Pace {
    /// A line of which nothing is known; `unasked` is the bytes a second that it gets if the terminal never answers.
    pub fn new(unasked: usize) -> Self {
        Self {
            piece: FIRST,
            asked: None,
            sent: 0,
            way: None,
            queries: 0,
            late: Vec::new(),
            lost: 0,
            unasked,
            silent: None,
        }
    }

    /// Bytes that may be sent now; 0: it is not the time.
    pub fn room(&mut self, now: Instant) -> usize {
        self.give_up(now);
        if let Some(next) = self.silent {
            return if now < next { 0 } else { self.unasked / 8 };
        }
        match (self.asked, self.way) {
            (Some(_), _) => 0,
            (None, Some((_, at))) if now.duration_since(at) > MEASURED => SMALL,
            (None, _) => self.piece,
        }
    }

    /// Bytes that may be sent at once, though a piece is on its way.
    pub fn hurry(&mut self, now: Instant) -> usize {
        self.room(now).max(HURRY.saturating_sub(self.sent))
    }

    /// The column, from 1, in which a query should end what is sent now, if one should.
    pub fn asks(&self) -> Option<u16> {
        (self.asked.is_none() && self.silent.is_none()).then(|| self.column())
    }

    /// The column of the query that is on its way, or of the next one. Never the first: terminals that do not know
    /// where their cursor is say that it is there.
    fn column(&self) -> u16 {
        2 + self.queries % COLUMNS
    }

    /// Whether an answer is on its way.
    pub fn waits(&self) -> bool {
        self.asked.is_some()
    }

    /// How long an answer may still take: no longer than that is waited for it at the end.
    pub fn patience(&self) -> Duration {
        self.way
            .map_or(PATIENCE.0 / 4, |(way, _)| way * 4 + TARGET * 4)
    }

    /// Bytes were sent; `asked` where a query was the last of them.
    pub fn sent(&mut self, bytes: usize, asked: bool, now: Instant) {
        self.sent += bytes;
        if asked {
            self.asked = Some((now, self.sent));
            self.sent = 0;
        }
        if let Some(next) = &mut self.silent {
            let nanoseconds = bytes as u64 * 1_000_000_000 / self.unasked.max(1) as u64;
            *next = now + Duration::from_nanos(nanoseconds);
            self.sent = 0;
        }
    }

    /// An answer came at that time, from that column.
    pub fn answered(&mut self, at: Instant, column: u16) {
        if column != self.column()
            && let Some(place) = self.late.iter().position(|late| *late == column)
        {
            // Those before it will not come any more.
            self.late.drain(..=place);
            return;
        }
        self.silent = None;
        self.lost = 0;
        let Some((asked, bytes)) = self.asked.take() else {
            return;
        };
        self.queries = self.queries.wrapping_add(1);
        let took = at.saturating_duration_since(asked);
        let way = match self.way {
            // A small piece that was sent to measure the way counts even where it took longer than others before.
            Some((way, since))
                if took >= way && (bytes > 2 * SMALL || at.duration_since(since) <= MEASURED) =>
            {
                way
            }
            _ => {
                self.way = Some((took, at));
                took
            }
        };
        let busy = took.saturating_sub(way).max(Duration::from_millis(1));
        let fits = bytes as f64 * TARGET.as_secs_f64() / busy.as_secs_f64();
        let fits = (fits as usize).clamp(LEAST, MOST);
        if busy > TARGET {
            self.piece = self.piece.min(fits);
        } else if bytes * 2 >= self.piece {
            self.piece = fits.clamp(self.piece, (self.piece * 2).min(MOST));
        }
    }

    /// An answer that did not come in time is not waited for any longer.
    fn give_up(&mut self, now: Instant) {
        let Some((asked, _)) = self.asked else {
            return;
        };
        let patience = match self.way {
            None => PATIENCE.0,
            // Each time twice as long: a line that stands still is not filled with questions.
            Some((way, _)) => PATIENCE.1.max(way * 8) * 2_u32.pow(self.lost.min(4)),
        };
        if now.saturating_duration_since(asked) < patience {
            return;
        }
        self.asked = None;
        self.sent = 0;
        if self.late.len() + 2 >= usize::from(COLUMNS) {
            self.late.remove(0);
        }
        self.late.push(self.column());
        self.queries = self.queries.wrapping_add(1);
        self.lost += 1;
        // The line may have become as slow as that.
        self.piece = LEAST;
        if self.way.is_none() {
            self.silent = Some(now);
        }
    }
}

#[cfg(test)]
mod tests;
