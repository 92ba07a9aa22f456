//! Lessons in the lab: from note to note, with what one tries in between.

use aegan_lab::event::Event;
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;
use aegan_lab::shell::shipped::LESSONS;

use crate::support::typed::{over, run, shell, told};

fn said(events: &[Event]) -> String {
    let text = |event: &Event| match event {
        Event::Said { text } | Event::Entered { line: text } => Some(format!("{text}\n")),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

/// Goes on until a lesson is finished; gives how often it stopped.
fn to_the_end(lab: &mut Shell, first: &str) -> usize {
    let mut line = first.to_owned();
    for stops in 0..40 {
        let text = said(&run(lab, &line));
        if text.contains("is finished") {
            return stops;
        }
        assert!(text.contains("'lesson go' goes on"), "{text}");
        line = "lesson go".into();
    }
    panic!("{first} does not end");
}

#[test]
fn a_lesson_stops_at_each_note_and_is_done_at_its_end() {
    let mut lab = shell();
    // The others are walked on a screen.
    let short = [0, 11].map(|at| &LESSONS[at]);
    for lesson in short {
        let stops = to_the_end(&mut lab, &format!("lesson {}", lesson.number()));
        let notes = lesson.script.lines().filter(|l| l.starts_with("note"));
        assert_eq!(stops, notes.count(), "{}", lesson.name);
    }
    let Some(Event::Listing(list)) = run(&mut lab, "lesson").pop() else {
        panic!("no list");
    };
    assert_eq!(list.rows.len(), LESSONS.len());
    for (row, lesson) in list.rows.iter().zip(LESSONS) {
        let done = short.iter().any(|other| other.name == lesson.name);
        assert_eq!(row[2] == "done", done, "{}", lesson.name);
    }
}

#[test]
fn what_is_tried_in_between_is_left_behind() {
    let mut lab = shell();
    assert!(said(&run(&mut lab, "lesson gan")).contains("lesson 4 · 2/16"));
    run(&mut lab, "set lr 0.01; step 3; next");
    let text = said(&run(&mut lab, "lesson"));
    assert!(text.contains("lesson 4 · 2/16"), "{text}");
    assert!(text.contains("First one batch by hand"), "{text}");
    run(&mut lab, "expect step == 0");
    // Another run, on other data: its record takes the place of the lesson's until the lesson goes on.
    run(&mut lab, "data ring; build gan; step 2");
    to_the_end(&mut lab, "lesson go");
    run(&mut lab, "expect step == 301");
    let mut plain = shell();
    to_the_end(&mut plain, "lesson 4");
    let digest = |lab: &mut Shell| lab.trainer().unwrap().digest();
    assert_eq!(digest(&mut lab), digest(&mut plain));
}

#[test]
fn a_lesson_brings_its_data_and_is_left_by_a_word() {
    let mut lab = over("ring");
    run(&mut lab, "lesson 1");
    run(&mut lab, "expect step == 0");
    assert!(said(&run(&mut lab, "show data")).contains("digits"));
    assert!(said(&run(&mut lab, "lesson end")).contains("lesson 1 is left"));
    for (line, sentence) in [
        ("lesson go", "no lesson is running"),
        ("lesson end", "no lesson is running"),
        ("lesson gn", "did you mean 'gan'"),
        ("lesson 15", "there is no lesson '15'"),
    ] {
        let error = execute(&mut lab, line, &mut |_| {})
            .unwrap_err()
            .to_string();
        assert!(error.contains(sentence), "{error}");
    }
}

#[test]
fn a_check_that_does_not_hold_says_so_and_the_lesson_goes_on() {
    // One step is taken of 300.
    let (_, text) = told(
        "digits",
        &[
            "lesson 1",
            "break rec_x > 0",
            "lesson go",
            "lesson go",
            "lesson go",
            "lesson go",
        ],
    );
    assert!(text.contains("error: lesson 1, line 7: expected"), "{text}");
    assert!(text.contains("lesson 1 is finished"), "{text}");
}

#[test]
fn what_was_finished_is_known_at_the_next_start() {
    let state = tempfile::tempdir().unwrap();
    let journals = state.path().join("journals");
    let mut lab = shell();
    lab.keep_journals(journals.clone(), false);
    to_the_end(&mut lab, "lesson 1");
    let mut next = shell();
    next.keep_journals(journals, false);
    let Some(Event::Listing(list)) = run(&mut next, "lesson list").pop() else {
        panic!("no list");
    };
    let done: Vec<_> = list.rows.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(done[..2], ["done", ""]);
}

#[test]
fn a_lesson_can_be_taken_again_and_the_run_before_it_comes_back() {
    let mut lab = shell();
    run(&mut lab, "build ae batch=2; step 3");
    // It names branches, which are of a record of its own.
    to_the_end(&mut lab, "lesson undo");
    to_the_end(&mut lab, "lesson undo");
    let found = run(&mut lab, "branches");
    let Some(Event::Listing(list)) = found.last() else {
        panic!("no list");
    };
    let names: Vec<_> = list.rows.iter().map(|row| row[1].trim_start()).collect();
    assert_eq!(names, ["main", "└ better", "└ b3"]);
    while execute(&mut lab, "undo", &mut |_| {}).is_ok() {}
    // What was undone last are the steps of the first run.
    run(&mut lab, "redo; expect step == 3");
}

#[test]
fn the_record_of_a_lesson_is_loaded_and_verified_by_its_name() {
    let mut lab = shell();
    let verified = said(&run(&mut lab, "verify undo"));
    assert!(verified.contains("the same: "), "{verified}");
    run(&mut lab, "load 12-undo");
    run(&mut lab, "expect step == 120");
    // No file has it: it is not saved anywhere.
    assert!(lab.path.is_none());
    let error = execute(&mut lab, "load 11-catchin", &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("11-catchin"), "{error}");
}
