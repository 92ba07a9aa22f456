//! Generated pictures held against real ones, on the features of a reader.

use std::sync::Arc;

use rand::Rng;

use super::measure;
use super::reader::{CLASSES, FEATURES, PIXELS, Reader, Reading, pixels};
use crate::data::{Dataset, Order};
use crate::error::Result;
use crate::lab::event::Measure;
use crate::metrics::classes::Classes;
use crate::metrics::frechet::{Gaussian, frechet};
use crate::metrics::neighbours::{Rows, density_coverage, memory, precision_recall};
use crate::metrics::pca::Components;
use crate::random;

/// Names of the measures of pictures and of points.
pub const MEASURES: &[&str] = &[
    "fld",
    "fld_floor",
    "fld_pca",
    "classes",
    "score",
    "precision",
    "recall",
    "density",
    "coverage",
    "nearer",
    "memory",
    "modes",
    "good",
    "js",
    "sliced",
];

/// Principal components of the baseline.
const COMPONENTS: usize = 30;

/// Resamples that a spread is taken over.
const RESAMPLES: u64 = 20;

/// The seed of the baselines and the resamples: the same for every run, so that runs can be compared.
const SEED: u64 = 0;

/// What is known of a data set and need not be measured again for each generator.
pub struct Exam {
    reader: Reader,
    data: Arc<Dataset>,
    real: Reading,
    spread: Gaussian,
    base: Option<Base>,
}

/// What others reach with as many items.
#[derive(Clone, Copy)]
struct Base {
    items: usize,
    floor: f64,
    pca: f64,
}

impl Exam {
    /// Reads the held-out items of `data`.
    ///
    /// # Errors
    /// What `go_on` says; or a sentence when the reader cannot read these data.
    pub fn new(
        mut reader: Reader,
        data: Arc<Dataset>,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        let real = reader.read(&pixels(&data.held_out, 0..data.held_out.len()), go_on)?;
        Ok(Self {
            spread: Gaussian::of(&real.features, FEATURES)?,
            reader,
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

    /// Measures pictures `[items, 784]` in [0, 1]; `go_on` is asked between the parts of the work.
    ///
    /// # Errors
    /// What `go_on` says; or a sentence when there are fewer than two pictures, or a number is none.
    pub fn measure(
        &mut self,
        pictures: &[f32],
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Vec<Measure>> {
        let items = pictures.len() / PIXELS;
        let made = self.reader.read(pictures, go_on)?;
        let fld = frechet(&self.spread, &Gaussian::of(&made.features, FEATURES)?);
        let spread = self.resampled(&made.features, go_on)?;
        let base = self.base(items, go_on)?;
        let classes = Classes::of(&made.probabilities, CLASSES);
        let real = Classes::of(&self.real.probabilities, CLASSES);
        let (of_real, of_made) = (
            Rows::new(&self.real.features, FEATURES),
            Rows::new(&made.features, FEATURES),
        );
        go_on()?;
        let (precision, recall) = precision_recall(of_real, of_made);
        go_on()?;
        let (density, coverage) = density_coverage(of_real, of_made);
        go_on()?;
        let mut measures = vec![
            Measure {
                spread: Some(spread as f32),
                ..measure("fld", fld, "Fréchet distance of features; 0: the same")
            },
            measure("fld_floor", base.floor, "of as many training items"),
            measure(
                "fld_pca",
                base.pca,
                format!("of a Gaussian on {COMPONENTS} principal components"),
            ),
            measure("classes", classes.covered as f64, "classes covered, of 10"),
            measure(
                "score",
                classes.score,
                format!("clear and varied, 1 to 10; real: {:.2}", real.score),
            ),
            measure("precision", precision, "share that lies among real items"),
            measure("recall", recall, "share of real items that is reached"),
            measure("density", density, "how densely around real items; real: 1"),
            measure("coverage", coverage, "real items with a sample nearby"),
        ];
        let (train, held_out) = (
            pixels(&self.data.train, 0..self.data.train.len()),
            pixels(&self.data.held_out, 0..self.items()),
        );
        let copies = memory(
            Rows::new(&train, PIXELS),
            Rows::new(&held_out, PIXELS),
            Rows::new(pictures, PIXELS),
        );
        go_on()?;
        measures.extend(copies.into_iter().flat_map(super::points::memories));
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
        Ok((squares / (n - 1.0)).sqrt())
    }

    /// The floor, training items against held-out ones, and the baseline; kept for the next time.
    fn base(&mut self, items: usize, go_on: &mut dyn FnMut() -> Result<()>) -> Result<Base> {
        if let Some(base) = self.base.filter(|base| base.items == items) {
            return Ok(base);
        }
        let train = &self.data.train;
        let some = items.clamp(2, train.len());
        let chosen = Order::new(SEED, train.len()).batch(0, some)?;
        let mut distance = |pictures: &[f32]| {
            let features = self.reader.read(pictures, go_on)?.features;
            Ok(frechet(&self.spread, &Gaussian::of(&features, FEATURES)?))
        };
        let floor = distance(&pixels(train, chosen))?;
        let components = Components::of(&pixels(train, 0..train.len()), PIXELS, COMPONENTS);
        let mut drawn = components.draw(SEED, items.max(2));
        drawn.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
        let pca = distance(&drawn)?;
        let base = Base { items, floor, pca };
        self.base = Some(base);
        Ok(base)
    }
}
