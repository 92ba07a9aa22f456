//! What may have been meant by a word that is no command: meaning comes before spelling.

use super::command::{Command, Language};
use super::topic::Subject;
use crate::error::nearest;
use crate::lab::recipes::{Recipe, Variant};

impl Language {
    /// What to say to somebody who typed a word that is no command; the rest of a sentence.
    pub(super) fn meant(self, word: &str) -> String {
        let word = word.to_lowercase();
        let same = self
            .0
            .iter()
            .find(|command| command.meant.contains(&word.as_str()) || command.is_called(&word));
        if let Some(command) = same {
            return format!("did you mean '{}'?", command.name);
        }
        let subjects = self.subjects(&word);
        let what = subjects.iter().find_map(|subject| match subject {
            Subject::Setting(row) => Some(format!("it is a setting: 'set {}' shows it", row.name)),
            Subject::Series((name, _)) => Some(format!("it is a series: 'plot {name}' draws it")),
            Subject::Recipe(Recipe { name, .. }) | Subject::Variant(Variant { name, .. }) => {
                Some(format!("it is a recipe: 'build {name}' builds it"))
            }
            Subject::Data((name, _)) => Some(format!("it is a data set: 'data {name}' takes it")),
            _ => None,
        });
        let help = format!("'help {word}' explains it");
        match what {
            Some(what) => return format!("{what}, {help}"),
            None if !subjects.is_empty() => return help,
            None => {}
        }
        let names = self.0.iter().flat_map(Command::names);
        nearest(&word, names).map_or_else(
            || "'help' lists them".to_owned(),
            |near| format!("did you mean '{near}'?"),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::language::LANGUAGE;

    #[test]
    fn no_word_means_two_commands() {
        let words = LANGUAGE.0.iter().flat_map(|command| {
            let meant = command.meant.iter().copied();
            command.names().chain(meant)
        });
        let mut words: Vec<_> = words.collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all);
    }

    #[test]
    fn meaning_comes_before_spelling_and_nothing_before_a_guess() {
        for (word, said) in [
            ("checkpoint", "did you mean 'save'?"),
            ("fit", "did you mean 'step'?"),
            ("epochs", "did you mean 'step'?"),
            ("graph", "did you mean 'plot'?"),
            ("print", "did you mean 'show'?"),
            ("Step", "did you mean 'step'?"),
            ("smaple", "did you mean 'sample'?"),
            ("trian", "did you mean 'train'?"),
            ("xyzzy", "'help' lists them"),
        ] {
            assert_eq!(LANGUAGE.meant(word), said, "{word}");
        }
        let meant = |word| LANGUAGE.meant(word);
        assert!(meant("batch").starts_with("it is a setting: 'set batch'"));
        assert!(meant("loss").contains("'set loss'"));
        assert!(meant("d_loss").contains("'plot d_loss'"));
        assert!(meant("wgan").contains("'build wgan'"));
        assert!(meant("noise").contains("'help noise'"));
        assert!(meant("mnist").contains("'data digits'"));
    }

    /// These are commands, or are going to be: nobody is sent elsewhere for them.
    #[test]
    fn words_for_time_travel_are_not_taken() {
        let words = "back forward goto prev until when break branch branches switch drop diff undo redo film";
        for word in words.split(' ').filter(|word| LANGUAGE.find(word).is_err()) {
            assert_eq!(LANGUAGE.meant(word), "'help' lists them", "{word}");
        }
    }
}
