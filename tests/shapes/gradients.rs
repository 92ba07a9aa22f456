//! Every layer's gradients against central differences of its own forward pass.
#![allow(clippy::items_after_statements)]

use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::{
    Activate, Any, BatchNorm, ClassBias, CodeBias, Conv, ConvTranspose, Dense, DeviationDense,
    Dropout, Flat, Flatten, Gaussian, Grads, GruReader, GruWriter, Heard, Identity, Image, Kind,
    Layer, LayerNorm, LeakyRelu, NoBias, Ops, Pass, Pick, Relu, Rows, Sigmoid, Tanh, Unflatten,
    Upsample, Var,
};
use aegan_lab::random;
use dfdx::prelude::{BuildOnDevice, Cpu};

const BATCH: usize = 5;
const KEY: u64 = 7;
/// The class of each item, for layers that are told: one twice, one never.
const CLASSES: [u8; BATCH] = [2, 0, 3, 2, 0];

/// A loss of outputs that weighs them differently: `Σ sin(i) · y` would be linear, so it is squared.
const SQUARE: Pointwise = Pointwise::Square {
    times: 1.0,
    centre: 0.3,
};

/// What the divergence of a drawn code weighs, where a layer draws one.
const DIVERGENCE: f32 = 0.3;

/// A pass with classes and codes, for layers that are told.
fn pass() -> Pass<Cpu> {
    let mut pass = Pass::train(KEY).given(Some(CLASSES.into()));
    let codes = (0..BATCH * 2).map(|i| 0.4 * i as f32 - 1.0).collect();
    pass.codes = Some(Var::constant(&Cpu::default(), codes, 2).unwrap());
    pass
}

fn loss<L: Layer<Cpu>>(layer: &mut L, x: &[f32], len: usize) -> f32 {
    let x = Var::<Any, Cpu>::constant(&Cpu::default(), x.to_vec(), len).unwrap();
    let mut pass = pass();
    let y = layer.forward(x.known().unwrap(), &mut pass).unwrap();
    let value = Cpu::mean_of(&y, SQUARE, &mut pass).unwrap().value();
    value + pass.divergence.map_or(0.0, |kl| DIVERGENCE * kl.value())
}

/// Compares the gradient of every learned tensor with central differences.
fn check<S: BuildOnDevice<Cpu, f32>>(name: &str, len: usize)
where
    S::Built: Layer<Cpu>,
{
    let device = Cpu::default();
    let mut layer = S::try_build_on_device(&device).unwrap();
    layer.reset(&mut random::stream(3, name, 0));
    let mut x = vec![0.0; BATCH * len];
    random::normals(3, name, 1, &mut x);
    let input = Var::<Any, Cpu>::constant(&device, x.clone(), len).unwrap();
    let mut pass = pass();
    let y = layer.forward(input.known().unwrap(), &mut pass).unwrap();
    let mut losses = vec![(1.0, Cpu::mean_of(&y, SQUARE, &mut pass).unwrap())];
    losses.extend(pass.divergence.take().map(|kl| (DIVERGENCE, kl)));
    let mut gradients = pass.backward(&device, &losses).unwrap();
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    let learned: Vec<(usize, String, Vec<f32>, Vec<f32>)> = tensors
        .iter()
        .enumerate()
        .filter(|(_, t)| t.kind == Kind::Learned)
        .map(|(i, t)| {
            (
                i,
                t.name.clone(),
                t.tensor.values(),
                t.tensor.gradient(&mut gradients).unwrap(),
            )
        })
        .collect();
    drop(tensors);
    let h = 1e-2;
    for (place, tensor, values, gradient) in learned {
        for i in 0..values.len() {
            let mut at = |delta: f32| {
                let mut moved = values.clone();
                moved[i] += delta;
                let mut tensors = Vec::new();
                layer.tensors("", &mut tensors);
                tensors[place].tensor.set(&moved);
                drop(tensors);
                loss(&mut layer, &x, len)
            };
            let numeric = (at(h) - at(-h)) / (2.0 * h);
            at(0.0);
            let error = (numeric - gradient[i]).abs();
            assert!(
                error < 3e-3 + 0.03 * gradient[i].abs(),
                "{name}: {tensor}[{i}] is {}, central difference {numeric}",
                gradient[i]
            );
        }
    }
}

