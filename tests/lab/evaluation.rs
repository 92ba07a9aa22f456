//! `eval`, `nearest` and `compare`: known answers, and runs left alone.

use std::sync::Arc;

use crate::support::typed::{over, refused, run, told, trainer};
use aegan_lab::data::{self, Range, Split};
use aegan_lab::evaluate::doctor::{Evidence, diagnose};
use aegan_lab::evaluate::{Evaluation, Features, shipped};
use aegan_lab::event::control::Control;
use aegan_lab::event::{Event, Measure};
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;

fn value(measures: &[Measure], name: &str) -> f32 {
    let found = measures.iter().find(|m| m.name == name);
    found.map(|m| m.value).unwrap()
}

/// Items of a part for which `keep(place, label)` holds.
fn some(split: &Split, keep: impl Fn(usize, u8) -> bool) -> Vec<f32> {
    let labels = split.labels();
    let which: Vec<usize> = (0..split.len()).filter(|i| keep(*i, labels[*i])).collect();
    let mut values = vec![0.0; which.len() * 784];
    split.fill(&which, Range::Unit, &mut values).unwrap();
    values
}

#[test]
fn pictures_are_measured_as_what_they_are() {
    let digits = Arc::new(data::load("digits").unwrap());
    let classifier = shipped(&digits.digest).unwrap().unwrap();
    let mut go_on = || Ok(());
    let mut evaluation = Evaluation::new(
        Features::Classifier(classifier),
        Arc::clone(&digits),
        &mut go_on,
    )
    .unwrap();

    let same = evaluation
        .measure(&some(&digits.held_out, |_, _| true), &[], &mut go_on)
        .unwrap();
    assert!(value(&same, "fld") < 1e-4 && value(&same, "fld_floor") > 0.5);
    assert!((value(&same, "precision") - 1.0).abs() < 1e-6);
    assert!((value(&same, "coverage") - 1.0).abs() < 1e-6);
    assert!((value(&same, "classes") - 10.0).abs() < 1e-6 && value(&same, "score") > 9.0);
    assert!((value(&same, "nearer") - 0.5).abs() < 1e-3);

    // Training items: at the floor, and copies of themselves.
    let train = evaluation
        .measure(&some(&digits.train, |i, _| i < 1000), &[], &mut go_on)
        .unwrap();
    let (fld, floor) = (value(&train, "fld"), value(&train, "fld_floor"));
    assert!((fld - floor).abs() < 0.5 * floor, "{fld} beside {floor}");
    assert!(value(&train, "nearer") > 0.99 && value(&train, "memory") < 0.01);
    let evidence = Evidence {
        step: 1000,
        variety: Some(1.0),
        measures: train.clone(),
        ..Evidence::default()
    };
    assert_eq!(diagnose(&evidence).unwrap().what, "samples are memories");

    let seven = evaluation
        .measure(
            &some(&digits.train, |i, label| i < 1500 && label < 7),
            &[],
            &mut go_on,
        )
        .unwrap();
    assert!((value(&seven, "classes") - 7.0).abs() < 1e-6);
    assert!(value(&seven, "recall") < value(&train, "recall") - 0.15);
    assert!(value(&seven, "coverage") < 0.8 && value(&seven, "precision") > 0.8);
    assert!(value(&seven, "fld") > 2.0 * floor);

    let one = some(&digits.train, |i, _| i == 0).repeat(500);
    let one = evaluation.measure(&one, &[], &mut go_on).unwrap();
    assert!((value(&one, "classes") - 1.0).abs() < 1e-6);
    assert!((value(&one, "score") - 1.0).abs() < 1e-3);
    assert!(value(&one, "recall") < 0.01 && value(&one, "fld") > 50.0);
    // A Gaussian on principal components lies between real items and one item for all.
    let pca = value(&one, "fld_pca");
    assert!(pca > floor && pca < value(&one, "fld"), "{pca}");
}

