//! Reads tables: points with an optional class, or a picture a row with its label, with a row of names or without.

use super::Tell;
use super::arrays::{self, Array, Kind, Numbers, Pair};
use super::asked::Options;
use super::bounds::MAX_BYTES;
use super::input::Input;
use super::labels::Labels;
use super::parts::Raw;
use crate::error::{Error, Result, plain};
use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use std::io::Read;

/// The most columns: a grey picture of 256 by 256 and its label.
const MOST_COLUMNS: usize = 256 * 256 + 1;
/// The most bytes of a field.
const MOST_FIELD: usize = 1_024;
/// What a column of labels is called.
const LABELS: [&str; 6] = ["label", "labels", "class", "target", "category", "species"];
/// What a column is called that only counts the rows.
const COUNTS: [&str; 4] = ["", "id", "index", "unnamed: 0"];
/// Rows of fewer numbers than this are no pictures.
const LEAST_PIXELS: usize = 16;

/// Which columns are what.
struct Columns {
    label: Option<usize>,
    /// Left out.
    count: Option<usize>,
    /// How many there are in all.
    all: usize,
}

impl Columns {
    fn numbers(&self) -> usize {
        self.all - usize::from(self.label.is_some()) - usize::from(self.count.is_some())
    }
}

/// What is read of a table.
struct Table<'a> {
    file: &'a str,
    columns: Columns,
    numbers: Vec<u8>,
    labels: Vec<String>,
    rows: usize,
}

/// Reads a table; `file` is what errors call it. What there is to say joins `notes`.
///
/// # Errors
/// If it is none of points or pictures, or a number is none; or what `tell` says.
pub(super) fn read(
    file: &str,
    input: impl Read,
    options: Options,
    notes: &mut Vec<String>,
    tell: Tell,
) -> Result<Raw> {
    let mut input = Input::open(file, input)?;
    let says = |what: &str| Error::new(format!("{file} {what}"));
    let mut records = Records::default();
    let mut first: Option<Vec<String>> = None;
    let mut table: Option<Table> = None;
    let mut total = 0;
    loop {
        let piece = input.read(1 << 16)?;
        total += piece.len();
        if total > MAX_BYTES {
            return Err(says("holds more than 1 GiB, the most that can be read"));
        }
        if total == piece.len() && piece.contains(&0) {
            return Err(says("is not a text table (.csv): it contains null bytes"));
        }
        tell(records.line, 0)?;
        let ended = piece.is_empty();
        for record in records.of(file, &piece, total == piece.len())? {
            match (&mut table, first.take()) {
                (Some(table), _) => table.add(&record, records.line)?,
                (None, None) => first = Some(record),
                (None, Some(head)) => {
                    let named = is_head(&head, Some(&record));
                    let mut begun = Table::of(file, &head, &record, named, options, notes);
                    if !named {
                        begun.add(&head, 1)?;
                    }
                    begun.add(&record, 2)?;
                    table = Some(begun);
                }
            }
        }
        if ended {
            break;
        }
    }
    if let Some(only) = first {
        if is_head(&only, None) {
            return Err(says("holds a row of names and no numbers"));
        }
        let mut begun = Table::of(file, &only, &only, false, options, notes);
        begun.add(&only, 1)?;
        table = Some(begun);
    }
    table.ok_or_else(|| says("is empty"))?.raw(options, notes)
}

fn number(field: &str) -> Option<f32> {
    field.trim().parse().ok()
}

/// Whether the first row holds names: none of its fields is a number, or one is none where the next row has one.
fn is_head(first: &[String], second: Option<&Vec<String>>) -> bool {
    let names = first.iter().filter(|field| number(field).is_none()).count();
    let below =
        |(name, field): (&String, &String)| number(name).is_none() && number(field).is_some();
    names == first.len() || second.is_some_and(|next| first.iter().zip(next).any(below))
}

impl<'a> Table<'a> {
    fn of(
        file: &'a str,
        head: &[String],
        row: &[String],
        named: bool,
        options: Options,
        notes: &mut Vec<String>,
    ) -> Self {
        let all = row.len();
        let called = |names: &[&str]| {
            let is = |name: &String| names.contains(&name.trim().to_lowercase().as_str());
            head.iter().position(is).filter(|_| named)
        };
        let mut columns = Columns {
            label: called(&LABELS),
            count: called(&COUNTS),
            all,
        };
        // A word among numbers is a class.
        let word = row.iter().position(|field| number(field).is_none());
        columns.label = columns
            .label
            .or(word.filter(|at| Some(*at) != columns.count));
        if let Some(count) = columns.count {
            notes.push(format!(
                "column {} only numbers the rows and is ignored",
                count + 1
            ));
        }
        let left = columns.numbers();
        if columns.label.is_none() {
            columns.label = match options.size {
                _ if left == 3 => Some(all - 1),
                Some([height, width]) if left == height * width => None,
                Some([height, width]) if left == height * width + 1 => {
                    Some(usize::from(columns.count == Some(0)))
                }
                _ if left > LEAST_PIXELS && is_square(left - 1) => {
                    Some(usize::from(columns.count == Some(0)))
                }
                _ => None,
            };
        }
        if let Some(label) = columns.label {
            notes.push(format!("labels are column {} of {all}", label + 1));
        }
        Self {
            file,
            columns,
            numbers: Vec::new(),
            labels: Vec::new(),
            rows: 0,
        }
    }

