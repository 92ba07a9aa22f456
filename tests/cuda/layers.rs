//! Every layer: what it gives, the gradient of each of its tensors, the statistics that it keeps; in
//! stacks, so that gradients go through each of them.

use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::ops::cuda::kernels::composed;
use aegan_lab::layers::{
    Activate, BatchNorm, Conv, ConvTranspose, Dense, Dropout, Elu, Flat, Flatten, Gelu, GruReader,
    GruWriter, Image, Kind, LayerNorm, LeakyRelu, N, NoBias, Ops, Over, Pass, Relu, Residual, Rows,
    Sigmoid, Silu, Spec, SpectralNorm, Tanh, Unflatten, Upsample,
    tangent::{self, Penalty},
};
use aegan_lab::random;
use dfdx::prelude::Cpu;

use super::{constant, cuda, drawn, near, tensors};

const BATCH: usize = 5;

/// What a training pass through a network gives and leaves.
fn pass<D: Ops, S: Spec>(device: &D, name: &str, learn: bool) -> Vec<Vec<f32>> {
    let mut net = drawn::<S, D>(device, 3, name);
    // Biases begin as zeros and scales as ones, which hides much.
    let named = net.tensors().into_iter();
    for (t, stream) in named.filter(|t| t.kind == Kind::Learned).zip(3..) {
        let mut values = t.tensor.values();
        let mut noise = vec![0.0; values.len()];
        random::normals(3, name, stream, &mut noise);
        values
            .iter_mut()
            .zip(noise)
            .for_each(|(v, n)| *v += 0.2 * n);
        t.tensor.set(&values);
    }
    let len = net.takes().numbers();
    let mut x = vec![0.0; BATCH * len];
    random::normals(3, name, 1, &mut x);
    let mut pass = Pass::train(7);
    pass.learn = learn;
    let y = net.forward(constant(device, &x, len), &mut pass).unwrap();
    let mut found = vec![y.values()];
    let square = Pointwise::Square {
        times: 3.0,
        centre: 0.3,
    };
    let loss = D::mean_of(&y, square, &mut pass).unwrap();
    let mut gradients = pass.backward(device, &[(2.0, loss)]).unwrap();
    let named = net.tensors();
    for t in named.iter().filter(|t| t.kind == Kind::Learned) {
        found.push(t.tensor.gradient(&mut gradients).unwrap());
    }
    drop(named);
    found.extend(tensors(&mut net));
    let mut seen = vec![0.0; len];
    random::normals(3, name, 2, &mut seen);
    let seen = constant(device, &seen, len);
    found.push(net.forward(seen, &mut Pass::infer()).unwrap().values());
    found
}

fn check<S: Spec>(name: &str) {
    for learn in [true, false] {
        let theirs = pass::<_, S>(&Cpu::default(), name, learn);
        let own = pass::<_, S>(&cuda(), name, learn);
        let composed = composed(|| pass::<_, S>(&cuda(), name, learn));
        for (how, ours) in [("by own kernels", own), ("composed", composed)] {
            for (i, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                let what = format!("{name} {how}, learns {learn}, {i}");
                near(&what, ours, theirs, 1e-4);
            }
        }
    }
}

/// The mean penalty on the slopes, and the gradient that the penalty gives each weight.
fn steep<D: Ops, S: Spec>(device: &D, name: &str, kind: Penalty) -> Vec<Vec<f32>> {
    let mut net = drawn::<S, D>(device, 5, name);
    let len = net.takes().numbers();
    let mut x = vec![0.0; BATCH * len];
    random::normals(5, name, 1, &mut x);
    let x = constant(device, &x, len);
    let mut pass = Pass::train(0);
    let forward = |x, pass: &mut Pass<D>| net.forward(x, pass);
    let (mean, penalty) = tangent::steepness(device, &x, kind, &mut pass, forward).unwrap();
    let mut found = vec![vec![mean.value()]];
    let mut gradients = pass.backward(device, &[(1.0, penalty)]).unwrap();
    let named = net.tensors();
    let named = named.iter();
    found.extend(named.map(|t| t.tensor.gradient(&mut gradients).unwrap()));
    found
}

