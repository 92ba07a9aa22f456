//! aegan-lab: a terminal lab in which one learns what autoencoders teach GANs.
//!
//! Rooms from the bottom up; arrows point one way, and a test holds that:
//!
//! - [`error`]: sentences for the person at the prompt
//! - [`mod@file`]: files written whole or not at all, and read no further than a limit
//! - [`order`]: sorting in little code
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
//!
//! # Driving the lab
//!
//! A [`shell::Shell`] is a lab: [`language::execute`] runs the lines that a person would type, and tells what happens
//! as [`event::Event`]s. What a command does not say is read from the run itself, a [`lab::Experiment`].
//!
//! ```
//! use aegan_lab::event::{Event, control::Control};
//! use aegan_lab::language::execute;
//! use aegan_lab::shell::Shell;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut lab = Shell::new("digits", 1, Control::default())?;
//! let mut pictures = Vec::new();
//! execute(&mut lab, "build gan batch=8; step 3; sample 4", &mut |event| match event {
//!     Event::Stepped(now) => println!("step {}: d_loss {}", now.step, now.series["d_loss"]),
//!     Event::Gallery(gallery) => pictures = gallery.pictures,
//!     _ => {}
//! })?;
//! assert_eq!(pictures.len(), 4);
//!
//! // Values of each step, and the weights.
//! let run = lab.trainer()?;
//! let first = run.state().history.at("g_loss", 1);
//! assert!(first.is_some_and(f32::is_finite));
//! let weights = run.snapshot().tensors;
//! assert!(weights.iter().any(|tensor| tensor.name.starts_with("G.")));
//!
//! // A mistake is a sentence, and leaves the lab as it was.
//! let refused = execute(&mut lab, "set lr fast", &mut |_| {}).unwrap_err();
//! println!("error: {refused}");
//!
//! // What is saved goes on bit for bit in another lab.
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("run.ron");
//! execute(&mut lab, &format!("save '{}'", file.display()), &mut |_| {})?;
//! let mut other = Shell::new("digits", 1, Control::default())?;
//! execute(&mut other, &format!("load '{}'", file.display()), &mut |_| {})?;
//! assert_eq!(lab.trainer()?.digest(), other.trainer()?.digest());
//! # Ok(())
//! # }
//! ```
//!
//! [`engine::Engine`] runs a lab on a thread of its own.
//!
//! # Networks of another crate
//!
//! [`nets::Networks::with`] adds them, as types whose shapes rustc checks:
//!
//! ```
//! use aegan_lab::data::Range;
//! use aegan_lab::event::control::Control;
//! use aegan_lab::language::execute;
//! use aegan_lab::layers::{Dense, Dim, Flat, N, P, Relu, Z};
//! use aegan_lab::nets::{Architecture, Networks};
//! use aegan_lab::shell::Shell;
//!
//! struct Tiny;
//!
//! impl Architecture for Tiny {
//!     type Data = Flat<P>;
//!     type Encoder<O: Dim> = (Dense<P, N<16>, Relu>, Dense<N<16>, O>);
//!     type Generator = (Dense<Z, N<16>, Relu>, Dense<N<16>, P>);
//!     type Discriminator = (Dense<P, N<16>, Relu>, Dense<N<16>, N<1>>);
//!     type CodeDiscriminator = (Dense<Z, N<16>, Relu>, Dense<N<16>, N<1>>);
//!     type PairDiscriminator = Self::Discriminator;
//!     const NAME: &'static str = "tiny";
//!     const ABOUT: &'static str = "one hidden layer of 16 numbers";
//!     const RANGE: Range = Range::Symmetric;
//! }
//!
//! let mut lab = Shell::new("ring", 1, Control::default())?;
//! lab.networks = Networks::default().with::<Tiny>()?;
//! execute(&mut lab, "build gan gen=tiny; step 10", &mut |_| {})?;
//! # Ok::<(), aegan_lab::error::Error>(())
//! ```

pub mod cli;
pub mod engine;
pub mod language;
pub mod repl;
pub mod script;
pub mod shell;
pub mod terminal;
pub mod transcript;
pub mod tui;
pub mod view;

pub use aegan_lab_core::{
    art, data, error, evaluate, event, file, fits, kernels, lab, layers, losses, metrics, nets,
    optim, order, random, session,
};
