//! Convolutions give the values and gradients of another framework, stored as numbers beside the
//! script that made them (`tests/reference/`).
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::item::len;
use aegan_lab::layers::{Any, Conv, ConvTranspose, Image, Layer, Ops, Pass, Var};
use dfdx::prelude::{BuildOnDevice, Cpu};

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

/// Gives a layer the weights of the case `name` and compares what comes out of it, both ways.
fn check<S: BuildOnDevice<Cpu, f32>>(name: &str)
where
    S::Built: Layer<Cpu>,
{
    let cases: BTreeMap<String, Case> =
        serde_json::from_str(include_str!("reference/convolutions.json")).unwrap();
    let case = &cases[name];
    let device = Cpu::default();
    let mut layer = S::try_build_on_device(&device).unwrap();
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    for t in &mut tensors {
        t.tensor.set(&case[&t.name]);
    }
    drop(tensors);
    let len = len::<<S::Built as aegan_lab::layers::Shaped>::In>();
    let x = Var::<Any, Cpu>::constant(&device, case["x"].clone(), len).unwrap();
    let mut pass = Pass::train(0);
    let y = layer.forward(x.known().unwrap(), &mut pass).unwrap();
    near(name, &y.values(), &case["y"]);
    let square = Pointwise::Square {
        times: 1.0,
        centre: 0.3,
    };
    let loss = Cpu::mean_of(&y, square, &mut pass).unwrap();
    let mut gradients = pass.backward(&device, &[(1.0, loss)]).unwrap();
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    for t in tensors {
        let what = format!("{}_gradient", t.name);
        let gradient = t.tensor.gradient(&mut gradients).unwrap();
        near(&format!("{name}: {what}"), &gradient, &case[&what]);
    }
}

#[test]
fn convolutions_agree_with_pytorch() {
    check::<Conv<Image<8, 8, 3>, Image<4, 4, 2>, 5, 2>>("conv_k5_s2");
    check::<Conv<Image<5, 5, 8>, Image<5, 5, 2>, 3, 1>>("conv_k3_s1");
}

#[test]
fn transposed_convolutions_agree_with_pytorch() {
    check::<ConvTranspose<Image<4, 4, 2>, Image<8, 8, 3>, 5, 2>>("transposed_k5_s2");
    check::<ConvTranspose<Image<4, 4, 2>, Image<4, 4, 8>, 5, 1>>("transposed_k5_s1");
}
