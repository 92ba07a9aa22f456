//! The view of two runs beside each other: of each its samples, its losses on axes that both share, and what its
//! discriminator believes; one after the other where there is room for one. A run has the same colour everywhere.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::{Block, Widget};
use unicode_width::UnicodeWidthStr;

use super::belief::histogram;
use super::pane::{Corner, Pane};
use super::state::BESIDE;
use super::{State, Theme, framed, pictures, plane, put, shared};
use crate::event::{Compared, OneRun};

pub(super) const PANE: Pane = Pane {
    name: BESIDE,
    draw,
    corner: Some(Corner::Whole),
};

/// The key that shows the other run: that of the pane's tab, once more.
pub const OTHER: &str = "Alt-6";

/// From so many columns on both have room.
const BOTH: u16 = 96;
/// From so many columns on, and on fewer rows than these, pictures stand left of the curves.
const WIDE: (u16, u16) = (64, 20);
/// Rows of what D believes, and the least for curves.
const BELIEF: u16 = 3;
const CURVES: u16 = 5;

/// Whether the two runs are shown in turn on so many columns, and there are two.
#[must_use]
pub fn in_turn(state: &State, width: u16) -> bool {
    state.tab == BESIDE && state.compared.is_some() && width < BOTH
}

/// Draws both runs, or one of them.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let Some(compared) = &state.compared else {
        let inner = framed("two runs", area, buffer, theme);
        let hint = "'diff BRANCH' and 'diff FILE.ron' show two runs here";
        put(buffer, inner, (1, 0), hint, theme.dim());
        return;
    };
    let count = compared.runs.len();
    if area.width >= BOTH {
        let halves = Layout::horizontal([Constraint::Fill(1); 2]).areas::<2>(area);
        for (at, half) in (0..count).zip(halves) {
            one(compared, at, "", half, buffer, theme);
        }
        return;
    }
    let at = state.side % count.max(1);
    let place = format!("{}/{count} · ", at + 1);
    one(compared, at, &place, area, buffer, theme);
}

/// One of the two runs, in a frame of its colour.
fn one(compared: &Compared, at: usize, place: &str, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let Some(run) = compared.runs.get(at) else {
        return;
    };
    let style = theme.run(at);
    let block = Block::bordered()
        .border_style(style)
        .title_style(style.patch(theme.title()))
        .title(format!(" {place}{} · step {} ", run.name, run.step));
    let inner = block.inner(area);
    block.render(area, buffer);
    let about = format!(" {} ", compared.about);
    let wide = u16::try_from(about.width()).unwrap_or(u16::MAX);
    if wide + 4 < area.width {
        let below = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        let column = area.width - wide - 2;
        put(buffer, below, (column, 0), &about, theme.dim());
    }
    if inner.height < 4 || inner.width < 24 {
        return;
    }
    let [words, body] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas::<2>(inner);
    let since = parted(&run.lines, usize::from(words.width));
    put(buffer, words, (0, 0), &since, theme.dim());
    let [looks, curves, belief] = places(run, body);
    if let Some(plane) = &run.plane {
        plane::draw(plane, looks, buffer, theme);
    } else if let Some(gallery) = &run.gallery {
        pictures::grid(gallery, gallery.pictures.len(), looks, buffer, theme);
    }
    shared::draw(compared, at, curves, buffer, theme);
    believes(compared, at, belief, buffer, theme);
}

/// The lines since the two parted, as many as fit into so many columns.
fn parted(lines: &[String], width: usize) -> String {
    let Some(first) = lines.first() else {
        return "nothing since they parted".into();
    };
    let mut text = first.clone();
    for (at, line) in lines.iter().enumerate().skip(1) {
        let longer = format!("{text} · {line}");
        let left = lines.len() - at - 1;
        let more = |left: usize| match left {
            0 => String::new(),
            left => format!(" · {left} more"),
        };
        if longer.width() + more(left).width() > width {
            return text + &more(left + 1);
        }
        text = longer;
    }
    text
}

/// Where the pictures, the curves and the histograms stand: pictures as large as they can be, with the curves beside them
/// or below.
fn places(run: &OneRun, body: Rect) -> [Rect; 3] {
    let belief = if run.scores.is_some() { BELIEF } else { 0 };
    let used = |area: Rect| used(run, area);
    if body.width >= WIDE.0 && body.height < WIDE.1 {
        let room = Rect {
            width: body.width * 3 / 5,
            ..body
        };
        let (wide, _) = used(room);
        let [left, right] = Layout::horizontal([Constraint::Length(wide), Constraint::Fill(1)])
            .spacing(2)
            .areas::<2>(body);
        let [curves, belief] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(belief)]).areas::<2>(right);
        return [left, curves, belief];
    }
    let room = Rect {
        height: body.height.saturating_sub(belief + CURVES + 1).max(3),
        ..body
    };
    let (_, high) = used(room);
    let [looks, _, curves, belief] = Layout::vertical([
        Constraint::Length(high),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(belief),
    ])
    .areas::<4>(body);
    [looks, curves, belief]
}

/// Columns and rows that the pictures of a run take within an area.
fn used(run: &OneRun, area: Rect) -> (u16, u16) {
    if run.plane.is_some() {
        let rows = area.height.saturating_sub(1).min(area.width / 2);
        return (2 * rows, rows + 1);
    }
    let Some(gallery) = &run.gallery else {
        return (0, 0);
    };
    let count = gallery.pictures.len();
    let Some(grid) = pictures::fit(gallery, count, area) else {
        return (0, 0);
    };
    let caption = u16::from(!gallery.captions.is_empty());
    let lines = u16::try_from(count)
        .unwrap_or(u16::MAX)
        .div_ceil(grid.across);
    (
        grid.across * (grid.columns + 1) - 1,
        (lines * (grid.rows + 1 + caption) - 1).min(area.height),
    )
}

