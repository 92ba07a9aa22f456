//! What the painter sends, on an emulated terminal: in whatever pieces, it ends up as the frame.

#![allow(clippy::unwrap_used)]

use ratatui::style::{Color, Modifier, Style};

use super::*;

const AREA: Rect = Rect::new(0, 0, 40, 8);

fn terminal() -> vt100::Parser {
    let [rows, columns] = [AREA.height, AREA.width].map(|n| n.try_into().unwrap());
    vt100::Parser::new(rows, columns, 0)
}

/// A frame with text, pictures and wide glyphs, another for each `seed`.
fn frame(seed: u32) -> Buffer {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
    let mut next = move |n: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % n
    };
    let mut buffer = Buffer::empty(AREA);
    let texts = [
        "step 12",
        "real · digits",
        "日本語",
        "▀▄▀▄▀▄",
        "loss 0.1234",
        "",
    ];
    for y in 0..AREA.height {
        for _ in 0..next(4) {
            let style = Style::new()
                .fg([Color::Reset, Color::Red, Color::Indexed(240)][next(3) as usize])
                .bg([Color::Reset, Color::Indexed(16), Color::Rgb(9, 8, 7)][next(3) as usize])
                .add_modifier(
                    [Modifier::empty(), Modifier::BOLD, Modifier::REVERSED][next(3) as usize],
                );
            let x = u16::try_from(next(38)).unwrap();
            buffer.set_stringn(
                x,
                y,
                texts[next(6) as usize],
                usize::from(AREA.width - x),
                style,
            );
        }
    }
    buffer
}

fn shows(terminal: &vt100::Parser, frame: &Buffer) {
    for y in 0..AREA.height {
        let mut skip = false;
        for x in 0..AREA.width {
            let wanted = &frame[(x, y)];
            if std::mem::replace(&mut skip, wide(wanted)) {
                continue;
            }
            let cell = terminal.screen().cell(y, x).unwrap();
            let glyph = if cell.contents().is_empty() {
                " "
            } else {
                cell.contents()
            };
            assert_eq!(glyph, wanted.symbol(), "{x}, {y}");
            assert_eq!(
                cell.inverse(),
                wanted.modifier.contains(Modifier::REVERSED),
                "{x}, {y}"
            );
            let colour = |colour: Color| match colour {
                Color::Reset => vt100::Color::Default,
                Color::Red => vt100::Color::Idx(1),
                Color::Indexed(index) => vt100::Color::Idx(index),
                Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
                other => unreachable!("{other}"),
            };
            assert_eq!(cell.bgcolor(), colour(wanted.bg), "{x}, {y}");
            // The colour of a blank's text shows only where the two are swapped.
            if wanted.symbol() != " " || cell.inverse() {
                assert_eq!(cell.fgcolor(), colour(wanted.fg), "{x}, {y}");
            }
        }
    }
}

#[test]
fn pieces_of_any_size_make_the_frame() {
    for room in [128, 150, 300, 5000] {
        let mut terminal = terminal();
        let mut painter = Painter::new();
        for seed in 0..60 {
            let wanted = frame(seed);
            painter.want(&wanted, Position::new(3, 2), vec![2, 0, 7], true);
            let mut pieces = 0;
            while !painter.done() {
                let piece = painter.piece(room, room);
                assert!(!piece.is_empty());
                terminal.process(&piece);
                pieces += 1;
                assert!(pieces < 200, "it does not end");
            }
            shows(&terminal, &wanted);
            assert_eq!(terminal.screen().cursor_position(), (2, 3));
            assert!(painter.piece(room, room).is_empty());
        }
    }
}

#[test]
fn a_piece_is_no_larger_than_its_room() {
    let mut painter = Painter::new();
    let mut wanted = Buffer::empty(AREA);
    for (i, cell) in (0_u8..).zip(wanted.content.iter_mut().take(250)) {
        cell.set_symbol("▀")
            .set_fg(Color::Rgb(i, 200, 200))
            .set_bg(Color::Rgb(200, i, 200));
    }
    painter.want(&wanted, Position::ORIGIN, vec![7], true);
    while !painter.done() {
        let piece = painter.piece(400, 400);
        assert!(piece.len() <= 400 + 64, "{} bytes", piece.len());
    }
}

#[test]
fn rows_that_come_first_do_not_wait_for_an_older_frame() {
    let mut terminal = terminal();
    let mut painter = Painter::new();
    let said = |text: &str, letter: &str| {
        let mut buffer = Buffer::empty(AREA);
        for y in 0..7 {
            buffer.set_string(0, y, letter.repeat(40), Style::new());
        }
        buffer.set_string(0, 7, text, Style::new());
        buffer
    };
    let send = |painter: &mut Painter, terminal: &mut vt100::Parser, room, hurry| {
        terminal.process(&painter.piece(room, hurry));
        terminal.screen().contents()
    };
    assert!(painter.want(&said("one", "a"), Position::ORIGIN, vec![7], false));
    let screen = send(&mut painter, &mut terminal, 200, 200);
    assert!(screen.ends_with("one") && screen.contains('a'));
    // The frame is not finished: of the next one only the line comes, though there is no room for anything else.
    assert!(!painter.want(&said("two", "b"), Position::ORIGIN, vec![7], false));
    let screen = send(&mut painter, &mut terminal, 0, 200);
    assert!(screen.ends_with("two") && !screen.contains('b'));
    let screen = send(&mut painter, &mut terminal, 5000, 5000);
    assert!(painter.done() && !screen.contains('b'));
    // Then the newest one has its turn.
    assert!(painter.want(&said("three", "c"), Position::ORIGIN, vec![7], false));
    let screen = send(&mut painter, &mut terminal, 5000, 5000);
    assert!(screen.ends_with("three") && screen.contains('c') && !screen.contains('a'));
}

#[test]
fn what_does_not_change_is_not_sent() {
    let mut painter = Painter::new();
    let mut wanted = frame(3);
    painter.want(&wanted, Position::ORIGIN, vec![7], true);
    painter.piece(10_000, 10_000);
    wanted.set_string(5, 5, "x", Style::new());
    painter.want(&wanted, Position::ORIGIN, vec![7], true);
    let piece = painter.piece(10_000, 10_000);
    assert!(piece.len() < 30, "{:?}", String::from_utf8_lossy(&piece));
}
