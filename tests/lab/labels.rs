//! Networks that are told the class of each item: built by a word, asked by a name, saved and loaded,
//! and refused where there is nothing to tell.

use crate::support::typed::{self, digest, refused, run, shell, trainer};
use aegan_lab::data::Toy;
use aegan_lab::evaluate::{from_mixture, shipped};
use aegan_lab::event::{Event, Gallery};
use aegan_lab::kernels::tasks::with_threads;
use aegan_lab::lab::Noise;
use aegan_lab::shell::Shell;

fn gallery(shell: &mut Shell, line: &str) -> Gallery {
    let mut galleries = run(shell, line)
        .into_iter()
        .filter_map(|event| match event {
            Event::Gallery(gallery) => Some(gallery),
            _ => None,
        });
    galleries.next_back().expect(line)
}

#[test]
fn every_recipe_and_network_goes_on_bit_for_bit_with_labels() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("told.ron");
    let path = path.display();
    for build in [
        "ae",
        "gan",
        "aae",
        "egan",
        "aegan",
        "aegan gen=small",
        "ae gen=conv_ae",
        "gan gen=small r1=1 r1_every=2",
        "egan gen=article",
    ] {
        let build = format!("build {build} labels=yes batch=12");
        let mut whole = shell();
        with_threads(1, || run(&mut whole, &format!("{build}; step 2")));
        let mut first = shell();
        run(&mut first, &format!("{build}; step 1; save '{path}'"));
        let mut second = shell();
        with_threads(2, || {
            run(&mut second, &format!("load '{path}'; step 1"));
        });
        assert_eq!(digest(&mut whole), digest(&mut second), "{build}");
        let mut without = shell();
        run(&mut without, &build.replace("labels=yes", "labels=no"));
        run(&mut without, "step 2");
        assert_ne!(digest(&mut whole), digest(&mut without), "{build}");
    }
}

#[test]
fn a_sample_is_of_the_class_that_was_asked_for() {
    let mut shell = shell();
    run(
        &mut shell,
        "build gan gen=small labels=yes batch=16; step 2",
    );
    let each = gallery(&mut shell, "sample 13");
    let threes = gallery(&mut shell, "sample 13 of 3");
    assert!(threes.title.contains("of 3"), "{}", threes.title);
    // The noise is the same, so that the 4th and the 14th picture of both are the same.
    for (i, (a, b)) in each.pictures.iter().zip(&threes.pictures).enumerate() {
        assert_eq!(a == b, i % 10 == 3, "picture {i}");
    }
    let before = digest(&mut shell);
    run(
        &mut shell,
        "sample 4 fresh of 7; sample of 2; disc 4; interp 5",
    )
    .iter()
    .for_each(drop);
    assert_eq!(before, digest(&mut shell));
}

#[test]
fn class_names_work_as_words() {
    let mut shell = shell();
    run(
        &mut shell,
        "data fashion; build gan labels=yes batch=8; step 1",
    );
    let title = |shell: &mut Shell, line| gallery(shell, line).title;
    assert!(title(&mut shell, "sample 2 of sneaker").contains("of sneaker"));
    assert!(title(&mut shell, "sample 2 of Boot").contains("of ankle boot"));
    assert!(title(&mut shell, "sample 2 of pull").contains("of pullover"));
    // A whole name is meant before a part of another one: 't-shirt' has 'shirt' in it.
    assert!(title(&mut shell, "sample 2 of shirt").contains("of shirt"));
    assert!(title(&mut shell, "sample 2 of 7").contains("of sneaker"));
    let error = refused(&mut shell, "sample 2 of bag of sand");
    assert!(
        error.contains("'bag of sand'") && error.contains("sneaker"),
        "{error}"
    );
    run(
        &mut shell,
        "sample 2 of Ankle boot; sample 2 of t-shirt/top",
    );
    // Part of more than one name is none.
    assert!(refused(&mut shell, "sample 2 of s").contains("no class"));
    assert!(refused(&mut shell, "sample 2 of 10").contains("no class"));
    assert!(refused(&mut shell, "sample 2 of").contains("no class"));
}

#[test]
fn points_have_classes_too() {
    for data in ["ring", "grid", "moons"] {
        let mut shell = shell();
        let line = format!("data {data}; build gan labels=yes; step 2; sample 9; disc 4");
        run(&mut shell, &line);
    }
}

/// Points that a line shows.
fn points(shell: &mut Shell, line: &str) -> Vec<[f32; 2]> {
    let mut planes = run(shell, line)
        .into_iter()
        .filter_map(|event| match event {
            Event::Plane(plane) => Some(plane.generated),
            _ => None,
        });
    planes.next_back().unwrap()
}

