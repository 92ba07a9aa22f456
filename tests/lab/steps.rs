//! A step is all or nothing, and what is set between two steps is part of the run.

use crate::support::typed::{data, folder, over, refused, run, shell, trainer};
use aegan_lab::event::Event;
use aegan_lab::lab::snapshot::Stored;
use aegan_lab::lab::{Device, Experiment, Side, terms};
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;

/// Everything that a save would hold, with numbers as bits: NaN is equal to itself.
fn state(trainer: &mut Experiment) -> Vec<(String, Vec<u32>)> {
    let snapshot = trainer.snapshot();
    let words = snapshot.words.into_iter();
    let words = words.map(|(k, v)| (format!("{k}={v}"), Vec::new()));
    let tensors = snapshot.tensors.into_iter().map(|t| {
        let bits = t.values.iter().map(|v| v.to_bits()).collect();
        (t.name, bits)
    });
    words.chain(tensors).collect()
}

/// The run with every number of the tensors whose name starts with `name` replaced.
fn poisoned(shell: &mut Shell, name: &str, value: f32) {
    let mut snapshot = trainer(shell).snapshot();
    for tensor in &mut snapshot.tensors {
        if tensor.name.starts_with(name) {
            tensor.values.fill(value);
        }
    }
    let data = data("digits");
    shell.trainer = Some(Experiment::restore(&snapshot, data, &Device::default()).unwrap());
}

#[test]
fn a_step_that_fails_late_takes_back_what_moved_before() {
    let mut shell = shell();
    run(&mut shell, "build aegan batch=16; step 3");
    run(
        &mut shell,
        "term rec_x 0; term rec_z 0; term adv_x_rec 0; term adv_z_rec 0",
    );
    // Dx is taught on G(z) and moves; then Dz meets E(x), which is no number.
    poisoned(&mut shell, "E.", f32::NAN);
    let before = state(trainer(&mut shell));
    let error = trainer(&mut shell)
        .step(Side::Both)
        .unwrap_err()
        .to_string();
    for word in ["Dz", "NaN", "step 4"] {
        assert!(error.contains(word), "{word}: {error}");
    }
    assert!(before == state(trainer(&mut shell)), "the step left traces");
}

#[test]
fn what_is_no_number_is_named_with_its_term_its_network_and_the_step() {
    for (build, net, value, words) in [
        ("ae", "E.", f32::NAN, ["term rec_x", "E and G"]),
        ("ae", "G.", f32::INFINITY, ["term rec_x", "E and G"]),
        ("vae", "E.", f32::NAN, ["term rec_x", "E and G"]),
        ("gan", "G.", f32::NAN, ["adv_x", "Dx"]),
        ("gan gen=sn", "Dx.", f32::NEG_INFINITY, ["adv_x", "Dx"]),
        ("aae", "E.", f32::INFINITY, ["adv_z", "Dz"]),
        ("egan", "E.", f32::NAN, ["term rec_z", "E and G"]),
        ("bigan", "Dxz.", f32::NAN, ["adv_xz", "Dxz"]),
        ("aegan", "Dz.", f32::NAN, ["adv_z", "Dz"]),
    ] {
        let mut shell = shell();
        run(&mut shell, &format!("build {build} batch=4; step 2"));
        poisoned(&mut shell, net, value);
        let before = state(trainer(&mut shell));
        let error = execute(&mut shell, "step 3", &mut |_| {});
        let error = error.expect_err(build).to_string();
        for word in words.into_iter().chain(["in step 3", "taken back"]) {
            assert!(error.contains(word), "{build}, {net}: no '{word}': {error}");
        }
        let after = state(trainer(&mut shell));
        assert!(before == after, "{build}: the step left traces");
    }
}

#[test]
fn a_gradient_that_is_no_number_is_named_and_not_applied() {
    let mut shell = shell();
    run(&mut shell, "build gan loss=ls batch=16; step 3");
    poisoned(&mut shell, "Dx.1.weight", 1e26);
    poisoned(&mut shell, "Dx.2.weight", 1e-28);
    let before = state(trainer(&mut shell));
    let error = trainer(&mut shell)
        .step(Side::Both)
        .unwrap_err()
        .to_string();
    for word in ["gradient", "Dx", "step 4"] {
        assert!(error.contains(word), "{word}: {error}");
    }
    assert!(before == state(trainer(&mut shell)), "the step left traces");
}

