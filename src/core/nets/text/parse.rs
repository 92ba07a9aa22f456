//! From tokens to the tree of layers.

use std::ops::Range;

use super::token::{Kind, Token, tokens};
use super::tree::{Node, Shape, Size, What};
use super::words::{ACTIVATIONS, Meaning, WORDS, Word};
use super::{DEEPEST, LONGEST_SIZE, MOST_LAYERS, Mistake};
use crate::error::Error;
use crate::layers::{Activation, Expr, Start};

type Parsed<T> = Result<T, Mistake>;

/// The tree of a text, and how many tokens it has.
///
/// # Errors
/// The first mistake.
pub(super) fn parse(text: &str) -> Parsed<(Node, usize)> {
    let tokens = tokens(text)?;
    let bars = tokens.iter().filter(|t| t.kind == Kind::Bar).count();
    if bars >= MOST_LAYERS {
        let why = format!(
            "a network has at most {MOST_LAYERS} layers, and this has {}",
            bars + 1
        );
        return Err(Mistake::new(why, 0..0));
    }
    let mut parser = Parser {
        text,
        tokens: &tokens,
        at: 0,
        operators: 0,
    };
    let mut layers = parser.chain(0)?;
    if let Some(token) = parser.peek() {
        let why = format!("'{}' closes nothing", parser.word(token));
        return Err(Mistake::new(why, token.span.clone()));
    }
    let top = match (layers.pop(), layers.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            layers.extend(last);
            group(layers, 0..text.len())
        }
    };
    Ok((top, tokens.len()))
}

