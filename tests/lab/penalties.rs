//! R1 in a run: what it weighs, and what is shown of it, held against the slope of Dx by hand.

use aegan_lab::data::{Range, batch_indices};
use aegan_lab::event::Event;
use aegan_lab::shell::Shell;

use crate::support::typed::{data, digest, over, run, trainer};

const BATCH: usize = 32;
const PLAIN: &str = "optimizer=sgd beta1=0 clipnorm=0 lr_d=1 lr_decay_steps=0 ema=0 batch=32";

/// The numbers of a tensor.
fn tensor(lab: &mut Shell, name: &str) -> Vec<f64> {
    let tensors = trainer(lab).snapshot().tensors;
    let found = tensors.iter().find(|t| t.name == name);
    let values = &found.unwrap_or_else(|| panic!("no tensor {name}")).values;
    values.iter().map(|v| f64::from(*v)).collect()
}

/// `W x + b` of a layer of Dx.
fn dense(lab: &mut Shell, layer: &str, x: &[f64]) -> Vec<f64> {
    let weight = tensor(lab, &format!("Dx.{layer}.weight"));
    let bias = tensor(lab, &format!("Dx.{layer}.bias"));
    let rows = weight.chunks_exact(x.len()).zip(bias);
    rows.map(|(row, b)| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + b)
        .collect()
}

/// `Wᵀ g` of a layer of Dx.
fn back(lab: &mut Shell, layer: &str, g: &[f64]) -> Vec<f64> {
    let weight = tensor(lab, &format!("Dx.{layer}.weight"));
    let columns = weight.len() / g.len();
    let along = |c: usize| {
        g.iter()
            .zip(weight.chunks_exact(columns))
            .map(|(g, row)| g * row[c])
            .sum()
    };
    (0..columns).map(along).collect()
}

/// `‖∇D(x)‖²` of the network of points: two hidden layers of leaky units with the slope 0.2.
fn steepness(lab: &mut Shell, x: &[f64]) -> f64 {
    let leaky = |v: f64| if v < 0.0 { 0.2 } else { 1.0 };
    let gated = |values: Vec<f64>| {
        let gates: Vec<f64> = values.iter().map(|v| leaky(*v)).collect();
        let given: Vec<f64> = values
            .iter()
            .zip(&gates)
            .map(|(v, gate)| v * gate)
            .collect();
        (given, gates)
    };
    let first = dense(lab, "0", x);
    let (first, gates_0) = gated(first);
    let (_, gates_1) = gated(dense(lab, "1", &first));
    let times = |g: Vec<f64>, gates: &[f64]| -> Vec<f64> {
        g.iter().zip(gates).map(|(g, gate)| g * gate).collect()
    };
    let g = times(tensor(lab, "Dx.2.0.weight"), &gates_1);
    let g = times(back(lab, "1", &g), &gates_0);
    back(lab, "0", &g).iter().map(|g| g * g).sum()
}

#[test]
fn r1_is_half_of_the_mean_squared_slope_in_what_is_shown_and_in_what_is_learned() {
    let mut lab = over("ring");
    run(&mut lab, &format!("build gan {PLAIN}"));
    let points = data("ring");
    let places = batch_indices(1, points.train.len(), BATCH, 0).unwrap();
    let mut batch = [0.0; 2 * BATCH];
    points
        .train
        .fill(&places, Range::Symmetric, &mut batch)
        .unwrap();
    let batch: Vec<f64> = batch.iter().map(|v| f64::from(*v)).collect();
    let slopes = batch.chunks_exact(2).map(|x| steepness(&mut lab, x));
    let mean = slopes.sum::<f64>() / BATCH as f64;
    let before = tensor(&mut lab, "Dx.2.0.weight");
    let after = |r1: &str| {
        let mut lab = over("ring");
        run(
            &mut lab,
            &format!("build gan {PLAIN} r1={r1} r1_every=1; step 1"),
        );
        let shown = trainer(&mut lab)
            .state()
            .history
            .means(1)
            .get("r1")
            .copied();
        (tensor(&mut lab, "Dx.2.0.weight"), shown)
    };
    let ((free, none), (paid, shown)) = (after("0"), after("3"));
    assert_eq!(none, None);
    let shown = f64::from(shown.unwrap());
    assert!((shown / (1.5 * mean) - 1.0).abs() < 1e-4, "{shown}, {mean}");
    // The squared slope is of second order in the last weights: along them its gradient is twice itself.
    let along = before.iter().zip(free.iter().zip(paid));
    let along: f64 = along.map(|(w, (free, paid))| w * (free - paid)).sum();
    let wanted = 1.5 * 2.0 * mean;
    assert!((along / wanted - 1.0).abs() < 1e-3, "{along}, not {wanted}");
}

