//! Back and forth in time: what was there is there again, bit for bit, and nothing is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use aegan_lab::event::{Curve, Event, Ledger, MarkKind, Outline, Screen, Series};
use aegan_lab::lab::Side;
use aegan_lab::lab::snapshot::Snapshot;
use aegan_lab::shell::Shell;
use proptest::prelude::*;

use crate::support::typed::{folder, over, refused, run, trainer};

/// All of a run: weights, averages, moments, counters, settings, weights of terms; curves, means, the ledger.
#[derive(Debug, Clone, PartialEq)]
struct Whole {
    snapshot: Snapshot,
    curves: Vec<Curve>,
    means: Series,
    ledger: Ledger,
}

fn whole(lab: &mut Shell) -> Whole {
    let trainer = trainer(lab);
    let mut curves = trainer.state().history.curves(None, 10_000);
    curves.retain(|curve| !curve.points.is_empty());
    Whole {
        snapshot: trainer.snapshot(),
        curves,
        means: trainer.state().history.means(20),
        ledger: trainer.ledger(false).unwrap(),
    }
}

fn step_of(lab: &mut Shell) -> u64 {
    trainer(lab).state().step
}

/// Asserts that two runs are one, and says where not.
fn same(found: &Whole, wanted: &Whole, what: &str) {
    for (found, wanted) in found.snapshot.tensors.iter().zip(&wanted.snapshot.tensors) {
        assert!(found == wanted, "{what}: {} differs", found.name);
    }
    assert_eq!(found.snapshot.words, wanted.snapshot.words, "{what}");
    assert_eq!(found.curves, wanted.curves, "{what}");
    assert_eq!(found, wanted, "{what}");
}

/// What a run is at each step of these lines, each of which is a command.
fn visited(lab: &mut Shell, lines: &[&str]) -> BTreeMap<u64, Whole> {
    let mut seen = BTreeMap::new();
    for line in lines {
        run(lab, line);
        let step = step_of(lab);
        // The first visit of a step: before the lines that were typed there.
        if !trainer(lab).in_flight() && !seen.contains_key(&step) {
            let now = whole(lab);
            seen.insert(step, now);
        }
    }
    seen
}

#[test]
fn every_recipe_goes_back_and_forth_as_it_was() {
    for build in [
        "build ae net=dense batch=4",
        "build vae net=dense batch=4",
        "build gan batch=4 labels=yes d_steps=2 ema=0.9 r1=1",
        "build gan net=dense batch=4 optimizer=rmsprop loss=wgan",
        "build vaegan net=small batch=4",
        "build aegan net=small_std batch=4",
        "build bigan batch=4",
        "build aae net=dense batch=4",
        "build egan batch=4",
        "build gan net=dcgan batch=2",
        "build denoising net=dense batch=4",
        "build sparse net=dense batch=4",
    ] {
        let mut lab = over("digits");
        let seen = visited(
            &mut lab,
            &[
                build,
                "step 2",
                "set lr 0.001",
                "step 1",
                "step 1",
                "set batch 3",
                "step 2",
                "set beta1 0.4",
                "step 1",
            ],
        );
        let end = whole(&mut lab);
        for step in [3, 0, 6, 4, 2, 7] {
            run(&mut lab, &format!("goto {step}"));
            same(
                &whole(&mut lab),
                &seen[&step],
                &format!("{build}: goto {step}"),
            );
        }
        run(&mut lab, "goto end");
        same(&whole(&mut lab), &end, build);
        // The record was only looked at.
        run(&mut lab, "goto 2; forward 2; back 1; forward 100");
        assert_eq!(step_of(&mut lab), 7);
        assert_eq!(lab.session.as_ref().unwrap().format, 2);
    }
}

#[test]
fn a_walk_at_random_is_always_where_it_was() {
    let config = ProptestConfig {
        cases: 12,
        ..ProptestConfig::default()
    };
    let lines = [
        "build gan batch=4 ema=0.9",
        "step 3",
        "set lr 0.01",
        "step 4",
        "term adv_x 0.5",
        "step 2 d",
        "step 1 g",
        "next; next; next",
        "step 5",
        "set d_steps 2",
        "step 3",
    ];
    proptest!(config, |(walk in prop::collection::vec(0_u64..=19, 1..12))| {
        let mut lab = over("ring");
        let seen = visited(&mut lab, &lines);
        let last = step_of(&mut lab);
        for step in walk {
            let step = step % (last + 1);
            run(&mut lab, &format!("goto {step}"));
            prop_assert_eq!(step_of(&mut lab), step);
            if let Some(wanted) = seen.get(&step) {
                same(&whole(&mut lab), wanted, &format!("step {step}"));
            }
        }
        run(&mut lab, "goto end");
        same(&whole(&mut lab), &seen[&last], "the end");
    });
}

