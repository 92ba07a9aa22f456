//! Reads an expression: a recursive descent, no deeper than [`DEEPEST`].

use std::ops::Range;

use super::names::{Meaning, Variable, meaning, names};
use super::program::{Op, Program};
use super::token::Token;
use crate::error::{Mistake, nearest};

/// How deep parentheses, signs and powers are nested at most.
pub(super) const DEEPEST: usize = 50;

type Read<T> = Result<T, Mistake>;

/// What a part of an expression comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// 1 where a comparison holds, 0 where it does not.
    Truth,
}

/// A part that was read: its place in the text, and its steps.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub kind: Kind,
    pub span: Range<usize>,
    /// Steps of the program so far that are its own.
    ops: Range<usize>,
    /// A number before a name or a parenthesis is a factor: `2x`.
    factor: bool,
}

/// An expression that was read to its end, or to a word that does not belong to it.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    pub program: Program,
    pub kind: Kind,
    pub span: Range<usize>,
}

impl Expression {
    /// The first variable in it that is none of `known`.
    pub fn other(&self, known: &[Variable]) -> Option<Variable> {
        self.program.0.iter().find_map(|op| match op {
            Op::Variable(variable) => Some(*variable).filter(|v| !known.contains(v)),
            _ => None,
        })
    }
}

/// Reads words from the first on.
pub(super) struct Parser<'a> {
    tokens: &'a [(Token<'a>, Range<usize>)],
    at: usize,
    /// Where the text ends.
    end: usize,
    depth: usize,
    ops: Vec<Op>,
}

