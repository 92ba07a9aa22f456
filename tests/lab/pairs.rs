//! `bigan`: a discriminator of pairs (x, E(x)) and (G(z), z), with all that the others have.

use crate::support::typed::{digest, run, shell};
use aegan_lab::event::Event;
use aegan_lab::kernels::tasks::with_threads;
use aegan_lab::shell::Shell;

#[test]
fn every_network_goes_on_bit_for_bit_after_a_save() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pairs.ron");
    let path = path.display();
    for build in [
        "",
        "gen=small labels=yes r1_every=2",
        "gen=small_std",
        "gen=conv_ae",
        "gen=article loss=hinge instance_noise=0.2",
        "gen=dense loss=wgan_gp d_steps=1",
        "gen=dcgan batch=2",
    ] {
        let batch = if build.contains("batch=") {
            ""
        } else {
            "batch=8"
        };
        let build = format!("build bigan {batch} {build}");
        let (mut whole, mut first, mut second) = (shell(), shell(), shell());
        with_threads(1, || run(&mut whole, &format!("{build}; step 2")));
        run(&mut first, &format!("{build}; step 1; save '{path}'"));
        with_threads(2, || run(&mut second, &format!("load '{path}'; step 1")));
        assert_eq!(digest(&mut whole), digest(&mut second), "{build}");
    }
}

#[test]
fn looking_at_pairs_changes_nothing() {
    let mut shell = shell();
    run(&mut shell, "build bigan gen=small batch=8; step 2");
    let before = digest(&mut shell);
    let events = run(&mut shell, "disc 4; recon 3; sample 4; show ledger");
    assert!(
        events
            .iter()
            .any(|e| matches!(e, Event::Scores(s) if s.shown.len() == 8))
    );
    assert_eq!(before, digest(&mut shell));
    let ledger = events.iter().find_map(|e| match e {
        Event::Ledger(ledger) => Some(ledger.clone()),
        _ => None,
    });
    let terms = ledger.unwrap().terms;
    for term in terms.iter().filter(|t| t.name.starts_with("adv_xz")) {
        let into = |net: &str| term.norms.iter().any(|(n, v)| n == net && *v > 0.0);
        // A pair of G's says nothing to E, and the other way round; one of G(E(x)) says something to both.
        let moved = [into("E"), into("G")];
        let wanted = match term.name.as_str() {
            "adv_xz_g" => [false, true],
            "adv_xz_e" => [true, false],
            _ => [true, true],
        };
        assert!(
            moved == wanted && into("Dxz"),
            "{}: {:?}",
            term.name,
            term.norms
        );
    }
}

#[test]
fn the_encoder_learns_from_the_judge_of_pairs_alone() {
    let mut shell = shell();
    run(&mut shell, "data ring; build bigan lr_d=0.002; step 20");
    let error = |shell: &mut Shell| shell.trainer.as_mut().unwrap().held_out_error().unwrap();
    let young = error(&mut shell);
    run(&mut shell, "step 1000");
    let old = error(&mut shell);
    // No term compares x with G(E(x)). How far it falls depends on how the CPU at hand rounds: to 0.3 to 0.5
    // of what it was.
    assert!(old < 0.7 * young, "{young} then {old}");
}
