//! Generated pictures held against real ones, on the features of a classifier or what stands in for it.

use std::sync::Arc;

use rand::Rng;

use super::classifier::{Reading, pixels};
use super::features::{Features, labels};
use super::memories::enough;
use super::{measure, memories};
use crate::data::{Dataset, Order};
use crate::error::{Error, Result};
use crate::event::Measure;
use crate::metrics::classes::{Classes, most};
use crate::metrics::frechet::{Gaussian, frechet};
use crate::metrics::neighbours::{Rows, density_coverage, precision_recall};
use crate::metrics::pca::Components;
use crate::random;

/// The measures of pictures and of points, each with what it says.
pub const MEASURES: &[(&str, &str)] = &[
    (
        "fld",
        "Fréchet distance between features of samples and of held-out items, on a small LeNet (Heusel et al. 2017, with \
         this network in place of Inception). 0: the same; lower is better. It is not an FID. Beside it: fld_floor and fld_pca.",
    ),
    (
        "fld_floor",
        "the fld of real training items. No generator can be expected to do better.",
    ),
    (
        "fld_pca",
        "the fld of a Gaussian on 30 principal components: what is reached without a neural network.",
    ),
    (
        "fd",
        "Fréchet distance between samples and held-out items where no classifier has been trained: on the codes of the \
         run's encoder or, without one, on principal components of the pixels. It cannot be compared with fld. Beside it: \
         fd_floor.",
    ),
    (
        "fd_floor",
        "the fd of real training items. No generator can be expected to do better.",
    ),
    (
        "classes",
        "classes that the samples cover: a class counts from a tenth of its fair share on. Fewer than all: modes are \
         missing.",
    ),
    (
        "score",
        "how clear and how varied the samples are for the classifier, from 1 to the number of classes; higher is better \
         (the inception score of Salimans et al. 2016, with this classifier).",
    ),
    (
        "accuracy",
        "fraction of samples of a conditional network that the classifier takes for the class they were made as; higher \
         is better (GAN-test of Shmelkov et al. 2018). Read recall beside it: one clear sample per class is accurate, too.",
    ),
    (
        "precision",
        "fraction of samples that lie among real items, by neighbours of their features; higher is better. Low: bad \
         pictures (Kynkäänniemi et al. 2019).",
    ),
    (
        "recall",
        "fraction of real items that lie among the samples; higher is better. Low: little variety (Kynkäänniemi et al. \
         2019).",
    ),
    (
        "density",
        "how densely samples lie around real items; real ones have about 1 (Naeem et al. 2020).",
    ),
    (
        "coverage",
        "fraction of real items with a sample nearby; higher is better (Naeem et al. 2020).",
    ),
    (
        "nearer",
        "how often a sample is nearer to a training item than a held-out item is. 0.5: as new as held-out items; 1: \
         copies (Meehan et al. 2020).",
    ),
    (
        "memory",
        "distance of samples to the nearest training item over that of held-out items. Well below 1: copies.",
    ),
    (
        "modes",
        "modes of the data with at least one good sample (Srivastava et al. 2017). Fewer than there are: mode collapse. Of \
         'stacked', the 1,000 numbers of three digits that the classifier of the digits reads in 26,000 samples.",
    ),
    (
        "modes_kl",
        "KL divergence in nats from the modes of 26,000 samples of 'stacked' to those of the data: 0 would be the same \
         frequencies, 0.019 is what as many real items have, about 7 what a single mode has (Metz et al. 2017).",
    ),
    (
        "good",
        "fraction of samples that are good: within 3 standard deviations of a mode, or as near to the data as real points.",
    ),
    (
        "js",
        "Jensen–Shannon divergence of samples and held-out points, above what chance gives. About 0: the same \
         distribution; 1: nothing in common.",
    ),
    (
        "sliced",
        "sliced Wasserstein distance of samples and held-out points, above what chance gives. About 0: the same \
         distribution (Bonneel et al. 2015).",
    ),
];

/// Principal components of the baseline.
const COMPONENTS: usize = 30;

/// Items that are made numbers at once: a multiple of the pictures that are read at once.
const PORTION: usize = 2000;

/// Resamples that a spread is taken over.
const RESAMPLES: u64 = 20;

/// Total variance that the held-out items' features are scaled to: a classifier's features have units of
/// its own, and distances on two classifiers could not be read side by side.
const WHOLE: f64 = 100.0;

/// A variance of features below this share of their size is none.
const ALIKE: f64 = 1e-10;

/// The seed of the baselines and the resamples: the same for every run, so that runs can be compared.
const SEED: u64 = 0;

/// What is known of a data set and need not be measured again for each generator.
pub struct Evaluation<'a> {
    by: Features<'a>,
    data: Arc<Dataset>,
    real: Reading,
    spread: Gaussian,
    /// What distances are multiplied by.
    scale: f64,
    base: Option<Base>,
}

/// What others reach with as many items.
#[derive(Clone, Copy)]
struct Base {
    items: usize,
    floor: f64,
    /// With a classifier: principal components say little beside themselves.
    pca: Option<f64>,
    /// Of training items.
    balls: Balls,
}

