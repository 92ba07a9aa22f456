//! aegan-lab: a terminal lab in which one learns what autoencoders teach GANs.
//!
//! Rooms from the bottom up; arrows point one way, and a test holds that:
//!
//! - [`error`]: sentences for the person at the prompt
//! - [`mod@file`]: files written whole or not at all, and read no further than a limit
//! - [`random`]: randomness as a function of (seed, stream, step)
//! - [`art`]: pictures → cells of a terminal
//! - [`event`]: what happened, as everybody sees it, and the switch that stops work
//! - [`data`]: the data: classes, counts, range
//! - [`kernels`]: what makes the layers fast, on plain slices
//! - [`layers`]: typed layers over dfdx tensors; what does not fit does not compile
//! - [`losses`], [`optim`]: objectives, distances, optimisers
//! - [`metrics`]: how near a set of items is to another, in numbers
//! - [`nets`]: the catalogue: typed architectures behind names
//! - [`lab`]: the experiment: recipe, ledger, phases, events
//! - [`session`]: the session file, checkpoints, the crash journal
//! - [`evaluate`]: how good a generator is: a classifier, measurements, diagnoses
//! - [`shell`]: what commands work on: the lab, its data, the record of what happened
//! - [`language`]: lines, words, completion, help; the commands, one file each
//! - [`engine`]: the thread that owns the lab
//! - [`transcript`]: events as text and JSON
//! - [`terminal`]: what the system says of the terminal
//! - [`view`]: what a screen shows, one file a view
//! - [`tui`], [`repl`], [`script`], [`cli`]: front ends

pub mod art;
pub mod cli;
pub mod data;
pub mod engine;
pub mod error;
pub mod evaluate;
pub mod event;
pub mod file;
pub mod lab;
pub mod language;
pub mod layers;
pub mod losses;
pub mod metrics;
pub mod nets;
pub mod optim;
pub mod random;
pub mod repl;
pub mod script;
pub mod session;
pub mod shell;
pub mod terminal;
pub mod transcript;
pub mod tui;
pub mod view;

pub use aegan_lab_kernels as kernels;
