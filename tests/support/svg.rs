//! An emulated screen as a picture: each cell as a rectangle of its colour, block glyphs as the
//! rectangles that they are (fonts disagree about them), letters as text.

use std::fmt::Write as _;

use vt100::{Color, Screen};

const WIDE: u32 = 9;
const HIGH: u32 = 18;
const PAPER: &str = "#14161a";
const INK: &str = "#d8dade";

/// The screen as SVG.
pub fn svg(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = (u32::from(columns) * WIDE, u32::from(rows) * HIGH);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\" \
         shape-rendering=\"crispEdges\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"{PAPER}\"/>\n"
    );
    for row in 0..rows {
        for column in 0..columns {
            let Some(cell) = screen.cell(row, column) else {
                continue;
            };
            let (mut ink, mut paper) = (hex(cell.fgcolor(), INK), hex(cell.bgcolor(), PAPER));
            if cell.inverse() {
                std::mem::swap(&mut ink, &mut paper);
            }
            let (x, y) = (u32::from(column) * WIDE, u32::from(row) * HIGH);
            if paper != PAPER {
                rectangle(&mut svg, (x, y, WIDE, HIGH), &paper);
            }
            let Some(glyph) = cell.contents().chars().next().filter(|c| *c != ' ') else {
                continue;
            };
            if let Some(parts) = parts(glyph) {
                for (left, top, wide, high) in parts {
                    rectangle(&mut svg, (x + left, y + top, wide, high), &ink);
                }
            } else {
                let bold = if cell.bold() {
                    " font-weight=\"bold\""
                } else {
                    ""
                };
                let glyph = match glyph {
                    '<' => "&lt;".to_owned(),
                    '&' => "&amp;".to_owned(),
                    c => c.to_string(),
                };
                let _ = writeln!(
                    svg,
                    "<text x=\"{x}\" y=\"{}\" fill=\"{ink}\"{bold}>{glyph}</text>",
                    y + 13
                );
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn rectangle(svg: &mut String, (x, y, wide, high): (u32, u32, u32, u32), fill: &str) {
    let _ = writeln!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" fill=\"{fill}\"/>"
    );
}

/// The rectangles of a block or braille glyph within its cell.
fn parts(glyph: char) -> Option<Vec<(u32, u32, u32, u32)>> {
    const QUADRANTS: &str = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█";
    const LEVELS: &str = " ▁▂▃▄▅▆▇";
    if let Some(bits) = QUADRANTS.chars().position(|c| c == glyph) {
        let half = WIDE / 2;
        let places = [
            (0, 0, half, HIGH / 2),
            (half, 0, WIDE - half, HIGH / 2),
            (0, HIGH / 2, half, HIGH / 2),
            (half, HIGH / 2, WIDE - half, HIGH / 2),
        ];
        let set = places.into_iter().enumerate();
        return Some(
            set.filter(|(i, _)| bits >> i & 1 == 1)
                .map(|(_, p)| p)
                .collect(),
        );
    }
    if let Some(level) = LEVELS.chars().position(|c| c == glyph) {
        let high = u32::try_from(level).ok()? * HIGH / 8;
        return Some(vec![(0, HIGH - high, WIDE, high)]);
    }
    match glyph {
        '━' => return Some(vec![(0, HIGH / 2 - 1, WIDE, 2)]),
        '─' => return Some(vec![(0, HIGH / 2, WIDE, 1)]),
        '│' => return Some(vec![(WIDE / 2, 0, 1, HIGH)]),
        '┌' => return Some(vec![(4, 9, 5, 1), (4, 9, 1, 9)]),
        '┐' => return Some(vec![(0, 9, 5, 1), (4, 9, 1, 9)]),
        '└' => return Some(vec![(4, 9, 5, 1), (4, 0, 1, 10)]),
        '┘' => return Some(vec![(0, 9, 5, 1), (4, 0, 1, 10)]),
        _ => {}
    }
    let dots = u32::from(glyph).checked_sub(0x2800).filter(|d| *d < 256)?;
    let places = [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
        (0, 3),
        (1, 3),
    ];
    let set = places.into_iter().enumerate();
    Some(
        set.filter(|(i, _)| dots >> i & 1 == 1)
            .map(|(_, (x, y))| (1 + 4 * x, 1 + 4 * y, 3, 3))
            .collect(),
    )
}

/// A colour as SVG has it.
fn hex(colour: Color, default: &str) -> String {
    const OLD: [u32; 16] = [
        0x00_00_00, 0xcd_31_31, 0x0d_bc_79, 0xe5_e5_10, 0x24_72_c8, 0xbc_3f_bc, 0x11_a8_cd,
        0xe5_e5_e5, 0x66_66_66, 0xf1_4c_4c, 0x23_d1_8b, 0xf5_f5_43, 0x3b_8e_ea, 0xd6_70_d6,
        0x29_b8_db, 0xff_ff_ff,
    ];
    match colour {
        Color::Default => default.to_owned(),
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Idx(i) if i < 16 => format!("#{:06x}", OLD[usize::from(i)]),
        Color::Idx(i) if i < 232 => {
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * u32::from(n) };
            let i = i - 16;
            format!(
                "#{:02x}{:02x}{:02x}",
                level(i / 36),
                level(i / 6 % 6),
                level(i % 6)
            )
        }
        Color::Idx(i) => {
            let grey = 8 + 10 * (u32::from(i) - 232);
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
    }
}
