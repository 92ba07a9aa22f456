//! What a discriminator may be besides a judge of probabilities: hinge, a critic in a box. All of it
//! is part of a saved run, and a bad value is a sentence.

use std::time::Duration;

use crate::support::typed::{self, refused, run, shell, trainer};
use aegan_lab::event::Event;
use aegan_lab::lab::config::settings;
use aegan_lab::lab::snapshot::Stored;
use aegan_lab::lab::{Experiment, Side};
use aegan_lab::shell::Shell;

fn setting(shell: &mut Shell, name: &str) -> String {
    settings::setting(name)
        .unwrap()
        .of(&trainer(shell).state().settings)
}

/// The learned numbers of a network.
fn weights(shell: &mut Shell, role: &str) -> Vec<f32> {
    let own = |t: &Stored| t.name.starts_with(&format!("{role}.")) && !t.name.contains("optimizer");
    let tensors = trainer(shell).snapshot().tensors.into_iter();
    tensors.filter(own).flat_map(|t| t.values).collect()
}

/// The same without running statistics.
fn learned(shell: &mut Shell, role: &str) -> Vec<f32> {
    let own = |t: &Stored| t.name.starts_with(&format!("{role}.")) && !t.name.contains("optimizer");
    let tensors = trainer(shell).snapshot().tensors.into_iter();
    let tensors = tensors.filter(|t| own(t) && !t.name.contains("running"));
    tensors.flat_map(|t| t.values).collect()
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
        "aegan gen=dense relative=yes loss=hinge label_smoothing=0.9 labels=yes",
        "gan gen=dense relative=yes loss=ls",
        "gan gen=small_ln r1=1 r2=1 r1_every=1",
        "gan relative=pairs r1=1 r2=1 r1_every=1 shift=2 cutout=0.3 ema=0.9",
        "egan as=published",
        "gan as=r3gan",
        "gan schedule=cosine lr_decay_steps=2",
        "aegan as=published labels=yes gen=small",
        "vaegan as=published",
        "aae loss=wgan_gp d_batches=split d_steps=1",
        "gan gen=small disc=small_std",
    ] {
        let build = format!("build {build} batch=8");
        let (mut whole, mut first, mut second) = (shell(), shell(), shell());
        run(&mut whole, &format!("{build}; step 2"));
        run(&mut first, &format!("{build}; step 1; save '{path}'"));
        run(&mut second, &format!("load '{path}'; step 1"));
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
        ("lr", "0.0002"),
        ("lr_d", "0.0005"),
        ("r1", "0"),
        ("batch", "8"),
    ] {
        assert_eq!(setting(&mut shell, name), value);
    }
    let d_loss = trainer(&mut shell).state().history.means(1)["d_loss"];
    assert!((1.2..1.6).contains(&d_loss), "twice ln 2, not {d_loss}");
    let error = refused(&mut shell, "build gan as=published");
    assert_eq!(error, "as takes r3gan for 'gan', not 'published'");
    let error = refused(&mut shell, "build ae as=published");
    assert!(error.contains("gan as=r3gan, egan as=published"), "{error}");
    let error = refused(&mut shell, "build aegan as=printed");
    assert!(error.contains("not 'printed'"), "{error}");
}

/// Names with their values.
type Settings = &'static [(&'static str, &'static str)];

