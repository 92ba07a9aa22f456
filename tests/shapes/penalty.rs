//! The gradient penalties R1 and WGAN-GP: exact, refused where it would not be, and part of a saved run.

use crate::support::typed::{digest, refused, run, shell};
use aegan_lab::kernels::tasks::with_threads;
use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::tangent::Penalty;
use aegan_lab::layers::trip::Trip;
use aegan_lab::layers::{
    Activate, ClassBias, CodeBias, Conv, ConvTranspose, Dense, Flat, Flatten, Identity, LeakyRelu,
    N, Net, Ops, Over, Pass, Pick, Relu, Spec, Unflatten, tangent,
};
use aegan_lab::random;
use dfdx::prelude::Cpu;

use super::lowered::{constant, drawn, zeros};

type Leaky = LeakyRelu<200>;
type Apart = (
    Dense<N<5>, N<6>, Identity>,
    Activate<Flat<N<6>>, Leaky>,
    Dense<N<6>, N<1>>,
);
type Told = (
    (
        Dense<N<5>, N<6>>,
        ClassBias<N<6>, N<3>>,
        Activate<Flat<N<6>>, Leaky>,
    ),
    Dense<N<6>, N<3>>,
    Pick<N<3>>,
);
type Three = Over<N<6>, 2>;
type Convolved = (
    Conv<N<6>, N<6>, N<1>, N<2>, 3, 2, Leaky>,
    Flatten<Three, Three, N<2>, N<18>>,
    Dense<N<18>, N<1>>,
);

type Two = Over<N<4>, 2>;
type Transposed = (
    Dense<N<5>, N<8>, Leaky>,
    Unflatten<Two, Two, N<2>, N<8>>,
    ConvTranspose<N<4>, N<4>, N<2>, N<3>, 3, 2, Leaky>,
    Conv<N<4>, N<4>, N<3>, N<2>, 3, 2, Relu>,
    Flatten<Two, Two, N<2>, N<8>>,
    Dense<N<8>, N<1>>,
);

/// Judges pairs: the slope is that in the item and in the code.
type Paired = (
    (
        Dense<N<5>, N<6>>,
        CodeBias<N<3>, N<6>>,
        Activate<Flat<N<6>>, Leaky>,
    ),
    Dense<N<6>, N<4>, Leaky>,
    Dense<N<4>, N<1>>,
);

/// R1's penalty on a squared slope, and that of WGAN-GP.
const PENALTIES: [Penalty; 2] = [Penalty::Square, Penalty::FromOne];

const BATCH: usize = 6;

/// The mean penalty, and the gradient that it gives each learned tensor.
fn penalty(net: &mut Net<Cpu>, x: &[f32], kind: Penalty) -> (f32, Vec<Vec<f32>>) {
    let device = Cpu::default();
    let x = constant(x.to_vec(), net.takes().numbers());
    let mut codes = vec![0.0; BATCH * 3];
    random::normals(5, "codes", 0, &mut codes);
    let mut pass = Pass::train(0).given(Some([1, 0, 2, 2, 1, 0].into()));
    pass.codes = Some(constant(codes, 3));
    let forward = |x, pass: &mut Pass<Cpu>| net.forward(x, pass);
    let (mean, penalty) = tangent::steepness(&device, &x, kind, &mut pass, forward).unwrap();
    let mut gradients = pass.backward(&device, &[(1.0, penalty)]).unwrap();
    let tensors = net.tensors();
    let of = tensors
        .iter()
        .map(|t| t.tensor.gradient(&mut gradients).unwrap());
    (mean.value(), of.collect())
}