fn group(layers: Vec<Node>, span: Range<usize>) -> Node {
    Node {
        what: What::Group(layers),
        span,
        from: None,
        gives: None,
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    /// Operators in the size that is being read.
    operators: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn word(&self, token: &Token) -> &'t str {
        self.text.get(token.span.clone()).unwrap_or("")
    }

    /// The place of the next token, or the end of the text.
    fn here(&self) -> Range<usize> {
        let end = self.tokens.last().map_or(0, |last| last.span.end);
        self.peek().map_or(end..end, |token| token.span.clone())
    }

    /// Takes the next token where it is of this kind.
    fn take(&mut self, kind: Kind) -> Option<&'t Token> {
        let token = self.peek().filter(|token| token.kind == kind)?;
        self.at += 1;
        Some(token)
    }

    fn wrong<T>(&self, wanted: &str) -> Parsed<T> {
        let found = match self.peek() {
            Some(token) => format!("not '{}'", self.word(token)),
            None => "and the text ends".to_owned(),
        };
        Err(Mistake::new(format!("{wanted}, {found}"), self.here()))
    }

    fn chain(&mut self, depth: usize) -> Parsed<Vec<Node>> {
        let mut layers = vec![self.layer(depth)?];
        loop {
            if self.take(Kind::Bar).is_some() {
                layers.push(self.layer(depth)?);
                continue;
            }
            return match self.peek() {
                None => Ok(layers),
                Some(token) if token.kind == Kind::Close => Ok(layers),
                Some(_) => self.wrong("a layer ends here: '|' stands before the next one"),
            };
        }
    }

    fn layer(&mut self, depth: usize) -> Parsed<Node> {
        if depth > DEEPEST {
            let why = format!("layers are nested at most {DEEPEST} deep");
            return Err(Mistake::new(why, self.here()));
        }
        let start = self.here().start;
        let mut node = if self.take(Kind::Open).is_some() {
            let layers = self.chain(depth + 1)?;
            if self.take(Kind::Close).is_none() {
                return self.wrong("a group of layers ends with ')'");
            }
            group(layers, start..start)
        } else {
            let what = self.named(depth)?;
            Node {
                what,
                span: start..start,
                from: None,
                gives: None,
            }
        };
        // What follows a wrapped layer is the layer's own.
        let wraps = matches!(
            node.what,
            What::SpectralNorm(_) | What::Tap(_) | What::Residual(_)
        );
        if !wraps {
            self.stated(&mut node)?;
        }
        let end = self.tokens[..self.at].last().map_or(start, |t| t.span.end);
        node.span = start..end;
        Ok(node)
    }

    /// A layer by its name, with what has to follow it.
    fn named(&mut self, depth: usize) -> Parsed<What> {
        let word = self.name()?;
        let f = Activation::Identity;
        Ok(match word.layer {
            Meaning::Dense => What::Dense {
                to: self.size_of(word)?,
                f,
                start: Start::Bias,
            },
            Meaning::Conv => self.conv(word, false)?,
            Meaning::ConvTranspose => self.conv(word, true)?,
            Meaning::Upsample => {
                What::Upsample(self.number("upsample takes a factor, as in 'upsample 2'")?)
            }
            Meaning::Flatten => What::Flatten,
            Meaning::Reshape => match self.shape()? {
                (Shape::Picture(sides), _) => What::Reshape(sides),
                (Shape::Vector(_), span) => {
                    let why = "reshape takes rows, columns and channels, as in 'reshape 7x7x32'";
                    return Err(Mistake::new(why, span));
                }
            },
            Meaning::BatchNorm => What::BatchNorm(f),
            Meaning::LayerNorm => What::LayerNorm(f),
            Meaning::Relu => What::Activate(Activation::Relu),
            Meaning::Tanh => What::Activate(Activation::Tanh),
            Meaning::Sigmoid => What::Activate(Activation::Sigmoid),
            Meaning::Elu => What::Activate(Activation::Elu),
            Meaning::Silu => What::Activate(Activation::Silu),
            Meaning::Gelu => What::Activate(Activation::Gelu),
            Meaning::Linear => What::Activate(f),
            Meaning::Leaky => What::Activate(self.slope()?),
            Meaning::Dropout => self.dropout()?,
            Meaning::ClassBias => What::ClassBias(self.maybe_size()?),
            Meaning::ClassPick => What::ClassPick,
            Meaning::CodeBias => What::CodeBias(self.maybe_size()?),
            Meaning::DeviationDense => What::DeviationDense {
                to: self.size_of(word)?,
                f,
            },
            Meaning::Gaussian => What::Gaussian(self.maybe_size()?),
            Meaning::GruRead => What::GruRead(self.size_of(word)?),
            Meaning::GruWrite => {
                let [rows, state] =
                    self.two("gru write takes rows and numbers, as in 'gru write Hx128'")?;
                What::GruWrite { rows, state }
            }
            Meaning::Rows => {
                let [columns, channels] =
                    self.two("rows takes columns and channels, as in 'rows WxC'")?;
                What::Rows {
                    columns,
                    channels,
                    f,
                }
            }
            Meaning::SpectralNorm => What::SpectralNorm(Box::new(self.layer(depth + 1)?)),
            Meaning::Tap => What::Tap(Box::new(self.layer(depth + 1)?)),
            Meaning::Residual => What::Residual(Box::new(self.layer(depth + 1)?)),
        })
    }

    fn name(&mut self) -> Parsed<&'static Word> {
        let Some(first) = self.take(Kind::Word) else {
            return self.wrong("a layer stands here, as 'dense 64'");
        };
        let one = self.word(first).to_ascii_lowercase();
        let second = self.peek().filter(|token| token.kind == Kind::Word);
        if let Some(second) = second {
            let two = format!("{one} {}", self.word(second).to_ascii_lowercase());
            if let Some(word) = WORDS.iter().find(|word| word.name == two) {
                self.at += 1;
                return Ok(word);
            }
        }
        if let Some(word) = WORDS.iter().find(|word| word.name == one) {
            return Ok(word);
        }
        let begins = |word: &&Word| word.name.split(' ').next() == Some(&one);
        let two: Vec<_> = WORDS.iter().filter(begins).map(|word| word.name).collect();
        let why = if two.is_empty() {
            let names = WORDS.iter().map(|word| word.name);
            Error::unknown("layer", &one, names).to_string()
        } else {
            format!("'{one}' is the beginning of '{}'", two.join("' or '"))
        };
        Err(Mistake::new(why, first.span.clone()))
    }

    fn conv(&mut self, word: &Word, transposed: bool) -> Parsed<What> {
        let to = self.size_of(word)?;
        let (mut kernel, mut stride) = (None, None);
        while let Some(token) = self.peek().filter(|token| token.kind == Kind::Word) {
            let text = self.word(token);
            let (place, most) = match text.as_bytes() {
                [b'k', b'0'..=b'9', ..] => (&mut kernel, 1 << 16),
                [b's', b'0'..=b'9', ..] => (&mut stride, 4),
                _ => break,
            };
            let number = text[1..].parse().ok().filter(|n| (1..=most).contains(n));
            if place.is_some() || number.is_none() {
                let why = "a kernel is written as k5, above 0, and a stride as s2, from 1 to 4, once each";
                return Err(Mistake::new(why, token.span.clone()));
            }
            *place = number;
            self.at += 1;
        }
        let Some(kernel) = kernel else {
            return self.wrong(&format!(
                "{0} takes a kernel, as in '{0} 16 k5 s2'",
                word.name
            ));
        };
        Ok(What::Conv {
            to,
            kernel,
            stride: stride.unwrap_or(1),
            f: Activation::Identity,
            start: Start::Bias,
            transposed,
        })
    }

    /// What is stated behind a layer: its activation, its bias or where it starts, what it takes and gives.
    fn stated(&mut self, node: &mut Node) -> Parsed<()> {
        let (mut activated, mut begun) = (false, false);
        loop {
            let here = self.here();
            if self.take(Kind::Comma).is_some() {
                let f = self.activation()?;
                let place = node.what.activation().filter(|_| !activated);
                *place.ok_or_else(|| {
                    let why = "no activation can follow here with a comma; '|' makes it a layer of its own";
                    Mistake::new(why, here.start..self.tokens[self.at - 1].span.end)
                })? = f;
                activated = true;
            } else if self.take(Kind::Gives).is_some() {
                let (shape, span) = self.shape()?;
                if node.gives.replace((shape, span)).is_some() {
                    return Err(Mistake::new("what a layer gives is stated once", here));
                }
            } else if self.is_word("from") {
                self.at += 1;
                let (shape, _) = self.shape()?;
                let group = matches!(node.what, What::Group(_));
                if group || node.from.replace(shape).is_some() {
                    let why = "what one layer takes is stated once, as in 'dense 64 from 784'";
                    return Err(Mistake::new(why, here));
                }
            } else if self.is_word("no") {
                self.at += 1;
                if !self.is_word("bias") {
                    return self.wrong("'no bias' is meant");
                }
                self.at += 1;
                *node.what.start().filter(|_| !begun).ok_or_else(|| {
                    Mistake::new("'no bias' is for dense, conv and convt, once", here)
                })? = Start::NoBias;
                begun = true;
            } else if self.is_word("zero") {
                self.at += 1;
                *node.what.start().filter(|_| !begun).ok_or_else(|| {
                    let why = "'zero' is for dense, conv and convt, once, and without 'no bias'";
                    Mistake::new(why, here)
                })? = Start::Zero;
                begun = true;
            } else {
                return Ok(());
            }
        }
    }

    fn is_word(&self, word: &str) -> bool {
        self.peek()
            .is_some_and(|t| t.kind == Kind::Word && self.word(t).eq_ignore_ascii_case(word))
    }

    fn activation(&mut self) -> Parsed<Activation> {
        let Some(token) = self.take(Kind::Word) else {
            return self.wrong("an activation stands behind ',', as 'leaky 0.2'");
        };
        let word = self.word(token).to_ascii_lowercase();
        Ok(match word.as_str() {
            "relu" => Activation::Relu,
            "leaky" => self.slope()?,
            "tanh" => Activation::Tanh,
            "sigmoid" => Activation::Sigmoid,
            "elu" => Activation::Elu,
            "silu" => Activation::Silu,
            "gelu" => Activation::Gelu,
            "linear" => Activation::Identity,
            _ => {
                let why = Error::unknown("activation", &word, ACTIVATIONS).to_string();
                return Err(Mistake::new(why, token.span.clone()));
            }
        })
    }

    fn slope(&mut self) -> Parsed<Activation> {
        let here = self.here();
        let Some(token) = self.take(Kind::Number) else {
            return self.wrong("leaky takes a slope, as in 'leaky 0.2'");
        };
        let slope = self.word(token).parse::<f32>().ok();
        let slope = slope.filter(|slope| (0.0..=1.0).contains(slope));
        slope
            .map(Activation::LeakyRelu)
            .ok_or_else(|| Mistake::new("a slope is a number from 0 to 1, as 0.2", here))
    }

    fn dropout(&mut self) -> Parsed<What> {
        let here = self.here();
        let Some(token) = self.take(Kind::Number) else {
            return self.wrong("dropout takes a probability, as in 'dropout 0.3'");
        };
        let text = self.word(token);
        let decimals = text.split_once('.').map_or("", |(_, decimals)| decimals);
        let thousandths = text.parse::<f64>().ok().map(|p| (p * 1000.0).round());
        let fits = |p: &f64| (0.0..=999.0).contains(p) && decimals.len() <= 3;
        match thousandths.filter(fits) {
            Some(p) => Ok(What::Dropout(p as u16)),
            None => Err(Mistake::new(
                "a probability of dropout is a number from 0 to 0.999 with at most three decimals",
                here,
            )),
        }
    }

    fn number(&mut self, wanted: &str) -> Parsed<usize> {
        let here = self.here();
        let Some(token) = self.take(Kind::Number) else {
            return self.wrong(wanted);
        };
        let number = self.word(token).parse::<usize>().ok().filter(|n| *n > 0);
        number.ok_or_else(|| {
            let why = format!(
                "'{}' is no size: a whole number above 0 is",
                self.word(token)
            );
            Mistake::new(why, here)
        })
    }

    /// Two sizes with an `x` between them.
    fn two(&mut self, wanted: &str) -> Parsed<[Size; 2]> {
        let first = self.size(wanted)?;
        if self.take(Kind::Times).is_none() {
            return self.wrong(wanted);
        }
        Ok([first, self.size(wanted)?])
    }

    /// `64`, or `14x14x16`; and where it stands.
    fn shape(&mut self) -> Parsed<(Shape, Range<usize>)> {
        const WANTED: &str =
            "a shape stands here: '64', or rows, columns and channels as in '14x14x16'";
        let start = self.here().start;
        let first = self.size(WANTED)?;
        let shape = if self.take(Kind::Times).is_some() {
            let [columns, channels] = self.two(WANTED)?;
            Shape::Picture([first, columns, channels])
        } else {
            Shape::Vector(first)
        };
        Ok((shape, start..self.tokens[self.at - 1].span.end))
    }

    fn size_of(&mut self, word: &Word) -> Parsed<Size> {
        let name = word.name;
        self.size(&format!(
            "{name} takes a size, as in '{name} {}'",
            example(word.layer)
        ))
    }

    /// A size where one stands.
    fn maybe_size(&mut self) -> Parsed<Option<Size>> {
        let begins = |t: &Token| matches!(t.kind, Kind::Number | Kind::Size | Kind::Open);
        let stands = self.peek().is_some_and(begins);
        stands.then(|| self.size("a size stands here")).transpose()
    }

    fn size(&mut self, wanted: &str) -> Parsed<Size> {
        self.operators = 0;
        self.product(wanted, 0)
    }

    /// Factors from the left: `2*Z`, `H/2/2`.
    fn product(&mut self, wanted: &str, depth: usize) -> Parsed<Size> {
        let mut size = self.factor(wanted, depth)?;
        loop {
            let here = self.here();
            let over = match self.peek().map(|token| token.kind) {
                Some(Kind::Star) => false,
                Some(Kind::Slash) => true,
                _ => return Ok(size),
            };
            self.at += 1;
            self.operators += 1;
            if self.operators > LONGEST_SIZE / 2 {
                return Err(Mistake::new("this size is too long to be read", here));
            }
            size = if over {
                let by = self.number("a size is divided by a number, as in 'H/2'")?;
                Size::Over(Box::new(size), by)
            } else {
                let by = self.factor("a size stands behind '*'", depth)?;
                Size::Times(Box::new(size), Box::new(by))
            };
        }
    }

    fn factor(&mut self, wanted: &str, depth: usize) -> Parsed<Size> {
        if self.take(Kind::Open).is_some() {
            if depth >= DEEPEST {
                let why = format!("parentheses are nested at most {DEEPEST} deep");
                return Err(Mistake::new(why, self.here()));
            }
            let size = self.product("a size stands behind '('", depth + 1)?;
            if self.take(Kind::Close).is_none() {
                return self.wrong("')' ends what '(' began");
            }
            return Ok(size);
        }
        if let Some(token) = self.take(Kind::Size) {
            let size = match self.word(token) {
                "H" => Expr::Height,
                "W" => Expr::Width,
                "C" => Expr::Channels,
                "P" => Expr::Coordinates,
                "Z" => Expr::Code,
                _ => Expr::Classes,
            };
            return Ok(Size::Leaf(size));
        }
        let number = self.number(wanted)?;
        Ok(Size::Leaf(Expr::Number(number)))
    }
}

/// What may follow the name of a layer, in messages.
fn example(layer: Meaning) -> &'static str {
    match layer {
        Meaning::Conv | Meaning::ConvTranspose => "16 k5 s2",
        _ => "64",
    }
}