#[test]
fn phases_go_back_one_by_one() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 2; next; next; next");
    run(&mut lab, "prev");
    assert_eq!(trainer(&mut lab).phases_done(), 2);
    run(&mut lab, "next");
    assert_eq!(trainer(&mut lab).phases_done(), 3);
    let end = lab.session.as_ref().unwrap().entries.len();
    run(&mut lab, "prev; prev; prev");
    assert_eq!((step_of(&mut lab), trainer(&mut lab).phases_done()), (2, 0));
    run(&mut lab, "prev");
    let all = {
        let trainer = trainer(&mut lab);
        assert_eq!(trainer.state().step, 1);
        trainer.phases_done() + 1
    };
    // The last phase of the step before, and on again along the record.
    run(&mut lab, "next");
    assert_eq!((step_of(&mut lab), trainer(&mut lab).phases_done()), (2, 0));
    for _ in 0..2 * all {
        run(&mut lab, "prev");
    }
    assert_eq!((step_of(&mut lab), trainer(&mut lab).phases_done()), (0, 0));
    assert!(refused(&mut lab, "prev").contains("start of the run"));
    run(&mut lab, "goto end");
    assert_eq!((step_of(&mut lab), trainer(&mut lab).phases_done()), (2, 3));
    // Only where it went was recorded.
    let session = lab.session.as_ref().unwrap();
    assert!(
        session.entries[end..]
            .iter()
            .all(|e| e.line.starts_with("goto "))
    );
    // From a batch in flight a step completes it, and is the next of the branch.
    run(&mut lab, "step 2");
    assert_eq!(step_of(&mut lab), 4);
    let straight = digest_of("build gan batch=4; step 4");
    assert_eq!(trainer(&mut lab).digest(), straight);
}

fn digest_of(lines: &str) -> String {
    let mut lab = over("ring");
    run(&mut lab, lines);
    trainer(&mut lab).digest()
}

#[test]
fn a_change_in_the_past_begins_a_branch_and_the_old_one_stays() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 10");
    let end = whole(&mut lab);
    let events = run(&mut lab, "goto 4; set lr 0.05; step 3");
    let branched = events.iter().find_map(|event| match event {
        Event::Branched { branch, from, step } => Some((branch.as_str(), from.as_str(), *step)),
        _ => None,
    });
    assert_eq!(branched, Some(("b2", "main", 4)));
    assert_eq!(
        trainer(&mut lab).digest(),
        digest_of("build gan batch=4; step 4; set lr 0.05; step 3")
    );
    let other = whole(&mut lab);
    assert!(
        other
            .curves
            .iter()
            .all(|c| c.points.iter().all(|p| p.0 <= 7))
    );
    run(&mut lab, "switch main");
    same(&whole(&mut lab), &end, "main");
    run(&mut lab, "switch b2");
    same(&whole(&mut lab), &other, "b2");
    // A branch of a branch, by steps of one side alone.
    run(
        &mut lab,
        "goto 2; branch sides; step 2 d; goto 1 in=b2; goto end in=sides",
    );
    assert_eq!(
        trainer(&mut lab).digest(),
        digest_of("build gan batch=4; step 2; step 2 d")
    );
    // Steps that the record has ahead are followed: no branch begins.
    run(&mut lab, "goto 3 in=main; step 4");
    assert_eq!(step_of(&mut lab), 7);
    run(&mut lab, "step 5");
    assert_eq!(
        trainer(&mut lab).digest(),
        digest_of("build gan batch=4; step 12")
    );
    let listing = run(&mut lab, "branches")
        .into_iter()
        .find_map(|event| match event {
            Event::Listing(listing) => Some(listing),
            _ => None,
        });
    let names: Vec<_> = listing
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row[1].clone())
        .collect();
    assert_eq!(names, ["main", "└ b2", "└ sides"]);
}

#[test]
fn undo_takes_back_what_changed_the_run_and_redo_does_it_again() {
    let mut lab = over("ring");
    run(&mut lab, "build ae net=plane batch=4; step 3");
    let ae = whole(&mut lab);
    run(&mut lab, "build gan batch=4; step 2; set lr 0.5; sample 4");
    let end = whole(&mut lab);
    run(&mut lab, "undo");
    assert!((trainer(&mut lab).state().settings.lr() - 0.5).abs() > 0.1);
    assert_eq!(step_of(&mut lab), 2);
    run(&mut lab, "undo; undo");
    // The build itself: what was built before is there.
    same(&whole(&mut lab), &ae, "the autoencoder");
    run(&mut lab, "undo");
    assert_eq!(step_of(&mut lab), 0);
    assert!(run_or_why(&mut lab, "undo; undo").contains("nothing to undo"));
    for _ in 0..4 {
        run(&mut lab, "redo");
    }
    same(&whole(&mut lab), &end, "all again");
    assert!(run_or_why(&mut lab, "redo").contains("nothing to do again"));
    // Something else after an undo: what was taken back stays on its branch.
    run(&mut lab, "undo; set lr 0.25; step 1");
    let names: Vec<_> = lab_branches(&mut lab);
    assert_eq!(names.len(), 3);
}