/// What a loss of the scores and a penalty of this weight give each learned tensor, learned apart and in one trip.
fn learned(net: &mut Net<Cpu>, x: &[f32], kind: Penalty, weight: f32) -> [Vec<f32>; 2] {
    let device = Cpu::default();
    let x = constant(x.to_vec(), net.takes().numbers());
    let mut codes = vec![0.0; BATCH * 3];
    random::normals(5, "codes", 0, &mut codes);
    let codes = constant(codes, 3);
    let labels = || Some([1, 0, 2, 2, 1, 0].into());
    let curved = Pointwise::Softplus {
        times: 1.0,
        mirrored: true,
    };

    let mut pass = Pass::train(0).given(labels());
    pass.codes = Some(codes.clone());
    let mut forward = |x, pass: &mut Pass<Cpu>| net.forward(x, pass);
    let scores = forward(x.clone(), &mut pass).unwrap();
    let loss = Cpu::mean_of(&scores, curved, &mut pass).unwrap();
    let (_, paid) = tangent::steepness(&device, &x, kind, &mut pass, &mut forward).unwrap();
    let apart = pass.backward(&device, &[(1.0, loss), (weight, paid)]);

    let mut trip = Trip::begin(&x, Some(&codes), labels(), &mut forward).unwrap();
    let mut pass = Pass::train(0);
    let loss = Cpu::mean_of(&trip.scores(), curved, &mut pass).unwrap();
    trip.pay(&device, kind, weight).unwrap();
    let slopes = pass.backward(&device, &[(1.0, loss)]).unwrap();
    let together = trip.learn(slopes, &mut forward);

    let tensors = net.tensors();
    [apart, together].map(|gradients| {
        let mut gradients = gradients.unwrap();
        let of = tensors.iter();
        of.flat_map(|t| t.tensor.gradient(&mut gradients).unwrap())
            .collect()
    })
}

/// Compares each penalty with central differences in every number.
fn check<S: Spec>(name: &str) {
    let mut net = drawn::<S>(5, name);
    // Drawn for depth, the weights of so small networks leave hardly a slope.
    for t in net.tensors() {
        let twice: Vec<f32> = t.tensor.values().iter().map(|w| 2.0 * w).collect();
        t.tensor.set(&twice);
    }
    let mut x = vec![0.0; BATCH * net.takes().numbers()];
    random::normals(5, name, 1, &mut x);
    for kind in PENALTIES {
        compare(name, &mut net, &x, kind);
        let [apart, together] = learned(&mut net, &x, kind, 0.7);
        let largest = apart.iter().fold(0.0_f32, |m, g| m.max(g.abs()));
        for (a, b) in apart.iter().zip(&together) {
            assert!((a - b).abs() < 1e-5 * largest, "{name}: {a} and {b}");
        }
    }
}

fn compare(name: &str, net: &mut Net<Cpu>, x: &[f32], kind: Penalty) {
    let (_, gradients) = penalty(net, x, kind);
    let largest = gradients
        .iter()
        .flatten()
        .fold(0.0_f32, |m, g| m.max(g.abs()));
    assert!(largest > 0.01, "{name}: nothing to compare");
    let h = 1e-3;
    let (mut compared, mut off) = (0, 0);
    for (place, gradient) in gradients.iter().enumerate() {
        for (i, exact) in gradient.iter().enumerate() {
            let mut at = |delta: f32| {
                let mut tensors = net.tensors();
                let mut values = tensors[place].tensor.values();
                values[i] += delta;
                tensors[place].tensor.set(&values);
                drop(tensors);
                penalty(net, x, kind).0
            };
            // There and back: up h, down 2h, up h.
            let (up, down) = (at(h), at(-2.0 * h));
            at(h);
            compared += 1;
            if ((up - down) / (2.0 * h) - exact).abs() > 0.02 * largest {
                off += 1;
            }
        }
    }
    // Where a number moves an activation over its kink, the penalty jumps and has no difference.
    assert!(off * 20 <= compared, "{name}: {off} of {compared} differ");
}

#[test]
fn its_gradient_is_that_of_the_exact_penalty() {
    type Deep = (
        Dense<N<5>, N<6>, Relu>,
        Dense<N<6>, N<4>, Leaky>,
        Dense<N<4>, N<1>>,
    );
    check::<(Dense<N<5>, N<7>, Leaky>, Dense<N<7>, N<1>>)>("two");
    check::<Deep>("three");
    check::<Apart>("activation apart");
    check::<Convolved>("convolution");
    check::<Transposed>("transposed");
    check::<Told>("told the class");
    check::<Paired>("a code beside the item");
}

#[test]
fn an_item_without_a_slope_pays_and_learns_nothing() {
    let mut net = zeros::<(Dense<N<3>, N<4>, Relu>, Dense<N<4>, N<1>>)>();
    let (mean, gradients) = penalty(&mut net, &[0.5; 3 * BATCH], PENALTIES[1]);
    assert!((mean - 1.0).abs() < 1e-6, "{mean}");
    assert!(gradients.iter().flatten().all(|g| *g == 0.0));
}

