//! Evidence that is made up, and what is found in it.

use super::*;
use crate::event::{Curve, Measure, Series};
use crate::lab::config::settings::Settings;

#[test]
fn a_run_that_has_shown_nothing_is_young_and_no_more() {
    let found = diagnose(&Evidence::default());
    assert_eq!(found.unwrap().what, "the run is young");
    let later = Evidence {
        step: 100,
        ..Evidence::default()
    };
    assert_eq!(diagnose(&later), None);
}

#[test]
fn gradients_that_vanish_and_a_weak_discriminator_are_named_where_nothing_is_worse() {
    let mut settings = Settings::default();
    let you = crate::lab::config::origin::Origin::You;
    settings.set("loss", "minimax", you).unwrap();
    let faint = Evidence {
        step: 100,
        norms: Some((1e-4, 1.0)),
        settings,
        ..Evidence::default()
    };
    let found = diagnose(&faint).unwrap();
    assert_eq!(
        (found.what, found.remedy.command.as_str()),
        ("gradients vanish", "set label_smoothing 0.9")
    );
    let mean = |name: &str, value| (name.to_owned(), value);
    let weak = Evidence {
        step: 100,
        means: Series::from([mean("d_acc", 0.5), mean("d_real", 0.5), mean("d_fake", 0.5)]),
        measures: vec![Measure {
            name: "js".into(),
            value: 0.9,
            spread: None,
            about: String::new(),
        }],
        ..Evidence::default()
    };
    let found = diagnose(&weak).unwrap();
    assert_eq!(found.what, "Dx is too weak");
    // A collapse is the first thing to mend.
    let collapsed = Evidence {
        variety: Some(0.01),
        ..weak
    };
    let found = diagnose(&collapsed).unwrap();
    assert_eq!(found.what, "collapse: samples are all alike");
}

#[test]
fn a_game_that_swings_oscillates_and_that_comes_before_what_follows_from_it() {
    let wave = |step: u64| (step, 0.5 + 0.45 * (step as f32 * 0.05).sin());
    let swings = Evidence {
        step: 1000,
        game: true,
        variety: Some(0.01),
        curves: vec![Curve {
            name: "d_fake".into(),
            points: (1..=1000).map(wave).collect(),
        }],
        ..Evidence::default()
    };
    let found = diagnose(&swings).unwrap();
    assert_eq!(found.what, "the game oscillates");
    assert_eq!(found.remedy.command, "set lr 0.00025; set lr_d 0.00025");
    let critic = Evidence {
        critic: true,
        ..swings
    };
    let found = diagnose(&critic).unwrap();
    assert_eq!(found.what, "collapse: samples are all alike");
}
