//! The style that suits a terminal, from what its environment says.

use serde::{Deserialize, Serialize};

use super::blitter::Blitter;
use super::depth::Depth;

/// How pictures are drawn: glyphs and colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Style {
    /// The glyphs.
    pub blitter: Blitter,
    /// The colours.
    pub depth: Depth,
}

/// Words in `TERM` of terminals that show 256 colours without saying so in it.
const CAPABLE: [&str; 7] = [
    "256color",
    "direct",
    "kitty",
    "alacritty",
    "ghostty",
    "foot",
    "wezterm",
];

impl Style {
    /// Chooses by the table in the [module's documentation](super); `art` and `colour` are what the
    /// user asked for, `env` looks up a variable of the environment.
    #[must_use]
    pub fn detect(
        env: impl Fn(&str) -> Option<String>,
        art: Option<Blitter>,
        colour: Option<Depth>,
        is_terminal: bool,
    ) -> Self {
        let var = |name: &str| env(name).filter(|value| !value.is_empty());
        let depth = colour.unwrap_or_else(|| depth(&var, is_terminal));
        let blitter = art.unwrap_or_else(|| {
            if !speaks_utf8(&var) {
                Blitter::Ascii
            } else if depth == Depth::Mono {
                // Without colours, shape is all there is.
                Blitter::Quadrant
            } else {
                Blitter::Half
            }
        });
        Self { blitter, depth }
    }
}

/// The depth of colour that the environment promises.
fn depth(var: &impl Fn(&str) -> Option<String>, is_terminal: bool) -> Depth {
    let term = var("TERM").unwrap_or_default();
    if !is_terminal || var("NO_COLOR").is_some() || term == "dumb" {
        return Depth::Mono;
    }
    if term == "linux" {
        return Depth::Ansi16;
    }
    let says_true = var("COLORTERM").is_some_and(|v| v == "truecolor" || v == "24bit")
        || var("WT_SESSION").is_some();
    let remote = var("SSH_CONNECTION").is_some() || var("SSH_TTY").is_some();
    if says_true && !remote {
        Depth::Truecolour
    } else if says_true || CAPABLE.iter().any(|word| term.contains(word)) {
        // Greys lose 0.05 dB in 256 colours and a third of their bytes.
        Depth::Indexed256
    } else {
        Depth::Ansi16
    }
}

/// Whether the terminal can be trusted with characters beyond ASCII.
fn speaks_utf8(var: &impl Fn(&str) -> Option<String>) -> bool {
    // The first that is set decides, as in libc.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(var);
    let named = locale.is_some_and(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    });
    named || var("WT_SESSION").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(vars: &[(&str, &str)], is_terminal: bool) -> (Blitter, Depth) {
        let env = |name: &str| {
            let mut all = vars.iter().chain(&[("LANG", "de_DE.UTF-8")]);
            all.find(|(key, _)| *key == name)
                .map(|(_, v)| (*v).to_string())
        };
        let style = Style::detect(env, None, None, is_terminal);
        (style.blitter, style.depth)
    }

    #[test]
    fn the_table_holds() {
        use Blitter::{Ascii, Half, Quadrant};
        use Depth::{Ansi16, Indexed256, Mono, Truecolour};
        let ssh = ("SSH_CONNECTION", "1 2 3 4");
        let rich = ("COLORTERM", "truecolor");
        let xterm = ("TERM", "xterm-256color");
        for (vars, expected) in [
            (&[rich, xterm][..], (Half, Truecolour)),
            (&[("COLORTERM", "24bit")], (Half, Truecolour)),
            (&[("WT_SESSION", "x"), ("LANG", "")], (Half, Truecolour)),
            (&[rich, xterm, ssh], (Half, Indexed256)),
            (&[xterm], (Half, Indexed256)),
            (&[("TERM", "xterm-kitty"), ssh], (Half, Indexed256)),
            (&[("TERM", "screen")], (Half, Ansi16)),
            (&[("TERM", "linux"), rich], (Half, Ansi16)),
            (&[("TERM", "dumb"), rich], (Quadrant, Mono)),
            (&[rich, ("NO_COLOR", "1")], (Quadrant, Mono)),
            (&[rich, ("NO_COLOR", "")], (Half, Truecolour)),
            (&[("TERM", "dumb"), ("LC_ALL", "C")], (Ascii, Mono)),
            (&[xterm, ("LC_CTYPE", "POSIX")], (Ascii, Indexed256)),
        ] {
            assert_eq!(detect(vars, true), expected, "{vars:?}");
        }
        assert_eq!(detect(&[rich, xterm], false), (Quadrant, Mono));
    }

    #[test]
    fn flags_win() {
        let env = |name: &str| (name == "NO_COLOR").then(|| "1".to_string());
        let style = Style::detect(env, Some(Blitter::Octant), Some(Depth::Indexed256), false);
        assert_eq!(style.blitter, Blitter::Octant);
        assert_eq!(style.depth, Depth::Indexed256);
    }
}