#[test]
fn published_hybrids_have_the_numbers_of_their_papers() {
    let mut shell = shell();
    let lazarou: Settings = &[
        ("lr", "0.0002"),
        ("lr_d", "0.0005"),
        ("beta1", "0.5"),
        ("g_steps", "4"),
        ("clipnorm", "1"),
        ("label_smoothing", "0.95"),
        ("fake_label", "0.05"),
        ("distance", "mae"),
        ("loss", "ns"),
    ];
    let all: [(&str, Settings, &str); 5] = [
        (
            "gan as=r3gan",
            &[
                ("relative", "pairs"),
                ("r1", "1"),
                ("r2", "1"),
                ("r1_every", "1"),
                ("schedule", "burn_in"),
                ("lr", "0.0002"),
                ("beta1", "0"),
            ],
            "adv_x",
        ),
        (
            "egan as=published",
            lazarou,
            "10 rec_x + adv_x_rec + show_x",
        ),
        (
            "aegan as=published",
            lazarou,
            "10 rec_x + 5 rec_z + adv_x + adv_x_rec + adv_z + adv_z_rec",
        ),
        (
            "bigan as=published",
            &[("lr", "0.0002"), ("batch", "128"), ("loss", "ns")],
            "adv_xz_g + adv_xz_e",
        ),
        (
            "vaegan as=published",
            &[
                ("lr", "0.0003"),
                ("batch", "64"),
                ("optimizer", "rmsprop"),
                ("loss", "minimax"),
            ],
            "0.784 rec_f + 0.001 kl + 1000 adv_x + 1000 adv_x_dec",
        ),
    ];
    for (build, wanted, terms) in all {
        let said = run(&mut shell, &format!("build {build}; step 2"));
        let differs = said.iter().any(
            |event| matches!(event, Event::Said { text } if text.contains("differs from the paper")),
        );
        assert!(differs, "{build} does not say where it differs");
        for (name, value) in wanted {
            assert_eq!(setting(&mut shell, name), *value, "{build}");
        }
        assert!(
            trainer(&mut shell)
                .state()
                .recipe
                .turns_on()
                .starts_with(terms),
            "{build}"
        );
    }
}

/// Lazarou 2020, its encoding GAN: Dx learns from samples, for which nobody pays.
#[test]
fn a_term_that_only_shows_moves_the_discriminator_alone() {
    let mut shell = shell();
    run(
        &mut shell,
        "build gan gen=dense batch=8 ema=0; term adv_x 0; term show_x 1",
    );
    // Statistics of batches follow whatever is made; what is learned does not move.
    let (g, d) = (learned(&mut shell, "G"), learned(&mut shell, "Dx"));
    run(&mut shell, "step 2");
    assert!(g == learned(&mut shell, "G"));
    assert!(d != learned(&mut shell, "Dx"));
    // The ledger knows whom it teaches.
    let ledger = trainer(&mut shell).ledger(true).unwrap();
    let row = ledger.terms.iter().find(|row| row.name == "show_x");
    let norms: Vec<_> = row
        .unwrap()
        .norms
        .iter()
        .map(|(net, _)| net.as_str())
        .collect();
    assert_eq!(norms, ["Dx"]);
}

#[test]
fn what_does_not_go_together_is_refused_at_once() {
    let mut shell = shell();
    for (build, why) in [
        ("gan loss=wgan_gp label_smoothing=0.9", "smoothed labels"),
        ("gan loss=wgan fake_label=0.1", "smoothed labels"),
        ("gan relative=yes loss=minimax", "ns, ls, hinge"),
        ("gan relative=yes d_batches=split", "in one update"),
        ("gan gen=dcgan gp=1", "gp takes"),
        ("gan gen=small_ln gp=1", "gp takes"),
        ("aegan gen=dcgan gp=1", "gp takes"),
    ] {
        let error = refused(&mut shell, &format!("build {build}"));
        assert!(error.contains(why), "{build}: {error}");
    }
    run(&mut shell, "build gan gen=dcgan batch=8");
    assert!(refused(&mut shell, "set gp 1").contains("gp takes"));
    run(&mut shell, "build gan gen=dense label_smoothing=0.9");
    assert!(refused(&mut shell, "set loss wgan").contains("smoothed labels"));
    assert_eq!(setting(&mut shell, "loss"), "ns");
}

