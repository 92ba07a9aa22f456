//! Help on commands, settings, terms and recipes; and the reference that the README carries.

use std::fmt::Write as _;

use super::command::Language;
use crate::error::Result;
use crate::lab::config::settings::setting;
use crate::lab::recipes::{self, RECIPES, Recipe, recipe};
use crate::lab::terms::{self, term};

impl Language {
    /// Help in plain text: of everything, or of one topic.
    ///
    /// # Errors
    /// A sentence when there is no such command.
    pub fn help(self, topic: Option<&str>) -> Result<String> {
        let mut text = String::new();
        // Writing to a string does not fail, here and below.
        match topic {
            None => {
                for command in self.0 {
                    let head = format!("{} {}", command.name, command.usage());
                    let _ = writeln!(text, "{head:<28} {}", command.about);
                }
                let _ = write!(
                    text,
                    "'help COMMAND' says more; ';' separates commands, '#' starts a comment"
                );
            }
            Some(name) => {
                let found = (self.find(name), setting(name), term(name), recipe(name));
                let _ = match found {
                    (Ok(command), ..) => write!(
                        text,
                        "{} {}\n{}\n{}",
                        command.name,
                        command.usage(),
                        command.about,
                        command.details
                    ),
                    (_, Ok(row), ..) => {
                        write!(text, "set {} VALUE\n{}", row.name, row.describe())
                    }
                    (_, _, Ok(term), _) => write!(text, "term {name} WEIGHT\n{}", term.formula),
                    (.., Ok(recipe)) => write!(text, "{}", about(recipe)),
                    (Err(unknown), ..) => return Err(unknown),
                };
                // 'sparse' is a term and a recipe, 'translate' a command and a recipe.
                if let (false, Ok(recipe)) = (text.starts_with("build "), recipe(name)) {
                    let _ = write!(text, "\n{}", about(recipe));
                }
            }
        }
        Ok(text)
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

/// What a recipe is and turns on.
fn about(recipe: &Recipe) -> String {
    let bounded = if recipe.variational() {
        "\nThe log variances lv that E gives are used as 8·tanh(lv/8): never beyond ±8, so that one bad step cannot make a variance infinite. The papers use them as they are."
    } else {
        ""
    };
    format!(
        "build {} [key=value ...]\n{}\n{}{bounded}",
        recipe.name,
        recipe.about,
        recipe.turns_on()
    )
}

/// What each recipe is and turns on, as Markdown.
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
