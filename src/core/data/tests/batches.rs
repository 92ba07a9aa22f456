//! Every epoch has every item once, wherever the batches begin; and items become floats.

#![allow(clippy::float_cmp, reason = "the values are exact")]

use super::*;
use crate::data::Item;
use crate::data::{Order, Range, batch_indices};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn epochs_cover_everything_once(
        seed: u64,
        n in 1_usize..60,
        share in 1_usize..100,
        first in 0_u64..5,
    ) {
        let batch = (n * share / 100).max(1);
        let mut order = Order::new(seed, n);
        let start = first * n as u64;
        // As many batches as fill a whole number of epochs.
        let drawn: Vec<usize> = (0..n as u64)
            .flat_map(|i| order.batch(start + i * batch as u64, batch).unwrap())
            .collect();
        for epoch in drawn.chunks(n) {
            let mut sorted = epoch.to_vec();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_batch_depends_on_the_position_only(
        seed: u64,
        n in 2_usize..50,
        positions in prop::collection::vec(0_u64..200, 1..10),
    ) {
        let mut order = Order::new(seed, n);
        for position in positions {
            let whole = order.batch(position, n).unwrap();
            prop_assert_eq!(&whole, &batch_indices(seed, n, n, position).unwrap());
            let parts = [
                batch_indices(seed, n, 1, position).unwrap(),
                batch_indices(seed, n, n - 1, position + 1).unwrap(),
            ];
            prop_assert_eq!(whole, parts.concat());
        }
    }
}

#[test]
fn the_order_is_pinned() {
    assert_eq!(
        batch_indices(1, 10, 10, 0).unwrap(),
        [4, 9, 7, 0, 8, 5, 2, 3, 6, 1]
    );
    assert_eq!(
        batch_indices(1, 10, 10, 15).unwrap(),
        [5, 1, 6, 9, 7, 0, 3, 6, 7, 9]
    );
}

#[test]
fn epochs_and_seeds_differ() {
    let epochs = [(1, 0), (1, 1000), (2, 0)].map(|(s, p)| batch_indices(s, 1000, 1000, p).unwrap());
    assert!(epochs[0] != epochs[1] && epochs[0] != epochs[2] && epochs[1] != epochs[2]);
}

#[test]
fn the_far_end_of_the_positions_is_fine() {
    for n in [1, 2, 3, 1000] {
        assert_eq!(batch_indices(0, n, n, u64::MAX).unwrap().len(), n);
    }
}

#[test]
fn impossible_batches_are_refused() {
    let error = batch_indices(0, 10, 0, 0).unwrap_err().to_string();
    assert_eq!(error, "a batch of 0 items is empty; give 1 or more");
    let error = batch_indices(0, 10, 11, 0).unwrap_err().to_string();
    assert_eq!(
        error,
        "a batch of 11 is larger than the 10 items there are; give 10 or less"
    );
    assert!(batch_indices(0, 0, 1, 5).is_err());
}

#[test]
fn bytes_become_floats_and_come_back() {
    for byte in 0..=255_u8 {
        for range in [Range::Unit, Range::Symmetric] {
            let back = range.to_unit(range.from_byte(byte)) * 255.0;
            assert!((back - f32::from(byte)).abs() < 1e-4, "{byte} {back}");
        }
    }
    assert_eq!([0, 255].map(|b| Range::Unit.from_byte(b)), [0.0, 1.0]);
    assert_eq!([0, 255].map(|b| Range::Symmetric.from_byte(b)), [-1.0, 1.0]);
    assert_eq!([-3.0, 3.0].map(|v| Range::Symmetric.to_unit(v)), [0.0, 1.0]);
    assert_eq!([-3.0, 3.0].map(|v| Range::Unit.to_unit(v)), [0.0, 1.0]);
    let picture = Item::Image {
        height: 28,
        width: 28,
        channels: 1,
    };
    let about = |range: Range| [picture, Item::Point].map(|item| range.about(item));
    let [of_pixels, of_points] = about(Range::Symmetric);
    assert!(of_pixels.contains("tanh") && about(Range::Unit)[0].contains("sigmoid"));
    assert!(of_points.contains("coordinates") && !of_points.contains("pixels"));
}

#[test]
fn a_batch_is_filled_item_by_item() {
    let data = load("digits").unwrap();
    for range in [Range::Unit, Range::Symmetric] {
        let mut out = vec![9.0; 2 * 784];
        data.train.fill(&[42, 7], range, &mut out).unwrap();
        for (row, item) in out.chunks(784).zip([42, 7]) {
            let wanted = data
                .train
                .pixels(item)
                .unwrap()
                .iter()
                .map(|&b| range.from_byte(b));
            assert!(row.iter().copied().eq(wanted));
        }
    }
    let data = load("moons").unwrap();
    let mut out = [9.0; 4];
    data.train
        .fill(&[3, 1], Range::Symmetric, &mut out)
        .unwrap();
    assert_eq!(
        out,
        [data.train.point(3).unwrap(), data.train.point(1).unwrap()].concat()[..]
    );
}

#[test]
#[should_panic(expected = "does not fit its buffer")]
fn a_batch_of_the_wrong_size_is_a_mistake_in_the_program() {
    load("ring")
        .unwrap()
        .train
        .fill(&[0], Range::Unit, &mut [0.0; 3])
        .unwrap();
}