/// As Keras does: each tensor by itself, not the network as a whole.
#[test]
fn a_gradient_is_clipped_tensor_by_tensor() {
    let mut shell = shell();
    run(
        &mut shell,
        "build gan gen=dense batch=8 ema=0 optimizer=sgd beta1=0 lr_d=1 clipnorm=0.001",
    );
    let tensors = |shell: &mut Shell| -> Vec<Vec<f32>> {
        let own = |t: &Stored| t.name.starts_with("Dx.") && !t.name.contains("optimizer");
        let tensors = trainer(shell).snapshot().tensors.into_iter();
        tensors.filter(own).map(|t| t.values).collect()
    };
    let before = tensors(&mut shell);
    run(&mut shell, "step 1 d");
    let moved = before.iter().zip(tensors(&mut shell)).map(|(a, b)| {
        let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
        squares.sum::<f32>().sqrt()
    });
    let moved: Vec<f32> = moved.collect();
    assert!(moved.iter().all(|m| *m < 0.00102), "{moved:?}");
    let full = moved.iter().filter(|m| **m > 0.00098).count();
    assert!(full > 2, "{moved:?}");
}

#[test]
fn a_critic_that_pays_for_its_slope_learns_the_ring() {
    let mut shell = typed::over("ring");
    run(
        &mut shell,
        "build gan loss=wgan_gp; step 1500; eval 1000; expect modes > 7; expect good > 0.4",
    );
}

/// What is refused today, earlier versions let pass: their saves still load, and go on.
#[test]
fn a_save_whose_settings_do_not_go_together_still_loads() {
    let mut shell = shell();
    run(
        &mut shell,
        "build gan gen=dense batch=8 loss=wgan d_steps=1; step 1",
    );
    let mut snapshot = trainer(&mut shell).snapshot();
    snapshot.words.insert("set.smooth".into(), "0.9".into());
    let mut old = Experiment::restore(&snapshot, typed::data("digits"), &shell.device).unwrap();
    old.set("lr", "0.001").unwrap();
    old.step(Side::Both).unwrap();
    // Once they go together they stay so.
    old.set("label_smoothing", "1").unwrap();
    assert!(old.set("label_smoothing", "0.9").is_err());
}

/// A screen's look at what cannot be looked at ends no training.
#[test]
fn a_look_that_fails_ends_no_training() {
    let mut shell = shell();
    shell.live = Some(Duration::ZERO);
    run(
        &mut shell,
        "build gan gen=dense batch=8 corruption=half; step 5",
    );
    assert_eq!(trainer(&mut shell).state().step, 5);
}

/// A constant may be added to all scores of a critic, and nothing changes: they are read beside one another.
#[test]
fn what_a_critic_says_is_read_beside_the_other_side() {
    for build in ["loss=wgan_gp", "relative=yes"] {
        let mut shell = shell();
        let looked = run(
            &mut shell,
            &format!("build gan gen=dense batch=32 lr_decay_steps=0 {build}; step 40; disc 4"),
        );
        let scores = looked.iter().find_map(|event| match event {
            Event::Scores(scores) => Some(scores),
            _ => None,
        });
        let scores = scores.unwrap();
        let (real, fake) = (scores.mean_real, scores.mean_fake);
        assert!((real + fake - 1.0).abs() < 0.15, "{build}: {real} {fake}");
        assert!(real > 0.51 && scores.accuracy > 0.7, "{build}: {scores:?}");
        let means = trainer(&mut shell).state().history.means(10);
        let told = means["d_real"] + means["d_fake"];
        assert!((told - 1.0).abs() < 0.2, "{build}: {means:?}");
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
    for relative in ["yes", "pairs"] {
        let mut shell = shell();
        run(
            &mut shell,
            &format!("build gan batch=8 relative={relative}"),
        );
        let error = refused(&mut shell, "set d_batches split");
        assert!(error.contains("in one update"), "{error}");
        // What is added to all scores says nothing: D's last bias never learns.
        run(&mut shell, "step 3");
        let last = |t: &Stored| t.name.starts_with("Dx.optimizer.m") && t.values.len() == 1;
        let tensors = trainer(&mut shell).snapshot().tensors;
        let bias = tensors.iter().find(|t| last(t)).unwrap();
        assert!(bias.values[0].abs() < 1e-6, "{:?}", bias.values);
    }
}

#[test]
fn lessons_apart_are_walked_phase_by_phase() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=8 d_batches=split");
    let mut phases = Vec::new();
    for _ in 0..16 {
        let (report, _) = trainer(&mut shell).walk_one(Side::Both).unwrap();
        phases.push(report.name);
    }
    // Each update on a batch of its own.
    let drawn = "draw batch, draw noise, generate";
    let update = "Dx loss and gradients, update Dx";
    let wanted =
        format!("{drawn}, Dx scores real, {update}, {drawn}, Dx scores fake of adv_x, {update}");
    assert_eq!(phases[..12].join(", "), wanted);
    assert_eq!(phases[12..].join(", "), format!("{drawn}, joint loss"));
}

