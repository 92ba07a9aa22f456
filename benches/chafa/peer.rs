//! chafa, with the settings that serve it best.

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use aegan_lab::art::{Blitter, Depth, Picture};

use super::measure::{Score, Sheet};

/// Whose 16 ANSI colours a text is read with.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// xterm's, as our own texts are.
    Xterm,
    /// Those that chafa reckons with.
    Chafa,
}

/// What chafa takes the ANSI colours to be.
const ANSI: [[u8; 3]; 16] = [
    [0x00, 0x00, 0x00],
    [0x80, 0x00, 0x00],
    [0x00, 0x70, 0x00],
    [0x70, 0x70, 0x00],
    [0x00, 0x00, 0x70],
    [0x70, 0x00, 0x70],
    [0x00, 0x70, 0x70],
    [0xc0, 0xc0, 0xc0],
    [0x40, 0x40, 0x40],
    [0xff, 0x00, 0x00],
    [0x00, 0xff, 0x00],
    [0xff, 0xff, 0x00],
    [0x00, 0x00, 0xff],
    [0xff, 0x00, 0xff],
    [0x00, 0xff, 0xff],
    [0xff, 0xff, 0xff],
];

pub fn version() -> Result<String, Box<dyn Error>> {
    let output = Command::new("chafa").arg("--version").output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// The most faithful of what chafa makes of the sheet, the shortest of equals.
///
/// It gets the sheet as it is and also brought to its own 8×8 pixels a cell, with either way to
/// extract colours. `None` if it lacks these symbols.
pub fn best(
    sheet: &Sheet,
    blitter: Blitter,
    depth: Depth,
    reading: Reading,
) -> Result<Option<Score>, Box<dyn Error>> {
    let symbols = match blitter {
        Blitter::Half => ["vhalf+space+solid", "vhalf+space"],
        Blitter::Quadrant => ["quad+half+space+solid", "quad+space+solid"],
        Blitter::Sextant => ["sextant+hhalf+space+solid", "sextant+space+solid"],
        Blitter::Octant => ["octant+quad+half+space+solid", "octant+space+solid"],
        _ => return Ok(None),
    };
    let ansi = match reading {
        Reading::Xterm => None,
        Reading::Chafa => Some(&ANSI),
    };
    let scaled = sheet.picture.fit(8 * sheet.columns, 8 * sheet.rows)?;
    let folder = tempfile::tempdir()?;
    let files = [
        save(&sheet.picture, &folder.path().join("plain.png"))?,
        save(&scaled, &folder.path().join("scaled.png"))?,
    ];
    let mut best: Option<Score> = None;
    for file in &files {
        for symbols in symbols {
            for extractor in ["average", "median"] {
                for colours in colours(depth) {
                    let Some(text) = run(sheet, file, symbols, extractor, colours)? else {
                        continue;
                    };
                    let score = sheet.score(&text, blitter, ansi)?;
                    let better =
                        best.is_none_or(|best| (score.psnr, best.bytes) > (best.psnr, score.bytes));
                    if better {
                        best = Some(score);
                    }
                }
            }
        }
    }
    Ok(best)
}

fn save(picture: &Picture, path: &Path) -> Result<PathBuf, Box<dyn Error>> {
    picture.write_png(File::create(path)?)?;
    Ok(path.to_owned())
}

/// chafa's modes for a depth. Of 256 it may take the first 16 to be what it reckons with; 240 keeps
/// it from these.
fn colours(depth: Depth) -> &'static [&'static str] {
    match depth {
        Depth::Truecolour => &["full"],
        Depth::Indexed256 => &["256", "240"],
        Depth::Ansi16 => &["16"],
        Depth::Mono => &["none"],
    }
}

/// What chafa prints, or nothing if it does not know the symbols.
fn run(
    sheet: &Sheet,
    file: &Path,
    symbols: &str,
    extractor: &str,
    colours: &str,
) -> Result<Option<String>, Box<dyn Error>> {
    let output = Command::new("chafa")
        .args(["--format", "symbols", "--work", "9", "--optimize", "9"])
        .args(["--dither", "none", "--preprocess", "off", "--polite", "on"])
        .args(["--color-space", "rgb", "--font-ratio", "1/2"])
        .args(["--fg", "white", "--bg", "black", "--stretch"])
        .args(["--symbols", symbols, "--colors", colours])
        .args(["--color-extractor", extractor])
        .arg("--size")
        .arg(format!("{}x{}", sheet.columns, sheet.rows))
        .arg(file)
        .output()?;
    if !output.status.success() {
        return Ok(None);
    }
    Ok(Some(String::from_utf8(output.stdout)?))
}
