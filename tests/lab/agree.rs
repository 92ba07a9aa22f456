//! What a session says twice agrees, or it is said that it does not: by `load`, and by `verify`.

use std::collections::BTreeMap;
use std::path::Path;

use aegan_lab::session::{self, Session, Stored};

use crate::support::typed::{folder, over, refused, run};

/// Checks that a session is refused by both, with a word of the reason.
fn is_refused(path: &str, word: &str) {
    let mut lab = over("ring");
    let why = refused(&mut lab, &format!("verify '{path}'"));
    assert!(
        why.starts_with("differs: ") && why.contains(word),
        "{word}: {why}"
    );
    let why = refused(&mut lab, &format!("load '{path}'"));
    assert!(why.contains(word), "{word}: {why}");
    assert!(lab.trainer.is_none());
}

#[test]
fn a_checkpoint_of_another_run_is_refused() {
    let (_folder, file) = folder();
    run(
        &mut over("ring"),
        &format!("build gan batch=4; step 3; save '{}'", file("one.ron")),
    );
    for (name, line) in [
        ("step", "build gan batch=4; step 5"),
        ("digest", "build gan batch=4 seed=7; step 3"),
    ] {
        let two = file("two.ron");
        run(&mut over("ring"), &format!("{line}; save '{two}!'"));
        let mut swapped = Session::read(Path::new(&file("one.ron"))).unwrap();
        swapped.checkpoint = Session::read(Path::new(&two)).unwrap().checkpoint;
        swapped.write(Path::new(&file("swap.ron"))).unwrap();
        is_refused(&file("swap.ron"), name);
        // Step and digest of the record, file and sum of the other run.
        let one = Session::read(Path::new(&file("one.ron"))).unwrap();
        if let (Some(swap), Some(own)) = (&mut swapped.checkpoint, one.checkpoint) {
            (swap.step, swap.digest) = (own.step, own.digest);
        }
        swapped.write(Path::new(&file("swap.ron"))).unwrap();
        is_refused(
            &file("swap.ron"),
            if name == "step" { "step" } else { "seed" },
        );
    }
}

#[test]
fn a_record_that_contradicts_itself_is_refused() {
    let (_folder, file) = folder();
    let line = "build gan batch=4 lr=0.001; step 2; set lr 0.004; term adv_x 2; step 1";
    run(
        &mut over("ring"),
        &format!("{line}; save '{}'", file("a.ron")),
    );
    let text = std::fs::read_to_string(file("a.ron")).unwrap();
    let head = text.split("entries:").next().unwrap();
    let other = |was: &str, is: &str| {
        assert!(text.contains(was), "no '{was}' in {head}");
        text.replacen(was, is, 1)
    };
    // The record without the entry whose line begins so.
    let without = |line: &str| {
        let begins = text.find(&format!("line: \"{line}")).unwrap();
        let begins = text[..begins].rfind("        (\n").unwrap();
        let close = "\n        ),\n";
        let ends = begins + text[begins..].find(close).unwrap() + close.len();
        format!("{}{}", &text[..begins], &text[ends..])
    };
    for (what, edited) in [
        ("seed", other("seed: 1,", "seed: 2,")),
        ("'ae'", other("recipe: \"gan\"", "recipe: \"ae\"")),
        ("digest", other("step: 3,", "step: 2,")),
        (
            "batch",
            text.replace("build gan batch=4", "build gan batch=8"),
        ),
        ("lr", text.replace("to: \"0.004\"", "to: \"0.002\"")),
        ("adv_x", text.replace("to: \"2\"", "to: \"3\"")),
        ("data", other("name: \"ring\"", "name: \"moons\"")),
        ("after 'step 2'", text.replace("steps: 2,", "steps: 4,")),
        // A line and what it did, one change and the next, a step that nothing took.
        ("lr", text.replace("set lr 0.004", "set lr 0.008")),
        ("adv_x", text.replace("term adv_x 2", "term adv_x 3")),
        ("lr", text.replace("lr=0.001", "lr=0.002")),
        ("lr", text.replace("from: \"0.001\"", "from: \"0.01\"")),
        ("adv_x", other("weight: 1.0", "weight: 4.0")),
        ("G", text.replace("batch=4", "batch=4 gen=dense")),
        ("at step", without("step 2")),
        ("builds nothing", without("build gan")),
    ] {
        assert_ne!(edited, text, "{what}");
        std::fs::write(file("b.ron"), edited).unwrap();
        is_refused(&file("b.ron"), what);
    }
}

