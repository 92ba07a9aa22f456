//! What a discriminator may be besides a judge of probabilities: hinge, a critic in a box. All of it
//! is part of a saved run, and a bad value is a sentence.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod typed;

use aegan_lab::command::Shell;
use aegan_lab::lab::Side;
use aegan_lab::lab::snapshot::Stored;
use typed::{refused, run, shell, trainer};

fn setting(shell: &mut Shell, name: &str) -> String {
    trainer(shell).settings.get(name).unwrap()
}

/// The learned numbers of a network.
fn weights(shell: &mut Shell, role: &str) -> Vec<f32> {
    let own = |t: &Stored| t.name.starts_with(&format!("{role}.")) && !t.name.contains("optimizer");
    let tensors = trainer(shell).snapshot().tensors.into_iter();
    tensors.filter(own).flat_map(|t| t.values).collect()
}

#[test]
fn an_objective_brings_the_settings_that_suit_it_and_words_win_over_them() {
    let mut shell = shell();
    run(&mut shell, "build gan");
    assert_eq!(setting(&mut shell, "clip_weights"), "0");
    run(&mut shell, "build gan gen=small loss=wgan d_steps=2");
    assert_eq!(setting(&mut shell, "optimizer"), "rmsprop");
    assert_eq!(setting(&mut shell, "clip_weights"), "0.05");
    // The net's own game has the penalty r1, for which a box is no place.
    assert_eq!(setting(&mut shell, "r1"), "0");
    assert_eq!(setting(&mut shell, "d_steps"), "2");
    // Between two steps only what is named changes.
    run(&mut shell, "build gan; set loss wgan");
    assert_eq!(setting(&mut shell, "clip_weights"), "0");
}

#[test]
fn a_critic_stays_in_its_box_and_only_a_critic() {
    let mut shell = shell();
    run(
        &mut shell,
        "build aegan loss=wgan batch=8 clip_weights=0.02 d_steps=1; step 2",
    );
    for role in ["Dx", "Dz"] {
        let weights = weights(&mut shell, role);
        assert!(weights.iter().all(|w| w.abs() <= 0.02), "{role}");
        assert!(weights.iter().any(|w| w.abs() > 0.0199), "{role}");
    }
    assert!(weights(&mut shell, "E").iter().any(|w| w.abs() > 0.02));
    assert!(weights(&mut shell, "G").iter().any(|w| w.abs() > 0.02));
}

#[test]
fn every_objective_goes_on_bit_for_bit_after_a_save() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("critic.ron");
    let path = path.display();
    for build in [
        "gan loss=hinge",
        "gan loss=wgan d_steps=2",
        "gan loss=ls",
        "aegan instance_noise=0.3",
        "gan relative=yes",
        "aegan gen=dense relative=yes loss=hinge smooth=0.9 labels=yes",
        "aegan as=published labels=yes gen=small",
        "vaegan as=published",
        "aae loss=wgan_gp lessons=apart d_steps=1",
        "gan gen=small disc=small_std",
    ] {
        let build = format!("build {build} batch=8");
        let (mut whole, mut first, mut second) = (shell(), shell(), shell());
        run(&mut whole, &format!("{build}; step 5"));
        run(&mut first, &format!("{build}; step 3; save '{path}'"));
        run(&mut second, &format!("load '{path}'; step 2"));
        let digest = trainer(&mut whole).digest();
        assert_eq!(digest, trainer(&mut second).digest(), "{build}");
    }
}

#[test]
fn aegan_as_published_is_eight_updates_of_discriminators_and_four_joint_ones() {
    let mut shell = shell();
    run(
        &mut shell,
        "build aegan as=published batch=8 gen=small; step 1",
    );
    let words = trainer(&mut shell).snapshot().words;
    let updates = |net: &str| words[&format!("updates.{net}")].parse::<u64>().unwrap();
    assert_eq!(updates("Dx") + updates("Dz"), 8);
    assert_eq!((updates("Dx"), updates("E"), updates("G")), (4, 4, 4));
    // What the net wants of a game is not what the paper has; what is typed wins over both.
    for (name, value) in [
        ("rate", "0.0002"),
        ("rate_d", "0.0005"),
        ("r1", "0"),
        ("batch", "8"),
    ] {
        assert_eq!(setting(&mut shell, name), value);
    }
    let d_loss = trainer(&mut shell).history.means(1)["d_loss"];
    assert!((1.2..1.6).contains(&d_loss), "twice ln 2, not {d_loss}");
    let error = refused(&mut shell, "build gan as=published");
    assert!(error.contains("egan, bigan, vaegan, aegan have"), "{error}");
    let error = refused(&mut shell, "build aegan as=printed");
    assert!(error.contains("not 'printed'"), "{error}");
}

