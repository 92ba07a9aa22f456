//! A layer may have no bias: it is then neither counted, saved nor learned.

use std::fs;
use std::sync::Arc;

use aegan_lab::data::load;
use aegan_lab::event::control::Control;
use aegan_lab::language::execute;
use aegan_lab::layers::{
    Conv, ConvTranspose, Dense, FromZero, Identity, LeakyRelu, N, Net, NoBias, Pass, Relu,
    Residual, Spec, Tanh,
};
use aegan_lab::shell::Shell;
use dfdx::prelude::Cpu;

use super::lowered::{SIZES, constant, drawn};

/// What a layer says of itself, the number of its parameters, the names of its tensors, and what it makes
/// of an item of zeros.
fn facts<S: Spec>() -> (String, usize, Vec<String>, Vec<f32>) {
    let mut net = drawn::<S>(5, "biases");
    let fact = net.facts().remove(0);
    let tensors = net.tensors();
    let names = tensors.iter().map(|t| t.name.clone()).collect();
    let numbers: usize = tensors.iter().map(|t| t.tensor.values().len()).sum();
    drop(tensors);
    assert_eq!(fact.parameters, numbers, "{}", fact.what);
    let checked = S::PLAIN.check(&SIZES).unwrap();
    assert_eq!(checked.weights, numbers, "{}", fact.what);
    let len = net.takes().numbers();
    let y = net.forward(constant(vec![0.0; len], len), &mut Pass::infer());
    (fact.what, numbers, names, y.unwrap().values())
}

#[test]
fn it_is_neither_counted_nor_named_nor_added() {
    type Side = N<8>;
    for ((what, parameters, names, of_zeros), said, numbers) in [
        (
            facts::<Dense<N<4>, N<3>, Tanh, NoBias>>(),
            "dense 4 → 3 without bias, tanh",
            12,
        ),
        (
            facts::<Conv<Side, Side, N<3>, N<2>, 5, 2, Identity, NoBias>>(),
            "conv 3 → 2, k5 s2 without bias",
            150,
        ),
        (
            facts::<ConvTranspose<Side, Side, N<2>, N<3>, 5, 2, LeakyRelu<300>, NoBias>>(),
            "transposed conv 2 → 3, k5 s2 without bias, leaky relu",
            150,
        ),
    ] {
        assert_eq!((what.as_str(), parameters), (said, numbers));
        assert_eq!(names, ["weight"], "{what}");
        assert!(of_zeros.iter().all(|y| *y == 0.0), "{what}: {of_zeros:?}");
    }
    let (what, parameters, names, of_zeros) = facts::<Dense<N<4>, N<3>, Tanh>>();
    assert_eq!((what.as_str(), parameters), ("dense 4 → 3, tanh", 15));
    assert_eq!(names, ["weight", "bias"]);
    assert!(of_zeros.iter().all(|y| *y != 0.0), "{of_zeros:?}");
}

#[test]
fn a_residual_whose_last_layer_starts_at_zero_gives_what_it_takes_until_it_learns() {
    type Block = Residual<(
        Conv<N<8>, N<8>, N<2>, N<4>, 3, 1, Relu>,
        Conv<N<8>, N<8>, N<4>, N<2>, 3, 1, Identity, FromZero>,
    )>;
    type Dull = Residual<(
        Dense<N<6>, N<4>, Relu>,
        Dense<N<4>, N<6>, Identity, FromZero>,
    )>;
    let given = |net: &mut Net<Cpu>| {
        let len = net.takes().numbers();
        let x: Vec<f32> = (0..len).map(|i| i as f32 - 3.5).collect();
        let y = net.forward(constant(x.clone(), len), &mut Pass::infer());
        (x, y.unwrap().values())
    };
    for mut net in [drawn::<Block>(5, "zero"), drawn::<Dull>(5, "zero")] {
        let (x, y) = given(&mut net);
        assert_eq!(x, y);
        // The bias is there and learns.
        let mut tensors = net.tensors();
        let names: Vec<_> = tensors.iter().map(|t| t.name.clone()).collect();
        assert_eq!(names, ["0.weight", "0.bias", "1.weight", "1.bias"]);
        let bias = &mut tensors[3].tensor;
        let ones = vec![1.0; bias.values().len()];
        bias.set(&ones);
        drop(tensors);
        let (x, y) = given(&mut net);
        let shifted: Vec<_> = x.iter().map(|x| x + 1.0).collect();
        assert_eq!(shifted, y);
    }
}

/// The dense layer before the batch norm of the article has `use_bias=False`.
#[test]
fn the_dcgan_saves_none_for_its_dense_layer() {
    for (data, numbers) in [("digits", 12_544), ("digits-rgb", 4096)] {
        let folder = tempfile::tempdir().unwrap();
        let data = Arc::new(load(data).unwrap());
        let mut shell = Shell::over(data, 1, Control::default());
        let path = folder.path().join("a.ron");
        let line = format!(
            "build gan gen=dcgan disc=dense latent=2 batch=2; step 1; save '{}'",
            path.display()
        );
        execute(&mut shell, &line, &mut |_| {}).unwrap();
        let mut files = fs::read_dir(folder.path())
            .unwrap()
            .map(|f| f.unwrap().path());
        let weights = files.find(|f| f.extension().is_some_and(|e| e == "safetensors"));
        let content = fs::read(weights.unwrap()).unwrap();
        let (length, rest) = content.split_at(8);
        let length = u64::from_le_bytes(length.try_into().unwrap()) as usize;
        let header: serde_json::Value = serde_json::from_slice(&rest[..length]).unwrap();
        let shape = |name: &str| header.get(name).map(|tensor| tensor["shape"].to_string());
        assert_eq!(shape("G.0.0.weight"), Some(format!("[{numbers},2]")));
        assert_eq!(shape("G.0.0.bias"), None);
        assert!(shape("G.2.bias").is_some(), "{header}");
    }
}
