//! Networks by name: those of the catalogue, and those written at the prompt.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalogue::{Entry, Shelf, names, shelf};
use super::definition::{Definition, words_of};
use super::text::{MOST_BYTES, Place, Text, Written};
use super::{Latent, Role};
use crate::data::Range;
use crate::error::{Error, Result};
use crate::layers::{Activation, Plain};

/// The longest name.
const MOST_LETTERS: usize = 32;
/// The most names for networks of one's own.
const MOST_NAMES: usize = 256;

/// The networks that were written, by name; a name has at most one for each role.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Networks {
    written: BTreeMap<String, BTreeMap<Role, Definition>>,
}

impl Networks {
    /// Reads `NAME ROLE [from NAME] = LAYER | LAYER ...`, or `NAME ROLE from NAME`, which copies: the words after `net`.
    /// Items are of shape `item`. Nothing is kept yet, see [`Networks::keep`].
    ///
    /// # Errors
    /// A sentence with the bad word, or with the place in the text.
    pub fn read(&self, words: &str, item: &[usize]) -> Result<(String, Definition)> {
        if words.len() > 2 * MOST_BYTES {
            return Err(Error::new(format!(
                "a network has at most {MOST_BYTES} bytes of text"
            )));
        }
        let (head, text) = match words.split_once('=') {
            Some((head, text)) => (head, Some(text)),
            None => (words, None),
        };
        let mut head = head.split_whitespace();
        let name = head.next().unwrap_or("");
        allowed(name)?;
        let word = head.next().unwrap_or("");
        let role = Role::of_word(word)?;
        let source = match (head.next(), head.next(), head.next()) {
            (None, ..) => None,
            (Some("from"), Some(source), None) => Some(source),
            _ => {
                return Err(Error::new(format!(
                    "'{}' is not understood; 'net {name} {word} = dense 64, relu | ...' writes a network, 'net {name} {word} from small' copies one",
                    words.trim()
                )));
            }
        };
        let from = source
            .map(|source| self.settings_of(source, role))
            .transpose()?;
        let network = match (text, source) {
            (Some(text), _) => Arc::new(Written::read(text).map_err(|why| why.error())?),
            (None, Some(source)) => self.copied(source, role, item)?,
            (None, None) => {
                return Err(Error::new(format!(
                    "'net {name} {word} = LAYER | LAYER ...' writes a network; the layers are missing"
                )));
            }
        };
        let definition = Definition {
            role,
            from: from.flatten(),
            network,
            own: None,
        };
        Ok((name.to_owned(), definition))
    }

