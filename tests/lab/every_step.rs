//! Curves as files: every step is there, while a run goes on and afterwards.

use std::collections::BTreeMap;

use aegan_lab::event::Event;

use crate::support::python::{python, says};
use crate::support::typed::{after, folder, over, refused, run};

/// What one step shows of itself.
fn stepped(events: &[Event]) -> BTreeMap<String, f32> {
    let found = events.iter().find_map(|event| match event {
        Event::Stepped(stepped) => Some(stepped.series.clone()),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn every_step_is_exported_though_curves_are_thinned() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    let why = refused(&mut lab, "export curves a.csv");
    assert!(why.contains("no run yet"), "{why}");
    run(&mut lab, "build gan batch=2; step 2100");
    let last = stepped(&run(&mut lab, "step 1"));
    run(&mut lab, &format!("export curves {}", file("a.csv")));
    run(&mut lab, &format!("export curves {}", file("a.jsonl")));
    let text = std::fs::read_to_string(file("a.csv")).unwrap();
    let (head, rows): (Vec<&str>, Vec<&str>) = text.lines().partition(|l| l.starts_with('#'));
    assert!(head.contains(&"# d_acc: accuracy of D, 0 to 1"), "{head:?}");
    assert_eq!(head.len(), 2 + last.len());
    let names: Vec<&str> = rows[0].split(',').collect();
    assert!(names.iter().skip(1).eq(last.keys()), "{names:?}");
    assert_eq!(rows.len(), 1 + 2101);
    for (step, row) in (1..).zip(&rows[1..]) {
        assert!(row.starts_with(&format!("{step},")), "{row}");
    }
    let numbers = rows[2101]
        .split(',')
        .skip(1)
        .map(|n| n.parse::<f32>().unwrap());
    assert!(numbers.eq(last.values().copied()));
    let lines = std::fs::read_to_string(file("a.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 2101);
    let row: BTreeMap<String, f32> = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert!(
        last.iter()
            .all(|(name, value)| row[name].to_bits() == value.to_bits())
    );
    if let Some(mut python) = python("pandas") {
        let read = "import pandas, sys; a = pandas.read_csv(sys.argv[1], comment='#'); \
            b = pandas.read_json(sys.argv[2], lines=True); \
            print(len(a), list(a.step) == list(b.step), a.d_loss.notna().all(), (a.d_loss.astype('f4') == b.d_loss.astype('f4')).all())";
        python.args(["-c", read, &file("a.csv"), &file("a.jsonl")]);
        assert_eq!(says(python), "2101 True True True\n");
    }
}

#[test]
fn a_loaded_run_says_which_steps_are_known() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(
        &mut lab,
        &format!("build gan batch=2; step 400; save {}", file("a.ron")),
    );
    let mut lab = over("ring");
    run(&mut lab, &format!("load {}; step 5", file("a.ron")));
    let said = format!(
        "{:?}",
        run(&mut lab, &format!("export curves {}", file("a.csv")))
    );
    assert!(said.contains("of 405 steps are known"), "{said}");
    let text = std::fs::read_to_string(file("a.csv")).unwrap();
    for step in 401..=405 {
        assert!(text.contains(&format!("\n{step},")), "{step}");
    }
    // What is measured is in its step's row, and of no other.
    run(&mut lab, "eval 50");
    run(&mut lab, &format!("export curves {}", file("a.csv")));
    let text = std::fs::read_to_string(file("a.csv")).unwrap();
    assert!(text.contains("# js: measured by eval"), "{text}");
}

#[test]
fn a_log_has_a_whole_line_for_every_step_while_the_run_goes_on() {
    let (_folder, file) = folder();
    let mut lab = after("");
    lab.log_to(&file("a.jsonl")).unwrap();
    run(
        &mut lab,
        "build gan gen=dense batch=2; step 2; next; step 1",
    );
    let lines = || std::fs::read_to_string(file("a.jsonl")).unwrap();
    let text = lines();
    assert!(
        text.starts_with("{\"run\":1,\"step\":1,\"adv_x\":"),
        "{text}"
    );
    assert!(text.ends_with("}\n") && text.lines().count() == 3, "{text}");
    run(
        &mut lab,
        "next update; next update; next update; build gan gen=dense batch=2; step 1",
    );
    let rows: Vec<serde_json::Value> = lines()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let places: Vec<_> = rows
        .iter()
        .map(|row| (row["run"].as_u64(), row["step"].as_u64()))
        .collect();
    assert_eq!(places[3..].last(), Some(&(Some(2), Some(1))), "{places:?}");
    assert!(
        places[..places.len() - 1]
            .iter()
            .all(|(run, _)| *run == Some(1))
    );
    // Its own log is written over, another file is not.
    lab.log_to(&file("a.jsonl")).unwrap();
    assert_eq!(lines(), "");
    std::fs::write(file("b.jsonl"), "thesis").unwrap();
    let why = lab.log_to(&file("b.jsonl")).unwrap_err().to_string();
    assert!(why.contains("exists and is not a log"), "{why}");
    let why = lab.log_to(&file("b.txt")).unwrap_err().to_string();
    assert!(why.contains("should end with .jsonl"), "{why}");
}

#[test]
fn the_program_writes_a_log() {
    let (_folder, file) = folder();
    let lab = |log: &str| {
        let mut lab = std::process::Command::new(env!("CARGO_BIN_EXE_aegan-lab"));
        lab.env("HOME", file("."))
            .args(["--data", "ring", "--log", log]);
        lab.args(["-c", "build gan batch=2; step 3"]);
        lab.output().unwrap()
    };
    assert!(lab(&file("a.jsonl")).status.success());
    let text = std::fs::read_to_string(file("a.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 3);
    let output = lab(&file("no/such/a.jsonl"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("a.jsonl' cannot be written"), "{said}");
}
