//! Layers.

use std::collections::VecDeque;
use std::rc::Rc;

use dfdx::prelude::{BuildOnDevice, Cpu};

use super::super::plan::{self, Gather};
use super::super::{activate, conv, dense, dropout, gru, labels, norm};
use super::{batch, near, tensor};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::layers::batch_norm::BatchNorm;
use crate::layers::formula::Pointwise;
use crate::layers::item::{Flat, Image, Item, Picture};
use crate::layers::layer_norm::LayerNorm;
use crate::layers::ops::{Ops, Row};
use crate::layers::parameter::row;
use crate::layers::pass::{Labels, Mode, Pass, Var};
use crate::layers::tangent::Gates;

const ACTIVATIONS: [Activation; 5] = [
    Activation::Identity,
    Activation::Relu,
    Activation::LeakyRelu(0.2),
    Activation::Tanh,
    Activation::Sigmoid,
];

/// One way of computing an operation.
type Op<'a, I, O> = &'a dyn Fn(&Var<I, Cpu>, &mut Pass<Cpu>) -> Result<Var<O, Cpu>>;

/// Who gets gradients: the input, the weights.
const WHO: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];

/// What comes out of an operation, and the gradients that go into its input and its weights.
fn ways<I: Item, O: Item>(
    (tracked, learn): (bool, bool),
    gates: Gates<Cpu>,
    weights: &[&Row<Cpu>],
    op: Op<'_, I, O>,
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
    composed: Op<'_, I, O>,
    kernel: Op<'_, I, O>,
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
    composed: Op<'_, I, O>,
    kernel: Op<'_, I, O>,
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
fn layers_that_are_told_the_class() {
    use dfdx::prelude::Const;
    let table = tensor(3, (Const::<5>, Const::<7>));
    let t = row(&table).unwrap();
    let classes: Labels = [4, 0, 2, 4].into();
    check(
        "class bias",
        &[&t],
        &|x: &Var<Flat<7>, Cpu>, pass: &mut Pass<Cpu>| {
            labels::class_bias::<Cpu, 7, 5>(x.clone(), &table, &classes, pass)
        },
        &|x: &Var<Flat<7>, Cpu>, pass: &mut Pass<Cpu>| {
            Cpu::class_bias::<7, 5>(x.clone(), &table, classes.clone(), pass)
        },
    );
    check(
        "pick",
        &[],
        &|x: &Var<Flat<5>, Cpu>, pass: &mut Pass<Cpu>| labels::pick::<Cpu, 5>(x, &classes, pass),
        &|x: &Var<Flat<5>, Cpu>, pass: &mut Pass<Cpu>| {
            Cpu::pick::<5>(x.clone(), classes.clone(), pass)
        },
    );
}

#[test]
fn recurrent_layers() {
    use dfdx::prelude::Const;
    let weight = tensor(5, (Const::<9>, Const::<3>));
    let bias = tensor(6, (Const::<9>,));
    let (w, b) = (row(&weight).unwrap(), row(&bias).unwrap());
    check::<Image<4, 9, 1>, Flat<3>>(
        "gru reads",
        &[&w, &b],
        &|x, pass| gru::read::<Cpu, 4, 3, 9>(x, (&weight, &bias), pass),
        &|x, pass| Cpu::gru_read::<4, 3, 9>(x.clone(), (&weight, &bias), pass),
    );
    check::<Flat<9>, Image<4, 3, 1>>(
        "gru writes",
        &[&w, &b],
        &|x, pass| gru::write::<Cpu, 4, 3, 9>(x, (&weight, &bias), pass),
        &|x, pass| Cpu::gru_write::<4, 3, 9>(x.clone(), (&weight, &bias), pass),
    );
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
    let modes = [Mode::Train, Mode::Infer];
    for (mode, f) in modes.into_iter().flat_map(|m| ACTIVATIONS.map(|f| (m, f))) {
        let run = |x: &Var<Picture, Cpu>, pass: &mut Pass<Cpu>, fast: bool| {
            let mut norm = norm.clone();
            pass.mode = mode;
            let y = if fast {
                Cpu::batch_norm(x.clone(), &mut norm, f, pass)
            } else {
                norm::batch_norm(x, &mut norm, f, pass)
            };
            let of = [&norm.running_mean, &norm.running_variance].map(Cpu::read);
            statistics.borrow_mut().push(of.concat());
            y
        };
        let weights = [&learned[0], &learned[1]];
        let ours = |x: &Var<Picture, Cpu>, pass: &mut Pass<Cpu>| run(x, pass, false);
        let theirs = |x: &Var<Picture, Cpu>, pass: &mut Pass<Cpu>| run(x, pass, true);
        check(
            &format!("batch norm {mode:?} {f:?}"),
            &weights,
            &ours,
            &theirs,
        );
        for pair in statistics.take().chunks_exact(2) {
            near(&format!("statistics {mode:?} {f:?}"), &pair[0], &pair[1]);
        }
    }
}

#[test]
fn layer_normalisation() {
    type Picture = Image<3, 2, 13>;
    type Norm = LayerNorm<Picture, 13>;
    let mut norm = Norm::try_build_on_device(&Cpu::default()).unwrap();
    (norm.scale, norm.shift) = (
        tensor(3, (dfdx::prelude::Const,)),
        tensor(4, (dfdx::prelude::Const,)),
    );
    let learned = [&row(&norm.scale).unwrap(), &row(&norm.shift).unwrap()];
    for f in ACTIVATIONS {
        let ours =
            |x: &Var<Picture, Cpu>, pass: &mut Pass<Cpu>| norm::layer_norm(x, &norm, f, pass);
        let theirs = |x: &Var<Picture, Cpu>, pass: &mut Pass<Cpu>| {
            Cpu::layer_norm(x.clone(), &norm, f, pass)
        };
        check(&format!("layer norm {f:?}"), &learned, &ours, &theirs);
    }
}

fn convolutions<I: Picture, O: Picture, const K: usize>(stride: usize) {
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
fn a_table_is_made_once_until_its_room_is_given_back() {
    let (device, gather) = (Cpu::default(), Gather::Padded(3));
    let first = plan::table(&device, gather).unwrap();
    assert!(Rc::ptr_eq(&first, &plan::table(&device, gather).unwrap()));
    plan::forget();
    assert!(!Rc::ptr_eq(&first, &plan::table(&device, gather).unwrap()));
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
