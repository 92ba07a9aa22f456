//! Optimisers over some updates, held against the formulas of their papers in f64.

use aegan_lab::optim::{RULES, Rates, rule};

const GRADIENTS: [f32; 4] = [2.0, -1.0, 0.5, 3.0];

/// One weight after each update, from 1.
fn moved(name: &str, with: Rates) -> Vec<f64> {
    let rule = rule(name).unwrap();
    let (mut w, mut m, mut v) = ([1.0], [0.0], [0.0]);
    let updates = (1..).zip(GRADIENTS).map(|(t, g)| {
        (rule.update)(with, t).apply(&mut w, &[g], &mut m, &mut v);
        f64::from(w[0])
    });
    updates.collect()
}

#[test]
fn every_optimiser_takes_the_steps_of_its_paper() {
    // All different, so that none stands for another.
    let with = Rates {
        rate: 0.1,
        beta1: 0.6,
        beta2: 0.9,
        ..Rates::default()
    };
    let (rate, beta1, beta2) = (0.1, 0.6, 0.9);
    let (mut m, mut v) = (0.0_f64, 0.0_f64);
    let mut t = 0;
    let mut adam = |g: f64| {
        t += 1;
        m = beta1 * m + (1.0 - beta1) * g;
        v = beta2 * v + (1.0 - beta2) * g * g;
        let (first, second) = (m / (1.0 - beta1.powi(t)), v / (1.0 - beta2.powi(t)));
        rate * first / (second.sqrt() + 1e-8)
    };
    let mut square = 0.0_f64;
    let mut rmsprop = |g: f64| {
        square = beta2 * square + (1.0 - beta2) * g * g;
        rate * g / (square.sqrt() + 1e-7)
    };
    let mut velocity = 0.0_f64;
    let mut sgd = |g: f64| {
        velocity = beta1 * velocity + g;
        rate * velocity
    };
    // Weights decay beside the update: that is Adam's.
    assert!(rule("adamw").unwrap().decoupled);
    let all: [(&str, &mut dyn FnMut(f64) -> f64); 3] = [
        ("adam", &mut adam),
        ("rmsprop", &mut rmsprop),
        ("sgd", &mut sgd),
    ];
    assert_eq!(all.len() + 1, RULES.len());
    for (name, step) in all {
        let mut w = 1.0;
        for (found, g) in moved(name, with).into_iter().zip(GRADIENTS) {
            w -= step(f64::from(g));
            assert!((found - w).abs() < 1e-5, "{name}: {found}, not {w}");
        }
    }
}
