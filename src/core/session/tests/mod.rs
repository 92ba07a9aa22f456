//! Sessions, journals and weights: what is written is what is read, and nobody's weights go with another's.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;

use super::*;
use crate::event::{Curve, Event, Series, Stepped};

fn entry(line: &str, step: u64, events: Vec<Event>) -> Entry {
    let timed = |event| Timed { at: 0.5, event };
    Entry {
        line: line.to_owned(),
        at: 1.25,
        seconds: 0.5,
        step,
        digest: Some("ab".repeat(32)),
        branch: None,
        events: events.into_iter().map(timed).collect(),
    }
}

fn of(entries: Vec<Entry>) -> Session {
    Session {
        format: FORWARD,
        program: "aegan-lab".into(),
        instruction_set: "avx2".into(),
        seed: 1,
        data: DataRef {
            name: "ring".into(),
            digest: "cd".repeat(32),
        },
        recipe: "gan".into(),
        checkpoint: None,
        entries,
    }
}

/// Steps 1 to `steps` of a loss that falls, `d_loss`, and the mean that ends them.
fn stepped(steps: u16, factor: f32) -> Event {
    let points: Vec<(u64, f32)> = (1..=steps)
        .map(|step| (u64::from(step), factor * (2.0 - f32::from(step) / 100.0)))
        .collect();
    let mean = points.iter().map(|p| p.1).sum::<f32>() / f32::from(steps);
    Event::Stepped(Stepped {
        steps: steps.into(),
        step: steps.into(),
        seconds: 0.5,
        series: Series::from([("d_loss".to_owned(), mean)]),
        window: 20,
        interrupted: false,
        curves: vec![Curve {
            name: "d_loss".into(),
            points,
        }],
    })
}

#[test]
fn a_record_too_long_to_be_read_again_goes_without_what_a_screen_saw() {
    let said = Event::Said { text: "x".into() };
    let news = Event::Live(vec![said.clone(); 100]);
    let session = of(vec![entry("step 3", 3, vec![news, stepped(3, 1.0)])]);
    let whole = session.text_within(SESSION_LIMIT).unwrap();
    assert_eq!(Session::parse(&whole).unwrap(), session);
    let short = session.text_within(whole.len() as u64 - 1).unwrap();
    let found = Session::parse(&short).unwrap();
    assert_eq!(found.entries[0].events.len(), 1);
    assert_eq!(found.entries[0].events[0], session.entries[0].events[1]);
}

#[test]
fn weights_go_only_when_no_session_refers_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let saved = |name: &str, step: u64| {
        let weights = Weights {
            stored: &[],
            metadata: &BTreeMap::from([("step".to_owned(), step.to_string())]),
            step,
            digest: "ab".repeat(32),
        };
        let mut session = of(vec![]);
        save(&at(name), &mut session, Some(&weights), &mut |_| {}).unwrap();
    };
    let files = || {
        let all = fs::read_dir(folder.path()).unwrap();
        let names = all.map(|file| file.unwrap().path());
        names
            .filter(|path| path.extension().is_some_and(|e| e == "safetensors"))
            .count()
    };
    // Two names of one stem share a file as long as they hold the same.
    saved("a.session", 1);
    saved("a.ron", 1);
    assert_eq!(files(), 1);
    saved("a.ron", 2);
    assert!(load(&at("a.session")).is_ok() && load(&at("a.ron")).is_ok());
    assert_eq!(files(), 2);
    saved("a.ron", 3);
    assert_eq!(files(), 2);
    // Not even a name that is that of weights.
    saved("b.safetensors", 1);
    saved("b.safetensors", 1);
    assert!(load(&at("b.safetensors")).is_ok());
}

#[test]
fn steps_of_one_side_are_recovered_as_such() {
    let folder = tempfile::tempdir().unwrap();
    for (typed, found) in [
        ("step 100 g", "step 2 g"),
        ("step 100 d", "step 2 d"),
        ("step 100", "step 2"),
        ("run", "step 2"),
        ("eval 9 every=5 steps=50", "step 2"),
    ] {
        let mut journal = Journal::create(folder.path(), &of(vec![])).unwrap();
        journal.began(typed, 1.0).unwrap();
        journal.step(1).unwrap();
        journal.step(2).unwrap();
        let recovered = recover(journal.path()).unwrap();
        let last = recovered.session.entries.last().unwrap();
        assert_eq!((last.line.as_str(), last.step), (found, 2), "{typed}");
    }
}