#[test]
fn a_run_that_breaks_after_some_steps_stands_where_the_last_good_one_ended() {
    let mut shell = shell();
    let line = "build gan loss=ls lr_d=0.7 beta1=0 batch=16; term adv_x 1000000";
    run(&mut shell, line);
    // Dx grows large; its own gradients are still numbers when G's no longer are.
    run(&mut shell, "step 2 d");
    let good = state(trainer(&mut shell));
    let error = execute(&mut shell, "step 5", &mut |_| {}).unwrap_err();
    let error = error.to_string();
    for word in ["gradient of G", "adv_x", "step 3"] {
        assert!(error.contains(word), "{word}: {error}");
    }
    assert!(good == state(trainer(&mut shell)), "{error}");
}

#[test]
fn walking_phase_by_phase_is_taken_back_too() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=16; step 2");
    poisoned(&mut shell, "Dx.", f32::INFINITY);
    let before = state(trainer(&mut shell));
    let error = loop {
        if let Err(error) = trainer(&mut shell).walk_one(Side::Both) {
            break error.to_string();
        }
    };
    assert!(error.contains("Dx"), "{error}");
    assert!(
        before == state(trainer(&mut shell)),
        "the phases left traces"
    );
}

#[test]
fn a_setting_that_is_refused_midway_does_not_keep_a_batch_from_being_taken_back() {
    let mut shell = shell();
    run(&mut shell, "build aegan batch=16; step 3");
    // Dx moves; then Dz meets E(x), which is no number.
    run(&mut shell, "term rec_x 0; term adv_x_rec 0");
    poisoned(&mut shell, "E.", f32::NAN);
    let before = state(trainer(&mut shell));
    let mut walk = || trainer(&mut shell).walk_one(Side::Both);
    while walk().unwrap().0.name != "update Dx" {}
    trainer(&mut shell).set("lr", "9").unwrap_err();
    let of_pairs = terms::term("adv_xz_g").unwrap();
    trainer(&mut shell).set_weight(of_pairs, 1.0).unwrap_err();
    while trainer(&mut shell).walk_one(Side::Both).is_ok() {}
    assert!(
        before == state(trainer(&mut shell)),
        "the phases left traces"
    );
}

#[test]
fn a_batch_size_that_changes_midway_is_part_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.ron");
    let path = path.display();
    let mut whole = shell();
    run(
        &mut whole,
        "build gan batch=16; step 3; set batch 40; step 2; set d_steps 2; step 3",
    );
    let mut first = shell();
    run(
        &mut first,
        "build gan batch=16; step 3; set batch 40; step 2; set d_steps 2; step 1",
    );
    run(&mut first, &format!("save '{path}'"));
    let mut second = shell();
    run(&mut second, &format!("load '{path}'; step 2"));
    assert!(state(trainer(&mut whole)) == state(trainer(&mut second)));
    run(&mut second, &format!("save '{path}'; verify '{path}'"));
}

#[test]
fn samples_of_the_average_use_statistics_of_their_own() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=16 ema=0.9; step 5");
    let seen = |shell: &mut Shell| {
        let noise = aegan_lab::lab::Noise::Fixed;
        trainer(shell).generate_items(4, noise, None).unwrap()
    };
    let before = seen(&mut shell);
    // Running statistics from another run change nothing of what is shown.
    poisoned(&mut shell, "G.average.0.1.running_variance", 7.0);
    poisoned(&mut shell, "G.average.1.1.running_mean", -3.0);
    assert_eq!(before, seen(&mut shell));
    run(&mut shell, "step 1");
    assert_ne!(before, seen(&mut shell));
}

