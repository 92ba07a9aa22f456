//! Where a command may write: one rule for all of them.
//!
//! A new file, or one of the same kind that this program wrote. Any other file is overwritten only if its name is typed
//! with `!`; the loaded data, the weights of a session and anything that is not a regular file never are. The extension
//! determines what is written.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::lines::BEGIN;
use super::place;
use super::state::Shell;
use crate::data::{Asked, NAMES};
use crate::error::{Error, Result};
use crate::evaluate::Classifier;
use crate::file::read_bounded;
use crate::lab::Experiment;
use crate::session::{self, Session};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A session with its weights.
    Session,
    /// A session without weights.
    Record,
    /// Items, codes or labels as arrays: `NumPy`'s, IDX, a table.
    Samples,
    /// A PNG file.
    Picture,
    /// A table of all steps, or lines of JSON.
    Curves,
    /// Lines of JSON that are added while a run goes on.
    Log,
    /// The weights of a classifier.
    Classifier,
    /// The weights of networks, for other programs.
    Weights,
    /// Networks as Rust types.
    Source,
}

impl Kind {
    /// What it is, in words.
    fn name(self) -> &'static str {
        match self {
            Self::Session | Self::Record => "session",
            Self::Samples => "file of samples that this program wrote",
            Self::Picture => "picture that this program wrote",
            Self::Curves => "table of curves that this program wrote",
            Self::Log => "log that this program wrote",
            Self::Classifier => "classifier that this program wrote",
            Self::Weights => "file of weights that this program wrote",
            Self::Source => "Rust file that this program wrote",
        }
    }

    /// The extensions for this kind; the first is the one to propose.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Session | Self::Record => &["ron"],
            Self::Samples => &[
                "npy",
                "npz",
                "csv",
                "idx",
                "idx1-ubyte",
                "idx3-ubyte",
                "idx4-ubyte",
                "ubyte",
            ],
            Self::Picture => &["png"],
            Self::Curves => &["csv", "jsonl", "ndjson"],
            Self::Log => &["jsonl", "ndjson"],
            Self::Classifier | Self::Weights => &["safetensors"],
            Self::Source => &["rs"],
        }
    }

    /// Refuses a name with an extension of another kind. A name without an extension is accepted.
    fn fits(self, path: &Path) -> Result<()> {
        let gz = |path: &Path| {
            path.extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("gz"))
        };
        let packed = self == Self::Samples && gz(path);
        let named = if packed {
            path.with_extension("")
        } else {
            path.to_owned()
        };
        let Some(extension) = named.extension() else {
            return Ok(());
        };
        let says = |known: &&str| {
            // IDX alone is gzipped.
            let packs = known.ends_with("idx") || known.ends_with("ubyte");
            extension.eq_ignore_ascii_case(known) && (packs || !packed)
        };
        if self.extensions().iter().any(says) {
            return Ok(());
        }
        let known: Vec<_> = self.extensions().iter().map(|e| format!(".{e}")).collect();
        Err(Error::new(format!(
            "the name '{}' has the wrong ending; it should end with {}",
            path.display(),
            known.join(" or ")
        )))
    }

    /// Whether the file is of this kind and was written by this program.
    fn owns(self, path: &Path, shell: &Shell) -> bool {
        match self {
            Self::Session => Session::read(path).is_ok(),
            Self::Record => Session::read(path).is_ok_and(|s| s.checkpoint.is_none()),
            Self::Samples | Self::Picture | Self::Curves | Self::Weights | Self::Source => {
                shell.written.knows(path)
            }
            // It grows, and the lab that wrote it may have been killed.
            Self::Log => begins(path, BEGIN),
            Self::Classifier => {
                let limit = session::CHECKPOINT_LIMIT;
                read_bounded(path, limit)
                    .is_ok_and(|content| Classifier::of_bytes(&content).is_ok())
            }
        }
    }
}

/// A place to write to, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub path: PathBuf,
    /// Whether an existing file may be overwritten, whatever it is.
    pub forced: bool,
}

impl Target {
    /// Reads what was typed; `!` after the name allows overwriting.
    pub(crate) fn typed(word: &str) -> Self {
        let name = word.strip_suffix('!').filter(|name| !name.is_empty());
        Self {
            path: PathBuf::from(name.unwrap_or(word)),
            forced: name.is_some(),
        }
    }

    /// Where a session goes: to the name that was typed, which ends with `.ron` where it has no ending, or else to `before`.
    ///
    /// # Errors
    /// A sentence where it is a folder, with `name` as a name in it.
    pub(crate) fn of_session(typed: Option<&str>, before: PathBuf, name: &str) -> Result<Self> {
        let mut target = typed.map_or_else(
            || Self {
                path: before,
                forced: false,
            },
            Self::typed,
        );
        if target.path.is_dir() {
            return Err(Error::new(format!(
                "'{0}' is a directory; 'save {0}/{name}' writes into it",
                target.path.display()
            )));
        }
        if target.path.extension().is_none() {
            target.path.set_extension(Kind::Session.extensions()[0]);
        }
        Ok(target)
    }