#[test]
fn agree() {
    type Leaky = LeakyRelu<200>;
    type Plain = (
        Dense<N<7>, N<6>, Tanh>,
        Dense<N<6>, N<5>, Relu>,
        Dense<N<5>, N<3>>,
    );
    check::<Plain>("dense");
    check::<(Dense<N<7>, N<6>, Leaky>, Dense<N<6>, N<5>, Sigmoid>)>("dense, the others");
    type Smooth = (
        Dense<N<7>, N<6>, Elu>,
        Residual<Dense<N<6>, N<6>, Silu>>,
        Dense<N<6>, N<5>, Gelu>,
    );
    check::<Smooth>("smooth activations, gone past");
    // Above zero an exponential does nothing: of several, some have first elements below.
    type Exponential = (
        Dense<N<7>, N<6>, Elu>,
        Dense<N<6>, N<6>, Elu>,
        Dense<N<6>, N<6>, Elu>,
        Dense<N<6>, N<6>, Elu>,
        Dense<N<6>, N<5>, Elu>,
    );
    check::<Exponential>("exponential units");
    type Norm = (
        Dense<N<4>, N<6>>,
        BatchNorm<Flat<N<6>>>,
        Activate<Flat<N<6>>, LeakyRelu<300>>,
        Dropout<Flat<N<6>>, 300>,
        Dense<N<6>, N<2>, Tanh>,
    );
    check::<Norm>("batch norm and dropout");
    type Alone = (
        Dense<N<4>, N<6>>,
        LayerNorm<Flat<N<6>>, Tanh>,
        (Dense<N<6>, N<12>>, Unflatten<N<2>, N<2>, N<3>, N<12>>),
        LayerNorm<Image<N<2>, N<2>, N<3>>>,
        (Flatten<N<2>, N<2>, N<3>, N<12>>, Dense<N<12>, N<2>, Tanh>),
    );
    check::<Alone>("layer norm");
    type Rows3 = Over<N<5>, 2>;
    type Columns3 = Over<N<6>, 2>;
    type Down = (
        Conv<N<5>, N<6>, N<2>, N<3>, 3, 2, Leaky>,
        BatchNorm<Image<Rows3, Columns3, N<3>>, Relu>,
        Conv<Rows3, Columns3, N<3>, N<9>, 2, 1, Sigmoid>,
        Flatten<Rows3, Columns3, N<9>, N<81>>,
        Dense<N<81>, N<2>>,
    );
    check::<Down>("convolutions");
    type Spectral = (
        SpectralNorm<Conv<N<5>, N<6>, N<2>, N<4>, 3, 2, Leaky>>,
        Flatten<Rows3, Columns3, N<4>, N<36>>,
        SpectralNorm<Dense<N<36>, N<3>, Tanh>>,
    );
    check::<Spectral>("spectral norm");
    type Recurrent = (
        Dense<N<2>, N<3>, Tanh>,
        GruWriter<N<3>, N<3>, N<4>>,
        Rows<N<3>, N<4>, N<2>, N<1>, Sigmoid>,
        GruReader<N<3>, N<2>, N<1>, N<3>>,
    );
    check::<Recurrent>("recurrent");
    type Up = (
        Dense<N<4>, N<18>, Relu, NoBias>,
        Unflatten<Columns3, Columns3, N<2>, N<18>>,
        ConvTranspose<N<6>, N<6>, N<2>, N<4>, 5, 2, Relu>,
        ConvTranspose<N<6>, N<6>, N<4>, N<1>, 3, 1, Tanh, NoBias>,
    );
    check::<Up>("transposed convolutions");
    type Upsampled = (
        Conv<Over<N<4>, 2>, Columns3, N<1>, N<8>, 3, 1, Tanh>,
        Upsample<N<4>, N<6>, N<8>, 2>,
        Conv<N<4>, N<6>, N<8>, N<1>, 3, 1, Sigmoid>,
    );
    check::<Upsampled>("upsampling");
}

#[test]
fn agree_on_the_penalty() {
    type Leaky = LeakyRelu<200>;
    type Three = Over<N<6>, 2>;
    type Convolution = Conv<N<6>, N<6>, N<1>, N<2>, 3, 2, Leaky>;
    type Dense3 = (
        Dense<N<5>, N<6>>,
        Activate<Flat<N<6>>, Leaky>,
        Dense<N<6>, N<4>, Relu>,
        Dense<N<4>, N<1>>,
    );
    type Convolved = (
        Convolution,
        Flatten<Three, Three, N<2>, N<18>>,
        Dense<N<18>, N<1>>,
    );
    type Spectral = (
        SpectralNorm<Convolution>,
        Flatten<Three, Three, N<2>, N<18>>,
        SpectralNorm<Dense<N<18>, N<1>>>,
    );
    let compare = |name: &str, ours: Vec<Vec<f32>>, theirs: Vec<Vec<f32>>| {
        for (i, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            near(&format!("{name} {i}"), ours, theirs, 1e-4);
        }
    };
    for kind in [Penalty::Square, Penalty::FromOne] {
        let ours = steep::<_, Dense3>(&cuda(), "dense", kind);
        let theirs = steep::<_, Dense3>(&Cpu::default(), "dense", kind);
        compare("dense", ours, theirs);
        let ours = steep::<_, Convolved>(&cuda(), "conv", kind);
        let theirs = steep::<_, Convolved>(&Cpu::default(), "conv", kind);
        compare("conv", ours, theirs.clone());
        let ours = composed(|| steep::<_, Convolved>(&cuda(), "conv", kind));
        compare("conv, composed", ours, theirs);
        let ours = steep::<_, Spectral>(&cuda(), "spectral norm", kind);
        let theirs = steep::<_, Spectral>(&Cpu::default(), "spectral norm", kind);
        compare("spectral norm", ours, theirs);
    }
}