#[test]
fn noise_on_what_is_seen_fades_over_the_plan() {
    let digest = |line: &str| {
        let mut shell = shell();
        run(&mut shell, line);
        trainer(&mut shell).digest()
    };
    let build = "build gan batch=8 lr_decay_steps=2 seed=3";
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
    let error = refused(&mut shell, "set gp 10");
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
        ("d_batches", "half", "d_batches is joint or split"),
        ("relative", "very", "relative is yes, pairs or no"),
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

/// `f(x)` of a loss, in the mean over pairs of scores of real and generated items.
#[test]
fn scores_of_pairs_are_paid_for_as_differences() {
    let shown = |settings: &str| {
        let mut shell = shell();
        run(
            &mut shell,
            &format!("build gan batch=1 lr=0 lr_d=0 {settings}; step 1"),
        );
        let history = &trainer(&mut shell).state().history;
        let means = history.means(1);
        (f64::from(means["d_loss"]), f64::from(means["g_loss"]))
    };
    // In a batch of one the mean of the other side is the other item: D pays softplus(fake − real) once and not twice, and
    // G softplus(real − fake), which is as much less as the scores are apart.
    let ((mean_d, mean_g), (d, g)) = (shown("relative=yes"), shown("relative=pairs"));
    assert!((mean_d / 2.0 - d).abs() < 1e-5, "{mean_d}, {d}");
    assert!((mean_g - g).abs() < 1e-5, "{mean_g}, {g}");
    assert!(
        ((g.exp() - 1.0) * (d.exp() - 1.0) - 1.0).abs() < 1e-4,
        "{g}, {d}"
    );
}

#[test]
fn an_augmentation_is_for_pictures_and_hue_for_colours() {
    let mut points = crate::support::typed::over("ring");
    let error = refused(&mut points, "build gan shift=1");
    assert!(error.contains("the data are points"), "{error}");
    run(&mut points, "build gan");
    let error = refused(&mut points, "set cutout 0.2");
    assert!(error.contains("the data are points"), "{error}");
    let mut digits = shell();
    let error = refused(&mut digits, "build gan hue=0.5");
    assert!(error.contains("no colour"), "{error}");
    // A penalty that nobody can pay is refused, whichever it is.
    let error = refused(&mut digits, "build gan gen=dcgan gp=1");
    assert!(error.contains("gp takes"), "{error}");
}

/// The classes of a batch in which nothing was augmented train alike; those in which all was do not.
#[test]
fn augmentation_moves_what_d_and_g_learn_and_nothing_else() {
    let digests = |settings: &str| {
        let mut shell = shell();
        run(&mut shell, "build gan gen=dense batch=8; step 1");
        run(&mut shell, &format!("{settings}; step 1"));
        let tensors = trainer(&mut shell).snapshot().tensors;
        let of = |net: &str| {
            let own = tensors.iter().filter(|t| t.name.starts_with(net));
            own.map(|t| t.values.clone()).collect::<Vec<_>>()
        };
        (of("Dx."), of("G."))
    };
    let none = digests("set shift 0");
    for settings in ["set shift 1", "set cutout 0.3"] {
        let augmented = digests(settings);
        assert_ne!(none.0, augmented.0, "{settings}");
        assert_ne!(none.1, augmented.1, "{settings}");
    }
}
