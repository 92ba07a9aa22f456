//! What each side of a game pays, and how far two items are apart, held against the formulas of the papers in f64.

use aegan_lab::losses::{DISTANCES, LogitLosses, OBJECTIVES, distance, objective};

use crate::support::typed::{over, run, trainer};

type Formula = fn(f64) -> f64;

/// `−log D(x)` of a logit.
const NOT_REAL: Formula = |x| (-x).exp().ln_1p();
/// `−log(1 − D(x))` of a logit.
const NOT_MADE: Formula = |x| x.exp().ln_1p();
const TO_1: Formula = |x| 0.5 * (x - 1.0).powi(2);
const TO_0: Formula = |x| 0.5 * x.powi(2);
const BELOW_1: Formula = |x| (1.0 - x).max(0.0);
const ABOVE_MINUS_1: Formula = |x| (1.0 + x).max(0.0);

/// The losses in the order real, fake, fool, hide, against their formulas.
fn agree(name: &str, losses: LogitLosses, formulas: [Formula; 4]) {
    let sides = ["real", "fake", "fool", "hide"];
    let losses = [losses.d_real, losses.d_fake, losses.g_real, losses.e_fake];
    for ((side, loss), formula) in sides.into_iter().zip(losses).zip(formulas) {
        for x in [-2.5_f32, -0.3, 0.4, 1.7] {
            let (found, wanted) = (f64::from(loss.at(x).0), formula(f64::from(x)));
            let near = (found - wanted).abs() < 1e-5;
            assert!(near, "{name}, {side} at {x}: {found}, not {wanted}");
        }
    }
}

#[test]
fn every_objective_is_the_one_of_its_paper() {
    let lines: [Formula; 4] = [|x| -x, |x| x, |x| -x, |x| x];
    let all: [(&str, [Formula; 4]); 6] = [
        ("ns", [NOT_REAL, NOT_MADE, NOT_REAL, NOT_MADE]),
        (
            "minimax",
            [NOT_REAL, NOT_MADE, |x| -NOT_MADE(x), |x| -NOT_REAL(x)],
        ),
        ("ls", [TO_1, TO_0, TO_1, TO_0]),
        ("hinge", [BELOW_1, ABOVE_MINUS_1, |x| -x, |x| x]),
        ("wgan", lines),
        ("wgan_gp", lines),
    ];
    assert_eq!(all.len(), OBJECTIVES.len());
    for (name, formulas) in all {
        agree(name, objective(name).unwrap().losses, formulas);
    }
}

#[test]
fn relative_scores_have_the_losses_of_their_paper() {
    let to_minus_1: Formula = |x| 0.5 * (x + 1.0).powi(2);
    for (name, real, made) in [
        ("ns", NOT_REAL, NOT_MADE),
        ("ls", TO_1, to_minus_1),
        ("hinge", BELOW_1, ABOVE_MINUS_1),
    ] {
        let losses = objective(name).unwrap().relative.unwrap();
        agree(name, losses, [real, made, real, made]);
    }
}

#[test]
fn every_distance_is_its_formula_and_likelihoods_are_in_nats() {
    assert_eq!(DISTANCES.len(), 5);
    let coin = |y: f64, t: f64| -(t * y.ln() + (1.0 - t) * (1.0 - y).ln());
    let pairs = [(0.2_f32, 0.0_f32), (0.7, 1.0), (0.4, 0.9), (0.9, 0.3)];
    for (y, t) in pairs {
        let (wide_y, wide_t) = (f64::from(y), f64::from(t));
        for (name, wanted) in [
            ("mse", (wide_y - wide_t).powi(2)),
            ("mae", (wide_y - wide_t).abs()),
            ("cross_entropy", coin(wide_y, wide_t)),
            ("bernoulli", coin(wide_y, wide_t)),
        ] {
            let found = f64::from((distance(name).unwrap().between.pairs.at)(y, t).0);
            let near = (found - wanted).abs() < 1e-5;
            assert!(near, "{name} of {y} and {t}: {found}, not {wanted}");
        }
        // The density of a normal with mean y and deviation σ at t.
        let sigma = 0.3_f32;
        let gaussian = distance("gaussian").unwrap();
        let (times, plus) = gaussian.nats.unwrap()(sigma);
        let found = times * (gaussian.between.pairs.at)(y, t).0 + plus;
        let wide = f64::from(sigma);
        let density = (-(wide_t - wide_y).powi(2) / (2.0 * wide * wide)).exp()
            / (wide * std::f64::consts::TAU.sqrt());
        assert!((f64::from(found) + density.ln()).abs() < 1e-5, "{found}");
    }
    let (times, plus) = distance("bernoulli").unwrap().nats.unwrap()(0.3);
    assert!((times - 1.0).abs() < 1e-6 && plus.abs() < 1e-6);
}

/// Within ±1 the hinge is a line, so that the loss of D tells the mean score of each side.
#[test]
fn smoothing_takes_a_share_of_one_side_to_the_other() {
    let d_loss = |settings: &str| {
        let mut lab = over("ring");
        run(
            &mut lab,
            &format!("build gan loss=hinge {settings}; step 1"),
        );
        trainer(&mut lab).state().history.means(1)["d_loss"]
    };
    let plain = d_loss("label_smoothing=1 fake_label=0");
    let (real, fake) = (
        (d_loss("label_smoothing=0.9 fake_label=0") - plain) / 0.2,
        (plain - d_loss("label_smoothing=1 fake_label=0.1")) / 0.2,
    );
    // Each of the two settings is heard on its own side.
    for score in [real, fake] {
        assert!((1e-3..1.0).contains(&score.abs()), "{real} {fake}");
    }
    let near = |found: f32, wanted: f32| {
        assert!((found - wanted).abs() < 1e-3, "{found}, not {wanted}");
    };
    near(plain, (1.0 - real) + (1.0 + fake));
    near(
        d_loss("label_smoothing=0.9 fake_label=0.1"),
        (1.0 - 0.8 * real) + (1.0 + 0.8 * fake),
    );
}
