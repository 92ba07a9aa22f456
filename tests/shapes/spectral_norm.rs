//! Spectral norm divides by the largest singular value, learns through it, and is part of a saved run.

use std::sync::{Arc, OnceLock};

use aegan_lab::data::{Dataset, load};
use aegan_lab::event::control::Control;
use aegan_lab::lab::snapshot::Snapshot;
use aegan_lab::language::execute;
use aegan_lab::layers::formula::Pointwise;
use aegan_lab::layers::tangent::{self, Penalty};
use aegan_lab::layers::{
    Conv, Dense, Flatten, LeakyRelu, N, Net, Ops, Over, Pass, Scalar, Spec, SpectralNorm, Tanh, Var,
};
use aegan_lab::shell::Shell;
use dfdx::prelude::Cpu;
use nalgebra::{DMatrix, DVector};

use super::lowered;

type Leaky = LeakyRelu<200>;
type Convolution<F> = Conv<N<5>, N<4>, N<3>, N<4>, 3, 2, F>;
type Flattened = Flatten<Over<N<5>, 2>, Over<N<4>, 2>, N<4>, N<24>>;
/// Two layers, and the same with spectral norm.
type Plain<F> = (Convolution<F>, Flattened, Dense<N<24>, N<1>>);
type Normed<F> = (
    SpectralNorm<Convolution<F>>,
    Flattened,
    SpectralNorm<Dense<N<24>, N<1>>>,
);

const BATCH: usize = 6;
const SQUARE: Pointwise = Pointwise::Square {
    times: 1.0,
    centre: 0.3,
};

fn drawn<S: Spec>(name: &str) -> Net<Cpu> {
    lowered::drawn::<S>(17, name)
}

/// A batch for the network.
fn normals(name: &str, net: &Net<Cpu>) -> Var<Cpu> {
    lowered::normals(17, name, BATCH, net.takes().numbers())
}

fn through(net: &mut Net<Cpu>, x: &Var<Cpu>, pass: &mut Pass<Cpu>) -> Vec<f32> {
    net.forward(x.clone(), pass).unwrap().values()
}

fn get(net: &mut Net<Cpu>, name: &str) -> Vec<f32> {
    let tensors = net.tensors();
    let named = tensors.iter().find(|t| t.name == name);
    named.unwrap().tensor.values()
}

fn set(net: &mut Net<Cpu>, name: &str, values: &[f32]) {
    let tensors = net.tensors();
    let mut named = tensors.into_iter().filter(|t| t.name == name);
    named.next().unwrap().tensor.set(values);
}

/// A weight as the matrix from inputs to outputs: a dense layer keeps it row by row, a convolution column
/// by column.
fn matrix(weight: &[f32], outputs: usize, dense: bool) -> DMatrix<f64> {
    let numbers: Vec<f64> = weight.iter().copied().map(f64::from).collect();
    let inputs = weight.len() / outputs;
    if dense {
        DMatrix::from_row_slice(outputs, inputs, &numbers)
    } else {
        DMatrix::from_column_slice(outputs, inputs, &numbers)
    }
}

fn vector(values: &[f32]) -> DVector<f64> {
    DVector::from_iterator(values.len(), values.iter().copied().map(f64::from))
}

fn near(what: &str, ours: &[f32], theirs: &[f32], tolerance: f32) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        let close = (a - b).abs() <= tolerance * (1.0 + b.abs());
        assert!(close, "{what}[{i}] is {a}, not {b}");
    }
}

/// A layer with spectral norm, after many steps of the power iteration, against the plain layer with its
/// weight divided by the largest singular value.
fn check_largest<S: Spec>(name: &str, outputs: usize, dense: bool)
where
    SpectralNorm<S>: Spec,
{
    let (mut normed, mut plain) = (drawn::<SpectralNorm<S>>(name), drawn::<S>(name));
    let x = normals(name, &normed);
    for _ in 0..300 {
        through(&mut normed, &x, &mut Pass::train(0));
    }
    let weight = get(&mut normed, "weight");
    let largest = matrix(&weight, outputs, dense).singular_values().max();
    assert!((largest - 1.0).abs() > 0.05, "{name}: nothing to divide by");
    let divided: Vec<f32> = weight.iter().map(|w| w / largest as f32).collect();
    set(&mut plain, "weight", &divided);
    set(&mut plain, "bias", &get(&mut normed, "bias"));
    let pass = || Pass::infer();
    let (ours, theirs) = (
        through(&mut normed, &x, &mut pass()),
        through(&mut plain, &x, &mut pass()),
    );
    near(name, &ours, &theirs, 1e-5);
    assert_eq!(weight, get(&mut normed, "weight"), "{name}: as it was");
}

