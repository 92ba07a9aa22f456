//! The compositions against the kernels, on a CPU: outputs, every gradient, what is remembered.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;

use dfdx::prelude::{BuildOnDevice, Cpu, Tensor, TensorFromVec};

use super::{activate, conv, dense, dropout, loss, norm, update};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::kernels::update::Update;
use crate::kernels::{adam, momentum, rmsprop};
use crate::layers::batch_norm::BatchNorm;
use crate::layers::formula::Pointwise;
use crate::layers::item::{Any, Flat, Image, Item, Picture, len};
use crate::layers::ops::{Clip, Ops, Row};
use crate::layers::parameter::row;
use crate::layers::pass::{Mode, Pass, Scalar, Var};
use crate::layers::tangent::Gates;

const ACTIVATIONS: [Activation; 5] = [
    Activation::Identity,
    Activation::Relu,
    Activation::LeakyRelu(0.2),
    Activation::Tanh,
    Activation::Sigmoid,
];

fn numbers(seed: u32, n: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..n).map(|_| next()).collect()
}

fn near(what: &str, composed: &[f32], kernel: &[f32]) {
    assert_eq!(composed.len(), kernel.len(), "{what}");
    for (i, (a, b)) in composed.iter().zip(kernel).enumerate() {
        let close = (a - b).abs() <= 2e-5 * (1.0 + b.abs());
        assert!(close, "{what}[{i}]: composed {a}, kernel {b}");
    }
}

fn batch<I: Item>(seed: u32, n: usize) -> Var<I, Cpu> {
    let values = numbers(seed, n * len::<I>());
    let x = Var::<Any, Cpu>::constant(&Cpu::default(), values, len::<I>());
    x.unwrap().known().unwrap()
}

/// Who gets gradients: the input, the weights.
const WHO: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];

/// What comes out of an operation, and the gradients that go into its input and its weights.
fn ways<I: Item, O: Item>(
    (tracked, learn): (bool, bool),
    gates: Gates<Cpu>,
    weights: &[&Row<Cpu>],
    op: &dyn Fn(&Var<I, Cpu>, &mut Pass<Cpu>) -> Result<Var<O, Cpu>>,
) -> (Vec<Vec<f32>>, Gates<Cpu>) {
    let mut x = batch::<I>(5, 4);
    x.tracked = tracked;
    let mut pass = Pass::train(9);
    (pass.learn, pass.gates) = (learn, gates);
    let y = op(&x, &mut pass).unwrap();
    assert_eq!(y.tracked, tracked || learn && !weights.is_empty());
    let gates = std::mem::take(&mut pass.gates);
    let square = Pointwise::Square {
        times: 7.0,
        centre: 0.3,
    };
    let value = Cpu::mean_of(&y, square, &mut pass).unwrap();
    let mut gradients = pass.backward(&Cpu::default(), &[(2.0, value)]).unwrap();
    let mut found = vec![y.values()];
    found.push(Cpu::gradient(&x.tensor, &mut gradients).unwrap());
    for weight in weights {
        found.push(Cpu::gradient(weight, &mut gradients).unwrap());
    }
    (found, gates)
}

fn check<I: Item, O: Item>(
    what: &str,
    weights: &[&Row<Cpu>],
    composed: &dyn Fn(&Var<I, Cpu>, &mut Pass<Cpu>) -> Result<Var<O, Cpu>>,
    kernel: &dyn Fn(&Var<I, Cpu>, &mut Pass<Cpu>) -> Result<Var<O, Cpu>>,
) {
    for who in WHO {
        let what = format!("{what}, gradients for {who:?}");
        let (ours, _) = ways(who, Gates::Ignored, weights, composed);
        let (theirs, _) = ways(who, Gates::Ignored, weights, kernel);
        let output = theirs[0].iter().any(|v| *v != 0.0);
        assert!(output, "{what}: nothing to compare");
        let into = |way: usize| theirs[way].iter().any(|v| *v != 0.0);
        assert_eq!(into(1), who.0, "{what}: input");
        for (way, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            near(&format!("{what}, way {way}"), ours, theirs);
        }
    }
}