fn run_or_why(lab: &mut Shell, line: &str) -> String {
    refused(lab, line)
}

fn lab_branches(lab: &mut Shell) -> Vec<String> {
    let events = run(lab, "branches");
    let rows = events.into_iter().find_map(|event| match event {
        Event::Listing(listing) => Some(listing.rows),
        _ => None,
    });
    rows.unwrap()
        .into_iter()
        .map(|row| row[1].clone())
        .collect()
}

#[test]
fn loading_and_other_data_are_taken_back_too() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(
        &mut lab,
        &format!("build gan batch=4; step 2; save {}", file("a.ron")),
    );
    run(&mut lab, "step 3");
    let before = whole(&mut lab);
    run(&mut lab, &format!("load {}", file("a.ron")));
    assert_eq!(step_of(&mut lab), 2);
    run(&mut lab, "data moons; build ae batch=4; step 1");
    let last = whole(&mut lab);
    run(&mut lab, "undo; undo");
    assert_eq!((step_of(&mut lab), lab.data.name.as_str()), (2, "moons"));
    run(&mut lab, "undo");
    assert_eq!((step_of(&mut lab), lab.data.name.as_str()), (2, "ring"));
    run(&mut lab, "undo");
    same(&whole(&mut lab), &before, "before the load");
    run(&mut lab, "redo; redo; redo; redo");
    same(&whole(&mut lab), &last, "after all");
    run(&mut lab, "data ring; undo");
    assert_eq!(lab.data.name, "moons");
}

#[test]
fn a_saved_timeline_is_the_same_after_a_load_and_verifies() {
    let (_folder, file) = folder();
    let path = file("tree.ron");
    let mut lab = over("ring");
    run(
        &mut lab,
        "build gan batch=4; step 6; goto 2; set lr 0.03; branch fast; step 3",
    );
    run(
        &mut lab,
        "goto 1 in=fast; term adv_x 0.5; step 4; next; next; switch main; goto 3",
    );
    run(&mut lab, "goto 4; branch sides; step 1 d; goto 3 in=main");
    run(&mut lab, &format!("save {path}"));
    let mut places = BTreeMap::new();
    let all = [
        "3 in=main",
        "end in=main",
        "end in=fast",
        "4 in=fast",
        "end in=b3",
        "2 in=b3",
    ];
    for place in all {
        run(&mut lab, &format!("goto {place}"));
        places.insert(place, trainer(&mut lab).digest());
    }
    let mut again = over("ring");
    run(&mut again, &format!("load {path}"));
    assert_eq!(step_of(&mut again), 3);
    assert_eq!(
        lab_branches(&mut again),
        ["main", "└ fast", "└ b3", "└ sides"].map(String::from)
    );
    for (place, digest) in &places {
        run(&mut again, &format!("goto {place}"));
        assert_eq!(&trainer(&mut again).digest(), digest, "{place}");
    }
    run(&mut again, &format!("verify {path}"));
}

#[test]
fn conditions_stop_and_are_found_in_the_past() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=8; break d_acc > 0.5; step 400");
    let history = trainer(&mut lab).state().history.clone();
    let stopped = step_of(&mut lab);
    assert!((1..400).contains(&stopped), "{stopped}");
    assert!(history.at("d_acc", stopped).unwrap() > 0.5);
    assert!((1..stopped).all(|step| history.at("d_acc", step).unwrap() <= 0.5));
    run(&mut lab, "break off all; step 60");
    // A brute-force scan says where it last began.
    let (now, history) = (step_of(&mut lab), trainer(&mut lab).state().history.clone());
    let holds = |step: u64| step > 0 && history.at("d_acc", step).unwrap() > 0.5;
    let last = (1..=now)
        .rev()
        .find(|step| holds(*step) && !holds(*step - 1))
        .unwrap();
    run(&mut lab, "back until d_acc > 0.5");
    assert_eq!(step_of(&mut lab), last);
    // Within the record, and beyond it.
    run(&mut lab, "goto 0; until d_acc > 0.5");
    assert_eq!(step_of(&mut lab), stopped);
    run(&mut lab, "goto end; until d_loss > 1000000 max=3");
    assert_eq!(step_of(&mut lab), now + 3);
    for (line, part) in [
        ("until d_los > 1", "d_loss"),
        ("until d_loss", "is not a comparison"),
        ("back until d_loss > 1000000", "held at none"),
        ("back 100000", "before its start"),
        ("goto 100000", "no step 100000"),
        ("goto nowhere", "branch"),
        ("goto 1 in=nowhere", "branch"),
        ("goto 1 line=9", "fewer than 9 lines"),
        ("branch start", "cannot be the name"),
        ("branch 12", "cannot be the name"),
        ("branch main", "already"),
        ("drop main", "on 'main'"),
        ("break off 3", "no breakpoints"),
        ("switch nowhere", "branch"),
    ] {
        let why = refused(&mut lab, line);
        assert!(why.contains(part), "{line}: {why}");
        assert_eq!(step_of(&mut lab), now + 3, "{line}");
    }
}

