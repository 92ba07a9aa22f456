//! What a save holds for other programs, and that `PyTorch` makes of it what the lab shows.

use std::path::{Path, PathBuf};

use aegan_lab::session;

use crate::support::python::{python, says};
use crate::support::typed::{after, digest, folder, run};

/// The weights of the one save in a folder.
fn weights(folder: &Path) -> PathBuf {
    let files = std::fs::read_dir(folder).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let found = files.find(|path| path.extension().is_some_and(|e| e == "safetensors"));
    found.unwrap()
}

#[test]
fn a_save_holds_the_statistics_of_what_is_shown() {
    let (place, file) = folder();
    let mut lab = after("build aegan net=small batch=4 latent=4; step 2");
    let before = digest(&mut lab);
    run(&mut lab, &format!("save {}", file("a.ron")));
    assert_eq!(digest(&mut lab), before);
    let weights = weights(place.path());
    let (tensors, _) = session::read(&weights, None, 1 << 30).unwrap();
    let named = |begin: &str| tensors.iter().filter(|s| s.name.starts_with(begin)).count();
    assert_eq!([named("G.shown.prior."), named("G.shown.codes.")], [4, 4]);
    // They are other than those of training, and no part of what is loaded.
    let of = |name: &str| &tensors.iter().find(|s| s.name == name).unwrap().values;
    assert_ne!(
        of("G.shown.prior.1.running_mean"),
        of("G.average.1.running_mean")
    );
    run(&mut lab, &format!("load {}", file("a.ron")));
    assert_eq!(digest(&mut lab), before);
}

#[test]
fn pytorch_makes_the_same_pictures_of_a_save() {
    let Some(mut python) = python("torch, numpy") else {
        return;
    };
    let (place, file) = folder();
    let mut lab = after("build gan labels=yes batch=16; step 30");
    run(&mut lab, &format!("save {}", file("a.ron")));
    run(&mut lab, &format!("export noise 40 {}", file("z.npy")));
    run(&mut lab, &format!("export samples 40 {}", file("x.npy")));
    let weights = weights(place.path());
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/weights.py");
    let text = std::fs::read_to_string(program).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    assert!(lines < 50, "{lines} lines");
    python.arg(program).arg(weights);
    python.args([file("z.npy"), file("z-labels.npy"), file("y.npy")]);
    says(python);
    let numbers = |name: &str| {
        let bytes = std::fs::read(file(name)).unwrap();
        let numbers = bytes[128..].chunks_exact(4);
        let numbers = numbers.map(|four| f32::from_le_bytes(four.try_into().unwrap()));
        numbers.collect::<Vec<f32>>()
    };
    let (theirs, ours) = (numbers("y.npy"), numbers("x.npy"));
    assert_eq!(theirs.len(), 40 * 784);
    let far = theirs.iter().zip(&ours).map(|(a, b)| (a - b).abs());
    let far = far.fold(0.0, f32::max);
    assert!(far < 1e-5, "{far}");
}
