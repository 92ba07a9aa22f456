//! The same types as dfdx modules: what they compute, learn, count and save.

use aegan_lab::layers::{
    Activate, Batch, BatchNorm, Bias, ClassBias, CodeBias, Conv, ConvTranspose, Dense,
    DeviationDense, Dropout, Flat, Flatten, FromZero, Gaussian, GruReader, GruWriter, Identity,
    Image, LayerNorm, LeakyRelu, Module, N, NoBias, Ops, Over, Pass, Pick, Relu, Rows, Sigmoid,
    Spec, SpectralNorm, Tanh, Tap, Unflatten, Upsample, Var, formula::Pointwise,
};
use dfdx::nn::{BuildModule, DeviceBuildExt, LoadFromSafetensors, NumParams, SaveToSafetensors};
use dfdx::optim::{Adam, AdamConfig, Optimizer};
use dfdx::prelude::{BuildOnDevice, Cpu};

use super::lowered::zeros;

fn numbers(n: usize) -> Vec<f32> {
    (0..n).map(|i| (i as f32 * 0.7).sin()).collect()
}

fn pass() -> Pass<Cpu> {
    let codes = Var::constant(&Cpu::default(), numbers(9), 3).unwrap();
    let pass = Pass::train(5).given(Some([0, 2, 1].into()));
    pass.beside(Some(codes))
}

/// A module and the network that its plain value is lowered to, with the same weights, give the same
/// numbers and the same gradients, bit for bit; what a layer keeps is kept by the module, too.
fn same<S>(name: &str)
where
    S: Spec + BuildOnDevice<Cpu, f32>,
    S::Built: Module<Cpu, Of = S> + BuildModule<Cpu, f32>,
{
    let device = Cpu::default();
    let mut module = device.build_module::<S, f32>();
    let mut net = zeros::<S>();
    let mut own = Vec::new();
    module.parameters(&mut own);
    assert_eq!(own.len(), net.tensors().len(), "{name}");
    for (named, own) in net.tensors().into_iter().zip(&mut own) {
        assert_eq!(
            named.tensor.shape().iter().product::<usize>(),
            own.shape().iter().product::<usize>(),
            "{name}: {}",
            named.name
        );
        named.tensor.set(&own.values());
    }
    let from = net.takes().numbers();
    let x = Var::constant(&device, numbers(3 * from), from).unwrap();
    let square = Pointwise::Square {
        times: 3.0,
        centre: 0.1,
    };

    let mut on = pass();
    let y = module
        .forward(Batch::new(x.clone()).unwrap(), &mut on)
        .unwrap();
    let found = y.items().values();
    let loss = Cpu::mean_of(y.items(), square, &mut on).unwrap();
    let mut gradients = on.backward(&device, &[(1.0, loss)]).unwrap();
    let mut own = Vec::new();
    module.parameters(&mut own);
    let of_module: Vec<_> = own
        .iter()
        .map(|t| t.gradient(&mut gradients).unwrap())
        .collect();
    let values: Vec<_> = own.iter().map(|t| t.values()).collect();

    let mut on = pass();
    let y = net.forward(x, &mut on).unwrap();
    assert_eq!(found, y.values(), "{name}");
    assert!(
        found.iter().any(|v| *v != 0.0),
        "{name}: nothing to compare"
    );
    let loss = Cpu::mean_of(&y, square, &mut on).unwrap();
    let mut gradients = on.backward(&device, &[(1.0, loss)]).unwrap();
    for (place, named) in net.tensors().into_iter().enumerate() {
        let wanted = named.tensor.gradient(&mut gradients).unwrap();
        assert_eq!(of_module[place], wanted, "{name}: {}", named.name);
        assert_eq!(
            values[place],
            named.tensor.values(),
            "{name}: {}",
            named.name
        );
    }
}

type Half = Over<N<4>, 2>;
type Picture = Image<N<5>, N<4>, N<2>>;
type Leaky = LeakyRelu<200>;

type AllInOne = (
    (
        Conv<N<4>, N<4>, N<1>, N<2>, 3, 2, Leaky>,
        Flatten<Half, Half, N<2>, N<8>>,
    ),
    (Dense<N<8>, N<3>>, Pick<N<3>>, Dense<N<1>, N<8>>),
    (
        Activate<Flat<N<8>>, Tanh>,
        Unflatten<Half, Half, N<2>, N<8>>,
        Upsample<N<4>, N<4>, N<2>, 2>,
    ),
    Dropout<Image<N<4>, N<4>, N<2>>, 300>,
);

