//! Moments of long steps in a record that no screen saw.

use aegan_lab::event::Event;
use aegan_lab::language::execute;
use aegan_lab::session::Session;

use crate::support::typed::{folder, run, shell};

#[test]
fn a_record_gets_moments_of_its_long_steps_and_the_run_stays() {
    let (_folder, file) = folder();
    let path = file("a.ron");
    let mut lab = shell();
    run(
        &mut lab,
        "build gan gen=dense batch=2; step 200; step 9; back 20; step 30 d; step 240",
    );
    let digest = lab.trainer().unwrap().digest();
    run(&mut lab, &format!("export session {path} frames=3"));
    assert_eq!(lab.trainer().unwrap().digest(), digest);
    let session = Session::read(path.as_ref()).unwrap();
    let steps = |line: &str| -> Vec<u64> {
        let entry = session.entries.iter().find(|e| e.line == line).unwrap();
        assert!(entry.events.is_sorted_by_key(|timed| timed.at));
        let live = entry.events.iter().filter_map(|timed| match &timed.event {
            Event::Live(news) => Some(news),
            _ => None,
        });
        let step = |event: &Event| match event {
            Event::Ledger(ledger) => Some(ledger.step),
            _ => None,
        };
        live.filter_map(|news| news.iter().find_map(step)).collect()
    };
    assert_eq!(steps("step 200"), [22, 88, 200]);
    assert_eq!(steps("step 9"), Vec::<u64>::new());
    assert_eq!(steps("step 240"), [245, 325, 459]);
    // The lab's own record is as it was.
    let own = &lab.session.as_ref().unwrap().entries;
    let live = |event: &Event| matches!(event, Event::Live(_));
    assert!(!own.iter().flat_map(|e| &e.events).any(|t| live(&t.event)));
    for (line, sentence) in [
        (
            format!("export session {path} frames=0"),
            "frames is a number from 1",
        ),
        (format!("export session {path} frames=x"), "frames=4"),
    ] {
        let said = execute(&mut lab, &line, &mut |_| {})
            .unwrap_err()
            .to_string();
        assert!(said.contains(sentence), "{said}");
    }
}