#[test]
fn points_of_one_class_lie_at_its_mode_and_fresh_noise_is_new() {
    let mut shell = shell();
    run(&mut shell, "data ring; build gan labels=yes; step 600");
    for class in [0, 3] {
        let centre = Toy::Ring.centres()[class];
        let made = points(&mut shell, &format!("sample 200 of {class}"));
        let near = |p: &&[f32; 2]| (p[0] - centre[0]).hypot(p[1] - centre[1]) < 0.3;
        let share = made.iter().filter(near).count() as f32 / made.len() as f32;
        assert!(share > 0.9, "{share} of class {class}");
    }
    let fixed = points(&mut shell, "sample 200");
    assert_eq!(fixed, points(&mut shell, "sample 200"));
    assert_ne!(fixed, points(&mut shell, "sample 200 fresh"));
    let both = points(&mut shell, "sample 200 fresh of 3");
    assert_eq!(both, points(&mut shell, "sample 200 of 3 fresh"));
}

#[test]
fn codes_of_a_mixture_are_those_of_the_class() {
    let mut shell = shell();
    run(
        &mut shell,
        "build ae labels=yes; step 300; sample 2 of 3 from=mixture",
    );
    let digits = trainer(&mut shell).dataset();
    let mut classifier = shipped(&digits.digest).unwrap().unwrap();
    let made = from_mixture(
        trainer(&mut shell),
        5,
        100,
        Noise::Fixed,
        Some(3),
        &mut || Ok(()),
    );
    let read = classifier.read(&made.unwrap().0, &mut || Ok(())).unwrap();
    let threes = read
        .probabilities
        .chunks_exact(10)
        .filter(|row| row[3] > 0.5);
    assert!(threes.clone().count() > 70, "{}", threes.count());
}

/// IDX files whose labels are 1 and 2 alone: there is a class 0, and no item of it.
#[test]
fn a_class_without_items_is_left_out_of_mixtures() {
    let folder = tempfile::tempdir().unwrap();
    let digits = typed::data("digits");
    for (part, split) in [("train", &digits.train), ("t10k", &digits.held_out)] {
        let ones = (0..split.len()).filter(|i| [1, 2].contains(&split.labels()[*i]));
        let ones: Vec<usize> = ones.take(60).collect();
        typed::write_idx(folder.path(), part, split, &ones);
    }
    let data = folder.path().to_str().unwrap();
    let build = "build ae gen=dense labels=yes batch=8; step 2";
    let (mut shell, said) = typed::told(
        data,
        &[build, "sample 4 from=mixture", "interp 3 items of 2"],
    );
    assert!(!said.contains("error"), "{said}");
    // Classes are those that occur.
    assert_eq!(trainer(&mut shell).dataset().classes, ["1", "2"]);
    for line in ["sample 4 of 0 from=mixture", "interp 3 items of 0"] {
        let error = refused(&mut shell, line);
        assert!(error.contains("'0'"), "{error}");
    }
}

#[test]
fn looks_of_one_class_name_it() {
    let mut shell = shell();
    run(&mut shell, "build aegan labels=yes batch=8; step 2");
    for line in [
        "interp 3 of 7",
        "interp 3 spherical of 7",
        "interp 3 items of 7",
        "latent grid 3 of 7",
        "dream real of 7 steps=2",
        "dream code 1 of 7 steps=2",
    ] {
        let seven = gallery(&mut shell, line);
        assert!(seven.title.contains('7'), "{line}: {}", seven.title);
        // Where nobody names one, it is the first, and says so.
        let first = gallery(&mut shell, &line.replace(" of 7", ""));
        assert!(first.title.contains('0'), "{line}: {}", first.title);
        assert!(first.pictures != seven.pictures, "{line}");
    }
    let error = refused(&mut shell, "dream 3 of 7");
    assert!(error.contains("dream real"), "{error}");
}

#[test]
fn what_cannot_be_told_is_refused_in_a_sentence() {
    let mut shell = shell();
    let error = refused(&mut shell, "build gan labels=perhaps");
    assert!(error.contains("labels is yes or no"), "{error}");
    run(&mut shell, "build gan batch=8; step 1");
    let error = refused(&mut shell, "sample 9 of 3");
    assert!(error.contains("build gan labels=yes"), "{error}");
    let error = refused(&mut shell, "sample 9 shoe");
    assert!(error.contains("sample 9 of shoe"), "{error}");
}

#[test]
fn networks_learn_from_the_labels() {
    // An autoencoder with two numbers for a code does better when told the digit.
    let mut shell = shell();
    let build = "build ae latent=2 batch=64 lr=0.003";
    run(&mut shell, &format!("{build} labels=no; step 400"));
    let alone = shell.trainer.as_mut().unwrap().held_out_error().unwrap();
    run(&mut shell, &format!("{build} labels=yes; step 400"));
    let told = shell.trainer.as_mut().unwrap().held_out_error().unwrap();
    assert!(told < 0.9 * alone, "told {told}, alone {alone}");
}
