//! Every network of the catalogue at sizes it was not written for: what the check says is what is built.

use std::collections::BTreeSet;

use aegan_lab::layers::{ItemShape, Kind, Net, Pass, Plain, Sizes};
use aegan_lab::nets::{Entry, Role, shelf};
use aegan_lab::random;
use dfdx::prelude::Cpu;

use super::lowered::constant;

/// Pictures below and above the size from which networks halve once more, odd and oblong ones, the least
/// one; and points.
const ITEMS: [&[usize]; 9] = [
    &[28, 28, 1],
    &[32, 32, 3],
    &[64, 64, 3],
    &[48, 32, 1],
    &[30, 30, 1],
    &[1, 1, 1],
    &[1],
    &[2],
    &[5],
];

/// Larger networks are only checked: they would be built of the same layers.
const BUILT: usize = 400_000;

/// Every network that these entries have, by name; encoders in both forms.
fn networks(entries: &'static [Entry]) -> Vec<(String, Role, &'static Plain<'static>)> {
    let of = |entry: &'static Entry, role: Role, variational: bool| {
        let word = if variational { " variational" } else { "" };
        let name = format!("{} {role}{word}", entry.name);
        (name, role, entry.network(role, variational))
    };
    let mut all = Vec::new();
    for entry in entries {
        all.extend(Role::ALL.map(|role| of(entry, role, false)));
        all.push(of(entry, Role::Encoder, true));
    }
    all
}

/// What a network of a role takes and gives.
fn ends(role: Role, item: &[usize], z: usize) -> [Vec<usize>; 2] {
    let (item, code, logit) = (item.to_vec(), vec![z], vec![1]);
    match role {
        Role::Encoder => [item, code],
        Role::Generator => [code, item],
        Role::Discriminator | Role::PairDiscriminator => [item, logit],
        Role::CodeDiscriminator => [code, logit],
    }
}

/// Holds a network against what its check counts.
fn compare(what: &str, plain: &Plain<'_>, sizes: &Sizes) -> Net<Cpu> {
    let checked = plain.check(sizes).unwrap();
    let mut net = plain.lower(sizes, &Cpu::default()).unwrap();
    assert_eq!((net.takes(), net.gives()), (checked.from, checked.to));
    let facts = net.facts();
    let said: usize = facts.iter().map(|fact| fact.parameters).sum();
    let last = facts.last().map(|fact| fact.shape.clone());
    assert_eq!(last, Some(checked.to.sizes()), "{what}");
    let tensors = net.tensors();
    let learned = tensors.iter().filter(|t| t.kind == Kind::Learned);
    let numbers = |shape: Vec<usize>| shape.iter().product::<usize>();
    let there: usize = learned.map(|t| numbers(t.tensor.shape())).sum();
    assert_eq!((there, said), (checked.weights, checked.weights), "{what}");
    let names: BTreeSet<_> = tensors.iter().map(|t| &t.name).collect();
    assert_eq!(names.len(), tensors.len(), "{what}: two of one name");
    drop(tensors);
    net
}

#[test]
fn what_is_checked_is_what_is_built() {
    let mut built = 0;
    for item in ITEMS {
        for (name, role, plain) in networks(shelf(item).entries) {
            for (z, k) in [1, 7, 128].into_iter().flat_map(|z| [(z, 1), (z, 12)]) {
                let what = format!("{name} at {item:?}, a code of {z}, {k} classes");
                let sizes = Sizes::of(item, z, k).unwrap();
                let checked = plain.check(&sizes);
                let checked = checked.unwrap_or_else(|misfit| panic!("{what}: {misfit}"));
                let found = [checked.from.sizes(), checked.to.sizes()];
                assert_eq!(found, ends(role, item, z), "{what}");
                if checked.weights < BUILT {
                    compare(&what, plain, &sizes);
                    built += 1;
                }
            }
        }
    }
    assert!(built > 1000, "only {built} of the networks were built");
}

/// A batch of two through a network, looked at and learned from: all numbers are finite.
fn through(what: &str, net: &mut Net<Cpu>, (z, k): (usize, usize)) {
    let normals = |stream: u64, len: usize| {
        let mut x = vec![0.0; 2 * len];
        random::normals(2, what, stream, &mut x);
        constant(x, len)
    };
    for pass in [Pass::infer().drawing(3), Pass::train(3)] {
        let x = normals(1, net.takes().numbers());
        let last = u8::try_from(k - 1).unwrap();
        let pass = pass.given(Some([0, last].into()));
        let mut pass = pass.beside(Some(normals(2, z)));
        let y = net.forward(x, &mut pass).unwrap();
        assert_eq!((y.batch(), y.numbers()), (2, net.gives().numbers()));
        assert!(y.values().iter().all(|y| y.is_finite()), "{what}");
        let some = y.values().iter().any(|y| *y != 0.0);
        // The code of rectified units may be all zeros.
        assert!(some || what.starts_with("article E"), "{what}");
        if let Some(divergence) = pass.divergence {
            assert!(divergence.value().is_finite(), "{what}");
        }
    }
}

#[test]
fn every_network_runs_at_a_size_of_its_own() {
    const SMALL: [usize; 3] = [6, 5, 2];
    let pictures = [&[28, 28, 1], &[64, 64, 3]].map(|item| shelf(item).entries);
    let pictures = pictures.concat().leak();
    for (item, entries) in [(&SMALL[..], &*pictures), (&[3], shelf(&[3]).entries)] {
        for (name, _, plain) in networks(entries) {
            for (z, k) in [(1, 1), (7, 12)] {
                let what = format!("{name}, a code of {z}, {k} classes");
                let mut net = compare(&what, plain, &Sizes::of(item, z, k).unwrap());
                net.reset(&mut random::stream(2, &name, 0));
                through(&what, &mut net, (z, k));
            }
        }
    }
}

#[test]
fn items_of_another_size_are_refused() {
    let generator = shelf(&[28, 28, 1]).entries[0].network(Role::Generator, false);
    let sizes = Sizes::of(&[6, 5, 2], 7, 1).unwrap();
    let mut net = generator.lower(&sizes, &Cpu::default()).unwrap();
    assert_eq!(net.gives(), ItemShape::Picture([6, 5, 2]));
    let refused = net.forward(constant(vec![0.0; 16], 8), &mut Pass::infer());
    let words = refused.unwrap_err().to_string();
    assert!(
        words.contains("[7]") && words.contains("8 numbers"),
        "{words}"
    );
}
