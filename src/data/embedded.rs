//! The data sets that are part of the program, loaded in the same way as a directory.

use super::directory::assemble;
use super::place::Files;
use super::{Dataset, Rule};
use crate::error::Result;
use std::io::Read;

/// A directory in the program: names and contents.
struct Embedded {
    name: &'static str,
    files: [(&'static str, &'static [u8]); 4],
    classes: [&'static str; 10],
}

macro_rules! embedded {
    ($name:literal, $classes:expr) => {
        Embedded {
            name: $name,
            files: embedded!(
                $name,
                "train-images-idx3-ubyte.gz",
                "train-labels-idx1-ubyte.gz",
                "t10k-images-idx3-ubyte.gz",
                "t10k-labels-idx1-ubyte.gz"
            ),
            classes: $classes,
        }
    };
    ($name:literal, $($file:literal),*) => {
        [$(($file, include_bytes!(concat!("../../assets/", $name, "/", $file)))),*]
    };
}

static SETS: [Embedded; 2] = [
    embedded!("digits", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    embedded!(
        "fashion",
        [
            "t-shirt/top",
            "trouser",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot"
        ]
    ),
];

impl Files for Embedded {
    fn open(&self, name: &str) -> Result<Option<Box<dyn Read + '_>>> {
        let found = self.files.iter().find(|(file, _)| *file == name);
        Ok(found.map(|&(_, content)| Box::new(content) as Box<dyn Read>))
    }

    fn place(&self) -> String {
        format!("embedded:{}", self.name)
    }
}

/// Loads the embedded data set called `name`, if there is one.
pub(super) fn load(name: &str) -> Option<Result<Dataset>> {
    let set = SETS.iter().find(|set| set.name == name)?;
    Some(set.load())
}

/// The digits, for data sets derived from them.
pub(super) fn digits() -> Result<Dataset> {
    SETS[0].load()
}

impl Embedded {
    fn load(&self) -> Result<Dataset> {
        let mut dataset = assemble(self.name, self, Rule::Now)?;
        dataset.classes = self.classes.map(str::to_owned).to_vec();
        Ok(dataset)
    }
}