/// Of a layer that a gradient penalty goes through: what it keeps, and the linear layer that follows.
fn check_gates<I: Item, O: Item>(
    what: &str,
    weights: &[&Row<Cpu>],
    composed: &dyn Fn(&Var<I, Cpu>, &mut Pass<Cpu>) -> Result<Var<O, Cpu>>,
    kernel: &dyn Fn(&Var<I, Cpu>, &mut Pass<Cpu>) -> Result<Var<O, Cpu>>,
) {
    let followed = |op| {
        let (_, kept) = ways((true, false), Gates::Kept(VecDeque::new()), weights, op);
        let Gates::Kept(kept) = kept else {
            panic!("{what}: no gates kept")
        };
        let gate = Cpu::read(&kept[0]);
        (
            gate,
            ways((true, true), Gates::Followed(kept), weights, op).0,
        )
    };
    let (ours, theirs) = (followed(composed), followed(kernel));
    near(&format!("{what}: gate"), &ours.0, &theirs.0);
    for (way, (ours, theirs)) in ours.1.iter().zip(&theirs.1).enumerate() {
        near(&format!("{what}: along the gate, way {way}"), ours, theirs);
    }
}

fn tensor<S: dfdx::prelude::Shape>(seed: u32, shape: S) -> Tensor<S, f32, Cpu> {
    let values = numbers(seed, shape.num_elements());
    Cpu::default().tensor_from_vec(values, shape)
}

#[test]
fn dense_layers_and_activations() {
    use dfdx::prelude::Const;
    let weight = tensor(1, (Const::<3>, Const::<7>));
    let bias = tensor(2, (Const::<3>,));
    let (w, b) = (row(&weight).unwrap(), row(&bias).unwrap());
    for f in ACTIVATIONS {
        let what = format!("dense {f:?}");
        let ours = |x: &Var<Flat<7>, Cpu>, pass: &mut Pass<Cpu>| {
            dense::<Cpu, 7, 3>(x, (&weight, &bias), f, pass)
        };
        let theirs = |x: &Var<Flat<7>, Cpu>, pass: &mut Pass<Cpu>| {
            Cpu::dense::<7, 3>(x.clone(), (&weight, &bias), f, pass)
        };
        check(&what, &[&w, &b], &ours, &theirs);
        let alone = |x: &Var<Flat<7>, Cpu>, pass: &mut Pass<Cpu>| activate(x, f, pass);
        let kernel =
            |x: &Var<Flat<7>, Cpu>, pass: &mut Pass<Cpu>| Cpu::activate(x.clone(), f, pass);
        check(&format!("{f:?}"), &[], &alone, &kernel);
        if !matches!(f, Activation::Tanh | Activation::Sigmoid) {
            check_gates(&what, &[&w, &b], &ours, &theirs);
            check_gates(&format!("{f:?}"), &[], &alone, &kernel);
        }
    }
}

#[test]
fn dropout_has_the_same_mask() {
    let ours = |x: &Var<Flat<50>, Cpu>, pass: &mut Pass<Cpu>| dropout(x, 0.3, 77, pass);
    let theirs =
        |x: &Var<Flat<50>, Cpu>, pass: &mut Pass<Cpu>| Cpu::dropout(x.clone(), 0.3, 77, pass);
    check("dropout", &[], &ours, &theirs);
}

