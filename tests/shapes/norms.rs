//! Normalisations do what their papers say.

use aegan_lab::layers::tangent::{self, Penalty};
use aegan_lab::layers::{Dense, Flat, Image, LayerNorm, N, Net, Pass, Var};
use dfdx::prelude::Cpu;

use super::lowered::{drawn, normals};

fn refused(net: &mut Net<Cpu>, x: &Var<Cpu>) -> String {
    let (device, mut pass) = (Cpu::default(), Pass::train(0));
    let forward = |x, pass: &mut Pass<Cpu>| net.forward(x, pass);
    tangent::steepness(&device, x, Penalty::Square, &mut pass, forward)
        .map(|_| ())
        .unwrap_err()
        .to_string()
}

#[test]
fn a_layer_norm_sees_one_place_of_one_item_at_a_time() {
    // Channels that fill the lanes of a sum, and some over.
    let mut norm = drawn::<LayerNorm<Image<N<2>, N<3>, N<11>>>>(11, "alone");
    let x = normals(11, "alone", 3, 66).affine(5.0, 2.0, &mut Pass::infer());
    let x = x.unwrap();
    let mut through = |x: &Var<Cpu>, mut pass: Pass<Cpu>| {
        let y = norm.forward(x.clone(), &mut pass);
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
    type Normed = (Dense<N<3>, N<4>>, LayerNorm<Flat<N<4>>>, Dense<N<4>, N<1>>);
    let mut net = drawn::<Normed>(11, "penalised");
    let error = refused(&mut net, &normals(11, "x", 2, 3));
    assert!(error.contains("this one has layer norm"), "{error}");
    assert!(error.contains("set gp 0"), "{error}");
}
