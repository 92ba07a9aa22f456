//! Autoencoders of distributions, of less than the item, of few numbers: each does what its paper says.

use crate::support::typed::{over, refused, run};
use aegan_lab::lab::Part;
use aegan_lab::shell::Shell;

fn last(shell: &mut Shell, name: &str) -> f32 {
    shell.trainer().unwrap().state().history.means(1)[name]
}

#[test]
fn the_bound_falls_and_codes_come_to_the_prior() {
    let mut shell = over("digits");
    run(&mut shell, "build vae; step 1");
    let first = shell.trainer().unwrap().held_out_bound().unwrap();
    run(&mut shell, "step 300");
    let bound = shell.trainer().unwrap().held_out_bound().unwrap();
    // Untrained, a pixel costs ln 2 at most: 543 nats per item.
    assert!(first.total() > 400.0, "{first:?}");
    assert!(bound.total() < 180.0, "{bound:?}");
    assert!(bound.kl > 5.0 && bound.kl < 60.0, "{bound:?}");
    // The same look again is the same number: looks have a stream of their own.
    let again = shell.trainer().unwrap().held_out_bound().unwrap();
    assert_eq!(bound, again);
    run(&mut shell, "expect nats < 180");
}

#[test]
fn a_heavier_divergence_leaves_less_in_the_code() {
    let kl = |weight: &str| {
        let mut shell = over("digits");
        run(
            &mut shell,
            &format!("build vae batch=64; term kl {weight}; step 150"),
        );
        shell.trainer().unwrap().held_out_bound().unwrap().kl
    };
    let (light, usual, heavy) = (kl("0.25"), kl("1"), kl("8"));
    assert!(
        light > usual && usual > 2.0 * heavy,
        "{light} {usual} {heavy}"
    );
}

#[test]
fn a_gaussian_likelihood_learns_points_and_pictures() {
    let mut points = over("ring");
    run(&mut points, "build vae distance=gaussian sigma=0.1; step 1");
    let first = points.trainer().unwrap().held_out_bound().unwrap().total();
    run(&mut points, "step 400");
    let bound = points.trainer().unwrap().held_out_bound().unwrap().total();
    assert!(bound < first - 10.0, "{first} → {bound}");
    let mut digits = over("digits");
    run(
        &mut digits,
        "build vae gen=small batch=32 distance=gaussian sigma=0.2; step 1",
    );
    let first = digits.trainer().unwrap().held_out_bound().unwrap().total();
    run(&mut digits, "step 30");
    let bound = digits.trainer().unwrap().held_out_bound().unwrap().total();
    assert!(bound < first, "{first} → {bound}");
}

#[test]
fn what_is_drawn_is_drawn_again_after_a_load() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("vae.ron");
    for recipe in ["vae", "vaegan", "denoising", "sparse", "translate"] {
        let mut whole = over("digits");
        run(
            &mut whole,
            &format!("build {recipe} batch=8 labels=yes; step 3"),
        );
        let mut first = over("digits");
        let save = format!(
            "build {recipe} batch=8 labels=yes; step 1; recon 2; save {}",
            path.display()
        );
        run(&mut first, &save);
        let mut second = over("digits");
        run(&mut second, &format!("load {}; step 2", path.display()));
        let digest = |shell: &mut Shell| shell.trainer().unwrap().digest();
        assert_eq!(digest(&mut whole), digest(&mut second), "{recipe}");
    }
}

#[test]
fn a_sparse_code_is_smaller() {
    let size = |weight: &str| {
        let mut shell = over("digits");
        run(
            &mut shell,
            &format!(
                "build sparse batch=64; term sparse {weight}; step 120; term sparse 0.001; step 1"
            ),
        );
        last(&mut shell, "sparse")
    };
    let (small, large) = (size("0.05"), size("0.0001"));
    assert!(small < 0.5 * large, "{small} against {large}");
}

#[test]
fn few_numbers_of_a_sparse_code_are_in_use() {
    let share = |recipe: &str| {
        let mut shell = over("digits");
        run(&mut shell, &format!("build {recipe}; step 300"));
        let codes = shell
            .trainer()
            .unwrap()
            .encode(Part::HeldOut, (0..200).collect());
        let codes = codes.unwrap();
        codes.iter().filter(|c| **c > 1e-3).count() as f32 / codes.len() as f32
    };
    let (sparse, plain) = (share("sparse"), share("ae latent=100"));
    assert!(sparse < 0.35 && plain > 0.5, "{sparse} against {plain}");
}

