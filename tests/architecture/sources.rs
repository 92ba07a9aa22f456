//! The dependency rule: rooms use only the rooms below them, and each library stays in its rooms.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the bottom up; a room may use the rooms of the lines above it and its own line's
/// neighbours that are named beside it.
const MAY_USE: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("file", &["error"]),
    ("random", &[]),
    ("terminal", &["error"]),
    ("art", &[]),
    ("event", &["art"]),
    ("order", &[]),
    ("kernels", &[]),
    ("data", &["order", "error", "file", "random", "kernels"]),
    ("metrics", &["order", "error", "random", "kernels"]),
    ("layers", &["error", "kernels"]),
    ("losses", &["error", "kernels", "layers"]),
    ("optim", &["error", "kernels", "layers"]),
    ("nets", &["order", "error", "data", "layers"]),
    (
        "lab",
        &[
            "order", "event", "error", "random", "art", "data", "kernels", "metrics", "layers",
            "losses", "optim", "nets",
        ],
    ),
    ("session", &["error", "file", "art", "event", "lab"]),
    (
        "evaluate",
        &[
            "error", "random", "art", "data", "metrics", "layers", "optim", "lab", "event",
            "session",
        ],
    ),
    (
        "shell",
        &[
            "order", "error", "file", "random", "art", "data", "lab", "event", "nets", "session",
            "evaluate",
        ],
    ),
    (
        "language",
        &[
            "order", "error", "file", "art", "data", "metrics", "lab", "event", "nets", "session",
            "evaluate", "shell",
        ],
    ),
    (
        "engine",
        &[
            "error", "shell", "language", "lab", "nets", "event", "session",
        ],
    ),
    ("transcript", &["error", "art", "lab", "event"]),
    (
        "view",
        &[
            "order",
            "error",
            "art",
            "lab",
            "event",
            "language",
            "transcript",
        ],
    ),
    (
        "script",
        &[
            "error",
            "language",
            "engine",
            "lab",
            "event",
            "terminal",
            "transcript",
        ],
    ),
    (
        "repl",
        &[
            "error",
            "art",
            "language",
            "engine",
            "lab",
            "event",
            "terminal",
            "transcript",
            "script",
        ],
    ),
    (
        "tui",
        &[
            "error",
            "art",
            "language",
            "engine",
            "lab",
            "event",
            "terminal",
            "transcript",
            "view",
        ],
    ),
];

/// Libraries that only some rooms may name.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("dfdx", &["layers", "lab", "evaluate"]),
    ("cudarc", &["layers"]),
    ("ratatui", &["view", "tui"]),
    ("crossterm", &["view", "tui", "repl"]),
    ("termina", &["tui"]),
    ("rustix", &["terminal", "tui"]),
    // The file of the history is rustyline's.
    ("rustyline", &["repl", "tui"]),
    ("gemm_f32", &["kernels"]),
    ("nalgebra", &["kernels", "metrics"]),
];

