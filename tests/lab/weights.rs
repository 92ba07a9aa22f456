//! Weights out and in, in the layouts of `PyTorch`.

use std::collections::BTreeMap;

use aegan_lab::language::execute;
use aegan_lab::session::{self, Stored};
use aegan_lab::shell::Shell;

use crate::support::typed::{after, digest, folder, over, refused, run, trainer};

/// The digest of the weights after a file was imported into a run of another seed.
fn imported(data: &str, build: &str, file: &str) -> String {
    let mut lab = over(data);
    run(&mut lab, &format!("{build} seed=2"));
    run(&mut lab, &format!("import weights {file}"));
    digest(&mut lab)
}

#[test]
fn weights_of_every_network_come_back_bit_for_bit() {
    let (_folder, file) = folder();
    let file = file("w.safetensors");
    let mut round = 0;
    for (data, item) in [("digits", vec![28, 28, 1]), ("ring", vec![2])] {
        for (at, entry) in aegan_lab::nets::shelf(&item).entries.iter().enumerate() {
            let labels = ["no", "yes"][at % 2];
            for recipe in ["aegan", "vae"] {
                let with = format!("gen={0} enc={0} batch=2 latent=4", entry.name);
                let build = format!("build {recipe} {with} labels={labels} ema=0.9");
                let mut lab = over(data);
                if execute(&mut lab, &build, &mut |_| {}).is_err() {
                    continue;
                }
                run(&mut lab, &format!("export weights {file}!"));
                let own = digest(&mut lab);
                assert_eq!(imported(data, &build, &file), own, "{build}");
                round += 1;
            }
        }
    }
    assert!(round > 15, "{round}");
}

#[test]
fn averages_and_statistics_that_trained_come_back() {
    let (_folder, file) = folder();
    let mut lab = after("build aegan batch=4 latent=4; step 2");
    run(
        &mut lab,
        &format!("export weights {}", file("w.safetensors")),
    );
    let own = digest(&mut lab);
    // The place of averages is there once a step was taken.
    run(&mut lab, "step 1");
    assert_ne!(digest(&mut lab), own);
    run(
        &mut lab,
        &format!("import weights {}", file("w.safetensors")),
    );
    assert_eq!(digest(&mut lab), own);
    run(&mut lab, "step 1");
}

/// Writes tensors of 32-bit numbers.
fn write(path: &str, tensors: &[(&str, &[usize], f32)]) {
    let stored = tensors.iter().map(|(name, shape, value)| Stored {
        name: (*name).to_owned(),
        shape: shape.to_vec(),
        values: vec![*value; shape.iter().product()],
    });
    let stored: Vec<_> = stored.collect();
    session::write(path.as_ref(), &stored, &BTreeMap::new()).unwrap();
}

/// A small generator of points, whose layers are as `nn.Sequential` names them.
fn points(lab: &mut Shell) -> Vec<Stored> {
    run(
        lab,
        "net mine gen = dense 5, relu | bn | dense 2; build gan gen=mine batch=4 latent=3",
    );
    let mut weights = trainer(lab).foreign_weights();
    weights.retain(|stored| stored.name.starts_with("G."));
    weights
}

