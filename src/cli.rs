//! The command line: reads the arguments and starts the front end they ask for.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::{Parser, Subcommand};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::art::{Blitter, Depth, Style};
use crate::engine::{Engine, Options};
use crate::error::{Error, Result};
use crate::nets::Networks;
use crate::script::{self, Ending, Script};
use crate::terminal;
use crate::transcript::{Format, Printer};
use crate::tui;

/// A terminal lab for generative training: step autoencoders and GANs batch by batch, look inside,
/// save, replay.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "Examples:
  aegan-lab                                        the lab on the embedded digits
  aegan-lab -c 'build gan; step 500; sample 9'     a script on one line
  aegan-lab run lesson.lab --format json           a script from a file, one JSON object per line
  aegan-lab replay gan.ron --speed 4               watch a saved session
  aegan-lab replay 04-gan                          watch a built-in lesson
  aegan-lab replay gan.ron --verify                recompute it and compare

Exit status:
  0    done, even if nobody read the output to its end
  1    a command failed: an unknown word, a file that cannot be written, or an 'expect' that did
       not hold; its error begins with 'expected'
  2    bad usage
  3    verify found a difference
  130  interrupted, or the terminal is gone; the journal is kept. Ctrl-D in a terminal
       exits with 0

Errors of a script name its file and line and go to standard error, or, with --format json, to
standard output as events."
)]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    /// Run these commands (separated by ';') and print the transcript
    #[arg(short = 'c', value_name = "COMMANDS")]
    commands: Option<String>,
    /// Use a line prompt instead of the full screen
    #[arg(long, global = true)]
    plain: bool,
    /// Format of the transcript
    #[arg(long, global = true, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    /// Colours
    #[arg(long, global = true, value_parser = ["auto", "truecolor", "256", "16", "mono"], default_value = "auto")]
    color: String,
    /// Glyphs used for pictures
    #[arg(long, global = true, value_parser = ["auto", "half", "quadrant", "sextant", "octant", "braille", "shade", "ascii"], default_value = "auto")]
    art: String,
    /// Data to train on: digits, fashion, digits-rgb, stacked, ring, grid, spiral, moons, a folder of pictures, IDX or CIFAR-10 files, a file (.npz, .npy, .csv, IDX), or an expression such as 'y = sin(x)'
    #[arg(
        long,
        global = true,
        value_name = "NAME|DIR|FILE",
        default_value = "digits"
    )]
    data: String,
    /// Device to compute on
    #[arg(long, global = true, value_parser = ["auto", "cpu", "cuda"], default_value = "auto")]
    device: String,
    /// Seed of all random numbers
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
    /// Write the values of every step to this file during training, one JSON object per line
    #[arg(long, global = true, value_name = "FILE.jsonl")]
    log: Option<String>,
    /// Number of threads to compute with
    #[arg(long, global = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Recompute sessions without weights without asking, even if it takes long
    #[arg(long, global = true)]
    allow_compute: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Run a script and print the transcript; - reads standard input
    Run { file: String },
    /// Play back a recorded session; 04-gan and the other lessons are built in
    Replay {
        #[arg(value_name = "FILE|LESSON")]
        file: PathBuf,
        /// 2 is twice as fast, real the recorded pace; only on a terminal, other outputs get everything at once
        #[arg(long, value_name = "X|real")]
        speed: Option<String>,
        /// Recompute it and compare
        #[arg(long)]
        verify: bool,
    },
}

/// How fast a replay is shown.
#[derive(Clone, Copy)]
enum Pace {
    /// A multiple of reading speed.
    Times(f32),
    /// The recorded pace.
    Recorded,
}

impl Pace {
    fn read(word: &str) -> Result<Self> {
        if word == "real" {
            return Ok(Self::Recorded);
        }
        let speed = word.parse().ok();
        let speed = speed.filter(|speed: &f32| *speed > 0.0);
        speed.map(Self::Times).ok_or_else(|| {
            Error::new(format!(
                "'{word}' is not a speed: give a number above 0, as in --speed 2, or real"
            ))
        })
    }
}

/// The front end.
enum Front {
    /// The full screen, with a line to run first, if any.
    Screen(Option<String>),
    /// The line prompt.
    Prompt,
    /// The lines of a script.
    Script(Script),
}

/// Does what the arguments ask for.
///
/// # Errors
/// A sentence if it cannot even begin: a usage error.
pub fn run(arguments: Arguments) -> Result<Ending> {
    run_with(arguments, Networks::default())
}