#[test]
fn another_run_is_told_from_the_same_one_that_rounds_otherwise() {
    let of = |factor: f32, digest: &str| {
        let mut entry = entry("step 40", 40, vec![stepped(40, factor)]);
        entry.digest = Some(digest.to_owned());
        entry
    };
    let like = |recorded: &Entry, found: &Entry, exact| {
        let mut farthest = Farthest::default();
        compare(recorded, found, exact, &mut farthest).map(|()| farthest.share)
    };
    let recorded = of(1.0, "a");
    assert!(like(&recorded, &of(1.0, "a"), true).unwrap() < 1e-6);
    let why = like(&recorded, &of(1.0, "b"), true)
        .unwrap_err()
        .to_string();
    assert!(
        why.starts_with("differs") && why.contains("digest"),
        "{why}"
    );
    // The seventh digit is another machine's, the fourth is another run's.
    let share = like(&recorded, &of(1.0 + 1e-6, "b"), false).unwrap();
    assert!(share > 0.0 && share < 0.5, "{share}");
    let why = like(&recorded, &of(1.0 + 1e-3, "b"), false)
        .unwrap_err()
        .to_string();
    assert!(why.contains("d_loss of step 1"), "{why}");
}

/// Events with any text and any numbers that a record may hold.
fn any_event() -> impl Strategy<Value = Event> {
    let number = prop_oneof![
        any::<f32>().prop_filter("numbers", |v| v.is_finite()),
        Just(f32::INFINITY),
        Just(f32::NEG_INFINITY),
    ];
    let name = "[a-z_]{1,12}";
    prop_oneof![
        "[ -~é×Σ]{0,40}".prop_map(|text| Event::Said { text }),
        (name, number.clone())
            .prop_map(|(expression, value)| Event::Expected { expression, value }),
        (
            name,
            proptest::collection::vec((0..1_000_000_u64, number), 0..9)
        )
            .prop_map(|(name, points)| Event::Stepped(Stepped {
                steps: 1,
                step: 7,
                seconds: 0.25,
                series: Series::from([(name.clone(), 0.5)]),
                window: 20,
                interrupted: true,
                curves: vec![Curve { name, points }],
            })),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        lines in proptest::collection::vec(("[ -~]{1,30}", 0..1_000_000_u64, any_event()), 0..6),
        seed: u64,
    ) {
        let entries = lines.into_iter().map(|(line, step, event)| entry(&line, step, vec![event]));
        let session = Session { seed, ..of(entries.collect()) };
        let text = session.text_within(SESSION_LIMIT).unwrap();
        prop_assert_eq!(Session::parse(&text).unwrap(), session);
    }

    #[test]
    fn a_journal_cut_anywhere_is_what_was_whole(share in 0.0..1.0_f64) {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(folder.path(), &of(vec![])).unwrap();
        for step in 1..5 {
            journal.began("step", 1.0).unwrap();
            journal.step(step).unwrap();
            journal.entry(&entry("step 1", step, vec![stepped(1, 1.0)])).unwrap();
        }
        let whole = fs::read(journal.path()).unwrap();
        let head = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let cut = head + ((whole.len() - head) as f64 * share) as usize;
        let path = folder.path().join("cut.journal");
        fs::write(&path, &whole[..cut]).unwrap();
        let found = recover(&path).unwrap();
        // Nothing but what was written whole: entries, and a mark that no entry tells of yet.
        let text = std::str::from_utf8(&whole[..cut]).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').filter(|l| l.ends_with('\n')).collect();
        let entries = lines.iter().filter(|line| line.starts_with("Entry")).count();
        prop_assert_eq!(found.session.entries.len() as u64, entries as u64 + found.marks);
        prop_assert_eq!(found.torn, !text.ends_with('\n'));
        let steps = lines.iter().filter(|line| line.starts_with("Step(")).count() as u64;
        prop_assert_eq!(found.session.entries.last().map_or(0, |e| e.step), steps);
    }
}