#[test]
fn batch_normalisation_and_its_running_statistics() {
    type Picture = Image<3, 2, 5>;
    type Norm = BatchNorm<Picture, 5>;
    let mut norm = Norm::try_build_on_device(&Cpu::default()).unwrap();
    (norm.scale, norm.shift) = (
        tensor(3, (dfdx::prelude::Const,)),
        tensor(4, (dfdx::prelude::Const,)),
    );
    let learned = [row(&norm.scale).unwrap(), row(&norm.shift).unwrap()];
    let statistics = std::cell::RefCell::new(Vec::new());
    for mode in [Mode::Train, Mode::Infer] {
        let run = |x: &Var<Picture, Cpu>, pass: &mut Pass<Cpu>, fast: bool| {
            let mut norm = norm.clone();
            pass.mode = mode;
            let y = if fast {
                Cpu::batch_norm(x.clone(), &mut norm, pass)
            } else {
                norm::batch_norm(x, &mut norm, pass)
            };
            let of = [&norm.running_mean, &norm.running_variance].map(Cpu::read);
            statistics.borrow_mut().push(of.concat());
            y
        };
        let weights = [&learned[0], &learned[1]];
        let ours = |x: &Var<Picture, Cpu>, pass: &mut Pass<Cpu>| run(x, pass, false);
        let theirs = |x: &Var<Picture, Cpu>, pass: &mut Pass<Cpu>| run(x, pass, true);
        check(&format!("batch norm {mode:?}"), &weights, &ours, &theirs);
        for pair in statistics.take().chunks_exact(2) {
            near(&format!("statistics {mode:?}"), &pair[0], &pair[1]);
        }
    }
}

fn convolutions<I: Picture, O: Picture, const K: usize>(stride: usize)
where
    I: Picture<Channels: std::fmt::Debug>,
{
    let what = format!("{:?} k{K} s{stride} {:?}", I::SIZES, O::SIZES);
    let f = Activation::LeakyRelu(0.2);
    let (k, from, to) = (
        dfdx::prelude::Const::<K>,
        I::Channels::default(),
        O::Channels::default(),
    );
    // There: from the large picture to the small one; and back with the same weights.
    let (weight, there, back) = (
        tensor(1, (k, k, from, to)),
        tensor(2, (to,)),
        tensor(3, (from,)),
    );
    let rows = [
        &row(&weight).unwrap(),
        &row(&there).unwrap(),
        &row(&back).unwrap(),
    ];
    let g = Geometry::same(K, stride, I::SIZES, O::SIZES);
    let ours = |x: &Var<I, Cpu>, pass: &mut Pass<Cpu>| {
        conv::conv::<I, O, Cpu, K>(x, (&weight, &there), g, f, pass)
    };
    let theirs = |x: &Var<I, Cpu>, pass: &mut Pass<Cpu>| {
        Cpu::conv::<I, O, K>(x.clone(), (&weight, &there), g, f, pass)
    };
    check(&what, &rows[..2], &ours, &theirs);
    check_gates(&what, &rows[..2], &ours, &theirs);
    let ours = |x: &Var<O, Cpu>, pass: &mut Pass<Cpu>| {
        conv::transposed::<O, I, Cpu, K>(x, (&weight, &back), g, f, pass)
    };
    let theirs = |x: &Var<O, Cpu>, pass: &mut Pass<Cpu>| {
        Cpu::conv_transpose::<O, I, K>(x.clone(), (&weight, &back), g, f, pass)
    };
    let what = format!("back {what}");
    check(&what, &[rows[0], rows[2]], &ours, &theirs);
    check_gates(&what, &[rows[0], rows[2]], &ours, &theirs);
}

#[test]
fn convolutions_both_ways() {
    convolutions::<Image<6, 6, 1>, Image<3, 3, 4>, 5>(2);
    convolutions::<Image<5, 7, 3>, Image<3, 4, 2>, 3>(2);
    convolutions::<Image<4, 4, 3>, Image<4, 4, 9>, 3>(1);
    convolutions::<Image<4, 3, 2>, Image<4, 3, 1>, 1>(1);
    // A stride above the kernel leaves pixels that nothing falls on.
    convolutions::<Image<7, 6, 2>, Image<3, 2, 3>, 2>(3);
}

#[test]
fn upsampling() {
    type Small = Image<2, 3, 4>;
    type Large = Image<4, 6, 4>;
    let ours =
        |x: &Var<Small, Cpu>, pass: &mut Pass<Cpu>| conv::upsample::<_, Large, _>(x, 2, pass);
    let theirs =
        |x: &Var<Small, Cpu>, pass: &mut Pass<Cpu>| Cpu::upsample::<_, Large>(x.clone(), 2, pass);
    check("upsample", &[], &ours, &theirs);
}

