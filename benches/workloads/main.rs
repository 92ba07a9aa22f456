//! How many steps a second the real trainer takes on the workloads that other frameworks are measured
//! on, and how fast plain matrix products are on the same threads.
//!
//! `workloads` prints a table; `workloads scale` prints how images a second grow with batch and
//! threads, and `workloads sizes` how pixels a second do with the size of pictures; `workloads batches
//! SECONDS` prints steps a second at large batches on the device that `AEGAN_LAB_DEVICE` names, so long
//! each; `workloads memory NAME` trains a little and prints the most memory that this process ever held;
//! `workloads serve
//! THREADS` answers each line with a workload's name by its rate in one round, for a driver that takes
//! turns with another program.

mod sizes;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aegan_lab::data::{Dataset, load};
use aegan_lab::error::Result;
use aegan_lab::kernels::matmul::{Matrix, matmul};
use aegan_lab::kernels::tasks;
use aegan_lab::lab::{Device, Experiment, Plan, Side};

/// How long one round lasts.
const ROUND: Duration = Duration::from_millis(500);
const ROUNDS: usize = 15;

/// Words of `build`.
type Words = &'static [(&'static str, &'static str)];
/// Does some work and says how much.
type Work = Box<dyn FnMut() -> Result<f64>>;

/// A workload by name, its recipe, and the words of `build`.
const WORKLOADS: [(&str, &str, Words); 4] = [
    // 784-64-32-64-784, batch 256, Adam.
    ("ae", "ae", &[]),
    // G 100-256-512-784 with batch norm, D 784-512-256-1, batch 128: one D and one G update of Adam.
    (
        "gan",
        "gan",
        &[
            ("latent", "100"),
            ("batch", "128"),
            ("ema", "0"),
            ("beta1", "0.5"),
            ("gen", "dense"),
        ],
    ),
    // The DCGAN of the tutorial, batch 128.
    (
        "dcgan",
        "gan",
        &[
            ("gen", "dcgan"),
            ("latent", "100"),
            ("batch", "128"),
            ("ema", "0"),
        ],
    ),
    // The small convolutional GAN, batch 64, an average of G's weights.
    ("small", "gan", &[("gen", "small"), ("r1", "0")]),
];

/// On the device that `AEGAN_LAB_DEVICE` names, the CPU where it names none; with `AEGAN_LAB_COMPOSED`, without the lab's
/// own kernels for a GPU.
fn build(recipe: &str, words: Words, data: &Arc<Dataset>) -> Result<Experiment> {
    let owned = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
    let words: Vec<_> = words.iter().map(owned).collect();
    let plan = Plan::new(recipe, &words, 1, &data.item.shape())?;
    let device = std::env::var("AEGAN_LAB_DEVICE");
    let device = Device::start(device.as_deref().unwrap_or("cpu"))?;
    Experiment::new(&plan, Arc::clone(data), &device)
}

/// Rounds of `work`, which counts what it did, as so many a second.
fn rate(work: &mut dyn FnMut() -> Result<f64>) -> Result<f64> {
    let begun = Instant::now();
    let mut done = 0.0;
    while begun.elapsed() < ROUND {
        done += work()?;
    }
    Ok(done / begun.elapsed().as_secs_f64())
}

/// GFLOP of one product of square matrices, row blocks spread over the threads.
fn product(n: usize, a: &[f32], b: &[f32], c: &mut [f32]) -> f64 {
    let rows = n.div_ceil(tasks::threads());
    tasks::chunks(c, rows * n, |task, c| {
        let a = &a[task * rows * n..][..c.len()];
        let b = Matrix::new(b, n, n);
        matmul(Matrix::new(a, c.len() / n, n), b, c, false);
    });
    black_box(c);
    2.0 * (n as f64).powi(3) * 1e-9
}

