//! A classifier of digits from typed layers: `cargo run --release --example classifier`.

use aegan_lab::data::{Order, Range, Split, load};
use aegan_lab::error::Result;
use aegan_lab::layers::{Any, Conv, Dense, Flatten, Image, Layer, Ops, Pass, Relu, Sigmoid, Var};
use aegan_lab::losses::distance;
use aegan_lab::optim::{Optimiser, Rates, rule};
use dfdx::{nn::DeviceBuildExt, prelude::Cpu};

type Classifier = (
    Conv<Image<28, 28, 1>, Image<14, 14, 16>, 5, 2, Relu>,
    Conv<Image<14, 14, 16>, Image<7, 7, 32>, 5, 2, Relu>,
    Flatten<7, 7, 32, 1568>,
    Dense<1568, 10, Sigmoid>,
);
aegan_lab::fits!(Classifier);

fn pictures(of: &Split, which: &[usize]) -> Result<Var<Image<28, 28, 1>, Cpu>> {
    let mut pixels = vec![0.0; which.len() * 784];
    of.fill(which, Range::Unit, &mut pixels);
    Var::constant(&Cpu::default(), pixels, 784)?.known()
}

fn one_hot(label: usize) -> [f32; 10] {
    std::array::from_fn(|class| f32::from(u8::from(class == label)))
}

fn main() -> Result<()> {
    let (device, digits) = (Cpu::default(), load("digits")?);
    let mut net = device.build_module::<Classifier, f32>();
    let (adam, mut optimiser) = (rule("adam")?, Optimiser::default());
    let mut order = Order::new(1, digits.train.len());
    for step in 0..1000 {
        let batch = order.batch(step * 64, 64)?;
        let label = |i: &usize| usize::from(digits.train.labels()[*i]);
        let wanted = batch.iter().flat_map(|i| one_hot(label(i))).collect();
        let wanted = Var::<Any, Cpu>::constant(&device, wanted, 10)?.known()?;
        let mut pass = Pass::train(step);
        let y = net.forward(pictures(&digits.train, &batch)?, &mut pass)?;
        let loss = Cpu::mean_between(&y, &wanted, distance("cross_entropy")?.between, &mut pass)?;
        let mut gradients = pass.backward(&device, &[(1.0, loss)])?;
        let mut tensors = Vec::new();
        net.tensors("", &mut tensors);
        optimiser.step(adam, Rates::default(), tensors, &mut gradients)?;
    }
    let all: Vec<usize> = (0..digits.held_out.len()).collect();
    let scores = net.forward(pictures(&digits.held_out, &all)?, &mut Pass::infer())?;
    let (labels, mut right) = (digits.held_out.labels(), 0);
    for (row, label) in scores.values().chunks_exact(10).zip(labels) {
        let score = row[usize::from(*label)];
        right += usize::from(row.iter().all(|other| *other <= score));
    }
    println!("{right} of {} held-out digits are read rightly", all.len());
    Ok(())
}
