//! How the time of a step grows with the size of its pictures.

use std::time::Instant;

use aegan_lab::error::Result;
use aegan_lab::kernels::tasks;
use aegan_lab::layers::{Conv, ConvTranspose, Image, Layer, LeakyRelu, Ops, Pass, Tanh, Var};
use aegan_lab::losses::distance;
use dfdx::nn::DeviceBuildExt;
use dfdx::prelude::Cpu;

/// Numbers of all pictures of a batch together, whatever their size: 64 of 32 by 32.
const PIXELS: usize = 64 * 32 * 32;
type Leaky = LeakyRelu<200>;

/// Millions of pixels a second, forward and back, of a convolutional autoencoder for pictures of this
/// size: 16 channels at half of it, 32 at a quarter, and back; the best of five rounds of 20 steps.
macro_rules! rate {
    ($size:literal, $half:literal, $quarter:literal) => {{
        type Picture = Image<$size, $size, 1>;
        type Half = Image<$half, $half, 16>;
        type Quarter = Image<$quarter, $quarter, 32>;
        type Net = (
            Conv<Picture, Half, 5, 2, Leaky>,
            Conv<Half, Quarter, 5, 2, Leaky>,
            ConvTranspose<Quarter, Half, 5, 2, Leaky>,
            ConvTranspose<Half, Picture, 5, 2, Tanh>,
        );
        let device = Cpu::default();
        device.keep_buffers(true);
        let mut net = device.build_module::<Net, f32>();
        let pixels = vec![0.5; PIXELS];
        let x = Var::constant(&device, pixels, $size * $size)?.known::<Picture>()?;
        let mut best = 0.0_f64;
        for _ in 0..6 {
            let begun = Instant::now();
            for step in 0..20 {
                let mut pass = Pass::train(step);
                let y = net.forward(x.clone(), &mut pass)?;
                let loss = Cpu::mean_between(&y, &x, distance("mse")?.between, &mut pass)?;
                pass.backward(&device, &[(1.0, loss)])?;
            }
            best = best.max(20.0 * PIXELS as f64 * 1e-6 / begun.elapsed().as_secs_f64());
        }
        best
    }};
}

/// Prints the table.
pub fn sizes() -> Result<()> {
    println!("| threads | 16×16 | 32×32 | 64×64 | 128×128 |\n|---|---|---|---|---|");
    for threads in [1, 2] {
        let rates: Result<[f64; 4]> = tasks::with_threads(threads, || {
            Ok([
                rate!(16, 8, 4),
                rate!(32, 16, 8),
                rate!(64, 32, 16),
                rate!(128, 64, 32),
            ])
        });
        let cells = rates?.map(|rate| format!(" {rate:.2} |")).concat();
        println!("| {threads} |{cells}");
    }
    Ok(())
}
