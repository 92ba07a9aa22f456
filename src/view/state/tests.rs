//! What is seen of a run, event by event.

use super::*;
use crate::event::{Curve, Curves, Series, Stepped, TermRow};

#[test]
fn curves_of_whole_steps_take_the_place_of_what_was_seen_on_the_way() {
    let mut state = State::default();
    state.take(&Event::Progress(Progress {
        work: "step".into(),
        training: true,
        step: 5,
        done: 5,
        of: Some(10),
        rate: 1.0,
        eta_seconds: None,
        series: Series::from([("loss".to_owned(), 9.0)]),
    }));
    assert_eq!(state.curves["loss"], [(5, 9.0)]);
    state.take(&Event::Stepped(Stepped {
        steps: 10,
        step: 10,
        seconds: 1.0,
        series: Series::new(),
        window: 20,
        interrupted: false,
        curves: vec![Curve {
            name: "loss".into(),
            points: vec![(1, 3.0), (10, 1.0)],
        }],
    }));
    assert_eq!(state.curves["loss"], [(1, 3.0), (10, 1.0)]);
    assert_eq!(state.step, 10);
}

#[test]
fn another_step_is_looked_at_and_where_the_run_stands_is_shown_again() {
    let term = |value| TermRow {
        name: "rec_x".into(),
        formula: String::new(),
        weight: 1.0,
        value,
        norms: Vec::new(),
    };
    let ledger = |step, value| Ledger {
        step,
        terms: vec![term(value)],
    };
    let points: Vec<_> = (1..=100_u8)
        .map(|step| (u64::from(step), f32::from(step)))
        .collect();
    let mut state = State {
        step: 100,
        ledger: Some(ledger(100, Some(90.5))),
        curves: BTreeMap::from([("rec_x".to_owned(), points)]),
        ..State::default()
    };
    let before = state.remember();
    let at = |step| Moved {
        branch: "main".into(),
        step,
        last: 100,
        phase: 0,
        digest: String::new(),
        exact: true,
    };
    // The means are of the step itself, whatever step was seen.
    state.look_at(&[Event::Ledger(ledger(24, Some(1.0)))], at(30));
    assert_eq!((state.step, state.now()), (30, 30));
    assert_eq!(state.ledger, Some(ledger(30, Some(20.5))));
    state.look_at(&[], at(0));
    assert_eq!(state.ledger, Some(ledger(0, None)));
    state.recall(before);
    assert_eq!((state.step, state.now()), (100, u64::MAX));
    assert_eq!(state.ledger, Some(ledger(100, Some(90.5))));
}

#[test]
fn data_stay_when_a_run_begins_and_pictures_of_other_data_do_not() {
    let plane = |kind: &str| {
        Event::Plane(Plane {
            kind: kind.into(),
            ..Plane::default()
        })
    };
    let pictures = Gallery {
        kind: "data".into(),
        title: String::new(),
        step: 0,
        columns: 0,
        pictures: Vec::new(),
        captions: Vec::new(),
    };
    let built = Built {
        recipe: "gan".into(),
        data: "ring".into(),
        item: vec![2],
        seed: 1,
        batch: 64,
        latent: 16,
        labels: false,
        device: "cpu".into(),
        nets: Vec::new(),
    };
    let mut state = State::default();
    state.take(&Event::Gallery(pictures));
    state.take(&plane("data"));
    state.begin(&built);
    assert!(state.gallery.is_none());
    assert!(state.plane.is_some());
    state.take(&plane("plane"));
    state.begin(&built);
    assert!(state.plane.is_none());
}

#[test]
fn curves_of_two_branches_give_way_to_those_of_the_run() {
    let curves = |names: &[&str]| {
        let curve = |name: &&str| Curve {
            name: (*name).to_owned(),
            points: vec![(1, 1.0)],
        };
        Event::Curves(Curves {
            curves: names.iter().map(curve).collect(),
            log: true,
        })
    };
    let mut state = State::default();
    state.take(&curves(&["d_loss b2", "d_loss main"]));
    state.take(&Event::Live(vec![curves(&["d_loss", "g_loss"])]));
    assert!(state.plotted.is_empty());
    state.take(&curves(&["g_loss"]));
    state.take(&Event::Live(vec![curves(&["d_loss", "g_loss"])]));
    assert_eq!(state.plotted, ["g_loss"]);
}

#[test]
fn a_thin_curve_has_the_value_of_its_last_point() {
    let points = [(1, 4.0), (50, f32::NAN), (60, 2.0), (400, 1.0), (410, 3.0)];
    let at = |step| mean_at(&points, step);
    assert_eq!((at(0), at(1), at(300)), (None, Some(4.0), Some(2.0)));
    assert_eq!((at(55), at(1000)), (Some(4.0), Some(3.0)));
    assert_eq!(at(415), Some(2.0));
}

#[test]
fn what_was_asked_for_is_held_against_the_news() {
    let gallery = |kind: &str| Gallery {
        kind: kind.into(),
        title: kind.into(),
        step: 0,
        columns: 0,
        pictures: Vec::new(),
        captions: Vec::new(),
    };
    let mut state = State {
        running: true,
        ..State::default()
    };
    state.take(&Event::Gallery(gallery("interp")));
    state.take(&Event::Live(vec![Event::Gallery(gallery("sample"))]));
    assert_eq!(
        state.gallery.as_ref().map(|g| g.kind.as_str()),
        Some("interp")
    );
    state.follow();
    state.take(&Event::Live(vec![Event::Gallery(gallery("sample"))]));
    assert_eq!(
        state.gallery.as_ref().map(|g| g.kind.as_str()),
        Some("sample")
    );
}
