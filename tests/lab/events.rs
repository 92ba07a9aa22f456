//! Every event that scripts give in JSON is as `docs/events.schema.json` says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::scripts::{lab, place};
use crate::support::schema::wrong;

const SCHEMA: &str = include_str!("../../docs/events.schema.json");

/// What the scripts of transcripts do not come to.
const MORE: &str = "data ring
build gan batch=16
step 4
back 2
set lr 0.001
step 1
until d_loss > 0 max=9
diff main
build ae batch=16
show settings
set batch 8
latent 20
compare ae gan seconds=0.1
data digits
build ae net=dense latent=2 batch=16
step 2
back 1
set lr 0.001
step 1
diff main
compress
expect nats < 1
";

#[test]
fn every_event_is_as_the_schema_says() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut scripts: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "lab"))
        .collect();
    let more = tempfile::tempdir().unwrap();
    scripts.push(more.path().join("more.lab"));
    fs::write(more.path().join("more.lab"), MORE).unwrap();
    let mut seen = BTreeSet::new();
    for script in scripts {
        let arguments = ["--format", "json", "run", script.to_str().unwrap()];
        let (text, _) = lab(place().path(), &arguments, None);
        for line in text.lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            assert_eq!(wrong(&schema, &event), None, "{}: {line}", script.display());
            // Every one here is of a command, but for a word that is none.
            let command = event["command"].as_str();
            assert!(command.is_some() || event["event"] == "error", "{line}");
            seen.insert(event["event"].as_str().unwrap().to_owned());
            if event["event"] == "listing" && command == Some("compare") {
                assert_eq!(event["columns"][1], "weights");
                assert!(
                    event["rows"][0][1].is_u64() && event["rows"][1][3].is_f64(),
                    "{line}"
                );
                // An autoencoder has no prior to measure.
                assert_eq!(event["rows"][0][6], Value::Null);
            }
            if event["event"] == "changed" && event["name"] == "batch" {
                assert_eq!((&event["from"], &event["to"]), (&json!(16), &json!(8)));
            }
        }
    }
    let all = schema["oneOf"].as_array().unwrap().iter();
    let all = all.map(|one| {
        one["$ref"]
            .as_str()
            .unwrap()
            .trim_start_matches("#/$defs/event_")
    });
    let unseen: Vec<_> = all.filter(|event| !seen.contains(*event)).collect();
    // Progress takes time to show, and nothing leaves in these.
    assert!(
        unseen.iter().all(|e| ["progress", "quit"].contains(e)),
        "{unseen:?}"
    );
}

#[test]
fn the_check_sees_what_is_wrong() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let right = json!({"event": "expected", "command": "expect", "expression": "a", "value": null});
    assert_eq!(wrong(&schema, &right), None);
    for (key, value, why) in [
        ("value", json!("1"), "is not of type"),
        ("command", json!(3), "is not of type"),
        ("extra", json!(3), "'extra' is not known"),
        ("event", json!("expecte"), "fits 0 of oneOf"),
    ] {
        let mut event = right.clone();
        event[key] = value;
        let found = wrong(&schema, &event).unwrap();
        assert!(found.contains(why), "{found}");
    }
    let mut less = right;
    less.as_object_mut().unwrap().remove("value");
    assert!(wrong(&schema, &less).unwrap().contains("lacks"));
}