#[test]
fn a_dropped_branch_is_hidden_and_a_deleted_one_is_gone() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(
        &mut lab,
        "build gan batch=4; step 5; goto 2; set lr 0.1; step 1; branch one; sample 4",
    );
    run(
        &mut lab,
        "goto 3 in=main; set lr 0.2; step 1; branch two; switch main",
    );
    run(&mut lab, "drop one");
    assert_eq!(lab_branches(&mut lab), ["main", "└ two"].map(String::from));
    run(&mut lab, "switch one; switch main; drop one!");
    assert!(refused(&mut lab, "switch one").contains("two"));
    run(&mut lab, "switch two");
    let two = trainer(&mut lab).digest();
    run(&mut lab, "switch main");
    let path = file("a.ron");
    run(&mut lab, &format!("save {path}; verify {path}"));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        !text.contains("in=one") && !text.contains("\"one\""),
        "{text}"
    );
    let mut again = over("ring");
    run(&mut again, &format!("load {path}; switch two"));
    assert_eq!(trainer(&mut again).digest(), two);
}

/// What is kept of a line that begins a branch is of that branch: it is longer here than the line that it departs from.
#[test]
fn a_line_that_departs_leaves_the_branch_as_it_was() {
    for departs in ["branch try; step 1200", "step 1200 d"] {
        // Another lab goes there: what was visited has a snapshot of its own.
        let mut plain = over("ring");
        run(&mut plain, "build gan batch=2; step 300");
        let middle = trainer(&mut plain).digest();
        let mut lab = over("ring");
        run(&mut lab, "build gan batch=2; step 300; step 9");
        let end = trainer(&mut lab).digest();
        run(&mut lab, &format!("goto 100; {departs}"));
        let other = trainer(&mut lab).digest();
        run(&mut lab, "switch main; goto 300");
        assert_eq!(trainer(&mut lab).digest(), middle, "{departs}");
        run(&mut lab, "goto 309");
        assert_eq!(trainer(&mut lab).digest(), end, "{departs}");
        let name = if departs.starts_with("branch") {
            "try"
        } else {
            "b2"
        };
        run(&mut lab, &format!("switch {name}; goto 1300"));
        assert_eq!(trainer(&mut lab).digest(), other, "{departs}");
        // The next branch has nothing of a line that was refused.
        let at = trainer(&mut lab).digest();
        run(&mut lab, "goto 700; set lr 0.5; step 20; goto 710; back 5");
        run(&mut lab, &format!("switch {name}; goto 1300"));
        assert_eq!(trainer(&mut lab).digest(), at, "{departs}");
    }
}

#[test]
fn looks_at_other_steps_are_those_of_then_and_change_nothing() {
    let mut lab = over("digits");
    // How far something is is said on a slow machine only.
    let run = |lab: &mut Shell, line: &str| {
        let mut events = run(lab, line);
        events.retain(|event| !matches!(event, Event::Progress(_)));
        events
    };
    run(&mut lab, "build gan net=dense batch=4; step 3");
    let then = run(&mut lab, "sample 4");
    let believed = run(&mut lab, "disc 2");
    run(&mut lab, "step 4; next; next");
    let phases = trainer(&mut lab).phases_done();
    let digest = trainer(&mut lab).digest();
    assert_eq!(run(&mut lab, "sample 4 at=3"), then);
    assert_eq!(run(&mut lab, "disc 2 at=3"), believed);
    assert!(refused(&mut lab, "sample 4 at=99").contains("no step 99"));
    assert!(refused(&mut lab, "eval at=3").contains("no option"));
    let film = run(&mut lab, "film 4");
    let film = film.iter().find_map(|event| match event {
        Event::Gallery(gallery) => Some(gallery),
        _ => None,
    });
    let film = film.unwrap();
    assert_eq!((film.columns, film.pictures.len()), (4, 16));
    let Event::Gallery(shown) = &then[0] else {
        panic!("{then:?}");
    };
    // Steps 0, 2, 4, 7; the fourth row, first column is of step 0.
    let at = run(&mut lab, "sample 4 at=4");
    let Event::Gallery(at) = &at[0] else {
        panic!("{at:?}");
    };
    assert_eq!(film.pictures[2], at.pictures[0]);
    assert_ne!(film.pictures[2], shown.pictures[0]);
    assert_eq!(trainer(&mut lab).digest(), digest);
    assert_eq!(trainer(&mut lab).phases_done(), phases);
    assert_eq!(step_of(&mut lab), 7);
}

