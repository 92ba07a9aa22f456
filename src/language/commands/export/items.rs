//! Rows of numbers: samples, reconstructions, codes, noise, labels. They are made and written in pieces.

use std::ops::Range;
use std::path::PathBuf;

use super::pictures;
use super::words::{CLASS, CODES, FILE, FRESH, LABELS, N, NOISE, RECON, SAMPLES, exported};
use crate::data::{self, Format, Numbers, Rows};
use crate::error::{Error, Result, brief};
use crate::evaluate::Drawn;
use crate::event::Event;
use crate::lab::{Draws, Experiment, Noise, Part};
use crate::language::command::Line;
use crate::language::origin;
use crate::language::params::Opt;
use crate::shell::origin::Origin;
use crate::shell::target::{Kind, Target};
use crate::shell::watch::Watch;
use crate::shell::{Emit, Shell};

/// Which items are looked at.
pub(super) const PART: Opt<Part> = Opt {
    key: "part",
    shown: "part=train",
    about: "training items, not held-out ones",
    read: |_, value| match value {
        "train" => Ok(Part::Train),
        "held_out" | "test" => Ok(Part::HeldOut),
        other => Err(Error::new(format!(
            "part is train or held_out, not '{other}'"
        ))),
    },
};

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Samples,
    Recon,
    Codes,
    Noise,
    Labels,
}

impl What {
    fn of(line: &Line) -> Self {
        let words = [
            (&SAMPLES, Self::Samples),
            (&RECON, Self::Recon),
            (&CODES, Self::Codes),
            (&NOISE, Self::Noise),
        ];
        let typed = words.iter().find(|(key, _)| line.given.has(key));
        typed.map_or(Self::Labels, |(_, what)| *what)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Samples => SAMPLES.word,
            Self::Recon => RECON.word,
            Self::Codes => CODES.word,
            Self::Noise => NOISE.word,
            Self::Labels => LABELS.word,
        }
    }

    /// What is said to have been written.
    fn said(self) -> &'static str {
        match self {
            Self::Recon => "reconstructions",
            Self::Noise => "vectors of noise",
            other => other.word(),
        }
    }
}

/// Where rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Noise, of which samples are made.
    Drawn(Origin, Noise),
    /// Items of the data.
    Items(Part),
}

/// What was asked for, checked before anything is made.
struct Asked {
    what: What,
    n: usize,
    source: Source,
    /// The class that all are of.
    class: Option<u8>,
}

