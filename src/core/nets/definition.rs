//! A network that was written, at the prompt or by a crate that registers a type.

use std::sync::Arc;

use super::Role;
use super::catalogue::Entry;
use super::text::Written;

/// A network that was written for one role, and the network whose settings it has.
#[derive(Debug, Clone)]
pub struct Definition {
    pub role: Role,
    /// The network of the catalogue that it was copied from: learning settings, range and signedness are that one's.
    pub from: Option<&'static str>,
    pub network: Arc<Written>,
    /// What its type says, where a crate registered it ([`Networks::with`](super::Networks::with)).
    pub own: Option<Own>,
}

/// Whether both are written in the same words.
impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        (self.role, self.from, &self.network) == (other.role, other.from, &other.network)
    }
}

impl Definition {
    /// The words after `net` that write it: `mine gen from small = dense 64 | ...`.
    #[must_use]
    pub fn words(&self, name: &str) -> String {
        let from = self
            .from
            .map_or_else(String::new, |from| format!(" from {from}"));
        format!(
            "{name} {}{from} = {}",
            self.role.word(),
            self.network.text()
        )
    }
}

impl Definition {
    /// Whether this is registered, and the other one says the same in words.
    pub(super) fn is_registered_as(&self, other: &Self) -> bool {
        let drawn = |own: &Own| own.drawn.as_ref() == Some(&other.network);
        self.own
            .as_ref()
            .is_some_and(|own| self == other || drawn(own))
    }

    /// Takes the encoder that gives a distribution of codes, if there is one.
    pub(super) fn draw(&mut self) {
        let drawn = self.own.as_ref().and_then(|own| own.drawn.clone());
        if let Some(drawn) = drawn {
            self.network = drawn;
        }
    }
}

/// What the type of a registered network says beyond its layers.
#[derive(Debug, Clone)]
pub struct Own {
    pub entry: &'static Entry,
    /// The encoder that gives a distribution of codes.
    pub(super) drawn: Option<Arc<Written>>,
}

/// The words after `net` that write what a line of a record writes; nothing where it writes no network.
#[must_use]
pub fn words_of(line: &str) -> Option<String> {
    if let Some(words) = line.strip_prefix("net ") {
        return Some(words.to_owned());
    }
    let (role, words) = line.strip_prefix("swap ")?.split_once(' ')?;
    let (name, layers) = words.split_once(' ')?;
    Some(format!("{name} {role} {layers}"))
}
