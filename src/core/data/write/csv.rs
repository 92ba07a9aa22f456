//! Tables of text: a row of names, then a row of numbers for each item, its class last.

use super::rows::{Failure, Numbers, Rows};
use std::fmt::Write as _;
use std::io::Write;

/// Writes rows: points as `x,y`, a single number under the name of the rows, others as `codes0,codes1,...`.
pub(super) fn write(out: &mut dyn Write, rows: &mut Rows) -> std::result::Result<(), Failure> {
    let width = rows.width();
    let mut head: Vec<String> = match (rows.name, &rows.item[..]) {
        ("points", _) => ["x", "y"].map(str::to_owned).into(),
        (name, []) => vec![name.to_owned()],
        (name, _) => (0..width).map(|i| format!("{name}{i}")).collect(),
    };
    let labels = rows.labels;
    head.extend(labels.map(|_| "class".to_owned()));
    writeln!(out, "{}", head.join(","))?;
    let whole = rows.numbers == Numbers::Labels;
    rows.each(|range, values| {
        let mut text = String::new();
        for (row, numbers) in range.zip(values.chunks_exact(width)) {
            for (at, value) in numbers.iter().enumerate() {
                let comma = if at == 0 { "" } else { "," };
                // To write to a `String` does not fail. No number has more digits than bring it back exactly.
                let _ = if whole {
                    write!(text, "{comma}{}", *value as u8)
                } else {
                    write!(text, "{comma}{value}")
                };
            }
            if let Some(labels) = labels {
                let _ = write!(text, ",{}", labels(row));
            }
            text.push('\n');
        }
        Ok(out.write_all(text.as_bytes())?)
    })
}
