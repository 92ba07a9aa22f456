//! From data of one's own to a measured run: pictures of every shape, with classes, with names for them, and without.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use aegan_lab::engine::{Engine, Options, Report};
use aegan_lab::evaluate::Classifier;
use aegan_lab::event::{Evaluated, Event};
use aegan_lab::shell::Shell;

use crate::arrays::{bytes, labels, npz};
use crate::picture_files::{png, put};
use crate::support::typed::{data, digest, over, refused, run};

/// What `eval` finds.
fn measured(shell: &mut Shell, line: &str) -> Evaluated {
    let Some(Event::Evaluated(found)) = run(shell, line).pop() else {
        panic!("{line} measures nothing")
    };
    found
}

fn value(found: &Evaluated, name: &str) -> Option<f32> {
    let found = found.measures.iter().find(|m| m.name == name);
    found.map(|m| m.value)
}

/// Whether a shape of class 0, a disc, or 1, a square, covers a pixel of picture `i`.
fn covers(class: usize, i: usize, side: usize, x: usize, y: usize) -> bool {
    let middle = |of: usize| (side / 2 + of % 9) as f32 - 4.0;
    let (across, down) = (x as f32 - middle(i), y as f32 - middle(i / 9));
    let radius = side as f32 / 5.0;
    if class == 0 {
        across.hypot(down) < radius
    } else {
        across.abs().max(down.abs()) < radius
    }
}

/// `n` pictures of each of two coloured shapes, in folders of their own.
fn shapes(folder: &Path, n: usize, side: usize) {
    for (class, name) in ["disc", "square"].into_iter().enumerate() {
        for i in 0..n {
            let ink = [200, 40 + (i % 7 * 20) as u8, 90 * class as u8];
            let of = |x, y| {
                if covers(class, i, side, x, y) {
                    ink
                } else {
                    [10, 10, 40]
                }
            };
            put(
                &folder.join(name),
                &format!("{i:04}.png"),
                &png(side, side, of),
            );
        }
    }
}

/// The first `n` pictures of `digits`, a class per folder.
fn digit_files(folder: &Path, n: usize) {
    let digits = data("digits");
    for i in 0..n {
        let pixels = digits.train.pixels(i).unwrap();
        let class = digits.train.labels()[i];
        let of = |x, y| [pixels[y * 28 + x]];
        put(
            &folder.join(class.to_string()),
            &format!("{i:04}.png"),
            &png(28, 28, of),
        );
    }
}

/// The first `n` pictures of `fashion` as Keras has them, and the names of their classes.
fn fashion_file(folder: &Path, n: usize) -> String {
    let fashion = data("fashion");
    let pixel = |i: usize| fashion.train.pixels(i / 784).unwrap()[i % 784];
    let label = |i: usize| i64::from(fashion.train.labels()[i]);
    let names: String = fashion.classes.iter().fold(String::new(), |mut all, name| {
        writeln!(all, "{name}").unwrap();
        all
    });
    fs::write(folder.join("classes.txt"), names).unwrap();
    let arrays = [("x", bytes(&[n, 28, 28], pixel)), ("y", labels(n, label))];
    npz(&folder.join("f.npz"), &arrays).display().to_string()
}

/// Without a classifier it is said what samples are compared by and how to train one; with one there are classes.
fn goes_from_data_to_measures(asked: &str, shape: &[usize], classes: usize) {
    let mut shell = over("digits");
    run(&mut shell, &format!("data {asked}"));
    assert_eq!(shell.data.item.shape(), shape);
    assert_eq!(shell.data.classes.len(), classes);
    run(&mut shell, "build gan labels=yes batch=8; step 2");
    let before = digest(&mut shell);
    let found = measured(&mut shell, "eval 20");
    for said in [
        "principal components of pixels",
        "'classifier train' trains one",
    ] {
        assert!(found.note.contains(said), "{}", found.note);
    }
    assert!(value(&found, "fd").unwrap() > value(&found, "fd_floor").unwrap());
    assert!(value(&found, "recall").is_some() && value(&found, "memory").is_some());
    assert!(value(&found, "fld").is_none() && value(&found, "classes").is_none());

    run(&mut shell, "classifier train 3 on=held_out");
    let found = measured(&mut shell, "eval 20");
    assert!(
        found.note.starts_with("fld: features of a small LeNet"),
        "{}",
        found.note
    );
    assert!((0.0..=1.0).contains(&value(&found, "accuracy").unwrap()));
    assert!(value(&found, "fld_pca").is_some());
    let about = &found
        .measures
        .iter()
        .find(|m| m.name == "classes")
        .unwrap()
        .about;
    assert_eq!(*about, format!("classes covered, of {classes}"));
    assert_eq!(digest(&mut shell), before);
}