#[test]
fn numpy_reads_the_digits_alike_and_finds_the_same_distance() {
    let stored: serde_json::Value =
        serde_json::from_str(include_str!("../reference/reader.json")).unwrap();
    let digits = Arc::new(data::load("digits").unwrap());
    let mut classifier = shipped(&digits.digest).unwrap().unwrap();
    let mut go_on = || Ok(());
    let right = classifier.right(&digits.held_out, &mut go_on).unwrap();
    assert_eq!(Some(right as u64), stored["right"].as_u64());
    let mut evaluation = Evaluation::new(
        Features::Classifier(classifier),
        Arc::clone(&digits),
        &mut go_on,
    )
    .unwrap();
    let first = some(&digits.train, |i, _| i < 500);
    let fld = value(&evaluation.measure(&first, &[], &mut go_on).unwrap(), "fld");
    let theirs = stored["fld_of_500"].as_f64().unwrap() as f32;
    assert!(
        (fld - theirs).abs() < 1e-3 * theirs,
        "{fld}, {theirs} there"
    );
}

#[test]
fn what_is_compared_leaves_the_step_of_the_run_in_sight() {
    let (mut shell, _) = told("digits", &["build ae batch=8", "step 2"]);
    let mut steps = std::collections::BTreeSet::new();
    let compared = execute(
        &mut shell,
        "compare gan seconds=0.3 gen=dense",
        &mut |event| {
            if let Event::Progress(progress) = event {
                steps.insert(progress.step);
            }
        },
    );
    compared.unwrap();
    assert_eq!(steps.into_iter().collect::<Vec<_>>(), [2]);
}

#[test]
fn costs_stand_side_by_side_with_the_seconds_to_a_quality() {
    let mut shell = Shell::new("ring", 1, Control::default()).unwrap();
    let mut found = None;
    let line = "compare ae gan seconds=0.4 js=1 held_out=0";
    let compared = execute(&mut shell, line, &mut |event| {
        if let Event::Listing(listing) = event {
            found = Some(listing);
        }
    });
    compared.unwrap();
    let found = found.unwrap();
    let heads: Vec<_> = found
        .columns
        .iter()
        .map(|c| c.trim_start_matches('>'))
        .collect();
    let costs = ["recipe", "weights", "MACs", "MiB", "ms a step", "steps"];
    assert_eq!(heads[..6], costs);
    assert_eq!(
        heads[6..],
        ["js", "held_out", "s to js 1", "s to held_out 0"]
    );
    let [ae, gan] = [&found.rows[0], &found.rows[1]];
    let number = |cell: &str| cell.parse::<f32>().unwrap();
    for row in [ae, gan] {
        assert!(row[1..6].iter().all(|cell| number(cell) > 0.0), "{row:?}");
    }
    // An autoencoder has no prior, a GAN makes nothing whole.
    assert_eq!([&ae[6], &ae[8], &gan[7], &gan[9]], ["–"; 4]);
    assert!(number(&ae[7]) < 1.0, "{ae:?}");
    assert!(number(&gan[6]) <= 1.0, "{gan:?}");
    // Nothing is without any error; nothing is further off than 1, which is seen at the first look.
    assert!(ae[9].starts_with("> "), "{ae:?}");
    assert!(number(&gan[8]) > 0.0, "{gan:?}");
    for bad in ["compare ae seconds=0", "compare ae gan js=good"] {
        let error = execute(&mut shell, bad, &mut |_| {})
            .unwrap_err()
            .to_string();
        assert!(error.contains("is a number from"), "{error}");
    }
}

