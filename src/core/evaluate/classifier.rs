//! The classifier whose features measurements are taken on: a `LeNet` in the lab's own typed layers.

use std::collections::BTreeMap;
use std::path::Path;

use dfdx::prelude::Cpu;

use super::lenet::{Head, body};
use crate::data::{Dataset, Range, Split};
use crate::error::{Error, Result, brief};
use crate::layers::{Named, Net, Pass, Sizes, Spec, Var};
use crate::metrics::classes::most;
use crate::random;
use crate::session::{self, Stored};

/// The pictures and the classes of a file of weights that does not say them: those of the classifiers that are part of
/// the program.
const IMAGE: [usize; 3] = [28, 28, 1];
const CLASSES: usize = 10;

/// The most classes: as many as there are labels.
const MOST_CLASSES: usize = 256;

/// The largest side of a picture.
const MOST_SIDE: usize = 1024;

/// Pictures that are read at once: as many as hold no more numbers than 250 of 64×64 in colour.
const AT_ONCE: [usize; 7] = [250, 125, 50, 25, 10, 5, 2];
const NUMBERS_AT_ONCE: usize = 250 * 64 * 64 * 3;

const fn sizes([h, w, c]: [usize; 3], classes: usize) -> Sizes {
    Sizes {
        h,
        w,
        c,
        p: 1,
        z: 1,
        k: classes,
    }
}

/// A classifier of pictures of one size.
#[derive(Debug, Clone)]
pub struct Classifier {
    pub(super) device: Cpu,
    pub(super) body: Net<Cpu>,
    pub(super) head: Net<Cpu>,
    /// Height, width and channels of a picture.
    pub(super) image: [usize; 3],
    /// How many classes it tells apart.
    pub(super) classes: usize,
    /// Digest of the data that it learned from.
    pub data: String,
}

/// What a classifier makes of pictures.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// `[items, features]`.
    pub features: Vec<f32>,
    /// `[items, classes]`; each row adds up to 1.
    pub probabilities: Vec<f32>,
}

impl Classifier {
    /// Refuses data that no classifier can learn from.
    ///
    /// # Errors
    /// A sentence when the items are not pictures with labels of two classes or more.
    pub fn suits(data: &Dataset) -> Result<()> {
        let (classes, shape) = (data.classes.len(), data.item.shape());
        let why = if data.item.image().is_none() {
            format!("items of {shape:?}")
        } else if data.train.labels().is_empty() {
            "no labels of its training items".to_owned()
        } else if !(2..=MOST_CLASSES).contains(&classes) {
            format!("{classes} of them")
        } else if data.held_out.is_empty() {
            "no held-out items".to_owned()
        } else if data.held_out.labels().is_empty() {
            "no labels of its held-out items".to_owned()
        } else {
            return Ok(());
        };
        Err(Error::new(format!(
            "a classifier takes pictures of 2 to {MOST_CLASSES} labelled classes, but '{}' has {why}",
            brief(&data.name)
        )))
    }

    /// A classifier that has learned nothing, for data that it can learn from.
    ///
    /// # Errors
    /// See [`suits`](Self::suits).
    pub fn new(data: &Dataset, seed: u64) -> Result<Self> {
        Self::suits(data)?;
        // Only pictures suit.
        let image = data.item.image().unwrap_or(IMAGE);
        let mut classifier = Self::blank(&data.digest, image, data.classes.len())?;
        let mut rng = random::stream(seed, "reader", 0);
        classifier.body.reset(&mut rng);
        classifier.head.reset(&mut rng);
        Ok(classifier)
    }

    fn blank(data: &str, image: [usize; 3], classes: usize) -> Result<Self> {
        let (device, sizes) = (Cpu::default(), sizes(image, classes));
        let body = body(image[0].max(image[1]));
        Ok(Self {
            body: body.rectified.lower(&sizes, &device)?,
            head: Head::PLAIN.lower(&sizes, &device)?,
            image,
            classes,
            device,
            data: data.to_owned(),
        })
    }

    /// How many numbers a picture has.
    pub(super) fn numbers(&self) -> usize {
        self.image.iter().product()
    }

    /// Its body with features before their rectifier.
    pub(super) fn linear(&mut self) -> Result<Net<Cpu>> {
        let body = body(self.image[0].max(self.image[1]));
        let sizes = sizes(self.image, self.classes);
        let mut linear = body.linear.lower(&sizes, &self.device)?;
        for (to, from) in linear.tensors().into_iter().zip(self.body.tensors()) {
            to.tensor.set(&from.tensor.values());
        }
        Ok(linear)
    }

