//! What a code is worth as a file: held-out pictures in few bits, by an autoencoder, by principal
//! components, as PNG and as JPEG.

use std::ops::Range;

use super::codes::{BATCH, FITTED, batches, codes};
use crate::art::{ArtError, Picture, jpeg_data, png_data};
use crate::data::{self, Split};
use crate::error::{Error, Result};
use crate::lab::{Experiment, Part};
use crate::metrics::fidelity::{WINDOW, mean_squared_error, psnr, ssim};
use crate::metrics::pca::Components;
use crate::metrics::quantiser::Quantiser;

/// Bits that a number of a code takes.
pub const DEPTHS: [u32; 5] = [2, 3, 4, 6, 8];

/// The depth at which fewer components are tried, and pictures are shown.
pub const DEPTH: u32 = 4;

/// Qualities of JPEG.
const QUALITIES: [u8; 3] = [10, 50, 90];

/// Pictures that are kept to be shown.
const SHOWN: usize = 5;

/// One way to write pictures, and what is seen of them afterwards.
#[derive(Debug, Clone)]
pub struct Way {
    /// `autoencoder`, `PCA`, `JPEG of quality 10`.
    pub name: String,
    /// Numbers in a code; none in a file.
    pub numbers: usize,
    /// Bits of each of these numbers.
    pub depth: u32,
    /// Bits a picture, the mean: all that is written, and what of it is data.
    pub bits: f64,
    pub data: f64,
    /// Of the mean squared error over all pictures, in decibels; infinite where nothing is lost.
    pub psnr: f64,
    /// Mean structural similarity; none where pictures are smaller than its window.
    pub ssim: Option<f64>,
    /// The first pictures as they are seen afterwards.
    pub shown: Vec<Picture>,
}

/// Held-out pictures written in all ways.
#[derive(Debug, Clone)]
pub struct Compression {
    /// Pictures that were written.
    pub items: usize,
    /// Items that levels and components were fitted to.
    pub fitted: usize,
    /// Pixels of a picture.
    pub pixels: usize,
    pub autoencoder: Vec<Way>,
    pub pca: Vec<Way>,
    /// Principal components at [`DEPTH`], fewer of them; rising.
    pub fewer: Vec<Way>,
    /// PNG, and JPEG of rising quality.
    pub files: Vec<Way>,
    /// The first pictures as they are.
    pub shown: Vec<Picture>,
}

/// Writes the first `n` held-out pictures in all ways; `go_on` is asked between the parts of the work.
///
/// Codes are symbols of a fixed length; the levels that they stand for are those of [`Quantiser`], fitted to
/// training items. For conditional networks the class is written too.
///
/// # Errors
/// What `go_on` says; or a sentence when the items are points, or there is no encoder or no generator.
pub fn compress(
    experiment: &mut Experiment,
    n: usize,
    go_on: &mut dyn FnMut() -> Result<()>,
) -> Result<Compression> {
    let data = experiment.dataset();
    let Some([height, width, channels]) = data.item.image() else {
        return Err(Error::new(
            "points have no pixels to compress; 'data digits' has pictures, 'recon' shows reconstructions of points",
        ));
    };
    if data.held_out.is_empty() {
        return Err(Error::new(format!(
            "only held-out pictures are compressed, and '{}' has none",
            data.name
        )));
    }
    let latent = experiment.state().latent;
    let learned = codes(experiment, Part::Train, FITTED, go_on)?;
    let seen = codes(experiment, Part::HeldOut, n, go_on)?;
    let items = seen.len() / latent;
    let held_out = unit(&data.held_out, items, data.item.len())?;
    let picture = |values: &[f32]| {
        Picture::from_unit(width, height, channels, values).map_err(|why| refused(&why))
    };
    let originals = held_out.chunks_exact(data.item.len()).map(picture);
    let sheet = Sheet {
        originals: originals.collect::<Result<_>>()?,
        shape: [height, width, channels],
    };
    let classes = data.held_out.labels();
    let class = if experiment.state().labels {
        f64::from(usize::BITS - data.classes.len().saturating_sub(1).leading_zeros())
    } else {
        0.0
    };
    let mut autoencoder = Vec::new();
    for depth in DEPTHS {
        let rounded = Quantiser::of(&learned, latent, depth).round(&seen);
        let mut decode = |places: Range<usize>| {
            let codes = rounded[places.start * latent..places.end * latent].to_vec();
            experiment.decode(codes, classes.get(places).unwrap_or_default())
        };
        let coded = Coded {
            name: "autoencoder",
            numbers: latent,
            depth,
            beside: class,
        };
        autoencoder.push(sheet.of_codes(&coded, &mut decode, go_on)?);
    }
    let fitted = learned.len() / latent;
    let train = unit(&data.train, fitted, data.item.len())?;
    let components = Components::leading(&train, data.item.len(), latent, go_on)?;
    let of_components = |k: usize, depth: u32, go_on: &mut dyn FnMut() -> Result<()>| {
        go_on()?;
        let components = components.first(k);
        let k = components.deviations().len();
        let quantiser = Quantiser::of(&components.project(&train), k, depth);
        let rounded = quantiser.round(&components.project(&held_out));
        let mut decode = |places: Range<usize>| {
            Ok(components.decode(&rounded[places.start * k..places.end * k]))
        };
        let coded = Coded {
            name: "PCA",
            numbers: k,
            depth,
            beside: 0.0,
        };
        sheet.of_codes(&coded, &mut decode, go_on)
    };
    let mut pca = Vec::new();
    for depth in DEPTHS {
        pca.push(of_components(latent, depth, go_on)?);
    }
    let mut fewer = Vec::new();
    let halves = std::iter::successors(Some(latent), |k| Some(k / 2).filter(|k| *k > 0));
    for k in halves {
        fewer.insert(0, of_components(k, DEPTH, go_on)?);
    }
    let mut files = vec![sheet.of_files("PNG".into(), go_on, |original| {
        let mut file = Vec::new();
        original.write_png(&mut file).map_err(|why| refused(&why))?;
        Ok((file.len(), png_data(&file), original.clone()))
    })?];
    for quality in QUALITIES {
        let name = format!("JPEG of quality {quality}");
        files.push(sheet.of_files(name, go_on, |original| {
            let file = original.jpeg(quality).map_err(|why| refused(&why))?;
            let again = original
                .from_jpeg_like(&file)
                .map_err(|why| refused(&why))?;
            Ok((file.len(), jpeg_data(&file), again))
        })?);
    }
    Ok(Compression {
        items,
        fitted,
        pixels: width * height,
        autoencoder,
        pca,
        fewer,
        files,
        shown: sheet.originals.iter().take(SHOWN).cloned().collect(),
    })
}