#[test]
fn of_dense_layers_with_each_activation() {
    check::<Dense<4, 3, Identity>>("identity", 4);
    check::<Dense<4, 3, Tanh>>("tanh", 4);
    check::<Dense<4, 3, Sigmoid>>("sigmoid", 4);
    check::<(Dense<4, 6, Tanh>, Dense<6, 2, Identity>)>("two", 4);
}

#[test]
fn recurrent_layers_have_the_slopes_they_say() {
    check::<GruReader<4, 3, 5, 15>>("gru reads", 12);
    check::<GruWriter<4, 3, 5, 15>>("gru writes", 3);
    // Gradients go through each into what comes before it.
    check::<(
        Dense<2, 3, Tanh>,
        GruWriter<3, 3, 4, 12>,
        Rows<3, 4, 2, Sigmoid>,
        GruReader<3, 2, 3, 9>,
    )>("written and read", 2);
}

#[test]
fn of_codes_that_are_drawn() {
    check::<(Dense<4, 6>, Gaussian<6, 3>)>("drawn", 4);
    type Through = (Dense<4, 6, Tanh>, Gaussian<6, 3>, Heard<Dense<3, 5, Tanh>>);
    check::<Through>("through a draw", 4);
}

#[test]
fn of_layers_whose_input_wants_a_gradient() {
    type Norm = (
        Dense<4, 5, Identity>,
        BatchNorm<Flat<5>, 5>,
        Activate<Flat<5>, Tanh>,
        Dense<5, 2>,
    );
    check::<Norm>("batch norm", 4);
    check::<(Dense<4, 8, Tanh>, Dropout<Flat<8>, 300>, Dense<8, 2>)>("dropout", 4);
    type Shapes = (
        Flatten<2, 2, 1, 4>,
        Dense<4, 4, Tanh>,
        Unflatten<2, 2, 1, 4>,
        Flatten<2, 2, 1, 4>,
        Dense<4, 1>,
    );
    check::<Shapes>("shapes", 4);
}

#[test]
fn of_items_normalised_by_themselves() {
    type Vectors = (
        LayerNorm<Flat<4>, 4>,
        Dense<4, 5, Tanh>,
        LayerNorm<Flat<5>, 5, Tanh>,
        Dense<5, 2>,
    );
    check::<Vectors>("layer norm", 4);
    type Pictures = (
        Conv<Image<3, 3, 1>, Image<3, 3, 3>, 3, 1>,
        LayerNorm<Image<3, 3, 3>, 3>,
        Conv<Image<3, 3, 3>, Image<2, 2, 1>, 3, 2, Tanh>,
    );
    check::<Pictures>("layer norm of pictures", 9);
}

#[test]
fn of_layers_that_are_told_the_class() {
    check::<(
        Dense<3, 4>,
        ClassBias<4, 4>,
        Activate<Flat<4>, Tanh>,
        Dense<4, 2>,
    )>("bias", 3);
    check::<(Dense<3, 5, Tanh>, Dense<5, 4>, Pick<4>)>("pick", 3);
    // One class is no condition: nothing to learn, nothing to pick.
    check::<(Dense<3, 4>, ClassBias<4, 1>, Dense<4, 1>, Pick<1>)>("one class", 3);
}

#[test]
fn of_a_layer_that_sees_the_batch() {
    check::<(Dense<3, 5, Tanh>, DeviationDense<5, 4, Tanh>, Dense<4, 2>)>("deviation", 3);
}

