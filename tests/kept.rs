//! What was done stays, and nothing is done that was not asked for.
#![allow(clippy::unwrap_used)]

mod typed;

use std::process::{Command, Stdio};

use aegan_lab::engine::{Engine, Options, Report};
use aegan_lab::lab::event::Event;
use aegan_lab::session::Session;
use typed::{data, over, refused, run, shell, told, trainer, write_idx};

/// A folder, and the name of a file in it for a line.
fn folder() -> (tempfile::TempDir, impl Fn(&str) -> String) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_owned();
    (folder, move |name| place.join(name).display().to_string())
}

#[test]
fn a_batch_of_many_phases_is_saved_and_loaded() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(
        &mut lab,
        "build gan batch=2 d_steps=100 lessons=apart; next",
    );
    run(&mut lab, &format!("save {0}; load {0}", file("a.ron")));
}

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
    lab.execute(line, stop).unwrap();
    assert_eq!(trainer(&mut lab).recipe.name, "gan");
    assert!(trainer(&mut lab).step > 0);
    // A run has no other end: what follows it was meant to follow, in a file, too.
    let (_folder, file) = folder();
    std::fs::write(file("a.lab"), "run\nbuild ae batch=4\n").unwrap();
    for line in [
        "run; build ae batch=4",
        &format!("source {}; note x", file("a.lab")),
    ] {
        lab.control.clear();
        run(&mut lab, "build gan batch=4");
        lab.execute(line, stop).unwrap();
        assert_eq!(trainer(&mut lab).recipe.name, "ae", "{line}");
    }
}

#[test]
fn a_batch_that_was_taken_back_is_in_no_record() {
    let (_folder, file) = folder();
    // The loss grows a thousandfold a step.
    let build = "build ae batch=8 optimizer=sgd rate=1; term rec_x 1000";
    let mut lab = over("ring");
    run(&mut lab, build);
    let good = (0..100)
        .take_while(|_| lab.execute("step", &mut |_| {}).is_ok())
        .count();
    assert!((1..100).contains(&good));
    // The batch that fails is begun by one command, or by one that ended the batch before it.
    let walks: [&[&str]; 3] = [
        &["next", "recon 1", "step"],
        &["next", "step 2"],
        &["next loss", "next update", "next loss"],
    ];
    for (walk, back) in walks.into_iter().zip([0, 1, 1]) {
        let mut lab = over("ring");
        run(&mut lab, build);
        if good > back {
            run(&mut lab, &format!("step {}", good - back));
        }
        let (last, before) = walk.split_last().unwrap();
        for line in before {
            run(&mut lab, line);
        }
        // Whichever line fails, the good steps are there.
        while lab.execute(last, &mut |_| {}).is_ok() {}
        assert_eq!(trainer(&mut lab).step, good as u64);
        run(&mut lab, "set rate 0.01");
        run(&mut lab, &format!("save {0}; verify {0}", file("a.ron")));
    }
}

#[test]
fn a_load_that_fails_leaves_data_and_lab() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 2; step 3");
    run(&mut lab, &format!("export session {}", file("a.ron")));
    let text = std::fs::read_to_string(file("a.ron")).unwrap();
    std::fs::write(file("b.ron"), text.replace("\"step 3\"", "\"step x\"")).unwrap();
    let mut lab = shell();
    refused(&mut lab, &format!("load {}", file("b.ron")));
    assert_eq!(lab.data.name, "digits");
    assert!(lab.trainer.is_none());
}

#[test]
fn a_loaded_run_knows_its_last_values() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 3000");
    run(&mut lab, &format!("save {}", file("a.ron")));
    let means = trainer(&mut lab).history.means(20);
    let mut lab = over("ring");
    run(&mut lab, &format!("load {}", file("a.ron")));
    assert_eq!(trainer(&mut lab).history.means(20), means);
    run(&mut lab, &format!("expect d_loss == {}", means["d_loss"]));
}

