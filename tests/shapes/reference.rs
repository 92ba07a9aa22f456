//! Convolutions and normalisations give the values and gradients of another framework, stored as numbers
//! beside the scripts that made them (`tests/reference/`).

use std::collections::BTreeMap;

use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::item::len;
use aegan_lab::layers::{
    Any, BatchNorm, Conv, ConvTranspose, Dense, Flat, GruReader, GruWriter, Image, Layer,
    LayerNorm, Ops, Pass, Shaped, SpectralNorm, Var,
};
use dfdx::prelude::{BuildOnDevice, Cpu};

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
fn check<S: BuildOnDevice<Cpu, f32>>(cases: &str, name: &str)
where
    S::Built: Layer<Cpu>,
{
    let cases: BTreeMap<String, Case> = serde_json::from_str(cases).unwrap();
    let case = &cases[name];
    let device = Cpu::default();
    let mut layer = S::try_build_on_device(&device).unwrap();
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    for t in &mut tensors {
        if let Some(values) = case.get(&t.name) {
            t.tensor.set(values);
        }
    }
    drop(tensors);
    let mut compared = Vec::new();
    let through = |layer: &mut S::Built, batch: &str, mut pass: Pass<Cpu>| {
        let x = case.get(&format!("x{batch}"))?;
        let len = len::<<S::Built as Shaped>::In>();
        let x = Var::<Any, Cpu>::constant(&device, x.clone(), len).unwrap();
        let y = layer.forward(x.known().unwrap(), &mut pass).unwrap();
        near(
            &format!("{name}: y{batch}"),
            &y.values(),
            &case[&format!("y{batch}")],
        );
        Some((y, pass))
    };
    let learned = ["", "0", "1"].map(|batch| through(&mut layer, batch, Pass::train(0)));
    let (y, mut pass) = learned.into_iter().flatten().next_back().unwrap();
    let square = Pointwise::Square {
        times: 1.0,
        centre: 0.3,
    };
    let loss = Cpu::mean_of(&y, square, &mut pass).unwrap();
    let mut gradients = pass.backward(&device, &[(1.0, loss)]).unwrap();
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    for t in tensors {
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
    through(&mut layer, "2", Pass::infer());
    let stored = case
        .keys()
        .filter(|k| k.ends_with("_gradient") || k.ends_with("_after"));
    assert_eq!(compared.len(), stored.count(), "{name}: {compared:?}");
}

#[test]
fn convolutions_agree_with_pytorch() {
    check::<Conv<Image<8, 8, 3>, Image<4, 4, 2>, 5, 2>>(CONVOLUTIONS, "conv_k5_s2");
    check::<Conv<Image<7, 7, 2>, Image<4, 4, 2>, 5, 2>>(CONVOLUTIONS, "conv_k5_s2_odd");
    check::<Conv<Image<4, 4, 2>, Image<4, 4, 3>, 5, 1>>(CONVOLUTIONS, "conv_k5_s1");
    check::<Conv<Image<5, 5, 8>, Image<5, 5, 2>, 3, 1>>(CONVOLUTIONS, "conv_k3_s1");
}

#[test]
fn transposed_convolutions_agree_with_pytorch() {
    check::<ConvTranspose<Image<4, 4, 2>, Image<8, 8, 3>, 5, 2>>(CONVOLUTIONS, "transposed_k5_s2");
    check::<ConvTranspose<Image<4, 4, 2>, Image<4, 4, 8>, 5, 1>>(CONVOLUTIONS, "transposed_k5_s1");
    check::<ConvTranspose<Image<3, 3, 3>, Image<6, 6, 2>, 5, 2>>(
        CONVOLUTIONS,
        "transposed_output_padding",
    );
}

#[test]
fn normalisations_agree_with_pytorch() {
    type Picture = Image<2, 3, 2>;
    type Vectors = (Dense<4, 3>, BatchNorm<Flat<3>, 3>);
    type Pictures = (Conv<Picture, Picture, 1, 1>, BatchNorm<Picture, 2>);
    type Convolved = SpectralNorm<Conv<Image<5, 4, 2>, Image<3, 2, 4>, 3, 2>>;
    check::<Vectors>(NORMS, "batch_norm_of_vectors");
    check::<Pictures>(NORMS, "batch_norm_of_pictures");
    check::<(Dense<4, 6>, LayerNorm<Flat<6>, 6>)>(NORMS, "layer_norm");
    check::<SpectralNorm<Dense<6, 4>>>(NORMS, "spectral_norm_of_dense");
    check::<Convolved>(NORMS, "spectral_norm_of_conv");
}

#[test]
fn recurrent_layers_are_those_of_pytorch() {
    check::<GruReader<4, 3, 2, 6>>(RECURRENT, "reads");
    check::<GruWriter<4, 3, 2, 6>>(RECURRENT, "writes");
}