#[test]
fn weights_of_others_are_taken_in_the_order_of_their_layers() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    let own = points(&mut lab);
    let shapes: Vec<(&str, &[usize])> = own
        .iter()
        .map(|s| (s.name.as_str(), &s.shape[..]))
        .collect();
    let last = |name: &str| name.rsplit('.').next().unwrap().to_owned();
    let kinds: Vec<String> = shapes.iter().map(|(name, _)| last(name)).collect();
    assert_eq!(
        kinds,
        [
            "weight",
            "bias",
            "weight",
            "bias",
            "running_mean",
            "running_var",
            "weight",
            "bias"
        ]
    );
    let file = &file("w.safetensors");
    let names = [
        "0.weight",
        "0.bias",
        "2.weight",
        "2.bias",
        "2.running_mean",
        "2.running_var",
        "10.weight",
        "10.bias",
    ];
    let theirs: Vec<(&str, &[usize], f32)> = (0..8)
        .map(|i| (names[i], shapes[i].1, 0.25 * (i + 1) as f32))
        .collect();
    write(file, &theirs);
    let why = refused(&mut lab, &format!("import weights {file}"));
    assert!(why.contains("net=G"), "{why}");
    run(&mut lab, &format!("import weights {file} net=mine"));
    let now = trainer(&mut lab).foreign_weights();
    let now = now.iter().filter(|stored| stored.name.starts_with("G."));
    let values: Vec<f32> = now.map(|stored| stored.values[0]).collect();
    assert_eq!(values, [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]);
    // What does not fit is named with both shapes, and nothing is changed.
    let before = digest(&mut lab);
    for (change, sentence) in [
        (
            ("10.weight", &[2, 6][..], 1.0),
            "tensor '10.weight' is [2, 6] in the file, and 'G.",
        ),
        (
            ("10.weight", &[2, 5][..], f32::NAN),
            "'10.weight' holds NaN (number 1 of 10)",
        ),
        (
            ("11.weight", &[7][..], 1.0),
            "has a tensor '11.weight' [7] more than G has",
        ),
    ] {
        let mut changed = theirs.clone();
        match changed.iter_mut().find(|(name, ..)| *name == change.0) {
            Some(old) => *old = change,
            None => changed.push(change),
        }
        write(file, &changed);
        let why = refused(&mut lab, &format!("import weights {file} net=G"));
        assert!(why.contains(sentence), "{why}");
        assert_eq!(digest(&mut lab), before, "{why}");
    }
    write(file, &theirs[..7]);
    let why = refused(&mut lab, &format!("import weights {file} net=gen"));
    assert!(
        why.contains("the file has no tensor for 'G.") && why.contains("[2]"),
        "{why}"
    );
    let why = refused(&mut lab, &format!("import weights {file} net=Dz"));
    assert!(why.contains("there are net=G, net=Dx"), "{why}");
    std::fs::write(file, "no tensors").unwrap();
    let why = refused(&mut lab, &format!("import weights {file} net=G"));
    assert!(why.contains("is not a file of weights"), "{why}");
    assert_eq!(digest(&mut lab), before);
}

#[test]
fn numbers_of_16_bits_are_read() {
    let (_folder, file) = folder();
    let mut lab = over("ring");
    let own = points(&mut lab);
    for (kind, one) in [("F16", 0x3c00_u16), ("BF16", 0x3f80)] {
        let (mut head, mut body) = (serde_json::Map::new(), Vec::new());
        for stored in &own {
            let begin = body.len();
            body.extend(stored.values.iter().flat_map(|_| one.to_le_bytes()));
            let fact = serde_json::json!({"dtype": kind, "shape": stored.shape, "data_offsets": [begin, body.len()]});
            head.insert(stored.name.clone(), fact);
        }
        let head = serde_json::Value::Object(head).to_string();
        let mut content = (head.len() as u64).to_le_bytes().to_vec();
        content.extend(head.as_bytes());
        content.extend(body);
        std::fs::write(file("w.safetensors"), content).unwrap();
        run(
            &mut lab,
            &format!("import weights {}", file("w.safetensors")),
        );
        let now = trainer(&mut lab).foreign_weights();
        let mut now = now.iter().filter(|stored| stored.name.starts_with("G."));
        assert!(
            now.all(|stored| stored
                .values
                .iter()
                .all(|v| (*v - 1.0).abs() < f32::EPSILON)),
            "{kind}"
        );
    }
}

#[test]
fn a_session_says_which_file_was_imported_and_opens_none_by_itself() {
    let (_folder, file) = folder();
    let (weights, session) = (file("w.safetensors"), file("a.ron"));
    let mut lab = over("ring");
    run(
        &mut lab,
        &format!("build gan batch=4 seed=3; export weights {weights}"),
    );
    run(&mut lab, "build gan batch=4; step 2");
    run(
        &mut lab,
        &format!("import weights {weights} net=G; step 2; save {session}"),
    );
    let text = std::fs::read_to_string(&session).unwrap();
    let sha256 = session::content_of(weights.as_ref()).unwrap();
    assert!(text.contains(&format!("net=G sha256={sha256}")), "{text}");
    // Here it was named, elsewhere it was not.
    run(&mut lab, &format!("verify {session}"));
    let mut other = over("ring");
    let why = refused(&mut other, &format!("verify {session}"));
    assert!(
        why.contains("opens no file by itself") && why.contains(&sha256[..12]),
        "{why}"
    );
    // With the weights of a save nothing is computed again.
    run(&mut other, &format!("load {session}; step 1"));
    run(
        &mut other,
        &format!("import weights {weights} net=G; verify {session}"),
    );
    write(&weights, &[("G.a", &[1], 1.0)]);
    let why = refused(&mut other, &format!("verify {session}"));
    assert!(why.contains("is another file than"), "{why}");
}
