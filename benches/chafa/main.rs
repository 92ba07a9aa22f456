//! Measures the room `art` against chafa: fidelity and bytes at equal cells.
//!
//! `cargo bench --bench chafa -- DIRECTORY`, where DIRECTORY has MNIST's training
//! images as `train-images-idx3-ubyte`, with or without `.gz`, and `chafa` is on the
//! PATH. Both programs draw the same sheet of 64 digits; both outputs are read by the
//! same terminal emulator and decoder. The result is a Markdown table.

mod digits;
mod measure;
mod peer;

use std::error::Error;
use std::path::Path;

use aegan_lab::art::{Blitter, Depth, ansi, draw};

use measure::{Score, Sheet};
use peer::Reading;

/// Columns and rows of cells for a digit.
const SIZES: [(usize, usize); 4] = [(28, 14), (14, 7), (10, 5), (7, 4)];

/// Decibels that do not show in the table.
const TIE: f64 = 0.005;

const BLITTERS: [Blitter; 4] = [
    Blitter::Half,
    Blitter::Quadrant,
    Blitter::Sextant,
    Blitter::Octant,
];

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` adds a word of its own.
    let directory = std::env::args().skip(1).find(|word| word != "--bench");
    let directory = directory.ok_or("name the directory that holds the MNIST images")?;
    let digits = digits::read(Path::new(&directory), 64)?;
    println!("chafa: {}\n", peer::version()?);
    println!(
        "| cells a digit | glyphs | colours | ours dB | chafa dB | ours bytes | chafa bytes | |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let (mut kept, mut total) = (0, 0);
    let mut own = Vec::new();
    for (columns, rows) in SIZES {
        let sheet = Sheet::new(&digits, columns, rows)?;
        for blitter in BLITTERS {
            for &depth in Depth::ALL {
                let Score { psnr, bytes } = ours(&sheet, blitter, depth)?;
                let row = format!("{columns}×{rows} | {blitter} | {depth}");
                let Some(theirs) = peer::best(&sheet, blitter, depth, Reading::Xterm)? else {
                    println!("| {row} | {psnr:.2} | – | {bytes} | – | |");
                    continue;
                };
                let good = psnr + TIE >= theirs.psnr && bytes <= theirs.bytes;
                kept += usize::from(good);
                total += 1;
                println!(
                    "| {row} | {psnr:.2} | {:.2} | {bytes} | {} | {} |",
                    theirs.psnr,
                    theirs.bytes,
                    if good { "" } else { "**no**" }
                );
                if depth == Depth::Ansi16
                    && let Some(read) = peer::best(&sheet, blitter, depth, Reading::Chafa)?
                {
                    own.push(format!("{columns}×{rows} {blitter} {:.2}", read.psnr));
                }
            }
        }
    }
    println!("\nAt least as faithful in no more bytes: {kept} of {total} rows.");
    println!(
        "\nchafa at 16, read with the colours it reckons with: {}.",
        own.join(", ")
    );
    Ok(())
}

fn ours(sheet: &Sheet, blitter: Blitter, depth: Depth) -> Result<Score, Box<dyn Error>> {
    let cells = draw(&sheet.picture, sheet.columns, sheet.rows, blitter, depth);
    let mut text = String::new();
    ansi::write(&cells, depth, &mut text);
    Ok(sheet.score(&text, blitter, None)?)
}