#[test]
fn words_in_quotes_are_of_one_row_and_one_bar_tells_of_all() {
    let mut shell = Shell::new("ring", 1, Control::default()).unwrap();
    let (mut rows, mut told) = (Vec::new(), Vec::new());
    let line = "compare gan \"gan r1=1 gen=plane\" seconds=0.3 batch=8";
    let compared = execute(&mut shell, line, &mut |event| match event {
        Event::Listing(listing) => rows = listing.rows,
        Event::Progress(progress) => told.push((progress.done, progress.of)),
        _ => {}
    });
    compared.unwrap();
    let names: Vec<_> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["gan", "gan r1=1 gen=plane"]);
    assert!(told.iter().all(|(_, of)| *of == Some(2000)), "{told:?}");
    assert!(
        told.is_sorted() && told.last().is_some_and(|t| t.0 > 1000),
        "{told:?}"
    );
    for (line, part) in [
        ("compare gan \"gon r1=1\"", "'gon'"),
        ("compare gan \"gan r1=1\" r1=2", "given twice"),
        ("compare gan \"gan nothing\"", "nothing"),
    ] {
        let error = execute(&mut shell, line, &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn what_was_measured_is_a_curve_from_step_0_and_after_a_load() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.ron");
    let save = format!("save '{}'", path.display());
    let lines = [
        "build gan batch=8",
        "eval 50",
        "eval 50 every=1 steps=2",
        &save,
    ];
    let (_, said) = told("digits", &lines);
    assert!(!said.contains("error"), "{said}");
    let load = format!("load '{}'", path.display());
    let (mut shell, said) = told("digits", &[&load]);
    assert!(!said.contains("error"), "{said}");
    let mut curves = Vec::new();
    let plotted = execute(&mut shell, "plot fld", &mut |event| {
        if let Event::Curves(found) = event {
            curves = found.curves;
        }
    });
    plotted.unwrap();
    let steps: Vec<_> = curves[0].points.iter().map(|p| p.0).collect();
    assert_eq!((curves[0].name.as_str(), steps), ("fld", vec![0, 1, 2]));
}

#[test]
fn measuring_says_how_far_it_is() {
    let (mut shell, _) = told("digits", &["build gan batch=8"]);
    let mut told = Vec::new();
    let measured = execute(&mut shell, "eval 3000", &mut |event| {
        if let Event::Progress(progress) = event {
            told.push(progress);
        }
    });
    measured.unwrap();
    assert!(!told.is_empty());
    for progress in told {
        assert!(!progress.training && progress.work == "eval");
        assert!(Some(progress.done) <= progress.of, "{progress:?}");
    }
}

/// The bootstrap against the spread of draws that know nothing of one another.
#[test]
fn the_spread_is_that_of_independent_draws() {
    let digits = Arc::new(data::load("digits").unwrap());
    let classifier = shipped(&digits.digest).unwrap().unwrap();
    let mut go_on = || Ok(());
    let mut evaluation = Evaluation::new(
        Features::Classifier(classifier),
        Arc::clone(&digits),
        &mut go_on,
    )
    .unwrap();
    let mut found = Vec::new();
    let mut said = 0.0;
    for draw in 0..8 {
        let part = some(&digits.train, |i, _| i / 400 == draw);
        let measures = evaluation.measure(&part, &[], &mut go_on).unwrap();
        let fld = measures.iter().find(|m| m.name == "fld").unwrap();
        found.push(fld.value);
        said += fld.spread.unwrap() / 8.0;
    }
    let mean = found.iter().sum::<f32>() / 8.0;
    let spread = (found.iter().map(|f| (f - mean).powi(2)).sum::<f32>() / 7.0).sqrt();
    // Resamples hold items twice, and of both sets: the bootstrap says more rather than less.
    assert!(
        (0.5..4.0).contains(&(said / spread)),
        "{said} against {spread}"
    );
}

/// Sets are cut to one size, as in the papers: more samples are no better covered.
#[test]
fn recall_of_real_items_does_not_grow_with_their_number() {
    let digits = Arc::new(data::load("digits").unwrap());
    let classifier = shipped(&digits.digest).unwrap().unwrap();
    let mut go_on = || Ok(());
    let mut evaluation = Evaluation::new(
        Features::Classifier(classifier),
        Arc::clone(&digits),
        &mut go_on,
    )
    .unwrap();
    let mut of = |n| {
        evaluation
            .measure(&some(&digits.train, |i, _| i < n), &[], &mut go_on)
            .unwrap()
    };
    let (some, many) = (of(1000), of(1500));
    for name in ["precision", "recall", "density", "coverage"] {
        assert!(
            (value(&some, name) - value(&many, name)).abs() < 1e-6,
            "{name}"
        );
    }
}

#[test]
fn a_classifier_that_cannot_be_written_has_learned_nonetheless() {
    let (shell, said) = told(
        "digits",
        &["classifier train 3 to=/no/such/folder/classifier"],
    );
    assert!(said.contains("error: "), "{said}");
    assert!(shell.classifier.is_some());
}

#[test]
fn measuring_changes_nothing_and_leaves_a_curve() {
    let looks = [
        "build gan batch=8",
        "step 2",
        "eval 50",
        "nearest 2",
        "doctor",
        "compare ae seconds=0.1",
        "step 2",
    ];
    let (mut looked, said) = told("digits", &looks);
    assert!(!said.contains("error"), "{said}");
    let (mut plain, _) = told("digits", &["build gan batch=8", "step 2", "step 2"]);
    let digest = |shell: &mut Shell| shell.trainer.as_mut().unwrap().digest();
    assert_eq!(digest(&mut looked), digest(&mut plain));
    let mut points = Vec::new();
    execute(
        &mut looked,
        "eval 50 every=1 steps=2; plot fld; expect fld > 1; expect step == 6",
        &mut |event| {
            if let Event::Curves(found) = event {
                points = found.curves[0].points.iter().map(|p| p.0).collect();
            }
        },
    )
    .unwrap();
    assert_eq!(points, [2, 5, 6]);
    let lines: Vec<_> = looked
        .session
        .unwrap()
        .entries
        .iter()
        .map(|e| e.line.clone())
        .collect();
    assert_eq!(
        lines[lines.len() - 5..],
        ["step 1", "eval 50", "step 1", "eval 50", "plot fld"]
    );
}

#[test]
fn what_cannot_be_measured_is_said_in_words() {
    let (_, said) = told(
        "digits",
        &[
            "eval",
            "build gan batch=8",
            "expect fld < 3",
            "eval 3",
            "eval 50 every=2",
            "eval 50 each=2",
            "classifier learn",
            "compare gan nothing",
        ],
    );
    for sentence in [
        "there is no run yet",
        "nothing has measured 'fld' yet; 'eval' does",
        "'3' is not a count",
        "every and steps belong together",
        "eval has no option 'each'",
        "'learn' is not known here",
        "there is no recipe 'nothing'",
    ] {
        assert!(said.contains(sentence), "{sentence}:\n{said}");
    }
    let (_, said) = told(
        "ring",
        &["classifier", "build gan batch=8", "nearest", "eval 50"],
    );
    assert!(
        said.contains("a classifier takes pictures of 2 to 256 labelled classes, but 'ring'")
            && said.contains("points of the plane")
    );
    let mut shell = told("digits", &["build gan batch=8"]).0;
    shell.control.stop();
    let error = execute(&mut shell, "eval 50", &mut |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "stopped; nothing was measured");
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
    let curves = trainer(&mut lab).state().history.curves(None, 100);
    let curve = curves.iter().find(|c| c.name == "js").unwrap();
    assert_eq!(curve.points, [(0, js)]);
}

#[test]
fn a_recipe_that_fails_costs_the_others_nothing() {
    let mut lab = over("ring");
    // With a rate of 1 the autoencoder overflows; G alone saturates against a Dx that stays.
    let line =
        "compare gan ae seconds=0.1 optimizer=sgd lr=1 d_steps=0 distance=gaussian sigma=0.001";
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
