//! Saved runs and records: what they hold of a run, and what a bad one leaves alone.

use aegan_lab::session::Session;

use crate::support::typed::{folder, over, refused, run, shell, trainer};

#[test]
fn a_batch_of_many_phases_is_saved_and_loaded() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(
        &mut lab,
        "build gan batch=2 d_steps=100 d_batches=split; next",
    );
    run(&mut lab, &format!("save {0}; load {0}", file("a.ron")));
}

#[test]
fn a_load_that_fails_leaves_data_and_lab() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 2; step 3");
    run(&mut lab, &format!("export session {}", file("a.ron")));
    let text = std::fs::read_to_string(file("a.ron")).unwrap();
    std::fs::write(file("b.ron"), text.replace("\"step 3\"", "\"step x\"")).unwrap();
    let mut lab = shell();
    refused(&mut lab, &format!("load {}", file("b.ron")));
    assert_eq!(lab.data.name, "digits");
    assert!(lab.trainer.is_none());
}

#[test]
fn a_loaded_run_knows_its_last_values() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 3000");
    run(&mut lab, &format!("save {}", file("a.ron")));
    let means = trainer(&mut lab).state().history.means(20);
    let mut lab = over("ring");
    run(&mut lab, &format!("load {}", file("a.ron")));
    assert_eq!(trainer(&mut lab).state().history.means(20), means);
    run(&mut lab, &format!("expect d_loss == {}", means["d_loss"]));
}

#[test]
fn a_strangers_record_steers_no_lab() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 2");
    run(&mut lab, &format!("export session {}", file("a.ron")));
    let text = std::fs::read_to_string(file("a.ron")).unwrap();
    for event in ["Quit", "Replay(begins: true)"] {
        let evil = text.replacen(
            "events: [",
            &format!("events: [(at: 0.0, event: {event}), "),
            1,
        );
        let why = Session::parse(&evil).unwrap_err().to_string();
        assert!(why.contains("commands the lab itself"), "{why}");
    }
}
