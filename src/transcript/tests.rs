//! Known events, known lines.

use super::*;
use crate::art::Picture;
use crate::event::*;

fn events() -> Vec<Event> {
    #[allow(clippy::unwrap_used)]
    let picture = Picture::from_unit(4, 4, 1, &[0.0, 0.3, 0.6, 1.0].repeat(4)).unwrap();
    let series = Series::from([("d_loss".to_owned(), 0.61), ("g_loss".to_owned(), f32::NAN)]);
    vec![
        Event::Said {
            text: "a long sentence · with × signs → and more words than fit".into(),
        },
        Event::Entered {
            line: "step 100".into(),
        },
        Event::Changed {
            name: "rate".into(),
            from: "0.1".into(),
            to: "0.2".into(),
        },
        Event::Stepped(Stepped {
            steps: 100,
            step: 340,
            seconds: 0.66,
            series: series.clone(),
            window: 20,
            interrupted: false,
            curves: vec![],
        }),
        Event::Gallery(Gallery {
            kind: "recon".into(),
            title: "r".into(),
            step: 1,
            columns: 3,
            pictures: vec![picture.clone(); 6],
            captions: vec!["0.01".into(); 6],
        }),
        Event::Scores(Scores {
            step: 1,
            discriminator: "Dx".into(),
            real: vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            fake: vec![9; 10],
            mean_real: 0.7,
            mean_fake: 0.2,
            accuracy: 0.8,
            shown: vec![Scored {
                picture,
                real: true,
                probability: 0.93,
            }],
        }),
        Event::Ledger(Ledger {
            step: 3,
            terms: vec![TermRow {
                name: "rec_x".into(),
                formula: "d(x, G(E(x)))".into(),
                weight: 10.0,
                value: Some(0.02),
                norms: vec![("G".into(), 0.3)],
            }],
        }),
        Event::Curves(Curves {
            curves: vec![Curve {
                name: "loss".into(),
                points: vec![(1, 2.0), (2, 1.0), (3, f32::NAN)],
            }],
            log: true,
        }),
        Event::Plane(Plane {
            kind: "sample".into(),
            title: "p".into(),
            step: 1,
            bounds: [-1.0, 1.0, -1.0, 1.0],
            real: vec![[0.0, 0.0]],
            generated: vec![[0.5, f32::NAN], [2.0, 0.1], [0.2, 0.3]],
            slopes: vec![[0.0, 1.0], [f32::NAN, 0.0], [1.0, 1.0]],
            lines: vec![
                vec![[-0.5, 0.0], [0.5, f32::NAN]],
                vec![[0.0, 0.0], [3.0, 0.5]],
            ],
            ..Plane::default()
        }),
        Event::Plane(Plane {
            kind: "latent".into(),
            title: "codes".into(),
            bounds: [-1.0, 1.0, -1.0, 1.0],
            groups: vec![Group {
                name: "Ankle boot".into(),
                points: vec![[0.1, 0.1], [f32::NAN, 0.1]],
            }],
            ..Plane::default()
        }),
        Event::Saved {
            path: "gan.ron".into(),
            digest: "ab".repeat(32),
        },
        Event::Error {
            message: "unknown command 'smaple'; did you mean 'sample'?".into(),
            line: Some(3),
        },
        Event::Quit,
    ]
}

fn printer(blitter: Blitter, format: Format, width: usize) -> Printer {
    Printer {
        style: Style {
            blitter,
            depth: Depth::Mono,
        },
        width,
        format,
        progress: false,
    }
}

#[test]
fn steps_and_errors_read_well() {
    let printer = printer(Blitter::Quadrant, Format::Text, 100);
    let all = events();
    assert_eq!(
        printer.lines(&all[3]),
        ["100 steps in 0.66 s · 152/s · at step 340 · means of 20 · d_loss 0.610 · g_loss NaN"]
    );
    assert_eq!(
        printer.lines(&all[11]),
        ["line 3: error: unknown command 'smaple'; did you mean 'sample'?"]
    );
}

#[test]
fn what_steps_came_to_stands_by_player_where_one_line_is_too_short() {
    let steps = |values: &[(&str, f32)], width| {
        let event = Event::Stepped(Stepped {
            steps: 1,
            step: 7,
            seconds: 0.5,
            series: values.iter().map(|(n, v)| ((*n).into(), *v)).collect(),
            window: 1,
            interrupted: false,
            curves: vec![],
        });
        printer(Blitter::Quadrant, Format::Text, width).lines(&event)
    };
    let gan = [
        ("d_loss", 1.3),
        ("d_acc", 0.5),
        ("d_real", 0.6),
        ("g_loss", 0.7),
        ("r1", 0.25),
    ];
    assert_eq!(
        steps(&gan, 60),
        [
            "1 step in 0.50 s · 2/s · at step 7 · g_loss 0.700",
            "  d_loss 1.300 · d_acc 0.500 · d_real 0.600 · r1 0.250",
        ]
    );
    assert_eq!(
        steps(&gan[..3], 40),
        [
            "1 step in 0.50 s · 2/s · at step 7",
            "  d_loss 1.300 · d_acc 0.500",
            "  d_real 0.600",
        ]
    );
    let aegan = [
        ("loss", 2.0),
        ("rec_x", 0.9),
        ("d_loss", 1.3),
        ("dz_loss", 1.4),
    ];
    assert_eq!(
        steps(&aegan, 48),
        [
            "1 step in 0.50 s · 2/s · at step 7",
            "  rec_x 0.900 · loss 2.000",
            "  d_loss 1.300",
            "  dz_loss 1.400",
        ]
    );
    assert_eq!(steps(&[], 48), ["1 step in 0.50 s · 2/s · at step 7"]);
}

#[test]
fn wide_characters_are_cut_to_the_column() {
    use unicode_width::UnicodeWidthStr;
    for width in 1..30 {
        assert!(fit::cut(&format!("a{}", "一".repeat(60)), width).width() <= width);
    }
}

#[test]
fn an_ascii_terminal_gets_ascii() {
    for event in events() {
        for line in printer(Blitter::Ascii, Format::Text, 60).lines(&event) {
            assert!(line.is_ascii(), "{line}");
        }
    }
}

#[test]
fn no_line_is_wider_than_the_screen() {
    use unicode_width::UnicodeWidthStr;
    for width in [20, 33, 80, 200] {
        for event in events() {
            for line in printer(Blitter::Quadrant, Format::Text, width).lines(&event) {
                assert!(line.trim_end().width() <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn json_is_one_object_a_line_with_its_name() {
    for event in events() {
        let mut out = Vec::new();
        #[allow(clippy::unwrap_used)]
        printer(Blitter::Half, Format::Json, 80)
            .print(&event, Some("step"), &mut out)
            .unwrap();
        let text = String::from_utf8_lossy(&out);
        let value: serde_json::Value = serde_json::from_str(text.trim()).unwrap_or_default();
        assert!(
            value["event"].is_string() && value["command"] == "step" && text.lines().count() == 1,
            "{text}"
        );
    }
    let stepped = json::line(&events()[3], None).unwrap_or_default();
    assert!(
        stepped.contains(r#""event":"stepped""#) && stepped.contains(r#""g_loss":null"#),
        "{stepped}"
    );
}