#[test]
fn the_ledger_tells_the_norm_into_each_network() {
    let mut shell = shell();
    run(&mut shell, "build aegan batch=16; step 1");
    let events = run(&mut shell, "show ledger");
    let Some(Event::Ledger(ledger)) = events.last() else {
        panic!("{events:?}")
    };
    for (term, networks) in [
        ("rec_x", vec!["E", "G"]),
        ("rec_z", vec!["E", "G"]),
        ("adv_x", vec!["G", "Dx"]),
        ("adv_x_rec", vec!["E", "G", "Dx"]),
        ("adv_z", vec!["E", "Dz"]),
        ("adv_z_rec", vec!["E", "G", "Dz"]),
    ] {
        let row = ledger.terms.iter().find(|t| t.name == term).unwrap();
        let told: Vec<_> = row.norms.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(told, networks, "{term}");
        assert!(
            row.norms.iter().all(|(_, norm)| *norm > 0.0),
            "{term}: {row:?}"
        );
    }
}

#[test]
fn generated_items_may_be_taught_as_a_little_real() {
    let mut shell = shell();
    run(
        &mut shell,
        "build gan batch=16 label_smoothing=0.9 fake_label=0.1; step 1",
    );
    let mut plain = self::shell();
    run(&mut plain, "build gan batch=16 label_smoothing=0.9; step 1");
    assert_ne!(trainer(&mut shell).digest(), trainer(&mut plain).digest());
    let error = execute(&mut shell, "set fake_label 0.7", &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("0 to 0.5"), "{error}");
}

#[test]
fn every_optimiser_goes_on_bit_for_bit_after_a_save() {
    let folder = tempfile::tempdir().unwrap();
    for optimizer in [
        "adam",
        "adamw; set weight_decay 0.01",
        "rmsprop",
        "sgd",
        "article_rmsprop",
        "article_adam",
    ] {
        let path = folder
            .path()
            .join(format!("{}.ron", optimizer.replace("; ", "-")));
        let path = path.display();
        let start = format!("build gan batch=16; set optimizer {optimizer}; set clipvalue 0.5");
        let mut whole = shell();
        run(&mut whole, &format!("{start}; step 3"));
        let mut first = shell();
        run(&mut first, &format!("{start}; step 1; save '{path}'"));
        let mut second = shell();
        run(&mut second, &format!("load '{path}'; step 2"));
        assert!(
            state(trainer(&mut whole)) == state(trainer(&mut second)),
            "{optimizer}"
        );
    }
    let mut shell = shell();
    run(
        &mut shell,
        "build gan batch=16; step 2; set optimizer article_rmsprop",
    );
    let settings = &trainer(&mut shell).state().settings;
    assert_eq!(settings.optimizer().name, "rmsprop");
    assert!((settings.lr() - 2e-4).abs() < 1e-9 && (settings.clipnorm() - 1.0).abs() < 1e-9);
    let error = execute(&mut shell, "set optimizer adagrad", &mut |_| {}).unwrap_err();
    assert!(
        error.to_string().contains("adam, adamw, rmsprop, sgd"),
        "{error}"
    );
}

#[test]
fn weights_without_the_memory_of_their_optimiser_are_refused() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=16; step 2");
    let whole = trainer(&mut shell).snapshot();
    let refused = |change: &dyn Fn(&mut Vec<Stored>)| {
        let mut snapshot = whole.clone();
        change(&mut snapshot.tensors);
        match Experiment::restore(&snapshot, data("digits"), &Device::default()) {
            Ok(_) => panic!("taken without its memory"),
            Err(error) => error.to_string(),
        }
    };
    let text = refused(&|tensors| tensors.retain(|t| !t.name.starts_with("Dx.optimizer.")));
    assert!(
        text.contains("'Dx.optimizer.m.0'") && text.contains("2 updates"),
        "{text}"
    );
    let text = refused(&|tensors| tensors.retain(|t| t.name != "G.optimizer.v.1"));
    assert!(text.contains("'G.optimizer.v.1'"), "{text}");
    let text = refused(&|tensors| {
        let last = tensors.iter_mut().find(|t| t.name == "G.optimizer.m.0");
        let last = last.unwrap();
        last.values.truncate(3);
        last.shape = vec![3];
    });
    assert!(
        text.contains("'G.optimizer.m.0' is [3] in the file"),
        "{text}"
    );
}