/// A session as an earlier version wrote it: settings and some of their values had other names.
fn as_it_was(text: &str) -> String {
    [
        (" lr=", " rate="),
        ("set lr ", "set rate "),
        ("Changed(name: \"lr\"", "Changed(name: \"rate\""),
        ("d_batches=split", "lessons=apart"),
        ("set d_batches joint", "set lessons whole"),
        ("name: \"d_batches\"", "name: \"lessons\""),
        ("from: \"split\"", "from: \"apart\""),
        ("to: \"joint\"", "to: \"whole\""),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (now, then)| {
        assert!(text.contains(now), "no '{now}' in {text}");
        text.replace(now, then)
    })
}

#[test]
fn settings_of_earlier_versions_are_read_by_their_names_of_then() {
    let (_folder, file) = folder();
    let line = "build gan batch=4 lr=0.001 d_batches=split; step 2; set lr 0.004; set d_batches joint; step 1";
    run(
        &mut over("ring"),
        &format!("{line}; save '{}'", file("a.ron")),
    );
    // The checkpoint has the same names as the record.
    tampered(&file("a.ron"), |_, words| {
        for (now, then) in [("lr", "rate"), ("d_batches", "lessons")] {
            let value = words.remove(&format!("set.{now}")).unwrap();
            let value = if value == "joint" {
                "whole".to_owned()
            } else {
                value
            };
            words.insert(format!("set.{then}"), value);
            let from = words.remove(&format!("from.{now}")).unwrap();
            words.insert(format!("from.{then}"), from);
        }
    });
    let old = as_it_was(&std::fs::read_to_string(file("changed.ron")).unwrap());
    std::fs::write(file("old.ron"), &old).unwrap();
    let mut lab = over("ring");
    run(
        &mut lab,
        &format!("verify '{0}'; load '{0}'", file("old.ron")),
    );
    let settings = &lab.trainer.as_ref().unwrap().state().settings;
    assert!((settings.lr() - 0.004).abs() < 1e-9);
    run(&mut lab, "back 2; goto end");
    // What it says twice is compared all the same.
    for (what, edited) in [
        ("lr", old.replace("rate=0.001", "rate=0.002")),
        ("lr", old.replace("set rate 0.004", "set rate 0.008")),
        ("d_batches", old.replace("to: \"whole\"", "to: \"apart\"")),
    ] {
        assert_ne!(edited, old, "{what}");
        std::fs::write(file("b.ron"), edited).unwrap();
        is_refused(&file("b.ron"), what);
    }
    tampered(&file("old.ron"), |_, words| {
        assert!(words.insert("set.rate".into(), "0.5".into()).is_some());
    });
    is_refused(&file("changed.ron"), "lr");
}

/// Writes a checkpoint anew with something changed, and the session so that it names the new file.
fn tampered(path: &str, change: impl Fn(&mut Vec<Stored>, &mut BTreeMap<String, String>)) {
    let path = Path::new(path);
    let mut session = Session::read(path).unwrap();
    let named = session.checkpoint.as_mut().unwrap();
    let beside = path.with_file_name(&named.file);
    let (mut tensors, mut words) = session::read(&beside, None, 1 << 30).unwrap();
    change(&mut tensors, &mut words);
    named.file = "changed.safetensors".into();
    let changed = path.with_file_name(&named.file);
    named.sha256 = session::write(&changed, &tensors, &words).unwrap();
    session.write(&path.with_file_name("changed.ron")).unwrap();
}