    fn add(&mut self, record: &[String], line: u64) -> Result<()> {
        let says = |what: String| Error::new(format!("{} {what}", self.file));
        if record.len() != self.columns.all {
            return Err(says(format!(
                "has {} fields in row {line} and {} in another; all rows need the same number",
                record.len(),
                self.columns.all
            )));
        }
        for (field, at) in record.iter().zip(0..) {
            if Some(at) == self.columns.label {
                self.labels.push(field.trim().to_owned());
            } else if Some(at) != self.columns.count {
                let value = number(field).filter(|value| value.is_finite());
                let value = value.ok_or_else(|| {
                    let shown: String = field.chars().take(40).collect();
                    says(format!(
                        "has '{shown}' in row {line}, column {}; expected a finite number",
                        at + 1
                    ))
                })?;
                self.numbers.extend(value.to_le_bytes());
            }
        }
        if self.numbers.len() > MAX_BYTES {
            return Err(says("holds more numbers than fill 1 GiB".into()));
        }
        self.rows += 1;
        Ok(())
    }

    fn raw(self, options: Options, notes: &mut Vec<String>) -> Result<Raw> {
        let (rows, left) = (self.rows, self.columns.numbers());
        let shape = match options.size {
            Some([height, width]) if left == height * width => vec![rows, height, width],
            _ if left == 2 => vec![rows, 2],
            _ if left >= LEAST_PIXELS && is_square(left) => {
                vec![rows, left.isqrt(), left.isqrt()]
            }
            _ => {
                return Err(Error::new(format!(
                    "{} has {left} columns of numbers; points have 2, with a class as a third, and pictures have one per pixel (784 for 28 by 28), with the label first; use size=HxW if they are not square",
                    self.file
                )));
            }
        };
        let items = Array {
            file: self.file.to_owned(),
            shape,
            fortran: false,
            numbers: Numbers {
                kind: Kind::Float { bytes: 4 },
                big_endian: false,
                bytes: self.numbers,
            },
        };
        let pair = Pair {
            items,
            labels: None,
        };
        let (mut raw, _) = arrays::raw(pair, None, notes)?;
        raw.labels = labels(&self.labels);
        Ok(raw)
    }
}

fn is_square(n: usize) -> bool {
    n.isqrt().pow(2) == n
}

/// Words as whole numbers, where all of them are.
fn labels(words: &[String]) -> Labels {
    if words.is_empty() {
        return Labels::None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "whole and small, as is checked"
    )]
    let whole = |word: &String| {
        let value: f64 = word.parse().ok()?;
        (value.fract() == 0.0 && value.abs() < 1e15).then_some(value as i64)
    };
    match words.iter().map(whole).collect() {
        Some(numbers) => Labels::Numbers(numbers),
        None => Labels::Words(words.iter().map(|word| plain(word)).collect()),
    }
}

/// Splits text into rows of fields, piece by piece.
#[derive(Default)]
struct Records {
    reader: Reader,
    field: Vec<u8>,
    fields: Vec<String>,
    /// The row that was ended last, from 1.
    line: u64,
}

impl Records {
    /// The rows that end in this piece; an empty one ends the last row. The first piece tells what separates fields.
    fn of(&mut self, file: &str, piece: &[u8], first: bool) -> Result<Vec<Vec<String>>> {
        let mut rest = piece;
        if first {
            rest = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
            let line = rest.split(|b| *b == b'\n').next().unwrap_or(rest);
            let count = |by: u8| line.split(|b| *b == by).count();
            let by = [b',', b';', b'\t']
                .into_iter()
                .max_by_key(|by| (count(*by), *by == b','));
            self.reader = ReaderBuilder::new().delimiter(by.unwrap_or(b',')).build();
        }
        let mut rows = Vec::new();
        let mut output = [0; MOST_FIELD];
        // No more input means the end of the file to the reader: only an empty piece says that.
        while !rest.is_empty() || piece.is_empty() {
            let (result, read, written) = self.reader.read_field(rest, &mut output);
            rest = &rest[read..];
            self.field.extend_from_slice(&output[..written]);
            if self.field.len() > MOST_FIELD {
                return Err(Error::new(format!(
                    "{file} has a field of more than {MOST_FIELD} bytes in row {}; it is not a table of numbers",
                    self.line + 1
                )));
            }
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::End => break,
                ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    let field = String::from_utf8_lossy(&self.field).into_owned();
                    self.field.clear();
                    self.fields.push(field);
                    if self.fields.len() > MOST_COLUMNS {
                        return Err(Error::new(format!(
                            "{file} has more than {MOST_COLUMNS} columns, the most that can be read"
                        )));
                    }
                    if record_end {
                        self.line += 1;
                        rows.push(std::mem::take(&mut self.fields));
                    }
                }
            }
        }
        Ok(rows)
    }
}