/// Histograms of D, whose bars both runs measure by the same number of items.
fn believes(compared: &Compared, at: usize, area: Rect, buffer: &mut Buffer, theme: Theme) {
    let all = compared.runs.iter().filter_map(|run| run.scores.as_ref());
    let most = all
        .flat_map(|s| s.real.iter().chain(&s.fake))
        .max()
        .copied();
    let Some(scores) = compared.runs.get(at).and_then(|run| run.scores.as_ref()) else {
        return;
    };
    let [real, fake, words] = Layout::vertical([Constraint::Length(1); 3]).areas::<3>(area);
    let of_real = (&scores.real[..], scores.mean_real, "real", theme.real());
    histogram(of_real, (1, most), real, buffer, theme);
    let of_fake = (&scores.fake[..], scores.mean_fake, "fake", theme.fake());
    histogram(of_fake, (1, most), fake, buffer, theme);
    let text = format!("what D says · accuracy {:.2}", scores.accuracy);
    put(buffer, words, (0, 0), &text, theme.dim());
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::art::{Blitter, Depth, Picture, Style};
    use crate::event::{Curve, Gallery, Scores};

    fn run(name: &str, step: u64) -> OneRun {
        let curve = |name: &str| Curve {
            name: name.into(),
            points: (1..=step).map(|s| (s, 1.0 + 1.0 / s as f32)).collect(),
        };
        OneRun {
            name: name.into(),
            step,
            lines: vec!["set lr 0.02".into(), format!("step {step}")],
            gallery: Some(Gallery {
                kind: "sample".into(),
                title: "samples".into(),
                step,
                columns: 0,
                pictures: vec![Picture::filled(28, 28, &[200]).unwrap(); 8],
                captions: Vec::new(),
            }),
            plane: None,
            scores: Some(Scores {
                step,
                discriminator: "Dx".into(),
                real: vec![20; 10],
                fake: vec![20; 10],
                mean_real: 0.5,
                mean_fake: 0.5,
                accuracy: 0.5,
                shown: Vec::new(),
            }),
            curves: vec![curve("d_loss"), curve("g_loss")],
        }
    }

    fn drawn(side: usize, width: u16, height: u16) -> Vec<String> {
        let mut state = State::opened(BESIDE);
        state.side = side;
        state.compared = Some(Compared {
            about: "samples of the same noise".into(),
            runs: vec![run("slow", 300), run("fast", 20)],
        });
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let theme = Theme {
            art: Style {
                depth: Depth::Indexed256,
                blitter: Blitter::Half,
            },
        };
        draw(&state, area, &mut buffer, theme);
        let rows = buffer.content.chunks(usize::from(width));
        rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect())
            .collect()
    }

    #[test]
    fn both_are_aligned_and_on_the_same_axes_where_there_is_room() {
        let rows = drawn(0, 120, 27);
        let halves = |row: &String| {
            let cells: Vec<char> = row.chars().collect();
            [&cells[1..59], &cells[61..119]].map(|half| half.iter().collect::<String>())
        };
        assert!(rows[0].contains(" slow · step 300 ") && rows[0].contains(" fast · step 20 "));
        // Axes and histograms are the same on both sides.
        let all: Vec<_> = rows[1..26].iter().map(halves).collect();
        for text in [
            "1            step 300",
            "real 0│",
            "fake 0│",
            "accuracy 0.50",
        ] {
            let at = all
                .iter()
                .position(|[left, _]| left.contains(text))
                .unwrap();
            assert_eq!(all[at][0].find(text), all[at][1].find(text), "{text}");
        }
        assert!(
            all.iter()
                .any(|[left, right]| { left.contains("fast 1.") && right.contains("slow 1.") })
        );
    }

    #[test]
    fn each_fits_alone_on_a_small_screen() {
        for (side, name) in [(0, "1/2 · slow"), (1, "2/2 · fast"), (2, "1/2 · slow")] {
            let rows = drawn(side, 80, 15);
            assert!(rows[0].contains(name), "{rows:#?}");
            let text = rows.join("\n");
            for shown in [
                "d_loss",
                "g_loss",
                "real 0│",
                "fake 0│",
                "accuracy 0.50",
                "same noise",
            ] {
                assert!(text.contains(shown), "{shown}: {text}");
            }
        }
        // And on none too small for anything.
        for (width, height) in [(20, 3), (24, 6), (79, 9), (40, 40)] {
            assert_eq!(drawn(0, width, height).len(), usize::from(height));
        }
    }

    #[test]
    fn as_many_lines_as_fit_are_named_and_the_rest_counted() {
        let lines = ["set lr 0.02", "step 100", "set r1 1", "step 50"].map(String::from);
        assert_eq!(
            parted(&lines, 80),
            "set lr 0.02 · step 100 · set r1 1 · step 50"
        );
        assert_eq!(parted(&lines, 34), "set lr 0.02 · step 100 · 2 more");
        assert_eq!(parted(&lines, 5), "set lr 0.02 · 3 more");
        assert_eq!(parted(&[], 80), "nothing since they parted");
    }
}