#[test]
fn a_checkpoint_that_was_changed_is_refused_even_with_the_right_sum() {
    let (_folder, file) = folder();
    let line = "build gan batch=4 lr=0.001; step 3";
    run(
        &mut over("ring"),
        &format!("{line}; save '{}'", file("a.ron")),
    );
    run(
        &mut over("ring"),
        &format!("verify '{0}'; load '{0}'", file("a.ron")),
    );
    for (key, value) in [
        ("seed", "2"),
        ("recipe", "wgan"),
        ("set.lr", "0.5"),
        ("set.batch", "8"),
        ("net.G", "small"),
        ("data.sha256", "00"),
        ("updates.G", "18446744073709551615"),
        ("step", "4"),
    ] {
        tampered(&file("a.ron"), |_, words| {
            assert!(words.insert(key.into(), value.into()).is_some(), "{key}");
        });
        is_refused(&file("changed.ron"), key.trim_start_matches("set."));
    }
    tampered(&file("a.ron"), |tensors, _| tensors[0].values[1] = f32::NAN);
    is_refused(&file("changed.ron"), "holds NaN in");
    // Nothing but the digest of the weights tells.
    tampered(&file("a.ron"), |tensors, _| tensors[0].values[1] += 1.0);
    is_refused(&file("changed.ron"), "digest of");
}

#[test]
fn a_checkpoint_that_would_go_on_otherwise_differs() {
    let (_folder, file) = folder();
    run(
        &mut over("ring"),
        &format!("build gan batch=4; step 3; save '{}'", file("a.ron")),
    );
    let verify = format!("verify '{}'", file("changed.ron"));
    // What the record says nothing of, but what it leads to.
    for (key, value) in [
        ("set.d_steps", "2"),
        ("updates.G", "4"),
        ("set.lr_decay_steps", "90"),
    ] {
        tampered(&file("a.ron"), |_, words| {
            assert!(words.insert(key.into(), value.into()).is_some(), "{key}");
        });
        let why = refused(&mut over("ring"), &verify);
        assert!(why.starts_with("differs") && why.contains(key), "{why}");
    }
    tampered(&file("a.ron"), |tensors, _| {
        let memory = |tensor: &&mut Stored| tensor.name.contains("G.optimizer");
        tensors.iter_mut().find(memory).unwrap().values[1] += 0.5;
    });
    let why = refused(&mut over("ring"), &verify);
    assert!(why.contains("is not what is computed again"), "{why}");
    // A record that cannot have happened is one that differs, too.
    let text = std::fs::read_to_string(file("a.ron")).unwrap();
    std::fs::write(
        file("b.ron"),
        text.replace("build gan", "build gan disc=nothing"),
    )
    .unwrap();
    is_refused(&file("b.ron"), "nothing");
}

#[test]
fn verify_says_what_it_checked_and_misses_what_is_gone() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 3");
    run(
        &mut lab,
        &format!(
            "save '{}'; export session '{}'",
            file("a.ron"),
            file("b.ron")
        ),
    );
    let said =
        |lab: &mut _, name: &str| format!("{:?}", run(lab, &format!("verify '{}'", file(name))));
    assert!(said(&mut lab, "a.ron").contains("the record and its checkpoint"));
    assert!(said(&mut lab, "b.ron").contains("the record (it names no checkpoint)"));
    let named = Session::read(Path::new(&file("a.ron")))
        .unwrap()
        .checkpoint
        .unwrap();
    let weights = file(&named.file);
    let mut bytes = std::fs::read(&weights).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&weights, bytes).unwrap();
    is_refused(&file("a.ron"), "SHA-256");
    std::fs::remove_file(weights).unwrap();
    is_refused(&file("a.ron"), "there");
}

#[test]
fn steps_that_are_computed_again_are_compared_with_their_record() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 3");
    run(&mut lab, &format!("export session '{}'", file("a.ron")));
    let mut session = Session::read(Path::new(&file("a.ron"))).unwrap();
    let said = |name: &str| {
        format!(
            "{:?}",
            run(&mut over("ring"), &format!("load '{}'", file(name)))
        )
    };
    assert!(!said("a.ron").contains("differs from the record"));
    session.entries[1].digest = Some("ab".repeat(32));
    session.write(Path::new(&file("b.ron"))).unwrap();
    assert!(said("b.ron").contains("differs from the record"));
}
