//! Every objective, every distance, every optimiser.

use aegan_lab::layers::ops::cuda::kernels::composed;
use aegan_lab::layers::{Dense, Grads, N, Net, Ops, Pass, Sigmoid, Tanh, Var};
use aegan_lab::losses::{DISTANCES, OBJECTIVES};
use aegan_lab::optim::{Optimiser, RULES, Rates, Rule};
use aegan_lab::random;
use dfdx::prelude::Cpu;

use super::{constant, cuda, drawn, near, tensors};

const BATCH: usize = 9;

type Two = (Dense<N<6>, N<8>, Tanh>, Dense<N<8>, N<4>, Sigmoid>);

fn net<D: Ops>(device: &D) -> Net<D> {
    drawn::<Two, D>(device, 2, "losses")
}

/// Items of `len` numbers.
fn numbers<D: Ops>(device: &D, len: usize, stream: u64, times: f32) -> Var<D> {
    let mut values = vec![0.0; BATCH * len];
    random::normals(2, "losses", stream, &mut values);
    values.iter_mut().for_each(|v| *v *= times);
    constant(device, &values, len)
}

/// The gradient of the first tensor.
fn first<D: Ops>(net: &mut Net<D>, gradients: &mut Grads<D>) -> Vec<f32> {
    net.tensors()[0].tensor.gradient(gradients).unwrap()
}

/// Value and gradients of every loss.
fn losses<D: Ops>(device: &D) -> Vec<(String, Vec<f32>)> {
    type Logit = Dense<N<6>, N<1>>;
    let mut found = Vec::new();
    for objective in OBJECTIVES {
        let losses = objective.losses;
        for (what, f) in [
            ("real", losses.d_real),
            ("fake", losses.d_fake),
            ("fool", losses.g_real),
        ] {
            let mut logit = drawn::<Logit, D>(device, 2, "logit");
            let mut pass = Pass::train(0);
            let y = logit
                .forward(numbers(device, 6, 1, 4.0), &mut pass)
                .unwrap();
            let opinion = D::opinion(&y).unwrap().map(|s| s.value());
            let loss = D::mean_of(&y, f, &mut pass).unwrap();
            let mut of = vec![opinion[0], opinion[1], loss.value()];
            let mut gradients = pass.backward(device, &[(0.5, loss)]).unwrap();
            of.extend(first(&mut logit, &mut gradients));
            found.push((format!("{} {what}", objective.name), of));
        }
    }
    for distance in DISTANCES {
        let mut net = net(device);
        let mut pass = Pass::train(0);
        let y = net.forward(numbers(device, 6, 1, 1.0), &mut pass).unwrap();
        // From the same numbers everywhere, and some of them on both sides of the output.
        let target = numbers(device, 4, 3, 0.4);
        let loss = D::mean_between(&y, &target, distance.between, &mut pass).unwrap();
        let mut of = vec![loss.value()];
        let mut gradients = pass.backward(device, &[(2.0, loss)]).unwrap();
        of.extend(first(&mut net, &mut gradients));
        found.push((distance.name.to_owned(), of));
    }
    found
}

#[test]
fn agree() {
    let (ours, theirs) = (losses(&cuda()), losses(&Cpu::default()));
    for ((name, ours), (_, theirs)) in ours.iter().zip(&theirs) {
        near(name, ours, theirs, 1e-4);
    }
}

/// Norm, weights and memories over three updates.
fn learned<D: Ops>(device: &D, rule: Rule, rates: Rates) -> Vec<Vec<f32>> {
    let mut net = net(device);
    let mut optimiser = Optimiser::<D>::default();
    let mut found = Vec::new();
    for step in 0..3 {
        let mut pass = Pass::train(0);
        let x = numbers(device, 6, 10 + step, 1.0);
        let y = net.forward(x, &mut pass).unwrap();
        let target = numbers(device, 4, 20 + step, 1.0);
        let loss = D::mean_between(&y, &target, DISTANCES[0].between, &mut pass).unwrap();
        let mut gradients = pass.backward(device, &[(30.0, loss)]).unwrap();
        let norm = optimiser.step(rule, rates, (net.tensors(), step == 1), &mut gradients);
        let norm = norm.unwrap();
        found.push(vec![norm.value()]);
    }
    found.extend(tensors(&mut net));
    for (m, v) in &optimiser.moments {
        found.extend([D::read(m), D::read(v)]);
    }
    found
}

#[test]
fn agree_on_what_is_learned() {
    for rule in RULES {
        for (clip_norm, clip_value, weight_decay) in [
            (0.0, 0.0, 0.0),
            (0.5, 0.0, 0.0),
            (0.0, 0.05, 0.2),
            (0.3, 0.05, 0.0),
        ] {
            let rates = Rates {
                rate: 0.01,
                clip_norm,
                clip_value,
                weight_decay,
                ..Rates::default()
            };
            let theirs = learned(&Cpu::default(), *rule, rates);
            let own = learned(&cuda(), *rule, rates);
            let composed = composed(|| learned(&cuda(), *rule, rates));
            for (how, ours) in [("by own kernels", own), ("composed", composed)] {
                for (i, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                    let with = format!("{clip_norm} {clip_value} {weight_decay}");
                    let what = format!("{} {how}, {with} {i}", rule.name);
                    near(&what, ours, theirs, 2e-4);
                }
            }
        }
    }
}

/// Weights are changed where they lie, unless somebody else holds them.
#[test]
fn a_clone_keeps_its_weights() {
    let device = cuda();
    let mut net = net(&device);
    let mut optimiser = Optimiser::default();
    let mut update = |net: &mut Net<_>| {
        let mut pass = Pass::train(0);
        let y = net.forward(numbers(&device, 6, 1, 1.0), &mut pass).unwrap();
        let target = numbers(&device, 4, 2, 1.0);
        let loss = Ops::mean_between(&y, &target, DISTANCES[0].between, &mut pass).unwrap();
        let mut gradients = pass.backward(&device, &[(1.0, loss)]).unwrap();
        let shared = net.is_shared();
        let with = (net.tensors(), shared);
        optimiser
            .step(RULES[0], Rates::default(), with, &mut gradients)
            .unwrap();
        net.part();
    };
    update(&mut net);
    let before = tensors(&mut net);
    let mut twin = net.clone();
    assert!(net.is_shared() && twin.is_shared());
    for _ in 0..2 {
        update(&mut net);
        assert_eq!(tensors(&mut twin), before);
        assert!(tensors(&mut net) != before && !net.is_shared());
    }
    let after = tensors(&mut net);
    update(&mut twin);
    assert_eq!(tensors(&mut net), after);
}
