//! Every layer: what it gives, the gradient of each of its tensors, the statistics that it keeps; in
//! stacks, so that gradients go through each of them.

use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::item::len;
use aegan_lab::layers::{
    Activate, BatchNorm, Conv, ConvTranspose, Dense, Dropout, Flat, Flatten, GruReader, GruWriter,
    Image, Kind, Layer, LayerNorm, LeakyRelu, NoBias, Ops, Pass, Relu, Rows, Shaped, Sigmoid,
    SpectralNorm, Tanh, Unflatten, Upsample,
    tangent::{self, Price},
};
use aegan_lab::random;
use dfdx::prelude::{BuildOnDevice, Cpu, Cuda};

use super::{constant, cuda, near, tensors};

const BATCH: usize = 5;

/// What a training pass through a layer gives and leaves.
fn pass<D: Ops, S: BuildOnDevice<D, f32>>(device: &D, name: &str, learn: bool) -> Vec<Vec<f32>>
where
    S::Built: Layer<D>,
{
    let mut layer = S::try_build_on_device(device).unwrap();
    layer.reset(&mut random::stream(3, name, 0));
    let len = len::<<S::Built as Shaped>::In>();
    let mut x = vec![0.0; BATCH * len];
    random::normals(3, name, 1, &mut x);
    let x = constant(device, &x, len).known().unwrap();
    let mut pass = Pass::train(7);
    pass.learn = learn;
    let y = layer.forward(x, &mut pass).unwrap();
    let mut found = vec![y.values()];
    let square = Pointwise::Square {
        times: 3.0,
        centre: 0.3,
    };
    let loss = D::mean_of(&y, square, &mut pass).unwrap();
    let mut gradients = pass.backward(device, &[(2.0, loss)]).unwrap();
    let mut named = Vec::new();
    layer.tensors("", &mut named);
    for t in named.iter().filter(|t| t.kind == Kind::Learned) {
        found.push(t.tensor.gradient(&mut gradients).unwrap());
    }
    drop(named);
    found.extend(tensors(&mut layer).into_iter().map(|(_, values)| values));
    let mut seen = vec![0.0; len];
    random::normals(3, name, 2, &mut seen);
    let seen = constant(device, &seen, len).known().unwrap();
    found.push(layer.forward(seen, &mut Pass::infer()).unwrap().values());
    found
}

fn check<S: BuildOnDevice<Cpu, f32> + BuildOnDevice<Cuda, f32>>(name: &str)
where
    <S as BuildOnDevice<Cpu, f32>>::Built: Layer<Cpu>,
    <S as BuildOnDevice<Cuda, f32>>::Built: Layer<Cuda>,
{
    for learn in [true, false] {
        let ours = pass::<_, S>(&cuda(), name, learn);
        let theirs = pass::<_, S>(&Cpu::default(), name, learn);
        for (i, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            near(&format!("{name}, learns {learn}, {i}"), ours, theirs, 1e-4);
        }
    }
}

/// The mean price of the slopes, and the gradient that the penalty gives each weight.
fn steep<D: Ops, S: BuildOnDevice<D, f32>>(device: &D, name: &str, price: Price) -> Vec<Vec<f32>>
where
    S::Built: Layer<D>,
{
    let mut layer = S::try_build_on_device(device).unwrap();
    layer.reset(&mut random::stream(5, name, 0));
    let len = len::<<S::Built as Shaped>::In>();
    let mut x = vec![0.0; BATCH * len];
    random::normals(5, name, 1, &mut x);
    let x = constant(device, &x, len);
    let mut pass = Pass::train(0);
    let (mean, penalty) = tangent::steepness(device, &x, price, &mut pass, |x, pass| {
        layer.forward(x.known()?, pass)?.any()
    })
    .unwrap();
    let mut found = vec![vec![mean.value()]];
    let mut gradients = pass.backward(device, &[(1.0, penalty)]).unwrap();
    let mut named = Vec::new();
    layer.tensors("", &mut named);
    found.extend(
        named
            .iter()
            .map(|t| t.tensor.gradient(&mut gradients).unwrap()),
    );
    found
}