#[test]
fn a_penalty_that_is_due_more_seldom_is_as_much_heavier() {
    let after = |settings: &str| {
        let mut lab = over("ring");
        run(&mut lab, "build gan r1=0 batch=8; step 1");
        run(&mut lab, &format!("{settings}; step 1"));
        digest(&mut lab)
    };
    let seldom = after("set r1_every 2; set r1 1");
    assert_eq!(seldom, after("set r1_every 1; set r1 2"));
    assert_ne!(seldom, after("set r1_every 1; set r1 1"));
    // At step 2 every third is not due.
    assert_eq!(after("set r1_every 3; set r1 1"), after("note none"));
}

/// What G of the network of points makes of a code: two hidden layers of relus.
fn generated(lab: &mut Shell, z: &[f64]) -> Vec<f64> {
    let relu = |values: Vec<f64>| -> Vec<f64> { values.iter().map(|v| v.max(0.0)).collect() };
    let layer = |lab: &mut Shell, name: &str, x: &[f64]| {
        let bias = tensor(lab, &format!("G.{name}.bias"));
        let weight = tensor(lab, &format!("G.{name}.weight"));
        let rows = weight.chunks_exact(x.len()).zip(bias);
        rows.map(|(row, b)| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + b)
            .collect::<Vec<f64>>()
    };
    let first = relu(layer(lab, "0.0", z));
    let second = relu(layer(lab, "1", &first));
    layer(lab, "2", &second)
}

#[test]
fn r2_is_the_same_penalty_at_generated_items() {
    let mut lab = over("ring");
    run(&mut lab, &format!("build gan {PLAIN} latent=16"));
    let before = tensor(&mut lab, "Dx.2.0.weight");
    let mut noise = [0.0; BATCH * 16];
    aegan_lab::random::normals(1, "noise", 1, &mut noise);
    let noise: Vec<f64> = noise.iter().map(|v| f64::from(*v)).collect();
    let slopes = noise.chunks_exact(16).map(|z| {
        let point = generated(&mut lab, z);
        steepness(&mut lab, &point)
    });
    let mean = slopes.sum::<f64>() / BATCH as f64;
    let after = |settings: &str| {
        let mut lab = over("ring");
        let build = format!("build gan {PLAIN} latent=16 {settings}");
        run(&mut lab, &format!("{build}; step 1"));
        let history = &trainer(&mut lab).state().history;
        let shown = history.means(1).get("r2").copied().map(f64::from);
        (tensor(&mut lab, "Dx.2.0.weight"), shown)
    };
    let (free, _) = after("r2=0 r1_every=1");
    let (paid, shown) = after("r2=3 r1_every=1");
    let shown = shown.unwrap();
    assert!((shown / (1.5 * mean) - 1.0).abs() < 1e-4, "{shown}, {mean}");
    let along = before.iter().zip(free.iter().zip(&paid));
    let along: f64 = along.map(|(w, (free, paid))| w * (free - paid)).sum();
    let wanted = 1.5 * 2.0 * mean;
    assert!((along / wanted - 1.0).abs() < 1e-3, "{along}, not {wanted}");
    // At the first step, one that comes every second step is not due.
    assert_eq!(after("r2=3 r1_every=2"), (free, None));
}

