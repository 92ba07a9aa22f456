//! Losses, optimisers, averages, and numbers that come back.

use dfdx::prelude::{Cpu, TensorFromVec};

use super::{batch, near, numbers, tensor};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::update::Update;
use crate::kernels::{adam, momentum, rmsprop};
use crate::layers::formula::{Pointwise, tests::distances};
use crate::layers::ops::compose::{activate, loss, update};
use crate::layers::ops::{Clip, Memory, Ops, Row};
use crate::layers::parameter::row;
use crate::layers::pass::{Pass, Scalar, Var};

/// A loss and the gradient that it sends into its input.
fn of_loss(x: &[f32], of: impl Fn(&Var<Cpu>, &mut Pass<Cpu>) -> Result<Scalar<Cpu>>) -> Vec<f32> {
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
        Pointwise::Hinge { mirrored: true },
        Pointwise::Hinge { mirrored: false },
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
    for f in distances() {
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
fn what_is_no_number_is_not_hidden() {
    let x = Var::<Cpu>::constant(&Cpu::default(), vec![1.0, f32::NAN, -1.0], 3).unwrap();
    for mirrored in [true, false] {
        let hinge = Pointwise::Hinge { mirrored };
        let value = loss::mean_of(&x, hinge, &mut Pass::infer()).unwrap();
        assert!(value.value().is_nan(), "{hinge:?}");
    }
    for f in [
        Activation::Relu,
        Activation::LeakyRelu(0.2),
        Activation::Tanh,
        Activation::Elu,
        Activation::Silu,
        Activation::Gelu,
    ] {
        let y = activate(&x, f, &mut Pass::infer()).unwrap().values();
        let none: Vec<_> = y.iter().map(|y| y.is_nan()).collect();
        assert_eq!(none, [false, true, false], "{f:?}");
    }
}

#[test]
fn no_gradient_reaches_a_target_that_is_the_output_itself() {
    let f = distances()[0];
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
    let logits = Var::<Cpu>::constant(&Cpu::default(), numbers(3, 41), 1).unwrap();
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
    let mut weight = tensor(1, (3, 7));
    let (mut m, mut v) = (tensor(8, (21,)), tensor(8, (21,)));
    let positive: Vec<f32> = Cpu::read(&v).iter().map(|v| v.abs()).collect();
    Cpu::fill(&mut v, |into| into.copy_from_slice(&positive));
    let mut found = Vec::new();
    for _ in 0..2 {
        let bias = tensor(2, (3,));
        let mut pass = Pass::train(0);
        let x = batch(6, 4, 7);
        let y = Cpu::dense(x, (&weight, &bias), Activation::Tanh, &mut pass);
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
        let clip = Clip {
            limit,
            scale,
            decay: 0.2,
        };
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
    let x = Var::<Cpu> {
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
    let (mut ours, mut theirs) = (tensor(1, (3, 7)), tensor(1, (3, 7)));
    update::average(&mut ours, &source, 0.9).unwrap();
    Cpu::average(&mut theirs, &source, 0.9).unwrap();
    near("average", &Cpu::read(&ours), &Cpu::read(&theirs));
}
