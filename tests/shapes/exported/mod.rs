//! Networks that were written, exported as Rust: the files compile outside the library, and are the same networks.
//!
//! `UPDATE=1` writes the files anew.

// As the exported files find it in `src/core/nets`.
use aegan_lab::nets::Architecture;

#[rustfmt::skip]
mod dots;
#[rustfmt::skip]
mod drawn;
#[rustfmt::skip]
mod whole;

use std::path::Path;

use aegan_lab::layers::{Gaussian, N, Plain, Sizes, Spec, Times, Z};
use aegan_lab::nets::text::Place;
use aegan_lab::nets::{Networks, Role};

use crate::support::typed::{over, run, trainer};

type Setting = (&'static str, &'static str);

/// In place of the one that the files take what nobody wrote from.
mod small {
    use super::Architecture;
    use aegan_lab::data::Range;
    use aegan_lab::layers::{C, Dense, Dim, Flatten, H, Image, N, Times, Unflatten, W, Z};

    type Pixels = Times<Times<H, W>, C>;

    pub struct Small;

    impl Architecture for Small {
        type Data = Image<H, W, C>;
        type Encoder<O: Dim> = (Flatten<H, W, C>, Dense<Pixels, O>);
        type Generator = (Dense<Z, Pixels>, Unflatten<H, W, C>);
        type Discriminator = (Flatten<H, W, C>, Dense<Pixels, N<1>>);
        type CodeDiscriminator = Dense<Z, N<1>>;
        type PairDiscriminator = Self::Discriminator;
        const NAME: &'static str = "small";
        const ABOUT: &'static str = "dense";
        const RANGE: Range = Range::Symmetric;
    }
}

/// What is written, and its file.
const WRITTEN: [(&str, &[usize], &[&str], &str); 3] = [
    (
        "whole",
        &[28, 28, 1],
        &[
            "enc = conv 4 k3 s2 no bias | bn, elu | flatten | tap dense 16, silu | residual (dense 16 | ln, gelu) | dense Z | class bias | tanh",
            "gen = dense H/2/2*(W/2/2)*8 | class bias | reshape H/2/2 x W/2/2 x 8 | bn, relu | (convt 6 k3 s2 no bias, leaky 0.2) | convt C k5 s2, sigmoid | dropout 0.1 -> H x W x C",
            "disc = sn conv 4 k3 s2, leaky 0.2 | flatten | stddev dense 8, leaky 0.125 | dense K | class pick",
            "code = (dense 8, relu | dense 32 | relu) | reshape 4x4x2 | conv 3 k3 s2 | upsample 2 | flatten | dense 1",
            "pair = flatten | dense 8 | code bias | leaky 0.2 | dense 1",
        ],
        include_str!("whole.rs"),
    ),
    (
        "drawn",
        &[28, 28, 1],
        &[
            "enc = (gru read 8 | dense 2*Z) | gaussian",
            "gen from small = dense 8, relu | gru write Hx6 | rows WxC, tanh",
        ],
        include_str!("drawn.rs"),
    ),
    (
        "dots",
        &[2],
        &[
            "enc = dense 8, relu | dense Z",
            "gen = dense 8, relu | dense P",
            "disc = dense 8, relu | dense 1",
            "code = dense 8, relu | dense 1",
            "pair = dense 8 | code bias 2 | relu | dense 1",
        ],
        include_str!("dots.rs"),
    ),
];

fn networks(at: usize) -> Networks {
    let (name, item, lines, _) = WRITTEN[at];
    let mut networks = Networks::default();
    for line in lines {
        let (name, definition) = networks.read(&format!("{name} {line}"), item).unwrap();
        networks.keep(name, definition).unwrap();
    }
    networks
}

#[test]
fn the_files_are_what_is_exported() {
    for (at, (name, item, _, file)) in WRITTEN.into_iter().enumerate() {
        let found = networks(at).source(name, item, 4).unwrap();
        if std::env::var_os("UPDATE").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes/exported");
            std::fs::write(path.join(format!("{name}.rs")), found).unwrap();
        } else {
            assert_eq!(found, file, "{name}");
        }
    }
}

/// Whether a type is the network that was written for a role.
fn is(at: usize, role: Role, of: &Plain<'_>) {
    let (name, item, ..) = WRITTEN[at];
    let networks = networks(at);
    let written = &networks.written(name).unwrap()[&role].network;
    let place = Place::of(role, item, 4, 10).unwrap();
    let same = written.lend(&place, |plain| plain == of);
    assert!(same.unwrap(), "{name} {role}");
}

