//! The deep autoencoder and its pretraining, layer by layer.

use crate::support::typed::{after, few_digits, refused, run, told};
use aegan_lab::event::Event;
use aegan_lab::shell::Shell;

fn error(shell: &mut Shell) -> f32 {
    shell.trainer().unwrap().held_out_error().unwrap()
}

#[test]
fn what_is_pretrained_reconstructs_where_gradients_alone_are_stuck() {
    let home = tempfile::tempdir().unwrap();
    few_digits(home.path(), 240, 60);
    let build = |then: &str| {
        let (mut lab, _) = told(home.path().to_str().unwrap(), &[]);
        run(&mut lab, &format!("build ae net=deep batch=16{then}"));
        lab
    };
    let mut stuck = build("; step 60");
    let mut deep = build("");
    let events = run(&mut deep, "pretrain 24");
    let table = events.iter().find_map(|event| match event {
        Event::Listing(listing) => Some(listing),
        _ => None,
    });
    let rows = &table.unwrap().rows;
    let layers: Vec<_> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(
        layers,
        ["784 → 1000", "1000 → 500", "500 → 250", "250 → 30"]
    );
    for row in rows {
        let errors: Vec<f32> = row[2..].iter().map(|e| e.parse().unwrap()).collect();
        assert!(errors[1] < errors[0], "{row:?}");
    }
    // The mean picture has an error of .067.
    assert!(error(&mut stuck) > 0.05, "{}", error(&mut stuck));
    run(&mut deep, "step 60");
    assert!(error(&mut deep) < 0.04, "{}", error(&mut deep));
}

#[test]
fn a_pretrained_run_is_saved_and_is_the_same_when_computed_again() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("deep.ron");
    // Few pictures: an epoch of theirs is as good as one of all.
    few_digits(home.path(), 120, 20);
    let (mut lab, _) = told(home.path().to_str().unwrap(), &[]);
    run(
        &mut lab,
        "build ae net=deep labels=yes seed=4 batch=32; pretrain 1; step 2",
    );
    let path = path.to_str().unwrap();
    run(&mut lab, &format!("save {path}"));
    let said = run(&mut lab, &format!("verify {path}"));
    let same =
        |event: &Event| matches!(event, Event::Said { text } if text.contains("bit for bit"));
    assert!(said.iter().any(same), "{said:?}");
    let digest = lab.trainer().unwrap().digest();
    run(&mut lab, &format!("load {path}"));
    assert_eq!(lab.trainer().unwrap().digest(), digest);
}

#[test]
fn pretraining_is_refused_in_words_and_a_stop_changes_nothing() {
    let mut shell = after("build ae");
    assert!(refused(&mut shell, "pretrain").contains("'build ae net=deep'"));
    run(&mut shell, "build vae net=deep");
    let error = refused(&mut shell, "pretrain 1");
    assert!(error.contains("are distributions"), "{error}");
    run(&mut shell, "build ae net=deep");
    for bad in ["pretrain 0", "pretrain 1000000000", "pretrain much"] {
        assert!(refused(&mut shell, bad).contains("from 1 to 1000"), "{bad}");
    }
    let before = shell.trainer().unwrap().digest();
    shell.control.stop();
    assert!(refused(&mut shell, "pretrain 1").contains("as they were"));
    shell.control.clear();
    assert_eq!(shell.trainer().unwrap().digest(), before);
    run(&mut shell, "step 1");
    assert!(refused(&mut shell, "pretrain 1").contains("at step 1"));
}

#[test]
fn principal_components_stand_beside_a_reconstruction() {
    let mut shell = after("build ae latent=16; step 30");
    let before = shell.trainer().unwrap().digest();
    let (gallery, beside) = shell
        .trainer()
        .unwrap()
        .recon_beside_pca(4, &mut || Ok(()))
        .unwrap();
    assert_eq!((gallery.pictures.len(), gallery.columns), (12, 4));
    let ours = error(&mut shell) * 784.0;
    assert!((beside.ours - ours).abs() < 1e-3, "{beside:?} {ours}");
    // By the singular values of the same 10,000 digits in f64, in another framework: 21.467.
    assert!((beside.pca - 21.467).abs() < 0.02, "{beside:?}");
    let shown = run(&mut shell, "recon 4 pca");
    let title = |event: &Event| match event {
        Event::Gallery(gallery) => Some(gallery.title.clone()),
        _ => None,
    };
    let title = shown.iter().find_map(title).unwrap();
    assert!(title.contains("16 components"), "{title}");
    assert!(refused(&mut shell, "recon 4 ica").contains("'recon 4 pca'"));
    assert_eq!(shell.trainer().unwrap().digest(), before);
    run(&mut shell, "data ring");
    run(&mut shell, "build ae");
    assert!(refused(&mut shell, "recon 4 pca").contains("points"));
}