#[test]
fn the_past_is_measured_as_it_was() {
    let measured = |lab: &mut Shell, line: &str| {
        let events = run(lab, line).into_iter();
        let found = events.filter_map(|event| match event {
            Event::Evaluated(found) => Some(found),
            _ => None,
        });
        found.collect::<Vec<_>>()
    };
    let mut asked = over("ring");
    run(&mut asked, "build gan batch=8");
    let before = measured(&mut asked, "eval 200 every=4 steps=12");
    let mut later = over("ring");
    run(&mut later, "build gan batch=8; step 13");
    let after = measured(&mut later, "eval past 200 every=4");
    assert_eq!(before, after);
    assert_eq!(step_of(&mut later), 13);
    let js = |lab: &mut Shell, step| trainer(lab).state().history.at("js", step);
    assert_eq!(js(&mut asked, 8), js(&mut later, 8));
    assert!(js(&mut later, 8).is_some());
    assert!(refused(&mut later, "eval past every=14").contains("only 13 steps"));
}

#[test]
fn branches_are_compared() {
    let mut lab = over("ring");
    run(
        &mut lab,
        "build gan batch=4; step 6; goto 2; set lr 0.05; step 3; branch fast",
    );
    let digest = trainer(&mut lab).digest();
    let events = run(&mut lab, "diff main");
    let rows = events.iter().find_map(|event| match event {
        Event::Listing(listing) => Some(&listing.rows),
        _ => None,
    });
    let rows = rows.unwrap();
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap();
    assert_eq!(rows[0][1..], ["set lr 0.05", "step 4"].map(String::from));
    assert_eq!(rows[1][1..], ["step 3", ""].map(String::from));
    assert_eq!(row("lr")[1], "0.05");
    let events = run(&mut lab, "plot d_loss with main");
    let Event::Curves(curves) = &events[0] else {
        panic!("{events:?}");
    };
    let ends: Vec<_> = curves
        .curves
        .iter()
        .map(|curve| (curve.name.as_str(), curve.points.last().unwrap().0))
        .collect();
    assert_eq!(ends, [("d_loss fast", 5), ("d_loss main", 6)]);
    assert_eq!(trainer(&mut lab).digest(), digest);
    assert!(refused(&mut lab, "diff fast").contains("nothing to compare"));
    assert!(refused(&mut lab, "plot d_loss with").contains("which branch"));
}

#[test]
fn a_stop_on_the_way_leaves_the_run_where_it_was() {
    let mut lab = over("digits");
    run(&mut lab, "build gan net=dense batch=4; step 9; next; next");
    let before = whole(&mut lab);
    let phases = trainer(&mut lab).phases_done();
    for line in [
        "goto 3",
        "back 2",
        "film 5",
        "eval past 100 every=3",
        "undo; undo; undo",
    ] {
        lab.control.stop();
        refused(&mut lab, line);
        lab.control.clear();
        same(&whole(&mut lab), &before, line);
        assert_eq!(trainer(&mut lab).phases_done(), phases, "{line}");
    }
    run(&mut lab, "step 1; goto 3; goto end");
    assert_eq!(step_of(&mut lab), 10);
}

#[test]
fn a_stop_is_answered_at_once_where_no_snapshot_is_kept() {
    let mut lab = over("ring");
    run(
        &mut lab,
        "set history_memory 0; set history_disk 0; build gan batch=4; step 40",
    );
    let before = whole(&mut lab);
    lab.control.stop();
    refused(&mut lab, "goto 30");
    lab.control.clear();
    same(&whole(&mut lab), &before, "where it was");
    // A run that was computed again has kept no moment at its last step.
    assert_eq!(trainer(&mut lab).kept().unwrap().head.step, 40);
}

#[test]
fn a_step_that_is_left_halfway_leaves_nothing_behind() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 5");
    let stay = trainer(&mut lab).keep().unwrap();
    for parts in 1..6 {
        for _ in 0..parts {
            assert!(!trainer(&mut lab).part(Side::Both).unwrap(), "{parts}");
        }
        trainer(&mut lab).go_to(Arc::clone(&stay)).unwrap();
    }
    run(&mut lab, "step 1");
    assert_eq!(
        trainer(&mut lab).digest(),
        digest_of("build gan batch=4; step 6")
    );
}