/// The first item of every batch that some steps draw.
fn drawn(shell: &mut Shell, phases: usize) -> Vec<String> {
    let mut first = Vec::new();
    for _ in 0..phases {
        for event in run(shell, "next") {
            if let Event::Phase(report) = event
                && report.name.contains("batch")
                && let Some(gallery) = report.pictures
            {
                first.extend(gallery.pictures.iter().map(|p| format!("{p:?}")));
            }
        }
    }
    first
}

#[test]
fn no_batch_of_a_step_comes_again_in_the_next() {
    for settings in [
        "set d_steps 0; set g_steps 3",
        "set d_steps 2; set g_steps 2",
        "set d_steps 1",
    ] {
        let mut shell = shell();
        run(
            &mut shell,
            &format!("build gan gen=dense batch=4; {settings}"),
        );
        let all = drawn(&mut shell, 40);
        let once: std::collections::BTreeSet<_> = all.iter().collect();
        assert!(all.len() > 8, "{settings}: {}", all.len());
        assert_eq!(all.len(), once.len(), "{settings}");
    }
}

#[test]
fn what_d_says_of_what_was_made_counts_each_term_as_its_lesson_does() {
    let of = |weight: &str| {
        let mut shell = shell();
        run(
            &mut shell,
            &format!("build aegan batch=16; term adv_x_rec {weight}; step 1"),
        );
        let means = trainer(&mut shell).state().history.means(1);
        [means["d_fake"], means["d_acc"]]
    };
    let (without, hardly, half) = (of("0"), of("0.000001"), of("1"));
    for (a, b) in without.iter().zip(hardly) {
        assert!((a - b).abs() < 1e-4, "{without:?} {hardly:?}");
    }
    let bits = |means: [f32; 2]| means.map(f32::to_bits);
    assert_ne!(bits(without), bits(half), "a heavy term is heard");
}

#[test]
fn cross_entropy_is_one_of_brightness_whatever_the_range_of_the_net() {
    let mut shell = shell();
    run(
        &mut shell,
        "build ae net=dense distance=cross_entropy batch=16; step 5",
    );
    let loss = trainer(&mut shell).state().history.means(5)["rec_x"];
    assert!((0.05..1.0).contains(&loss), "{loss}");
    let mut points = over("ring");
    run(&mut points, "build vae; step 1");
    let odds = refused(&mut points, "build ae distance=cross_entropy; step 1");
    assert!(odds.contains("points lie anywhere"), "{odds}");
}

#[test]
fn a_batch_that_was_taken_back_is_in_no_record() {
    let (_folder, file) = folder();
    // The loss grows a thousandfold a step.
    let build = "build ae batch=8 optimizer=sgd lr=1; term rec_x 1000";
    let mut lab = over("ring");
    run(&mut lab, build);
    let good = (0..100)
        .take_while(|_| execute(&mut lab, "step", &mut |_| {}).is_ok())
        .count();
    assert!((1..100).contains(&good));
    // The batch that fails is begun by one command, or by one that ended the batch before it.
    let walks: [&[&str]; 3] = [
        &["next", "recon 1", "step"],
        &["next", "step 2"],
        &["next loss", "next update", "next loss"],
    ];
    for (walk, back) in walks.into_iter().zip([0, 1, 1]) {
        let mut lab = over("ring");
        run(&mut lab, build);
        if good > back {
            run(&mut lab, &format!("step {}", good - back));
        }
        let (last, before) = walk.split_last().unwrap();
        for line in before {
            run(&mut lab, line);
        }
        // Whichever line fails, the good steps are there.
        while execute(&mut lab, last, &mut |_| {}).is_ok() {}
        assert_eq!(trainer(&mut lab).state().step, good as u64);
        run(&mut lab, "set lr 0.01");
        run(&mut lab, &format!("save {0}; verify {0}", file("a.ron")));
    }
}
