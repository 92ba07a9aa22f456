//! The gradient penalties R1 and WGAN-GP: exact, refused where it would not be, and part of a saved run.

use crate::support::typed::{digest, refused, run, shell};
use aegan_lab::kernels::tasks::with_threads;
use aegan_lab::layers::tangent::Price;
use aegan_lab::layers::{
    Activate, Any, ClassBias, CodeBias, Conv, ConvTranspose, Dense, Flat, Flatten, Identity, Image,
    Layer, LeakyRelu, Pass, Pick, Relu, Unflatten, Var, tangent,
};
use aegan_lab::random;
use dfdx::prelude::{BuildOnDevice, Cpu};

type Leaky = LeakyRelu<200>;
type Apart = (Dense<5, 6, Identity>, Activate<Flat<6>, Leaky>, Dense<6, 1>);
type Told = (
    (Dense<5, 6>, ClassBias<6, 3>, Activate<Flat<6>, Leaky>),
    Dense<6, 3>,
    Pick<3>,
);
type Convolved = (
    Conv<Image<6, 6, 1>, Image<3, 3, 2>, 3, 2, Leaky>,
    Flatten<3, 3, 2, 18>,
    Dense<18, 1>,
);

type Transposed = (
    Dense<5, 8, Leaky>,
    Unflatten<2, 2, 2, 8>,
    ConvTranspose<Image<2, 2, 2>, Image<4, 4, 3>, 3, 2, Leaky>,
    Conv<Image<4, 4, 3>, Image<2, 2, 2>, 3, 2, Relu>,
    Flatten<2, 2, 2, 8>,
    Dense<8, 1>,
);

/// Judges pairs: the slope is that in the item and in the code.
type Paired = (
    (Dense<5, 6>, CodeBias<3, 6>, Activate<Flat<6>, Leaky>),
    Dense<6, 4, Leaky>,
    Dense<4, 1>,
);

/// R1's price of a squared slope, and that of WGAN-GP.
const PRICES: [Price; 2] = [Price::Square, Price::FromOne];

const BATCH: usize = 6;

/// The mean price, and the gradient that the penalty gives each learned tensor.
fn penalty<L: Layer<Cpu>>(
    layer: &mut L,
    x: &[f32],
    len: usize,
    price: Price,
) -> (f32, Vec<Vec<f32>>) {
    let device = Cpu::default();
    let x = Var::<Any, Cpu>::constant(&device, x.to_vec(), len).unwrap();
    let mut codes = vec![0.0; BATCH * 3];
    random::normals(5, "codes", 0, &mut codes);
    let codes = Var::constant(&device, codes, 3).unwrap();
    let mut pass = Pass::train(0).given(Some([1, 0, 2, 2, 1, 0].into()));
    pass.codes = Some(codes);
    let (mean, penalty) = tangent::steepness(&device, &x, price, &mut pass, |x, pass| {
        layer.forward(x.known()?, pass)?.any()
    })
    .unwrap();
    let mut gradients = pass.backward(&device, &[(1.0, penalty)]).unwrap();
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    let of = tensors
        .iter()
        .map(|t| t.tensor.gradient(&mut gradients).unwrap());
    (mean.value(), of.collect())
}

/// Compares each price with central differences in every number.
fn check<S: BuildOnDevice<Cpu, f32>>(name: &str, len: usize)
where
    S::Built: Layer<Cpu>,
{
    let mut layer = S::try_build_on_device(&Cpu::default()).unwrap();
    layer.reset(&mut random::stream(5, name, 0));
    // Drawn for depth, the weights of so small networks leave hardly a slope.
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    for t in tensors {
        let twice: Vec<f32> = t.tensor.values().iter().map(|w| 2.0 * w).collect();
        t.tensor.set(&twice);
    }
    let mut x = vec![0.0; BATCH * len];
    random::normals(5, name, 1, &mut x);
    for price in PRICES {
        compare(name, &mut layer, &x, len, price);
    }
}

fn compare<L: Layer<Cpu>>(name: &str, layer: &mut L, x: &[f32], len: usize, price: Price) {
    let (_, gradients) = penalty(layer, x, len, price);
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
                let mut tensors = Vec::new();
                layer.tensors("", &mut tensors);
                let mut values = tensors[place].tensor.values();
                values[i] += delta;
                tensors[place].tensor.set(&values);
                drop(tensors);
                penalty(layer, x, len, price).0
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
    check::<(Dense<5, 7, Leaky>, Dense<7, 1>)>("two", 5);
    check::<(Dense<5, 6, Relu>, Dense<6, 4, Leaky>, Dense<4, 1>)>("three", 5);
    check::<Apart>("activation apart", 5);
    check::<Convolved>("convolution", 36);
    check::<Transposed>("transposed", 5);
    check::<Told>("told the class", 5);
    check::<Paired>("a code beside the item", 5);
}

#[test]
fn an_item_without_a_slope_pays_and_learns_nothing() {
    type Flat = (Dense<3, 4, Relu>, Dense<4, 1>);
    let mut layer = Flat::try_build_on_device(&Cpu::default()).unwrap();
    let mut tensors = Vec::new();
    Layer::<Cpu>::tensors(&mut layer, "", &mut tensors);
    for t in tensors {
        let none = vec![0.0; t.tensor.values().len()];
        t.tensor.set(&none);
    }
    let (mean, gradients) = penalty(&mut layer, &[0.5; 3 * BATCH], 3, PRICES[1]);
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
        run(&mut first, &format!("{build} gp=0; step 5"));
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
    let means = shell.trainer.as_ref().unwrap().history.means(5);
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
            &format!("build gan gen=small batch=16 d_steps=2 plan=0 {build}; step 40"),
        );
        shell.trainer.as_ref().unwrap().history.means(5)["g_loss"].abs()
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
fn a_discriminator_that_is_not_piecewise_linear_is_refused() {
    let mut shell = shell();
    run(&mut shell, "build gan gen=dcgan disc=dcgan batch=2; step 1");
    // At once, not when it is due.
    let before = digest(&mut shell);
    for line in ["set r1 1", "set gp 10", "build gan gen=dcgan r1=1"] {
        let error = refused(&mut shell, line);
        assert!(
            error.contains("dropout") && error.contains("set r1 0"),
            "{line}: {error}"
        );
    }
    assert_eq!(digest(&mut shell), before);
    run(&mut shell, "step 1");
}