#[test]
fn published_hybrids_have_the_numbers_of_their_papers() {
    let mut shell = shell();
    for (build, wanted) in [
        (
            "egan",
            [("rate_d", "0.0005"), ("g_steps", "4"), ("clipnorm", "1")],
        ),
        (
            "bigan",
            [("rate", "0.0002"), ("batch", "128"), ("beta1", "0.5")],
        ),
        (
            "vaegan",
            [
                ("rate", "0.0003"),
                ("batch", "64"),
                ("optimizer", "rmsprop"),
            ],
        ),
    ] {
        run(&mut shell, &format!("build {build} as=published; step 2"));
        for (name, value) in wanted {
            assert_eq!(setting(&mut shell, name), value, "{build}");
        }
    }
}

/// Larsen et al. 2016, Algorithm 1: the encoder pays nothing for what Dx says.
#[test]
fn an_encoder_that_is_held_feels_no_discriminator() {
    let mut shell = shell();
    run(&mut shell, "build vaegan batch=8 seed=4");
    run(
        &mut shell,
        "term rec_f 0; term kl 0; term adv_x 0; term adv_x_rec 0; term adv_x_dec 1",
    );
    let (e, g) = (weights(&mut shell, "E"), weights(&mut shell, "G"));
    run(&mut shell, "step 1");
    assert_eq!(weights(&mut shell, "E"), e, "E is held");
    assert_ne!(weights(&mut shell, "G"), g, "G is not");
    // The same without holding it moves both.
    run(&mut shell, "term adv_x_dec 0; term adv_x_rec 1; step 1");
    assert_ne!(weights(&mut shell, "E"), e);
}

#[test]
fn relative_scores_want_both_sides_and_have_no_zero() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=8 relative=yes lessons=apart");
    let before = trainer(&mut shell).digest();
    let error = refused(&mut shell, "step 1");
    assert!(error.contains("set lessons whole"), "{error}");
    assert_eq!(before, trainer(&mut shell).digest());
    // What is added to all scores says nothing: D's last bias never learns.
    run(&mut shell, "set lessons whole; step 3");
    let last = |t: &Stored| t.name.starts_with("Dx.optimizer.m") && t.values.len() == 1;
    let tensors = trainer(&mut shell).snapshot().tensors;
    let bias = tensors.iter().find(|t| last(t)).unwrap();
    assert!(bias.values[0].abs() < 1e-6, "{:?}", bias.values);
}

#[test]
fn lessons_apart_are_walked_phase_by_phase() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=8 lessons=apart");
    let mut phases = Vec::new();
    for _ in 0..9 {
        let (report, _) = trainer(&mut shell).walk_one(Side::Both).unwrap();
        phases.push(report.name);
    }
    let wanted = "Dx scores real, Dx loss and gradients, update Dx, Dx scores fake of adv_x, Dx loss and gradients, update Dx";
    assert_eq!(phases[3..].join(", "), wanted);
}

#[test]
fn noise_on_what_is_seen_fades_over_the_plan() {
    let digest = |line: &str| {
        let mut shell = shell();
        run(&mut shell, line);
        trainer(&mut shell).digest()
    };
    let build = "build gan batch=8 plan=2 seed=3";
    let with = "instance_noise=0.5";
    assert_ne!(
        digest(&format!("{build}; step 1")),
        digest(&format!("{build} {with}; step 1"))
    );
    // After the plan there is none left.
    assert_eq!(
        digest(&format!("{build}; step 3")),
        digest(&format!("{build}; step 2; set instance_noise 0.5; step 1"))
    );
}

#[test]
fn a_discriminator_that_sees_the_batch_pays_no_gradient_penalty() {
    let mut shell = shell();
    run(
        &mut shell,
        "build gan gen=small disc=small_std batch=8; step 1; disc 4",
    );
    let before = trainer(&mut shell).digest();
    run(&mut shell, "set gp 10");
    let error = refused(&mut shell, "step 1");
    assert!(
        error.contains("a batch deviation") && error.contains("set gp 0"),
        "{error}"
    );
    assert_eq!(before, trainer(&mut shell).digest());
}

#[test]
fn bad_values_are_sentences() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=8");
    for (name, value, says) in [
        (
            "clip_weights",
            "-1",
            "clip_weights takes a number from 0 to 10",
        ),
        (
            "clip_weights",
            "11",
            "clip_weights takes a number from 0 to 10",
        ),
        (
            "clip_weights",
            "NaN",
            "clip_weights takes a number from 0 to 10",
        ),
        (
            "instance_noise",
            "-0.1",
            "instance_noise takes a number from 0 to 10",
        ),
        (
            "instance_noise",
            "11",
            "instance_noise takes a number from 0 to 10",
        ),
        ("lessons", "half", "lessons is whole or apart"),
        ("relative", "very", "relative is yes or no"),
        ("gp", "-1", "gp takes a number from 0 to 1000"),
        ("gp", "inf", "gp takes a number from 0 to 1000"),
        ("loss", "wasserstein", "hinge, wgan"),
    ] {
        let before = setting(&mut shell, name);
        let error = refused(&mut shell, &format!("set {name} {value}"));
        assert!(error.contains(says), "{error}");
        assert_eq!(before, setting(&mut shell, name));
    }
}
