//! The README's reference is the one that the commands give, and its examples work.

use aegan_lab::{language, view};
use std::sync::{Mutex, PoisonError};

/// One test may write what the other one reads.
static README: Mutex<()> = Mutex::new(());

#[test]
fn the_reference_is_fresh() {
    let _turn = README.lock().unwrap_or_else(PoisonError::into_inner);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    for (name, fresh) in [
        (
            "reference",
            format!("{}\n{}", language::reference(), view::reference()),
        ),
        ("recipes", language::recipes()),
    ] {
        let readme = std::fs::read_to_string(path).unwrap();
        let begin = format!("<!-- {name} -->\n");
        let (before, rest) = readme.split_once(&begin).unwrap();
        let (old, after) = rest.split_once("<!-- end -->").unwrap();
        if std::env::var_os("UPDATE").is_some() {
            let text = format!("{before}{begin}{fresh}<!-- end -->{after}");
            std::fs::write(path, text).unwrap();
            continue;
        }
        assert_eq!(
            old, fresh,
            "run: UPDATE=1 cargo test --test architecture readme::"
        );
    }
}

#[test]
fn what_it_tells_people_to_type_works() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let turn = README.lock().unwrap_or_else(PoisonError::into_inner);
    let readme = std::fs::read_to_string(path).unwrap();
    drop(turn);
    let scripts: Vec<_> = readme
        .split("```lab\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tour.lab");
        std::fs::write(&file, script).unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_aegan-lab"))
            .current_dir(folder.path())
            .args(["run", "tour.lab"])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}");
    }
}