#[test]
fn budgets_of_nothing_only_cost_time() {
    let mut lab = over("ring");
    run(
        &mut lab,
        "set history_memory 0; set history_disk 0; build gan batch=4; step 12",
    );
    run(&mut lab, "goto 4; set lr 0.5; step 2; goto 7 in=main");
    assert_eq!(
        trainer(&mut lab).digest(),
        digest_of("build gan batch=4; step 7")
    );
    run(&mut lab, "goto end in=b2");
    assert_eq!(
        trainer(&mut lab).digest(),
        digest_of("build gan batch=4; step 4; set lr 0.5; step 2")
    );
    for (line, part) in [
        ("set history_memory -1", "whole number of MiB"),
        ("set history_memory 99999999999999", "whole number of MiB"),
        ("set history_disk all", "'set history_disk 1024'"),
    ] {
        let why = refused(&mut lab, line);
        assert!(why.contains(part), "{line}: {why}");
    }
    // Nothing of it is recorded.
    let session = lab.session.as_ref().unwrap();
    assert!(session.entries.iter().all(|e| !e.line.contains("history_")));
}

#[test]
fn networks_that_were_written_and_runs_that_go_on_with_others_come_back() {
    let mut lab = over("ring");
    run(
        &mut lab,
        "net mine gen from plane; build ae net=plane batch=4; step 4",
    );
    run(&mut lab, "build gan from ae batch=4 gen=plane; step 3");
    let warm = whole(&mut lab);
    run(
        &mut lab,
        "net other disc from plane; build gan gen=mine disc=other batch=4; step 2",
    );
    let written = whole(&mut lab);
    run(&mut lab, "net other drop");
    run(&mut lab, "goto 2 in=main; goto end in=b2");
    same(&whole(&mut lab), &warm, "on another's weights");
    run(&mut lab, "goto end in=b3");
    same(&whole(&mut lab), &written, "written");
}

#[test]
fn timelines_that_cannot_have_been_are_refused_with_a_sentence() {
    let (_folder, file) = folder();
    let path = file("a.ron");
    let mut lab = over("ring");
    run(
        &mut lab,
        "build gan batch=2; step 5; goto 2; set lr 0.1; step 1; branch one; switch main",
    );
    run(&mut lab, &format!("save {path}"));
    let text = std::fs::read_to_string(&path).unwrap();
    for (from, to, part) in [
        ("goto 2 in=main", "goto 9 in=main", "no step 9"),
        ("goto 2 in=main", "goto 2 in=one", "branch"),
        ("goto 2 in=main", "goto 3 in=main", "and it says step 2"),
        (
            "goto 2 in=main",
            "goto 2 in=main line=7",
            "fewer than 7 lines",
        ),
        ("goto 2 in=main", "goto 18446744073709551615", "no step"),
        ("branch: \"b2\"", "branch: \"main\"", "already"),
        ("branch: \"b2\"", "branch: \"12\"", "cannot be the name"),
        ("branch one", "branch end", "cannot be the name"),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        for command in ["load", "verify"] {
            let mut other = over("ring");
            let why = refused(&mut other, &format!("{command} {path}"));
            assert!(why.contains(part), "{command}, {to}: {why}");
            assert!(other.trainer.is_none());
        }
    }
}

#[test]
fn a_lost_timeline_comes_back_and_can_be_undone() {
    let (folder, _) = folder();
    let journals = folder.path().join("journals");
    let mut lab = over("ring");
    lab.keep_journals(journals.clone(), false);
    run(
        &mut lab,
        "build gan batch=4; step 6; goto 2; branch slow; set lr 0.001; step 3",
    );
    run(
        &mut lab,
        "goto 4 in=main; step 1 d; next; next; goto 4 in=slow",
    );
    // What stood before another run was built is not lost with it, either.
    let here = trainer(&mut lab).digest();
    drop(lab);
    let lost = aegan_lab::session::lost(&journals);
    assert_eq!(lost.len(), 1);
    let load = format!("load {}", lost[0].display());
    let mut again = over("ring");
    run(&mut again, &load);
    assert_eq!(trainer(&mut again).digest(), here);
    assert_eq!(
        lab_branches(&mut again),
        ["main", "└ slow", "└ b3"].map(String::from)
    );
    run(&mut again, "goto end in=b3");
    assert_eq!(trainer(&mut again).phases_done(), 2);
    run(&mut again, "undo; undo; undo");
    assert_eq!(
        trainer(&mut again).digest(),
        digest_of("build gan batch=4; step 4")
    );
}

