//! Metrics give the numbers of another implementation, stored beside the script that made them
//! (`tests/reference/metrics.py`).

use aegan_lab::metrics::classes::Classes;
use aegan_lab::metrics::frechet::{Gaussian, frechet};
use aegan_lab::metrics::neighbours::{Rows, density_coverage, precision_recall};
use serde_json::Value;

#[test]
fn metrics_agree_with_numpy_and_the_formulas_of_the_papers() {
    let stored: Value = serde_json::from_str(include_str!("../reference/metrics.json")).unwrap();
    let list = |name: &str| serde_json::from_value::<Vec<f32>>(stored[name].clone()).unwrap();
    let near = |name: &str, found: f64, by: f64| {
        let wanted = stored[name].as_f64().unwrap();
        assert!(
            (found - wanted).abs() < by,
            "{name} is {found}, {wanted} there"
        );
    };
    let (real, made) = (list("real"), list("made"));
    let (a, b) = (
        Gaussian::of(&real, 6).unwrap(),
        Gaussian::of(&made, 6).unwrap(),
    );
    near("frechet", frechet(&a, &b), 1e-7);
    let (real, made) = (Rows::new(&real, 6), Rows::new(&made, 6));
    let (precision, recall) = precision_recall(real, made);
    near("precision", precision, 1e-6);
    near("recall", recall, 1e-6);
    let (density, coverage) = density_coverage(real, made);
    near("density", density, 1e-6);
    near("coverage", coverage, 1e-6);
    near("score", Classes::of(&list("probabilities"), 5).score, 1e-6);
}
