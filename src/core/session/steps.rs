//! Steps as an entry of a session says them: `step 137 d`.

use std::fmt;

use crate::lab::Side;

/// The word that the entry begins with.
const WORD: &str = "step";

/// A number of steps, and which networks learned in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    pub count: u64,
    pub side: Side,
}

impl Steps {
    /// So many steps.
    #[must_use]
    pub fn of(count: u64, side: Side) -> Self {
        Self { count, side }
    }

    /// What a line says of steps; nothing where it says something else.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        words.next().filter(|word| *word == WORD)?;
        let count = words.next().map_or(Some(1), |n| n.parse().ok())?;
        let side = match words.next() {
            Some("d") => Side::Discriminators,
            Some("g") => Side::Generator,
            _ => Side::Both,
        };
        Some(Self { count, side })
    }

    /// So many steps of what the line began: `step 100 d` that was cut short is `step 37 d`.
    #[must_use]
    pub fn like(line: &str, count: u64) -> Self {
        let side = Self::read(line).map_or(Side::Both, |steps| steps.side);
        Self { count, side }
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Both => "",
            Side::Discriminators => " d",
            Side::Generator => " g",
        };
        write!(f, "{WORD} {}{side}", self.count)
    }
}
