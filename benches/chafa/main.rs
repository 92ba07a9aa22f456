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

/// Columns and rows of cells for a digit.
const SIZES: [(usize, usize); 4] = [(28, 14), (14, 7), (10, 5), (7, 4)];

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
    println!("| cells a digit | glyphs | colours | ours dB | chafa dB | ours bytes | chafa bytes | |");
    println!("|---|---|---|---|---|---|---|---|");
    let (mut kept, mut total) = (0, 0);
    for (columns, rows) in SIZES {
        let sheet = Sheet::new(&digits, columns, rows);
        for blitter in BLITTERS {
            for depth in Depth::ALL {
                let ours = ours(&sheet, blitter, depth)?;
                print!("| {columns}×{rows} | {blitter} | {depth} | {:.2} |", ours.psnr);
                let Some(theirs) = peer::best(&sheet, blitter, depth)? else {
                    println!(" – | {} | – | |", ours.bytes);
                    continue;
                };
                let good = ours.psnr + 0.005 >= theirs.psnr && ours.bytes <= theirs.bytes;
                kept += usize::from(good);
                total += 1;
                println!(
                    " {:.2} | {} | {} | {} |",
                    theirs.psnr,
                    ours.bytes,
                    theirs.bytes,
                    if good { "" } else { "**no**" }
                );
            }
        }
    }
    println!("\nAt least as faithful in no more bytes: {kept} of {total} rows.");
    Ok(())
}

fn ours(sheet: &Sheet, blitter: Blitter, depth: Depth) -> Result<Score, Box<dyn Error>> {
    let cells = draw(&sheet.picture, sheet.columns, sheet.rows, blitter, depth);
    let mut text = ansi::lines(&cells, depth).join("\n");
    text.push('\n');
    sheet.score(text.as_bytes(), blitter, |index| aegan_palette(index))
}
