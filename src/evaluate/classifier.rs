//! The classifier whose features measurements are taken on: a `LeNet` in the lab's own typed layers.

use std::collections::BTreeMap;
use std::path::Path;

use dfdx::prelude::Cpu;

use crate::data::{Dataset, Item, Range, Split};
use crate::error::{Error, Result};
use crate::layers::{Conv, Dense, Flatten, K, N, Named, Net, Over, Pass, Relu, Sizes, Spec, Var};
use crate::metrics::classes::most;
use crate::random;
use crate::session::{self, Stored};

/// Numbers of a picture.
pub(super) const PIXELS: usize = 28 * 28;

/// Classes that a classifier tells apart at least: so many have those that are part of the program.
pub(super) const CLASSES: usize = 10;

/// The most classes: as many as there are labels.
const MOST_CLASSES: usize = 256;

/// Features of a picture: what the last hidden layer gives.
pub const FEATURES: usize = 64;

/// Pictures that are read at once.
const AT_ONCE: usize = 250;

/// `LeNet-5` (`LeCun` et al. 1998, section II.B) with strided convolutions for its subsampling and
/// rectifiers for its sigmoids; up to the features.
type Body = (
    Conv<Side, Side, N<1>, N<16>, 5, 2, Relu>,
    Conv<Half, Half, N<16>, N<32>, 5, 2, Relu>,
    Conv<Quarter, Quarter, N<32>, N<48>, 3, 2, Relu>,
    Flatten<Eighth, Eighth, N<48>, N<768>>,
    Dense<N<768>, N<FEATURES>, Relu>,
);

/// [`Body`] with features before their rectifier; its tensors are the same.
type Linear = (
    Conv<Side, Side, N<1>, N<16>, 5, 2, Relu>,
    Conv<Half, Half, N<16>, N<32>, 5, 2, Relu>,
    Conv<Quarter, Quarter, N<32>, N<48>, 3, 2, Relu>,
    Flatten<Eighth, Eighth, N<48>, N<768>>,
    Dense<N<768>, N<FEATURES>>,
);

/// From the features to a logit for each class.
type Head = Dense<N<FEATURES>, K>;

type Side = N<28>;
type Half = Over<Side, 2>;
type Quarter = Over<Half, 2>;
type Eighth = Over<Quarter, 2>;

crate::fits!(Body);
crate::fits!(Linear);

/// Its networks are of plain numbers: no size is left open but that of the classes.
const fn sizes(classes: usize) -> Sizes {
    Sizes {
        h: 1,
        w: 1,
        c: 1,
        p: 1,
        z: 1,
        k: classes,
    }
}

/// A classifier of 28×28 pictures.
#[derive(Debug, Clone)]
pub struct Classifier {
    pub(super) device: Cpu,
    pub(super) body: Net<Cpu>,
    pub(super) head: Net<Cpu>,
    /// How many classes it tells apart, [`CLASSES`] or more.
    pub(super) classes: usize,
    /// Digest of the data that it learned from.
    pub data: String,
}

/// What a classifier makes of pictures.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// `[items, FEATURES]`.
    pub features: Vec<f32>,
    /// `[items, classes]`; each row adds up to 1.
    pub probabilities: Vec<f32>,
}

impl Classifier {
    /// Refuses data that no classifier can learn from.
    ///
    /// # Errors
    /// A sentence when the items are not 28×28 grey pictures with labels of two classes or more.
    pub fn suits(data: &Dataset) -> Result<()> {
        let item = Item::Image {
            height: 28,
            width: 28,
            channels: 1,
        };
        let (classes, shape) = (data.classes.len(), data.item.shape());
        let why = if data.item != item {
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
            "a classifier takes 28×28 grey pictures of 2 to {MOST_CLASSES} labelled classes, but '{}' has {why}; 'data digits' and 'data fashion' work",
            data.name
        )))
    }

    /// A classifier that has learned nothing, for data that it can learn from.
    ///
    /// # Errors
    /// See [`suits`](Self::suits).
    pub fn new(data: &Dataset, seed: u64) -> Result<Self> {
        Self::suits(data)?;
        let mut classifier = Self::blank(&data.digest, data.classes.len().max(CLASSES))?;
        let mut rng = random::stream(seed, "reader", 0);
        classifier.body.reset(&mut rng);
        classifier.head.reset(&mut rng);
        Ok(classifier)
    }

    fn blank(data: &str, classes: usize) -> Result<Self> {
        let (device, sizes) = (Cpu::default(), sizes(classes));
        Ok(Self {
            body: Body::PLAIN.lower(&sizes, &device)?,
            head: Head::PLAIN.lower(&sizes, &device)?,
            classes,
            device,
            data: data.to_owned(),
        })
    }

    /// Its body with features before their rectifier.
    pub(super) fn linear(&mut self) -> Result<Net<Cpu>> {
        let mut linear = Linear::PLAIN.lower(&sizes(self.classes), &self.device)?;
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

    /// Reads pictures, `[items, 784]` in [0, 1]; `go_on` is asked before each portion.
    ///
    /// # Errors
    /// What `go_on` says, or a sentence when the numbers fill no pictures.
    pub fn read(
        &mut self,
        pictures: &[f32],
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Reading> {
        let mut reading = Reading::default();
        for part in pictures.chunks(AT_ONCE * PIXELS) {
            go_on()?;
            let x = Var::<Cpu>::constant(&self.device, part.to_vec(), PIXELS)?;
            let features = self.body.forward(x, &mut Pass::infer())?;
            reading.features.extend(features.values());
            let logits = self.head.forward(features, &mut Pass::infer())?;
            let mut logits = logits.values();
            softmax(&mut logits, self.classes);
            reading.probabilities.extend(logits);
        }
        Ok(reading)
    }

    /// Parts in which so many pictures are read.
    #[must_use]
    pub fn parts(pictures: usize) -> u64 {
        pictures.div_ceil(AT_ONCE) as u64
    }

    /// How many items of a part it reads rightly.
    ///
    /// # Errors
    /// See [`read`](Self::read).
    pub fn right(&mut self, split: &Split, go_on: &mut dyn FnMut() -> Result<()>) -> Result<usize> {
        let reading = self.read(&pixels(split, 0..split.len()), go_on)?;
        let rows = reading.probabilities.chunks_exact(self.classes);
        let right = rows.zip(split.labels());
        Ok(right
            .filter(|(row, label)| most(row) == usize::from(**label))
            .count())
    }

    /// Writes the weights as a `.safetensors` file; returns its SHA-256.
    ///
    /// # Errors
    /// A sentence when the file cannot be written.
    pub fn save(&mut self, path: &Path) -> Result<String> {
        let mut data = BTreeMap::from([("data".to_owned(), self.data.clone())]);
        if self.classes > CLASSES {
            data.insert("classes".to_owned(), self.classes.to_string());
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
        let classes = classes.filter(|n| (CLASSES..=MOST_CLASSES).contains(n));
        let classes = classes.ok_or_else(|| {
            Error::new(format!(
                "a classifier can have {CLASSES} to {MOST_CLASSES} classes, not as many as its weights say"
            ))
        })?;
        let mut classifier = Self::blank(words.get("data").map_or("", String::as_str), classes)?;
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

/// Pictures of a part as numbers in [0, 1].
///
/// # Panics
/// If there is no such item.
#[must_use]
pub(super) fn pixels(split: &Split, which: impl IntoIterator<Item = usize>) -> Vec<f32> {
    let which: Vec<usize> = which.into_iter().collect();
    let mut values = vec![0.0; which.len() * PIXELS];
    split.fill(&which, Range::Unit, &mut values);
    values
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
