//! A first look at a stranger's RON, before anything is made of it: its version, whether it is
//! whole, and how much the pictures in it would unpack to.

use ron::extensions::Extensions;

use super::format::FORMAT;

/// The deepest nesting of brackets that is read; a session needs 12.
pub(super) const DEPTH_LIMIT: usize = 64;

/// The most samples (bytes of unpacked pixels) in all pictures of a file: 1 GiB.
pub(super) const SAMPLE_LIMIT: u64 = 1 << 30;

/// How RON is written and read here: `Stepped(steps: 1)` for `Stepped((steps: 1))`, and the text of
/// a digest for `Some` of it.
pub(super) fn ron_options() -> ron::Options {
    ron::Options::default()
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES | Extensions::IMPLICIT_SOME)
        .with_recursion_limit(DEPTH_LIMIT)
}

/// What the first look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The version that the outermost brackets give.
    pub format: Option<u32>,
    /// How the text ends too early, if it does.
    pub cut_off: Option<String>,
    /// Samples that the pictures claim.
    pub samples: u64,
}

/// Looks through the text.
///
/// A newer version is refused at once: what follows it may be written in ways not known here.
///
/// # Errors
/// What is wrong, as the rest of a sentence that begins with the name of the file.
pub(super) fn scan(text: &str) -> Result<Scan, String> {
    let mut cursor = Cursor {
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut scan = Scan::default();
    let mut open: Vec<Open> = Vec::new();
    let mut began = false;
    let mut stray = false;
    let mut word = "";
    let mut key = "";
    loop {
        cursor.skip_blank();
        let start = cursor.at;
        match cursor.token() {
            Token::Open(bracket) => {
                if open.len() == DEPTH_LIMIT {
                    return Err(format!(
                        "is not a session: line {} is nested deeper than {DEPTH_LIMIT} brackets",
                        line_at(cursor.bytes, start)
                    ));
                }
                began |= bracket == b'(' && open.is_empty();
                open.push(Open {
                    start,
                    sides: [None; 3],
                });
            }
            Token::Close => {
                if let Some(closed) = open.pop() {
                    scan.samples = scan.samples.saturating_add(closed.samples());
                }
                if scan.samples > SAMPLE_LIMIT {
                    return Err(format!(
                        "claims more pictures than can be unpacked: {SAMPLE_LIMIT} samples at most"
                    ));
                }
            }
            Token::Colon => key = word,
            Token::Word => {
                word = bare(&text[start..cursor.at]);
                stray |= open.is_empty();
                if open.len() == 1 && key == "format" && began && scan.format.is_none() {
                    scan.format = Some(version(word)?);
                }
                if let (Some(inside), Some(side)) = (open.last_mut(), side(key)) {
                    // What is no plain number counts as more than there can be.
                    inside.sides[side] = Some(word.parse().unwrap_or(u64::MAX));
                }
                key = "";
            }
            Token::Other => key = "",
            Token::Unfinished(what) => {
                scan.cut_off = Some(ends(cursor.bytes, &format!("within {what}")));
                return Ok(scan);
            }
            Token::End => break,
        }
    }
    scan.cut_off = match open.last() {
        Some(inside) => Some(ends(
            cursor.bytes,
            &format!(
                "but what was opened at line {} is not closed",
                line_at(cursor.bytes, inside.start)
            ),
        )),
        None if !began && !stray => Some(ends(cursor.bytes, "before the session begins")),
        None => None,
    };
    Ok(scan)
}

/// The version, if it is one that can be read.
fn version(word: &str) -> Result<u32, String> {
    match word.parse::<u64>() {
        Ok(known @ 1..=2) => Ok(known as u32),
        Ok(0) | Err(_) => Err(format!(
            "is not a session: its format is '{}'; only 1 to {FORMAT} are known",
            word.chars().take(40).collect::<String>()
        )),
        Ok(newer) => Err(format!(
            "has format {newer}, and this program reads formats up to {FORMAT}; a newer aegan-lab \
             wrote it and reads it"
        )),
    }
}

/// Which of a picture's sizes the key names.
fn side(key: &str) -> Option<usize> {
    ["width", "height", "channels"]
        .iter()
        .position(|&name| name == key)
}

fn ends(bytes: &[u8], how: &str) -> String {
    format!("it ends at line {}, {how}", line_at(bytes, bytes.len()))
}

/// The number, from 1, of the line that the byte `at` is on.
#[allow(clippy::naive_bytecount)] // once a file, on its way to an error
pub(super) fn line_at(bytes: &[u8], at: usize) -> usize {
    // The end of the last line is on that line, not on the next.
    let before = bytes[..at]
        .strip_suffix(b"\n")
        .filter(|_| at == bytes.len());
    1 + before
        .unwrap_or(&bytes[..at])
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
}

/// Brackets that were opened, and the sizes of the picture that they may be.
struct Open {
    start: usize,
    sides: [Option<u64>; 3],
}

impl Open {
    fn samples(&self) -> u64 {
        if self.sides == [None; 3] {
            return 0;
        }
        self.sides.iter().fold(1, |product: u64, side| {
            product.saturating_mul(side.unwrap_or(1))
        })
    }
}

enum Token {
    Open(u8),
    Close,
    Colon,
    /// A name or a number.
    Word,
    /// A text or punctuation.
    Other,
    Unfinished(&'static str),
    End,
}

/// Where the look is now.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    /// Takes the next token; blanks and comments are behind already.
    fn token(&mut self) -> Token {
        let Some(&byte) = self.bytes.get(self.at) else {
            return Token::End;
        };
        if let Some(hashes) = self.raw_text() {
            return self.past_raw_end(hashes);
        }
        self.at += 1;
        match byte {
            b'(' | b'[' | b'{' => Token::Open(byte),
            b')' | b']' | b'}' => Token::Close,
            b':' => Token::Colon,
            b'"' => self.past_quote(b'"', "a text"),
            b'\'' => {
                // The first character is never the end: `'''` is a quote.
                self.at += if self.bytes.get(self.at) == Some(&b'\\') {
                    2
                } else {
                    1
                };
                self.past_quote(b'\'', "a character")
            }
            // Only a comment that is not closed is left here.
            b'/' if self.bytes.get(self.at) == Some(&b'*') => Token::Unfinished("a comment"),
            byte if is_word(byte) => {
                if byte == b'r' && self.bytes.get(self.at) == Some(&b'#') {
                    self.at += 1;
                }
                self.at += length(&self.bytes[self.at..], is_word);
                Token::Word
            }
            _ => Token::Other,
        }
    }

    /// Goes on behind the next quote that no backslash precedes.
    fn past_quote(&mut self, quote: u8, what: &'static str) -> Token {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == quote {
                return Token::Other;
            }
        }
        Token::Unfinished(what)
    }

    /// If a raw text begins here, `r#"` or `br#"`: goes on behind its quote; the number of hashes.
    fn raw_text(&mut self) -> Option<usize> {
        let rest = &self.bytes[self.at..];
        let rest = rest.strip_prefix(b"b").unwrap_or(rest).strip_prefix(b"r")?;
        let hashes = length(rest, |byte| byte == b'#');
        let inside = rest[hashes..].strip_prefix(b"\"")?;
        self.at = self.bytes.len() - inside.len();
        Some(hashes)
    }

    /// Goes on behind the next quote that is followed by so many hashes.
    fn past_raw_end(&mut self, hashes: usize) -> Token {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            if byte == b'"' {
                let rest = &self.bytes[self.at..];
                if length(&rest[..hashes.min(rest.len())], |byte| byte == b'#') == hashes {
                    self.at += hashes;
                    return Token::Other;
                }
            }
        }
        Token::Unfinished("a text")
    }

    /// Goes on behind blanks and comments; stays before a comment that is not closed.
    fn skip_blank(&mut self) {
        loop {
            let rest = &self.bytes[self.at..];
            self.at += match rest {
                [b'/', b'/', ..] => length(rest, |byte| byte != b'\n'),
                [b'/', b'*', ..] => comment(rest),
                _ => length(rest, |byte| byte.is_ascii_whitespace() || byte == 0x0b),
            };
            if self.bytes.len() - self.at == rest.len() {
                return;
            }
        }
    }
}

/// The length of a comment in which comments may stand; 0 if it is not closed.
fn comment(text: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at + 1 < text.len() {
        match [text[at], text[at + 1]] {
            [b'/', b'*'] => depth += 1,
            [b'*', b'/'] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    0
}

/// How many bytes there are at the beginning that are such.
fn length(bytes: &[u8], such: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|&&byte| such(byte)).count()
}

/// What names and numbers are made of; bytes of other alphabets count too.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-' | b'.') || !byte.is_ascii()
}

/// A name as RON takes it: without the mark of a raw name and the blanks of other alphabets.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| {
        matches!(
            c,
            '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
        )
    })
    .trim_start_matches("r#")
}