impl<'a> Parser<'a> {
    pub fn new(tokens: &'a [(Token<'a>, Range<usize>)], end: usize) -> Self {
        Self {
            tokens,
            at: 0,
            end,
            depth: 0,
            ops: Vec::new(),
        }
    }

    /// The next word.
    pub fn next(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).map(|(token, _)| *token)
    }

    /// The place of the next word, or of the end.
    pub fn place(&self) -> Range<usize> {
        let end = self.end..self.end;
        self.tokens
            .get(self.at)
            .map_or(end, |(_, span)| span.clone())
    }

    /// Whether the next word is this sign, which is then taken.
    pub fn takes(&mut self, sign: &str) -> bool {
        let is = self.next() == Some(Token::Sign(sign));
        self.at += usize::from(is);
        is
    }

    fn takes_name(&mut self, name: &str) -> bool {
        let is = self.next() == Some(Token::Name(name));
        self.at += usize::from(is);
        is
    }

    /// Reads an expression.
    pub fn expression(&mut self) -> Read<Expression> {
        self.ops.clear();
        let part = self.either()?;
        Ok(self.whole(&part))
    }

    /// Reads a number: an expression that compares nothing.
    pub fn number(&mut self) -> Read<Expression> {
        self.ops.clear();
        let part = self.sum()?;
        Ok(self.whole(&part))
    }

    fn whole(&mut self, part: &Part) -> Expression {
        Expression {
            program: Program(std::mem::take(&mut self.ops)),
            kind: part.kind,
            span: part.span.clone(),
        }
    }

    /// One level deeper, but not too deep.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == DEEPEST {
            return Err(Mistake::new(
                format!("this is nested more than {DEEPEST} deep"),
                self.place(),
            ));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// Adds a step that takes two parts.
    fn two(&mut self, op: fn(f64, f64) -> f64, kind: Kind, a: &Part, b: &Part) -> Part {
        self.ops.push(Op::Two(op));
        Part {
            kind,
            span: a.span.start..b.span.end,
            ops: a.ops.start..self.ops.len(),
            factor: false,
        }
    }

    fn either(&mut self) -> Read<Part> {
        let mut left = self.both()?;
        while self.takes_name("or") {
            let right = self.both()?;
            truth(&left)?;
            truth(&right)?;
            left = self.two(libm::fmax, Kind::Truth, &left, &right);
        }
        Ok(left)
    }

    fn both(&mut self) -> Read<Part> {
        let mut left = self.compared()?;
        while self.takes_name("and") {
            let right = self.compared()?;
            truth(&left)?;
            truth(&right)?;
            left = self.two(|a, b| a * b, Kind::Truth, &left, &right);
        }
        Ok(left)
    }

    /// The comparison that comes next, if one does.
    fn comparison(&mut self) -> Option<fn(f64, f64) -> f64> {
        let truth = |sign| -> Option<fn(f64, f64) -> f64> {
            Some(match sign {
                "<" => |a, b| f64::from(u8::from(a < b)),
                "<=" => |a, b| f64::from(u8::from(a <= b)),
                ">" => |a, b| f64::from(u8::from(a > b)),
                ">=" => |a, b| f64::from(u8::from(a >= b)),
                _ => return None,
            })
        };
        let Some(Token::Sign(sign)) = self.next() else {
            return None;
        };
        let found = truth(sign);
        self.at += usize::from(found.is_some());
        found
    }

    /// A sum, or sums with comparisons between them, all of which are to hold: `0 < x < 1`.
    fn compared(&mut self) -> Read<Part> {
        let first = self.sum()?;
        let (mut left, mut all) = (first.clone(), None);
        while let Some(holds) = self.comparison() {
            number(&left)?;
            // The middle of three is computed twice.
            if all.is_some() {
                self.ops.extend_from_within(left.ops.clone());
            }
            let right = self.sum()?;
            number(&right)?;
            let mut outcome = self.two(holds, Kind::Truth, &first, &right);
            if let Some(before) = &all {
                outcome = self.two(|a, b| a * b, Kind::Truth, before, &right);
            }
            (left, all) = (right, Some(outcome));
        }
        Ok(all.unwrap_or(first))
    }

    fn sum(&mut self) -> Read<Part> {
        let mut left = self.product()?;
        loop {
            let op: fn(f64, f64) -> f64 = if self.takes("+") {
                |a, b| a + b
            } else if self.takes("-") {
                |a, b| a - b
            } else {
                return Ok(left);
            };
            let right = self.product()?;
            number(&left)?;
            number(&right)?;
            left = self.two(op, Kind::Number, &left, &right);
        }
    }

    fn product(&mut self) -> Read<Part> {
        let mut left = self.signed()?;
        loop {
            let follows = matches!(self.next(), Some(Token::Name(name)) if name != "and" && name != "or")
                || self.next() == Some(Token::Sign("("));
            let times = self.takes("*") || left.factor && follows;
            let op: fn(f64, f64) -> f64 = if times {
                |a, b| a * b
            } else if self.takes("/") {
                |a, b| a / b
            } else {
                return Ok(left);
            };
            let right = self.signed()?;
            number(&left)?;
            number(&right)?;
            left = self.two(op, Kind::Number, &left, &right);
            // What 1/2x divides by nobody knows.
            left.factor = times && right.factor;
        }
    }

    /// A power, with signs before it: `-x^2` is `-(x^2)`.
    fn signed(&mut self) -> Read<Part> {
        let start = self.place().start;
        if self.takes("-") {
            let mut part = self.deeper(Self::signed)?;
            number(&part)?;
            self.ops.push(Op::One(|value| -value));
            part.ops.end = self.ops.len();
            part.span.start = start;
            return Ok(part);
        }
        if self.takes("+") {
            return self.deeper(Self::signed);
        }
        let left = self.operand()?;
        if !self.takes("^") {
            return Ok(left);
        }
        // To the right first: 2^3^2 is 2^9.
        let right = self.deeper(Self::signed)?;
        number(&left)?;
        number(&right)?;
        Ok(self.two(libm::pow, Kind::Number, &left, &right))
    }

    fn operand(&mut self) -> Read<Part> {
        let (span, from) = (self.place(), self.ops.len());
        let part = |parser: &Self, span, kind, factor| Part {
            kind,
            span,
            ops: from..parser.ops.len(),
            factor,
        };
        match self.next() {
            Some(Token::Number(value)) => {
                self.at += 1;
                self.ops.push(Op::Number(value));
                Ok(part(self, span, Kind::Number, true))
            }
            Some(Token::Sign("(")) => {
                self.at += 1;
                let within = self.deeper(Self::either)?;
                let end = self.closes(&span)?;
                Ok(part(self, span.start..end, within.kind, true))
            }
            Some(Token::Name(name)) => {
                self.at += 1;
                self.named(name, &span)?;
                let end = self.tokens[self.at - 1].1.end;
                Ok(part(self, span.start..end, Kind::Number, false))
            }
            Some(Token::Sign(sign)) => Err(Mistake::new(
                format!("'{sign}' cannot stand here; a number, a name such as x, or '(' can"),
                span,
            )),
            None => Err(Mistake::new(
                "the expression is not finished: a number, a name such as x, or '(' is missing here",
                span,
            )),
        }
    }

    /// The steps of a name, and of the arguments behind it if it is a function.
    fn named(&mut self, name: &str, span: &Range<usize>) -> Read<()> {
        let (op, wanted) = match meaning(name) {
            Some(Meaning::Number(value)) => (Op::Number(value), 0),
            Some(Meaning::Variable(variable)) => (Op::Variable(variable), 0),
            Some(Meaning::One(f)) => (Op::One(f), 1),
            Some(Meaning::Two(f)) => (Op::Two(f), 2),
            None => return Err(unknown(name, span)),
        };
        if wanted == 0 {
            self.ops.push(op);
            return Ok(());
        }
        let open = self.place();
        if !self.takes("(") {
            return Err(Mistake::new(
                format!("{name} is a function: write {name}(x)"),
                span.clone(),
            ));
        }
        for given in 0..wanted {
            if given > 0 && !self.takes(",") {
                return Err(Mistake::new(
                    format!("{name} takes two numbers, as in {name}(x, y)"),
                    self.place(),
                ));
            }
            let argument = self.deeper(Self::either)?;
            number(&argument)?;
        }
        if self.next() == Some(Token::Sign(",")) {
            let numbers = if wanted == 1 {
                "one number"
            } else {
                "two numbers"
            };
            return Err(Mistake::new(
                format!("{name} takes {numbers}"),
                self.place(),
            ));
        }
        self.closes(&open)?;
        self.ops.push(op);
        Ok(())
    }

    /// Takes the parenthesis that closes the one at `open`; says where it ends.
    fn closes(&mut self, open: &Range<usize>) -> Read<usize> {
        let place = self.place();
        if self.takes(")") {
            return Ok(place.end);
        }
        let mistake = if self.next().is_some() {
            Mistake::new("')' is missing before this", place)
        } else {
            Mistake::new("this '(' is never closed", open.clone())
        };
        Err(mistake)
    }
}

fn unknown(name: &str, span: &Range<usize>) -> Mistake {
    let known = names().chain(["and", "or"]);
    let why = match nearest(name, known) {
        Some(near) => format!("'{name}' is not known; did you mean '{near}'?"),
        None => format!(
            "'{name}' is not known; there are {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    };
    Mistake::new(why, span.clone())
}

fn number(part: &Part) -> Read<()> {
    match part.kind {
        Kind::Number => Ok(()),
        Kind::Truth => Err(Mistake::new(
            "this compares, so it is no number; combine comparisons with 'and' and 'or'",
            part.span.clone(),
        )),
    }
}

fn truth(part: &Part) -> Read<()> {
    match part.kind {
        Kind::Truth => Ok(()),
        Kind::Number => Err(Mistake::new(
            "'and' and 'or' combine comparisons, and this is a number",
            part.span.clone(),
        )),
    }
}
