//! Whether a value is as a JSON schema says: of the draft of 2020-12 the words that the schemas here use, and no others.

use serde_json::{Map, Value};

/// Words that say nothing of a value.
const SILENT: [&str; 4] = ["$schema", "$defs", "title", "description"];

/// What is wrong with a value, and where; nothing where it is as the schema says.
pub fn wrong(root: &Value, value: &Value) -> Option<String> {
    at("", root, root, value)
}

fn at(place: &str, root: &Value, schema: &Value, value: &Value) -> Option<String> {
    let words = schema.as_object().unwrap();
    let no = |why: String| Some(format!("{place}: {why}"));
    for (word, wanted) in words {
        let length = |n: Option<usize>| (n, wanted.as_u64().unwrap() as usize);
        let found = match word.as_str() {
            word if SILENT.contains(&word) => None,
            "$ref" => {
                let path = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                at(place, root, root.pointer(path).unwrap(), value)
            }
            "const" => (value != wanted).then(|| format!("{place}: is not {wanted}")),
            "type" => {
                let kinds = wanted
                    .as_array()
                    .map_or(std::slice::from_ref(wanted), |all| all);
                let is = kinds.iter().any(|kind| is(kind.as_str().unwrap(), value));
                (!is).then(|| format!("{place}: {value} is not of type {wanted}"))
            }
            "minimum" => {
                let low = value.as_f64().is_some_and(|v| v < wanted.as_f64().unwrap());
                low.then(|| format!("{place}: {value} is too low"))
            }
            "oneOf" | "anyOf" => {
                let all = wanted.as_array().unwrap();
                let wrongs = all.iter().map(|one| at(place, root, one, value));
                let wrongs: Vec<_> = wrongs.collect();
                let right = wrongs.iter().filter(|wrong| wrong.is_none()).count();
                let fits = if word == "oneOf" {
                    right == 1
                } else {
                    right > 0
                };
                // What is wrong with the one of the same event says more than what is with others.
                let meant = |(one, _): &(&Value, &Option<String>)| {
                    let path = one["$ref"].as_str().unwrap_or_default();
                    let event = value["event"].as_str().unwrap_or_default();
                    path.ends_with(&format!("/event_{event}"))
                };
                let meant = all.iter().zip(&wrongs).find(meant);
                let why = meant.and_then(|(_, wrong)| wrong.clone());
                (!fits).then(|| why.unwrap_or_else(|| format!("{place}: fits {right} of {word}")))
            }
            "required" => {
                let lacks = |name: &&Value| value.get(name.as_str().unwrap()).is_none();
                let lacking = wanted.as_array().unwrap().iter().find(lacks);
                lacking.map(|name| format!("{place}: lacks {name}"))
            }
            "properties" => fields(value).find_map(|(name, value)| {
                at(&format!("{place}/{name}"), root, wanted.get(name)?, value)
            }),
            "additionalProperties" => fields(value).find_map(|(name, value)| {
                if words
                    .get("properties")
                    .is_some_and(|known| known.get(name).is_some())
                {
                    return None;
                }
                if *wanted == Value::Bool(false) {
                    return no(format!("'{name}' is not known"));
                }
                at(&format!("{place}/{name}"), root, wanted, value)
            }),
            "items" => {
                cells(value).find_map(|(i, value)| at(&format!("{place}/{i}"), root, wanted, value))
            }
            "prefixItems" => cells(value)
                .find_map(|(i, value)| at(&format!("{place}/{i}"), root, wanted.get(i)?, value)),
            "minItems" => {
                let (found, least) = length(value.as_array().map(Vec::len));
                (found.is_some_and(|n| n < least)).then(|| format!("{place}: is too short"))
            }
            "maxItems" => {
                let (found, most) = length(value.as_array().map(Vec::len));
                (found.is_some_and(|n| n > most)).then(|| format!("{place}: is too long"))
            }
            other => panic!("'{other}' in a schema is not understood here"),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn cells(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    value.as_array().into_iter().flatten().enumerate()
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("no type '{other}'"),
    }
}
