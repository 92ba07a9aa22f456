//! Help on every word that the screen shows, and the reference in the docs.

use std::fmt::Write as _;

use super::command::{Command, Group, Language};
use super::keys::KEYS;
use super::page::{paragraph, row};
use super::topic::Subject;
use crate::error::{Error, Result, nearest};
use crate::lab::config::setting::Takes;
use crate::lab::config::settings::{Setting, Settings, explained};
use crate::lab::history::WINDOW;
use crate::lab::recipes::{self, RECIPES, Recipe};
use crate::lab::terms::{self, Term};
use crate::nets::Role;

impl Language {
    /// Help in plain text: an overview, or one topic, which may have several words. Lines fit a terminal of 80 columns.
    ///
    /// # Errors
    /// A sentence if there is no help on that word.
    pub fn help(self, topic: Option<&str>) -> Result<String> {
        let Some(topic) = topic else {
            return Ok(self.overview());
        };
        let word = topic.to_lowercase();
        match word.as_str() {
            "keys" | "key" => return Ok(keys()),
            "commands" => return Ok(self.overview()),
            _ => {}
        }
        // 'help set batch' is about batch, 'help step 100' about step.
        let (first, last) = (word.split(' ').next(), word.split(' ').next_back());
        let tried = [Some(word.as_str()), last, first].into_iter().flatten();
        let found = tried.map(|word| (word, self.subjects(word)));
        let Some((word, subjects)) = found.into_iter().find(|(_, found)| !found.is_empty()) else {
            return Err(self.no_topic(&word));
        };
        let parts = subjects.iter().map(|subject| about(subject, word));
        Ok(parts.collect::<Vec<_>>().join("\n\n"))
    }

    /// All commands, by group.
    fn overview(self) -> String {
        let mut text = "'help WORD' explains a command, or any word on the screen.\n".to_owned();
        for (group, title) in Group::ALL {
            // Writing to a string does not fail, here and below.
            let _ = writeln!(text, "{group:?} · {title}");
            for command in self.0.iter().filter(|command| command.group == group) {
                let _ = writeln!(text, "{}", row(command.name, command.about, 13));
            }
        }
        let _ = write!(
            text,
            "Try 'help step', 'help d_loss', 'help gan'; 'recipes' lists what you can\n\
             build, 'keys' the keys. ';' separates commands, '#' begins a comment."
        );
        text
    }

    /// The error for a word that help does not know.
    fn no_topic(self, word: &str) -> Error {
        let meant = self.0.iter().find(|command| command.meant.contains(&word));
        let near = meant.map(|command| command.name).or_else(|| {
            let topics = self.topics();
            let names: Vec<_> = topics.iter().map(|(name, _)| *name).collect();
            nearest(word, names.into_iter())
        });
        let hint = near.map_or_else(
            || "'help' alone lists the commands".to_owned(),
            |near| format!("did you mean 'help {near}'?"),
        );
        Error::new(format!("there is no help on '{word}'; {hint}"))
    }

    /// The reference of all commands, as Markdown.
    #[must_use]
    pub fn reference(self) -> String {
        let mut text = String::from("| command | what it does |\n|---|---|\n");
        for command in self.0 {
            let head = command.head().replace('|', "\\|");
            // Writing to a string does not fail.
            let _ = writeln!(text, "| `{head}` | {} |", command.about);
        }
        text
    }
}

