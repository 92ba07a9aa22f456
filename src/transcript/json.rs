//! Events as JSON, one object a line, with the key `event`.

use serde_json::{Map, Value};

use crate::event::Event;

/// The object of an event on one line; what only front ends want has none. Numbers that are none become null.
pub(super) fn line(event: &Event) -> Option<String> {
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
    if let Value::Object(fields) = fields {
        flat.extend(
            fields
                .into_iter()
                .filter(|(key, value)| key != "line" || !value.is_null()),
        );
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
