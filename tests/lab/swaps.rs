//! Another network in the middle of a run: recorded, computed again, gone back across, refused where it does not fit.

use crate::support::typed::{after, digest, folder, refused, run, shell, trainer};
use aegan_lab::event::Event;
use aegan_lab::lab::snapshot::Snapshot;
use aegan_lab::shell::Shell;

const DISC: &str = "net critic disc = flatten | dense 8, leaky 0.2 | dense 1";
const BUILD: &str = "build gan net=small batch=8 r1_every=2 ema=0.9; step 2";

fn whole(lab: &mut Shell) -> Snapshot {
    trainer(lab).snapshot()
}

fn word(lab: &mut Shell, key: &str) -> String {
    whole(lab).words.get(key).cloned().unwrap_or_default()
}

/// The weights and what the optimiser remembers of a network.
fn of(lab: &mut Shell, role: &str) -> Vec<(String, Vec<f32>)> {
    let tensors = whole(lab).tensors.into_iter();
    let own = tensors.filter(|tensor| tensor.name.starts_with(&format!("{role}.")));
    own.map(|tensor| (tensor.name, tensor.values)).collect()
}

#[test]
fn a_swap_takes_another_network_and_leaves_the_others() {
    let mut lab = after(&format!("{DISC}; {BUILD}"));
    let before = of(&mut lab, "G");
    let events = run(&mut lab, "swap disc critic");
    assert!(events.contains(&Event::Changed {
        name: "Dx".into(),
        from: "small".into(),
        to: "critic".into(),
    }));
    assert_eq!(of(&mut lab, "G"), before);
    assert_eq!(word(&mut lab, "net.Dx"), "critic");
    assert_eq!(word(&mut lab, "updates.Dx"), "0");
    // Nothing is remembered, and the weights are the network's own.
    let names: Vec<_> = of(&mut lab, "Dx")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        ["Dx.1.weight", "Dx.1.bias", "Dx.2.weight", "Dx.2.bias"]
    );
    run(&mut lab, "step 2");
    assert_eq!(word(&mut lab, "updates.Dx"), "2");
    // From the catalogue, and back; of E and G the average begins anew.
    run(&mut lab, "set r1 0; swap disc dcgan; swap gen dcgan");
    assert!(
        of(&mut lab, "G")
            .iter()
            .all(|(name, _)| !name.contains("average"))
    );
    run(&mut lab, "step 1");
    assert_eq!(word(&mut lab, "written.Dx"), "");
}

#[test]
fn a_session_with_swaps_is_loaded_verified_and_computed_again() {
    let (_folder, name) = folder();
    let (path, record) = (name("swaps.ron"), name("record.ron"));
    let mut first = after(&format!("{DISC}; {BUILD}; swap disc critic; step 2"));
    // The name means another network afterwards; the run has the one of then.
    run(
        &mut first,
        "net critic disc = flatten | dense 1; reset gen; step 1",
    );
    run(
        &mut first,
        "swap disc late = flatten | dense 3, relu | dense 1; step 1",
    );
    run(&mut first, &format!("save '{path}'; verify '{path}'"));
    run(&mut first, &format!("export session '{record}'"));
    for file in [&path, &record] {
        // Nobody has written anything here.
        let mut second = shell();
        run(&mut second, &format!("verify '{file}'; load '{file}'"));
        assert_eq!(digest(&mut first), digest(&mut second), "{file}");
        assert_eq!(whole(&mut first).words, whole(&mut second).words, "{file}");
        let mut third = after(&format!("load '{file}'; step 1"));
        run(&mut second, "step 1");
        assert_eq!(digest(&mut second), digest(&mut third), "{file}");
        // The networks came along.
        run(&mut second, "build gan disc=late batch=8");
    }
    // A record that says another network than its weights is refused.
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("dense 3, relu", "dense 4, relu")).unwrap();
    let wrong = refused(&mut shell(), &format!("load '{path}'"));
    assert!(wrong.contains("contradicts itself"), "{wrong}");
}

#[test]
fn time_goes_back_and_forth_across_a_swap() {
    let mut lab = after(&format!("{DISC}; build gan net=small batch=8 ema=0.9"));
    let mut seen = Vec::new();
    for line in [
        "step 2",
        "swap disc critic",
        "step 2",
        "reset disc",
        "step 2",
    ] {
        seen.push((trainer(&mut lab).state().step, whole(&mut lab)));
        run(&mut lab, line);
    }
    let end = whole(&mut lab);
    // Each step as it was before the lines that were typed there.
    for (step, wanted) in [(0, 0), (2, 1), (4, 3), (2, 1), (4, 3), (0, 0)] {
        run(&mut lab, &format!("goto {step}"));
        assert_eq!(seen[wanted].0, step);
        assert!(whole(&mut lab) == seen[wanted].1, "step {step}");
    }
    run(&mut lab, "goto end");
    assert!(whole(&mut lab) == end);
    run(&mut lab, "undo; undo; undo");
    assert!(whole(&mut lab) == seen[2].1);
    run(&mut lab, "undo");
    assert!(whole(&mut lab) == seen[1].1);
    run(&mut lab, "redo; redo; redo; redo");
    assert!(whole(&mut lab) == end);
    // Where no snapshot is left, the recorded lines lead there.
    run(&mut lab, "set history_memory 0; set history_disk 0; goto 3");
    assert_eq!(word(&mut lab, "net.Dx"), "critic");
    run(&mut lab, "goto 1");
    assert_eq!(word(&mut lab, "net.Dx"), "small");
    // Another way from there is a branch with a network of its own.
    run(&mut lab, "swap disc dense; step 1; switch main");
    assert_eq!(word(&mut lab, "net.Dx"), "critic");
}