/// The help text on a subject, which was asked for as `word`.
fn about(subject: &Subject, word: &str) -> String {
    match subject {
        Subject::Command(command) => of_command(command, word),
        Subject::Concept(concept) => paragraph(&format!("{word}: {}", concept.text)),
        Subject::Setting(row) => of_setting(row),
        Subject::LabSetting(row) => paragraph(&format!(
            "set {0} VALUE\n{1}\nIt is a setting of the lab, not of a run: it is the same for all runs and is not saved in sessions. 'set {0}' shows it.",
            row.name, row.about
        )),
        Subject::Value(row, (name, about)) => {
            let text = format!("set {} {name}\n{about}", row.name);
            let more = explained(name).map_or_else(String::new, |more| format!("\n{more}"));
            paragraph(&(text + &more))
        }
        Subject::Option((name, about)) => paragraph(&format!("build RECIPE {name}=VALUE\n{about}")),
        Subject::Term(term) => of_term(term),
        Subject::Series((name, text)) => paragraph(&format!(
            "series {name}: {text} The number shown is the mean of the last {WINDOW} steps; 'plot {name}' draws every step."
        )),
        Subject::Measure((name, text)) => paragraph(&format!(
            "metric {name}: {text} 'eval' measures it, 'plot {name}' draws the results."
        )),
        Subject::Recipe(recipe) => of_recipe(recipe),
        Subject::Variant(variant) => paragraph(&format!(
            "build {} [key=value ...]\n{}\nIt is short for: build {}",
            variant.name, variant.about, variant.stands_for
        )),
        Subject::Network(entry) => paragraph(&format!(
            "network {0}: {1}. 'build gan net={0}' uses it for all networks of the run, 'net {0}' shows its layers, \
             'nets' lists all that fit the data.",
            entry.name, entry.about
        )),
        Subject::Data((name, text)) => paragraph(&format!(
            "data {name}\n{text}. They are used from the next build on."
        )),
        Subject::Key(key) => row(key.key, key.does(), KEY_COLUMN),
    }
}

/// Where the second column of the keys begins.
const KEY_COLUMN: usize = 17;

/// The keys.
fn keys() -> String {
    let rows = KEYS.iter().map(|key| row(key.key, key.does(), KEY_COLUMN));
    let lines: Vec<_> = std::iter::once("Keys of the full screen".to_owned())
        .chain(rows)
        .collect();
    format!(
        "{}\nKeys for commands and for the timeline work on an empty prompt.",
        lines.join("\n")
    )
}

fn of_command(command: &Command, word: &str) -> String {
    let mut text = format!("{}\n{}", command.head(), command.about);
    if let Some(first) = command.first_word(word) {
        text = format!("{word} is short for: {} {first}\n{text}", command.name);
    }
    if !command.details.is_empty() {
        // Writing to a string does not fail.
        let _ = write!(text, "\n{}", command.details);
    }
    let mut defaults: Vec<_> = command.params.iter().flat_map(|p| p.by_default()).collect();
    defaults.dedup();
    if !defaults.is_empty() {
        let _ = write!(text, "\nBy default, {}.", defaults.join(" and "));
    }
    if !command.aliases.is_empty() {
        let _ = write!(text, "\nAlso: {}", command.aliases.join(", "));
    }
    paragraph(&text)
}

fn of_setting(setting: &Setting) -> String {
    let by_default = setting.of(&Settings::default());
    let (range, words) = match setting.takes {
        Takes::Number(low, high) => (format!("A number from {low} to {high}, "), Vec::new()),
        Takes::Word(words) => (String::new(), words()),
    };
    let mut text = paragraph(&format!(
        "set {0} VALUE\n{1}\n{range}{by_default} unless the recipe, its network or you say otherwise. 'set {0}' shows it.",
        setting.name, setting.about
    ));
    for (word, about) in words {
        text.push('\n');
        text.push_str(&row(word, about, 19));
    }
    text
}

fn of_term(term: &Term) -> String {
    let networks = |roles: &[Role]| {
        let names: Vec<_> = roles.iter().map(ToString::to_string).collect();
        names.join(", ")
    };
    let moves = match term.moves {
        [] => "It trains neither E nor G.".to_owned(),
        moves => format!("It trains {}.", networks(moves)),
    };
    paragraph(&format!(
        "term {0} WEIGHT\n{1}\n{2} {moves} It needs {3}. 'term {0} 0' turns it off; its value is a series: 'plot {0}'.",
        term.name,
        term.formula,
        term.explained,
        networks(term.needs)
    ))
}

/// What a recipe is, and what it turns on.
fn of_recipe(recipe: &Recipe) -> String {
    let bounded = if recipe.variational() {
        "\nE's log variances lv are used as 8·tanh(lv/8), which is never beyond ±8, so one bad step cannot make a variance infinite. The papers use lv directly."
    } else {
        ""
    };
    let roles: Vec<_> = recipe.roles().map(|role| role.to_string()).collect();
    paragraph(&format!(
        "build {} [key=value ...]\n{}\nNetworks: {}. Terms: {}{bounded}",
        recipe.name,
        recipe.about,
        roles.join(", "),
        recipe.turns_on()
    ))
}

