//! Convolutions and normalisations give the values and gradients of another framework, stored as numbers
//! beside the scripts that made them (`tests/reference/`).

use std::collections::BTreeMap;

use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::{
    BatchNorm, Conv, ConvTranspose, Dense, Flat, GruReader, GruWriter, Image, LayerNorm, N, Net,
    Ops, Pass, Spec, SpectralNorm,
};
use dfdx::prelude::Cpu;

use super::lowered::{constant, drawn};

const CONVOLUTIONS: &str = include_str!("../reference/convolutions.json");
const RECURRENT: &str = include_str!("../reference/recurrent.json");
const NORMS: &str = include_str!("../reference/norms.json");

/// Tensors before, batches `x`, what comes of them, gradients, tensors after.
type Case = BTreeMap<String, Vec<f32>>;

fn near(what: &str, ours: &[f32], theirs: &[f32]) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!(
            (a - b).abs() < 2e-5 * (1.0 + b.abs()),
            "{what}[{i}] is {a}, {b} there"
        );
    }
}

/// Gives a layer the tensors of the case `name`, and compares what comes out of it on every pass, both
/// ways: `x0` and `x1` (or `x` alone) are learned from, `x2` is looked at, and the gradients are those of
/// the last that is learned from.
fn check<S: Spec>(cases: &str, name: &str) {
    let cases: BTreeMap<String, Case> = serde_json::from_str(cases).unwrap();
    let case = &cases[name];
    let device = Cpu::default();
    let mut net = drawn::<S>(1, name);
    for t in net.tensors() {
        if let Some(values) = case.get(&t.name) {
            t.tensor.set(values);
        }
    }
    let mut compared = Vec::new();
    let through = |net: &mut Net<Cpu>, batch: &str, mut pass: Pass<Cpu>| {
        let x = case.get(&format!("x{batch}"))?;
        let x = constant(x.clone(), net.takes().numbers());
        let y = net.forward(x, &mut pass).unwrap();
        near(
            &format!("{name}: y{batch}"),
            &y.values(),
            &case[&format!("y{batch}")],
        );
        Some((y, pass))
    };
    let learned = ["", "0", "1"].map(|batch| through(&mut net, batch, Pass::train(0)));
    let (y, mut pass) = learned.into_iter().flatten().next_back().unwrap();
    let square = Pointwise::Square {
        times: 1.0,
        centre: 0.3,
    };
    let loss = Cpu::mean_of(&y, square, &mut pass).unwrap();
    let mut gradients = pass.backward(&device, &[(1.0, loss)]).unwrap();
    for t in net.tensors() {
        let values = [
            (
                format!("{}_gradient", t.name),
                t.tensor.gradient(&mut gradients).unwrap(),
            ),
            (format!("{}_after", t.name), t.tensor.values()),
        ];
        for (what, ours) in values {
            if let Some(theirs) = case.get(&what) {
                near(&format!("{name}: {what}"), &ours, theirs);
                compared.push(what);
            }
        }
    }
    through(&mut net, "2", Pass::infer());
    let stored = case
        .keys()
        .filter(|k| k.ends_with("_gradient") || k.ends_with("_after"));
    assert_eq!(compared.len(), stored.count(), "{name}: {compared:?}");
}

#[test]
fn convolutions_agree_with_pytorch() {
    check::<Conv<N<8>, N<8>, N<3>, N<2>, 5, 2>>(CONVOLUTIONS, "conv_k5_s2");
    check::<Conv<N<7>, N<7>, N<2>, N<2>, 5, 2>>(CONVOLUTIONS, "conv_k5_s2_odd");
    check::<Conv<N<4>, N<4>, N<2>, N<3>, 5, 1>>(CONVOLUTIONS, "conv_k5_s1");
    check::<Conv<N<5>, N<5>, N<8>, N<2>, 3, 1>>(CONVOLUTIONS, "conv_k3_s1");
}

#[test]
fn transposed_convolutions_agree_with_pytorch() {
    type Doubled = ConvTranspose<N<8>, N<8>, N<2>, N<3>, 5, 2>;
    type Alike = ConvTranspose<N<4>, N<4>, N<2>, N<8>, 5, 1>;
    type Padded = ConvTranspose<N<6>, N<6>, N<3>, N<2>, 5, 2>;
    check::<Doubled>(CONVOLUTIONS, "transposed_k5_s2");
    check::<Alike>(CONVOLUTIONS, "transposed_k5_s1");
    check::<Padded>(CONVOLUTIONS, "transposed_output_padding");
}

#[test]
fn normalisations_agree_with_pytorch() {
    type Vectors = (Dense<N<4>, N<3>>, BatchNorm<Flat<N<3>>>);
    type Pictures = (
        Conv<N<2>, N<3>, N<2>, N<2>, 1, 1>,
        BatchNorm<Image<N<2>, N<3>, N<2>>>,
    );
    type Alone = (Dense<N<4>, N<6>>, LayerNorm<Flat<N<6>>>);
    type Convolved = SpectralNorm<Conv<N<5>, N<4>, N<2>, N<4>, 3, 2>>;
    check::<Vectors>(NORMS, "batch_norm_of_vectors");
    check::<Pictures>(NORMS, "batch_norm_of_pictures");
    check::<Alone>(NORMS, "layer_norm");
    check::<SpectralNorm<Dense<N<6>, N<4>>>>(NORMS, "spectral_norm_of_dense");
    check::<Convolved>(NORMS, "spectral_norm_of_conv");
}

#[test]
fn recurrent_layers_are_those_of_pytorch() {
    check::<GruReader<N<4>, N<3>, N<1>, N<2>>>(RECURRENT, "reads");
    check::<GruWriter<N<4>, N<3>, N<2>>>(RECURRENT, "writes");
}