#[test]
fn weights_that_begin_anew_are_a_function_of_seed_and_step() {
    let lines = "build gan batch=8 ema=0.9; step 2; reset disc";
    let (mut one, mut other) = (after(lines), after(lines));
    assert!(whole(&mut one) == whole(&mut other));
    let first = of(&mut one, "Dx");
    run(&mut one, "step 1; reset disc");
    assert_ne!(first, of(&mut one, "Dx"));
    // At the beginning they are not those that were built.
    let mut built = after("build gan batch=8");
    let before = of(&mut built, "Dx");
    run(&mut built, "reset disc");
    assert_ne!(before, of(&mut built, "Dx"));
}

#[test]
fn what_does_not_fit_is_a_sentence_and_changes_nothing() {
    let mut lab = after(&format!("{DISC}; {BUILD}"));
    run(
        &mut lab,
        "net bright gen = dense H*W*C, sigmoid | reshape HxWxC",
    );
    run(
        &mut lab,
        "net smooth disc = flatten | dense 8, silu | dense 1",
    );
    run(
        &mut lab,
        "net vast disc = flatten | dense 1000000000 | dense 1",
    );
    let before = whole(&mut lab);
    for (line, words) in [
        ("swap", "usage: swap ROLE NAME"),
        ("swap disc", "usage: swap ROLE NAME"),
        ("swap dics critic", "did you mean 'disc'"),
        ("swap disc critik", "did you mean 'critic'"),
        ("swap enc small", "has no network E"),
        ("swap gen critic", "'critic' has no gen"),
        ("swap gen bright", "were trained on"),
        ("swap disc vast", "GiB of memory"),
        ("swap disc critic please", "takes one name"),
        ("swap disc mine = flatten | dense 2", "has to give 1 number"),
        ("swap disc small = flatten | dense 1", "of the catalogue"),
        ("reset", "usage: reset ROLE"),
        ("reset dics", "did you mean 'disc'"),
        ("reset enc", "has no network E"),
    ] {
        let why = refused(&mut lab, line);
        assert!(why.contains(words), "{line}: {why}");
        assert!(whole(&mut lab) == before, "{line}");
    }
    let none = refused(&mut shell(), "swap disc dense");
    assert!(none.contains("no run yet"), "{none}");
    run(&mut lab, "build gan gen=dense batch=8 loss=wgan_gp; step 1");
    let smooth = refused(&mut lab, "swap disc smooth");
    assert!(
        smooth.contains("gp takes") && smooth.contains("silu"),
        "{smooth}"
    );
}

#[test]
fn features_want_a_tap_and_classes_a_layer_that_takes_them() {
    let mut lab = after(&format!("{DISC}; build vaegan batch=8"));
    let wrong = refused(&mut lab, "swap disc critic");
    assert!(wrong.contains("put 'tap' before that layer"), "{wrong}");
    run(
        &mut lab,
        "swap disc ear = flatten | tap dense 8, leaky 0.2 | dense 1; step 1",
    );
    let wrong = refused(&mut lab, "build vaegan disc=critic batch=8");
    assert!(wrong.contains("put 'tap' before that layer"), "{wrong}");
    let wrong = refused(&mut lab, "build gan disc=critic labels=yes batch=8");
    assert!(wrong.contains("'class bias'"), "{wrong}");
    run(&mut lab, "build gan labels=yes batch=8");
    let wrong = refused(&mut lab, "swap disc critic");
    assert!(wrong.contains("'class bias'"), "{wrong}");
    run(
        &mut lab,
        "swap disc told = flatten | dense 8, relu | dense K | class pick; step 1",
    );
}

#[test]
fn a_run_keeps_a_network_whose_name_is_dropped() {
    let (_folder, name) = folder();
    let path = name("kept.ron");
    let mut lab = after(&format!("{DISC}; build gan disc=critic batch=8; step 1"));
    run(
        &mut lab,
        "branch other; net critic drop; step 1; goto 0; goto end; reset disc; step 1",
    );
    run(&mut lab, &format!("save '{path}'; verify '{path}'"));
    let wrong = refused(&mut lab, "swap disc critic");
    assert!(wrong.contains("no network 'critic'"), "{wrong}");
    let mut other = after(&format!("load '{path}'"));
    assert_eq!(digest(&mut lab), digest(&mut other));
}
