//! How many colours the terminal can show.

use serde::{Deserialize, Serialize};

use super::words::words;

/// The colours that may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Depth {
    /// 24 bits.
    #[serde(rename = "truecolor")]
    Truecolour,
    /// xterm's 6 x 6 x 6 cube and 24 greys (30 greys in all); not the first 16, which themes move.
    #[serde(rename = "256")]
    Indexed256,
    /// The 16 colours of old, taken to be xterm's.
    #[serde(rename = "16")]
    Ansi16,
    /// No colour escapes at all: ink on paper.
    #[serde(rename = "mono")]
    Mono,
}

words! {
    Depth, "depth of colour",
    Truecolour | "truecolour" | "24bit" => "truecolor", Indexed256 => "256", Ansi16 => "16",
    Mono => "mono",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for depth in Depth::ALL {
            assert_eq!(depth.to_string().parse(), Ok(*depth));
        }
        assert_eq!("truecolour".parse(), Ok(Depth::Truecolour));
        assert!("8".parse::<Depth>().is_err());
    }
}