#[test]
fn it_divides_by_the_largest_singular_value() {
    check_largest::<Dense<N<7>, N<5>, Tanh>>("dense", 5, true);
    check_largest::<Dense<N<9>, N<1>>>("one row", 1, true);
    check_largest::<Convolution<Tanh>>("conv", 4, false);
}

#[test]
fn only_a_pass_that_learns_moves_the_direction() {
    let mut layer = drawn::<SpectralNorm<Dense<N<7>, N<5>>>>("direction");
    let x = normals("direction", &layer);
    let weight = matrix(&get(&mut layer, "weight"), 5, true);
    let start = get(&mut layer, "u");
    let mut frozen = Pass::train(0);
    frozen.learn = false;
    let seen = through(&mut layer, &x, &mut Pass::infer());
    assert_eq!(seen, through(&mut layer, &x, &mut frozen));
    let mut penalised = Pass::train(0);
    let one = |x, pass: &mut Pass<Cpu>| layer.forward(x, pass);
    tangent::steepness(&Cpu::default(), &x, Penalty::Square, &mut penalised, one).unwrap();
    assert_eq!(start, get(&mut layer, "u"));

    let taught = through(&mut layer, &x, &mut Pass::train(0));
    let v = (weight.transpose() * vector(&start)).normalize();
    let u = (weight * v).normalize();
    let u: Vec<f32> = u.iter().map(|u| *u as f32).collect();
    near("u", &get(&mut layer, "u"), &u, 1e-6);
    assert_ne!(seen, taught);
    assert_ne!(taught, through(&mut layer, &x, &mut Pass::infer()));
}

/// The directions of a layer of [`Normed`], held.
struct Held {
    layer: usize,
    outputs: usize,
    dense: bool,
    u: DVector<f64>,
    v: DVector<f64>,
}

impl Held {
    /// The weight of the layer, as a matrix.
    fn matrix(&self, normed: &mut Net<Cpu>) -> DMatrix<f64> {
        let weight = get(normed, &format!("{}.weight", self.layer));
        matrix(&weight, self.outputs, self.dense)
    }
}

/// Those that a learning pass takes (the ones that `u` has where it does not `iterate`).
fn held(normed: &mut Net<Cpu>, iterates: bool) -> [Held; 2] {
    [(0, 4, false), (2, 1, true)].map(|(layer, outputs, dense)| {
        let u = vector(&get(normed, &format!("{layer}.u"))).normalize();
        let mut held = Held {
            layer,
            outputs,
            dense,
            v: u.clone(),
            u,
        };
        let weight = held.matrix(normed);
        held.v = (weight.transpose() * &held.u).normalize();
        if iterates {
            held.u = (weight * &held.v).normalize();
        }
        held
    })
}

/// Gives `plain` the tensors of `normed`, each weight divided by `uᵀ W v`: what is differentiated.
fn divide(directions: &[Held], normed: &mut Net<Cpu>, plain: &mut Net<Cpu>) {
    for held in directions {
        let largest = held.u.dot(&(held.matrix(normed) * &held.v));
        let [weight, bias] = ["weight", "bias"].map(|name| format!("{}.{name}", held.layer));
        let divided = get(normed, &weight).into_iter();
        let divided: Vec<f32> = divided.map(|w| w / largest as f32).collect();
        set(plain, &weight, &divided);
        set(plain, &bias, &get(normed, &bias));
    }
}

/// Compares gradients in learned tensors with central differences of `value`; so many may differ.
fn compare(
    allowed: usize,
    normed: &mut Net<Cpu>,
    gradients: &[(String, Vec<f32>)],
    mut value: impl FnMut(&mut Net<Cpu>) -> f32,
) {
    let h = 5e-4;
    let mut off = Vec::new();
    for (name, gradient) in gradients {
        let largest = gradient.iter().fold(0.0_f32, |most, g| most.max(g.abs()));
        assert!(largest > 0.01, "{name}: nothing to compare");
        let values = get(normed, name);
        for (i, exact) in gradient.iter().enumerate() {
            let mut at = |delta: f32| {
                let mut moved = values.clone();
                moved[i] += delta;
                set(normed, name, &moved);
                value(normed)
            };
            let numeric = (at(h) - at(-h)) / (2.0 * h);
            at(0.0);
            if (numeric - exact).abs() > 0.02 * largest {
                off.push(format!(
                    "{name}[{i}] is {exact}, central difference {numeric}"
                ));
            }
        }
    }
    assert!(off.len() <= allowed, "{off:#?}");
}

