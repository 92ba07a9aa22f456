//! How the time of a step grows with the size of its pictures.

use std::time::Instant;

use aegan_lab::error::Result;
use aegan_lab::kernels::tasks;
use aegan_lab::layers::{
    Conv, ConvTranspose, H, LeakyRelu, N, Ops, Over, Pass, Sizes, Spec, Tanh, Var, W,
};
use aegan_lab::losses::distance;
use aegan_lab::random;
use dfdx::prelude::Cpu;

/// Numbers of all pictures of a batch together, whatever their size: 64 of 32 by 32.
const PIXELS: usize = 64 * 32 * 32;
type Leaky = LeakyRelu<200>;

/// A convolutional autoencoder: 16 channels at half of the sides, 32 at a quarter, and back.
type Autoencoder = (
    Conv<H, W, N<1>, N<16>, 5, 2, Leaky>,
    Conv<Over<H, 2>, Over<W, 2>, N<16>, N<32>, 5, 2, Leaky>,
    ConvTranspose<Over<H, 2>, Over<W, 2>, N<32>, N<16>, 5, 2, Leaky>,
    ConvTranspose<H, W, N<16>, N<1>, 5, 2, Tanh>,
);

/// Millions of pixels a second, forward and back, of the autoencoder for pictures of this side; the best of
/// five rounds of 20 steps.
fn rate(side: usize) -> Result<f64> {
    let device = Cpu::default();
    device.keep_buffers(true);
    let sizes = Sizes {
        h: side,
        w: side,
        c: 1,
        p: 1,
        z: 1,
        k: 1,
    };
    let mut net = Autoencoder::PLAIN.lower(&sizes, &device)?;
    net.reset(&mut random::stream(1, "sizes", 0));
    let x = Var::constant(&device, vec![0.5; PIXELS], side * side)?;
    let mut best = 0.0_f64;
    // The first round warms up.
    for round in 0..6 {
        let begun = Instant::now();
        for step in 0..20 {
            let mut pass = Pass::train(step);
            let y = net.forward(x.clone(), &mut pass)?;
            let loss = Cpu::mean_between(&y, &x, distance("mse")?.between, &mut pass)?;
            pass.backward(&device, &[(1.0, loss)])?;
        }
        if round > 0 {
            best = best.max(20.0 * PIXELS as f64 * 1e-6 / begun.elapsed().as_secs_f64());
        }
    }
    Ok(best)
}

/// Prints the table.
pub fn sizes() -> Result<()> {
    println!("| threads | 16×16 | 32×32 | 64×64 | 128×128 |\n|---|---|---|---|---|");
    for threads in [1, 2] {
        let rates: Result<[f64; 4]> = tasks::with_threads(threads, || {
            Ok([rate(16)?, rate(32)?, rate(64)?, rate(128)?])
        });
        let cells = rates?.map(|rate| format!(" {rate:.2} |")).concat();
        println!("| {threads} |{cells}");
    }
    Ok(())
}
