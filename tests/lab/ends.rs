//! Where lines, scripts and runs end: at a stop, at `quit`, when another takes their place.

use std::process::{Command, Stdio};

use aegan_lab::engine::{Engine, LineId, Options, Report};
use aegan_lab::event::Event;
use aegan_lab::event::control::Control;
use aegan_lab::language::execute;

use crate::support::typed::{folder, over, run, trainer};

#[test]
fn a_stop_takes_the_rest_of_its_line_along() {
    let mut lab = over("ring");
    let control = lab.control.clone();
    let stop = &mut |event| {
        if matches!(event, Event::Progress(_)) {
            control.stop();
        }
    };
    let line = "build gan batch=4; step 100000000; build ae batch=4";
    execute(&mut lab, line, stop).unwrap();
    assert_eq!(trainer(&mut lab).state().recipe.name, "gan");
    assert!(trainer(&mut lab).state().step > 0);
    // A run has no other end: what follows it was meant to follow, in a file, too.
    let (_folder, file) = folder();
    std::fs::write(file("a.lab"), "run\nbuild ae batch=4\n").unwrap();
    for line in [
        "run; build ae batch=4",
        &format!("source {}; note x", file("a.lab")),
    ] {
        lab.control.clear();
        run(&mut lab, "build gan batch=4");
        execute(&mut lab, line, stop).unwrap();
        assert_eq!(trainer(&mut lab).state().recipe.name, "ae", "{line}");
    }
}

#[test]
fn a_script_ends_where_it_quits() {
    let lab = |script: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aegan-lab"));
        command
            .env("XDG_STATE_HOME", "/dev/null")
            .stdin(Stdio::null());
        command
            .args(["--data", "ring", "-c", script])
            .output()
            .unwrap()
    };
    let output = lab("note one\nquit\nnote two");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("one"), "{text}");
    assert!(!text.contains("two"), "{text}");
    // What is wrong from the start is said once.
    let mut command = Command::new(env!("CARGO_BIN_EXE_aegan-lab"));
    let output = command
        .args(["--data", "nope", "-c", "build gan"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.matches("error:").count(), 1, "{text}");
}

#[test]
fn a_run_whose_place_is_taken_by_another_is_done() {
    let options = Options {
        data: "ring".into(),
        ..Options::default()
    };
    let engine = Engine::start(options).unwrap();
    // The lines that are done before this one is.
    let done_before = |wanted: LineId| {
        let mut done = Vec::new();
        loop {
            let patience = std::time::Duration::from_mins(1);
            match engine.reports().recv_timeout(patience).unwrap() {
                Report::Done { id, .. } if id == wanted => return done,
                Report::Done { id, .. } => done.push(id),
                _ => {}
            }
        }
    };
    engine.submit("build gan batch=4");
    // Lines of the same words are told from one another.
    let first = engine.submit("run");
    let trains = |report| matches!(report, Report::Event(Event::Progress(_)));
    assert!(engine.reports().iter().any(trains));
    let second = engine.submit("run");
    let note = engine.submit("note x");
    assert_eq!(done_before(note), [first]);
    engine.stop(second);
    assert_eq!(done_before(second), []);
    let note = engine.submit("note y");
    assert_eq!(done_before(note), []);
}

#[test]
fn a_stop_is_for_the_line_it_names_wherever_that_is() {
    let control = Control::default();
    // Asked for before the line had its turn, as by Ctrl-C right after Enter.
    control.begin(3);
    control.stop_through(4);
    assert!(control.stopped());
    control.begin(4);
    assert!(control.stopped());
    control.begin(5);
    assert!(!control.stopped());
    // A line that is done already: what came after it is not meant.
    control.stop_through(4);
    assert!(!control.stopped());
    // An open-ended run that gave way to lines stops when it has its turn again.
    control.begin(2);
    assert!(control.stopped());
}

#[test]
fn work_is_stopped_that_has_not_begun() {
    let options = Options {
        data: "ring".into(),
        ..Options::default()
    };
    let engine = Engine::start(options).unwrap();
    engine.submit("build gan batch=4");
    let long = engine.submit("step 100000000");
    let next = engine.submit("step 2");
    engine.stop(long);
    let patience = std::time::Duration::from_mins(1);
    let mut steps = Vec::new();
    loop {
        match engine.reports().recv_timeout(patience).unwrap() {
            Report::Event(Event::Stepped(stepped)) => steps.push(stepped.steps),
            Report::Done { id, .. } if id == next => break,
            _ => {}
        }
    }
    // Where the machine is slow the long one may have begun; what came after it was not stopped.
    assert_eq!(steps.last(), Some(&2));
}
