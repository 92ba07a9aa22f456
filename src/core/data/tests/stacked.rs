//! Stacked digits: each channel is a digit of its own, and every mode is there.

use super::*;
use crate::data::stacked::{CHANNELS, MODES, mode, shares};
use crate::data::{Dataset, Item, Split, own_name};
use std::collections::HashMap;

/// The modes of a part, by looking each channel up among the digits that it was made of.
fn modes(stacked: &Split, digits: &Split) -> Vec<usize> {
    let known: HashMap<&[u8], u8> = digits
        .images()
        .zip(digits.labels().iter().copied())
        .collect();
    let read = |stack: &[u8], channel: usize| {
        let digit: Vec<u8> = stack
            .iter()
            .skip(channel)
            .step_by(CHANNELS)
            .copied()
            .collect();
        usize::from(known[digit.as_slice()])
    };
    let of = |stack: &[u8]| mode([0, 1, 2].map(|channel| read(stack, channel)));
    stacked.images().map(of).collect()
}

fn both() -> (Dataset, Dataset) {
    (load("digits").unwrap(), load("stacked").unwrap())
}

#[test]
fn channels_are_digits_of_the_same_part_and_all_modes_are_there_as_often_as_they_should_be() {
    let (digits, stacked) = both();
    let wanted = Item::Image {
        height: 28,
        width: 28,
        channels: 3,
    };
    assert_eq!(stacked.item, wanted);
    assert!(stacked.classes.is_empty() && stacked.train.labels().is_empty());
    assert_eq!(
        (stacked.train.len(), stacked.held_out.len()),
        (50_000, 1_000)
    );
    assert_eq!(modes(&stacked.held_out, &digits.held_out).len(), 1_000);
    let mut counts = vec![0.0; MODES];
    for mode in modes(&stacked.train, &digits.train) {
        counts[mode] += 1.0;
    }
    let shares = shares(&stacked).unwrap().unwrap();
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9 && shares.len() == MODES);
    // Pearson's χ² of draws from these shares: 999 on average, give or take 45.
    let squares = counts.iter().zip(&shares).map(|(count, share)| {
        let expected = share * 50_000.0;
        f64::powi(count - expected, 2) / expected
    });
    let squares: f64 = squares.sum();
    assert!((800.0..1_200.0).contains(&squares), "{squares}");
    assert!(counts.iter().all(|count| *count > 0.0));
}

#[test]
fn another_set_has_no_modes() {
    let (digits, mut stacked) = both();
    assert_eq!(shares(&digits).unwrap(), None);
    // In another size the classifier of the digits cannot read them.
    stacked.name += " size=14";
    assert_eq!(shares(&stacked).unwrap(), None);
    assert_eq!(own_name("stacked-mnist"), "stacked");
}
