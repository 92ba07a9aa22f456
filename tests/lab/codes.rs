//! A GAN on codes: `build gan on=ae` learns the codes of a frozen autoencoder and shows pictures.

use aegan_lab::event::{Event, Gallery};
use aegan_lab::lab::Noise;
use aegan_lab::lab::snapshot::Stored;
use aegan_lab::shell::Shell;

use crate::support::typed::{after, digest, folder, over, refused, run, shell};

const AE: &str = "build ae latent=8 batch=16; step 3";

fn gallery(shell: &mut Shell, line: &str) -> Gallery {
    let shown = run(shell, line).into_iter().find_map(|event| match event {
        Event::Gallery(gallery) => Some(gallery),
        Event::Phase(report) => report.pictures,
        _ => None,
    });
    shown.unwrap_or_else(|| panic!("{line} shows no pictures"))
}

fn said(shell: &mut Shell, line: &str) -> String {
    let events = run(shell, line).into_iter();
    let text = events.filter_map(|event| match event {
        Event::Said { text } => Some(text),
        _ => None,
    });
    text.collect()
}

fn tensors(shell: &mut Shell, begin: &str) -> Vec<Stored> {
    let all = shell.trainer().unwrap().snapshot().tensors.into_iter();
    all.filter(|t| t.name.starts_with(begin) && !t.name.contains("optimizer"))
        .collect()
}

#[test]
fn pictures_are_decoded_wherever_they_are_shown() {
    let mut lab = after(AE);
    let text = said(&mut lab, "build gan on=ae batch=16");
    let says = "the codes of 'ae' at step 3, 8 numbers each";
    assert!(text.contains(says), "{text}");
    for line in [
        "next",
        "next generate",
        "sample 3",
        "interp 3",
        "latent grid 2",
        "film 2",
    ] {
        if line == "film 2" {
            run(&mut lab, "step 2");
            continue;
        }
        let gallery = gallery(&mut lab, line);
        assert!(!gallery.pictures.is_empty(), "{line}");
        if line != "latent grid 2" {
            let sides = |p: &aegan_lab::art::Picture| (p.width(), p.height());
            assert!(
                gallery.pictures.iter().all(|p| sides(p) == (28, 28)),
                "{line}"
            );
        }
    }
    let scored = run(&mut lab, "disc 2")
        .into_iter()
        .find_map(|event| match event {
            Event::Scores(scores) => Some(scores.shown.len()),
            _ => None,
        });
    assert_eq!(scored, Some(4));
    let items = lab.trainer().unwrap().generate_items(3, Noise::Fixed, None);
    let items = items.unwrap();
    assert_eq!(items.len(), 3 * 784);
    assert!(items.iter().all(|v| (0.0..=1.0).contains(v)));
    // What is measured is pictures beside real ones.
    run(
        &mut lab,
        "eval 100; expect fld > 0; expect recall >= 0; doctor",
    );
}

#[test]
fn the_autoencoder_stays_as_it_was() {
    let mut lab = after(AE);
    let (encoder, decoder) = (tensors(&mut lab, "E."), tensors(&mut lab, "G."));
    run(&mut lab, "build gan on=ae batch=16; step 3");
    for (part, before) in [("frozen.E.", encoder), ("frozen.G.", decoder)] {
        let frozen = tensors(&mut lab, part);
        assert_eq!(frozen.len(), before.len());
        for (frozen, before) in frozen.iter().zip(&before) {
            assert_eq!(frozen.name, format!("frozen.{}", before.name));
            assert_eq!(frozen.values, before.values);
        }
    }
    // Over the training items its codes have mean 0 and deviation 1.
    let scale = [
        tensors(&mut lab, "frozen.mean"),
        tensors(&mut lab, "frozen.deviation"),
    ];
    run(&mut lab, AE);
    let ae = lab.trainer().unwrap();
    let n = ae.dataset().train.len();
    let codes = ae
        .encode(aegan_lab::lab::Part::Train, (0..n).collect())
        .unwrap();
    for i in 0..8 {
        let column: Vec<f64> = codes
            .iter()
            .skip(i)
            .step_by(8)
            .map(|v| f64::from(*v))
            .collect();
        let mean = column.iter().sum::<f64>() / n as f64;
        let variance = column.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64;
        let near = |a: f32, b: f64| (f64::from(a) - b).abs() < 1e-4 * (1.0 + b.abs());
        assert!(near(scale[0][0].values[i], mean));
        assert!(near(scale[1][0].values[i], variance.sqrt()));
    }
}

#[test]
fn it_is_computed_again_and_goes_on_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codes.ron");
    let path = path.display();
    let mut first = after(AE);
    run(&mut first, "build gan on=ae labels=yes batch=16; step 2");
    run(&mut first, &format!("save '{path}'; step 2"));
    let text = said(&mut shell(), &format!("verify '{path}'"));
    assert!(text.contains("bit for bit"), "{text}");
    let mut second = shell();
    run(&mut second, &format!("load '{path}'; step 2"));
    assert_eq!(digest(&mut first), digest(&mut second));
    let shown = |lab: &mut Shell| gallery(lab, "sample 4").pictures;
    assert_eq!(shown(&mut first), shown(&mut second));
    // A record without weights leads to the same run.
    let record = folder.path().join("record.ron");
    let record = record.display();
    run(&mut first, &format!("export session '{record}'"));
    let mut third = shell();
    run(&mut third, &format!("load '{record}'"));
    assert_eq!(digest(&mut first), digest(&mut third));
}

