//! Normalisations do what their papers say.

use aegan_lab::layers::tangent::{self, Price};
use aegan_lab::layers::{Any, Dense, Flat, Image, Layer, LayerNorm, Pass, Var};
use aegan_lab::random;
use dfdx::prelude::{BuildOnDevice, Cpu};

/// A layer with weights of its own, on a CPU.
fn built<S: BuildOnDevice<Cpu, f32>>(name: &str) -> S::Built
where
    S::Built: Layer<Cpu>,
{
    let mut layer = S::try_build_on_device(&Cpu::default()).unwrap();
    layer.reset(&mut random::stream(11, name, 0));
    layer
}

fn normals(name: &str, items: usize, len: usize) -> Var<Any, Cpu> {
    let mut x = vec![0.0; items * len];
    random::normals(11, name, 1, &mut x);
    Var::constant(&Cpu::default(), x, len).unwrap()
}

fn refused<L: Layer<Cpu>>(layer: &mut L, x: &Var<Any, Cpu>) -> String {
    let (device, mut pass) = (Cpu::default(), Pass::train(0));
    tangent::steepness(&device, x, Price::Square, &mut pass, |x, pass| {
        layer.forward(x.known()?, pass)?.any()
    })
    .map(|_| ())
    .unwrap_err()
    .to_string()
}

#[test]
fn a_layer_norm_sees_one_place_of_one_item_at_a_time() {
    // Channels that fill the lanes of a sum, and some over.
    let mut norm = built::<LayerNorm<Image<2, 3, 11>, 11>>("alone");
    let x = normals("alone", 3, 66).affine(5.0, 2.0, &mut Pass::infer());
    let x = x.unwrap();
    let mut through = |x: &Var<Any, Cpu>, mut pass: Pass<Cpu>| {
        let y = norm.forward(x.clone().known().unwrap(), &mut pass);
        y.unwrap().values()
    };
    let trained = through(&x, Pass::train(0));
    for place in trained.chunks_exact(11) {
        let mean = place.iter().sum::<f32>() / 11.0;
        let variance = place.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / 11.0;
        assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-4);
    }
    assert_eq!(trained, through(&x, Pass::infer()));
    // An item is what it is, whoever stands beside it.
    let alone = x.pick(vec![1]).unwrap();
    assert_eq!(trained[66..132], through(&alone, Pass::train(0))[..]);
}

#[test]
fn a_layer_norm_has_no_place_in_a_gradient_penalty() {
    type Normed = (Dense<3, 4>, LayerNorm<Flat<4>, 4>, Dense<4, 1>);
    let error = refused(&mut built::<Normed>("penalised"), &normals("x", 2, 3));
    assert!(error.contains("this one has layer norm"), "{error}");
    assert!(error.contains("set r1 0; set gp 0"), "{error}");
}
