//! Pictures as text: Unicode block art for terminals, and nothing else of the lab.
//!
//! A [`Picture`] is put by [`draw()`] onto [`Cells`] in a [`Style`], and [`ansi::write()`] makes text of these
//! that any terminal shows. No cursor is moved and no pixel protocol is spoken, so that the text
//! passes through `tmux`, `less` and `ssh` unharmed.
//!
//! What [`Style::detect`] chooses, colours and glyphs apart; the first line that applies counts:
//!
//! | the environment says | colours |
//! |---|---|
//! | a flag was given | as asked |
//! | output is no terminal, `NO_COLOR` is not empty, or `TERM=dumb` | mono |
//! | `TERM=linux` (the console) | 16 |
//! | `COLORTERM` is `truecolor` or `24bit`, or `WT_SESSION` is set, and this is not SSH | truecolor |
//! | the same over SSH (`SSH_CONNECTION` or `SSH_TTY`): greys lose 0.05 dB and a third of the bytes | 256 |
//! | `TERM` contains `256color`, `direct`, or the name of a terminal known to have 256 | 256 |
//! | anything else | 16 |
//!
//! | the environment says | glyphs |
//! |---|---|
//! | a flag was given | as asked |
//! | the first set of `LC_ALL`, `LC_CTYPE`, `LANG` names no UTF-8 | ascii |
//! | the colours above are mono | quadrant |
//! | anything else | half, which every font has |
//!
//! ```
//! # extern crate aegan_lab_core as aegan_lab;
//! use aegan_lab::art::{self, Blitter, Depth, Picture};
//!
//! let picture = Picture::new(2, 2, 1, vec![0, 255, 255, 0])?;
//! let cells = art::draw(&picture, 2, 1, Blitter::Half, Depth::Mono);
//! let mut text = String::new();
//! art::ansi::write(&cells, Depth::Mono, &mut text);
//! assert_eq!(text, "▄▀\n");
//! # Ok::<(), art::ArtError>(())
//! ```

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "floats saturate into bytes, which is meant; patterns and counts are bounded"
)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a panic fails the test"))]

pub mod ansi;
mod area;
mod blitter;
mod cells;
mod decode;
mod depth;
mod draw;
mod error;
mod glyphs;
mod ink;
mod jpeg_file;
mod mixture;
mod packed;
mod palette;
mod partition;
mod picture;
mod png_file;
mod style;
#[cfg(test)]
mod tests;
mod tile;
mod words;

pub use blitter::Blitter;
pub use cells::{Cell, Cells, Colour};
pub use decode::{decode, psnr};
pub use depth::Depth;
pub use draw::{MOST_CELLS, draw};
pub use error::ArtError;
pub use jpeg_file::jpeg_data;
pub use picture::{MAX_SAMPLES, MAX_SIDE, Picture};
pub use png_file::png_data;
pub use style::Style;