fn gradients(
    net: &mut Net<Cpu>,
    names: &[&str],
    pass: Pass<Cpu>,
    loss: Scalar<Cpu>,
) -> Vec<(String, Vec<f32>)> {
    let mut gradients = pass.backward(&Cpu::default(), &[(1.0, loss)]).unwrap();
    let tensors = net.tensors();
    let learned = tensors.iter().filter(|t| names.contains(&t.name.as_str()));
    learned
        .map(|t| (t.name.clone(), t.tensor.gradient(&mut gradients).unwrap()))
        .collect()
}

#[test]
fn its_gradient_is_that_of_the_divided_weight() {
    let (mut normed, mut plain) = (
        drawn::<Normed<Tanh>>("slope"),
        drawn::<Plain<Tanh>>("slope"),
    );
    let x = normals("slope", &plain);
    let directions = held(&mut normed, true);
    let mut pass = Pass::train(0);
    let y = normed.forward(x.clone(), &mut pass).unwrap();
    let loss = Cpu::mean_of(&y, SQUARE, &mut pass).unwrap();
    let names = ["0.weight", "0.bias", "2.weight", "2.bias"];
    let exact = gradients(&mut normed, &names, pass, loss);
    compare(0, &mut normed, &exact, |normed| {
        divide(&directions, normed, &mut plain);
        let mut pass = Pass::train(0);
        let y = plain.forward(x.clone(), &mut pass).unwrap();
        Cpu::mean_of(&y, SQUARE, &mut pass).unwrap().value()
    });
}

/// The mean price of the slopes, and what has its gradient.
fn penalty(layer: &mut Net<Cpu>, x: &Var<Cpu>, pass: &mut Pass<Cpu>) -> [Scalar<Cpu>; 2] {
    let forward = |x, pass: &mut Pass<Cpu>| layer.forward(x, pass);
    let paid = tangent::steepness(&Cpu::default(), x, Penalty::FromOne, pass, forward);
    paid.unwrap().into()
}

#[test]
fn a_gradient_penalty_goes_through_it() {
    let (mut normed, mut plain) = (
        drawn::<Normed<Leaky>>("steep"),
        drawn::<Plain<Leaky>>("steep"),
    );
    let x = normals("steep", &plain);
    let directions = held(&mut normed, false);
    let mut pass = Pass::train(0);
    let [_, loss] = penalty(&mut normed, &x, &mut pass);
    let exact = gradients(&mut normed, &["0.weight", "2.weight"], pass, loss);
    // Where a number moves an activation over its kink, the penalty jumps and has no difference.
    compare(5, &mut normed, &exact, |normed| {
        divide(&directions, normed, &mut plain);
        penalty(&mut plain, &x, &mut Pass::train(0))[0].value()
    });
}

fn shell() -> Shell {
    static DIGITS: OnceLock<Arc<Dataset>> = OnceLock::new();
    let digits = DIGITS.get_or_init(|| Arc::new(load("digits").unwrap()));
    Shell::over(Arc::clone(digits), 1, Control::default())
}

fn run(shell: &mut Shell, line: &str) -> Snapshot {
    let done = execute(shell, line, &mut |_| {});
    done.unwrap_or_else(|e| panic!("{line}: {e}"));
    shell.trainer.as_mut().unwrap().snapshot()
}

#[test]
fn a_run_with_it_goes_on_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sn.ron");
    let path = path.display();
    // The hinge is the loss that its networks come with.
    let whole = run(&mut shell(), "build gan gen=sn batch=8; step 20");
    let line = format!("build gan gen=sn loss=hinge batch=8; step 9; save '{path}'");
    run(&mut shell(), &line);
    let mut second = shell();
    let stopped = run(&mut second, &format!("load '{path}'"));
    let resumed = run(&mut second, "step 11");
    assert_eq!(whole.tensors, resumed.tensors);
    let direction = |of: &Snapshot| {
        let found = of.tensors.iter().find(|t| t.name == "Dx.0.0.u");
        found.unwrap().values.clone()
    };
    assert_ne!(direction(&stopped), direction(&resumed));
    // Looking moves nothing of it.
    let looked = run(&mut second, "show ledger; disc 4; sample 4");
    assert_eq!(looked.tensors, resumed.tensors);
    run(&mut second, &format!("save '{path}'; verify '{path}'"));
}