#[test]
fn a_penalised_run_goes_on_bit_for_bit_after_a_save() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("penalised.ron");
    let path = path.display();
    let start = "build gan gen=dense disc=dense batch=16; set r1 1; set r1_every 3";
    let mut whole = shell();
    run(&mut whole, &format!("{start}; step 7"));
    let (mut first, mut second, mut without) = (shell(), shell(), shell());
    run(&mut first, &format!("{start}; step 4; save '{path}'"));
    run(&mut second, &format!("load '{path}'; step 3"));
    assert_eq!(digest(&mut whole), digest(&mut second));
    run(
        &mut without,
        "build gan gen=dense disc=dense batch=16; step 2",
    );
    let mut two = shell();
    run(&mut two, &format!("{start}; step 2"));
    assert_eq!(digest(&mut two), digest(&mut without), "not yet its turn");
    run(&mut two, "step 1");
    run(&mut without, "step 1");
    assert_ne!(digest(&mut two), digest(&mut without));
}

#[test]
fn a_penalty_between_real_and_made_goes_on_bit_for_bit_after_a_save() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("between.ron");
    let path = path.display();
    for build in [
        "gan loss=wgan_gp d_steps=2",
        "gan gen=small gp=10",
        "aae loss=wgan_gp d_steps=1",
        "aegan gen=small loss=wgan_gp d_steps=1 labels=yes r1=1 r1_every=2",
    ] {
        let build = format!("build {build} batch=8");
        let (mut whole, mut first, mut second) = (shell(), shell(), shell());
        with_threads(1, || run(&mut whole, &format!("{build}; step 5")));
        run(&mut first, &format!("{build}; step 3; save '{path}'"));
        with_threads(2, || run(&mut second, &format!("load '{path}'; step 2")));
        assert_eq!(digest(&mut whole), digest(&mut second), "{build}");
        run(&mut first, &format!("{build}; set gp 0; step 5"));
        assert_ne!(digest(&mut whole), digest(&mut first), "{build}");
    }
}

#[test]
fn a_critic_that_pays_for_its_slope_has_one_near_1() {
    let mut shell = shell();
    run(
        &mut shell,
        "build gan gen=dense loss=wgan_gp d_steps=1 batch=32; step 60",
    );
    let means = shell.trainer.as_ref().unwrap().state().history.means(5);
    // 10 · (‖∇D‖ − 1)²: a slope between 0.6 and 1.4.
    assert!(means["d_gp"] < 10.0 * 0.4 * 0.4, "{means:?}");
    run(
        &mut shell,
        "build gan gen=dense loss=wgan clip_weights=0 d_steps=1 batch=32; step 60",
    );
    assert!(
        !shell
            .trainer
            .as_ref()
            .unwrap()
            .state()
            .history
            .means(5)
            .contains_key("d_gp")
    );
}

#[test]
fn wgan_gp_stays_stable_where_a_large_box_does_not() {
    let loss = |build: &str| {
        let mut shell = shell();
        run(
            &mut shell,
            &format!("build gan gen=small batch=16 d_steps=2 lr_decay_steps=0 {build}; step 40"),
        );
        shell.trainer.as_ref().unwrap().state().history.means(5)["g_loss"].abs()
    };
    for seed in 1..=2 {
        let boxed = loss(&format!("seed={seed} loss=wgan clip_weights=1"));
        let held = loss(&format!("seed={seed} loss=wgan_gp"));
        // The scores of one run off, those of the other stay where a slope of 1 puts them.
        assert!(
            boxed > 20.0 * held.max(20.0) && held < 60.0,
            "{boxed} and {held}"
        );
    }
}

#[test]
fn gp_refuses_a_discriminator_that_is_not_piecewise_linear() {
    let mut shell = shell();
    run(&mut shell, "build gan gen=dcgan disc=dcgan batch=2; step 1");
    // At once, not when it is due.
    let before = digest(&mut shell);
    for line in ["set gp 10", "build gan gen=dcgan gp=10"] {
        let error = refused(&mut shell, line);
        assert!(
            error.contains("dropout") && error.contains("set gp 0"),
            "{line}: {error}"
        );
    }
    assert_eq!(digest(&mut shell), before);
    run(&mut shell, "step 1");
}
