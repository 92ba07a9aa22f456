//! A classifier of digits as a dfdx module: `cargo run --release --example classifier`.
//!
//! The types of the lab's layers at plain numbers, built by dfdx, moved by dfdx's Adam, and saved in dfdx's
//! safetensors.

use std::error::Error;

use aegan_lab::data::{Order, Range, Split, load};
use aegan_lab::layers::{
    Batch, Conv, Dense, Flat, Flatten, Image, Module, N, Ops, Over, Pass, Relu, Sigmoid, Var,
};
use aegan_lab::losses::distance;
use dfdx::nn::{DeviceBuildExt, LoadFromSafetensors, NumParams, SaveToSafetensors};
use dfdx::optim::{Adam, AdamConfig, Optimizer};
use dfdx::prelude::Cpu;

type Side = N<28>;
type Half = Over<Side, 2>;
type Quarter = Over<Half, 2>;
type Digit = Image<Side, Side, N<1>>;
type Scores = Flat<N<10>>;
type Classifier = (
    Conv<Side, Side, N<1>, N<16>, 5, 2, Relu>,
    Conv<Half, Half, N<16>, N<32>, 5, 2, Relu>,
    Flatten<Quarter, Quarter, N<32>, N<1568>>,
    Dense<N<1568>, N<10>, Sigmoid>,
);
aegan_lab::fits!(Classifier);

fn pictures(of: &Split, which: &[usize]) -> aegan_lab::error::Result<Batch<Digit, Cpu>> {
    let mut pixels = vec![0.0; which.len() * 784];
    of.fill(which, Range::Unit, &mut pixels)?;
    Batch::new(Var::constant(&Cpu::default(), pixels, 784)?)
}

fn one_hot(label: usize) -> [f32; 10] {
    std::array::from_fn(|class| f32::from(u8::from(class == label)))
}

/// How many of the held-out digits it reads rightly.
fn right(
    net: &mut impl Module<Cpu, Of = Classifier>,
    held_out: &Split,
) -> aegan_lab::error::Result<usize> {
    let all: Vec<usize> = (0..held_out.len()).collect();
    let scores: Batch<Scores, Cpu> = net.forward(pictures(held_out, &all)?, &mut Pass::infer())?;
    let rows = scores.items().values();
    let rows = rows.chunks_exact(10).zip(held_out.labels());
    let best = |(row, label): &(&[f32], &u8)| {
        let score = row[usize::from(**label)];
        row.iter().all(|other| *other <= score)
    };
    Ok(rows.filter(best).count())
}

fn main() -> Result<(), Box<dyn Error>> {
    let steps = std::env::args().nth(1).map_or(Ok(1000), |n| n.parse())?;
    let (device, digits) = (Cpu::default(), load("digits")?);
    let mut net = device.build_module::<Classifier, f32>();
    println!("{} weights", net.num_trainable_params());
    let mut adam = Adam::new(&net, AdamConfig::default());
    let mut order = Order::new(1, digits.train.len());
    for step in 0..steps {
        let batch = order.batch(step * 64, 64)?;
        let label = |i: &usize| usize::from(digits.train.labels()[*i]);
        let wanted = batch.iter().flat_map(|i| one_hot(label(i))).collect();
        let wanted = Var::constant(&device, wanted, 10)?;
        let mut pass = Pass::train(step);
        let y = net.forward(pictures(&digits.train, &batch)?, &mut pass)?;
        let between = distance("cross_entropy")?.between;
        let loss = Cpu::mean_between(y.items(), &wanted, between, &mut pass)?;
        let gradients = pass.backward(&device, &[(1.0, loss)])?;
        adam.update(&mut net, &gradients)
            .map_err(|why| format!("the optimiser found unused weights: {why:?}"))?;
    }
    let first = right(&mut net, &digits.held_out)?;
    let file = std::env::temp_dir().join(format!("classifier-{}.safetensors", std::process::id()));
    net.save_safetensors(&file)
        .map_err(|why| format!("the weights cannot be written: {why}"))?;
    let mut loaded = device.build_module::<Classifier, f32>();
    loaded
        .load_safetensors(&file)
        .map_err(|why| format!("the weights cannot be read: {why:?}"))?;
    std::fs::remove_file(&file)?;
    let again = right(&mut loaded, &digits.held_out)?;
    let all = digits.held_out.len();
    println!("{first} of {all} held-out digits are read rightly, {again} after a save and a load");
    Ok(())
}
