//! The streams are pinned: a change here would change every recorded session.

use super::*;
use rand::RngCore;

#[test]
fn values_are_pinned() {
    let mut rng = stream(1, "noise", 2);
    assert_eq!(
        [rng.next_u32(), rng.next_u32(), rng.next_u32()],
        [609_027_836, 2_226_301_245, 4_077_801_537]
    );
    assert_eq!(key(1, "noise", 2), 1_566_127_776_884_185_946);
    let mut out = [0.0; 3];
    normals(1, "noise", 2, &mut out);
    assert_eq!(
        out.map(f32::to_bits),
        [1_013_027_433, 1_066_297_106, 3_204_446_810]
    );
}

#[test]
fn every_part_of_the_tuple_matters() {
    let keys = [
        key(0, "a", 0),
        key(1, "a", 0),
        key(0, "b", 0),
        key(0, "a", 1),
        key(0, "", 0),
    ];
    let streams = [
        stream(0, "a", 0),
        stream(1, "a", 0),
        stream(0, "b", 0),
        stream(0, "a", 1),
    ];
    let firsts = streams.map(|mut rng| rng.next_u64());
    for (i, first) in keys.iter().enumerate() {
        assert!(keys[i + 1..].iter().all(|other| other != first));
    }
    for (i, first) in firsts.iter().enumerate() {
        assert!(firsts[i + 1..].iter().all(|other| other != first));
    }
}

#[test]
fn normals_are_normal() {
    let mut out = vec![0.0; 100_000];
    normals(7, "noise", 0, &mut out);
    let n = 100_000.0;
    let mean = out.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let variance = out.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / n;
    let fourth = out.iter().map(|&x| f64::from(x).powi(4)).sum::<f64>() / n;
    assert!(mean.abs() < 0.02, "mean {mean}");
    assert!((variance - 1.0).abs() < 0.03, "variance {variance}");
    assert!((fourth - 3.0).abs() < 0.2, "fourth moment {fourth}");
}

#[test]
fn pieces_of_normals_are_the_whole() {
    let (mut whole, mut pieces) = ([0.0; 10], [0.0; 10]);
    normals(3, "a", 7, &mut whole);
    let mut some = Normals::new(3, "a", 7);
    let (front, back) = pieces.split_at_mut(3);
    some.fill(front);
    some.fill(back);
    let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&whole), bits(&pieces));
}
