//! `doctor` on runs that were made to fail in each way, and on such that are well.

use crate::support::typed::{few_digits, go_on, told};

/// What is said over 240 digits to learn from and 60 held out. There the doctor is quick: it compares with few items,
/// and no classifier has learned from them.
fn told_of_240(lines: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    few_digits(folder.path(), 240, 60);
    told(folder.path().to_str().unwrap(), lines).1
}

/// Carries out what the doctor suggests for the run that these lines make, and checks that it helped; gives what was
/// said in all.
fn helped(data: &str, what: &str, lines: &[&str]) -> String {
    let (mut shell, mut said) = told(data, lines);
    go_on(&mut shell, &["doctor"], &mut said);
    let diagnosis = said[said.rfind("doctor ·").unwrap()..].to_owned();
    assert!(diagnosis.contains(what), "{said}");
    // One thing at a time.
    assert_eq!(diagnosis.matches("  then: ").count(), 1, "{said}");
    let of = |label: &str| {
        let line = diagnosis.lines().find_map(|line| line.strip_prefix(label));
        line.map(str::to_owned)
    };
    let change = of("  try: ").or_else(|| of("  only a new run helps: "));
    let (change, then) = (change.unwrap(), of("  then: ").unwrap());
    let before = said.len();
    go_on(&mut shell, &[&change, &then], &mut said);
    assert!(!said[before..].contains("error: "), "{said}");
    if then.ends_with("; doctor") {
        assert!(!said[before..].contains(what), "{said}");
    }
    said
}

fn helped_with_240(what: &str, lines: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    few_digits(folder.path(), 240, 60);
    helped(folder.path().to_str().unwrap(), what, lines)
}

#[test]
fn the_doctor_names_a_discriminator_that_is_too_strong_and_since_when() {
    let ahead = ["build gan gen=dense loss=minimax batch=32", "step 250 d"];
    let said = helped_with_240("Dx is too strong: it classifies", &ahead);
    assert!(said.contains("try: set lr_d 0.000125"), "{said}");
    assert!(said.contains("it began at step"), "{said}");
}

#[test]
fn what_is_far_from_where_it_starts_is_what_the_doctor_sets_right() {
    let slow = ["build bigan gen=dense batch=32 lr=0.00001", "step 120"];
    let said = helped_with_240("Dxz is too strong", &slow);
    assert!(said.contains("try: set lr 0.002"), "{said}");
    let fast = "build gan gen=dense ema=0.99 lr=0.02 lr_d=0.02 beta1=0.9 r1=1";
    let said = helped("digits", "Dx is too strong", &[fast, "step 200"]);
    // What else was chosen is kept.
    let anew = "only a new run helps: build gan gen=dense ema=0.99\n";
    assert!(said.contains(anew), "{said}");
    let weak = ["build gan gen=dense lr_d=0.000005", "step 300"];
    let said = helped("digits", "Dx is too weak", &weak);
    assert!(said.contains("try: set lr_d 0.001"), "{said}");
}

#[test]
fn the_doctor_calms_a_game_that_oscillates() {
    let wild = ["build gan gen=dense batch=32 r1=1 lr_d=0.02", "step 150"];
    let said = helped("digits", "the game oscillates", &wild);
    assert!(said.contains("try: set lr_d 0.001"), "{said}");
}

#[test]
fn the_doctor_widens_the_clip_of_a_critic_whose_gradients_vanish() {
    let narrow = ["build gan loss=wgan clip_weights=0.001 ema=0", "step 60"];
    let said = helped("ring", "gradients vanish", &narrow);
    assert!(said.contains("try: set clip_weights 0.05"), "{said}");
}

#[test]
fn the_doctor_names_collapse_and_nothing_that_contradicts_it() {
    let alone = ["build gan gen=dense batch=32 lr_d=0", "step 150"];
    let what = "collapse: samples are all alike: the samples vary";
    let said = helped("digits", what, &alone);
    assert!(said.contains("try: set lr_d 0.001"), "{said}");
}

#[test]
fn the_doctor_names_numbers_that_overflow() {
    let wild = "build gan gen=dense batch=32 optimizer=sgd loss=ls lr=1 lr_d=1";
    let what = "numbers overflow: the last step failed";
    let said = helped_with_240(what, &[wild, "step 100"]);
    let anew = "only a new run helps: build gan gen=dense loss=ls batch=32 optimizer=sgd";
    assert!(said.contains(anew), "{said}");
    // What came right is forgotten.
    let said = told_of_240(&[
        wild,
        "step 100",
        "set lr 0.0001; set lr_d 0.0001; step 2",
        "doctor",
    ]);
    assert!(!said.contains("overflow"), "{said}");
}