/// The workloads, each with what it counts.
fn all() -> Result<Vec<(&'static str, Work)>> {
    const N: usize = 1024;
    let data = Arc::new(load("digits")?);
    let mut all: Vec<(&'static str, Work)> = Vec::new();
    for (name, recipe, words) in WORKLOADS {
        let mut trainer = build(recipe, words, &data)?;
        let work = move || trainer.step(Side::Both).map(|()| 1.0);
        all.push((name, Box::new(work)));
    }
    let (a, b, mut c) = (vec![0.5; N * N], vec![0.25; N * N], vec![0.0; N * N]);
    let work = move || Ok(product(N, &a, &b, &mut c));
    all.push(("gemm", Box::new(work)));
    Ok(all)
}

/// The most memory that this process has held, in MiB; Linux tells.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Images a second of one workload at a batch, on so many threads: the best of a few rounds.
fn images(recipe: &str, words: Words, batch: usize, threads: usize) -> Result<f64> {
    let data = Arc::new(load("digits")?);
    tasks::with_threads(threads, || {
        let mut trainer = build(recipe, words, &data)?;
        trainer.set("batch", &batch.to_string())?;
        let mut best = 0.0_f64;
        for _ in 0..4 {
            let mut work = || trainer.step(Side::Both).map(|()| 1.0);
            best = best.max(rate(&mut work)? * batch as f64);
        }
        Ok(best)
    })
}

fn scale() -> Result<()> {
    const BATCHES: [usize; 6] = [16, 32, 64, 128, 256, 512];
    let columns = BATCHES.map(|batch| format!(" {batch} |")).concat();
    println!("Images a second by batch\n");
    println!("| workload | threads |{columns}\n|---|---|---|---|---|---|---|---|");
    for (name, recipe, words) in WORKLOADS {
        for threads in [1, 2] {
            print!("| {name} | {threads} |");
            for batch in BATCHES {
                print!(" {:.0} |", images(recipe, words, batch, threads)?);
            }
            println!();
        }
    }
    Ok(())
}

/// Steps a second by workload and batch, a line each, so that what was measured until then is there if this is ended.
fn batches(seconds: f64) -> Result<()> {
    let data = Arc::new(load("digits")?);
    for (name, recipe, words) in WORKLOADS {
        // At the smallest, a GPU does little but start kernels.
        for batch in [4, 64, 256, 1024] {
            let mut trainer = build(recipe, words, &data)?;
            trainer.set("batch", &batch.to_string())?;
            // Kernels are compiled, buffers are made.
            let warm = Instant::now();
            for _ in 0..3 {
                trainer.step(Side::Both)?;
                if warm.elapsed().as_secs_f64() > seconds {
                    break;
                }
            }
            let (begun, mut steps) = (Instant::now(), 0.0);
            while steps == 0.0 || begun.elapsed().as_secs_f64() < seconds {
                trainer.step(Side::Both)?;
                steps += 1.0;
            }
            println!(
                "{name} {batch} {:.2}",
                steps / begun.elapsed().as_secs_f64()
            );
        }
    }
    Ok(())
}

/// Trains a little and says how much memory that took beyond the data.
fn memory(wanted: &str) -> Result<()> {
    let data = Arc::new(load("digits")?);
    let before = peak_memory();
    for (name, recipe, words) in WORKLOADS {
        if name == wanted {
            let mut trainer = build(recipe, words, &data)?;
            for _ in 0..20 {
                trainer.step(Side::Both)?;
            }
        }
    }
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        println!("{after:.0} MiB at most, {before:.0} of them before the first step");
    }
    Ok(())
}

fn measure() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match &words[..] {
        [word, ..] if word == "scale" => return scale(),
        [word, ..] if word == "sizes" => return sizes::sizes(),
        [word, seconds, ..] if word == "batches" => {
            return batches(seconds.parse().unwrap_or(1.0));
        }
        [word, name, ..] if word == "memory" => return memory(name),
        _ => {}
    }
    if let [word, threads, ..] = &words[..]
        && word == "serve"
    {
        tasks::use_threads(threads.parse().unwrap_or(2));
        let mut all = all()?;
        for line in std::io::stdin().lines().map_while(std::result::Result::ok) {
            for (_, work) in all.iter_mut().filter(|(name, _)| *name == line) {
                println!("{:.3}", rate(work)?);
            }
        }
        return Ok(());
    }
    let mut all = all()?;
    let mut rates = vec![Vec::new(); all.len()];
    for round in 0..=ROUNDS {
        for ((_, work), rates) in all.iter_mut().zip(&mut rates) {
            let rate = rate(work)?;
            // The first round warms up.
            if round > 0 {
                rates.push(rate);
            }
        }
    }
    println!("| what | median | least | most |\n|---|---|---|---|");
    for ((name, _), rates) in all.iter().zip(&mut rates) {
        rates.sort_by(f64::total_cmp);
        let unit = if *name == "gemm" {
            "GFLOP/s"
        } else {
            "steps/s"
        };
        println!(
            "| {name}, {unit} | {:.1} | {:.1} | {:.1} |",
            rates[rates.len() / 2],
            rates[0],
            rates[rates.len() - 1]
        );
    }
    Ok(())
}

fn main() {
    #[cfg(feature = "cuda")]
    let measured = if std::env::var_os("AEGAN_LAB_COMPOSED").is_some() {
        aegan_lab::layers::ops::cuda::kernels::composed(measure)
    } else {
        measure()
    };
    #[cfg(not(feature = "cuda"))]
    let measured = measure();
    if let Err(error) = measured {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
