//! Generated pictures held against real ones, on the features of a classifier.

use std::sync::Arc;

use rand::Rng;

use super::classifier::{Classifier, FEATURES, PIXELS, Reading, pixels};
use super::{measure, memories};
use crate::data::{Dataset, Order};
use crate::error::{Error, Result};
use crate::event::Measure;
use crate::metrics::classes::Classes;
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
        "modes of the data with at least one good sample (Srivastava et al. 2017). Fewer than there are: mode collapse.",
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
pub struct Evaluation {
    classifier: Classifier,
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
    pca: f64,
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
    fn of(real: &[f32], made: &[f32]) -> Self {
        let some = real.len().min(made.len());
        let rows = |features| Rows::new(features, FEATURES);
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

impl Evaluation {
    /// Reads the held-out items of `data`.
    ///
    /// # Errors
    /// What `go_on` says; or a sentence when the classifier cannot read these data.
    pub fn new(
        mut classifier: Classifier,
        data: Arc<Dataset>,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        if data.train.len() < 2 {
            return Err(Error::new(format!(
                "'{}' has {} training items, but samples are compared with two or more",
                data.name,
                data.train.len()
            )));
        }
        let real = classifier.read(&pixels(&data.held_out, 0..data.held_out.len()), go_on)?;
        let spread = Gaussian::of(&real.features, FEATURES)?;
        let (whole, size) = (spread.covariance().trace(), spread.mean().norm_squared());
        // Pictures that are all alike differ by rounding at most.
        if whole <= ALIKE * size.max(f64::MIN_POSITIVE) {
            return Err(Error::new(format!(
                "the held-out items of '{}' do not vary: the classifier sees the same in all of them, so distances cannot be measured; use data whose items differ",
                data.name
            )));
        }
        Ok(Self {
            scale: WHOLE / whole,
            spread,
            classifier,
            data,
            real,
            base: None,
        })
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
        let base = if self.known(items).is_some() {
            0
        } else {
            Classifier::parts(items.clamp(2, self.data.train.len()))
                + Classifier::parts(items.max(2))
        };
        // Three more: before the measures of balls, after them, and after those of copies.
        Classifier::parts(items) + RESAMPLES + base + 3
    }

    /// Measures pictures `[items, 784]` in [0, 1]; `go_on` is asked between the [`parts`](Self::parts) of
    /// the work.
    ///
    /// # Errors
    /// What `go_on` says; or a sentence when there are fewer than two pictures, or a number is none.
    pub fn measure(
        &mut self,
        pictures: &[f32],
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Vec<Measure>> {
        let items = pictures.len() / PIXELS;
        let made = self.classifier.read(pictures, go_on)?;
        let fld = self.scale * frechet(&self.spread, &Gaussian::of(&made.features, FEATURES)?);
        let spread = self.resampled(&made.features, go_on)?;
        let base = self.base(items, go_on)?;
        let known = self.classifier.classes;
        let classes = Classes::of(&made.probabilities, known);
        let real = Classes::of(&self.real.probabilities, known);
        go_on()?;
        let balls = Balls::of(&self.real.features, &made.features);
        go_on()?;
        // What as many training items reach is the most that there is to reach.
        let beside = |about: &str, best: f64| format!("{about}; training items: {best:.2}");
        let mut measures = vec![
            Measure {
                spread: Some(spread as f32),
                ..measure("fld", fld, "Fréchet distance of features; 0: the same")
            },
            measure(
                "fld_floor",
                base.floor,
                format!("of {} training items", base.items),
            ),
            measure(
                "fld_pca",
                base.pca,
                format!("of a Gaussian on {COMPONENTS} principal components"),
            ),
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
        ];
        measures.extend(memories(&self.data, pictures));
        go_on()?;
        Ok(measures)
    }

    /// One standard deviation of the distance over resamples of both sets (the bootstrap: Efron 1979).
    fn resampled(&self, made: &[f32], go_on: &mut dyn FnMut() -> Result<()>) -> Result<f64> {
        let mut found = Vec::new();
        for round in 0..RESAMPLES {
            go_on()?;
            let mut rng = random::stream(SEED, "resample", round);
            let mut again = |features: &[f32]| {
                let n = features.len() / FEATURES;
                let chosen: Vec<usize> = (0..n).map(|_| rng.gen_range(0..n)).collect();
                Gaussian::of_rows(features, FEATURES, &chosen)
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
        let chosen = Order::new(SEED, train.len()).batch(0, some)?;
        let mut read = |pictures: &[f32]| Ok(self.classifier.read(pictures, go_on)?.features);
        let distance = |features: &[f32]| {
            Ok(self.scale * frechet(&self.spread, &Gaussian::of(features, FEATURES)?))
        };
        let features = read(&pixels(train, chosen))?;
        let (floor, balls) = (
            distance(&features)?,
            Balls::of(&self.real.features, &features),
        );
        let components = Components::of(&pixels(train, 0..train.len()), PIXELS, COMPONENTS);
        let mut drawn = components.draw(SEED, items.max(2));
        drawn.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
        let pca = distance(&read(&drawn)?)?;
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
