//! Layers.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use dfdx::prelude::{Cpu, OnesTensor, ZerosTensor};

use super::{batch, near, tensor};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::augment::View;
use crate::kernels::conv::Geometry;
use crate::kernels::upsample::Sizes;
use crate::layers::formula::Pointwise;
use crate::layers::ops::compose::plan::{self, Gather};
use crate::layers::ops::compose::{activate, augment, conv, dense, dropout, gru, labels, norm};
use crate::layers::ops::{Memory, Norm, Ops, Row};
use crate::layers::parameter::row;
use crate::layers::pass::{Gates, Labels, Mode, Pass, Var};

const ACTIVATIONS: [Activation; 8] = [
    Activation::Identity,
    Activation::Relu,
    Activation::LeakyRelu(0.2),
    Activation::Tanh,
    Activation::Sigmoid,
    Activation::Elu,
    Activation::Silu,
    Activation::Gelu,
];

/// One way of computing an operation.
type Op<'a> = &'a dyn Fn(&Var<Cpu>, &mut Pass<Cpu>) -> Result<Var<Cpu>>;

/// Who gets gradients: the input, the weights.
const WHO: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];

/// What comes out of an operation on items of `len` numbers, and the gradients that go into its input and its weights.
fn ways(
    len: usize,
    (tracked, learn): (bool, bool),
    gates: Gates<Cpu>,
    weights: &[&Row<Cpu>],
    op: Op<'_>,
) -> (Vec<Vec<f32>>, Gates<Cpu>) {
    let mut x = batch(5, 4, len);
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

fn check(what: &str, len: usize, weights: &[&Row<Cpu>], composed: Op<'_>, kernel: Op<'_>) {
    for who in WHO {
        let what = format!("{what}, gradients for {who:?}");
        let (ours, _) = ways(len, who, Gates::Ignored, weights, composed);
        let (theirs, _) = ways(len, who, Gates::Ignored, weights, kernel);
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
fn check_gates(what: &str, len: usize, weights: &[&Row<Cpu>], composed: Op<'_>, kernel: Op<'_>) {
    let followed = |op| {
        let (_, kept) = ways(
            len,
            (true, false),
            Gates::Kept(VecDeque::new()),
            weights,
            op,
        );
        let Gates::Kept(kept) = kept else {
            panic!("{what}: no gates kept")
        };
        let gate = Cpu::read(&kept[0]);
        (
            gate,
            ways(len, (true, true), Gates::Followed(kept), weights, op).0,
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
    let (weight, bias) = (tensor(1, (3, 7)), tensor(2, (3,)));
    let weights = [&row(&weight).unwrap(), &bias];
    for f in ACTIVATIONS {
        let what = format!("dense {f:?}");
        let ours = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| dense(x, (&weight, &bias), f, pass);
        let theirs =
            |x: &Var<Cpu>, pass: &mut Pass<Cpu>| Cpu::dense(x.clone(), (&weight, &bias), f, pass);
        check(&what, 7, &weights, &ours, &theirs);
        let alone = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| activate(x, f, pass);
        let kernel = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| Cpu::activate(x.clone(), f, pass);
        check(&format!("{f:?}"), 7, &[], &alone, &kernel);
        if f.is_piecewise_linear() {
            check_gates(&what, 7, &weights, &ours, &theirs);
            check_gates(&format!("{f:?}"), 7, &[], &alone, &kernel);
        }
    }
}

#[test]
fn layers_that_are_told_the_class() {
    let table = tensor(3, (5, 7));
    let t = row(&table).unwrap();
    let classes: Labels = [4, 0, 2, 4].into();
    check(
        "class bias",
        7,
        &[&t],
        &|x, pass| labels::class_bias(x.clone(), &table, &classes, pass),
        &|x, pass| Cpu::class_bias(x.clone(), &table, classes.clone(), pass),
    );
    check(
        "pick",
        5,
        &[],
        &|x, pass| labels::pick(x, &classes, pass),
        &|x, pass| Cpu::pick(x.clone(), classes.clone(), pass),
    );
}

#[test]
fn recurrent_layers() {
    let (weight, bias) = (tensor(5, (9, 3)), tensor(6, (9,)));
    let weights = [&row(&weight).unwrap(), &bias];
    check(
        "gru reads",
        4 * 9,
        &weights,
        &|x, pass| gru::read(x, 4, (&weight, &bias), pass),
        &|x, pass| Cpu::gru_read(x.clone(), 4, (&weight, &bias), pass),
    );
    check(
        "gru writes",
        9,
        &weights,
        &|x, pass| gru::write(x, 4, (&weight, &bias), pass),
        &|x, pass| Cpu::gru_write(x.clone(), 4, (&weight, &bias), pass),
    );
}

#[test]
fn dropout_has_the_same_mask() {
    let ours = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| dropout(x, 0.3, 77, pass);
    let theirs = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| Cpu::dropout(x.clone(), 0.3, 77, pass);
    check("dropout", 50, &[], &ours, &theirs);
}

#[test]
fn batch_normalisation_and_its_running_statistics() {
    const CHANNELS: usize = 5;
    let (scale, shift) = (tensor(3, (CHANNELS,)), tensor(4, (CHANNELS,)));
    let statistics = std::cell::RefCell::new(Vec::new());
    let modes = [Mode::Train, Mode::Infer];
    for (mode, f) in modes.into_iter().flat_map(|m| ACTIVATIONS.map(|f| (m, f))) {
        let run = |x: &Var<Cpu>, pass: &mut Pass<Cpu>, fast: bool| {
            let device = Cpu::default();
            let mut mean: Row<Cpu> = device.zeros_like(&(CHANNELS,));
            let mut variance: Row<Cpu> = device.ones_like(&(CHANNELS,));
            let norm = Norm {
                scale: &scale,
                shift: &shift,
                running: Some((&mut mean, &mut variance)),
            };
            pass.mode = mode;
            let y = if fast {
                Cpu::norm(x.clone(), norm, f, pass)
            } else {
                norm::norm(x, norm, f, pass)
            };
            let of = [&mean, &variance].map(Cpu::read);
            statistics.borrow_mut().push(of.concat());
            y
        };
        let ours = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| run(x, pass, false);
        let theirs = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| run(x, pass, true);
        check(
            &format!("batch norm {mode:?} {f:?}"),
            3 * 2 * CHANNELS,
            &[&scale, &shift],
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
    const CHANNELS: usize = 13;
    let (scale, shift) = (tensor(3, (CHANNELS,)), tensor(4, (CHANNELS,)));
    let norm = || Norm {
        scale: &scale,
        shift: &shift,
        running: None,
    };
    for f in ACTIVATIONS {
        let ours = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| norm::norm(x, norm(), f, pass);
        let theirs = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| Cpu::norm(x.clone(), norm(), f, pass);
        let what = format!("layer norm {f:?}");
        check(&what, 3 * 2 * CHANNELS, &[&scale, &shift], &ours, &theirs);
    }
}

/// From the large picture to the small one, and back with the same weights.
fn convolutions(kernel: usize, stride: usize, large: [usize; 3], small: [usize; 3]) {
    let g = Geometry::same(kernel, stride, large, small);
    let what = format!("{large:?} k{kernel} s{stride} {small:?}");
    let f = Activation::LeakyRelu(0.2);
    let (from, to) = (large[2], small[2]);
    let weight = tensor(1, (kernel, kernel, from, to));
    let (there, back) = (tensor(2, (to,)), tensor(3, (from,)));
    let w = row(&weight).unwrap();
    let ours = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| conv::conv(x, (&weight, &there), g, f, pass);
    let theirs =
        |x: &Var<Cpu>, pass: &mut Pass<Cpu>| Cpu::conv(x.clone(), (&weight, &there), g, f, pass);
    check(&what, g.read(), &[&w, &there], &ours, &theirs);
    check_gates(&what, g.read(), &[&w, &there], &ours, &theirs);
    let weights = (&weight, &back);
    let ours = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| conv::transposed(x, weights, g, f, pass);
    let theirs =
        |x: &Var<Cpu>, pass: &mut Pass<Cpu>| Cpu::conv_transpose(x.clone(), weights, g, f, pass);
    let what = format!("back {what}");
    check(&what, g.written(), &[&w, &back], &ours, &theirs);
    check_gates(&what, g.written(), &[&w, &back], &ours, &theirs);
}

#[test]
fn convolutions_both_ways() {
    convolutions(5, 2, [6, 6, 1], [3, 3, 4]);
    convolutions(3, 2, [5, 7, 3], [3, 4, 2]);
    convolutions(3, 1, [4, 4, 3], [4, 4, 9]);
    convolutions(1, 1, [4, 3, 2], [4, 3, 1]);
    // A stride above the kernel leaves pixels that nothing falls on.
    convolutions(2, 3, [7, 6, 2], [3, 2, 3]);
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
    let sizes = Sizes {
        small: [2, 3, 4],
        factor: 2,
    };
    let ours = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| conv::upsample(x, sizes, pass);
    let theirs = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| Cpu::upsample(x.clone(), sizes, pass);
    check("upsample", 2 * 3 * 4, &[], &ours, &theirs);
}

#[test]
fn augmented_pictures() {
    for channels in [1, 3] {
        let size = [3, 4, channels];
        let views: Vec<View> = (0..4)
            .map(|i| View {
                shift: [i % 3 - 1, 1 - i % 4],
                mix: [1.0, 0.5, -0.25],
                hidden: [[1, 2], [0, 2]],
            })
            .collect();
        let views: Arc<[View]> = views.into();
        let ours = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| augment::augment(x, size, &views, pass);
        let theirs = |x: &Var<Cpu>, pass: &mut Pass<Cpu>| {
            Cpu::augment(x.clone(), size, Arc::clone(&views), pass)
        };
        check("augment", 12 * channels, &[], &ours, &theirs);
    }
}