    /// The network of the catalogue whose settings a copy of `source` has.
    fn settings_of(&self, source: &str, role: Role) -> Result<Option<&'static str>> {
        if let Some(definition) = self.written(source).and_then(|roles| roles.get(&role)) {
            return Ok(definition.from);
        }
        let known = names().find(|name| *name == source);
        known.map(Some).ok_or_else(|| self.unknown(source, names()))
    }

    /// The layers of a network that is there.
    fn copied(&self, source: &str, role: Role, item: &[usize]) -> Result<Arc<Written>> {
        if let Some(definition) = self.written(source).and_then(|roles| roles.get(&role)) {
            return Ok(Arc::clone(&definition.network));
        }
        let text = printed(shelf(item).entry(source)?, role, false, item)?;
        let written = Written::read(&text).map_err(|why| why.error())?;
        Ok(Arc::new(written))
    }

    /// Stores a network, and replaces one with the same name and role.
    ///
    /// # Errors
    /// A sentence if there are too many.
    pub fn keep(&mut self, name: String, definition: Definition) -> Result<()> {
        if self.written.len() >= MOST_NAMES && !self.written.contains_key(&name) {
            return Err(Error::new(format!(
                "there are already {MOST_NAMES} networks of your own; 'net NAME drop' removes one"
            )));
        }
        let roles = self.written.entry(name).or_default();
        let before = roles.get(&definition.role);
        // A record says a registered network in words alone.
        if !before.is_some_and(|before| before.is_registered_as(&definition)) {
            roles.insert(definition.role, definition);
        }
        Ok(())
    }

    /// Removes a name; returns whether it existed.
    pub fn drop(&mut self, name: &str) -> bool {
        self.written.remove(name).is_some()
    }

    /// The networks that were written under a name.
    #[must_use]
    pub fn written(&self, name: &str) -> Option<&BTreeMap<Role, Definition>> {
        self.written.get(name)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &BTreeMap<Role, Definition>)> {
        self.written
            .iter()
            .map(|(name, roles)| (name.as_str(), roles))
    }

    /// Keeps what lines of a record write (`net NAME ROLE = ...`, `swap ROLE NAME = ...`), as far as they can be read. Gives the names under which
    /// something else was written before.
    pub fn recall<'a>(
        &mut self,
        lines: impl Iterator<Item = &'a str>,
        item: &[usize],
    ) -> Vec<String> {
        let before = self.clone();
        for words in lines.filter_map(words_of) {
            if let Ok((name, definition)) = self.read(&words, item) {
                // Where there is no room, 'build' says what is missing.
                let _ = self.keep(name, definition);
            }
        }
        let other = |(name, of): (&str, _)| {
            let new = self.written(name) != Some(of);
            new.then(|| name.to_owned())
        };
        before.iter().filter_map(other).collect()
    }

    /// The network of a role under a name, from here or from the catalogue.
    ///
    /// # Errors
    /// A sentence if there is no such name, or no network of this role under it.
    pub fn choose(&self, name: &str, role: Role, shelf: &Shelf) -> Result<Chosen> {
        if let Some(roles) = self.written(name) {
            let definition = roles.get(&role).ok_or_else(|| {
                let word = role.word();
                Error::new(format!(
                    "'{name}' has no {word}; 'net {name} {word} = ...' writes one, or give another name"
                ))
            })?;
            return Ok(Chosen::written(name, definition.clone(), shelf));
        }
        let mut all = shelf.entries.iter().map(|entry| entry.name);
        let entry = shelf
            .entry(name)
            .map_err(|_| self.unknown(name, &mut all))?;
        Ok(Chosen {
            name: entry.name.to_owned(),
            role,
            entry: Some(entry),
            definition: None,
        })
    }

    /// The error for an unknown name: the nearest one, and all there are.
    fn unknown(&self, name: &str, catalogue: impl Iterator<Item = &'static str>) -> Error {
        let mut all: Vec<&str> = Vec::new();
        for known in catalogue {
            if !all.contains(&known) {
                all.push(known);
            }
        }
        all.extend(self.written.keys().map(String::as_str));
        Error::unknown("network", name, all)
    }
}

/// A network of the catalogue as text.
///
/// # Errors
/// A sentence if no network takes such items.
pub fn printed(entry: &Entry, role: Role, variational: bool, item: &[usize]) -> Result<String> {
    let place = Place::of(role, item, 1, 1)?;
    let [takes, _] = place.ends();
    Ok(Text::of(entry.network(role, variational), takes).to_string())
}

/// Refuses a name that is not valid or already taken.
pub(super) fn allowed(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !letter || !name.chars().all(plain) || name.len() > MOST_LETTERS {
        return Err(Error::new(format!(
            "'{name}' cannot be the name of a network; use letters, digits and _, a letter first, at most {MOST_LETTERS} in all"
        )));
    }
    if names().any(|known| known == name) {
        return Err(Error::new(format!(
            "'{name}' is a network of the catalogue, which cannot be changed; 'net my_{name} gen from {name}' copies it under a new name"
        )));
    }
    Ok(())
}

/// The network that a run uses for a role.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub name: String,
    pub role: Role,
    /// The network whose settings it has.
    entry: Option<&'static Entry>,
    definition: Option<Definition>,
}

impl Chosen {
    /// A network that was written under this name, whether or not it is kept.
    #[must_use]
    pub fn written(name: &str, definition: Definition, shelf: &Shelf) -> Self {
        Self {
            name: name.to_owned(),
            role: definition.role,
            entry: match &definition.own {
                Some(own) => Some(own.entry),
                None => definition.from.and_then(|from| shelf.entry(from).ok()),
            },
            definition: Some(definition),
        }
    }