#[test]
fn of_a_layer_with_a_code_beside_the_item() {
    check::<(
        Dense<3, 4>,
        CodeBias<2, 4>,
        Activate<Flat<4>, Tanh>,
        Dense<4, 2>,
    )>("code", 3);
}

#[test]
fn of_scores_relative_to_others() {
    let device = Cpu::default();
    type Score = (Dense<3, 4, Tanh>, Dense<4, 1>);
    let mut layer = Score::try_build_on_device(&device).unwrap();
    Layer::<Cpu>::reset(&mut layer, &mut random::stream(3, "relative", 0));
    let mut items = [vec![0.0; BATCH * 3], vec![0.0; BATCH * 3]];
    for (i, x) in items.iter_mut().enumerate() {
        random::normals(3, "relative", i as u64, x);
    }
    let value = |layer: &mut <Score as BuildOnDevice<Cpu, f32>>::Built| {
        let mut pass = Pass::train(KEY);
        let mut scores = items.iter().map(|x| {
            let x = Var::<Any, Cpu>::constant(&device, x.clone(), 3).unwrap();
            layer.forward(x.known().unwrap(), &mut pass).unwrap()
        });
        let (a, b) = (scores.next().unwrap(), scores.next().unwrap());
        drop(scores);
        let (up, down) = (
            a.relative_to(&b, &mut pass).unwrap(),
            b.relative_to(&a, &mut pass).unwrap(),
        );
        let up = Cpu::mean_of(&up, SQUARE, &mut pass).unwrap();
        let down = Cpu::mean_of(&down, SQUARE, &mut pass).unwrap();
        let value = up.mean_with(down, &mut pass).unwrap();
        (
            value.value(),
            pass.backward(&device, &[(1.0, value)]).unwrap(),
        )
    };
    compare(&mut layer, value);
}

#[test]
fn of_a_sum() {
    let (device, len) = (Cpu::default(), 3);
    type Twice = (Dense<3, 2, Tanh>, Dense<2, 3, Tanh>);
    let mut layer = Twice::try_build_on_device(&device).unwrap();
    Layer::<Cpu>::reset(&mut layer, &mut random::stream(3, "sum", 0));
    let mut x = vec![0.0; BATCH * len];
    random::normals(3, "sum", 1, &mut x);
    // f(x) + f(f(x)), where one summand is made of the other.
    let value = |layer: &mut <Twice as BuildOnDevice<Cpu, f32>>::Built| {
        let mut pass = Pass::train(KEY);
        let x = Var::<Any, Cpu>::constant(&device, x.clone(), len).unwrap();
        let once = layer.forward(x.known().unwrap(), &mut pass).unwrap();
        let twice = layer.forward(once.clone(), &mut pass).unwrap();
        let sum = once.plus(twice, &mut pass).unwrap();
        let value = Cpu::mean_of(&sum, SQUARE, &mut pass).unwrap();
        (
            value.value(),
            pass.backward(&device, &[(1.0, value)]).unwrap(),
        )
    };
    compare(&mut layer, value);
}

/// Compares the gradient of the first tensor with central differences of `value`.
fn compare<L: Layer<Cpu>>(layer: &mut L, value: impl Fn(&mut L) -> (f32, Grads<Cpu>)) {
    let (_, mut gradients) = value(layer);
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    let exact = tensors[0].tensor.gradient(&mut gradients).unwrap();
    let weights = tensors[0].tensor.values();
    drop(tensors);
    for i in 0..exact.len() {
        let mut at = |delta: f32| {
            let mut moved = weights.clone();
            moved[i] += delta;
            let mut tensors = Vec::new();
            layer.tensors("", &mut tensors);
            tensors[0].tensor.set(&moved);
            drop(tensors);
            value(layer).0
        };
        let numeric = (at(1e-2) - at(-1e-2)) / 2e-2;
        let error = (numeric - exact[i]).abs();
        assert!(error < 3e-3 + 0.03 * exact[i].abs(), "{i}");
    }
}

