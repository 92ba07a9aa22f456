//! What an expression draws: a curve, a region or a density, and within which limits.

use std::f64::consts::TAU;

use super::names::{Meaning, Variable, meaning};
use super::parse::{Expression, Kind, Parser};
use super::program::{At, Program};
use super::token::{Token, tokens};
use crate::error::Mistake;

/// The longest text, in bytes.
pub(super) const MOST_BYTES: usize = 500;
/// Standard deviation of points around a curve, as a part of half its larger extent.
pub(super) const SCATTER: f64 = 0.02;
/// How far x and y go from the origin where the text does not say so.
const EDGE: f64 = 3.0;
/// The largest limit.
const FARTHEST: f64 = 1e6;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A variable as a function of another one.
    Curve { of: Variable, by: Variable },
    /// Where a comparison holds.
    Region,
    /// As likely as a number is large.
    Density,
}

/// An expression that can be drawn.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub what: What,
    pub program: Program,
    /// From where to where x, y and t go.
    pub x: [f64; 2],
    pub y: [f64; 2],
    pub t: [f64; 2],
}

impl Shape {
    /// Reads a text.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        if text.len() > MOST_BYTES {
            return Err(Mistake::new(
                format!("an expression can have at most {MOST_BYTES} bytes"),
                0..0,
            ));
        }
        let tokens = tokens(text)?;
        let mut parser = Parser::new(&tokens, text.len());
        let first = parser.expression()?;
        let (what, body) = if parser.next() == Some(Token::Sign("=")) {
            let equals = parser.place();
            let curve = curve(text, &first, equals.start);
            parser.takes("=");
            let right = parser.expression()?;
            let (of, by) = curve?;
            if let Some(other) = right.other(&[by]) {
                return Err(Mistake::new(
                    format!("{of} depends on {by} here, and {other} cannot be used"),
                    right.span,
                ));
            }
            if right.kind == Kind::Truth {
                return Err(Mistake::new(
                    format!("{of} is a number, and this compares"),
                    right.span,
                ));
            }
            (What::Curve { of, by }, right)
        } else {
            if first.other(&[]).is_none() {
                return Err(Mistake::new(
                    "this uses neither x nor y, so it draws nothing; a region is x^2 + y^2 < 1, a density exp(-x^2 - y^2), a curve y = sin(x)",
                    first.span,
                ));
            }
            let what = if first.kind == Kind::Truth {
                What::Region
            } else {
                What::Density
            };
            (what, first)
        };
        let polar = matches!(
            what,
            What::Curve {
                of: Variable::R,
                ..
            }
        );
        // A curve goes as far as it goes where nobody limits it.
        let open = [-FARTHEST, FARTHEST];
        let edge = [-EDGE, EDGE];
        let mut shape = Self {
            program: body.program,
            x: edge,
            y: edge,
            t: [0.0, TAU],
            what,
        };
        if let What::Curve { of, .. } = what {
            if of == Variable::X || polar {
                shape.x = open;
            }
            if of == Variable::Y || polar {
                shape.y = open;
            }
        }
        while parser.takes(",") {
            shape.limit(&mut parser, polar)?;
        }
        match parser.next() {
            None => Ok(shape),
            Some(_) => Err(Mistake::new(
                "this does not belong to what stands before it; an operator such as * may be missing, and limits follow a comma, as in 'y = sin(x), -6 < x < 6'",
                parser.place(),
            )),
        }
    }

    /// Reads a limit: `-6 < x < 6`.
    fn limit(&mut self, parser: &mut Parser<'_>, polar: bool) -> Result<(), Mistake> {
        let start = parser.place().start;
        let low = bound(parser)?;
        let wrong = |parser: &Parser<'_>| {
            Mistake::new(
                "a limit has a number on either side, as in '-6 < x < 6'",
                start..parser.place().start.max(start + 1),
            )
        };
        if !(parser.takes("<") || parser.takes("<=")) {
            return Err(wrong(parser));
        }
        let place = parser.place();
        let variable = match parser.next() {
            Some(Token::Name(name)) => match meaning(name) {
                Some(Meaning::Variable(variable)) => Some(variable),
                _ => None,
            },
            _ => None,
        };
        let limits = match variable {
            Some(Variable::X) => &mut self.x,
            Some(Variable::Y) => &mut self.y,
            Some(Variable::T) if polar => &mut self.t,
            _ => {
                return Err(Mistake::new(
                    "limits are those of x and y, and of t where r depends on it",
                    place,
                ));
            }
        };
        parser.number()?;
        if !(parser.takes("<") || parser.takes("<=")) {
            return Err(wrong(parser));
        }
        let high = bound(parser)?;
        if low >= high {
            return Err(Mistake::new(
                format!("the limits are the wrong way round: {low} is not below {high}"),
                start..parser.place().start,
            ));
        }
        *limits = [low, high];
        Ok(())
    }

    /// In a few words.
    pub fn about(&self) -> &'static str {
        match self.what {
            What::Curve { .. } => "points along a curve",
            What::Region => "points all over a region",
            What::Density => "points of a density",
        }
    }

    /// For the user: what is drawn, and within which limits.
    pub fn note(&self) -> String {
        let within = |name: &str, [low, high]: [f64; 2]| format!("{name} from {low} to {high}");
        let limits = match self.what {
            What::Curve { by, .. } => {
                let limits = match by {
                    Variable::X => self.x,
                    Variable::Y => self.y,
                    _ => self.t.map(|v| (v * 1000.0).round() / 1000.0),
                };
                format!(
                    "{}, scattered by {SCATTER} of its reach",
                    within(&by.to_string(), limits)
                )
            }
            _ => format!("{}, {}", within("x", self.x), within("y", self.y)),
        };
        format!(
            "{}, drawn from the text with seed 0: {limits}; other limits follow a comma, as in '…, -6 < x < 6'",
            self.about()
        )
    }
}

/// Which variable an equation makes a function of which.
fn curve(text: &str, left: &Expression, equals: usize) -> Result<(Variable, Variable), Mistake> {
    let name = text.get(left.span.clone()).unwrap_or("").trim();
    match meaning(name) {
        Some(Meaning::Variable(Variable::X)) => Ok((Variable::X, Variable::Y)),
        Some(Meaning::Variable(Variable::Y)) => Ok((Variable::Y, Variable::X)),
        Some(Meaning::Variable(Variable::R)) => Ok((Variable::R, Variable::T)),
        _ => {
            let right = text.get(equals + 1..).unwrap_or("");
            let right = right.split(',').next().unwrap_or("");
            let right = right.trim_start_matches('=').trim();
            let right = if right.is_empty() { "1" } else { right };
            Err(Mistake::new(
                format!(
                    "a curve has y, x or r alone before the '='; a band around this one is 'abs({name} - ({right})) < 0.1'"
                ),
                left.span.clone(),
            ))
        }
    }
}

/// A number that no variable is in.
fn bound(parser: &mut Parser<'_>) -> Result<f64, Mistake> {
    let read = parser.number()?;
    let value = read.program.value(At::default(), &mut Vec::new());
    if read.other(&[]).is_some() || !(-FARTHEST..=FARTHEST).contains(&value) {
        return Err(Mistake::new(
            format!("a limit is a number from -{FARTHEST} to {FARTHEST}"),
            read.span,
        ));
    }
    Ok(value)
}
