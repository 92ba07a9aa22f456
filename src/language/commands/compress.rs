//! `compress`: held-out pictures in few bits, and what is seen of them afterwards.

use crate::art;
use crate::error::Result;
use crate::evaluate::compression::{Compression, DEPTH, Way, compress};
use crate::event::{self, Chart, Event, Gallery, Listing};
use crate::lab::MOST;
use crate::language::command::{Command, Group, Line};
use crate::language::params::Count;
use crate::shell::sizes::{Sizes, at_depth, point};
use crate::shell::watch::watch;
use crate::shell::{Did, Emit, Shell};

/// Pictures.
const N: Count = Count::of("N", 200, 1, MOST as u64);

pub(super) const COMMAND: Command = Command {
    name: "compress",
    group: Group::Measure,
    params: &[&N],
    about: "pictures as quantised codes: bits per pixel, PSNR, SSIM",
    details: "build ae; step 500; compress. Each number of a code is rounded to 4 to 256 levels, chosen to lose least on codes of training items (Lloyd 1982). Compared with as many principal components in as many bits, with each picture as a PNG, and with JPEG at three qualities. Symbols have a fixed length; there is no entropy coder. bits/pixel counts everything that is written for a picture; 'data' leaves out headers and tables, which are most of so small a file. Networks, components and levels are known to both sides and not counted. PSNR is that of the mean squared error over all pictures, SSIM the mean (Wang et al. 2004). The chart shows bits/pixel against PSNR over bit depths and, for PCA, over code sizes. For the autoencoder, build and compress several sizes: build ae latent=16; step 500; compress. It never changes the run.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let n = line.given.size(&N)?;
    let control = shell.control.clone();
    let trainer = shell.trainer()?;
    let (step, recipe) = (trainer.state().step, trainer.state().recipe.name);
    let mut go_on = watch("compress", "measured", step, &control, &mut *emit);
    let found = compress(trainer, n, &mut go_on)?;
    drop(go_on);
    let of = format!("{recipe} on {}", trainer.dataset().digest);
    shell.sizes.add(of, &found);
    emit(Event::Listing(table(&found, step)));
    emit(Event::Gallery(pictures(&found, step)));
    emit(Event::Chart(chart(&found, &shell.sizes, step)));
    Ok(Did::AsTyped)
}

fn table(found: &Compression, step: u64) -> Listing {
    let pixels = found.pixels as f64;
    let row = |way: &Way| {
        let code = match way.depth {
            0 => String::new(),
            depth => format!("{} × {depth} bits", way.numbers),
        };
        vec![
            way.name.clone(),
            code,
            format!("{:.3}", way.bits / pixels),
            format!("{:.3}", way.data / pixels),
            if way.psnr.is_finite() {
                format!("{:.2}", way.psnr)
            } else {
                "lossless".into()
            },
            way.ssim.map_or("–".into(), |ssim| format!("{ssim:.3}")),
        ]
    };
    let codes = found.autoencoder.iter().chain(&found.pca);
    let columns = ["how", "code", ">bits/pixel", ">data", ">PSNR dB", ">SSIM"];
    Listing {
        title: format!("compress · step {step} · {} held-out pictures", found.items),
        columns: columns.map(str::to_owned).to_vec(),
        rows: codes.chain(&found.files).map(row).collect(),
        footer: format!(
            "symbols of fixed length; levels and components are those of {} training items · not counted: networks, components, levels · data: files without headers and tables",
            found.fitted
        ),
    }
}

/// What is seen in about as few bits: originals, both codes, the JPEG nearest in size.
fn pictures(found: &Compression, step: u64) -> Gallery {
    let jpeg = found.files.iter().filter(|way| way.psnr.is_finite());
    let jpeg = jpeg.min_by(|a, b| a.bits.total_cmp(&b.bits));
    let mut title = String::from("original");
    let mut pictures = found.shown.clone();
    let mut captions = vec![String::new(); pictures.len()];
    for way in [at_depth(&found.autoencoder), at_depth(&found.pca), jpeg]
        .into_iter()
        .flatten()
    {
        let name = way.name.split(' ').next().unwrap_or_default();
        title = format!("{title} · {name} {:.0}", way.bits / 8.0);
        for (made, original) in way.shown.iter().zip(&found.shown) {
            captions.push(match art::psnr(original, made) {
                Ok(decibels) if decibels.is_finite() => format!("{decibels:.1}"),
                _ => "the same".into(),
            });
        }
        pictures.extend(way.shown.iter().cloned());
    }
    Gallery {
        kind: "compress".into(),
        title: format!("{title} bytes · dB beneath"),
        step,
        columns: found.shown.len(),
        pictures,
        captions,
    }
}

fn chart(found: &Compression, sizes: &Sizes, step: u64) -> Chart {
    let line = |name: &str, ways: &[Way]| event::Group {
        name: name.to_owned(),
        points: ways.iter().map(|way| point(found, way)).collect(),
    };
    let of_sizes =
        |name: &str, least: usize, most: usize| format!("{name} {least} to {most} × {DEPTH} bits");
    let mut lines = vec![
        line("autoencoder", &found.autoencoder),
        line("PCA", &found.pca),
    ];
    if let [least, .., most] = &found.fewer[..] {
        let name = of_sizes("PCA", least.numbers, most.numbers);
        lines.push(line(&name, &found.fewer));
    }
    let mut known = sizes.points.keys();
    if let (Some(least), Some(most)) = (known.next(), known.next_back()) {
        lines.push(event::Group {
            name: of_sizes("autoencoder", *least, *most),
            points: sizes.points.values().copied().collect(),
        });
    }
    Chart {
        title: "what bits buy".into(),
        step,
        across: "bits/pixel".into(),
        up: "PSNR, dB".into(),
        log: true,
        lines,
    }
}