pub fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for file in fs::read_dir(folder).unwrap().flatten() {
        let path = file.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|n| n != "tests") {
                files(&path, into);
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Room, shown path, and the text without comments and without the tests at the end.
fn sources() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    assert!(paths.len() > 50, "the sources are somewhere else");
    paths
        .into_iter()
        .map(|path| {
            let shown = path.strip_prefix(&root).unwrap();
            // What has no commands and no screen is a crate of its own, with rooms like these.
            let shown = shown.strip_prefix("core").unwrap_or(shown);
            let shown = shown.display().to_string();
            let room = shown
                .split('/')
                .next()
                .unwrap()
                .trim_end_matches(".rs")
                .to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let tests = ["", "#[allow(clippy::unwrap_used)]\n"];
            let tests = tests.map(|allowed| format!("#[cfg(test)]\n{allowed}mod tests {{"));
            let mut text = text.as_str();
            for begin in &tests {
                text = text.split(begin.as_str()).next().unwrap_or("");
            }
            let code: Vec<_> = text
                .lines()
                .filter(|l| !l.trim_start().starts_with("//"))
                .collect();
            (room, shown, code.join("\n"))
        })
        .collect()
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for (room, shown, code) in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            continue;
        };
        for (other, _) in MAY_USE {
            let used = code.contains(&format!("crate::{other}::"))
                || code.contains(&format!("crate::{other};"));
            if used && *other != room && !allowed.contains(other) {
                wrong.push(format!("{shown} uses {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (room, shown, code) in sources() {
        for (library, rooms) in ONLY_IN {
            let used = code.contains(&format!("use {library}::"))
                || code.contains(&format!(" {library}::"));
            if used && !rooms.contains(&room.as_str()) {
                wrong.push(format!("{shown} names {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The lab lowers networks; what dfdx builds of them is for users of dfdx, and for nobody here.
#[test]
fn modules_of_dfdx_are_built_for_others_only() {
    for (_, shown, code) in sources() {
        let built = ["dfdx::nn", "build_module", "layers::module", "DenseOn"];
        let found = built.into_iter().find(|word| code.contains(word));
        let allowed = shown.starts_with("layers/module/") || shown == "layers/mod.rs";
        assert!(allowed || found.is_none(), "{shown} names {found:?}");
    }
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    for path in paths {
        let shown = path.strip_prefix(&root).unwrap().display();
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("//!"),
            "{shown} opens without saying what it is for"
        );
        assert!(
            text.lines().count() <= 500,
            "{shown} has {} lines",
            text.lines().count()
        );
    }
}

/// What is not ours says whose it is: a recipe, a term, a loss or a metric names its paper, by the year at least.
#[test]
fn what_comes_from_a_paper_names_it() {
    /// Tools and lists of the others, and one measure of our own.
    const OURS: &[&str] = &["mod.rs", "curve.rs", "recipe.rs", "term.rs"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core");
    let mut paths = Vec::new();
    for room in ["losses", "lab/terms", "lab/recipes", "metrics"] {
        files(&root.join(room), &mut paths);
    }
    assert!(paths.len() > 40, "the files are somewhere else");
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        if OURS.contains(&name) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let comments = text.lines().filter(|l| l.trim_start().starts_with("//"));
        let words = comments.flat_map(|l| l.split(|c: char| !c.is_ascii_digit()));
        let mut years = words.filter(|w| w.len() == 4 && ["18", "19", "20"].contains(&&w[..2]));
        assert!(years.next().is_some(), "{} names no paper", path.display());
    }
}

/// The strings of each list in a text: those that stand side by side, in an array, in pairs or as alternatives.
fn lists(code: &str) -> Vec<Vec<String>> {
    let code = code.replace("\\\"", "").replace("'\"'", "");
    let mut found = vec![Vec::new()];
    // Every other part is within quotes.
    for (at, part) in code.split('"').enumerate() {
        let glue = part.trim_matches(|c: char| c.is_whitespace() || "&,|()[]".contains(c));
        match found.last_mut() {
            Some(list) if at % 2 == 1 => list.push(part.to_owned()),
            _ if !glue.is_empty() => found.push(Vec::new()),
            _ => {}
        }
    }
    found
}

/// What is known of a command is in its declaration: no other list of their names is kept by hand.
#[test]
fn commands_are_listed_once() {
    let names: Vec<_> = aegan_lab::language::LANGUAGE
        .0
        .iter()
        .map(|c| c.name)
        .collect();
    assert!(names.len() > 30 && names.contains(&"step"));
    let mut wrong = Vec::new();
    for (room, shown, code) in sources() {
        // Settings, terms and networks have names of their own, which may be the same.
        if ["lab", "nets"].contains(&room.as_str()) || shown.starts_with("language/commands/") {
            continue;
        }
        for list in lists(&code) {
            let known: Vec<_> = list
                .iter()
                .filter(|word| names.contains(&word.as_str()))
                .collect();
            if known.len() > 1 {
                wrong.push(format!("{shown} lists {known:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_list_of_names_is_found() {
    let found = |code: &str| lists(code).into_iter().any(|list| list.len() > 1);
    assert!(found("const A: [&str; 2] = [\"build\", \"load\"];"));
    assert!(found("match name { \"set\" | \"term\" => 1 }"));
    assert!(!found("let a = \"build\"; let b = \"load\";"));
}