/// Measures of the balls around items.
#[derive(Clone, Copy)]
struct Balls {
    precision: f64,
    recall: f64,
    density: f64,
    coverage: f64,
}

impl Balls {
    /// Both sets are cut to the smaller one, as in the papers: each measure grows or falls with the number of
    /// items in a set.
    fn of(real: &[f32], made: &[f32], columns: usize) -> Self {
        let some = real.len().min(made.len());
        let rows = |features| Rows::new(features, columns);
        let (real, made) = (rows(&real[..some]), rows(&made[..some]));
        let (precision, recall) = precision_recall(real, made);
        let (density, coverage) = density_coverage(real, made);
        Self {
            precision,
            recall,
            density,
            coverage,
        }
    }
}

impl<'a> Evaluation<'a> {
    /// Reads the held-out items of `data`.
    ///
    /// # Errors
    /// What `go_on` says; or a sentence when there is nothing to compare with.
    pub fn new(
        mut by: Features<'a>,
        data: Arc<Dataset>,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        for (part, what) in [(&data.train, "training"), (&data.held_out, "held-out")] {
            if part.len() < 2 {
                return Err(Error::new(format!(
                    "'{}' has {} {what} items, but samples are compared with two or more",
                    data.name,
                    part.len()
                )));
            }
        }
        let places: Vec<usize> = (0..data.held_out.len()).collect();
        let mut real = Reading::default();
        // Large pictures are never all of them numbers at once.
        for places in places.chunks(PORTION) {
            let pictures = pixels(&data.held_out, data.item.len(), places.iter().copied())?;
            let read = by.read(&pictures, &labels(&data.held_out, places), go_on)?;
            real.features.extend(read.features);
            real.probabilities.extend(read.probabilities);
        }
        let spread = Gaussian::of(&real.features, by.columns())?;
        let (whole, size) = (spread.covariance().trace(), spread.mean().norm_squared());
        // Pictures that are all alike differ by rounding at most.
        if whole <= ALIKE * size.max(f64::MIN_POSITIVE) {
            return Err(Error::new(format!(
                "the held-out items of '{}' do not vary: the same is seen in all of them, so distances cannot be measured; use data whose items differ",
                data.name
            )));
        }
        Ok(Self {
            scale: WHOLE / whole,
            spread,
            by,
            data,
            real,
            base: None,
        })
    }