#[test]
fn modules_do_what_the_lowered_networks_do() {
    same::<Dense<N<7>, N<4>, Tanh>>("dense");
    same::<Dense<N<7>, N<4>, Relu, NoBias>>("dense without bias");
    same::<DeviationDense<N<7>, N<4>, Leaky>>("deviation");
    same::<Conv<N<5>, N<4>, N<2>, N<3>, 3, 2, Leaky>>("conv");
    same::<Conv<N<5>, N<4>, N<2>, N<3>, 3, 1, Identity, NoBias>>("conv without bias");
    // What starts at zero gives zeros, so something comes after it.
    same::<(Dense<N<7>, N<4>, Tanh, FromZero>, Dense<N<4>, N<3>>)>("dense from zero");
    same::<(
        Conv<N<5>, N<4>, N<2>, N<3>, 3, 1, Identity, FromZero>,
        Conv<N<5>, N<4>, N<3>, N<2>, 3, 1>,
    )>("conv from zero");
    same::<ConvTranspose<N<5>, N<4>, N<2>, N<3>, 3, 2, Sigmoid>>("transposed conv");
    same::<ConvTranspose<N<5>, N<4>, N<2>, N<3>, 5, 1, Tanh, Bias>>("transposed conv, stride 1");
    same::<BatchNorm<Picture, Relu>>("batch norm");
    same::<LayerNorm<Flat<N<6>>>>("layer norm");
    same::<ClassBias<N<4>, N<3>>>("class bias");
    same::<(Dense<N<7>, N<1>>, ClassBias<N<1>, N<1>>)>("class bias of one class");
    same::<CodeBias<N<3>, N<4>>>("code bias");
    same::<GruReader<N<5>, N<4>, N<2>, N<3>>>("gru reader");
    same::<GruWriter<N<5>, N<4>, N<3>>>("gru writer");
    same::<Rows<N<5>, N<4>, N<2>, N<3>, Sigmoid>>("rows");
    same::<SpectralNorm<Dense<N<7>, N<4>, Relu>>>("spectral norm");
    same::<Tap<SpectralNorm<Conv<N<5>, N<4>, N<2>, N<3>, 3, 2>>>>("spectral norm of a conv");
    same::<(Dense<N<3>, N<4>>, Gaussian<N<2>, N<4>>)>("gaussian");
    same::<AllInOne>("all in one");
}

type Small = (
    Conv<N<4>, N<4>, N<1>, N<2>, 3, 2, Leaky>,
    Flatten<Half, Half, N<2>, N<8>>,
    Dense<N<8>, N<2>>,
);

#[test]
fn dfdx_counts_moves_and_saves_them() {
    let device = Cpu::default();
    let mut net = device.build_module::<Small, f32>();
    assert_eq!(net.num_trainable_params(), 9 * 2 + 2 + 8 * 2 + 2);
    let mut adam = Adam::new(&net, AdamConfig::default());
    let x = || Batch::new(Var::constant(&device, numbers(48), 16).unwrap()).unwrap();
    let mut losses = Vec::new();
    for step in 0..20 {
        let mut pass = Pass::train(step);
        let y = net.forward(x(), &mut pass).unwrap();
        let square = Pointwise::Square {
            times: 1.0,
            centre: 0.5,
        };
        let loss = Cpu::mean_of(y.items(), square, &mut pass).unwrap();
        losses.push(loss.value());
        let gradients = pass.backward(&device, &[(1.0, loss)]).unwrap();
        adam.update(&mut net, &gradients).unwrap();
    }
    assert!(losses[19] < losses[0], "{losses:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.safetensors");
    net.save_safetensors(&file).unwrap();
    let mut loaded = device.build_module::<Small, f32>();
    loaded.load_safetensors(&file).unwrap();
    let read = |net: &mut <Small as BuildOnDevice<Cpu, f32>>::Built| {
        let y = net.forward(x(), &mut Pass::infer()).unwrap();
        y.items().values()
    };
    assert_eq!(read(&mut net), read(&mut loaded));
}

#[test]
fn a_batch_of_other_items_is_refused() {
    let x = Var::constant(&Cpu::default(), vec![0.0; 30], 15).unwrap();
    let refused = Batch::<Picture, Cpu>::new(x).unwrap_err().to_string();
    assert_eq!(refused, "items of [5, 4, 2] have 40 numbers, not 15");
}
