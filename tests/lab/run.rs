//! Properties of a run, through the language that people type: looking changes nothing, a saved run
//! goes on bit for bit, the family is walked in one run, bad input is a sentence.

use std::sync::{Arc, LazyLock};

use crate::support::typed::{after, digest, refused, run, shell, trainer};
use aegan_lab::data::load;
use aegan_lab::event::Event;
use aegan_lab::event::control::Control;
use aegan_lab::kernels::tasks::with_threads;
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;
use proptest::prelude::*;

#[test]
fn every_recipe_goes_on_bit_for_bit_after_a_save() {
    let folder = tempfile::tempdir().unwrap();
    for recipe in [
        "ae",
        "gan",
        "aae",
        "egan",
        "aegan",
        "gan gen=small",
        "gan gen=dcgan",
        "ae gen=conv_ae",
        "aegan gen=small",
    ] {
        let mut whole = shell();
        run(&mut whole, &format!("build {recipe} batch=16; step 3"));
        let path = folder.path().join("run.ron");
        let mut first = shell();
        run(
            &mut first,
            &format!("build {recipe} batch=16; step 1; save '{}'", path.display()),
        );
        let mut second = shell();
        run(&mut second, &format!("load '{}'; step 2", path.display()));
        assert_eq!(digest(&mut whole), digest(&mut second), "{recipe}");
        run(
            &mut second,
            &format!("save '{0}'; verify '{0}'", path.display()),
        );
    }
}

#[test]
fn a_run_is_the_same_on_one_thread_and_on_four() {
    let on = |threads, build: &str| {
        with_threads(threads, || {
            let mut shell = shell();
            run(&mut shell, build);
            digest(&mut shell)
        })
    };
    for build in [
        "build aegan batch=96; step 3",
        "build aegan gen=small batch=70; step 2",
        "build gan gen=dcgan batch=20; step 1",
    ] {
        assert_eq!(on(1, build), on(4, build), "{build}");
    }
}

#[test]
fn an_aegan_is_walked_down_to_a_gan_in_one_run() {
    let mut shell = shell();
    run(&mut shell, "build aegan batch=16; step 2");
    for (off, left) in [
        (
            "term adv_x 0; term adv_x_rec 0; term rec_z 0; term adv_z_rec 0",
            vec!["adv_z", "rec_x"],
        ),
        ("term adv_z 0", vec!["rec_x"]),
        ("term rec_x 0; term adv_x 1", vec!["adv_x"]),
    ] {
        let events = run(&mut shell, &format!("{off}; step 1"));
        let Some(Event::Stepped(stepped)) = events.last() else {
            panic!("{events:?}")
        };
        let on: Vec<_> = stepped
            .series
            .keys()
            .filter(|k| k.starts_with("rec") || k.starts_with("adv"))
            .collect();
        assert_eq!(on, left, "after {off}");
    }
}

#[test]
fn next_walks_the_same_step_that_step_takes() {
    let mut walked = shell();
    run(&mut walked, "build aegan batch=16");
    let mut phases = Vec::new();
    while walked.trainer.as_ref().unwrap().state().step == 0 {
        for event in run(&mut walked, "next") {
            if let Event::Phase(report) = event {
                phases.push(report.name);
            }
        }
    }
    assert_eq!(phases.first().unwrap(), "draw batch");
    assert_eq!(phases.last().unwrap(), "update E and G");
    let mut stepped = shell();
    run(&mut stepped, "build aegan batch=16; step 1");
    assert_eq!(digest(&mut walked), digest(&mut stepped));
}

#[test]
fn points_are_learned_in_a_moment() {
    for seed in 1..=3 {
        let mut shell = Shell::over(Arc::new(load("ring").unwrap()), seed, Control::default());
        let events = run(&mut shell, "build gan; step 1500; disc");
        let plane = events.iter().find_map(|e| {
            if let Event::Plane(p) = e {
                Some(p)
            } else {
                None
            }
        });
        let plane = plane.expect("a map of the plane");
        assert!(plane.belief.is_some() && plane.generated.len() == 200);
        let near = |a: &[f32; 2], b: &[f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) < 0.15;
        let covered = plane
            .real
            .iter()
            .filter(|real| plane.generated.iter().any(|made| near(real, made)))
            .count();
        let share = covered as f32 / plane.real.len() as f32;
        assert!(share > 0.9, "seed {seed}: {share} of the real points");
    }
}

#[test]
fn an_autoencoder_learns() {
    let mut shell = shell();
    run(
        &mut shell,
        "build ae; step 400; expect held_out < 0.05; expect rec_x < 0.05",
    );
    let before = refused(&mut shell, "expect held_out < 0.001");
    assert!(
        before.starts_with("expected held_out < 0.001, but held_out is 0.0"),
        "{before}"
    );
}

