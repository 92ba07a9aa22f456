//! The embedded and the computed sets are what they say they are.

use super::*;
use crate::data::{Item, NAMES, Split, Toy};
use std::collections::HashSet;

fn count(split: &Split, classes: usize) -> Vec<usize> {
    let mut counts = vec![0; classes];
    for &label in split.labels() {
        counts[usize::from(label)] += 1;
    }
    counts
}

#[test]
fn content_is_pinned() {
    let found: Vec<_> = NAMES
        .iter()
        .map(|(name, _)| (*name, load(name).unwrap().digest))
        .collect();
    let wanted = [
        (
            "digits",
            "6aa5f7aa1805b10d5dcba7682ba1627936f2e46e91d12cd158a7462ef39f0baa",
        ),
        (
            "fashion",
            "b8cf3250e39827d7ef87b4f03424a9d6f191c316af8e2ddd4c1dab89fa1a1976",
        ),
        (
            "digits-rgb",
            "88093562fe4f42f29e40125078f25597c374f92a3f70de3b9064d87d5a4b5f21",
        ),
        (
            "stacked",
            "3e033c1192de64aa797a438a092490344b3252a94ca62a02252d91d0f9f54769",
        ),
        (
            "ring",
            "375d07a53dee135a94d81844c1c074724295d536a54d0b7ef02ab85ae84118df",
        ),
        (
            "grid",
            "57bd115f3c0ce39753214aac2c69b5c4a98686b34c7b807cc5142d27d99537f3",
        ),
        (
            "spiral",
            "8ac897c49c3df4e6f8a3666094740b24996a090b3c54ff3915724e5a9de9d7c5",
        ),
        (
            "moons",
            "37d454315d319e227874fbe75c5d6c557b061ea2adf0c74b0f28600caf8ab5d6",
        ),
    ];
    assert_eq!(
        found,
        wanted.map(|(name, digest)| (name, digest.to_owned()))
    );
}

#[test]
fn embedded_sets_hold_what_the_names_say() {
    for (name, train) in [("digits", 10_000), ("fashion", 5_000)] {
        let data = load(name).unwrap();
        assert_eq!(
            data.item,
            Item::Image {
                height: 28,
                width: 28,
                channels: 1
            }
        );
        assert_eq!((data.item.shape(), data.item.len()), (vec![28, 28, 1], 784));
        assert_eq!((data.train.len(), data.held_out.len()), (train, 1_000));
        assert_eq!(data.classes.len(), 10);
        for split in [&data.train, &data.held_out] {
            let counts = count(split, 10);
            assert!(
                counts.iter().all(|&n| n * 13 > split.len()),
                "{name} {counts:?}"
            );
        }
        assert!(data.train.point(0).is_none() && data.train.pixels(train).is_none());
    }
    // One word each, so that they can be typed as one.
    let clothes = "t-shirt/top trouser pullover dress coat sandal shirt sneaker bag ankle boot";
    assert_eq!(load("fashion").unwrap().classes.join(" "), clothes);
    // The first labels of MNIST are well known.
    assert_eq!(
        load("digits").unwrap().train.labels()[..6],
        [5, 0, 4, 1, 9, 2]
    );
}

#[test]
fn no_held_out_image_is_learnt_from() {
    for name in ["digits", "fashion"] {
        let data = load(name).unwrap();
        let images = |split: &Split| -> HashSet<Vec<u8>> {
            (0..split.len())
                .filter_map(|i| split.pixels(i).map(<[u8]>::to_vec))
                .collect()
        };
        let (train, held_out) = (images(&data.train), images(&data.held_out));
        assert_eq!(train.intersection(&held_out).count(), 0, "{name}");
    }
}

#[test]
fn an_embedded_set_is_the_same_from_a_directory() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/digits");
    let data = load(directory.to_str().unwrap()).unwrap();
    let embedded = load("digits").unwrap();
    assert_eq!(data.digest, embedded.digest);
    assert_eq!(data.classes, embedded.classes);
    assert_ne!(data.name, embedded.name);
}

