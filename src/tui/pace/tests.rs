//! A line that is computed: so many bytes a second, so long a way. No clock is waited for.

use super::*;

/// A terminal at the end of a line.
struct Line {
    rate: f64,
    way: Duration,
    now: Instant,
    /// When the line has sent everything that it was given.
    idle: Instant,
    answers: Vec<(Instant, u16)>,
}

impl Line {
    fn new(rate: f64, way: Duration) -> Self {
        let now = Instant::now();
        Self {
            rate,
            way,
            now,
            idle: now,
            answers: Vec::new(),
        }
    }

    fn send(&mut self, pace: &mut Pace, bytes: usize) {
        let asks = pace.asks();
        let took = Duration::from_secs_f64(bytes as f64 / self.rate);
        self.idle = self.idle.max(self.now) + took;
        if let Some(column) = asks {
            self.answers.push((self.idle + self.way, column));
        }
        pace.sent(bytes, asks.is_some(), self.now);
    }

    /// Sends a picture that never ends, for so long; bytes, and the longest time that the line was behind.
    fn watch(&mut self, pace: &mut Pace, time: Duration) -> (usize, Duration) {
        let until = self.now + time;
        let (mut bytes, mut behind) = (0, Duration::ZERO);
        while self.now < until {
            while self.answers.first().is_some_and(|(at, _)| *at <= self.now) {
                let (at, column) = self.answers.remove(0);
                pace.answered(at, column);
            }
            let room = pace.room(self.now);
            if room > 0 {
                self.send(pace, room);
                bytes += room;
                behind = behind.max(self.idle - self.now);
            }
            self.now += Duration::from_millis(1);
        }
        (bytes, behind)
    }
}

const RTT: Duration = Duration::from_millis(200);

#[test]
fn a_slow_line_is_never_far_behind() {
    let mut pace = Pace::new(4000);
    let mut line = Line::new(7000.0, RTT);
    line.send(&mut pace, 50);
    let (_, behind) = line.watch(&mut pace, Duration::from_secs(5));
    assert!(behind < Duration::from_millis(250), "{behind:?} at first");
    let (bytes, behind) = line.watch(&mut pace, Duration::from_mins(2));
    assert!(behind < Duration::from_millis(160), "{behind:?}");
    // It is not idle most of the time either.
    assert!(bytes > 120 * 1500, "{} bytes/s", bytes / 120);
}

#[test]
fn a_fast_line_is_not_held_up() {
    for (rate, way, least) in [
        (1e8, Duration::from_micros(100), 5_000_000),
        (1e7, Duration::from_millis(100), 300_000),
    ] {
        let mut pace = Pace::new(4000);
        let mut line = Line::new(rate, way);
        line.send(&mut pace, 50);
        line.watch(&mut pace, Duration::from_secs(5));
        let (bytes, _) = line.watch(&mut pace, Duration::from_secs(10));
        assert!(bytes / 10 > least, "{} bytes/s of {rate}", bytes / 10);
    }
}

#[test]
fn a_line_that_becomes_slow_is_noticed() {
    let mut pace = Pace::new(4000);
    let mut line = Line::new(1e7, RTT);
    line.send(&mut pace, 50);
    line.watch(&mut pace, Duration::from_secs(10));
    line.rate = 7000.0;
    line.watch(&mut pace, Duration::from_mins(1));
    let (_, behind) = line.watch(&mut pace, Duration::from_secs(20));
    assert!(behind < Duration::from_millis(160), "{behind:?}");
    line.rate = 1e7;
    line.watch(&mut pace, Duration::from_secs(20));
    let (bytes, _) = line.watch(&mut pace, Duration::from_secs(10));
    assert!(bytes / 10 > 100_000, "{} bytes/s", bytes / 10);
}

#[test]
fn a_terminal_that_never_answers_gets_little_and_one_that_stops_is_asked_less() {
    let mut pace = Pace::new(4000);
    let mut line = Line::new(1e7, Duration::from_secs(10_000));
    line.send(&mut pace, 50);
    let (bytes, _) = line.watch(&mut pace, Duration::from_secs(20));
    assert!((50_000..90_000).contains(&bytes), "{bytes} bytes in 20 s");

    let mut pace = Pace::new(4000);
    let mut line = Line::new(7000.0, RTT);
    line.send(&mut pace, 50);
    line.watch(&mut pace, Duration::from_secs(10));
    line.rate = 1.0;
    let (bytes, _) = line.watch(&mut pace, Duration::from_mins(2));
    assert!(
        bytes < 12_000,
        "{bytes} bytes into a line that stands still"
    );
}

#[test]
fn what_is_typed_overtakes_a_piece_but_not_without_end() {
    let mut pace = Pace::new(4000);
    let now = Instant::now();
    pace.sent(50, true, now);
    assert_eq!(pace.room(now), 0);
    let mut typed = 0;
    while pace.hurry(now) >= 100 {
        pace.sent(100, false, now);
        typed += 100;
    }
    assert!((500..=1000).contains(&typed), "{typed}");
}
