//! Checks any data: how many items of each class there are, how bright they are, which are equal, and what is
//! obviously wrong.

use super::{Dataset, Split};
use crate::error::Result;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many items a class has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The name of the class.
    pub class: String,
    /// Training items.
    pub train: usize,
    /// Held-out items.
    pub held_out: usize,
}

/// Facts about the data. Of items in a file they are those of the items that stand for all, but for the counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// One a class; none without classes.
    pub counts: Vec<Count>,
    /// The least number of an item to learn from, 0 to 255 for pictures; as are the next two.
    pub low: f32,
    /// The greatest number.
    pub high: f32,
    /// Their mean.
    pub mean: f64,
    /// Training items that equal an earlier one.
    pub duplicates: usize,
    /// Held-out items that equal a training item.
    pub shared: usize,
    /// Training items whose numbers are all the same.
    pub constant: usize,
    /// Obvious problems, one sentence each.
    pub wrong: Vec<String>,
}

/// Classes of fewer items than a hundredth of the largest are named as few.
const FEW: usize = 100;

impl Look {
    /// Looks at every item.
    ///
    /// # Errors
    /// A sentence if items are in a file that cannot be read, or is not what it was.
    pub fn at(data: &Dataset) -> Result<Self> {
        let sample = if data.train.in_memory() {
            None
        } else {
            Some(data.train.sampled()?)
        };
        let (train, held) = (sample.as_ref().unwrap_or(&data.train), &data.held_out);
        let (mut low, mut high, mut sum, mut count) = (f32::INFINITY, f32::NEG_INFINITY, 0.0, 0);
        let mut constant = 0;
        each(train, |numbers| {
            constant += usize::from(
                numbers
                    .windows(2)
                    .all(|pair| pair[0].to_bits() == pair[1].to_bits()),
            );
            for number in numbers {
                (low, high) = (low.min(*number), high.max(*number));
                sum += f64::from(*number);
            }
            count += numbers.len();
        });
        let seen = Seen::of(train);
        let duplicates = train.len() - seen.different();
        let mut look = Self {
            counts: counts(data),
            low,
            high,
            mean: sum / count.max(1) as f64,
            duplicates,
            shared: seen.shared(held),
            constant,
            wrong: Vec::new(),
        };
        look.wrong = look.found(data, train.len());
        Ok(look)
    }

    /// What is wrong, where so many training items were looked at.
    fn found(&self, data: &Dataset, items: usize) -> Vec<String> {
        let mut wrong = Vec::new();
        if items == 1 {
            wrong.push("there is only one training item: a network can only repeat it".into());
        } else if self.duplicates + 1 == items {
            wrong.push("all items are equal: a network can only repeat the one".into());
        } else if self.constant == items {
            wrong.push("every item is of one brightness: there is nothing to see in them".into());
        } else if 2 * self.duplicates > items {
            wrong.push(format!(
                "{} of {items} items equal an earlier one",
                self.duplicates
            ));
        }
        if data.item.image().is_some() && self.high < 32.0 && self.high > self.low {
            wrong.push(format!(
                "the brightest value is {} of 255: the pictures are almost black",
                self.high
            ));
        }
        if let [only] = &self.counts[..] {
            wrong.push(format!("all items are of one class, {}", only.class));
        }
        let most = self.counts.iter().map(|count| count.train).max();
        let few: Vec<&str> = (self.counts.iter())
            .filter(|count| count.train * FEW < most.unwrap_or(0))
            .map(|count| count.class.as_str())
            .collect();
        if let Some(first) = few.first() {
            let more = match few.len() {
                1 => String::new(),
                n => format!(" and {} more", n - 1),
            };
            wrong.push(format!(
                "class {first}{more} has less than a hundredth of the items of the largest"
            ));
        }
        if 10 * self.shared > data.held_out.len() {
            wrong.push(format!(
                "{} of {} held-out items are training items, too: measures of generalisation mean little",
                self.shared,
                data.held_out.len()
            ));
        }
        wrong
    }
}

fn counts(data: &Dataset) -> Vec<Count> {
    let of = |split: &Split, class: usize| {
        let labels = split.labels().iter();
        labels.filter(|label| usize::from(**label) == class).count()
    };
    let count = |(class, name): (usize, &String)| Count {
        class: name.clone(),
        train: of(&data.train, class),
        held_out: of(&data.held_out, class),
    };
    data.classes.iter().enumerate().map(count).collect()
}

/// Calls `look` with the numbers of every item.
fn each(split: &Split, mut look: impl FnMut(&[f32])) {
    let mut numbers = Vec::new();
    for bytes in split.images() {
        numbers.clear();
        numbers.extend(bytes.iter().map(|byte| f32::from(*byte)));
        look(&numbers);
    }
    for point in (0..split.len()).filter_map(|i| split.point(i)) {
        look(&point);
    }
}

/// Items by a hash of their content.
struct Seen<'a> {
    split: &'a Split,
    /// The first items of each content, by its hash: contents may share one.
    places: HashMap<u64, Vec<usize>>,
}

/// The content of an item in a form that compares.
#[derive(PartialEq, Eq, Hash)]
enum Item<'a> {
    Picture(&'a [u8]),
    Point([u32; 2]),
}

fn item(split: &Split, i: usize) -> Item<'_> {
    let point = || Item::Point(split.point(i).unwrap_or_default().map(f32::to_bits));
    split.pixels(i).map_or_else(point, Item::Picture)
}

fn hash(item: &Item<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    item.hash(&mut hasher);
    hasher.finish()
}

impl<'a> Seen<'a> {
    fn of(split: &'a Split) -> Self {
        let mut seen = Self {
            split,
            places: HashMap::new(),
        };
        for i in 0..split.len() {
            let new = item(split, i);
            if !seen.has(&new) {
                seen.places.entry(hash(&new)).or_default().push(i);
            }
        }
        seen
    }

    fn has(&self, wanted: &Item<'_>) -> bool {
        let places = self.places.get(&hash(wanted));
        let mut same = places.into_iter().flatten();
        same.any(|at| item(self.split, *at) == *wanted)
    }

    fn different(&self) -> usize {
        self.places.values().map(Vec::len).sum()
    }

    fn shared(&self, other: &Split) -> usize {
        (0..other.len())
            .filter(|i| self.has(&item(other, *i)))
            .count()
    }
}
