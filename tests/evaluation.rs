//! `eval`, `nearest`, `doctor` and `compare`: known answers, runs made to fail, and runs left alone.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::sync::Arc;

use aegan_lab::command::Shell;
use aegan_lab::data::{self, Range, Split};
use aegan_lab::exam::doctor::{Evidence, diagnose};
use aegan_lab::exam::{Exam, shipped};
use aegan_lab::lab::control::Control;
use aegan_lab::lab::event::{Event, Measure};

fn value(measures: &[Measure], name: &str) -> f32 {
    let found = measures.iter().find(|m| m.name == name);
    found.map(|m| m.value).unwrap()
}

/// Items of a part for which `keep(place, label)` holds.
fn some(split: &Split, keep: impl Fn(usize, u8) -> bool) -> Vec<f32> {
    let labels = split.labels();
    let which: Vec<usize> = (0..split.len()).filter(|i| keep(*i, labels[*i])).collect();
    let mut values = vec![0.0; which.len() * 784];
    split.fill(&which, Range::Unit, &mut values);
    values
}

#[test]
fn pictures_are_measured_as_what_they_are() {
    let digits = Arc::new(data::load("digits").unwrap());
    let reader = shipped(&digits.digest).unwrap().unwrap();
    let mut go_on = || Ok(());
    let mut exam = Exam::new(reader, Arc::clone(&digits), &mut go_on).unwrap();

    let same = exam
        .measure(&some(&digits.held_out, |_, _| true), &mut go_on)
        .unwrap();
    assert!(value(&same, "fld") < 1e-4 && value(&same, "fld_floor") > 0.5);
    assert!((value(&same, "precision") - 1.0).abs() < 1e-6);
    assert!((value(&same, "coverage") - 1.0).abs() < 1e-6);
    assert!((value(&same, "classes") - 10.0).abs() < 1e-6 && value(&same, "score") > 9.0);
    assert!((value(&same, "nearer") - 0.5).abs() < 1e-3);

    // Training items: at the floor, and copies of themselves.
    let train = exam
        .measure(&some(&digits.train, |i, _| i < 1000), &mut go_on)
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
    assert_eq!(diagnose(&evidence)[0].what, "samples are memories");

    let seven = exam
        .measure(
            &some(&digits.train, |i, label| i < 1500 && label < 7),
            &mut go_on,
        )
        .unwrap();
    assert!((value(&seven, "classes") - 7.0).abs() < 1e-6);
    assert!(value(&seven, "recall") < value(&train, "recall") - 0.15);
    assert!(value(&seven, "coverage") < 0.8 && value(&seven, "precision") > 0.8);
    assert!(value(&seven, "fld") > 2.0 * floor);

    let one = some(&digits.train, |i, _| i == 0).repeat(500);
    let one = exam.measure(&one, &mut go_on).unwrap();
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
        serde_json::from_str(include_str!("reference/reader.json")).unwrap();
    let digits = Arc::new(data::load("digits").unwrap());
    let mut reader = shipped(&digits.digest).unwrap().unwrap();
    let mut go_on = || Ok(());
    let right = reader.right(&digits.held_out, &mut go_on).unwrap();
    assert_eq!(Some(right as u64), stored["right"].as_u64());
    let mut exam = Exam::new(reader, Arc::clone(&digits), &mut go_on).unwrap();
    let first = some(&digits.train, |i, _| i < 500);
    let fld = value(&exam.measure(&first, &mut go_on).unwrap(), "fld");
    let theirs = stored["fld_of_500"].as_f64().unwrap() as f32;
    assert!(
        (fld - theirs).abs() < 1e-3 * theirs,
        "{fld}, {theirs} there"
    );
}

/// Runs lines in a lab of their own; gives what was said, and the sentence of the line that failed.
fn lab(data: &str, lines: &[&str]) -> (Shell, String) {
    let mut shell = Shell::new(data, 1, Control::default()).unwrap();
    let mut said = String::new();
    for line in lines {
        let result = shell.execute(line, &mut |event| {
            if let Event::Said { text } = event {
                said += &text;
            }
        });
        if let Err(error) = result {
            let _ = write!(said, "\nerror: {error}\n");
        }
    }
    (shell, said)
}

#[test]
fn the_doctor_names_a_discriminator_that_is_too_strong_and_gradients_that_vanish() {
    let (_, said) = lab(
        "digits",
        &[
            "build gan gen=dense loss=minimax batch=32",
            "step 250 d",
            "doctor",
        ],
    );
    assert!(said.contains("Dx is too strong: it is right on"), "{said}");
    assert!(said.contains("try: set rate_d 0.000125"), "{said}");
    assert!(said.contains("gradients vanish: adv_x sends"), "{said}");
    assert!(said.contains("try: set loss ns"), "{said}");
}

