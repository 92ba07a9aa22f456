//! Events as lines: text for people, JSON for programs.

mod axes;
mod beside;
mod chart;
mod fit;
mod json;
mod pictures;
mod steps;
mod text;

pub use axes::{PLOTTED, Span};
pub use chart::{Dots, along, braille, mark, marks};

use std::io::{self, Write};

use crate::art::{Blitter, Depth, Style};
use crate::error::plain;
use crate::event::{Event, Progress, Screen};

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
}

/// Writes events as they come.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    pub style: Style,
    /// Columns of a line.
    pub width: usize,
    pub format: Format,
    /// Whether work in flight is shown on a line that is redrawn.
    pub progress: bool,
}

impl Printer {
    /// Writes one event, with the command it belongs to, if any, in whole lines.
    ///
    /// # Errors
    /// Errors of the output, including a closed pipe.
    pub fn print(
        &self,
        event: &Event,
        command: Option<&str>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match (self.format, event) {
            (Format::Json, _) => {
                if let Some(line) = json::line(event, command) {
                    writeln!(out, "{line}")?;
                }
            }
            (Format::Text, Event::Progress(progress)) => {
                if self.progress {
                    let wide = self.width.saturating_sub(1);
                    write!(out, "\r{:wide$}", self.fit(&bar(progress, self.width)))?;
                }
            }
            (Format::Text, Event::Screen(Screen::Clear)) => {
                // Only a terminal can be cleared; a transcript stays whole.
                if self.progress {
                    write!(out, "\x1b[H\x1b[2J")?;
                }
            }
            (
                Format::Text,
                Event::Live(_) | Event::Screen(_) | Event::Quit | Event::Replay { .. },
            ) => {}
            (Format::Text, event) => {
                self.clear(out)?;
                for line in self.lines(event) {
                    writeln!(out, "{line}")?;
                }
            }
        }
        out.flush()
    }

    /// Clears the line on which work in flight is shown.
    ///
    /// # Errors
    /// See [`print`](Self::print).
    pub fn clear(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.progress {
            write!(out, "\r{}\r", " ".repeat(self.width.saturating_sub(1)))?;
            out.flush()?;
        }
        Ok(())
    }

    /// The lines of one event, with colours if the style has them.
    #[must_use]
    pub fn lines(&self, event: &Event) -> Vec<String> {
        let mut lines = match event {
            Event::Curves(_) => Vec::new(),
            event => lines(event, self.width),
        };
        if let Event::Phase(report) = event {
            lines.extend(
                report
                    .pictures
                    .iter()
                    .flat_map(|g| pictures::gallery(g, self.style, self.width)),
            );
        }
        lines.extend(match event {
            Event::Gallery(gallery) => pictures::gallery(gallery, self.style, self.width),
            Event::Scores(scores) => pictures::scored(scores, self.style, self.width),
            Event::Plane(plane) => chart::plane(plane, self.width),
            Event::Curves(curves) => chart::curves(curves, self.width),
            Event::Chart(chart) => axes::chart(chart, self.width),
            Event::Compared(compared) => beside::lines(compared, self.style, self.width),
            _ => Vec::new(),
        });
        // Lines that carry pictures have their glyphs from the style.
        lines.into_iter().map(|line| self.fit(&line)).collect()
    }

    /// A line in the characters that the terminal has.
    #[must_use]
    pub fn fit(&self, line: &str) -> String {
        if self.style.blitter == Blitter::Ascii {
            ascii(line)
        } else {
            line.to_owned()
        }
    }

    /// Whether lines may carry colours.
    #[must_use]
    pub fn colour(&self) -> bool {
        self.style.depth != Depth::Mono
    }
}

/// Short plain lines of one event, without pictures.
#[must_use]
pub fn lines(event: &Event, width: usize) -> Vec<String> {
    // A name, a note or a line of a file must not command the terminal.
    let lines = text::lines(event, width).into_iter();
    lines.map(|line| plain(&line)).collect()
}

/// A value with three significant digits.
#[must_use]
pub fn number(value: f32) -> String {
    fit::number(value)
}

/// Remaining seconds, as `0:09` or `2:05:09`.
#[must_use]
pub fn clock(seconds: f32) -> String {
    fit::clock(seconds)
}

/// Work in flight on one line.
fn bar(progress: &Progress, width: usize) -> String {
    let eta = progress.eta_seconds.map(clock);
    let eta = eta.map_or_else(String::new, |left| format!(" · ETA {left}"));
    let share = progress
        .of
        .map_or(0.0, |of| progress.done as f32 / of.max(1) as f32);
    let full = (share * 10.0) as usize;
    let bar = progress.of.map_or(String::new(), |_| {
        format!(
            " {}{}",
            "▓".repeat(full.min(10)),
            "░".repeat(10 - full.min(10))
        )
    });
    let text = if progress.training {
        let series = steps::series(&progress.series);
        format!(
            "step {}{bar} {:.0}/s{eta} · {series}",
            progress.step, progress.rate
        )
    } else {
        format!("{}{bar}{eta}", progress.work)
    };
    fit::cut(&text, width.saturating_sub(1))
}

/// Replacements for characters that an ASCII terminal lacks, one letter for each.
#[must_use]
pub fn ascii(line: &str) -> String {
    line.chars()
        .map(|c| match c {
            c if c.is_ascii() => c,
            '·' | '•' | '−' | '–' | '─' => '-',
            '×' => 'x',
            '→' => '>',
            '←' => '<',
            '↑' | '▲' => '^',
            '↓' => 'v',
            '↗' | '↙' => '/',
            '↖' | '↘' => '\\',
            '│' => '|',
            '▁' | '▂' => '_',
            '━' => '=',
            '▃' | '▄' | '░' | '┿' => ':',
            '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '▅' | '▆' | '▓' => {
                '+'
            }
            '▇' | '█' => '#',
            // Of the timeline.
            '●' => '@',
            '○' => 'o',
            '◆' => 'n',
            '┳' => 'Y',
            '■' => '!',
            '…' | '±' => '~',
            '∇' => 'd',
            'Σ' => 'S',
            '\u{2800}' => ' ',
            '\u{2801}'..='\u{28ff}' => '*',
            _ => '?',
        })
        .collect()
}

#[cfg(test)]
mod tests;