/// What each recipe is, and what it turns on, as Markdown.
#[must_use]
pub fn recipes() -> String {
    let mut text = String::new();
    for recipe in RECIPES {
        let _ = writeln!(text, "- `{}`: {}", recipe.name, recipe.about);
    }
    for table in [recipes::table(), terms::table(), recipes::published()] {
        let heads = table.columns.iter().map(|c| c.trim_start_matches('>'));
        let _ = writeln!(text, "\n| {} |", heads.collect::<Vec<_>>().join(" | "));
        let _ = writeln!(text, "|{}", "---|".repeat(table.columns.len()));
        for row in &table.rows {
            // A bar within a cell would end it.
            let cells = row[1..].join(" | ").replace("|E(x)|", "\\|E(x)\\|");
            let _ = writeln!(text, "| `{}` | {cells} |", row[0]);
        }
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use crate::language::concepts::{concepts, quoted};
    use crate::language::page::WIDTH;
    use crate::language::{LANGUAGE, split};

    /// A page that has no line which a terminal of 80 columns would break.
    fn page(topic: Option<&str>) -> String {
        let text = LANGUAGE.help(topic).unwrap();
        for line in text.lines() {
            assert!(line.width() <= WIDTH, "{topic:?}: {line}");
        }
        text
    }

    #[test]
    fn the_overview_has_every_command_in_its_group_on_a_line_of_its_own() {
        let text = page(None);
        for command in LANGUAGE.0 {
            let group = format!("{:?} · ", command.group);
            let (_, after) = text.split_once(&group).unwrap();
            let until = after.find(" · ").unwrap_or(after.len());
            let line = format!("  {:<11}{}", command.name, command.about);
            assert!(after[..until].lines().any(|found| found == line), "{line}");
        }
        assert!(text.ends_with("'#' begins a comment."), "{text}");
    }

    #[test]
    fn every_topic_has_a_page_of_short_lines() {
        for (topic, _) in LANGUAGE.topics() {
            assert!(page(Some(topic)).len() > 20, "{topic}");
        }
        for name in concepts().flat_map(|concept| concept.names) {
            assert!(page(Some(name)).contains(name), "{name}");
        }
        for (topic, part) in [
            ("keys", "F12"),
            ("gradient penalty", "Gulrajani"),
            ("set batch", "from 1 to 4096"),
            ("step 100", "train N steps"),
            ("lr", "set lr"),
            ("wgan-gp", "build gan loss=wgan_gp"),
            ("dcgan", "Radford"),
            ("LOSS", "adversarial loss"),
            ("hinge", "Miyato"),
            ("mnist", "data digits"),
        ] {
            assert!(page(Some(topic)).contains(part), "{topic}");
        }
        let unknown = LANGUAGE.help(Some("d_los")).unwrap_err().to_string();
        assert!(
            unknown.ends_with("did you mean 'help d_loss'?"),
            "{unknown}"
        );
    }

    /// Two to six sentences, the last with a line to type; every line that is quoted is one.
    #[test]
    fn concepts_are_short_and_what_they_quote_works() {
        for concept in concepts() {
            let sentences = concept.text.matches(['.', '?', '!']).count();
            assert!((2..=16).contains(&sentences), "{:?}", concept.names);
            assert!(concept.text.len() < 460, "{:?}", concept.names);
            let lines = quoted(concept.text);
            assert!(!lines.is_empty(), "{:?}", concept.names);
            for line in lines {
                for (name, args) in split(line).unwrap() {
                    let understood = LANGUAGE.line(&name, &args);
                    assert!(understood.is_ok(), "{line}: {:?}", understood.err());
                    assert!(name != "help" || page(Some(&args.rest)).len() > 20);
                }
            }
        }
    }

    #[test]
    fn no_concept_has_two_pages() {
        let mut names: Vec<_> = concepts().flat_map(|concept| concept.names).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