#[test]
fn exports_spare_sessions_and_what_is_no_file() {
    let (folder, file) = folder();
    let mut lab = shell();
    run(&mut lab, "build gan gen=dense batch=4; step 1");
    run(&mut lab, &format!("save {}", file("a.ron")));
    let before = std::fs::read(file("a.ron")).unwrap();
    for what in ["grid", "samples 3"] {
        let why = refused(&mut lab, &format!("export {what} {}", file("a.ron")));
        assert!(why.contains("holds a session"), "{why}");
        let why = refused(&mut lab, &format!("export {what} /dev/null"));
        assert!(why.contains("not a regular file"), "{why}");
    }
    let why = refused(&mut lab, &format!("reader train 2 to={}", file("a.ron")));
    assert!(why.contains("holds a session"), "{why}");
    assert_eq!(std::fs::read(file("a.ron")).unwrap(), before);
    run(
        &mut lab,
        &format!("export grid {0}; export grid {0}", file("a.png")),
    );
    let why = refused(&mut lab, &format!("export session {}", file("a.png")));
    assert!(why.contains("no session"), "{why}");
    // The record alone is written over, one with weights is not.
    let why = refused(&mut lab, &format!("export session {}", file("a.ron")));
    assert!(why.contains("with weights"), "{why}");
    let line = format!("export session {0}; export session {0}", file("b.ron"));
    run(&mut lab, &line);
    let weights = std::fs::read_dir(folder.path()).unwrap();
    let mut weights = weights.map(|file| file.unwrap().path());
    let weights = weights.find(|path| path.extension().is_some_and(|e| e == "safetensors"));
    let weights = weights.unwrap();
    for line in ["export grid ", "reader train 2 to="] {
        let why = refused(&mut lab, &format!("{line}{}", weights.display()));
        assert!(why.contains("holds weights of"), "{why}");
    }
    // A reader's weights are written over by a reader, not by a picture.
    let line = format!("reader train 2 to={}", file("r.safetensors"));
    run(&mut lab, &format!("{line}; {line}"));
    let why = refused(&mut lab, &format!("export grid {}", file("r.safetensors")));
    assert!(why.contains("holds weights"), "{why}");
}

#[test]
fn a_strangers_record_steers_no_lab() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 2");
    run(&mut lab, &format!("export session {}", file("a.ron")));
    let text = std::fs::read_to_string(file("a.ron")).unwrap();
    for event in ["Quit", "Replay(begins: true)"] {
        let evil = text.replacen(
            "events: [",
            &format!("events: [(at: 0.0, event: {event}), "),
            1,
        );
        let why = Session::parse(&evil).unwrap_err().to_string();
        assert!(why.contains("commands the lab itself"), "{why}");
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
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.matches("error:").count(), 1, "{text}");
}

#[test]
fn a_run_whose_place_is_taken_by_another_is_done() {
    let options = Options {
        data: "ring".into(),
        ..Options::default()
    };
    let engine = Engine::start(options).unwrap();
    // How many runs are done before this line is.
    let runs_before = |wanted: &str| {
        let mut runs = 0;
        loop {
            let patience = std::time::Duration::from_mins(1);
            match engine.reports().recv_timeout(patience).unwrap() {
                Report::Done { line, .. } if line == wanted => return runs,
                Report::Done { line, .. } => runs += usize::from(line == "run"),
                Report::Event(_) => {}
            }
        }
    };
    engine.submit("build gan batch=4");
    engine.submit("run");
    let trains = |report| matches!(report, Report::Event(Event::Progress(_)));
    assert!(engine.reports().iter().any(trains));
    engine.submit("run");
    engine.submit("note x");
    assert_eq!(runs_before("note x"), 1);
    engine.control().stop();
    assert_eq!(runs_before("run"), 0);
    engine.submit("note y");
    assert_eq!(runs_before("note y"), 0);
}