#[test]
fn spaces_of_the_web_are_spaces_but_in_quotes() {
    let session = of(vec![entry("note a\u{a0}\"b\" \\", 1, vec![])]);
    let text = session.text_within(SESSION_LIMIT).unwrap();
    // Escaped as it is written, plain where an editor made it so.
    assert!(text.contains("a\\u{a0}"), "{text}");
    let text = text.replace("\\u{a0}", "\u{a0}");
    let pasted = format!("{}\u{a0}\n", text.replace("    ", "\u{a0}   "));
    assert_eq!(Session::parse(&pasted).unwrap(), session);
}

#[test]
fn a_long_run_does_not_make_a_long_journal() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(folder.path(), &of(vec![])).unwrap();
    journal.began("run", 1.0).unwrap();
    let size = |journal: &Journal| fs::metadata(journal.path()).unwrap().len();
    let before = size(&journal);
    for step in 1..=2000 {
        journal.step(step).unwrap();
        // Weights on the way, and no entry: the marks go on.
        if step == 1000 {
            let kept = CheckpointRef {
                file: "x.0123456789ab.safetensors".into(),
                sha256: "ab".repeat(32),
                step,
                digest: "ab".repeat(32),
            };
            journal.checkpoint(&kept).unwrap();
        }
    }
    assert!(size(&journal) - before < 500, "{}", size(&journal));
    let found = recover(journal.path()).unwrap();
    let last = found.session.entries.last().unwrap();
    assert_eq!((&*last.line, last.step), ("step 2000", 2000));
    assert_eq!((found.marks, found.torn), (2000, false));
    // The next command's are its own.
    journal.entry(&entry("step 2000", 2000, vec![])).unwrap();
    journal.began("step 9", 2.0).unwrap();
    (2001..=2003).for_each(|step| journal.step(step).unwrap());
    let found = recover(journal.path()).unwrap();
    let last = found.session.entries.last().unwrap();
    assert_eq!((&*last.line, last.step, found.marks), ("step 3", 2003, 3));
}

#[test]
fn what_a_kill_in_a_save_leaves_is_found_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let journals = at("journals");
    let mut session = of(vec![]);
    let weights = Weights {
        stored: &[],
        metadata: &BTreeMap::new(),
        step: 1,
        digest: "ab".repeat(32),
    };
    save(&at("a.ron"), &mut session, Some(&weights), &mut |_| {}).unwrap();
    let whole = at(&session.checkpoint.unwrap().file);
    let half = at("a.0123456789ab.safetensors");
    let temporary = at(&format!("{}x1", crate::file::temporary_prefix()));
    // Others have files of the same kind there.
    let theirs = [
        at("b.0123456789ab.safetensors"),
        at(".aegan-another-lab-x"),
        at("a.safetensors"),
    ];
    for file in theirs.iter().chain([&half, &temporary]) {
        fs::write(file, "").unwrap();
    }
    // Half a session, which names the checkpoint already.
    let name = half.file_name().unwrap().to_str().unwrap();
    fs::write(
        &temporary,
        format!("(format: 1, checkpoint: (file: \"{name}\""),
    )
    .unwrap();
    let mut journal = Journal::create(&journals, &of(vec![])).unwrap();
    journal
        .saving(&[half.clone(), whole.clone(), at("a.safetensors")])
        .unwrap();
    journal.step(1).unwrap();
    // The lab may still be at it.
    assert!(clear_away(&journals).is_empty() && half.exists());
    drop(journal);
    assert_eq!(clear_away(&journals).len(), 1);
    assert!(!half.exists() && !temporary.exists());
    assert!(whole.exists() && theirs.iter().all(|file| file.exists()));
    assert!(load(&at("a.ron")).is_ok());
}

#[test]
fn the_lab_that_was_lost_last_is_the_last_one_whenever_it_began() {
    use std::time::{Duration, SystemTime};
    let home = tempfile::tempdir().unwrap();
    // Names begin with the second of the start, and go on with the process, whose numbers begin again somewhere.
    let order = ["100-7", "100-12", "99-3"];
    for (ago, name) in [30, 20, 10].into_iter().zip(order) {
        let file = fs::File::create(home.path().join(format!("{name}.journal"))).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(ago))
            .unwrap();
    }
    let found: Vec<_> = lost(home.path())
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, order);
}