#[test]
fn pictures_in_colour_of_64_by_64() {
    let folder = tempfile::tempdir().unwrap();
    shapes(folder.path(), 20, 64);
    goes_from_data_to_measures(&folder.path().display().to_string(), &[64, 64, 3], 2);
}

#[test]
fn grey_pictures_that_are_not_square() {
    let folder = tempfile::tempdir().unwrap();
    shapes(folder.path(), 20, 64);
    let asked = format!("{} size=48x32 grey", folder.path().display());
    goes_from_data_to_measures(&asked, &[48, 32, 1], 2);
}

#[test]
fn tiny_pictures() {
    let folder = tempfile::tempdir().unwrap();
    shapes(folder.path(), 20, 64);
    let asked = format!("{} size=8 rgb", folder.path().display());
    goes_from_data_to_measures(&asked, &[8, 8, 3], 2);
}

#[test]
fn an_archive_of_numpy_with_names_for_its_classes() {
    let folder = tempfile::tempdir().unwrap();
    let file = fashion_file(folder.path(), 120);
    goes_from_data_to_measures(&file, &[28, 28, 1], 10);
}

#[test]
fn digits_as_files() {
    let folder = tempfile::tempdir().unwrap();
    digit_files(folder.path(), 120);
    goes_from_data_to_measures(&folder.path().display().to_string(), &[28, 28, 1], 10);
}

#[test]
fn a_classifier_learns_shapes_and_is_the_same_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    shapes(folder.path(), 60, 48);
    let place = folder.path().display();
    let weights = folder.path().join("c.safetensors");
    let mut shell = over("digits");
    run(
        &mut shell,
        &format!(
            "data {place} rgb; classifier train 60 to={}",
            weights.display()
        ),
    );
    let content = fs::read(&weights).unwrap();
    let mut again = Classifier::of_bytes(&content).unwrap();
    let held_out = &shell.data.held_out;
    let right = again.right(held_out, &mut || Ok(())).unwrap();
    assert!(
        right * 10 >= held_out.len() * 9,
        "{right} of {}",
        held_out.len()
    );
    // What weights say of themselves is checked before anything is built.
    for (from, to) in [
        ("48x48x3", "48x99x3"),
        ("48x48x3", "48x48x2"),
        ("48x48x3", "48x480"),
    ] {
        let at = content
            .windows(7)
            .position(|part| part == from.as_bytes())
            .unwrap();
        let mut other = content.clone();
        other[at..at + to.len()].copy_from_slice(to.as_bytes());
        assert!(Classifier::of_bytes(&other).is_err(), "{to}");
    }
}

#[test]
fn data_without_labels_are_compared_by_the_encoder_or_by_pixels() {
    let folder = tempfile::tempdir().unwrap();
    shapes(&folder.path().join("only"), 30, 16);
    for class in ["disc", "square"] {
        for file in fs::read_dir(folder.path().join("only").join(class)).unwrap() {
            let file = file.unwrap();
            let name = format!("{class}{}", file.file_name().display());
            fs::rename(file.path(), folder.path().join(name)).unwrap();
        }
    }
    let mut shell = over("digits");
    run(
        &mut shell,
        &format!(
            "data {}; build gan batch=8; step 2",
            folder.path().display()
        ),
    );
    let found = measured(&mut shell, "eval 20");
    for said in ["principal components of pixels", "has no labels"] {
        assert!(found.note.contains(said), "{}", found.note);
    }
    assert!(value(&found, "fd").is_some() && value(&found, "coverage").is_some());
    let why = refused(&mut shell, "classifier train 3");
    assert!(why.contains("has no labels"), "{why}");

    run(&mut shell, "build vae batch=8 latent=5; step 2");
    let before = digest(&mut shell);
    let found = measured(&mut shell, "eval 20");
    assert!(
        found.note.contains("codes of the run's encoder"),
        "{}",
        found.note
    );
    let first = value(&found, "fd").unwrap();
    // The encoder learns, and what was measured by it before is not taken for what it sees now.
    run(&mut shell, "step 5");
    assert_ne!(value(&measured(&mut shell, "eval 20"), "fd"), Some(first));
    run(&mut shell, "back 5");
    assert_eq!(value(&measured(&mut shell, "eval 20"), "fd"), Some(first));
    assert_eq!(digest(&mut shell), before);
}

#[test]
fn an_encoder_with_classes_is_given_them() {
    let mut shell = over("digits-rgb");
    run(&mut shell, "build vae labels=yes batch=8; step 2");
    let found = measured(&mut shell, "eval 20");
    assert!(
        found.note.contains("codes of the run's encoder"),
        "{}",
        found.note
    );
    assert!(value(&measured(&mut shell, "eval 20 from=mixture k=2"), "fd").is_some());
}

