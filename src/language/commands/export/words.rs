//! What may be typed after `export`, and what is said when it is done.

use std::path::Path;

use crate::event::Event;
use crate::language::known::networks;
use crate::language::params::{Class, Count, Forms, Key, Name, Suggestion, any};
use crate::nets::Role;
use crate::shell::Emit;

/// The most rows of one file.
const MOST: u64 = 1_000_000_000;

/// What rows of numbers are written.
pub(super) const SAMPLES: Key = Key::new("samples", "N samples");
pub(super) const RECON: Key = Key::new("recon", "reconstructions of N items");
pub(super) const CODES: Key = Key::new("codes", "codes of N items");
pub(super) const NOISE: Key = Key::new("noise", "the noise that N samples are made of");
pub(super) const LABELS: Key = Key::new("labels", "the classes of N samples or items");
pub(super) const ROWS: Forms =
    Forms::one_of(&[&[&SAMPLES], &[&RECON], &[&CODES], &[&NOISE], &[&LABELS]]);
pub(super) const N: Count = Count::needed("N", 1, MOST);
pub(super) const FILE: Name<String> = Name::needed("FILE", any, Suggestion::path);

/// New noise for each step.
pub(super) const FRESH: Key = Key::new("fresh", "new noise");
pub(super) const NEW: Forms = Forms::optional(&[&[&FRESH]]);

/// Of which class.
pub(super) const CLASS: Class = Class::of_words(3);
pub(super) const ONE: Forms = Forms::optional(&[&[&Key::new("of", "of one class"), &CLASS]]);

/// All values of all steps.
pub(super) const CURVES: Key = Key::new("curves", "all values of every step");
pub(super) const TABLE: Name<String> = Name::needed("FILE.csv|.jsonl", any, Suggestion::path);

/// All weights, for `PyTorch`.
pub(super) const WEIGHTS: Key = Key::new("weights", "all weights, as PyTorch has them");
pub(super) const TENSORS: Name<String> = Name::needed("FILE.safetensors", any, Suggestion::path);

/// A picture of samples.
pub(super) const GRID: Key = Key::new("grid", "a picture of 64 samples");
pub(super) const PNG: Name<String> = Name::needed("FILE.png", any, Suggestion::path);

/// What happened.
pub(super) const SESSION: Key = Key::new("session", "the record alone, to be replayed");
pub(super) const RON: Name<String> = Name::needed("FILE.ron", any, Suggestion::path);

/// A network that was written, as Rust.
pub(super) const NET: Key = Key::new("net", "a network of your own, as a Rust type");
pub(super) const NAME: Name<String> = Name::needed("NAME", any, |_| networks(&Role::ALL));
pub(super) const RS: Name<String> = Name::needed("FILE.rs", any, Suggestion::path);

/// Says that a file was written.
pub(super) fn exported(what: &str, path: &Path, count: usize, emit: Emit<'_>) {
    emit(Event::Exported {
        what: what.to_owned(),
        path: path.display().to_string(),
        count,
    });
}