#[test]
fn of_convolutions_and_transposed_ones() {
    // Few channels and many go through different kernels; 5 does not divide by 2.
    type Narrow = (
        Conv<Image<5, 6, 2>, Image<3, 3, 3>, 3, 2, Tanh>,
        Conv<Image<3, 3, 3>, Image<3, 3, 9>, 2, 1, Sigmoid>,
    );
    check::<Narrow>("narrow", 60);
    type Wide = (
        ConvTranspose<Image<2, 2, 3>, Image<4, 4, 8>, 5, 2, Tanh>,
        Conv<Image<4, 4, 8>, Image<2, 2, 2>, 3, 2, Identity>,
    );
    check::<Wide>("wide", 12);
    type Transposed = (
        ConvTranspose<Image<2, 3, 2>, Image<2, 3, 8>, 3, 1, Sigmoid>,
        ConvTranspose<Image<2, 3, 8>, Image<4, 6, 1>, 3, 2, Tanh>,
    );
    check::<Transposed>("transposed", 12);
    type Upsampled = (
        Conv<Image<2, 3, 1>, Image<2, 3, 8>, 3, 1, Tanh>,
        Upsample<Image<2, 3, 8>, Image<4, 6, 8>, 2>,
        Conv<Image<4, 6, 8>, Image<4, 6, 1>, 3, 1, Sigmoid>,
    );
    check::<Upsampled>("upsampled", 6);
}

#[test]
fn of_layers_without_a_bias() {
    type Vectors = (
        Dense<4, 5, Identity, NoBias>,
        BatchNorm<Flat<5>, 5, Tanh>,
        Dense<5, 2, Tanh, NoBias>,
    );
    check::<Vectors>("no bias", 4);
    type Pictures = (
        Conv<Image<4, 4, 2>, Image<2, 2, 3>, 3, 2, Tanh, NoBias>,
        ConvTranspose<Image<2, 2, 3>, Image<4, 4, 1>, 3, 2, Sigmoid, NoBias>,
    );
    check::<Pictures>("pictures without bias", 32);
}

#[test]
fn kinks_have_the_slope_of_their_side() {
    // Central differences across a kink mean nothing: weights are drawn so that none is near one.
    check::<(
        Dense<3, 4, Sigmoid>,
        Dense<4, 3, LeakyRelu<200>>,
        Dense<3, 1, Relu>,
    )>("kinks 2", 3);
    let _ = Image::<1, 1, 1>;
}

#[test]
fn a_frozen_layer_passes_gradients_and_keeps_none() {
    let device = Cpu::default();
    let mut first =
        <Dense<3, 3, Tanh> as BuildOnDevice<Cpu, f32>>::try_build_on_device(&device).unwrap();
    let mut second =
        <Dense<3, 1> as BuildOnDevice<Cpu, f32>>::try_build_on_device(&device).unwrap();
    let x = Var::<Any, Cpu>::constant(&device, vec![0.4; 6], 3).unwrap();
    let mut pass = Pass::train(KEY);
    let h = first.forward(x.known().unwrap(), &mut pass).unwrap();
    pass.learn = false;
    let y = second.forward(h, &mut pass).unwrap();
    let value = Cpu::mean_of(&y, SQUARE, &mut pass).unwrap();
    let mut gradients = pass.backward(&device, &[(1.0, value)]).unwrap();
    let mut tensors = Vec::new();
    first.tensors("", &mut tensors);
    let norm: f32 = tensors
        .iter()
        .flat_map(|t| t.tensor.gradient(&mut gradients).unwrap())
        .map(|v| v * v)
        .sum();
    assert!(norm > 0.0);
    let mut tensors = Vec::new();
    second.tensors("", &mut tensors);
    for t in tensors {
        assert!(
            t.tensor
                .gradient(&mut gradients)
                .unwrap()
                .iter()
                .all(|g| *g == 0.0),
            "{}",
            t.name
        );
    }
}