/// A loss and the gradient that it sends into its input.
fn of_loss(
    x: &[f32],
    of: impl Fn(&Var<Any, Cpu>, &mut Pass<Cpu>) -> Result<Scalar<Cpu>>,
) -> Vec<f32> {
    let device = Cpu::default();
    let mut x = Var::constant(&device, x.to_vec(), 3).unwrap();
    x.tracked = true;
    let mut pass = Pass::train(0);
    let value = of(&x, &mut pass).unwrap();
    let mut found = vec![value.value()];
    let mut gradients = pass.backward(&device, &[(3.0, value)]).unwrap();
    found.extend(Cpu::gradient(&x.tensor, &mut gradients).unwrap());
    found
}

#[test]
fn every_objective_and_distance() {
    let mut x: Vec<f32> = numbers(1, 57).iter().map(|v| v * 6.0).collect();
    x.extend([0.0, 80.0, -80.0]);
    for f in [
        Pointwise::Line { times: -0.7 },
        Pointwise::Square {
            times: 0.5,
            centre: 1.0,
        },
        Pointwise::Softplus {
            times: 1.0,
            mirrored: true,
        },
        Pointwise::Softplus {
            times: -2.0,
            mirrored: false,
        },
    ] {
        let ours = of_loss(&x, |x, pass| loss::mean_of(x, f, pass));
        let theirs = of_loss(&x, |x, pass| Cpu::mean_of(x, f, pass));
        near(&format!("{f:?}"), &ours, &theirs);
    }
    let probabilities: Vec<f32> = numbers(2, 60).iter().map(|v| 0.5 + v * 0.6).collect();
    let target: Vec<f32> = (0_u8..60).map(|i| f32::from(i % 4) / 3.0).collect();
    let target = Var::constant(&Cpu::default(), target, 3).unwrap();
    for f in crate::layers::formula::tests::distances() {
        let y: Vec<f32> = probabilities.iter().map(|p| p.clamp(-0.05, 1.05)).collect();
        let ours = of_loss(&y, |x, pass| {
            loss::mean_between(x, &target, f.formula, pass)
        });
        let theirs = of_loss(&y, |x, pass| Cpu::mean_between(x, &target, f, pass));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let close = (ours - theirs).abs() <= 1e-3 * (1.0 + theirs.abs());
            assert!(close, "{:?}: {ours}, {theirs}", f.formula);
        }
    }
}

#[test]
fn no_gradient_reaches_a_target_that_is_the_output_itself() {
    let f = crate::layers::formula::tests::distances()[0];
    let x = numbers(1, 6);
    let ours = of_loss(&x, |x, pass| {
        let shifted = activate(x, Activation::Tanh, pass)?;
        loss::mean_between(&shifted, &x.detached(), f.formula, pass)
    });
    let theirs = of_loss(&x, |x, pass| {
        let shifted = Cpu::activate(x.clone(), Activation::Tanh, pass)?;
        Cpu::mean_between(&shifted, &x.detached(), f, pass)
    });
    near("target", &ours, &theirs);
}

#[test]
fn opinions_and_numbers_that_are_fetched() {
    let logits = Var::<Any, Cpu>::constant(&Cpu::default(), numbers(3, 41), 1).unwrap();
    let values = |scalars: [Scalar<Cpu>; 2]| loss::fetch(&[&scalars[0], &scalars[1]]).unwrap();
    let ours = values(loss::opinion(&logits).unwrap());
    near("opinion", &ours, &values(Cpu::opinion(&logits).unwrap()));
    assert!(ours[1] > 5.0 && loss::fetch::<Cpu>(&[]).unwrap().is_empty());
}

const RULES: [Update; 3] = [
    Update::Adam(adam::Update {
        rate: 0.1,
        beta1: 0.5,
        beta2: 0.9,
        epsilon: 1e-8,
        correction1: 0.5,
        correction2: 0.1,
    }),
    Update::RmsProp(rmsprop::Update {
        rate: 0.1,
        keep: 0.9,
        epsilon: 1e-7,
    }),
    Update::Momentum(momentum::Update {
        rate: 0.1,
        momentum: 0.8,
    }),
];