    /// All tensors under stable names.
    pub(super) fn tensors(&mut self) -> Vec<Named<'_, Cpu>> {
        let mut tensors = Vec::new();
        for (network, net) in [("body", &mut self.body), ("head", &mut self.head)] {
            tensors.extend(net.tensors().into_iter().map(|mut named| {
                named.name = format!("{network}.{}", named.name);
                named
            }));
        }
        tensors
    }

    /// Reads pictures, `[items, numbers]` in [0, 1]; `go_on` is asked before each portion.
    ///
    /// # Errors
    /// What `go_on` says, or a sentence when the numbers fill no pictures.
    pub fn read(
        &mut self,
        pictures: &[f32],
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Reading> {
        let mut reading = Reading::default();
        let numbers = self.numbers();
        for part in pictures.chunks(at_once(numbers) * numbers) {
            go_on()?;
            let x = Var::<Cpu>::constant(&self.device, part.to_vec(), numbers)?;
            let features = self.body.forward(x, &mut Pass::infer())?;
            reading.features.extend(features.values());
            let logits = self.head.forward(features, &mut Pass::infer())?;
            let mut logits = logits.values();
            softmax(&mut logits, self.classes);
            reading.probabilities.extend(logits);
        }
        Ok(reading)
    }

    /// Parts in which so many pictures of `numbers` numbers are read.
    #[must_use]
    pub fn parts(pictures: usize, numbers: usize) -> u64 {
        pictures.div_ceil(at_once(numbers)) as u64
    }

    /// How many items of a part it reads rightly.
    ///
    /// # Errors
    /// See [`read`](Self::read).
    pub fn right(&mut self, split: &Split, go_on: &mut dyn FnMut() -> Result<()>) -> Result<usize> {
        self.right_of(split, split.len(), go_on)
    }

    /// How many of the first `n` items of a part it reads rightly.
    ///
    /// # Errors
    /// See [`read`](Self::read).
    pub fn right_of(
        &mut self,
        split: &Split,
        n: usize,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<usize> {
        let (numbers, mut right) = (self.numbers(), 0);
        let places: Vec<usize> = (0..n.min(split.len())).collect();
        for places in places.chunks(at_once(numbers)) {
            let pictures = pixels(split, numbers, places.iter().copied())?;
            let reading = self.read(&pictures, go_on)?;
            let rows = reading.probabilities.chunks_exact(self.classes);
            let labels = places.iter().filter_map(|at| split.labels().get(*at));
            right += rows
                .zip(labels)
                .filter(|(row, label)| most(row) == usize::from(**label))
                .count();
        }
        Ok(right)
    }

    /// Writes the weights as a `.safetensors` file; returns its SHA-256.
    ///
    /// # Errors
    /// A sentence when the file cannot be written.
    pub fn save(&mut self, path: &Path) -> Result<String> {
        let mut data = BTreeMap::from([("data".to_owned(), self.data.clone())]);
        if self.classes != CLASSES {
            data.insert("classes".to_owned(), self.classes.to_string());
        }
        if self.image != IMAGE {
            data.insert(
                "image".to_owned(),
                self.image.map(|n| n.to_string()).join("x"),
            );
        }
        let store = |named: Named<'_, Cpu>| Stored {
            shape: named.tensor.shape(),
            values: named.tensor.values(),
            name: named.name,
        };
        let stored: Vec<Stored> = self.tensors().into_iter().map(store).collect();
        session::write(path, &stored, &data)
    }

    /// A classifier of the content of a file that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// A sentence that names the first tensor that is missing or of another shape.
    pub fn of_bytes(content: &[u8]) -> Result<Self> {
        let (stored, words) = session::decode(content)?;
        let classes = match words.get("classes") {
            Some(word) => word.parse().ok(),
            None => Some(CLASSES),
        };
        let classes = classes.filter(|n| (2..=MOST_CLASSES).contains(n));
        let classes = classes.ok_or_else(|| {
            Error::new(format!(
                "a classifier can have 2 to {MOST_CLASSES} classes, not as many as its weights say"
            ))
        })?;
        let image = words.get("image").map_or(Some(IMAGE), |word| image(word));
        let image = image.ok_or_else(|| {
            Error::new(format!(
                "a classifier takes pictures with sides of 1 to {MOST_SIDE} and 1 or 3 channels, not those that its weights say"
            ))
        })?;
        let data = words.get("data").map_or("", String::as_str);
        let mut classifier = Self::blank(data, image, classes)?;
        for named in classifier.tensors() {
            let (name, shape) = (&named.name, named.tensor.shape());
            let found = stored.iter().find(|s| s.name == *name && s.shape == shape);
            let found = found.ok_or_else(|| {
                Error::new(format!(
                    "the weights of a classifier hold no tensor '{name}' {shape:?}"
                ))
            })?;
            named.tensor.set(&found.values);
        }
        Ok(classifier)
    }
}

/// How many pictures of `numbers` numbers are read at once.
fn at_once(numbers: usize) -> usize {
    let fits = |pictures: &&usize| **pictures * numbers <= NUMBERS_AT_ONCE;
    AT_ONCE.iter().find(fits).copied().unwrap_or(1)
}

/// Height, width and channels of `28x28x1`, if they are those of a picture.
fn image(word: &str) -> Option<[usize; 3]> {
    let numbers: Option<Vec<usize>> = word.split('x').map(|n| n.parse().ok()).collect();
    let image: [usize; 3] = numbers?.try_into().ok()?;
    let fits = image[..2].iter().all(|side| (1..=MOST_SIDE).contains(side));
    (fits && [1, 3].contains(&image[2])).then_some(image)
}

/// Pictures of a part, of `numbers` numbers each, in [0, 1].
///
/// # Errors
/// A sentence if they are in a file that cannot be read any more.
///
/// # Panics
/// If there is no such item.
pub(super) fn pixels(
    split: &Split,
    numbers: usize,
    which: impl IntoIterator<Item = usize>,
) -> Result<Vec<f32>> {
    let which: Vec<usize> = which.into_iter().collect();
    let mut values = vec![0.0; which.len() * numbers];
    split.fill(&which, Range::Unit, &mut values)?;
    Ok(values)
}

/// Logits to probabilities, row by row.
pub(super) fn softmax(logits: &mut [f32], classes: usize) {
    for row in logits.chunks_exact_mut(classes) {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter_mut().for_each(|v| *v = (*v - most).exp());
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|v| *v /= sum);
    }
}
