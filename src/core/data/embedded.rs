//! The data sets that are part of the program, loaded in the same way as a directory.

use super::directory::assemble;
use super::place::Files;
use super::unpack::unpack;
use super::{Dataset, Rule};
use crate::error::Result;
use std::io::{Cursor, Read};

/// A directory in the program: names and contents.
struct Embedded {
    name: &'static str,
    files: [(&'static str, Content); 4],
    classes: [&'static str; 10],
}

/// What a file of it holds.
enum Content {
    /// The file as it is in `assets`.
    Plain(&'static [u8]),
    /// Packed by `build.rs`, tighter than the file and slower to read.
    Packed(&'static [u8]),
}

macro_rules! plain {
    ($file:literal) => {
        Content::Plain(include_bytes!(concat!("../assets/", $file)))
    };
}

macro_rules! packed {
    ($file:literal) => {
        Content::Packed(include_bytes!(concat!(
            env!("OUT_DIR"),
            "/",
            $file,
            ".packed"
        )))
    };
}

/// The names of the files, in the order of the contents below.
const FILES: [&str; 4] = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
];

const fn files(contents: [Content; 4]) -> [(&'static str, Content); 4] {
    let [a, b, c, d] = contents;
    [(FILES[0], a), (FILES[1], b), (FILES[2], c), (FILES[3], d)]
}

static SETS: [Embedded; 2] = [
    // What every lab begins with is read in no time.
    Embedded {
        name: "digits",
        files: files([
            plain!("digits/train-images-idx3-ubyte.gz"),
            plain!("digits/train-labels-idx1-ubyte.gz"),
            plain!("digits/t10k-images-idx3-ubyte.gz"),
            plain!("digits/t10k-labels-idx1-ubyte.gz"),
        ]),
        classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    },
    Embedded {
        name: "fashion",
        files: files([
            packed!("fashion/train-images-idx3-ubyte.gz"),
            plain!("fashion/train-labels-idx1-ubyte.gz"),
            packed!("fashion/t10k-images-idx3-ubyte.gz"),
            plain!("fashion/t10k-labels-idx1-ubyte.gz"),
        ]),
        classes: [
            "t-shirt/top",
            "trouser",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot",
        ],
    },
];

impl Files for Embedded {
    fn open(&self, name: &str) -> Result<Option<Box<dyn Read + '_>>> {
        let found = self.files.iter().find(|(file, _)| *file == name);
        Ok(found.map(|(_, content)| match content {
            Content::Plain(file) => Box::new(*file) as Box<dyn Read>,
            Content::Packed(file) => Box::new(Cursor::new(unpack(file))),
        }))
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::fs::File;

    #[test]
    fn what_is_packed_is_the_file_of_the_assets() {
        let mut found = 0;
        for set in &SETS {
            for (name, content) in &set.files {
                let Content::Packed(packed) = content else {
                    continue;
                };
                let file = format!("assets/{}/{name}", set.name);
                let mut whole = Vec::new();
                let mut reader = GzDecoder::new(File::open(&file).unwrap());
                reader.read_to_end(&mut whole).unwrap();
                assert!(unpack(packed) == whole, "{file}");
                found += 1;
            }
        }
        assert_eq!(found, 2);
    }
}