#[test]
fn a_denoising_autoencoder_fills_in_what_it_does_not_see() {
    let filled = |recipe: &str| {
        let mut shell = over("digits");
        run(
            &mut shell,
            &format!(
                "build {recipe} gen=kingma latent=20 lr=0.003; step 200; set corruption masked; set strength 0.5"
            ),
        );
        shell.trainer().unwrap().translate(500).unwrap().1
    };
    let (plain, denoising) = (filled("ae"), filled("denoising strength=0.5"));
    assert!(denoising < 0.9 * plain, "{denoising} against {plain}");
}

/// What Dxz is shown in a look is what it was taught on: what was made of the same code.
#[test]
fn opinions_on_translations_are_of_translations() {
    let mut shell = over("digits");
    run(&mut shell, "build translate batch=32; step 20");
    let trainer = shell.trainer().unwrap();
    let (gallery, _) = trainer.translate(6).unwrap();
    let scores = trainer.scores(6).unwrap();
    let made: Vec<_> = scores.shown.iter().filter(|s| !s.real).collect();
    assert_eq!(made.len(), 6);
    for scored in made {
        assert!(gallery.pictures[6..12].contains(&scored.picture));
    }
    // E is shown no more in a look than in a lesson: not the half that it is to guess.
    let half = trainer.held_out_error().unwrap();
    trainer.set("corruption", "item").unwrap();
    let whole = trainer.held_out_error().unwrap();
    assert!((half - whole).abs() > 1e-4, "{half}, {whole}");
}

#[test]
fn a_half_is_made_whole() {
    let mut shell = over("digits");
    run(&mut shell, "build translate batch=32; step 2");
    let before = shell.trainer().unwrap().translate(200).unwrap().1;
    run(&mut shell, "step 120");
    let (gallery, after) = shell.trainer().unwrap().translate(200).unwrap();
    assert!(after < 0.5 * before, "{before} → {after}");
    assert_eq!(gallery.pictures.len(), 600);
    assert_eq!(gallery.columns, 200);
    // The right half of the source is black, of the item it is not.
    let right = |i: usize| {
        let picture = &gallery.pictures[i];
        (0..28).any(|y| (14..28).any(|x| picture.rgb(x, y).unwrap()[0] > 128))
    };
    assert!(!right(0) && right(400));
    for source in ["masked", "noisy", "outline"] {
        run(
            &mut shell,
            &format!("set corruption {source}; step 2; translate 3"),
        );
    }
}

#[test]
fn what_makes_no_sense_is_a_sentence() {
    let mut digits = over("digits");
    for (before, line, words) in [
        (
            "build ae batch=8",
            "term kl 1",
            "needs an encoder that gives distributions",
        ),
        (
            "build ae batch=8",
            "expect nats < 100",
            "so there is no ELBO",
        ),
        (
            "build vae batch=8 distance=mse",
            "expect nats < 100",
            "distance=mse is not a likelihood",
        ),
        (
            "build ae batch=8",
            "translate 3",
            "build translate corruption=half",
        ),
        (
            "build ae batch=8",
            "set corruption left",
            "none, masked, noisy, half, outline",
        ),
        ("build ae batch=8", "set strength 2", "from 0 to 1"),
        (
            "build ae batch=8",
            "build vae gen=article",
            "never negative",
        ),
        (
            "build ae batch=8",
            "build vae latent=few",
            "1 or more, not 'few'",
        ),
    ] {
        run(&mut digits, before);
        let sentence = refused(&mut digits, line);
        assert!(sentence.contains(words), "{line}: {sentence}");
    }
    let mut points = over("ring");
    for line in [
        "build translate corruption=half",
        "build ae corruption=outline",
    ] {
        let sentence = refused(&mut points, line);
        assert!(sentence.contains("needs pictures"), "{line}: {sentence}");
    }
    run(&mut points, "build denoising corruption=noisy; step 2");
    assert!(refused(&mut points, "translate 3").contains("'recon'"));
}