#[test]
fn r2_of_several_kinds_of_generated_items_is_their_weighted_sum() {
    let shown = |terms: &str| {
        let mut lab = over("ring");
        let build = "build vaegan gen=plane batch=8 lr=0 lr_d=0 r2=2 r1_every=1";
        run(&mut lab, &format!("{build}; {terms}; step 1"));
        let history = &trainer(&mut lab).state().history;
        f64::from(history.means(1)["r2"])
    };
    let (dreams, copies) = (
        shown("term adv_x 1; term adv_x_rec 0"),
        shown("term adv_x 0; term adv_x_rec 1"),
    );
    assert!((dreams - copies).abs() > 1e-6, "{dreams}");
    let both = shown("term adv_x 1; term adv_x_rec 3");
    let wanted = 0.25 * dreams + 0.75 * copies;
    assert!((both / wanted - 1.0).abs() < 1e-4, "{both}, not {wanted}");
}

/// R1 and R2 at every step are learned in one trip with the scores; every second step they are learned apart.
#[test]
fn penalties_at_every_step_are_those_that_come_more_seldom() {
    let after = |penalties: &str| {
        let mut lab = over("digits");
        let build = "build gan batch=8 labels=yes optimizer=sgd shift=1 relative=pairs";
        // Nothing moves in the first step, at which one of every second step is not due.
        run(
            &mut lab,
            &format!("{build} {penalties} lr=0 lr_d=0; step 1"),
        );
        run(&mut lab, "set lr_d 0.01; step 1");
        let names = ["Dx.0.0.weight", "Dx.0.1.weight", "Dx.1.weight"];
        let means = trainer(&mut lab).state().history.means(1);
        let shown = ["r1", "r2"].map(|name| f64::from(means[name]));
        let weights = names.map(|name| tensor(&mut lab, name));
        // A look at the gradients is of the scores alone.
        let ledger = run(&mut lab, "ledger")
            .into_iter()
            .find_map(|event| match event {
                Event::Ledger(ledger) => Some(ledger.terms[0].norms.clone()),
                _ => None,
            });
        (weights, shown, ledger.unwrap())
    };
    let (together, shown, norms) = after("r1=4 r2=6 r1_every=1");
    let (apart, halves, of_apart) = after("r1=2 r2=3 r1_every=2");
    let (free, ..) = after("r1=4e-9 r2=6e-9 r1_every=2");
    for (a, b) in shown.iter().zip(halves) {
        assert!((a / (2.0 * b) - 1.0).abs() < 1e-4, "{a}, twice {b}");
    }
    for ((role, a), (_, b)) in norms.iter().zip(&of_apart) {
        assert!(*a > 0.0 && (a / b - 1.0).abs() < 1e-4, "{role}: {a}, {b}");
    }
    for ((together, apart), free) in together.iter().zip(&apart).zip(&free) {
        let far = |a: &[f64], b: &[f64]| {
            let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
            squares.sum::<f64>().sqrt()
        };
        let moved = far(apart, free);
        assert!(far(together, apart) < 1e-3 * moved, "of {moved}");
    }
}

/// One of tanh units has no exact slopes, and a penalty flattens it all the same.
#[test]
fn r1_and_r2_flatten_a_discriminator_that_is_not_piecewise_linear() {
    let slope = |settings: &str| {
        let mut lab = over("ring");
        run(&mut lab, "net smooth disc = dense 16, tanh | dense 1");
        let build = "build gan disc=smooth batch=32 lr=0 optimizer=sgd lr_d=0.1";
        run(
            &mut lab,
            &format!("{build} {settings}; step 30; set r1 1; set r2 1; set r1_every 1; step 1"),
        );
        let means = trainer(&mut lab).state().history.means(1);
        (means["r1"], means["r2"])
    };
    let ((steep_real, steep_made), (real, made)) = (slope("r1=0"), slope("r1=5 r2=5 r1_every=1"));
    assert!(real < 0.5 * steep_real, "{real}, {steep_real}");
    assert!(made < 0.5 * steep_made, "{made}, {steep_made}");
}