#[test]
fn what_was_measured_last_is_what_is_plotted() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=8; eval 10");
    let why = refused(&mut lab, "plot");
    assert!(why.contains("there are no losses yet"), "{why}");
    let found = run(&mut lab, "eval 2000");
    let Some(Event::Evaluated(found)) = found.last() else {
        panic!("{found:?}");
    };
    let js = found
        .measures
        .iter()
        .find(|m| m.name == "js")
        .unwrap()
        .value;
    let curves = trainer(&mut lab).history.curves(None, 100);
    let curve = curves.iter().find(|c| c.name == "js").unwrap();
    assert_eq!(curve.points, [(0, js)]);
}

#[test]
fn a_recipe_that_fails_costs_the_others_nothing() {
    let mut lab = over("ring");
    // With a rate of 1 the autoencoder overflows; G alone saturates against a Dx that stays.
    let line =
        "compare gan ae seconds=0.1 optimizer=sgd rate=1 d_steps=0 distance=gaussian sigma=0.001";
    let found = run(&mut lab, line);
    let Some(Event::Listing(listing)) = found.last() else {
        panic!("{found:?}");
    };
    assert!(
        listing.rows[0][5].parse::<u64>().is_ok(),
        "{:?}",
        listing.rows
    );
    assert_eq!(listing.rows[1][0], "ae");
    assert!(listing.rows[1][1..].iter().all(|cell| cell == "–"));
    assert!(
        listing.footer.contains("ae: the term rec_x"),
        "{}",
        listing.footer
    );
    // What cannot be built is said before anything is trained.
    let why = refused(&mut lab, "compare gan ae seconds=3000 net=nope");
    assert!(why.contains("nope"), "{why}");
}

#[test]
fn data_without_a_held_out_part_or_its_labels_say_so() {
    let (folder, file) = folder();
    let digits = data("digits");
    let places: Vec<usize> = (0..40).collect();
    // So few that none are held out.
    write_idx(folder.path(), "train", &digits.train, &places[..5]);
    let place = folder.path().display().to_string();
    let lines = ["build aegan batch=4; step 2", "compress 5", "doctor"];
    let (_, said) = told(&place, &lines);
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    assert!(said.contains("has none held out"), "{said}");
    write_idx(folder.path(), "t10k", &digits.held_out, &places);
    let (_, said) = told(&place, &["build aegan labels=yes batch=4; step 2; recon 3"]);
    assert!(!said.contains("error:"), "{said}");
    std::fs::remove_file(file("t10k-labels-idx1-ubyte")).unwrap();
    let (_, said) = told(&place, &["build aegan labels=yes batch=4"]);
    assert!(
        said.contains("wants the labels of held-out items"),
        "{said}"
    );
}

#[test]
fn answers_name_what_they_are_about() {
    let mut lab = shell();
    run(&mut lab, "build bigan net=dense batch=4; step 1");
    let judges: Vec<String> = run(&mut lab, "disc 2")
        .into_iter()
        .filter_map(|event| match event {
            Event::Scores(scores) => Some(scores.judge),
            _ => None,
        })
        .collect();
    assert_eq!(judges, ["Dxz"]);
    run(&mut lab, "build ae net=dense latent=16 batch=4");
    let why = refused(&mut lab, "build vae from ae");
    assert!(why.contains("distributions"), "{why}");
    let changed = |events: Vec<Event>| -> Vec<String> {
        let names = events.into_iter().filter_map(|event| match event {
            Event::Changed { name, .. } => Some(name),
            _ => None,
        });
        names.collect()
    };
    let found = changed(run(&mut lab, "set optimizer article_rmsprop"));
    assert!(found.len() > 1 && found[0] == "optimizer", "{found:?}");
    assert_eq!(
        changed(run(&mut lab, "set rate 0.5; set rate 0.5")),
        ["rate", "rate"]
    );
}