/// The same with networks of another crate, see [`Networks::with`].
///
/// # Errors
/// As [`run`].
pub fn run_with(arguments: Arguments, networks: Networks) -> Result<Ending> {
    let env = |name: &str| std::env::var(name).ok();
    let terminal = io::stdout().is_terminal();
    let dumb = env("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    let text = arguments.format == "text";
    let art = arguments.art.parse::<Blitter>().ok();
    let colour = arguments.color.parse::<Depth>().ok();
    let printer = Printer {
        style: Style::detect(env, art, colour, terminal),
        width: columns(terminal),
        format: if text { Format::Text } else { Format::Json },
        progress: terminal && !dumb && text,
    };
    // A screen needs a terminal for input and output, and one that can move its cursor.
    let screen = terminal && io::stdin().is_terminal() && !dumb && !arguments.plain && text;
    let front = arguments.front(screen)?;
    let pace = match &arguments.action {
        Some(Action::Replay { speed, verify, .. }) => {
            let pace = speed.as_deref().map_or(Ok(Pace::Times(1.0)), Pace::read)?;
            (terminal && !verify).then_some(pace)
        }
        _ => None,
    };
    let engine = Engine::start(Options {
        data: arguments.data,
        seed: arguments.seed,
        threads: arguments.threads.map(usize::from),
        device: arguments.device,
        allow_compute: arguments.allow_compute,
        live: matches!(front, Front::Screen(_)).then_some(tui::NEWS),
        journal: true,
        offer: !matches!(front, Front::Script(_)),
        log: arguments.log,
        networks,
    })?;
    if let Some(pace) = pace {
        let speed = match pace {
            Pace::Times(speed) => speed,
            Pace::Recorded => 1.0,
        };
        engine.control().set_speed(speed);
        if matches!(pace, Pace::Recorded) {
            engine.control().set_recorded_pace();
        }
    }
    match front {
        Front::Screen(first) => {
            let ended = script::interruptions(&[SIGINT, SIGTERM, SIGHUP])?;
            let left = tui::run(engine, printer.style, first.as_deref(), &ended)?;
            Ok(match left {
                tui::Left::Quit => Ending::Done,
                tui::Left::Lost => Ending::Lost,
            })
        }
        Front::Prompt => crate::repl::run(engine, &printer),
        Front::Script(script) => {
            let interrupted = script::interruptions(&[SIGINT, SIGTERM, SIGHUP])?;
            let mut out = io::stdout().lock();
            let errors = &mut io::stderr();
            let ending = script::run(&engine, &script, &printer, &interrupted, &mut out, errors);
            let ending = match ending {
                Ending::Failed(_) | Ending::Broken(_) if interrupted.load(Ordering::Relaxed) => {
                    Ending::Interrupted
                }
                ending => ending,
            };
            // After a script was cut short, the next start offers to recover its run.
            let ended = if matches!(
                ending,
                Ending::Interrupted | Ending::Lost | Ending::Broken(_)
            ) {
                engine.leave()
            } else {
                engine.close()
            };
            match (ended, ending) {
                (Err(cause), Ending::Done | Ending::Broken(_)) => {
                    Ok(Ending::Broken(cause.to_string()))
                }
                (_, ending) => Ok(ending),
            }
        }
    }
}

impl Arguments {
    /// The front end for what was asked, where `screen` says whether there can be a full screen.
    fn front(&self, screen: bool) -> Result<Front> {
        let script = |name: &str, text| {
            Front::Script(Script {
                name: name.to_owned(),
                text,
            })
        };
        let read = |name, text: &mut dyn io::Read| Ok(script(name, script::read(name, text)?));
        let stdin = || {
            let front = read("standard input", &mut io::stdin());
            if terminal::hung_up(io::stdin()) {
                return Err(Error::new("the terminal was gone before the script ended"));
            }
            front
        };
        if let (Some(action), Some(commands)) = (&self.action, &self.commands) {
            let what = match action {
                Action::Run { .. } => "run FILE",
                Action::Replay { .. } => "replay FILE",
            };
            terminal::complain(&format!(
                "-c '{commands}' is ignored because of '{what}'; put the commands into the file, or leave the file out"
            ));
        }
        match (&self.action, &self.commands) {
            (None, Some(commands)) => Ok(script("-c", commands.clone())),
            (None, None) if !io::stdin().is_terminal() => stdin(),
            (None, None) if screen => Ok(Front::Screen(None)),
            (None, None) => Ok(Front::Prompt),
            (Some(Action::Run { file }), _) if file == "-" => stdin(),
            (Some(Action::Run { file }), _) => {
                let input = File::open(file)
                    .map_err(|cause| Error::new(format!("cannot read '{file}': {cause}")))?;
                read(file, &mut { input })
            }
            (
                Some(Action::Replay {
                    file,
                    speed,
                    verify,
                }),
                _,
            ) => {
                if *verify && speed.is_some() {
                    terminal::complain(
                        "--speed is ignored with --verify, which computes as fast as it can",
                    );
                }
                let word = if *verify { "verify" } else { "replay" };
                let path = file.display().to_string();
                // The language has two kinds of quotes; a path that contains one is put in the other.
                let quote = if path.contains('"') { '\'' } else { '"' };
                let line = format!("{word} {quote}{path}{quote}");
                if screen && !verify {
                    Ok(Front::Screen(Some(line)))
                } else {
                    Ok(script("aegan-lab", line))
                }
            }
        }
    }
}

/// Columns of the terminal; 80 if there is none.
fn columns(terminal: bool) -> usize {
    if !terminal {
        return 80;
    }
    terminal::size().map_or(80, |(columns, _)| usize::from(columns).clamp(20, 240))
}