#[test]
fn toys_have_the_statistics_they_promise() {
    for toy in [Toy::Ring, Toy::Grid] {
        let (data, centres) = (load(toy.name()).unwrap(), toy.centres());
        assert_eq!(data.classes.len(), centres.len());
        assert_eq!((data.train.len(), data.held_out.len()), (10_000, 1_000));
        let counts = count(&data.train, centres.len());
        let share = data.train.len() / centres.len();
        assert!(
            counts
                .iter()
                .all(|n| (share * 3 / 4..share * 5 / 4).contains(n)),
            "{counts:?}"
        );
        let mut squares = 0.0;
        for (i, &label) in data.train.labels().iter().enumerate() {
            let ([x, y], [a, b]) = (data.train.point(i).unwrap(), centres[usize::from(label)]);
            let distance = (x - a).hypot(y - b);
            assert!(distance < 6.0 * toy.standard_deviation(), "{distance}");
            squares += distance.powi(2) / 20_000.0;
        }
        let ratio = squares.sqrt() / toy.standard_deviation();
        assert!((ratio - 1.0).abs() < 0.03, "{ratio}");
    }
}

#[test]
fn curves_have_two_balanced_classes_and_no_centres() {
    for toy in [Toy::Spiral, Toy::Moons] {
        let data = load(toy.name()).unwrap();
        assert!(toy.centres().is_empty());
        let counts = count(&data.train, 2);
        assert!(
            counts.iter().all(|n| (4_700..5_300).contains(n)),
            "{counts:?}"
        );
    }
    // The second arm is the first turned by half a turn: their means cancel out.
    let data = load("spiral").unwrap();
    let mean = |label: u8| {
        let mut sums = [0.0_f32; 3];
        for (i, _) in data
            .train
            .labels()
            .iter()
            .enumerate()
            .filter(|(_, l)| **l == label)
        {
            let [x, y] = data.train.point(i).unwrap();
            sums = [sums[0] + x, sums[1] + y, sums[2] + 1.0];
        }
        [sums[0] / sums[2], sums[1] / sums[2]]
    };
    let ([a, b], [c, d]) = (mean(0), mean(1));
    assert!(
        (a + c).abs() < 0.03 && (b + d).abs() < 0.03 && a.hypot(b) > 0.05,
        "{a} {b} {c} {d}"
    );
}

#[test]
fn toys_are_points_about_inside_the_square() {
    for (name, _) in &NAMES[4..] {
        let data = load(name).unwrap();
        assert_eq!(
            (data.item, data.item.shape(), data.item.len()),
            (Item::Point, vec![2], 2)
        );
        assert!(data.train.pixels(0).is_none() && data.train.point(10_000).is_none());
        let points =
            |split: &Split| -> Vec<_> { (0..split.len()).filter_map(|i| split.point(i)).collect() };
        let (train, held_out) = (points(&data.train), points(&data.held_out));
        assert!(train.iter().flatten().all(|v| v.abs() < 1.05), "{name}");
        assert!(train.iter().flatten().any(|v| v.abs() > 0.7), "{name}");
        let train: HashSet<_> = train.into_iter().map(|p| p.map(f32::to_bits)).collect();
        let again = held_out
            .iter()
            .filter(|p| train.contains(&p.map(f32::to_bits)))
            .count();
        assert!(
            again < 10,
            "{name}: {again} of the held-out points are training points"
        );
    }
}

#[test]
fn an_unknown_name_gets_a_suggestion() {
    let says = |name| load(name).unwrap_err().to_string();
    assert!(says("digit").contains("is called 'digit'; did you mean 'digits'? There are digits,"));
    assert!(says("MNIST").contains("did you mean 'digits'?"));
    assert!(says("fashion_mnist").contains("did you mean 'fashion'?"));
    assert!(says("Rings").contains("did you mean 'ring'?"));
    assert!(
        says("qqqqqqqqqq").contains(
            "is called 'qqqqqqqqqq'. There are digits, fashion, digits-rgb, stacked, ring"
        )
    );
    assert!(says("./nothing-here").contains("there is no directory './nothing-here'"));
    assert!(load("").is_err() && load("\0").is_err() && load("a/\0").is_err());
}