#[test]
fn the_types_are_the_networks_that_were_written() {
    type Drawn = drawn::Drawn;
    type Means = <Drawn as Architecture>::Encoder<Times<N<2>, Z>>;

    fn all<A: Architecture>(at: usize) {
        is(at, Role::Encoder, &A::Encoder::<Z>::PLAIN);
        is(at, Role::Generator, &A::Generator::PLAIN);
        is(at, Role::Discriminator, &A::Discriminator::PLAIN);
        is(at, Role::CodeDiscriminator, &A::CodeDiscriminator::PLAIN);
        is(at, Role::PairDiscriminator, &A::PairDiscriminator::PLAIN);
    }
    all::<whole::Whole>(0);
    all::<dots::Dots>(2);
    let posterior = [Means::PLAIN, Gaussian::<Z>::PLAIN];
    is(1, Role::Encoder, &Plain::Chain(&posterior));
    is(
        1,
        Role::Generator,
        &<Drawn as Architecture>::Generator::PLAIN,
    );
    assert_eq!(whole::Whole::RANGE, aegan_lab::data::Range::Unit);
    assert_eq!(
        drawn::Drawn::GAME,
        aegan_lab::nets::shelf(&[28, 28, 1])
            .entry("small")
            .unwrap()
            .game
    );
}

/// `cargo check` looks at what is in the lists of `catalogue.rs` at these sizes.
#[test]
fn they_can_stand_in_the_catalogue() {
    fn fits<A: Architecture>(items: &[[usize; 3]]) {
        for [h, w, c] in items {
            let sizes = Sizes::of(&[*h, *w, *c], 7, 10).unwrap();
            let plain = [
                A::Encoder::<Z>::PLAIN,
                A::Encoder::<Times<N<2>, Z>>::PLAIN,
                A::Generator::PLAIN,
                A::Discriminator::PLAIN,
                A::CodeDiscriminator::PLAIN,
                A::PairDiscriminator::PLAIN,
            ];
            for plain in plain {
                plain.check(&sizes).unwrap();
            }
        }
    }
    let pictures = [
        [28, 28, 1],
        [30, 30, 1],
        [1, 1, 1],
        [32, 32, 3],
        [48, 31, 1],
        [64, 64, 3],
    ];
    fits::<whole::Whole>(&pictures);
    fits::<drawn::Drawn>(&pictures);
    fits::<dots::Dots>(&[[1, 1, 1]]);
}

#[test]
fn the_types_train_to_the_same_bits() {
    fn same<A: Architecture>(at: usize, data: &str, recipe: &str) {
        let mut lab = [over(data), over(data)];
        lab[0].networks = networks(at);
        lab[1].networks = Networks::default().with::<A>().unwrap();
        let trained = lab.each_mut().map(|lab| {
            run(
                lab,
                &format!("build {recipe} net={} batch=4 latent=2; step 3", A::NAME),
            );
            trainer(lab).snapshot().tensors
        });
        assert!(trained[0] == trained[1], "{}", A::NAME);
    }
    same::<whole::Whole>(0, "digits", "aegan");
    same::<drawn::Drawn>(1, "digits", "vae");
    same::<dots::Dots>(2, "ring", "bigan");
}

#[test]
fn what_no_type_says_is_a_sentence() {
    for (line, words) in [
        (
            "gen = dense 784, tanh | reshape 28x28x1",
            "fits these sizes only",
        ),
        (
            "gen = dense H/4*(W/4)*2 | reshape H/4 x W/4 x 2 | convt 1 k3 s2 | convt C k3 s2, tanh",
            "'H/4 x W/4 x 2' is not 'H/2/2 x W/2/2 x 2'; write 'H/2/2 x W/2/2 x 2'",
        ),
        (
            "disc = flatten | dense 4, leaky 0.1234 | dense 1",
            "three decimals",
        ),
        (
            "enc = flatten | dense 2*Z | gaussian",
            "put them in parentheses",
        ),
        (
            "enc = flatten | dense H | dense Z*1",
            "'Z*1' is not 'Z'; write 'Z'",
        ),
        (
            "disc = conv 4 k3 s2 | upsample 2 | flatten | dense 1",
            "'convt N kK s2' gives any",
        ),
    ] {
        let mut networks = Networks::default();
        let (name, definition) = networks.read(&format!("a {line}"), &[28, 28, 1]).unwrap();
        networks.keep(name, definition).unwrap();
        let refused = networks
            .source("a", &[28, 28, 1], 4)
            .unwrap_err()
            .to_string();
        assert!(refused.contains(words), "{line}: {refused}");
    }
    let refused = |name| {
        Networks::default()
            .source(name, &[28, 28, 1], 4)
            .unwrap_err()
            .to_string()
    };
    assert!(refused("small").contains("of the catalogue"));
    assert!(refused("nobody").contains("no network 'nobody'"));
}
