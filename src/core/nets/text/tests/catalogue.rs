//! Every network of the catalogue, printed and read back.

use dfdx::prelude::Cpu;

use crate::layers::{Plain, Sizes};
use crate::nets::text::{Place, Text, Written};
use crate::nets::{Role, shelf};

/// Each network of the catalogue at a size of items, with and without classes, and its place.
fn each(mut look: impl FnMut(&str, &Plain<'static>, Place, Sizes)) {
    for item in [&[28, 28, 1][..], &[64, 48, 3], &[2]] {
        for entry in shelf(item).entries {
            for (role, variational) in Role::ALL
                .map(|role| (role, false))
                .into_iter()
                .chain([(Role::Encoder, true)])
            {
                for k in [1, 10] {
                    let what = format!("{} {role} {variational} {item:?} {k}", entry.name);
                    let place = Place::of(role, item, 12, k).unwrap();
                    let sizes = Sizes::of(item, 12, k).unwrap();
                    look(&what, entry.network(role, variational), place, sizes);
                }
            }
        }
    }
}

#[test]
fn printed_and_read_back_is_the_same_network() {
    each(|what, plain, place, sizes| {
        let text = Text::of(plain, place.ends()[0]).to_string();
        let written = Written::read(&text).unwrap_or_else(|why| panic!("{what}: {why}"));
        assert_eq!(written.text(), text, "{what}");
        let same = written.lend(&place, |read| {
            assert_eq!(read, plain, "{what}: {text}");
            read.check(&sizes) == plain.check(&sizes)
        });
        assert!(same.unwrap(), "{what}");
        let steps = written.check(&place).unwrap();
        assert!(steps.general, "{what}: {text}");
        let last = steps.layers.last().map(|step| step.so_far);
        assert_eq!(last, plain.check(&sizes).ok().map(|c| c.weights), "{what}");
        // Nothing has to be stated that follows.
        assert!(!text.contains("from") && !text.contains("->"), "{text}");
    });
}

#[test]
fn work_is_counted_as_it_is_done() {
    let mut looked = 0;
    each(|what, plain, place, sizes| {
        if plain.check(&sizes).unwrap().weights > 500_000 {
            return;
        }
        let text = Text::of(plain, place.ends()[0]).to_string();
        let steps = Written::read(&text).unwrap().check(&place).unwrap();
        let net = plain.lower(&sizes, &Cpu::default()).unwrap();
        let done: usize = net.facts().iter().map(|fact| fact.multiply_adds).sum();
        let said: usize = steps.layers.iter().map(|step| step.multiply_adds).sum();
        assert_eq!(done, said, "{what}: {text}");
        looked += 1;
    });
    assert!(looked > 100, "only {looked} networks were built");
}

#[test]
fn the_generator_of_small_reads_as_people_write_it() {
    let entry = shelf(&[28, 28, 1]).entry("small").unwrap();
    let place = Place::of(Role::Generator, &[28, 28, 1], 64, 10).unwrap();
    let text = Text::of(entry.network(Role::Generator, false), place.ends()[0]).to_string();
    assert_eq!(
        text,
        "(dense H/2/2*(W/2/2)*32 | class bias | reshape H/2/2 x W/2/2 x 32) | bn, relu | convt 16 k5 s2 | bn, relu | convt C k5 s2, tanh"
    );
}
