//! Stacked digits at the prompt: a run on them is measured by the modes that it finds.

use crate::support::typed::{over, refused, run};
use aegan_lab::event::Event;

#[test]
fn a_run_is_measured_by_its_modes_and_can_have_no_labels() {
    let mut shell = over("stacked");
    let error = refused(&mut shell, "build gan labels=yes");
    assert!(
        error.contains("needs data with labels, but 'stacked' has none"),
        "{error}"
    );
    run(&mut shell, "build gan batch=4; step 1");
    let events = run(&mut shell, "eval 10");
    let found = events.into_iter().find_map(|event| match event {
        Event::Evaluated(found) => Some(found),
        _ => None,
    });
    let found = found.unwrap();
    let names: Vec<_> = found.measures.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names[..4], ["modes", "modes_kl", "fd", "fd_floor"]);
    assert!(
        names.contains(&"recall") && !names.contains(&"classes"),
        "{names:?}"
    );
    // Of noise the classifier reads a few digits only.
    let [modes, kl] = [0, 1].map(|at| &found.measures[at]);
    assert!((1.0..1000.0).contains(&modes.value) && modes.about.ends_with("of 1000"));
    assert!(
        (0.5..7.5).contains(&kl.value) && kl.about.contains("26000 samples"),
        "{kl:?}"
    );
    run(&mut shell, "expect modes < 1000; expect modes_kl > 0.5");
}