#[test]
fn the_doctor_names_collapse_and_a_discriminator_that_does_not_learn() {
    let (_, said) = lab(
        "digits",
        &[
            "build gan gen=dense batch=32 rate_d=0",
            "step 150",
            "doctor",
        ],
    );
    assert!(
        said.contains("collapse: samples are all alike: the samples vary 0 %"),
        "{said}"
    );
    assert!(said.contains("Dx is too weak"), "{said}");
    assert!(!said.contains("gradients vanish"), "{said}");
}

#[test]
fn the_doctor_names_numbers_that_overflow() {
    let wild = "build gan gen=dense batch=32 optimizer=sgd loss=ls rate=1 rate_d=1";
    let (_, said) = lab("digits", &[wild, "step 100", "doctor"]);
    assert!(
        said.contains("numbers overflow: the last step failed"),
        "{said}"
    );
    assert!(said.contains("try: set clipnorm 1"), "{said}");
    // What came right is forgotten.
    let (_, said) = lab(
        "digits",
        &[
            wild,
            "step 100",
            "set rate 0.0001; set rate_d 0.0001; step 2",
            "doctor",
        ],
    );
    assert!(!said.contains("overflow"), "{said}");
}

#[test]
fn the_doctor_names_losses_that_explode_however_young_the_run_is() {
    let build = "build gan gen=dense batch=32 rate=1 rate_d=1 loss=ls";
    let (_, said) = lab("digits", &[build, "step 20", "doctor"]);
    assert!(said.contains("the losses explode: d_loss is"), "{said}");
    assert!(
        said.contains("try: build gan rate=0.1 rate_d=0.1"),
        "{said}"
    );
}

#[test]
fn what_is_compared_leaves_the_step_of_the_run_in_sight() {
    let (mut shell, _) = lab("digits", &["build ae batch=8", "step 2"]);
    let mut steps = std::collections::BTreeSet::new();
    let compared = shell.execute("compare gan seconds=0.3 gen=dense", &mut |event| {
        if let Event::Progress(progress) = event {
            steps.insert(progress.step);
        }
    });
    compared.unwrap();
    assert_eq!(steps.into_iter().collect::<Vec<_>>(), [2]);
}

#[test]
fn a_reader_that_cannot_be_written_has_learned_nonetheless() {
    let (shell, said) = lab("digits", &["reader train 3 to=/no/such/folder/reader"]);
    assert!(said.contains("error: "), "{said}");
    assert!(shell.reader.is_some());
}

#[test]
fn the_doctor_names_a_game_that_oscillates() {
    let wild = "build gan batch=64 beta1=0.99 rate=0.005 rate_d=0.005 plan=0 ema=0";
    let (_, said) = lab("ring", &[wild, "step 1000", "doctor"]);
    assert!(
        said.contains("the game oscillates: g_loss turned round"),
        "{said}"
    );
    assert!(said.contains("try: set beta1 0"), "{said}");
}

#[test]
fn the_doctor_finds_nothing_wrong_where_nothing_is() {
    let (_, said) = lab("digits", &["build gan", "step 300", "doctor"]);
    assert!(said.contains("nothing wrong was found: d_acc"), "{said}");
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
    let (mut looked, said) = lab("digits", &looks);
    assert!(!said.contains("error"), "{said}");
    let (mut plain, _) = lab("digits", &["build gan batch=8", "step 2", "step 2"]);
    let digest = |shell: &mut Shell| shell.trainer.as_mut().unwrap().digest();
    assert_eq!(digest(&mut looked), digest(&mut plain));
    let mut points = Vec::new();
    looked
        .execute(
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
    let (_, said) = lab(
        "digits",
        &[
            "eval",
            "build gan batch=8",
            "expect fld < 3",
            "eval 3",
            "eval 50 every=2",
            "eval 50 each=2",
            "reader learn",
            "compare gan nothing",
        ],
    );
    for sentence in [
        "there is no experiment yet",
        "nothing has measured 'fld' yet; 'eval' does",
        "'3' is no count",
        "every and steps belong together",
        "eval has no option 'each'",
        "a reader cannot 'learn'",
        "there is no recipe 'nothing'",
    ] {
        assert!(said.contains(sentence), "{sentence}:\n{said}");
    }
    let (_, said) = lab(
        "ring",
        &["reader", "build gan batch=8", "nearest", "eval 50"],
    );
    assert!(
        said.contains("a reader takes 28×28 grey pictures") && said.contains("points of the plane")
    );
    let mut shell = lab("digits", &["build gan batch=8"]).0;
    shell.control.stop();
    let error = shell.execute("eval 50", &mut |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "stopped; nothing was measured");
}