fn refused(why: &ArtError) -> Error {
    Error::new(why.to_string())
}

/// The first `n` items `[n, numbers]` in [0, 1].
fn unit(split: &Split, n: usize, numbers: usize) -> Result<Vec<f32>> {
    let which: Vec<usize> = (0..n).collect();
    let mut values = vec![0.0; n * numbers];
    split.fill(&which, data::Range::Unit, &mut values)?;
    Ok(values)
}

/// The pictures that everything is held against.
struct Sheet {
    originals: Vec<Picture>,
    shape: [usize; 3],
}

/// How codes are written.
struct Coded<'a> {
    name: &'a str,
    numbers: usize,
    depth: u32,
    /// Bits that stand beside each code.
    beside: f64,
}

/// What was seen so far.
#[derive(Default)]
struct Tally {
    squares: f64,
    likeness: f64,
    bits: f64,
    data: f64,
    shown: Vec<Picture>,
}

impl Sheet {
    /// Pictures that `decode` makes of the codes at some places, as numbers in [0, 1].
    fn of_codes(
        &self,
        coded: &Coded<'_>,
        decode: &mut dyn FnMut(Range<usize>) -> Result<Vec<f32>>,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Way> {
        let [height, width, channels] = self.shape;
        let bits = coded.numbers as f64 * f64::from(coded.depth) + coded.beside;
        let mut tally = Tally::default();
        for places in batches(self.originals.len()) {
            go_on()?;
            let made = decode(places.clone())?;
            let made = made.chunks_exact(height * width * channels);
            for (original, made) in self.originals[places].iter().zip(made) {
                let made = Picture::from_unit(width, height, channels, made)
                    .map_err(|why| refused(&why))?;
                tally.add(original, made, self.shape, [bits, bits]);
            }
        }
        Ok(tally.way(coded.name.into(), coded.numbers, coded.depth, self))
    }

    /// Files that `write` makes: their bytes, those of them that are data, and what is read back.
    fn of_files(
        &self,
        name: String,
        go_on: &mut dyn FnMut() -> Result<()>,
        write: impl Fn(&Picture) -> Result<(usize, usize, Picture)>,
    ) -> Result<Way> {
        let mut tally = Tally::default();
        for (i, original) in self.originals.iter().enumerate() {
            if i.is_multiple_of(BATCH) {
                go_on()?;
            }
            let (file, data, again) = write(original)?;
            let bits = [file, data].map(|bytes| 8.0 * bytes as f64);
            tally.add(original, again, self.shape, bits);
        }
        Ok(tally.way(name, 0, 0, self))
    }
}

impl Tally {
    fn add(
        &mut self,
        original: &Picture,
        made: Picture,
        shape: [usize; 3],
        [bits, data]: [f64; 2],
    ) {
        let unit = |p: &Picture| p.pixels().iter().map(|v| f32::from(*v) / 255.0).collect();
        let (a, b): (Vec<f32>, Vec<f32>) = (unit(original), unit(&made));
        self.squares += mean_squared_error(&a, &b);
        if shape[0].min(shape[1]) >= WINDOW {
            self.likeness += ssim(&a, &b, shape);
        }
        self.bits += bits;
        self.data += data;
        if self.shown.len() < SHOWN {
            self.shown.push(made);
        }
    }

    fn way(self, name: String, numbers: usize, depth: u32, sheet: &Sheet) -> Way {
        let n = sheet.originals.len().max(1) as f64;
        let seen = sheet.shape[0].min(sheet.shape[1]) >= WINDOW;
        Way {
            name,
            numbers,
            depth,
            bits: self.bits / n,
            data: self.data / n,
            psnr: psnr(self.squares / n),
            ssim: seen.then_some(self.likeness / n),
            shown: self.shown,
        }
    }
}
