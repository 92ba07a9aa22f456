//! The slow average of G, the rates over a run, and what a digest is of.

use aegan_lab::lab::Experiment;
use aegan_lab::shell::Shell;

use crate::support::typed::{data, digest, over, run, trainer};

/// The numbers of the tensors whose names begin so.
fn numbers(lab: &mut Shell, begin: &str) -> Vec<f32> {
    let tensors = trainer(lab).snapshot().tensors.into_iter();
    let own = tensors.filter(|t| t.name.starts_with(begin) && t.name.ends_with("weight"));
    own.flat_map(|t| t.values).collect()
}

#[test]
fn the_average_of_a_young_run_forgets_faster() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=8 ema=0.99; step 1");
    for step in 1_u8..4 {
        let before = numbers(&mut lab, "G.average.");
        run(&mut lab, "step 1");
        let (now, average) = (numbers(&mut lab, "G."), numbers(&mut lab, "G.average."));
        // Those of G itself come first.
        let now = &now[..average.len()];
        let step = f32::from(step);
        let decay = (1.0 + step) / (10.0 + step);
        for ((before, now), found) in before.iter().zip(now).zip(&average) {
            let wanted = decay * before + (1.0 - decay) * now;
            assert!((found - wanted).abs() < 1e-6, "{found}, not {wanted}");
        }
    }
    // An older run keeps what it was told to keep.
    run(&mut lab, "set ema 0.1");
    let before = numbers(&mut lab, "G.average.");
    run(&mut lab, "step 1");
    let (now, average) = (numbers(&mut lab, "G."), numbers(&mut lab, "G.average."));
    for ((before, now), found) in before.iter().zip(&now).zip(&average) {
        assert!((found - (0.1 * before + 0.9 * now)).abs() < 1e-6);
    }
}

#[test]
fn rates_fall_on_a_line_over_the_plan() {
    let build =
        "build gan optimizer=sgd beta1=0 batch=8 ema=0 lr=0.25 lr_d=0.5 lr_decay_steps=8; step 4";
    let mut falls = over("ring");
    run(&mut falls, &format!("{build}; step 1"));
    let mut half = over("ring");
    run(
        &mut half,
        &format!("{build}; set lr_decay_steps 0; set lr 0.125; set lr_d 0.25; step 1"),
    );
    assert_eq!(digest(&mut falls), digest(&mut half));
    let settings = trainer(&mut falls).state().settings.clone();
    for (step, wanted) in [(0, 1.0), (4, 0.5), (8, 0.05), (1000, 0.05)] {
        assert!((settings.now(step).rate - wanted).abs() < 1e-6, "{step}");
    }
}

#[test]
fn a_burn_in_changes_rates_penalties_and_averages() {
    let build = "build gan batch=8 ema=0.2 lr=0.25 lr_d=0.5 r1=1 r2=1 r1_every=1";
    let mut lab = over("ring");
    run(
        &mut lab,
        &format!("{build} schedule=burn_in lr_decay_steps=8; step 4"),
    );
    let before = digest(&mut lab);
    let settings = trainer(&mut lab).state().settings.clone();
    let now = settings.now(4);
    assert!((now.rate - 0.625).abs() < 1e-6 && (now.penalty - 0.55).abs() < 1e-6);
    run(&mut lab, "step 1");
    let scheduled = digest(&mut lab);
    // The same by hand, from where it stood.
    run(&mut lab, "back 1");
    assert_eq!(digest(&mut lab), before);
    let by_hand = [
        ("lr_decay_steps", 0.0),
        ("lr", 0.25 * now.rate),
        ("lr_d", 0.5 * now.rate),
        ("r1", now.penalty),
        ("r2", now.penalty),
        ("beta2", now.beta2),
        ("ema", now.ema),
    ];
    for (name, value) in by_hand {
        run(&mut lab, &format!("set {name} {value}"));
    }
    run(&mut lab, "step 1");
    assert_eq!(digest(&mut lab), scheduled);
}

#[test]
fn a_digest_is_of_every_number_of_networks_and_averages() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=8 ema=0.9; step 1");
    let whole = trainer(&mut lab).snapshot();
    let before = digest(&mut lab);
    let mut seen = 0;
    for (place, tensor) in whole.tensors.iter().enumerate() {
        if tensor.name.contains("optimizer") {
            continue;
        }
        let mut other = whole.clone();
        *other.tensors[place].values.last_mut().unwrap() += 1.0;
        let mut other = Experiment::restore(&other, data("ring"), &lab.device).unwrap();
        assert_ne!(other.digest(), before, "{}", tensor.name);
        seen += 1;
    }
    // Three layers of G, of its average and of Dx.
    assert_eq!(seen, 18);
}
