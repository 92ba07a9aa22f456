//! Every layer's gradients against central differences of its own forward pass.
#![allow(clippy::items_after_statements)]

use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::{
    Activate, BatchNorm, ClassBias, CodeBias, Conv, ConvTranspose, Dense, DeviationDense, Dropout,
    Elu, Flat, Flatten, Gaussian, Gelu, Grads, GruReader, GruWriter, Identity, Image, Kind,
    LayerNorm, LeakyRelu, N, Net, NoBias, Ops, Over, Pass, Pick, Relu, Residual, Rows, Sigmoid,
    Silu, Spec, Tanh, Tap, Times, Unflatten, Upsample,
};
use aegan_lab::random;
use dfdx::prelude::Cpu;

use super::lowered::{constant, drawn, normals};

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
    pass.codes = Some(constant(codes, 2));
    pass
}

fn loss(net: &mut Net<Cpu>, x: &[f32]) -> f32 {
    let x = constant(x.to_vec(), net.takes().numbers());
    let mut pass = pass();
    let y = net.forward(x, &mut pass).unwrap();
    let value = Cpu::mean_of(&y, SQUARE, &mut pass).unwrap().value();
    value + pass.divergence.map_or(0.0, |kl| DIVERGENCE * kl.value())
}

/// Compares the gradient of every learned tensor with central differences.
fn check<S: Spec>(name: &str) {
    let device = Cpu::default();
    let mut net = drawn::<S>(3, name);
    let input = normals(3, name, BATCH, net.takes().numbers());
    let x = input.values();
    let mut pass = pass();
    let y = net.forward(input, &mut pass).unwrap();
    let mut losses = vec![(1.0, Cpu::mean_of(&y, SQUARE, &mut pass).unwrap())];
    losses.extend(pass.divergence.take().map(|kl| (DIVERGENCE, kl)));
    let mut gradients = pass.backward(&device, &losses).unwrap();
    let learned: Vec<(usize, String, Vec<f32>, Vec<f32>)> = net
        .tensors()
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
    let h = 1e-2;
    for (place, tensor, values, gradient) in learned {
        for i in 0..values.len() {
            let mut at = |delta: f32| {
                let mut moved = values.clone();
                moved[i] += delta;
                net.tensors()[place].tensor.set(&moved);
                loss(&mut net, &x)
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
    check::<Dense<N<4>, N<3>, Identity>>("identity");
    check::<Dense<N<4>, N<3>, Tanh>>("tanh");
    check::<Dense<N<4>, N<3>, Sigmoid>>("sigmoid");
    check::<(Dense<N<4>, N<6>, Tanh>, Dense<N<6>, N<2>, Identity>)>("two");
}

#[test]
fn of_activations_whose_outputs_do_not_tell_their_slopes() {
    check::<Dense<N<4>, N<3>, Elu>>("elu");
    check::<Dense<N<4>, N<3>, Silu>>("silu");
    check::<Dense<N<4>, N<3>, Gelu>>("gelu");
    // Behind every kind of layer that has an activation of its own.
    check::<(
        Dense<N<4>, N<5>, Silu>,
        BatchNorm<Flat<N<5>>, Gelu>,
        Dense<N<5>, N<2>, Elu>,
    )>("norms");
    check::<(
        Conv<N<3>, N<3>, N<1>, N<2>, 3, 2, Gelu>,
        ConvTranspose<N<3>, N<3>, N<2>, N<1>, 3, 2, Silu>,
        Flatten<N<3>, N<3>, N<1>, N<9>>,
        DeviationDense<N<9>, N<2>, Silu>,
    )>("pictures");
}

#[test]
fn of_layers_that_are_gone_past() {
    check::<Residual<Dense<N<4>, N<4>, Tanh>>>("residual");
    // Gradients go both ways into what comes before, and into the layers within.
    check::<(
        Dense<N<3>, N<4>, Tanh>,
        Residual<(
            Dense<N<4>, N<5>, Silu>,
            Residual<Dense<N<5>, N<5>, Sigmoid>>,
            Dense<N<5>, N<4>>,
        )>,
        Activate<Flat<N<4>>, Gelu>,
        Dense<N<4>, N<2>>,
    )>("nested");
    // Within it nothing happens where there is one class: what comes in is added to itself.
    check::<(Dense<N<3>, N<4>, Tanh>, Residual<ClassBias<N<4>, N<1>>>)>("itself");
    check::<(
        Conv<N<4>, N<4>, N<1>, N<2>, 3, 1, Elu>,
        Residual<Conv<N<4>, N<4>, N<2>, N<2>, 3, 1, Tanh>>,
        Flatten<N<4>, N<4>, N<2>, N<32>>,
        Dense<N<32>, N<1>>,
    )>("pictures");
}

#[test]
fn recurrent_layers_have_the_slopes_they_say() {
    check::<GruReader<N<4>, N<3>, N<1>, N<5>>>("gru reads");
    check::<GruWriter<N<4>, N<3>, N<5>>>("gru writes");
    // Gradients go through each into what comes before it.
    type Both = (
        Dense<N<2>, N<3>, Tanh>,
        GruWriter<N<3>, N<3>, N<4>>,
        Rows<N<3>, N<4>, N<2>, N<1>, Sigmoid>,
        GruReader<N<3>, N<2>, N<1>, N<3>>,
    );
    check::<Both>("written and read");
}

#[test]
fn of_codes_that_are_drawn() {
    type Six = Times<N<2>, N<3>>;
    check::<(Dense<N<4>, Six>, Gaussian<N<3>>)>("drawn");
    type Through = (
        Dense<N<4>, Six, Tanh>,
        Gaussian<N<3>>,
        Tap<Dense<N<3>, N<5>, Tanh>>,
    );
    check::<Through>("through a draw");
}

#[test]
fn of_layers_whose_input_wants_a_gradient() {
    type Norm = (
        Dense<N<4>, N<5>, Identity>,
        BatchNorm<Flat<N<5>>>,
        Activate<Flat<N<5>>, Tanh>,
        Dense<N<5>, N<2>>,
    );
    check::<Norm>("batch norm");
    type Dropped = (
        Dense<N<4>, N<8>, Tanh>,
        Dropout<Flat<N<8>>, 300>,
        Dense<N<8>, N<2>>,
    );
    check::<Dropped>("dropout");
    type Shapes = (
        Flatten<N<2>, N<2>, N<1>, N<4>>,
        Dense<N<4>, N<4>, Tanh>,
        Unflatten<N<2>, N<2>, N<1>, N<4>>,
        Flatten<N<2>, N<2>, N<1>, N<4>>,
        Dense<N<4>, N<1>>,
    );
    check::<Shapes>("shapes");
}

#[test]
fn of_items_normalised_by_themselves() {
    type Vectors = (
        LayerNorm<Flat<N<4>>>,
        Dense<N<4>, N<5>, Tanh>,
        LayerNorm<Flat<N<5>>, Tanh>,
        Dense<N<5>, N<2>>,
    );
    check::<Vectors>("layer norm");
    type Pictures = (
        Conv<N<3>, N<3>, N<1>, N<3>, 3, 1>,
        LayerNorm<Image<N<3>, N<3>, N<3>>>,
        Conv<N<3>, N<3>, N<3>, N<1>, 3, 2, Tanh>,
    );
    check::<Pictures>("layer norm of pictures");
}

#[test]
fn of_layers_that_are_told_the_class() {
    type Told = (
        Dense<N<3>, N<4>>,
        ClassBias<N<4>, N<4>>,
        Activate<Flat<N<4>>, Tanh>,
        Dense<N<4>, N<2>>,
    );
    check::<Told>("bias");
    check::<(Dense<N<3>, N<5>, Tanh>, Dense<N<5>, N<4>>, Pick<N<4>>)>("pick");
    // One class is no condition: nothing to learn, nothing to pick.
    type Untold = (
        Dense<N<3>, N<4>>,
        ClassBias<N<4>, N<1>>,
        Dense<N<4>, N<1>>,
        Pick<N<1>>,
    );
    check::<Untold>("one class");
}

#[test]
fn of_a_layer_that_sees_the_batch() {
    type Deviation = (
        Dense<N<3>, N<5>, Tanh>,
        DeviationDense<N<5>, N<4>, Tanh>,
        Dense<N<4>, N<2>>,
    );
    check::<Deviation>("deviation");
}

#[test]
fn of_a_layer_with_a_code_beside_the_item() {
    type Paired = (
        Dense<N<3>, N<4>>,
        CodeBias<N<2>, N<4>>,
        Activate<Flat<N<4>>, Tanh>,
        Dense<N<4>, N<2>>,
    );
    check::<Paired>("code");
}

#[test]
fn of_scores_relative_to_others() {
    let device = Cpu::default();
    let mut net = drawn::<(Dense<N<3>, N<4>, Tanh>, Dense<N<4>, N<1>>)>(3, "relative");
    let mut items = [vec![0.0; BATCH * 3], vec![0.0; BATCH * 3]];
    for (i, x) in items.iter_mut().enumerate() {
        random::normals(3, "relative", i as u64, x);
    }
    let value = |net: &mut Net<Cpu>| {
        let mut pass = Pass::train(KEY);
        let mut scores = items.iter().map(|x| {
            let x = constant(x.clone(), 3);
            net.forward(x, &mut pass).unwrap()
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
    compare(&mut net, value);
}

#[test]
fn of_a_sum() {
    let device = Cpu::default();
    let mut net = drawn::<(Dense<N<3>, N<2>, Tanh>, Dense<N<2>, N<3>, Tanh>)>(3, "sum");
    let x = normals(3, "sum", BATCH, 3);
    // f(x) + f(f(x)), where one summand is made of the other.
    let value = |net: &mut Net<Cpu>| {
        let mut pass = Pass::train(KEY);
        let once = net.forward(x.clone(), &mut pass).unwrap();
        let twice = net.forward(once.clone(), &mut pass).unwrap();
        let sum = once.plus(twice, &mut pass).unwrap();
        let value = Cpu::mean_of(&sum, SQUARE, &mut pass).unwrap();
        (
            value.value(),
            pass.backward(&device, &[(1.0, value)]).unwrap(),
        )
    };
    compare(&mut net, value);
}

/// Compares the gradient of the first tensor with central differences of `value`.
fn compare(net: &mut Net<Cpu>, value: impl Fn(&mut Net<Cpu>) -> (f32, Grads<Cpu>)) {
    let (_, mut gradients) = value(net);
    let exact = net.tensors()[0].tensor.gradient(&mut gradients).unwrap();
    let weights = net.tensors()[0].tensor.values();
    for i in 0..exact.len() {
        let mut at = |delta: f32| {
            let mut moved = weights.clone();
            moved[i] += delta;
            net.tensors()[0].tensor.set(&moved);
            value(net).0
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
        Conv<N<5>, N<6>, N<2>, N<3>, 3, 2, Tanh>,
        Conv<Over<N<5>, 2>, Over<N<6>, 2>, N<3>, N<9>, 2, 1, Sigmoid>,
    );
    check::<Narrow>("narrow");
    type Wide = (
        ConvTranspose<N<4>, N<4>, N<3>, N<8>, 5, 2, Tanh>,
        Conv<N<4>, N<4>, N<8>, N<2>, 3, 2, Identity>,
    );
    check::<Wide>("wide");
    type Transposed = (
        ConvTranspose<Over<N<4>, 2>, Over<N<6>, 2>, N<2>, N<8>, 3, 1, Sigmoid>,
        ConvTranspose<N<4>, N<6>, N<8>, N<1>, 3, 2, Tanh>,
    );
    check::<Transposed>("transposed");
    type Upsampled = (
        Conv<Over<N<4>, 2>, Over<N<6>, 2>, N<1>, N<8>, 3, 1, Tanh>,
        Upsample<N<4>, N<6>, N<8>, 2>,
        Conv<N<4>, N<6>, N<8>, N<1>, 3, 1, Sigmoid>,
    );
    check::<Upsampled>("upsampled");
}

#[test]
fn of_layers_without_a_bias() {
    type Vectors = (
        Dense<N<4>, N<5>, Identity, NoBias>,
        BatchNorm<Flat<N<5>>, Tanh>,
        Dense<N<5>, N<2>, Tanh, NoBias>,
    );
    check::<Vectors>("no bias");
    type Pictures = (
        Conv<N<4>, N<4>, N<2>, N<3>, 3, 2, Tanh, NoBias>,
        ConvTranspose<N<4>, N<4>, N<3>, N<1>, 3, 2, Sigmoid, NoBias>,
    );
    check::<Pictures>("pictures without bias");
}

#[test]
fn kinks_have_the_slope_of_their_side() {
    // Central differences across a kink mean nothing: weights are drawn so that none is near one.
    type Kinks = (
        Dense<N<3>, N<4>, Sigmoid>,
        Dense<N<4>, N<3>, LeakyRelu<200>>,
        Dense<N<3>, N<1>, Relu>,
    );
    check::<Kinks>("kinks 2");
}

#[test]
fn a_frozen_layer_passes_gradients_and_keeps_none() {
    let mut first = drawn::<Dense<N<3>, N<3>, Tanh>>(3, "first");
    let mut second = drawn::<Dense<N<3>, N<1>>>(3, "second");
    let mut pass = Pass::train(KEY);
    let h = first.forward(constant(vec![0.4; 6], 3), &mut pass).unwrap();
    pass.learn = false;
    let y = second.forward(h, &mut pass).unwrap();
    let value = Cpu::mean_of(&y, SQUARE, &mut pass).unwrap();
    let mut gradients = pass.backward(&Cpu::default(), &[(1.0, value)]).unwrap();
    let norm: f32 = first
        .tensors()
        .iter()
        .flat_map(|t| t.tensor.gradient(&mut gradients).unwrap())
        .map(|v| v * v)
        .sum();
    assert!(norm > 0.0);
    for t in second.tensors() {
        let gradient = t.tensor.gradient(&mut gradients).unwrap();
        assert!(gradient.iter().all(|g| *g == 0.0), "{}", t.name);
    }
}
