//! What the user asks for: a name or a place, and how to read the pictures there.

use super::bounds::MAX_SIDE;
use crate::error::{Error, Result};
use std::fmt;
use std::path::Path;

/// What transparency is laid over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Backdrop {
    /// Transparent pixels become black.
    #[default]
    Black,
    /// Transparent pixels become white.
    White,
}

/// How pictures are read; options that are not given follow from the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Height and width.
    pub size: Option<[usize; 2]>,
    /// 1 for grey, 3 for colour.
    pub channels: Option<usize>,
    /// What transparency is laid over.
    pub over: Backdrop,
}

impl Options {
    /// Reads one word of a line or of a recorded name: `size=64`, `size=48x32`, `grey`, `rgb`, `over=white`. Returns false
    /// if it is none of them.
    ///
    /// # Errors
    /// A sentence if it is one of them with a value that is not allowed.
    pub fn take(&mut self, word: &str) -> Result<bool> {
        match word.split_once('=') {
            None if matches!(word, "grey" | "gray" | "rgb") => {
                let channels = if word == "rgb" { 3 } else { 1 };
                if self.channels.is_some_and(|before| before != channels) {
                    return Err(Error::new("pictures are grey or rgb, not both"));
                }
                self.channels = Some(channels);
            }
            Some(("size", size)) => self.size = Some(sides(size)?),
            Some(("over", "black")) => self.over = Backdrop::Black,
            Some(("over", "white")) => self.over = Backdrop::White,
            Some(("over", other)) => {
                return Err(Error::new(format!("over is black or white, not '{other}'")));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// The sides that `64` and `48x32` stand for, height first.
fn sides(word: &str) -> Result<[usize; 2]> {
    let (height, width) = word.split_once(['x', 'X', '×']).unwrap_or((word, word));
    let side = |text: &str| text.parse().ok().filter(|n| (1..=MAX_SIDE).contains(n));
    side(height).zip(side(width)).map_or_else(
        || {
            Err(Error::new(format!(
                "'{word}' is not a size; write size=64 or size=48x32 (height by width), with sides from 1 to {MAX_SIDE}"
            )))
        },
        |(height, width)| Ok([height, width]),
    )
}

/// As typed, with a space before each word.
impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.size {
            Some([height, width]) if height == width => write!(f, " size={height}")?,
            Some([height, width]) => write!(f, " size={height}x{width}")?,
            None => {}
        }
        match self.channels {
            Some(1) => f.write_str(" grey")?,
            Some(_) => f.write_str(" rgb")?,
            None => {}
        }
        if self.over == Backdrop::White {
            f.write_str(" over=white")?;
        }
        Ok(())
    }
}

/// A name or a place, and how to read the pictures there. Its text is the name of the data, which sessions
/// store to find the same data again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// A name of the program's own sets, a folder or a file.
    pub place: String,
    /// How its pictures are read.
    pub options: Options,
}

impl Asked {
    /// Reads what [`Display`](fmt::Display) wrote: the words at the end are options, unless there is a file with the whole
    /// name.
    ///
    /// # Errors
    /// A sentence about an option that is not allowed.
    pub fn read(name: &str) -> Result<Self> {
        let mut options = Options::default();
        let mut place = name.trim_end();
        let mut words = Vec::new();
        while !Path::new(place).exists()
            && let Some((before, word)) = place.rsplit_once(' ')
            && Options::default().take(word).unwrap_or(true)
        {
            words.push(word);
            place = before.trim_end();
        }
        for word in words {
            options.take(word)?;
        }
        Ok(Self {
            place: place.to_owned(),
            options,
        })
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.place, self.options)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_how_pictures_are_taken() {
        for name in [
            "digits",
            "my pictures",
            "a size=64",
            "my cats size=48x32 grey over=white",
            "a rgb",
        ] {
            assert_eq!(Asked::read(name).unwrap().to_string(), name);
        }
        let asked = Asked::read("my cats size=48x32 gray").unwrap();
        assert_eq!(asked.place, "my cats");
        assert_eq!(asked.options.size, Some([48, 32]));
        assert_eq!(asked.options.channels, Some(1));
    }

    #[test]
    fn what_is_not_allowed_is_said() {
        for (word, part) in [
            ("size=0", "'0' is not a size"),
            ("size=64x", "'64x' is not a size"),
            ("size=99999", "from 1 to 1024"),
            ("over=pink", "not 'pink'"),
        ] {
            let said = Options::default().take(word).unwrap_err().to_string();
            assert!(said.contains(part), "{said}");
            assert!(Asked::read(&format!("a {word}")).is_err());
        }
        let mut options = Options::default();
        assert!(options.take("grey").unwrap() && options.take("rgb").is_err());
        assert!(!options.take("blue").unwrap());
    }
}