#[test]
fn the_doctor_names_losses_that_explode_however_young_the_run_is() {
    let build = "build gan gen=dense batch=32 lr=1 lr_d=1 loss=ls";
    let said = helped_with_240("the losses explode: d_loss is", &[build, "step 20"]);
    let anew = "only a new run helps: build gan gen=dense loss=ls batch=32";
    assert!(said.contains(anew), "{said}");
}

#[test]
fn the_doctor_names_modes_that_are_missing() {
    let few = "build gan lr=0.001 lr_d=0.001 beta1=0.5 ema=0 lr_decay_steps=0 d_steps=5";
    let what = "collapse: classes or modes are missing: ";
    let said = helped("ring", what, &[few, "step 1500"]);
    assert!(said.contains("of 8 modes"), "{said}");
}

#[test]
fn the_doctor_brings_back_classes_that_are_missing() {
    let few = [
        "build gan gen=dense loss=minimax batch=32",
        "step 250 d",
        "set lr_d 0.000125; step 400",
    ];
    let what = "collapse: classes or modes are missing: 9 of 10 classes";
    let said = helped("digits", what, &few);
    assert!(said.contains("try: set r1 1"), "{said}");
}

#[test]
fn the_doctor_misses_no_classes_where_nothing_is_drawn_yet() {
    let noise = "build gan gen=dense lr_d=0.001 lr=0.00002 beta1=0.5 batch=32";
    let (_, said) = told("digits", &[noise, "step 120", "doctor"]);
    assert!(said.contains("Dx is too strong"), "{said}");
    assert!(
        !said.contains("missing") && !said.contains("oscillates"),
        "{said}"
    );
}

/// A critic cannot be too strong: the further it is, the better its slope (Arjovsky et al. 2017, section 3).
#[test]
fn the_doctor_does_not_scold_a_critic_and_proposes_what_it_takes() {
    let good = "build gan gen=dense batch=16 loss=wgan_gp";
    let said = told_of_240(&[good, "step 60", "doctor"]);
    assert!(!said.contains("too strong"), "{said}");
    let narrow = "build gan loss=wgan clip_weights=0.001 ema=0";
    let (_, said) = told("ring", &[narrow, "step 60", "doctor"]);
    assert!(
        said.contains("gradients vanish") && !said.contains("set label_smoothing"),
        "{said}"
    );
    // A penalty is no cure for a Dx that takes none.
    let (mut shell, said) = told(
        "digits",
        &[
            "build gan gen=small_ln batch=32 lr_d=0 lr=0.02",
            "step 100",
            "doctor",
        ],
    );
    assert!(
        said.contains("collapse") && !said.contains("set r1"),
        "{said}"
    );
    assert!(!shell.trainer.as_mut().unwrap().takes_penalty());
}

#[test]
fn the_doctor_sees_no_game_where_none_is_played() {
    let off = ["adv_x", "adv_x_rec", "rec_z"].map(|t| format!("term {t} 0"));
    let (_, said) = told(
        "digits",
        &[
            "build aegan gen=dense batch=32 lr_decay_steps=0 beta1=0.9",
            "step 60",
            &off.join("; "),
            "step 120",
            "doctor",
        ],
    );
    assert!(!said.contains("oscillates"), "{said}");
}

/// Data without a classifier of their own: a dozen digits, which a generator learns by heart.
#[test]
fn the_doctor_names_memories_without_a_classifier() {
    let build = "build gan gen=article batch=12 ema=0 lr=0.002 lr_d=0.001";
    let folder = tempfile::tempdir().unwrap();
    few_digits(folder.path(), 12, 200);
    let path = folder.path().to_str().unwrap();
    let said = helped(path, "samples are memories", &[build, "step 800"]);
    assert!(
        said.contains("classes and fld were not looked at"),
        "{said}"
    );
}

/// Pairs, codes and distributions have samples too.
#[test]
fn the_doctor_looks_at_every_recipe_that_is_drawn_from() {
    let said = told_of_240(&[
        "build bigan gen=dense batch=32 lr=0.00001",
        "step 120",
        "doctor",
    ]);
    assert!(said.contains("Dxz is too strong"), "{said}");
    let (_, said) = told(
        "digits",
        &[
            "build bigan gen=dense batch=32 lr_d=0",
            "step 100",
            "doctor",
        ],
    );
    assert!(
        said.contains("collapse") || said.contains("Dxz is too weak"),
        "{said}"
    );
    for build in ["aae gen=dense", "vae"] {
        let build = format!("build {build} batch=32");
        let (_, said) = told("digits", &[&build, "step 60", "doctor"]);
        assert!(
            said.contains("fld") || said.contains("collapse"),
            "{build}: {said}"
        );
    }
}

#[test]
fn the_doctor_finds_nothing_wrong_where_nothing_is() {
    let (_, said) = told("digits", &["build gan", "step 120", "doctor"]);
    assert!(said.contains("nothing wrong was found: d_acc"), "{said}");
}