    /// The encoder that gives a distribution of codes, where a crate registered one beside this.
    #[must_use]
    pub(crate) fn drawn(mut self) -> Self {
        if let Some(definition) = &mut self.definition {
            definition.draw();
        }
        self
    }

    /// Whether both are the same network under the same name.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        (&self.name, self.role, &self.definition) == (&other.name, other.role, &other.definition)
    }

    /// The text that was written; nothing for a network of the catalogue.
    #[must_use]
    pub fn definition(&self) -> Option<&Definition> {
        self.definition.as_ref()
    }

    fn last(&self) -> Activation {
        let written = self.definition.as_ref();
        written.map_or(Activation::Identity, |d| d.network.last_activation())
    }

    /// The range of pixels if this is the generator: what its last activation can reach.
    #[must_use]
    pub fn range(&self) -> Range {
        match (self.entry, self.last()) {
            (Some(entry), _) => entry.range,
            (None, Activation::Sigmoid | Activation::Relu) => Range::Unit,
            _ => Range::Symmetric,
        }
    }

    /// Whether codes may be negative if this is the encoder.
    #[must_use]
    pub fn signed(&self) -> bool {
        match self.entry {
            Some(entry) => entry.signed,
            None => !matches!(self.last(), Activation::Sigmoid | Activation::Relu),
        }
    }

    /// Settings for a GAN with this generator.
    #[must_use]
    pub fn game(&self) -> &'static [(&'static str, &'static str)] {
        self.entry.map_or(&[], |entry| entry.game)
    }

    /// Words for a `build gan` that is typed.
    #[must_use]
    pub fn later(&self) -> &'static [(&'static str, &'static str)] {
        self.entry.map_or(&[], |entry| entry.later)
    }

    /// Settings for a GAN with a critic.
    #[must_use]
    pub fn critic(&self) -> &'static [(&'static str, &'static str)] {
        self.entry.map_or(&[], |entry| entry.critic)
    }

    /// The default size of a code.
    #[must_use]
    pub fn latent(&self) -> Latent {
        self.entry.map_or(Latent::Usual(64), |entry| entry.latent)
    }

    /// Refuses a network that ignores classes where every network is given the class of each item.
    ///
    /// # Errors
    /// A sentence with the layers that take a class.
    pub fn takes_classes(&self) -> Result<()> {
        let written = self.definition.as_ref();
        if written.is_none_or(|definition| definition.network.takes_classes()) {
            return Ok(());
        }
        Err(Error::new(format!(
            "labels=yes gives every network the class of each item, and '{}' as {} has no layer that takes it; add 'class bias' after a dense layer, end a discriminator with 'dense K | class pick', or leave out labels=yes",
            self.name, self.role
        )))
    }

    /// Refuses an encoder that gives codes where distributions are needed, or the other way round.
    ///
    /// # Errors
    /// A sentence with what to write instead.
    pub fn fits(&self, recipe: &str, variational: bool) -> Result<()> {
        if self.role != Role::Encoder {
            return Ok(());
        }
        let name = &self.name;
        if variational && !self.signed() {
            return Err(Error::new(format!(
                "the codes of '{name}' are never negative, so it cannot give distributions of codes; use 'enc=kingma' or another of 'nets'"
            )));
        }
        let Some(definition) = &self.definition else {
            return Ok(());
        };
        match (definition.network.draws(), variational) {
            (true, false) => Err(Error::new(format!(
                "the encoder '{name}' draws its codes from a distribution, but '{recipe}' needs plain codes; end it with 'dense Z' instead of 'dense 2*Z | gaussian'"
            ))),
            (false, true) => Err(Error::new(format!(
                "the encoder '{name}' gives plain codes, but '{recipe}' needs distributions; end it with 'dense 2*Z | gaussian' instead of 'dense Z'"
            ))),
            _ => Ok(()),
        }
    }

    /// Checks the network and returns its plain value.
    ///
    /// # Errors
    /// A sentence if it does not fit its role.
    pub fn lend<T>(
        &self,
        place: &Place,
        variational: bool,
        then: impl FnOnce(&Plain<'_>) -> T,
    ) -> Result<T> {
        match (&self.definition, self.entry) {
            (Some(definition), _) => {
                let fits = definition.network.check(place);
                let lent = fits.and_then(|_| definition.network.lend(place, then));
                lent.map_err(|why| {
                    Error::new(format!(
                        "'{}' as {} does not fit: {why}",
                        self.name, self.role
                    ))
                })
            }
            (None, Some(entry)) => Ok(then(entry.network(self.role, variational))),
            // One of both there is.
            (None, None) => Err(Error::new(format!("there is no network '{}'", self.name))),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const DIGITS: [usize; 3] = [28, 28, 1];

    fn after(lines: &[&str]) -> Networks {
        let mut networks = Networks::default();
        for line in lines {
            let (name, definition) = networks.read(line, &DIGITS).unwrap();
            networks.keep(name, definition).unwrap();
        }
        networks
    }

    #[test]
    fn what_is_written_is_read_from_its_own_words() {
        let networks = after(&[
            "mine gen from small",
            "mine  disc = flatten|dense 1",
            "other gen from mine = dense H*W*C, sigmoid | reshape HxWxC",
        ]);
        let mut again = Networks::default();
        for (name, roles) in networks.iter() {
            for definition in roles.values() {
                let (name, read) = again.read(&definition.words(name), &DIGITS).unwrap();
                again.keep(name, read).unwrap();
            }
        }
        assert_eq!(networks, again);
        let shelf = shelf(&DIGITS);
        let chosen = |name, role| networks.choose(name, role, &shelf).unwrap();
        // Settings come along, through a copy of a copy, too.
        let small = shelf.entry("small").unwrap();
        for name in ["mine", "other"] {
            assert_eq!(chosen(name, Role::Generator).game(), small.game);
            assert_eq!(chosen(name, Role::Generator).range(), Range::Symmetric);
        }
        assert_eq!(chosen("mine", Role::Discriminator).game(), []);
    }

    #[test]
    fn range_and_sign_follow_from_the_last_activation() {
        let networks = after(&[
            "a gen = dense H*W*C, sigmoid | reshape HxWxC",
            "b gen = dense H*W*C | reshape HxWxC | tanh",
            "a enc = flatten | dense Z, relu",
            "b enc = flatten | dense Z | class bias",
        ]);
        let chosen = |name, role| networks.choose(name, role, &shelf(&DIGITS)).unwrap();
        assert_eq!(chosen("a", Role::Generator).range(), Range::Unit);
        assert_eq!(chosen("b", Role::Generator).range(), Range::Symmetric);
        assert!(!chosen("a", Role::Encoder).signed());
        assert!(chosen("b", Role::Encoder).signed());
        assert!(chosen("a", Role::Encoder).fits("vae", true).is_err());
        assert!(chosen("a", Role::Encoder).fits("ae", false).is_ok());
    }

    #[test]
    fn bad_names_are_sentences() {
        let networks = after(&["mine disc = flatten | dense 1"]);
        for (line, words) in [
            ("small gen = dense 1", "of the catalogue"),
            ("2nd gen = dense 1", "a letter first"),
            ("my-net gen = dense 1", "letters, digits and _"),
            ("a gne = dense 1", "did you mean 'gen'"),
            ("a gen", "the layers are missing"),
            ("a gen from smal", "did you mean 'small'"),
            ("a gen of small = dense 1", "is not understood"),
            ("a gen = dense", "takes a size"),
        ] {
            let refused = networks.read(line, &DIGITS).unwrap_err().to_string();
            assert!(refused.contains(words), "{line}: {refused}");
        }
        let shelf = shelf(&DIGITS);
        let refused = |name| networks.choose(name, Role::Generator, &shelf).unwrap_err();
        assert!(refused("mine").to_string().contains("'mine' has no gen"));
        assert!(refused("mien").to_string().contains("did you mean 'mine'"));
    }
}