/// Writes the rows that were asked for.
pub(super) fn export(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<()> {
    let asked = Asked::of(shell.trainer()?, line)?;
    let (what, n) = (asked.what, asked.n);
    let word = line.given.get(&FILE)?;
    let (mut target, folder) = (
        Target::typed(&word),
        word.trim_end_matches('!').ends_with('/'),
    );
    let trainer = shell.trainer()?;
    let item = trainer.shape();
    let (name, item, numbers) = match what {
        What::Samples | What::Recon if trainer.is_plane() => ("points", item, Numbers::Any),
        What::Samples | What::Recon => ("images", item, Numbers::Brightness),
        What::Codes | What::Noise => (what.word(), vec![trainer.state().latent], Numbers::Any),
        What::Labels => (what.word(), Vec::new(), Numbers::Labels),
    };
    let labelled = what != What::Labels && asked.has_classes(trainer);
    let format = Format::of(&target.path);
    if folder {
        let path = target.path.display().to_string();
        target.path = PathBuf::from(path.trim_end_matches('/'));
        if numbers != Numbers::Brightness {
            return Err(Error::new(format!(
                "only pictures go into a folder; 'export {0} {n} {0}.npy' writes {1} into one file",
                what.word(),
                what.said()
            )));
        }
        target.check_folder(shell)?;
    } else {
        data::fits(format, numbers, n, &item)?;
        target.check(Kind::Samples, shell)?;
        if let Some(path) = data::labels_beside(&target.path, format).filter(|_| labelled) {
            let forced = target.forced;
            Target { path, forced }.check(Kind::Samples, shell)?;
        }
    }
    let control = shell.control.clone();
    let trainer = shell.trainer()?;
    if let (Source::Drawn(Origin::Prior, _), false) = (asked.source, trainer.is_drawn_from()) {
        emit(Event::Said {
            text: no_prior(trainer, what),
        });
    }
    let mut watch = Watch::over("export", trainer.state().step, &control, &mut *emit);
    let stopped = "stopped; nothing was written";
    let mut made = Made::of(&asked, trainer, &mut || watch.tell(0, None, stopped))?;
    let (classes, of_class) = (trainer.dataset(), made.classes.clone());
    let label = |i: usize| of_class[i % of_class.len()];
    let mut next = |range: Range<usize>| {
        watch.tell(range.start as u64, Some(n as u64), stopped)?;
        made.next(what, trainer, range)
    };
    let mut rows = Rows {
        name,
        count: n,
        item,
        numbers,
        labels: labelled.then_some(&label),
        next: &mut next,
    };
    let files = if folder {
        pictures::write(&target.path, &mut rows, &classes.classes)?;
        vec![target.path]
    } else {
        data::write(&target.path, format, &mut rows)?
    };
    for (path, what) in files.iter().zip([what.said(), What::Labels.said()]) {
        shell.written.note(path);
        exported(what, path, n, emit);
    }
    Ok(())
}

impl Asked {
    /// What a line asks of a run.
    fn of(trainer: &mut Experiment, line: &Line) -> Result<Self> {
        let (what, n) = (What::of(line), line.given.size(&N)?);
        let (mut fresh, mut class) = (line.given.has(&FRESH), line.given.maybe(&CLASS)?);
        // 'of 3 fresh' is 'fresh of 3'.
        if let Some(name) = class.as_ref().and_then(|name| name.strip_suffix(" fresh")) {
            (fresh, class) = (true, Some(name.to_owned()));
        }
        let (origin, part) = (origin::origin(&line.given)?, line.given.option(&PART)?);
        let drawn = match what {
            What::Samples | What::Noise => true,
            What::Recon | What::Codes => false,
            What::Labels => part.is_none() && trainer.state().labels,
        };
        let source = if drawn {
            let noise = if fresh { Noise::Fresh } else { Noise::Fixed };
            Source::Drawn(origin, noise)
        } else {
            Source::Items(part.unwrap_or(Part::HeldOut))
        };
        let misplaced = match source {
            Source::Drawn(..) if part.is_some() => Some("part="),
            Source::Items(_) if fresh => Some("fresh"),
            Source::Items(_) if origin != Origin::Prior => Some("from=mixture"),
            _ => None,
        };
        if let Some(word) = misplaced {
            let of = if drawn { "drawn" } else { "of the data" };
            return Err(Error::new(format!(
                "{} here are {of}, and '{word}' is not for them; leave it out",
                what.said()
            )));
        }
        let class = class.map(|name| match source {
            Source::Drawn(..) => trainer.class(&name),
            Source::Items(_) => trainer.dataset().class(&name),
        });
        let asked = Self {
            what,
            n,
            source,
            class: class.transpose()?,
        };
        if what == What::Labels && !asked.has_classes(trainer) {
            return Err(Error::new(format!(
                "'{}' has no labels to export",
                trainer.dataset().name
            )));
        }
        Ok(asked)
    }

    /// Whether each row has a class.
    fn has_classes(&self, trainer: &Experiment) -> bool {
        match self.source {
            Source::Drawn(..) => trainer.state().labels,
            Source::Items(Part::Train) => !trainer.dataset().train.labels().is_empty(),
            Source::Items(Part::HeldOut) => !trainer.dataset().held_out.labels().is_empty(),
        }
    }
}

/// What is said of samples that nobody taught the generator.
fn no_prior(trainer: &Experiment, what: What) -> String {
    let recipe = trainer.state().recipe.name;
    let this = match what {
        What::Samples => "these samples are what G makes of standard normal codes",
        _ => "this is standard normal noise",
    };
    format!(
        "'{recipe}' has no prior: {this}, which it was not trained on. from=mixture draws codes like those of the data; 'export recon' and 'export codes' write what it did learn"
    )
}

/// Rows that are being made.
struct Made {
    from: Of,
    /// The class of each row, or of each in turn; one where there are none.
    classes: Vec<u8>,
}

/// What they are made of.
enum Of {
    Prior(Box<Draws>),
    Mixture(Drawn),
    /// Items at these places.
    Items(Part, Vec<usize>),
}

impl Made {
    /// From the first row on; `go_on` is asked while a mixture is fitted.
    fn of(
        asked: &Asked,
        trainer: &mut Experiment,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        let data = trainer.dataset();
        let (from, classes) = match asked.source {
            Source::Drawn(Origin::Prior, noise) => {
                // A label is a byte: there are at most 256 classes.
                let all = (0..data.classes.len().max(1)).map(|class| class as u8);
                let classes = asked.class.map_or_else(|| all.collect(), |one| vec![one]);
                (Of::Prior(Box::new(trainer.draws(noise))), classes)
            }
            Source::Drawn(Origin::Mixture(k), noise) => {
                let drawn = Drawn::of(trainer, k, asked.n, noise, asked.class, go_on)?;
                let classes = drawn.classes().to_vec();
                (Of::Mixture(drawn), classes)
            }
            Source::Items(part) => {
                let places = asked.places(part, trainer)?;
                let split = match part {
                    Part::Train => &data.train,
                    Part::HeldOut => &data.held_out,
                };
                let label = |place: &usize| split.labels().get(*place).copied();
                let mut classes: Vec<u8> = places.iter().filter_map(label).collect();
                if classes.is_empty() {
                    classes.push(0);
                }
                (Of::Items(part, places), classes)
            }
        };
        Ok(Self { from, classes })
    }

    /// The rows of a range, which comes after the one before it.
    fn next(
        &mut self,
        what: What,
        trainer: &mut Experiment,
        range: Range<usize>,
    ) -> Result<Vec<f32>> {
        let class = |i: usize| self.classes[i % self.classes.len()];
        let classes: Vec<u8> = range.clone().map(class).collect();
        if what == What::Labels {
            return Ok(classes.into_iter().map(f32::from).collect());
        }
        match &mut self.from {
            Of::Prior(draws) => {
                let codes = draws.next(range.len());
                match what {
                    What::Samples => trainer.generate_of(codes, &classes),
                    _ => Ok(codes),
                }
            }
            Of::Mixture(drawn) => {
                let codes = drawn.next(range);
                match what {
                    What::Samples => trainer.decode(codes, &classes),
                    _ => Ok(codes),
                }
            }
            Of::Items(part, places) => {
                let codes = trainer.encode(*part, places[range].to_vec())?;
                match what {
                    What::Recon => trainer.decode(codes, &classes),
                    _ => Ok(codes),
                }
            }
        }
    }
}

impl Asked {
    /// The places of the items, in the order of the data.
    fn places(&self, part: Part, trainer: &Experiment) -> Result<Vec<usize>> {
        let data = trainer.dataset();
        let (split, of) = match part {
            Part::Train => (&data.train, "items to learn from"),
            Part::HeldOut => (&data.held_out, "held-out items"),
        };
        let is = |place: &usize| {
            self.class
                .is_none_or(|c| split.labels().get(*place) == Some(&c))
        };
        let places: Vec<usize> = (0..split.len()).filter(is).take(self.n).collect();
        if places.len() == self.n {
            return Ok(places);
        }
        let class = self.class.map_or_else(String::new, |class| {
            format!(" of {}", data.classes[usize::from(class)])
        });
        let other = match part {
            Part::Train => String::new(),
            Part::HeldOut => format!("; part=train has {}", data.train.len()),
        };
        Err(Error::new(format!(
            "'{}' has {} {of}{class}, and {} are asked for{other}",
            brief(&data.name),
            places.len(),
            self.n
        )))
    }
}
