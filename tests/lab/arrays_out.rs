//! Samples, codes and noise as files: they are what the lab shows, and are read again.

use std::path::Path;

use aegan_lab::art::Picture;
use aegan_lab::data::load;
use aegan_lab::event::Event;
use aegan_lab::shell::Shell;

use crate::support::typed::{after, folder, over, refused, run, trainer};

/// The numbers of a `.npy` of 32-bit numbers, and its shape.
fn npy(path: impl AsRef<Path>) -> (String, Vec<f32>) {
    let bytes = std::fs::read(path).unwrap();
    let head = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let text = String::from_utf8(bytes[10..10 + head].to_vec()).unwrap();
    let shape = text.split('(').nth(1).unwrap().split(')').next().unwrap();
    let numbers = bytes[10 + head..].chunks_exact(4);
    let numbers = numbers.map(|four| f32::from_le_bytes(four.try_into().unwrap()));
    (shape.to_owned(), numbers.collect())
}

fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The pictures that a line shows, as numbers from 0 to 255.
fn shown(lab: &mut Shell, line: &str) -> Vec<u8> {
    let pictures = |event| match event {
        Event::Gallery(gallery) => gallery.pictures,
        _ => Vec::new(),
    };
    let pictures = run(lab, line).into_iter().flat_map(pictures);
    pictures
        .flat_map(|picture: Picture| picture.pixels().to_vec())
        .collect()
}

fn bytes(brightness: &[f32]) -> Vec<u8> {
    let byte = |v: &f32| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
    brightness.iter().map(byte).collect()
}

#[test]
fn samples_are_those_of_sample_and_noise_is_what_they_are_made_of() {
    let (_folder, file) = folder();
    let mut lab = after("build gan labels=yes gen=dense batch=4; step 2");
    for with in ["", " fresh", " of 3", " of 3 fresh"] {
        run(
            &mut lab,
            &format!("export samples 300 {}{with}", file("a.npy")),
        );
        run(
            &mut lab,
            &format!("export noise 300 {}{with}", file("z.npy")),
        );
        run(
            &mut lab,
            &format!("export labels 300 {}{with}", file("y.npy")),
        );
        let (shape, samples) = npy(file("a.npy"));
        assert_eq!(shape, "300, 28, 28, 1");
        let sample = match with {
            " of 3 fresh" => "sample 20 fresh of 3".to_owned(),
            with => format!("sample 20{with}"),
        };
        let same = shown(&mut lab, &sample) == bytes(&samples[..20 * 784]);
        assert!(same, "{with}");
        let labels = std::fs::read(file("y.npy")).unwrap().split_off(128);
        assert_eq!(
            labels,
            std::fs::read(file("a-labels.npy")).unwrap().split_off(128)
        );
        let (_, codes) = npy(file("z.npy"));
        let again = trainer(&mut lab).generate_of(codes, &labels).unwrap();
        let far = again.iter().zip(&samples).map(|(a, b)| (a - b).abs());
        assert!(far.fold(0.0, f32::max) < 1e-6, "{with}");
        let one = with.contains('3');
        assert_eq!(labels[..12] == [3; 12], one);
        assert_eq!(labels[..12] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1], !one);
    }
}

#[test]
fn every_format_of_pictures_is_data_again() {
    let (place, file) = folder();
    let mut lab = after("build gan labels=yes gen=dense batch=4; step 1");
    for name in ["a.npz", "a.npy", "a.idx", "b.idx.gz", "c/"] {
        let events = run(&mut lab, &format!("export samples 290 {}", file(name)));
        let said: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::Exported { what, count, .. } => Some((what.as_str(), *count)),
                _ => None,
            })
            .collect();
        let beside = !["a.npz", "c/"].contains(&name);
        assert_eq!(said.len(), 1 + usize::from(beside), "{name}");
        assert_eq!(said[0], ("samples", 290));
        let data = load(&file(name)).unwrap();
        assert_eq!(data.item.shape(), [28, 28, 1], "{name}");
        let classes: std::collections::BTreeSet<&str> =
            data.classes.iter().map(String::as_str).collect();
        assert_eq!(classes.len(), 10, "{name}");
    }
    assert_eq!(
        names(place.path()),
        [
            "a-labels.idx",
            "a-labels.npy",
            "a.idx",
            "a.npy",
            "a.npz",
            "b-labels.idx.gz",
            "b.idx.gz",
            "c"
        ]
    );
    assert_eq!(names(&place.path().join("c")).len(), 10);
    assert_eq!(
        names(&place.path().join("c/3"))[..2],
        ["003.png", "013.png"]
    );
    let why = refused(&mut lab, &format!("export samples 3 {}!", file("c/")));
    assert!(why.contains("not empty"), "{why}");
}

