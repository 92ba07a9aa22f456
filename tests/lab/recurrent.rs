//! The recurrent autoencoder: it learns, goes on bit for bit after a save, and is told classes.

use crate::support::typed::{after, run};
use aegan_lab::shell::Shell;

#[test]
fn rows_are_read_and_written_better_than_the_mean_picture_is() {
    let mut shell = after("build ae net=gru batch=16 lr=0.005; step 280");
    let error = shell.trainer().unwrap().held_out_error().unwrap();
    // The mean picture has an error of .067.
    assert!(error < 0.06, "{error}");
    run(
        &mut shell,
        "recon 4; sample 4; interp 4; latent 50; dream code 3 steps=20",
    );
}

#[test]
fn every_recipe_that_has_it_goes_on_bit_for_bit_after_a_save() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("gru.ron");
    let path = path.to_str().unwrap();
    for build in [
        "build ae net=gru batch=40",
        "build aegan net=gru batch=40 labels=yes",
    ] {
        let mut whole = after(&format!("{build}; step 3"));
        let mut half = after(&format!("{build}; step 1; save {path}"));
        run(&mut half, "step 1");
        let mut other = after(&format!("load {path}; step 2"));
        let digest = |shell: &mut Shell| shell.trainer().unwrap().digest();
        assert_eq!(digest(&mut whole), digest(&mut other), "{build}");
    }
}
