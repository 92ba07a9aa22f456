//! Events as JSON, one object per line, with the keys `event` and `command`; `docs/events.schema.json` describes them.

use serde_json::{Map, Value};

use crate::event::Event;

/// An event of a command as one line of JSON; events that are only for front ends have none. Numbers that are not finite
/// become null, and numbers in tables and settings that are stored as text become numbers.
pub(super) fn line(event: &Event, command: Option<&str>) -> Option<String> {
    if matches!(
        event,
        Event::Live(_) | Event::Replay { .. } | Event::Screen(_)
    ) {
        return None;
    }
    let value = serde_json::to_value(event).ok()?;
    let (name, fields) = match value {
        Value::String(name) => (name, Value::Null),
        Value::Object(object) => object.into_iter().next()?,
        _ => return None,
    };
    let mut flat = Map::new();
    flat.insert("event".into(), Value::String(snake(&name)));
    flat.insert("command".into(), command.into());
    if let Value::Object(fields) = fields {
        flat.extend(
            fields
                .into_iter()
                .filter(|(key, value)| key != "line" || !value.is_null()),
        );
    }
    match event {
        Event::Listing(_) => table(&mut flat),
        Event::Changed { .. } => {
            for side in ["from", "to"] {
                if let Some(value) = flat.get_mut(side) {
                    *value = number(value.take());
                }
            }
        }
        _ => {}
    }
    Some(Value::Object(flat).to_string())
}

/// `StoppedAt` as `stopped_at`.
fn snake(name: &str) -> String {
    let mut words = String::new();
    for (place, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && place > 0 {
            words.push('_');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// Names of columns without the mark for numeric ones, and the cells of these as numbers.
fn table(listing: &mut Map<String, Value>) {
    let mut of_numbers = Vec::new();
    for column in list(listing, "columns") {
        let name = column.as_str().unwrap_or_default();
        of_numbers.push(name.starts_with('>'));
        *column = name.trim_start_matches('>').into();
    }
    for row in list(listing, "rows") {
        let cells = row.as_array_mut().into_iter().flatten();
        for (cell, _) in cells.zip(&of_numbers).filter(|(_, numbers)| **numbers) {
            *cell = number(cell.take());
        }
    }
}

fn list<'a>(of: &'a mut Map<String, Value>, key: &str) -> impl Iterator<Item = &'a mut Value> {
    of.get_mut(key)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
}

/// Text that is a number as a number; an empty cell, a dash and numbers that are not finite as null; other text unchanged.
fn number(text: Value) -> Value {
    let Some(word) = text.as_str() else {
        return text;
    };
    if matches!(word, "" | "–") {
        return Value::Null;
    }
    if let Ok(whole) = word.parse::<i64>() {
        return whole.into();
    }
    match word.parse::<f64>() {
        // JSON has no others: they are null.
        Ok(value) => value.into(),
        Err(_) => text,
    }
}