/// Two updates of a weight with what is remembered, and the norm of its gradient.
fn updated(with: Update, limit: f32, norm: f32, fast: bool) -> Vec<f32> {
    let device = Cpu::default();
    let mut weight = tensor(1, (dfdx::prelude::Const::<3>, dfdx::prelude::Const::<7>));
    let (mut m, mut v) = (tensor(8, (21,)), tensor(8, (21,)));
    v.try_clamp_in_place();
    let mut found = Vec::new();
    for _ in 0..2 {
        let bias = tensor(2, (dfdx::prelude::Const::<3>,));
        let mut pass = Pass::train(0);
        let y = Cpu::dense::<7, 3>(batch(6, 4), (&weight, &bias), Activation::Tanh, &mut pass);
        let square = Pointwise::Square {
            times: 9.0,
            centre: 0.4,
        };
        let value = Cpu::mean_of(&y.unwrap(), square, &mut pass).unwrap();
        let mut gradients = pass.backward(&device, &[(1.0, value)]).unwrap();
        let squares = if fast {
            Cpu::squares(&weight, &mut gradients, limit)
        } else {
            update::squares(&weight, &mut gradients, limit)
        };
        let size = Scalar::norm(vec![squares.unwrap()]).unwrap();
        let scale = (norm > 0.0).then(|| size.down_to(norm).unwrap());
        let clip = Clip { limit, scale };
        let memory = (&mut m, &mut v);
        if fast {
            Cpu::update(&mut weight, &mut gradients, &clip, with, memory).unwrap();
        } else {
            update::update(&mut weight, &mut gradients, &clip, with, memory).unwrap();
        }
        found.push(size.value());
    }
    for row in [row(&weight).unwrap(), m, v] {
        found.extend(Cpu::read(&row));
    }
    found
}

trait Positive {
    fn try_clamp_in_place(&mut self);
}

impl Positive for Row<Cpu> {
    fn try_clamp_in_place(&mut self) {
        let values: Vec<f32> = Cpu::read(self).iter().map(|v| v.abs()).collect();
        Cpu::write(self, &values);
    }
}

#[test]
fn every_optimiser_clipped_and_not() {
    for with in RULES {
        for (limit, norm) in [(0.0, 0.0), (0.2, 0.0), (0.0, 0.5), (0.3, 0.5), (0.0, 1e6)] {
            let ours = updated(with, limit, norm, false);
            let theirs = updated(with, limit, norm, true);
            near(&format!("{with:?} {limit} {norm}"), &ours, &theirs);
        }
    }
}

#[test]
fn the_norm_of_what_is_no_number_is_none() {
    let device = Cpu::default();
    let weight: Row<Cpu> = device.tensor_from_vec(vec![1e30, 1.0], (2,));
    let x = Var::<Any, Cpu> {
        tensor: dfdx::prelude::ReshapeTo::reshape_like(weight.clone(), &(2, 1)),
        tracked: true,
    };
    let mut pass = Pass::train(0);
    let square = Pointwise::Square {
        times: 1e30,
        centre: 0.0,
    };
    let value = loss::mean_of(&x, square, &mut pass).unwrap();
    let mut gradients = pass.backward(&device, &[(1.0, value)]).unwrap();
    for limit in [0.0, 0.1] {
        let squares = update::squares(&weight, &mut gradients, limit).unwrap();
        assert!(!squares.value().is_finite(), "clamped to {limit}");
    }
}

#[test]
fn averages() {
    let source: Row<Cpu> = tensor(2, (21,));
    let shape = (dfdx::prelude::Const::<3>, dfdx::prelude::Const::<7>);
    let (mut ours, mut theirs) = (tensor(1, shape), tensor(1, shape));
    update::average(&mut ours, &source, 0.9).unwrap();
    Cpu::average(&mut theirs, &source, 0.9).unwrap();
    near("average", &Cpu::read(&ours), &Cpu::read(&theirs));
}
