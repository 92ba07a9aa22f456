//! The view of pictures: samples, reconstructions, data, as large as they fit side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::pane::{Corner, Pane};
use super::{State, Theme, framed, picture, plane, put};
use crate::event::Gallery;

pub(super) const PANE: Pane = Pane {
    name: "pictures",
    draw,
    corner: Some(Corner::TopLeft),
};

/// So many pictures are few: all of them are shown.
const FEW: usize = 8;

/// Draws the newest gallery, or the plane if the data are points.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: Theme) {
    if let Some(plane) = &state.plane {
        let title = format!("{} · step {}", plane.title, plane.step);
        let inner = framed(&title, area, buffer, theme);
        plane::draw(plane, inner, buffer, theme);
    } else if let Some(gallery) = &state.gallery {
        let step = if gallery.kind == "data" {
            String::new()
        } else if state.held() {
            " · held, Esc resumes".to_owned()
        } else {
            format!(" · step {}", gallery.step)
        };
        let noise = if gallery.kind == "data" && state.noise.is_some() {
            " · and noise"
        } else {
            ""
        };
        let title = format!("{}{noise}{step}", gallery.title);
        let inner = framed(&title, area, buffer, theme);
        if let (Some(noise), "data") = (&state.noise, gallery.kind.as_str()) {
            beside(gallery, noise, inner, buffer, theme);
        } else {
            // Of pictures that nobody counted, a few large ones tell more than many small ones.
            let all = gallery.pictures.len();
            let count = if state.is_news() && all > FEW {
                all.div_ceil(2)
            } else {
                all
            };
            grid(gallery, count, inner, buffer, theme);
        }
    } else {
        let inner = framed("pictures", area, buffer, theme);
        put(buffer, inner, (1, 0), "reading the data", theme.dim());
    }
}

/// Real items on one side, noise on the other: where every generator begins.
fn beside(data: &Gallery, noise: &Gallery, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let half = Rect {
        width: area.width / 2,
        ..area
    };
    // Two halves of a screen have no room for the rows that the whole would have.
    let free = |gallery: &Gallery| Gallery {
        columns: 0,
        ..gallery.clone()
    };
    grid(&free(data), data.pictures.len(), half, buffer, theme);
    let other = Rect {
        x: area.x + half.width,
        width: area.width - half.width,
        ..area
    };
    grid(&free(noise), noise.pictures.len(), other, buffer, theme);
}

/// How a gallery is laid out: cells of one picture, pictures a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grid {
    pub columns: u16,
    pub rows: u16,
    pub across: u16,
}

/// The largest size at which `count` pictures fit; if none does, the smallest, cut off below. A picture of 28×28 pixels is
/// lossless at 28×14 cells and never drawn larger.
pub(super) fn fit(gallery: &Gallery, count: usize, area: Rect) -> Option<Grid> {
    let first = gallery.pictures.first()?;
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    let caption = u16::from(!gallery.captions.is_empty());
    let asked = u16::try_from(gallery.columns).unwrap_or(0);
    let most = u16::try_from(first.height() / 2).unwrap_or(u16::MAX).max(1);
    let wide = |rows: u16| -> u16 {
        let columns = 2 * usize::from(rows) * first.width() / first.height().max(1);
        u16::try_from(columns).unwrap_or(u16::MAX).max(1)
    };
    let grid = |rows: u16| {
        let columns = wide(rows);
        let fits = (area.width + 1) / (columns + 1);
        let across = if asked > 0 { asked.min(fits) } else { fits };
        Grid {
            columns,
            rows,
            across: across.min(count),
        }
    };
    let all_fit = |grid: &Grid| {
        grid.across > 0
            && (asked == 0 || grid.across == asked.min(count))
            && count.div_ceil(grid.across) * (grid.rows + 1 + caption) <= area.height + 1
    };
    (2..=most)
        .rev()
        .map(grid)
        .find(all_fit)
        .or_else(|| Some(grid(most.min(3))))
        .filter(|grid| grid.across > 0)
}

/// Draws `count` pictures as large as they fit.
pub(super) fn grid(gallery: &Gallery, count: usize, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let Some(Grid {
        columns,
        rows,
        across,
    }) = fit(gallery, count, area)
    else {
        return;
    };
    let caption_rows = u16::from(!gallery.captions.is_empty());
    for (i, picture) in (0_u16..).zip(&gallery.pictures) {
        let (x, y) = (
            i % across * (columns + 1),
            i / across * (rows + 1 + caption_rows),
        );
        if y + rows > area.height {
            break;
        }
        let place = Rect::new(area.x + x, area.y + y, columns, rows);
        picture::draw(picture, place, buffer, theme);
        if let Some(caption) = gallery.captions.get(usize::from(i)) {
            let inset = columns.saturating_sub(u16::try_from(caption.width()).unwrap_or(0)) / 2;
            let line = Rect::new(place.x, place.bottom(), columns, 1).intersection(area);
            put(buffer, line, (inset, 0), caption, theme.dim());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::art::Picture;

    fn gallery(n: usize, columns: usize) -> Gallery {
        Gallery {
            kind: "sample".into(),
            title: "samples".into(),
            step: 0,
            columns,
            pictures: vec![Picture::filled(28, 28, &[9]).unwrap(); n],
            captions: Vec::new(),
        }
    }

    #[test]
    fn pictures_are_as_large_as_fit() {
        let at = |n, columns, width, height| {
            let grid = fit(&gallery(n, columns), n, Rect::new(0, 0, width, height)).unwrap();
            (grid.columns, grid.rows, grid.across)
        };
        // Two rows of five of half size; one alone is lossless and no larger.
        assert_eq!(at(9, 0, 78, 15), (14, 7, 5));
        assert_eq!(at(1, 0, 200, 60), (28, 14, 1));
        // A reconstruction keeps its pairs one above the other.
        assert_eq!(at(10, 5, 78, 15), (14, 7, 5));
        // Too many are small, and cut off.
        assert_eq!(at(400, 0, 20, 5), (6, 3, 3));
    }
}