    /// Refuses to write where something else would be lost.
    ///
    /// # Errors
    /// A sentence that says what is there, and how to go on.
    pub(crate) fn check(&self, kind: Kind, shell: &Shell) -> Result<()> {
        let Self { path, forced } = self;
        let shown = path.display();
        let refuse = |why: String| Err(Error::new(why));
        place::no_folder(path)?;
        if path.symlink_metadata().is_err() {
            // A new file beside the data may be what is read of them the next time.
            if kind == Kind::Samples && is_data(path, shell) && shown.to_string().contains("ubyte")
            {
                return refuse(in_the_data(path));
            }
            return kind.fits(path);
        }
        if !path.is_file() {
            return refuse(format!(
                "'{shown}' is not a regular file; give the name of one, or a new name"
            ));
        }
        if let Some(session) = session::session_of(path) {
            return refuse(format!(
                "'{shown}' holds weights of '{}'; another name keeps them",
                session.display()
            ));
        }
        let own = kind.owns(path, shell);
        let data = matches!(
            kind,
            Kind::Samples | Kind::Picture | Kind::Curves | Kind::Log
        ) || !own;
        if data && is_data(path, shell) {
            return refuse(in_the_data(path));
        }
        if own || *forced {
            return kind.fits(path);
        }
        let what = match Session::read(path) {
            Ok(session) if session.checkpoint.is_some() => "holds a session with weights".into(),
            Ok(_) => "holds a session".to_owned(),
            Err(_) if session::holds_tensors(path) => "holds weights".into(),
            Err(_) => format!("exists and is not a {}", kind.name()),
        };
        refuse(format!(
            "'{shown}' {what}; another name keeps it, '{shown}!' overwrites it"
        ))
    }
}

impl Target {
    /// Refuses to create a folder where something already exists.
    ///
    /// # Errors
    /// A sentence that says what is there.
    pub(crate) fn check_folder(&self, shell: &Shell) -> Result<()> {
        let shown = self.path.display();
        if is_data(&self.path, shell) {
            return Err(Error::new(in_the_data(&self.path)));
        }
        let there = match fs::read_dir(&self.path) {
            Ok(mut files) => files.next().is_some(),
            Err(_) => self.path.symlink_metadata().is_ok(),
        };
        if there {
            return Err(Error::new(format!(
                "'{shown}' exists and is not empty; pictures are written to a new folder, so give another name"
            )));
        }
        Ok(())
    }
}

/// Whether a file begins with these bytes, or is empty.
fn begins(path: &Path, with: &str) -> bool {
    let mut begin = Vec::new();
    let file = fs::File::open(path).map(|file| file.take(with.len() as u64));
    let read = file.and_then(|mut file| file.read_to_end(&mut begin));
    read.is_ok() && (begin.is_empty() || begin == with.as_bytes())
}

/// Whether a file belongs to data that are loaded, or lies among them.
fn is_data(path: &Path, shell: &Shell) -> bool {
    let target = session::place(path);
    let run = shell.trainer.as_ref().map(Experiment::dataset);
    [Some(&shell.data), run.as_ref()]
        .into_iter()
        .flatten()
        .filter_map(|data| Asked::read(&data.name).ok())
        .filter(|asked| NAMES.iter().all(|(name, _)| *name != asked.place))
        .filter_map(|asked| Path::new(&asked.place).canonicalize().ok())
        .any(|data| target.starts_with(&data) || target == data)
}

fn in_the_data(path: &Path) -> String {
    format!(
        "'{}' belongs to the loaded data, which are never overwritten; choose a place elsewhere",
        path.display()
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_as_what_is_written() {
        let fits = |kind: Kind, name: &str| kind.fits(Path::new(name)).is_ok();
        for name in [
            "a.idx",
            "a.IDX.gz",
            "train-images-idx3-ubyte.gz",
            "t.idx3-ubyte",
            "a.gz",
        ] {
            assert!(fits(Kind::Samples, name), "{name}");
        }
        assert!(!fits(Kind::Samples, "a.png") && !fits(Kind::Samples, "a.npz.gz"));
        assert!(fits(Kind::Picture, "a.PNG") && !fits(Kind::Picture, "a.jpg"));
        assert!(!fits(Kind::Session, "a.safetensors") && !fits(Kind::Classifier, "a.ron"));
        assert!(fits(Kind::Picture, "grid"));
    }

    #[test]
    fn an_exclamation_mark_is_no_part_of_a_name() {
        let typed = Target::typed("a.ron!");
        assert_eq!((typed.path.to_str(), typed.forced), (Some("a.ron"), true));
        assert!(!Target::typed("!").forced);
    }
}
