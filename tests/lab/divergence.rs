//! The divergence of codes from the prior, of means and variances that are known.

use aegan_lab::lab::Experiment;

use crate::support::typed::{data, over, run, trainer};

#[test]
fn the_divergence_is_that_of_two_normals() {
    let mut lab = over("digits");
    run(&mut lab, "build vae latent=20 batch=4");
    let plain = trainer(&mut lab).snapshot();
    // The last layer of E gives its bias alone, whatever the item: means, then log variances.
    let kl = |mean: f32, log_variance: f32| {
        let mut set = plain.clone();
        for tensor in &mut set.tensors {
            match tensor.name.as_str() {
                "E.0.2.weight" => tensor.values.fill(0.0),
                "E.0.2.bias" => {
                    tensor.values[..20].fill(mean);
                    tensor.values[20..].fill(log_variance);
                }
                _ => {}
            }
        }
        let mut run = Experiment::restore(&set, data("digits"), &lab.device).unwrap();
        run.held_out_bound().unwrap().kl
    };
    for (mean, log_variance) in [(0.0, 0.0), (1.5, 0.0), (0.0, 1.0), (-0.5, -2.0)] {
        // Log variances are held within ±8, smoothly.
        let held = 8.0 * (log_variance / 8.0_f32).tanh();
        let wanted = 10.0 * (mean * mean + held.exp() - held - 1.0);
        let found = kl(mean, log_variance);
        assert!(
            (found - wanted).abs() < 1e-3,
            "{mean} {log_variance}: {found}, not {wanted}"
        );
    }
}
