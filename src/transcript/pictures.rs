//! Pictures side by side as lines of block art.

use unicode_width::UnicodeWidthStr;

use super::fit::cut;
use crate::art::{self, Blitter, Picture, Style};
use crate::event::{Gallery, Scores};

/// Cells of one picture: two columns per row, half as many columns as pixels.
fn cells(picture: &Picture, width: usize) -> (usize, usize) {
    let columns = (picture.width() / 2).clamp(1, width.clamp(1, 40));
    (
        columns,
        (columns * picture.height())
            .div_ceil(picture.width().max(1) * 2)
            .clamp(1, 40),
    )
}

/// Pictures in rows, each with its caption below.
pub(super) fn gallery(gallery: &Gallery, style: Style, width: usize) -> Vec<String> {
    let Some(first) = gallery.pictures.first() else {
        return Vec::new();
    };
    let fits = (width / (cells(first, width).0 + 1)).max(1);
    // What belongs together stands in a column: as many columns a band as fit.
    let columns = if gallery.columns == 0 {
        fits
    } else {
        gallery.columns
    };
    let mut lines = Vec::new();
    for band in (0..columns).step_by(fits) {
        for (i, pictures) in gallery.pictures.chunks(columns).enumerate() {
            let part = band.min(pictures.len())..(band + fits).min(pictures.len());
            let captions = gallery.captions.get(i * columns..).unwrap_or_default();
            let captions = &captions[part.start.min(captions.len())..part.end.min(captions.len())];
            let captions = if captions.iter().all(String::is_empty) {
                &[]
            } else {
                captions
            };
            if !part.is_empty() {
                lines.extend(row(&pictures[part], captions, style, width));
            }
        }
    }
    lines
}

/// Items with the discriminator's probability as number and bar.
pub(super) fn scored(scores: &Scores, style: Style, width: usize) -> Vec<String> {
    let Some(first) = scores.shown.first() else {
        return Vec::new();
    };
    let fits = (width / (cells(&first.picture, width).0 + 1)).max(1);
    let mut lines = Vec::new();
    for items in scores.shown.chunks(fits) {
        let pictures: Vec<_> = items.iter().map(|s| s.picture.clone()).collect();
        let captions: Vec<_> = items
            .iter()
            .map(|s| {
                let kind = if s.real { "real" } else { "fake" };
                let full = (s.probability.clamp(0.0, 1.0) * 5.0).round() as usize;
                format!("{kind} {:.2} {}", s.probability, "█".repeat(full))
            })
            .collect();
        lines.extend(row(&pictures, &captions, style, width));
    }
    lines
}

/// One row of pictures of one size.
fn row(pictures: &[Picture], captions: &[String], style: Style, width: usize) -> Vec<String> {
    let Some(first) = pictures.first() else {
        return Vec::new();
    };
    let (columns, rows) = cells(first, width);
    // A half block at half size would lose every second column; quadrants keep them.
    let blitter = if style.blitter == Blitter::Half {
        Blitter::Quadrant
    } else {
        style.blitter
    };
    let mut lines = vec![String::new(); rows];
    for picture in pictures {
        let drawn = art::draw(picture, columns, rows, blitter, style.depth);
        for (line, part) in lines.iter_mut().zip(art::ansi::lines(&drawn, style.depth)) {
            line.push_str(&part);
            line.push(' ');
        }
    }
    if captions.iter().any(|c| !c.is_empty()) {
        let mut line = String::new();
        for caption in captions {
            let caption = cut(caption, columns);
            line.push_str(&caption);
            line.push_str(&" ".repeat((columns + 1).saturating_sub(caption.width())));
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}