#[test]
fn what_a_classifier_is_told_wrongly() {
    let mut shell = over("digits");
    for (line, part) in [
        (
            "classifier train 3 on=test",
            "on is train or held_out, not 'test'",
        ),
        ("classifier train 3 at=test", "on=held_out"),
    ] {
        let said = refused(&mut shell, line);
        assert!(said.contains(part), "{line}: {said}");
    }
}

#[test]
fn points_of_an_expression_are_in_the_session_as_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("s.ron");
    for text in [
        "y = sin(x), -6 < x < 6",
        "x^2 + y^2 < 1 and (x < 0 or y > 0)",
        "gauss(3*x) * gauss(y - 1)",
    ] {
        let mut shell = over("digits");
        run(
            &mut shell,
            &format!("data \"{text}\"; build gan batch=16; step 3"),
        );
        assert_eq!(shell.data.name, text);
        run(&mut shell, &format!("save {}!", session.display()));
        let mut again = over("digits");
        let verified = run(&mut again, &format!("verify {}", session.display()));
        assert!(!verified.is_empty());
        run(&mut again, &format!("load {}; step 2", session.display()));
        run(&mut shell, "step 2");
        assert_eq!(digest(&mut again), digest(&mut shell));
        assert_eq!(again.data.digest, shell.data.digest);
        let measures = measured(&mut shell, "eval 50");
        assert!(value(&measures, "js").is_some());
    }
}

#[test]
fn an_expression_is_told_from_everything_else() {
    let mut shell = over("digits");
    for (line, part) in [
        ("data \"y = sin(z)\"", "'z' is not known"),
        ("data \"y = sin(z)\"", "\n  y = sin(z)\n          ^"),
        ("data y = sin(x)", "usage: data [NAME|DIR|FILE|\"EXPR\"]"),
        ("data y=sin(x)", "an expression needs quotes"),
        ("data \"y = x\" size=8", "are points, which have no size"),
        ("data no/such/(folder)", "there is no directory"),
        ("data zpiral", "or an expression, such as"),
    ] {
        let said = refused(&mut shell, line);
        assert!(said.contains(part), "{line}: {said}");
    }
    // Without spaces it needs no quotes.
    run(&mut shell, "data x^2+y^2<1");
    assert_eq!(shell.data.item.shape(), [2]);
    // A file of that name comes first.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("y = x.csv");
    fs::write(&file, "1,2\n3,4\n5,6\n").unwrap();
    run(&mut shell, &format!("data \"{}\"", file.display()));
    assert_eq!(shell.data.train.len(), 3);
    let hint = aegan_lab::language::hint;
    for (line, part) in [
        ("data \"y = sin(x)\"", " -> points along a curve"),
        ("data \"x < y", " -> points all over a region"),
        ("data \"y = sin(", "the expression is not finished"),
        ("build gan; data 'exp(x)'", " -> points of a density"),
    ] {
        let said = hint(line).unwrap_or_default();
        assert!(said.contains(part), "{line}: {said}");
    }
    assert!(
        !hint("data \"my pictures\"")
            .unwrap_or_default()
            .contains("->")
    );
}

#[test]
fn the_data_that_a_lab_starts_with_tell_how_far_they_are_and_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    // As much work as takes longer than the time between two reports.
    for i in 0..24 {
        let picture = png(2000, 2000, |x, y| [((x * y + i) % 251) as u8]);
        put(folder.path(), &format!("{i:02}.png"), &picture);
    }
    let start = || {
        Engine::start(Options {
            data: format!("{} size=16", folder.path().display()),
            ..Options::default()
        })
        .unwrap()
    };
    let until_done = |engine: &Engine, line: &str| {
        let sent = engine.submit(line);
        let mut events = Vec::new();
        loop {
            match engine.reports().recv().unwrap() {
                Report::Event(event) => events.push(event),
                Report::Done { id, .. } if id == sent => return events,
                _ => {}
            }
        }
    };
    let engine = start();
    engine.control().stop();
    let events = until_done(&engine, "show data");
    let stopped = |event: &Event| matches!(event, Event::Error { message, .. } if message.contains("stopped while the data were read"));
    assert!(events.iter().any(stopped), "{events:?}");
    let engine = start();
    let events = until_done(&engine, "show data");
    let told = |event: &Event| matches!(event, Event::Progress(told) if told.work == "data" && told.of == Some(24));
    assert!(events.iter().any(told), "{events:?}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_without_its_feature_says_how_to_have_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.parquet");
    fs::write(&file, b"PAR1").unwrap();
    let mut shell = over("digits");
    let why = refused(&mut shell, &format!("data {}", file.display()));
    assert!(
        why.contains("--features parquet") && why.contains(".npz"),
        "{why}"
    );
}