#[test]
fn a_record_that_gave_way_is_kept_through_a_crash() {
    let (folder, file) = folder();
    let journals = folder.path().join("journals");
    let path = file("other.ron");
    run(
        &mut over("ring"),
        &format!("build ae net=plane batch=4; step 1; save {path}"),
    );
    let mut lab = over("ring");
    lab.keep_journals(journals.clone(), false);
    run(
        &mut lab,
        &format!("build gan batch=4; step 3; load {path}; step 2"),
    );
    drop(lab);
    let lost = aegan_lab::session::lost(&journals);
    assert_eq!(lost.len(), 2);
    let recipes = lost.iter().map(|journal| {
        let found = aegan_lab::session::recover(journal).unwrap().session;
        (found.recipe, found.entries.last().unwrap().step)
    });
    let mut recipes: Vec<_> = recipes.collect();
    recipes.sort();
    assert_eq!(recipes, [("ae".to_owned(), 3), ("gan".to_owned(), 3)]);
    // A clean end leaves none.
    let mut lab = over("ring");
    let other = folder.path().join("clean");
    lab.keep_journals(other.clone(), false);
    run(
        &mut lab,
        &format!("build gan batch=4; step 3; load {path}; step 2; undo; undo"),
    );
    lab.finish();
    assert!(aegan_lab::session::lost(&other).is_empty());
    assert_eq!(std::fs::read_dir(&other).unwrap().count(), 0);
}

#[test]
fn a_session_without_weights_is_computed_at_length_only_where_that_is_allowed() {
    let (_folder, file) = folder();
    let path = file("long.ron");
    let mut lab = over("ring");
    run(&mut lab, "build gan net=plane batch=2; step 1001");
    run(&mut lab, &format!("export session {path}"));
    let digest = trainer(&mut lab).digest();
    let mut other = over("ring");
    let why = refused(&mut other, &format!("load {path}"));
    assert!(
        why.contains("1001 steps") && why.contains("long.ron!'"),
        "{why}"
    );
    assert!(other.trainer.is_none());
    run(&mut other, &format!("load {path}!"));
    assert_eq!(trainer(&mut other).digest(), digest);
    let mut script = over("ring");
    script.allow_compute = true;
    run(&mut script, &format!("load {path}"));
    assert_eq!(trainer(&mut script).digest(), digest);
}

#[test]
fn names_of_branches_are_completed() {
    let mut lab = over("ring");
    run(
        &mut lab,
        "build gan batch=2; step 2; goto 1; branch completed_here; step 1 d",
    );
    // Other tests have labs in this process, too.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let offered = |line: &str| {
        let found = aegan_lab::language::complete(line, line.len()).suggestions;
        found.iter().any(|s| s.text == "completed_here")
    };
    while std::time::Instant::now() < deadline {
        run(&mut lab, "note again");
        if ["switch comp", "goto comp", "diff ", "plot d_loss with "]
            .iter()
            .all(|l| offered(l))
        {
            return;
        }
    }
    panic!("not offered");
}

#[test]
fn snapshots_of_a_lost_lab_serve_its_recovery_and_are_then_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let journals = folder.path().join("journals");
    let lost_lab = |lines: &str| {
        let mut lab = over("ring");
        lab.keep_journals(journals.clone(), false);
        // No room in memory: all snapshots go to disk.
        run(&mut lab, "set history_memory 0");
        run(&mut lab, lines);
        trainer(&mut lab).digest()
    };
    let digest = lost_lab("build gan batch=2; step 30; set lr 0.02; step 40; goto 50; goto 65");
    let lost = aegan_lab::session::lost(&journals);
    let file = aegan_lab::session::snapshots_of(&lost[0]);
    let (_, found) = aegan_lab::lab::timeline::Spill::open(&file).unwrap();
    assert!(found.iter().any(|one| one.step() > 30), "{found:?}");
    let mut again = over("ring");
    again.keep_journals(journals.clone(), false);
    let events = run(&mut again, &format!("load {}", lost[0].display()));
    assert_eq!(trainer(&mut again).digest(), digest);
    // Not from the first step on.
    let said =
        |event: &Event| matches!(event, Event::Said { text } if text.contains("computed again"));
    assert!(!events.iter().any(said), "{events:?}");
    run(&mut again, "goto 10; goto end");
    assert_eq!(step_of(&mut again), 70);
    // A file that is of something else is noticed: the record is followed from its beginning.
    std::fs::write(&file, "{}").unwrap();
    let mut other = over("ring");
    other.keep_journals(journals.clone(), false);
    run(&mut other, &format!("load {}", lost[0].display()));
    assert_eq!(trainer(&mut other).digest(), digest);
    other.finish();
    again.finish();
    aegan_lab::session::discard(&lost[0]).unwrap();
    let left: Vec<_> = std::fs::read_dir(&journals).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_record_with_more_branches_than_anybody_makes_is_refused_at_once() {
    let (_folder, file) = folder();
    let path = file("a.ron");
    let mut lab = over("ring");
    run(
        &mut lab,
        "build gan batch=2; step 2; goto 1; set lr 0.1; switch main",
    );
    run(&mut lab, &format!("export session {path}"));
    let text = std::fs::read_to_string(&path).unwrap();
    let entry = |line: &str, branch: &str| {
        format!(
            "        (line: \"{line}\", at: 0.0, seconds: 0.0, step: 1, digest: None, {branch}events: []),\n"
        )
    };
    let mut more = String::new();
    for at in 0..20_000 {
        more += &entry("goto 1 in=main", "");
        more += &entry("set lr 0.2", &format!("branch: \"n{at}\", "));
    }
    let end = text.rfind("    ],\n").unwrap();
    std::fs::write(&path, format!("{}{more}{}", &text[..end], &text[end..])).unwrap();
    for command in ["load", "verify"] {
        let why = refused(&mut over("ring"), &format!("{command} {path}"));
        assert!(why.contains("more than 10000 branches"), "{why}");
    }
}

