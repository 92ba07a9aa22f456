//! The gradient penalty R1: exact, refused where it would not be, and part of a saved run.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, OnceLock};

use aegan_lab::command::Shell;
use aegan_lab::data::{Dataset, load};
use aegan_lab::lab::control::Control;
use aegan_lab::layers::{
    Activate, Any, ClassBias, Conv, Dense, Flat, Flatten, Identity, Image, Layer, LeakyRelu, Pass,
    Pick, Relu, Var, tangent,
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

const BATCH: usize = 6;

/// The mean of `‖∇ₓD(x)‖²`, and the gradient that the penalty gives each learned tensor.
fn penalty<L: Layer<Cpu>>(layer: &mut L, x: &[f32], len: usize) -> (f32, Vec<Vec<f32>>) {
    let device = Cpu::default();
    let x = Var::<Any, Cpu>::constant(&device, x.to_vec(), len).unwrap();
    let mut pass = Pass::train(0).given(Some([1, 0, 2, 2, 1, 0].into()));
    let (square, half) = tangent::steepness(&device, &x, &mut pass, |x, pass| {
        layer.forward(x.known()?, pass)?.any()
    })
    .unwrap();
    let mut gradients = pass.backward(&device, &[(2.0, half)]).unwrap();
    let mut tensors = Vec::new();
    layer.tensors("", &mut tensors);
    let of = tensors
        .iter()
        .map(|t| t.tensor.gradient(&mut gradients).unwrap());
    (square, of.collect())
}

/// Compares with central differences of the exact penalty in every number.
fn check<S: BuildOnDevice<Cpu, f32>>(name: &str, len: usize)
where
    S::Built: Layer<Cpu>,
{
    let mut layer = S::try_build_on_device(&Cpu::default()).unwrap();
    layer.reset(&mut random::stream(5, name, 0));
    let mut x = vec![0.0; BATCH * len];
    random::normals(5, name, 1, &mut x);
    let (_, gradients) = penalty(&mut layer, &x, len);
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
                let (square, _) = penalty(&mut layer, &x, len);
                square
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
    check::<Told>("told the class", 5);
}

fn shell() -> Shell {
    static DIGITS: OnceLock<Arc<Dataset>> = OnceLock::new();
    let digits = DIGITS.get_or_init(|| Arc::new(load("digits").unwrap()));
    Shell::over(Arc::clone(digits), 1, Control::default())
}

fn run(shell: &mut Shell, line: &str) {
    shell.execute(line, &mut |_| {}).unwrap();
}

fn digest(shell: &mut Shell) -> String {
    shell.trainer.as_mut().unwrap().digest()
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
fn a_discriminator_that_is_not_piecewise_linear_is_refused() {
    let mut shell = shell();
    run(
        &mut shell,
        "build gan gen=dcgan disc=dcgan batch=2; set r1 1; set r1_every 2; step 1",
    );
    let before = digest(&mut shell);
    let error = shell
        .execute("step 1", &mut |_| {})
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("dropout") && error.contains("set r1 0"),
        "{error}"
    );
    assert_eq!(digest(&mut shell), before);
    run(&mut shell, "set r1 0; step 1");
}
