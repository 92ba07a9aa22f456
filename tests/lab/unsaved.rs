//! Work that no save has does not go without a word to the person who did it.

use aegan_lab::event::Event;
use aegan_lab::shell::Shell;

use crate::support::typed::{folder, over, refused, run, trainer};

/// A lab with a person at its prompt.
fn attended(place: &std::path::Path) -> Shell {
    let mut lab = over("ring");
    lab.keep_journals(place.join("journals"), true);
    lab
}

#[test]
fn a_person_is_told_once_before_steps_go() {
    let (folder, _) = folder();
    let mut lab = attended(folder.path());
    run(&mut lab, "build gan batch=4; step 3");
    let why = refused(&mut lab, "quit");
    assert!(why.contains("3 steps of 'gan' are not saved"), "{why}");
    assert_eq!(trainer(&mut lab).state().step, 3);
    // Something else takes the wish back.
    run(&mut lab, "note stay");
    refused(&mut lab, "quit");
    assert!(run(&mut lab, "quit").contains(&Event::Quit));
    lab.finish();
}

#[test]
fn another_run_takes_nothing_away() {
    let (folder, file) = folder();
    run(
        &mut over("ring"),
        &format!("build ae batch=4; save {}", file("other.ron")),
    );
    let load = format!("load {}", file("other.ron"));
    for line in ["build ae batch=4", load.as_str()] {
        let mut lab = attended(folder.path());
        run(&mut lab, "build gan batch=4; step 3");
        let digest = trainer(&mut lab).digest();
        let said = run(&mut lab, line).into_iter().any(|event| {
            matches!(event, Event::Said { text } if text.contains("3 steps of 'gan' are not saved"))
        });
        assert!(said, "{line}");
        assert_eq!(trainer(&mut lab).state().recipe.name, "ae", "{line}");
        // They are still the person's to lose.
        let why = refused(&mut lab, "quit");
        assert!(why.contains("3 steps"), "{line}: {why}");
        run(&mut lab, "undo");
        assert_eq!(trainer(&mut lab).digest(), digest, "{line}");
        lab.finish();
    }
}

#[test]
fn what_is_saved_or_meant_is_not_asked() {
    let (folder, file) = folder();
    let mut lab = attended(folder.path());
    run(&mut lab, "build gan batch=4");
    run(
        &mut lab,
        "build gan batch=4; step 2; build ae batch=4; step 1",
    );
    run(&mut lab, "build! ae batch=4");
    run(&mut lab, "step 2");
    run(&mut lab, "build gan from ae batch=4");
    run(&mut lab, "step 1");
    run(&mut lab, &format!("save {}", file("a.ron")));
    run(&mut lab, "build gan batch=4");
    run(&mut lab, "step 1");
    // A file is a script: it says what it does.
    std::fs::write(
        file("x.lab"),
        "build ae batch=4\nstep 1\nbuild gan batch=4\n",
    )
    .unwrap();
    run(&mut lab, &format!("source {}", file("x.lab")));
    run(&mut lab, "step 1");
    assert!(run(&mut lab, "quit!").contains(&Event::Quit));
    let line = &lab.session.as_ref().unwrap().entries;
    assert!(
        line.iter().any(|e| e.line == "build ae batch=4"),
        "no mark in the record"
    );
    lab.finish();
    // Without a person nothing is asked.
    let mut script = over("ring");
    run(&mut script, "build gan batch=4; step 2");
    run(&mut script, "build ae batch=4");
    run(&mut script, "step 2");
    run(&mut script, "quit");
}