    /// The same for as long as it is wanted; nothing where it borrows a run.
    #[must_use]
    pub fn kept(self) -> Option<Evaluation<'static>> {
        let by = match self.by {
            Features::Classifier(classifier) => Features::Classifier(classifier),
            Features::Pixels(image, side, components) => Features::Pixels(image, side, components),
            Features::Codes(..) => return None,
        };
        Some(Evaluation {
            by,
            data: self.data,
            real: self.real,
            spread: self.spread,
            scale: self.scale,
            base: self.base,
        })
    }

    /// What pictures are compared by.
    #[must_use]
    pub fn by(&self) -> &Features<'a> {
        &self.by
    }

    /// The digest of its data.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.data.digest
    }

    /// Held-out items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.data.held_out.len()
    }

    /// The baselines of `items`, where they are known.
    fn known(&self, items: usize) -> Option<Base> {
        let some = items.clamp(2, self.data.train.len());
        self.base.filter(|base| base.items == some)
    }

    /// Parts of the work of measuring so many pictures.
    #[must_use]
    pub fn parts(&self, items: usize) -> u64 {
        let parts = |items| self.by.parts(items, self.data.item.len());
        let base = if self.known(items).is_some() {
            0
        } else {
            let pca = if self.by.classes() > 0 {
                parts(items.max(2))
            } else {
                0
            };
            parts(items.clamp(2, self.data.train.len())) + pca
        };
        // Three more: before the measures of balls, after them, and after those of copies.
        parts(items) + RESAMPLES + base + 3
    }

    /// Measures pictures `[items, numbers]` in [0, 1], with the classes that they were made as if there are any; `go_on`
    /// is asked between the [`parts`](Self::parts) of the work.
    ///
    /// # Errors
    /// What `go_on` says; or a sentence when there are fewer than two pictures, or a number is none.
    pub fn measure(
        &mut self,
        pictures: &[f32],
        asked: &[u8],
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Vec<Measure>> {
        let items = pictures.len() / self.data.item.len();
        let made = self.by.read(pictures, asked, go_on)?;
        let columns = self.by.columns();
        let distance = self.scale * frechet(&self.spread, &Gaussian::of(&made.features, columns)?);
        let spread = self.resampled(&made.features, go_on)?;
        let base = self.base(items, go_on)?;
        go_on()?;
        let balls = Balls::of(&self.real.features, &made.features, columns);
        go_on()?;
        // What as many training items reach is the most that there is to reach.
        let beside = |about: &str, best: f64| format!("{about}; training items: {best:.2}");
        let (name, floor, of) = match &self.by {
            Features::Classifier(_) => ("fld", "fld_floor", "features"),
            Features::Codes(..) => ("fd", "fd_floor", "codes"),
            Features::Pixels(..) => ("fd", "fd_floor", "pixels"),
        };
        let mut measures = vec![
            Measure {
                spread: Some(spread as f32),
                ..measure(
                    name,
                    distance,
                    format!("Fréchet distance of {of}; 0: the same"),
                )
            },
            measure(
                floor,
                base.floor,
                format!("of {} training items", base.items),
            ),
        ];
        measures.extend(base.pca.map(|pca| {
            measure(
                "fld_pca",
                pca,
                format!("of a Gaussian on {COMPONENTS} principal components"),
            )
        }));
        measures.extend(self.of_classes(&made, asked));
        measures.extend([
            measure(
                "precision",
                balls.precision,
                beside("fraction among real items", base.balls.precision),
            ),
            measure(
                "recall",
                balls.recall,
                beside("fraction of real items reached", base.balls.recall),
            ),
            measure(
                "density",
                balls.density,
                beside("how densely around real ones", base.balls.density),
            ),
            measure(
                "coverage",
                balls.coverage,
                beside("real items with one nearby", base.balls.coverage),
            ),
        ]);
        measures.extend(memories(&self.data, pictures)?);
        go_on()?;
        Ok(measures)
    }

    /// What a classifier says of the classes of what was made; nothing without one.
    fn of_classes(&self, made: &Reading, asked: &[u8]) -> Vec<Measure> {
        let known = self.by.classes();
        if known == 0 {
            return Vec::new();
        }
        let classes = Classes::of(&made.probabilities, known);
        let real = Classes::of(&self.real.probabilities, known);
        let mut measures = vec![
            measure(
                "classes",
                classes.covered as f64,
                format!("classes covered, of {known}"),
            ),
            measure(
                "score",
                classes.score,
                format!("clear and varied, 1 to {known}; real: {:.2}", real.score),
            ),
        ];
        if !asked.is_empty() {
            let right = |probabilities: &[f32], labels: &[u8]| {
                let rows = probabilities.chunks_exact(known).zip(labels);
                let right = rows.filter(|(row, label)| most(row) == usize::from(**label));
                right.count() as f64 / labels.len().max(1) as f64
            };
            let held_out = right(&self.real.probabilities, self.data.held_out.labels());
            measures.push(measure(
                "accuracy",
                right(&made.probabilities, asked),
                format!("fraction classified as made; held-out items: {held_out:.2}"),
            ));
        }
        measures
    }

    /// One standard deviation of the distance over resamples of both sets (the bootstrap: Efron 1979).
    fn resampled(&self, made: &[f32], go_on: &mut dyn FnMut() -> Result<()>) -> Result<f64> {
        let mut found = Vec::new();
        for round in 0..RESAMPLES {
            go_on()?;
            let mut rng = random::stream(SEED, "resample", round);
            let columns = self.by.columns();
            let mut again = |features: &[f32]| {
                let n = features.len() / columns;
                let chosen: Vec<usize> = (0..n).map(|_| rng.gen_range(0..n)).collect();
                Gaussian::of_rows(features, columns, &chosen)
            };
            found.push(frechet(&again(&self.real.features)?, &again(made)?));
        }
        let n = found.len() as f64;
        let mean = found.iter().sum::<f64>() / n;
        let squares = found.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
        Ok(self.scale * (squares / (n - 1.0)).sqrt())
    }

    /// The floor, training items against held-out ones, and the baseline; kept for the next time.
    fn base(&mut self, items: usize, go_on: &mut dyn FnMut() -> Result<()>) -> Result<Base> {
        let train = &self.data.train;
        let some = items.clamp(2, train.len());
        if let Some(base) = self.known(items) {
            return Ok(base);
        }
        let (columns, numbers) = (self.by.columns(), self.data.item.len());
        let chosen = Order::new(SEED, train.len()).batch(0, some)?;
        let distance = |features: &[f32]| {
            Ok(self.scale * frechet(&self.spread, &Gaussian::of(features, columns)?))
        };
        let mut features = Vec::new();
        for chosen in chosen.chunks(PORTION) {
            let pictures = pixels(train, numbers, chosen.iter().copied())?;
            features.extend(
                self.by
                    .read(&pictures, &labels(train, chosen), go_on)?
                    .features,
            );
        }
        let (floor, balls) = (
            distance(&features)?,
            Balls::of(&self.real.features, &features, columns),
        );
        let pca = if self.by.classes() > 0 {
            let fitted = pixels(train, numbers, 0..enough(train, numbers))?;
            let components = Components::of(&fitted, numbers, COMPONENTS);
            let mut drawn = components.draw(SEED, items.max(2));
            drawn.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
            Some(distance(&self.by.read(&drawn, &[], go_on)?.features)?)
        } else {
            None
        };
        let base = Base {
            items: some,
            floor,
            pca,
            balls,
        };
        self.base = Some(base);
        Ok(base)
    }
}
