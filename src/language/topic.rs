//! What a word is, of all that help knows: commands, settings, terms, series, networks, recipes, data, concepts, keys.

use super::command::{Command, Language};
use super::concepts::{Concept, concepts};
use super::keys::{KEYS, Key};
use crate::data::NAMES;
use crate::evaluate::MEASURES;
use crate::lab::OPTIONS;
use crate::lab::config::settings::{SETTINGS, Setting};
use crate::lab::recipes::{RECIPES, Recipe, Variant, variant};
use crate::lab::series::SERIES;
use crate::lab::terms::{TERMS, Term};
use crate::nets::{Entry, catalogue};
use crate::shell::lab_settings::{LAB_SETTINGS, LabSetting, lab_setting};

/// A name and what it is.
pub(super) type Known = (&'static str, &'static str);

/// Something that a word stands for.
pub(super) enum Subject {
    Command(&'static Command),
    Concept(&'static Concept),
    Setting(&'static Setting),
    LabSetting(&'static LabSetting),
    /// A word that a setting takes.
    Value(&'static Setting, Known),
    /// A word of `build` that is no setting.
    Option(Known),
    Term(Term),
    Series(Known),
    /// What `eval` finds.
    Measure(Known),
    Recipe(&'static Recipe),
    Variant(&'static Variant),
    Network(&'static Entry),
    Data(Known),
    Key(&'static Key),
}

/// The row of a table that goes by a name.
fn known(table: &[Known], word: &str) -> Option<Known> {
    table.iter().find(|(name, _)| *name == word).copied()
}

/// The settings that take a word, each with what that is.
fn values(word: &str) -> impl Iterator<Item = Subject> {
    // A word that most settings could take says nothing.
    let asked = !["yes", "no"].contains(&word);
    let settings = SETTINGS.iter().filter(move |_| asked);
    let found = settings.filter_map(move |row| Some((row, known(&row.words(), word)?)));
    found.map(|(row, value)| Subject::Value(row, value))
}

impl Language {
    /// All that a word stands for, what is most likely meant first.
    pub(super) fn subjects(self, word: &str) -> Vec<Subject> {
        let mut found: Vec<Subject> = Vec::new();
        let command = self.0.iter().find(|command| command.is_called(word));
        found.extend(command.map(Subject::Command));
        let recipe = RECIPES.iter().find(|recipe| recipe.name == word);
        found.extend(recipe.map(Subject::Recipe));
        found.extend(variant(word).map(Subject::Variant));
        let concept = concepts().find(|concept| concept.names.contains(&word));
        found.extend(concept.map(Subject::Concept));
        let setting = SETTINGS.iter().find(|row| row.is_called(word));
        found.extend(setting.map(Subject::Setting));
        found.extend(lab_setting(word).map(Subject::LabSetting));
        found.extend(known(OPTIONS, word).map(Subject::Option));
        let term = TERMS.iter().find(|term| term.name == word);
        found.extend(term.copied().map(Subject::Term));
        found.extend(known(SERIES, word).map(Subject::Series));
        found.extend(known(MEASURES, word).map(Subject::Measure));
        found.extend(values(word));
        let networks = catalogue().filter(|entry| entry.name == word);
        found.extend(networks.map(Subject::Network));
        found.extend(known(NAMES, crate::data::own_name(word)).map(Subject::Data));
        let key = KEYS.iter().find(|key| key.key.eq_ignore_ascii_case(word));
        found.extend(key.map(Subject::Key));
        found
    }

    /// All words that help knows, with a line about each, for completion.
    pub(super) fn topics(self) -> Vec<Known> {
        let mut all: Vec<Known> = Vec::new();
        for command in self.0 {
            all.extend(command.names().map(|name| (name, command.about)));
        }
        all.extend(RECIPES.iter().map(|recipe| (recipe.name, recipe.about)));
        all.extend(SETTINGS.iter().map(|row| (row.name, row.about)));
        all.extend(LAB_SETTINGS.iter().map(|row| (row.name, row.about)));
        all.extend(TERMS.iter().map(|term| (term.name, term.formula)));
        all.extend(SERIES.iter().map(|(name, _)| (*name, "a series")));
        all.extend(
            MEASURES
                .iter()
                .map(|(name, _)| (*name, "a measure of eval")),
        );
        all.extend(catalogue().map(|entry| (entry.name, entry.about)));
        all.extend(NAMES);
        let concepts = concepts().filter_map(|concept| concept.names.first());
        all.extend(concepts.map(|name| (*name, "a term of machine learning")));
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|(name, _)| !name.contains(' ') && seen.insert(*name));
        all
    }
}