#[test]
fn codes_and_reconstructions_are_in_the_order_of_the_data() {
    let (_folder, file) = folder();
    let mut lab = after("build ae net=dense latent=3 batch=4; step 2");
    run(&mut lab, &format!("export codes 270 {}", file("z.npy")));
    run(&mut lab, &format!("export recon 270 {}", file("x.npy")));
    let (shape, codes) = npy(file("z.npy"));
    assert_eq!(shape, "270, 3");
    let (_, made) = npy(file("x.npy"));
    let decoded = trainer(&mut lab).decode(codes, &[]).unwrap();
    let far = decoded.iter().zip(&made).map(|(a, b)| (a - b).abs());
    assert!(far.fold(0.0, f32::max) < 1e-6);
    // 'recon 5' shows the items above and what is made of them below.
    let above_and_below = shown(&mut lab, "recon 5");
    assert!(above_and_below[5 * 784..] == bytes(&made[..5 * 784]));
    // Of one class, of the items to learn from.
    run(
        &mut lab,
        &format!("export codes 20 {} of 7 part=train", file("t.npy")),
    );
    let labels = std::fs::read(file("t-labels.npy")).unwrap();
    assert_eq!(labels[128..], [7; 20]);
    let data = lab.data.clone();
    let sevens = (0..data.train.len()).filter(|i| data.train.labels()[*i] == 7);
    let places: Vec<usize> = sevens.take(20).collect();
    let expected = trainer(&mut lab)
        .encode(aegan_lab::lab::Part::Train, places)
        .unwrap();
    assert_eq!(npy(file("t.npy")).1, expected);
    let why = refused(&mut lab, &format!("export recon 1001 {}", file("x.npy")));
    assert!(
        why.contains("1000 held-out") && why.contains("part=train has 10000"),
        "{why}"
    );
}

#[test]
fn an_autoencoder_says_that_it_has_no_prior() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    run(&mut lab, "build ae batch=4; step 2");
    let events = run(&mut lab, &format!("export samples 300 {}", file("a.csv")));
    let said = format!("{events:?}");
    assert!(
        said.contains("'ae' has no prior: these samples are what G makes of"),
        "{said}"
    );
    let text = std::fs::read_to_string(file("a.csv")).unwrap();
    assert!(
        text.starts_with("x,y\n") && text.lines().count() == 301,
        "{text}"
    );
    // With a mixture there is one, and the noise is what was drawn from it.
    for what in ["samples 300", "noise 300"] {
        let line = format!("export {what} {} from=mixture k=3", file(&what[..1]));
        let line = line.replace(" from", ".npy from");
        let said = format!("{:?}", run(&mut lab, &line));
        assert!(!said.contains("no prior"), "{said}");
    }
    let (shape, codes) = npy(file("n.npy"));
    assert_eq!(shape, "300, 32");
    let made = trainer(&mut lab).decode(codes, &[]).unwrap();
    // A batch of 300 rounds otherwise than those of 256 and 44.
    let (_, samples) = npy(file("s.npy"));
    let far = made.iter().zip(&samples).map(|(a, b)| (a - b).abs());
    assert!(far.fold(0.0, f32::max) < 1e-6);
    let why = refused(&mut lab, "export recon 3 a.npy fresh");
    assert!(why.contains("'fresh' is not for them"), "{why}");
    let why = refused(&mut lab, "export codes 3 made/");
    assert!(why.contains("only pictures go into a folder"), "{why}");
    let why = refused(&mut lab, &format!("export labels 3 {}", file("a.png")));
    assert!(why.contains("it should end with .npy"), "{why}");
}

#[test]
fn mixtures_of_each_class_are_drawn_the_same_in_pieces() {
    let (_folder, file) = folder();
    let mut lab = after("build ae net=dense latent=2 labels=yes batch=4; step 2");
    let line = format!("export samples 280 {} from=mixture k=2", file("a.npy"));
    run(&mut lab, &line);
    let (_, made) = npy(file("a.npy"));
    assert!(shown(&mut lab, "sample 280 from=mixture k=2") == bytes(&made));
}

#[test]
fn a_stop_leaves_no_file() {
    let (place, file) = folder();
    let mut lab = after("build gan gen=dense batch=4; step 1");
    lab.control.stop();
    for name in ["a.npy", "a.npz", "a.idx.gz", "a/"] {
        let why = refused(&mut lab, &format!("export samples 5000000 {}", file(name)));
        assert!(why.contains("stopped; nothing was written"), "{why}");
    }
    assert!(names(place.path()).is_empty());
}
