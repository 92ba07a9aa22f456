//! Every objective, every distance, every optimiser.

use aegan_lab::layers::{Dense, Flat, Layer, Ops, Pass, Sigmoid, Tanh, Var};
use aegan_lab::losses::{DISTANCES, OBJECTIVES};
use aegan_lab::optim::{Optimiser, RULES, Rates, Rule};
use aegan_lab::random;
use dfdx::prelude::{BuildOnDevice, Cpu};

use super::{constant, cuda, near, tensors};

const BATCH: usize = 9;

type Net = (Dense<6, 8, Tanh>, Dense<8, 4, Sigmoid>);

fn net<D: Ops>(device: &D) -> <Net as BuildOnDevice<D, f32>>::Built {
    let mut net = Net::try_build_on_device(device).unwrap();
    Layer::<D>::reset(&mut net, &mut random::stream(2, "losses", 0));
    net
}

fn numbers<D: Ops, const N: usize>(device: &D, stream: u64, times: f32) -> Var<Flat<N>, D> {
    let mut values = vec![0.0; BATCH * N];
    random::normals(2, "losses", stream, &mut values);
    values.iter_mut().for_each(|v| *v *= times);
    constant(device, &values, N).known().unwrap()
}

/// Value and gradients of every loss.
fn losses<D: Ops>(device: &D) -> Vec<(String, Vec<f32>)> {
    type Logit = Dense<6, 1>;
    let mut found = Vec::new();
    for objective in OBJECTIVES {
        let prices = objective.prices;
        for (what, f) in [
            ("real", prices.real),
            ("fake", prices.fake),
            ("fool", prices.fool),
        ] {
            let mut logit = Logit::try_build_on_device(device).unwrap();
            Layer::<D>::reset(&mut logit, &mut random::stream(2, "logit", 0));
            let mut pass = Pass::train(0);
            let y = logit.forward(numbers(device, 1, 4.0), &mut pass).unwrap();
            let opinion = D::opinion(&y).unwrap().map(|s| s.value());
            let loss = D::mean_of(&y, f, &mut pass).unwrap();
            let mut of = vec![opinion[0], opinion[1], loss.value()];
            let mut gradients = pass.backward(device, &[(0.5, loss)]).unwrap();
            of.extend(D::gradient(&logit.weight, &mut gradients).unwrap());
            found.push((format!("{} {what}", objective.name), of));
        }
    }
    for distance in DISTANCES {
        let mut net = net(device);
        let mut pass = Pass::train(0);
        let y = net.forward(numbers(device, 1, 1.0), &mut pass).unwrap();
        // From the same numbers everywhere, and some of them on both sides of the output.
        let target = numbers::<D, 4>(device, 3, 0.4);
        let loss = D::mean_between(&y, &target, distance.between, &mut pass).unwrap();
        let mut of = vec![loss.value()];
        let mut gradients = pass.backward(device, &[(2.0, loss)]).unwrap();
        of.extend(D::gradient(&net.0.weight, &mut gradients).unwrap());
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
        let x = numbers(device, 10 + step, 1.0);
        let y = net.forward(x, &mut pass).unwrap();
        let target = numbers::<D, 4>(device, 20 + step, 1.0);
        let loss = D::mean_between(&y, &target, DISTANCES[0].between, &mut pass).unwrap();
        let mut gradients = pass.backward(device, &[(30.0, loss)]).unwrap();
        let mut named = Vec::new();
        Layer::<D>::tensors(&mut net, "", &mut named);
        let norm = optimiser.step(rule, rates, named, &mut gradients).unwrap();
        found.push(vec![norm.value()]);
    }
    found.extend(tensors::<D, _>(&mut net).into_iter().map(|(_, v)| v));
    for (m, v) in &optimiser.moments {
        found.extend([D::read(m), D::read(v)]);
    }
    found
}

#[test]
fn agree_on_what_is_learned() {
    for rule in RULES {
        for (clip_norm, clip_value) in [(0.0, 0.0), (0.5, 0.0), (0.0, 0.05), (0.3, 0.05)] {
            let rates = Rates {
                rate: 0.01,
                clip_norm,
                clip_value,
                ..Rates::default()
            };
            let ours = learned(&cuda(), *rule, rates);
            let theirs = learned(&Cpu::default(), *rule, rates);
            for (i, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                let what = format!("{} {clip_norm} {clip_value} {i}", rule.name);
                near(&what, ours, theirs, 2e-4);
            }
        }
    }
}