/// What a screen is told of the timeline by a line.
fn outline(lab: &mut Shell, line: &str) -> Outline {
    lab.live = Some(std::time::Duration::MAX);
    let told = run(lab, line).into_iter().rev();
    let mut told = told.filter_map(|event| match event {
        Event::Screen(Screen::Timeline(outline)) => Some(outline),
        _ => None,
    });
    told.next().flatten().unwrap()
}

#[test]
fn a_screen_is_told_what_is_on_the_branch() {
    let mut lab = over("ring");
    let marks = |outline: &Outline| {
        let marks = outline.marks.iter();
        let marks = marks.map(|mark| (mark.step, mark.kind, mark.text.clone()));
        marks.collect::<Vec<_>>()
    };
    let (change, note) = (MarkKind::Change, MarkKind::Note);
    let (fork, stop) = (MarkKind::Fork, MarkKind::Break);
    let told = outline(&mut lab, "build gan batch=2; note early; step 10");
    assert_eq!(
        (told.branch.as_str(), told.step, told.last),
        ("main", 10, 10)
    );
    assert_eq!(marks(&told), [(0, note, "note early".to_owned())]);
    assert!(told.snapshots.contains(&0), "{:?}", told.snapshots);
    let told = outline(&mut lab, "set rate 0.01; step 10; note late; goto 5");
    let line = "set rate 0.01".to_owned();
    assert_eq!((told.step, told.last), (5, 20));
    assert_eq!(marks(&told)[1..2], [(10, change, line)]);
    assert_eq!(marks(&told)[2..], [(20, note, "note late".to_owned())]);
    assert!(told.snapshots.contains(&20), "{:?}", told.snapshots);

    // Another future has what is behind it, and nothing that is not.
    let told = outline(
        &mut lab,
        "set rate 0.02; note other; step 2; break d_loss > 0",
    );
    assert_eq!((told.branch.as_str(), told.step, told.last), ("b2", 7, 7));
    let (rate, begins) = ("set rate 0.02", "branch b2 begins");
    let found = marks(&told);
    let found: Vec<_> = found.iter().map(|m| (m.0, m.1, m.2.as_str())).collect();
    let wanted = [
        (0, note, "note early"),
        (1, stop, "break d_loss > 0"),
        (5, change, rate),
        (5, note, "note other"),
        (5, fork, begins),
    ];
    assert_eq!(found, wanted);
    assert_eq!(told.lineage, [(1, 7), (0, 5)]);
    let told = outline(&mut lab, "break off all; switch main");
    let kinds: Vec<_> = told
        .marks
        .iter()
        .map(|mark| (mark.step, mark.kind))
        .collect();
    assert_eq!(kinds, [(0, note), (5, fork), (10, change), (20, note)]);

    // What is left out of lists is left out here; another run begins with nothing.
    let told = outline(&mut lab, "drop b2");
    assert_eq!(told.marks.len(), 3);
    let other = outline(&mut lab, "build ae");
    assert_eq!((other.last, &other.marks[..]), (0, &[][..]));
    assert_eq!(other.record, told.record);
    let other = outline(&mut lab, "data grid; build gan");
    assert_ne!(other.record, told.record);
}

#[test]
fn a_record_that_is_read_has_the_same_timeline() {
    let (_folder, file) = folder();
    let path = file("a.ron");
    let mut lab = over("ring");
    let lines = "build gan batch=2; step 6; note here; back 2; set rate 0.1; note there; step 3";
    let mut told = outline(&mut lab, lines);
    run(&mut lab, &format!("save {path}"));
    let mut read = outline(&mut over("ring"), &format!("load {path}"));
    // A snapshot is no part of a record.
    (told.record, told.snapshots) = (read.record, std::mem::take(&mut read.snapshots));
    read.snapshots.clone_from(&told.snapshots);
    assert_eq!(read, told);
    assert_eq!(told.marks.len(), 3);
}