#[test]
fn agree() {
    check::<(Dense<7, 6, Tanh>, Dense<6, 5, Relu>, Dense<5, 3>)>("dense");
    check::<(Dense<7, 6, LeakyRelu<200>>, Dense<6, 5, Sigmoid>)>("dense, the others");
    type Norm = (
        Dense<4, 6>,
        BatchNorm<Flat<6>, 6>,
        Activate<Flat<6>, LeakyRelu<300>>,
        Dropout<Flat<6>, 300>,
        Dense<6, 2, Tanh>,
    );
    check::<Norm>("batch norm and dropout");
    type Alone = (
        Dense<4, 6>,
        LayerNorm<Flat<6>, 6, Tanh>,
        (Dense<6, 12>, Unflatten<2, 2, 3, 12>),
        LayerNorm<Image<2, 2, 3>, 3>,
        (Flatten<2, 2, 3, 12>, Dense<12, 2, Tanh>),
    );
    check::<Alone>("layer norm");
    type Down = (
        Conv<Image<5, 6, 2>, Image<3, 3, 3>, 3, 2, LeakyRelu<200>>,
        BatchNorm<Image<3, 3, 3>, 3, Relu>,
        Conv<Image<3, 3, 3>, Image<3, 3, 9>, 2, 1, Sigmoid>,
        Flatten<3, 3, 9, 81>,
        Dense<81, 2>,
    );
    check::<Down>("convolutions");
    type Spectral = (
        SpectralNorm<Conv<Image<5, 6, 2>, Image<3, 3, 4>, 3, 2, LeakyRelu<200>>>,
        Flatten<3, 3, 4, 36>,
        SpectralNorm<Dense<36, 3, Tanh>>,
    );
    check::<Spectral>("spectral norm");
    type Recurrent = (
        Dense<2, 3, Tanh>,
        GruWriter<3, 3, 4, 12>,
        Rows<3, 4, 2, Sigmoid>,
        GruReader<3, 2, 3, 9>,
    );
    check::<Recurrent>("recurrent");
    type Up = (
        Dense<4, 18, Relu, NoBias>,
        Unflatten<3, 3, 2, 18>,
        ConvTranspose<Image<3, 3, 2>, Image<6, 6, 4>, 5, 2, Relu>,
        ConvTranspose<Image<6, 6, 4>, Image<6, 6, 1>, 3, 1, Tanh, NoBias>,
    );
    check::<Up>("transposed convolutions");
    type Upsampled = (
        Conv<Image<2, 3, 1>, Image<2, 3, 8>, 3, 1, Tanh>,
        Upsample<Image<2, 3, 8>, Image<4, 6, 8>, 2>,
        Conv<Image<4, 6, 8>, Image<4, 6, 1>, 3, 1, Sigmoid>,
    );
    check::<Upsampled>("upsampling");
}

#[test]
fn agree_on_the_penalty() {
    type Dense3 = (
        Dense<5, 6>,
        Activate<Flat<6>, LeakyRelu<200>>,
        Dense<6, 4, Relu>,
        Dense<4, 1>,
    );
    type Convolved = (
        Conv<Image<6, 6, 1>, Image<3, 3, 2>, 3, 2, LeakyRelu<200>>,
        Flatten<3, 3, 2, 18>,
        Dense<18, 1>,
    );
    type Spectral = (
        SpectralNorm<Conv<Image<6, 6, 1>, Image<3, 3, 2>, 3, 2, LeakyRelu<200>>>,
        Flatten<3, 3, 2, 18>,
        SpectralNorm<Dense<18, 1>>,
    );
    let compare = |name: &str, ours: Vec<Vec<f32>>, theirs: Vec<Vec<f32>>| {
        for (i, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            near(&format!("{name} {i}"), ours, theirs, 1e-4);
        }
    };
    for price in [Price::Square, Price::FromOne] {
        let ours = steep::<_, Dense3>(&cuda(), "dense", price);
        let theirs = steep::<_, Dense3>(&Cpu::default(), "dense", price);
        compare("dense", ours, theirs);
        let ours = steep::<_, Convolved>(&cuda(), "conv", price);
        let theirs = steep::<_, Convolved>(&Cpu::default(), "conv", price);
        compare("conv", ours, theirs);
        let ours = steep::<_, Spectral>(&cuda(), "spectral norm", price);
        let theirs = steep::<_, Spectral>(&Cpu::default(), "spectral norm", price);
        compare("spectral norm", ours, theirs);
    }
}
