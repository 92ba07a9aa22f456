//! What `verify` lets pass of a record from another machine: little at the first steps, more at later ones.

use aegan_lab::event::Event;
use aegan_lab::session::{Entry, Farthest, compare};

use crate::support::typed::{over, run};

/// The entry with one point of its curve of `d_loss` multiplied.
fn moved(entry: &Entry, step: u64, by: f32) -> Entry {
    let mut entry = entry.clone();
    for timed in &mut entry.events {
        if let Event::Stepped(stepped) = &mut timed.event {
            let curve = stepped.curves.iter_mut().find(|c| c.name == "d_loss");
            let points = &mut curve.unwrap().points;
            points.iter_mut().find(|p| p.0 == step).unwrap().1 *= by;
        }
    }
    entry
}

#[test]
fn the_first_steps_are_the_same_within_what_is_said() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=16; step 20");
    let entries = &lab.session.as_ref().unwrap().entries;
    let recorded = entries.last().unwrap();
    let like = |found: &Entry| compare(recorded, found, false, &mut Farthest::default());
    for (step, passes, differs) in [(1, 1.000_05, 1.000_5), (8, 1.005, 1.02)] {
        assert!(like(&moved(recorded, step, passes)).is_ok(), "step {step}");
        let why = like(&moved(recorded, step, differs)).unwrap_err();
        let why = why.to_string();
        assert!(why.contains(&format!("d_loss of step {step}")), "{why}");
    }
    // After the first steps the mean counts, not a single value.
    assert!(like(&moved(recorded, 15, 1.5)).is_ok());
    // An entry that is another step's is another entry.
    let mut other = recorded.clone();
    other.step += 1;
    assert!(like(&other).is_err());
}

#[test]
fn a_run_that_began_with_the_weights_of_another_has_no_first_steps() {
    let mut lab = over("ring");
    run(
        &mut lab,
        "build ae batch=16; step 5; build gan from ae batch=16; step 20",
    );
    let entries = &lab.session.as_ref().unwrap().entries;
    let (build, recorded) = (&entries[entries.len() - 2], &entries[entries.len() - 1]);
    let mut farthest = Farthest::default();
    compare(build, build, false, &mut farthest).unwrap();
    let found = moved(recorded, 1, 1.5);
    assert!(compare(recorded, &found, false, &mut farthest).is_ok());
    // On the same instruction set it is the same from the first step on.
    assert!(compare(recorded, &found, true, &mut farthest).is_err());
}