#[test]
fn a_setting_says_what_it_is() {
    let mut shell = after("build gan gen=dense batch=8; next batch");
    let said = |shell: &mut Shell, line: &str| {
        let events = run(shell, line);
        match &events[..] {
            [Event::Said { text }] => text.clone(),
            other => panic!("{line}: {other:?}"),
        }
    };
    // To ask moves nothing, though a batch is in flight.
    assert!(said(&mut shell, "set batch").starts_with("batch is 8 · "));
    assert_eq!(trainer(&mut shell).state().step, 0);
    assert!(said(&mut shell, "help lr_d").contains("set lr_d VALUE"));
    assert!(said(&mut shell, "help adv_x").contains("term adv_x WEIGHT"));
    // A command and a setting of one name: the command.
    assert!(said(&mut shell, "help source").contains("run the lines of a file"));
    assert!(refused(&mut shell, "set batsh").contains("did you mean 'batch'?"));
}

#[test]
fn bad_input_is_a_sentence_and_changes_nothing() {
    let mut shell = shell();
    assert!(refused(&mut shell, "step 5").contains("build gan"));
    run(&mut shell, "build gan batch=16; step 1");
    let before = digest(&mut shell);
    for (line, word) in [
        ("smaple 9", "did you mean 'sample'"),
        ("step 99999999999999999999", "99999999999999999999"),
        ("sample -1", "-1"),
        ("build gan latent=0", "1 or more, not '0'"),
        ("build gan batch=0", "1 to 4096"),
        ("build gan gen=none", "no network 'none'"),
        ("build gan sneed=3", "no option 'sneed'"),
        ("build vqgan", "no recipe 'vqgan'"),
        ("build gna", "did you mean 'gan'"),
        ("'set' lr 0.1", "stands without quotes"),
        ("set batch 99999", "1 to 4096"),
        ("set lr fast", "lr takes a number"),
        ("term rec_x 1", "needs the network E"),
        ("term adv_x -1", "0 to 1000000"),
        ("data no/such/folder", "no/such/folder"),
        ("load no-such.ron", "no-such.ron"),
        ("replay Cargo.toml", "Cargo.toml"),
        ("plot nothing", "no series 'nothing'"),
        ("expect d_loss ~ 3", "is not a comparison"),
        ("save no/such/folder/a.ron", "no/such/folder"),
        ("note 'open", "quote"),
        ("step 2 x", "'x' is neither d nor g"),
        ("next nonsense", "no phase is called 'nonsense'"),
        ("save /", "is a directory"),
    ] {
        let sentence = refused(&mut shell, line);
        assert!(sentence.contains(word), "{line}: {sentence}");
    }
    assert_eq!(digest(&mut shell), before);
    assert_eq!(shell.trainer.as_ref().unwrap().state().step, 1);
}

#[test]
fn a_loss_that_is_no_number_is_named_and_not_applied() {
    let mut shell = shell();
    run(&mut shell, "build ae batch=16 lr=1; set beta1 0");
    let line = "term rec_x 1000000; step 200";
    let result = execute(&mut shell, line, &mut |_| {});
    if let Err(error) = result {
        assert!(error.to_string().contains("rec_x"), "{error}");
    }
    let trainer = shell.trainer.as_mut().unwrap();
    let snapshot = trainer.snapshot();
    assert!(
        snapshot
            .tensors
            .iter()
            .all(|t| t.values.iter().all(|v| v.is_finite()))
    );
}

#[test]
fn a_stop_keeps_what_was_done() {
    let mut shell = shell();
    run(&mut shell, "build ae batch=16");
    let control = shell.control.clone();
    let mut seen = 0;
    execute(&mut shell, "run", &mut |event| {
        if let Event::Progress(progress) = &event {
            seen = progress.done;
            control.stop();
        }
    })
    .unwrap();
    let entry = shell.session.as_ref().unwrap().entries.last().unwrap();
    assert!(
        seen > 0 && entry.line == format!("step {}", entry.step),
        "{}",
        entry.line
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn looking_never_changes_the_run(looks in prop::collection::vec(
        prop::sample::select(vec![
            "sample 4", "sample 3 fresh", "disc 3", "recon 2", "interp 3", "show ledger",
            "show net", "plot", "expect held_out < 9", "help", "nets", "data",
        ]), 1..5)
    ) {
        static PLAIN: LazyLock<String> = LazyLock::new(|| {
            digest(&mut after("build aegan batch=8 seed=4; step 1; step 1"))
        });
        let mut looked = shell();
        run(&mut looked, "build aegan batch=8 seed=4");
        for _ in 0..2 {
            run(&mut looked, "step 1");
            for look in &looks {
                run(&mut looked, look);
            }
        }
        prop_assert_eq!(&*PLAIN, &digest(&mut looked));
    }
}

#[test]
fn training_without_a_term_is_refused_and_a_loaded_run_has_its_curves() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=8; step 3");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    run(
        &mut shell,
        &format!("save '{}'; term adv_x 0", path.display()),
    );
    let sentence = refused(&mut shell, "step 5");
    assert!(sentence.contains("all terms are off"), "{sentence}");
    run(&mut shell, &format!("load '{}'", path.display()));
    let events = run(&mut shell, "plot d_loss");
    let curves = events.iter().find_map(|e| match e {
        Event::Curves(curves) => Some(curves),
        _ => None,
    });
    assert_eq!(curves.unwrap().curves[0].points.len(), 3);
}
