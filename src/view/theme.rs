//! Colours by what they mean, in a palette that colour-blind people can tell apart (Okabe and Ito
//! 2008), in as many colours as the terminal has.

use ratatui::style::{Color, Modifier, Style};

use crate::art::{self, Blitter, Depth};

/// The colours of the screen, and the glyphs used for pictures.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    pub art: art::Style,
}

/// A colour in 24 bits, in xterm's 256, and among the 16 of old.
type Tone = ((u8, u8, u8), u8, Color);

const ORANGE: Tone = ((230, 159, 0), 214, Color::Yellow);
const SKY: Tone = ((86, 180, 233), 74, Color::LightCyan);
const GREEN: Tone = ((0, 178, 130), 36, Color::Green);
const PURPLE: Tone = ((204, 121, 167), 175, Color::Magenta);
const YELLOW: Tone = ((240, 228, 66), 227, Color::LightYellow);
const VERMILLION: Tone = ((226, 104, 36), 166, Color::Red);
const BLUE: Tone = ((86, 120, 220), 69, Color::Blue);
const GREY: Tone = ((128, 128, 128), 244, Color::DarkGray);

/// Colours of classes; a mark tells those of one colour apart.
const CLASSES: [Tone; 8] = [SKY, ORANGE, GREEN, PURPLE, YELLOW, VERMILLION, GREY, BLUE];

/// Colours of curves, in the order that they are used.
const CURVES: [Tone; 5] = [SKY, ORANGE, GREEN, PURPLE, YELLOW];

/// Colours of two runs beside each other.
const RUNS: [Tone; 2] = [GREEN, PURPLE];

impl Theme {
    fn tone(self, ((r, g, b), indexed, old): Tone) -> Style {
        match self.art.depth {
            Depth::Truecolour => Style::new().fg(Color::Rgb(r, g, b)),
            Depth::Indexed256 => Style::new().fg(Color::Indexed(indexed)),
            Depth::Ansi16 => Style::new().fg(old),
            Depth::Mono => Style::new(),
        }
    }

    /// Whether the terminal has letters only.
    #[must_use]
    pub fn ascii(self) -> bool {
        self.art.blitter == Blitter::Ascii
    }

    /// Whether there are colours.
    #[must_use]
    pub fn colour(self) -> bool {
        self.art.depth != Depth::Mono
    }

    /// Plain text.
    #[must_use]
    pub fn text(self) -> Style {
        Style::new()
    }

    /// Real items.
    #[must_use]
    pub fn real(self) -> Style {
        self.tone(SKY)
    }

    /// Generated items.
    #[must_use]
    pub fn fake(self) -> Style {
        self.tone(ORANGE)
    }

    /// What is less important. Colour where there is any: some terminals show no faint text.
    #[must_use]
    pub fn dim(self) -> Style {
        if self.colour() {
            self.tone(GREY)
        } else {
            Style::new().add_modifier(Modifier::DIM)
        }
    }

    /// Frames around views.
    #[must_use]
    pub fn frame(self) -> Style {
        self.dim()
    }

    /// Titles of views.
    #[must_use]
    pub fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What can be pressed, and what is chosen.
    #[must_use]
    pub fn key(self) -> Style {
        self.tone(GREEN).add_modifier(Modifier::BOLD)
    }

    /// What is selected.
    #[must_use]
    pub fn selected(self) -> Style {
        self.tone(GREEN)
            .add_modifier(Modifier::REVERSED | Modifier::BOLD)
    }

    /// What went wrong.
    #[must_use]
    pub fn error(self) -> Style {
        self.tone(VERMILLION).add_modifier(Modifier::BOLD)
    }

    /// Numbers in a command line.
    #[must_use]
    pub fn number(self) -> Style {
        self.tone(PURPLE)
    }

    /// The `i`th class.
    #[must_use]
    pub fn class(self, i: usize) -> Style {
        self.tone(CLASSES[i % CLASSES.len()])
    }

    /// The `i`th of two runs beside each other; real and generated items have other colours.
    #[must_use]
    pub fn run(self, i: usize) -> Style {
        self.tone(RUNS[i % RUNS.len()])
    }

    /// The `i`th curve.
    #[must_use]
    pub fn curve(self, i: usize) -> Style {
        self.tone(CURVES[i % CURVES.len()])
    }
}
