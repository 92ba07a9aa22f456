//! `compress`: pictures in few bits, and `from=mixture`: items of codes that are drawn like those of items.

use std::sync::Arc;

use crate::support::typed::{over, refused};
use aegan_lab::art::{Blitter, Depth, Style};
use aegan_lab::data::{Range, Split, load};
use aegan_lab::event::control::Control;
use aegan_lab::event::{Chart, Curves, Event, Gallery, Group, Listing};
use aegan_lab::lab::{Device, Experiment};
use aegan_lab::language::execute;
use aegan_lab::metrics::fidelity::{mean_squared_error, psnr, ssim};
use aegan_lab::metrics::pca::Components;
use aegan_lab::shell::Shell;
use aegan_lab::transcript::{Format, Printer};
use aegan_lab::view::{self, State, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use serde_json::Value;

fn run(shell: &mut Shell, line: &str) -> Vec<Event> {
    let mut events = Vec::new();
    execute(shell, line, &mut |event| events.push(event)).unwrap_or_else(|e| panic!("{line}: {e}"));
    events.retain(|event| !matches!(event, Event::Progress(_)));
    events
}

fn compressed(shell: &mut Shell, line: &str) -> (Listing, Gallery, Chart) {
    let events = run(shell, line);
    let Ok([Event::Listing(a), Event::Gallery(b), Event::Chart(c)]) =
        <[Event; 3]>::try_from(events)
    else {
        panic!("{line} shows a table, pictures and a chart");
    };
    (a, b, c)
}

fn unit(split: &Split, n: usize) -> Vec<f32> {
    let mut values = vec![0.0; n * 784];
    split
        .fill(&(0..n).collect::<Vec<_>>(), Range::Unit, &mut values)
        .unwrap();
    values
}

fn started(data: &str, lines: &str) -> Shell {
    let mut shell = over(data);
    run(&mut shell, lines);
    shell
}

#[test]
fn components_and_likeness_are_those_of_numpy_and_scikit_image() {
    let stored: Value =
        serde_json::from_str(include_str!("../reference/compression.json")).unwrap();
    let digits = load("digits").unwrap();
    let (train, test) = (unit(&digits.train, 10_000), unit(&digits.held_out, 1000));
    let components = Components::leading(&train, 784, 64, &mut || Ok(())).unwrap();
    for k in [2, 10, 30, 64] {
        let again = components.first(k).reconstruct(&test);
        let found = 784.0 * mean_squared_error(&test, &again);
        let there = stored["pca"][k.to_string()].as_f64().unwrap();
        assert!((found / there - 1.0).abs() < 1e-3, "{k}: {found}, {there}");
    }
    for pair in stored["fidelity"].as_array().unwrap() {
        let item = pair["item"].as_u64().unwrap() as usize;
        let made: Vec<u8> = serde_json::from_value(pair["made"].clone()).unwrap();
        let made: Vec<f32> = made.iter().map(|v| f32::from(*v) / 255.0).collect();
        let original = &test[item * 784..][..784];
        let decibels = psnr(mean_squared_error(original, &made));
        let like = ssim(original, &made, [28, 28, 1]);
        let there = |name: &str| pair[name].as_f64().unwrap();
        assert!((decibels - there("psnr")).abs() < 1e-4, "{decibels}");
        assert!((like - there("ssim")).abs() < 1e-5, "{like}");
    }
}

#[test]
fn bits_are_counted_and_more_of_them_lose_less() {
    let mut shell = started("digits", "build ae batch=64 latent=16; step 40");
    let before = shell.trainer().unwrap().digest();
    let (table, pictures, chart) = compressed(&mut shell, "compress 40");
    let column = |i: usize| -> Vec<&str> { table.rows.iter().map(|row| row[i].as_str()).collect() };
    assert_eq!(
        column(0),
        [
            ["autoencoder"; 5].as_slice(),
            &["PCA"; 5],
            &[
                "PNG",
                "JPEG of quality 10",
                "JPEG of quality 50",
                "JPEG of quality 90"
            ],
        ]
        .concat()
    );
    // 16 numbers of 2 to 8 bits over 784 pixels.
    let wanted = ["0.041", "0.061", "0.082", "0.122", "0.163"];
    assert_eq!(column(2)[..10], [wanted, wanted].concat());
    assert_eq!(column(2)[..10], column(3)[..10]);
    assert_eq!((column(4)[10], column(5)[10]), ("lossless", "1.000"));
    let number = |cell: &str| cell.parse::<f32>().unwrap();
    for row in &table.rows[10..] {
        assert!(number(&row[3]) < number(&row[2]), "{row:?}");
    }
    assert!(number(column(4)[13]) > number(column(4)[12]));
    assert!(
        table.footer.contains("10000 training items"),
        "{}",
        table.footer
    );

    assert_eq!((pictures.columns, pictures.pictures.len()), (5, 20));
    assert_eq!(pictures.captions.len(), 20);
    assert!(
        pictures
            .title
            .starts_with("original · autoencoder 8 · PCA 8 · JPEG")
    );

    assert_eq!(
        (chart.across.as_str(), chart.up.as_str()),
        ("bits/pixel", "PSNR, dB")
    );
    let lines: Vec<_> = chart.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(lines, ["autoencoder", "PCA", "PCA 1 to 16 × 4 bits"]);
    assert_eq!(chart.lines[2].points.len(), 5);
    for line in &chart.lines[1..] {
        for pair in line.points.windows(2) {
            assert!(pair[0][0] < pair[1][0], "{line:?}");
            assert!(pair[0][1] < pair[1][1], "{line:?}");
        }
    }

    let again = compressed(&mut shell, "compress 40");
    assert_eq!(again, (table, pictures, chart));
    assert_eq!(shell.trainer().unwrap().digest(), before);
}

#[test]
fn autoencoders_of_several_sizes_make_a_curve() {
    let mut shell = started("digits", "build ae batch=64 latent=16; step 20");
    let (.., one) = compressed(&mut shell, "compress 10");
    assert_eq!(one.lines.len(), 3);
    run(&mut shell, "build ae batch=64 latent=2; step 20");
    let (.., two) = compressed(&mut shell, "compress 10");
    let curve = &two.lines[3];
    assert_eq!(curve.name, "autoencoder 2 to 16 × 4 bits");
    assert_eq!(
        curve.points,
        [two.lines[0].points[2], one.lines[0].points[2]]
    );
    // Another recipe is another curve.
    run(&mut shell, "build denoising batch=64 latent=32; step 1");
    assert_eq!(compressed(&mut shell, "compress 10").2.lines.len(), 3);
}

#[test]
fn a_class_that_the_networks_are_told_is_written_too() {
    let mut shell = started("digits", "build vae labels=yes batch=16; step 2");
    let (table, ..) = compressed(&mut shell, "compress 3");
    // (20 · 2 + 4) / 784, of ten classes four bits.
    assert_eq!(
        (table.rows[0][2].as_str(), table.rows[5][2].as_str()),
        ("0.056", "0.051")
    );
}

#[test]
fn what_cannot_be_compressed_is_a_sentence() {
    let mut none = Shell::over(Arc::new(load("ring").unwrap()), 1, Control::default());
    assert!(refused(&mut none, "compress").contains("'build gan'"));
    run(&mut none, "build ae batch=8");
    assert!(refused(&mut none, "compress").contains("'data digits'"));
    let mut gan = started("digits", "build gan batch=8");
    assert!(refused(&mut gan, "compress").contains("'build ae'"));
    let mut ae = started("digits", "build ae batch=8");
    for line in ["compress 0", "compress 10001", "compress many"] {
        assert!(refused(&mut ae, line).contains("from 1 to 10000"), "{line}");
    }
    assert!(refused(&mut ae, "compress 5 6").contains("usage: compress [N]"));
    let before = ae.trainer().unwrap().digest();
    ae.control.stop();
    assert!(refused(&mut ae, "compress 10").contains("stopped"));
    assert_eq!(ae.trainer().unwrap().digest(), before);
}

#[test]
fn a_replay_shows_what_was_shown() {
    let mut shell = started("digits", "build ae batch=16; step 2");
    let (table, pictures, chart) = compressed(&mut shell, "compress 5");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bits.ron");
    run(&mut shell, &format!("save {}", path.display()));
    let mut other = Shell::over(Arc::new(load("ring").unwrap()), 1, Control::default());
    let events = run(&mut other, &format!("replay {}", path.display()));
    for shown in [
        Event::Listing(table),
        Event::Gallery(pictures),
        Event::Chart(chart),
    ] {
        assert!(events.contains(&shown), "{shown:?}");
    }
}

fn samples(shell: &mut Shell, line: &str) -> Gallery {
    let events = run(shell, line);
    let Ok([Event::Gallery(found)]) = <[Event; 1]>::try_from(events) else {
        panic!("{line} shows pictures");
    };
    found
}

#[test]
fn an_autoencoder_is_sampled_through_a_mixture_on_its_codes() {
    let mut shell = started("digits", "build ae batch=64 lr=0.003 latent=16; step 150");
    let before = shell.trainer().unwrap().digest();
    let fixed = samples(&mut shell, "sample 4 from=mixture k=3");
    assert_eq!(fixed.pictures.len(), 4);
    assert!(
        fixed.title.contains("3 Gaussians · fixed noise"),
        "{}",
        fixed.title
    );
    assert_eq!(fixed, samples(&mut shell, "sample 4 k=3 from=mixture"));
    let fresh = samples(&mut shell, "sample 4 fresh from=mixture k=3");
    assert_ne!(fixed.pictures, fresh.pictures);
    assert_eq!(
        samples(&mut shell, "sample 4 from=prior"),
        samples(&mut shell, "sample 4")
    );

    let fld = |shell: &mut Shell, line: &str| {
        let events = run(shell, line);
        let found = events.iter().find_map(|event| match event {
            Event::Evaluated(found) => Some((found.measures[0].value, found.note.clone())),
            _ => None,
        });
        found.unwrap()
    };
    let (prior, note) = fld(&mut shell, "eval 300");
    assert!(!note.contains("Gaussians"));
    let (mixture, note) = fld(&mut shell, "eval 300 from=mixture");
    assert!(
        note.starts_with("samples: codes from 10 Gaussians"),
        "{note}"
    );
    // Nothing has taught G what codes of the prior are.
    assert!(mixture < 0.7 * prior, "{mixture}, from the prior {prior}");
    // The curve of the run is of its own samples; the last measurement is this one.
    run(
        &mut shell,
        "expect fld == 0 +- 0.7"
            .replace("0.7", &format!("{}", 1.01 * mixture))
            .as_str(),
    );
    let curves = shell.trainer().unwrap().state().history.curves(None, 100);
    let curve = curves.iter().find(|curve| curve.name == "fld").unwrap();
    assert_eq!(curve.points.len(), 1);
    assert!((curve.points[0].1 - prior).abs() < 1e-6);
    assert_eq!(shell.trainer().unwrap().digest(), before);
}

#[test]
fn points_and_classes_are_sampled_through_a_mixture_too() {
    let mut points = started("ring", "build ae batch=64; step 50");
    let events = run(&mut points, "sample from=mixture");
    let [Event::Plane(plane)] = &events[..] else {
        panic!("a plane");
    };
    assert_eq!(plane.generated.len(), 200);
    assert!(plane.title.contains("10 Gaussians"));
    let mut told = started("digits", "build ae labels=yes batch=16; step 2");
    let one = samples(&mut told, "sample 3 of 7 from=mixture k=2");
    let each = samples(&mut told, "sample 3 from=mixture k=2");
    assert_ne!(one.pictures, each.pictures);
}

#[test]
fn what_is_no_mixture_is_a_sentence() {
    let mut ae = started("digits", "build ae batch=8");
    for (line, words) in [
        ("sample from=noise", "from is prior or mixture, not 'noise'"),
        ("sample from=mixture k=0", "from 1 to 100, not '0'"),
        ("sample from=mixture k=1000000000", "from 1 to 100"),
        ("sample k=5", "'from=mixture k=5'"),
        ("sample 4 classes=3", "no option 'classes'"),
        ("eval 20 k=5", "'from=mixture k=5'"),
        ("eval 20 often=5", "no option 'often'"),
        ("sample 4 of 7 from=mixture", "labels=yes"),
    ] {
        let sentence = refused(&mut ae, line);
        assert!(sentence.contains(words), "{line}: {sentence}");
    }
    ae.control.stop();
    assert!(refused(&mut ae, "sample from=mixture").contains("stopped; nothing was made"));
    let mut gan = started("digits", "build gan batch=8");
    assert!(refused(&mut gan, "sample from=mixture").contains("'build ae'"));
}

#[test]
fn codes_that_are_no_numbers_are_a_sentence() {
    let mut ae = started("digits", "build vae batch=64; step 1");
    let mut snapshot = ae.trainer().unwrap().snapshot();
    let encoders = snapshot.tensors.iter_mut();
    for tensor in encoders.filter(|tensor| tensor.name.starts_with('E')) {
        tensor.values.fill(f32::NAN);
    }
    let data = ae.trainer().unwrap().dataset();
    ae.trainer = Some(Experiment::restore(&snapshot, data, &Device::default()).unwrap());
    for line in ["compress 5", "sample from=mixture", "eval 20 from=mixture"] {
        let sentence = refused(&mut ae, line);
        assert!(sentence.contains("'doctor'"), "{line}: {sentence}");
    }
}

/// A chart of one line, on a terminal of letters: in a transcript, and on a screen of 78 by 16 cells.
fn drawn(points: Vec<[f32; 2]>) -> [String; 2] {
    let event = Event::Chart(Chart {
        title: "what bits buy".into(),
        step: 7,
        across: "bits/pixel".into(),
        up: "PSNR, dB".into(),
        log: true,
        lines: vec![Group {
            name: "a line".into(),
            points,
        }],
    });
    let art = Style {
        blitter: Blitter::Ascii,
        depth: Depth::Mono,
    };
    let printer = Printer {
        style: art,
        width: 80,
        format: Format::Text,
        progress: false,
    };
    let mut state = State::default();
    state.take(&event);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 78, 16));
    let curves = view::PANES.iter().find(|pane| pane.name == "losses");
    (curves.unwrap().draw)(&state, buffer.area, &mut buffer, Theme { art });
    view::plain(&mut buffer, Theme { art });
    // Curves that are asked for take its place again.
    state.take(&Event::Curves(Curves {
        curves: Vec::new(),
        log: false,
    }));
    assert!(state.chart.is_none());
    let cells = buffer.content.iter().map(Cell::symbol);
    [printer.lines(&event).join("\n"), cells.collect()]
}

#[test]
fn both_front_ends_name_the_axes() {
    for shown in drawn(vec![[0.1, 10.0], [0.4, 14.0]]) {
        assert!(shown.is_ascii(), "{shown}");
        for words in [
            "what bits buy - step 7",
            "PSNR, dB",
            "bits/pixel (log)",
            "o a line",
            "14.0",
            "10.0",
            "0.100",
            "0.400",
        ] {
            assert!(shown.contains(words), "no '{words}' in\n{shown}");
        }
    }
}

#[test]
fn numbers_of_strangers_are_drawn_or_left_out() {
    let far = f32::MAX;
    for points in [
        vec![],
        vec![
            [f32::NAN, 1.0],
            [1.0, f32::INFINITY],
            [-1.0, 1.0],
            [0.0, 1.0],
        ],
        vec![[far, far], [f32::MIN_POSITIVE, -far], [1.0, 0.0]],
        vec![[2.0, 3.0]],
    ] {
        for shown in drawn(points) {
            assert!(shown.contains("what bits buy"), "{shown}");
        }
    }
}