#[test]
fn other_programs_get_the_autoencoder_too() {
    let (_folder, file) = folder();
    let file = file("w.safetensors");
    let mut lab = after(AE);
    run(
        &mut lab,
        &format!("build gan on=ae batch=16; step 1; export weights {file}"),
    );
    let before = digest(&mut lab);
    let (stored, _) = aegan_lab::session::read(file.as_ref(), None, 1 << 30).unwrap();
    for name in ["G.0.0.weight", "frozen.mean"] {
        assert!(stored.iter().any(|t| t.name == name), "{name}");
    }
    assert!(stored.iter().any(|t| t.name.starts_with("frozen.G.")));
    run(&mut lab, &format!("step 1; import weights {file}"));
    assert_eq!(digest(&mut lab), before);
}

#[test]
fn one_goes_back_in_it_and_before_it() {
    let mut lab = after(AE);
    let ae = digest(&mut lab);
    run(&mut lab, "build gan on=ae batch=16; step 4");
    let end = digest(&mut lab);
    run(&mut lab, "back 2; forward 2");
    assert_eq!(digest(&mut lab), end);
    run(&mut lab, "swap gen plane; step 1; undo; undo");
    assert_eq!(digest(&mut lab), end);
    run(&mut lab, "undo; undo");
    assert_eq!(digest(&mut lab), ae);
    run(&mut lab, "redo; redo");
    assert_eq!(digest(&mut lab), end);
    // Another GAN on the codes of the same autoencoder, which is no longer the run.
    let frozen = tensors(&mut lab, "frozen.");
    run(&mut lab, "build gan on=ae batch=8; step 1");
    assert_eq!(tensors(&mut lab, "frozen."), frozen);
}

#[test]
fn both_may_be_conditional() {
    let mut lab = after("build vae latent=4 batch=16 labels=yes; step 2");
    let error = refused(&mut lab, "build gan on=vae labels=no");
    assert!(error.contains("needs the class of each item"), "{error}");
    run(&mut lab, "build gan on=vae batch=16; step 1");
    assert_eq!(gallery(&mut lab, "sample 2 of 3").pictures.len(), 2);
    let mut plain = after("build vae latent=4 batch=16; step 2");
    run(&mut plain, "build gan on=vae labels=yes batch=16; step 1");
    assert_eq!(gallery(&mut plain, "sample 2 of 3").pictures.len(), 2);
}

#[test]
fn variants_and_penalties_work_on_codes() {
    let mut lab = after(AE);
    run(&mut lab, "build wgan-gp on=ae batch=8; step 2");
    run(
        &mut lab,
        "build gan on=ae batch=8 r1=1 r2=1 r1_every=1 instance_noise=0.1 relative=pairs; step 2",
    );
    run(&mut lab, "expect step == 2; reset disc; step 1");
}

#[test]
fn what_cannot_be_is_a_sentence_and_changes_nothing() {
    let mut lab = shell();
    let error = refused(&mut lab, "build gan on=ae");
    assert!(
        error.contains("'build ae; step 300' makes and trains one"),
        "{error}"
    );
    run(&mut lab, "build gan batch=8; step 1");
    let error = refused(&mut lab, "build gan on=gan");
    assert!(error.contains("'gan' is no autoencoder"), "{error}");
    run(&mut lab, AE);
    let before = digest(&mut lab);
    for (line, says) in [
        (
            "build gan on=vae",
            "'ae' runs, not 'vae'; 'build gan on=ae' learns",
        ),
        ("build aegan on=ae", "'aegan' has other networks"),
        ("build gan from ae on=ae", "use one of them"),
        ("build gan on=ae shift=1", "networks of this run see codes"),
        ("build gan on=ae gen=small", "network"),
    ] {
        let error = refused(&mut lab, line);
        assert!(error.contains(says), "{line}: {error}");
        assert_eq!(digest(&mut lab), before);
    }
    run(&mut lab, "build gan on=ae batch=8; step 1");
    for (line, says) in [
        ("build gan from gan", "'build gan on=ae' builds another"),
        ("build gan from ae", "'build gan on=ae' builds another"),
        ("set hue 0.1", "networks of this run see codes"),
        ("saliency 2", "codes, which have no pixels"),
        ("recon 2", "no network E"),
    ] {
        let error = refused(&mut lab, line);
        assert!(error.contains(says), "{line}: {error}");
    }
    let mut points = over("ring");
    run(&mut points, "build ae batch=8; step 1");
    let error = refused(&mut points, "build gan on=ae");
    assert!(error.contains("the data are points"), "{error}");
}
