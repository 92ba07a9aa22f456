//! What can be written, and what it is.

use super::{checked, digits, shapes};
use crate::layers::{Activation, Plain};
use crate::nets::Role::{CodeDiscriminator, Discriminator, Encoder, Generator, PairDiscriminator};
use crate::nets::text::{MOST_LAYERS, Place, Text, WORDS, Written};

const CRITIC: &str =
    "conv 16 k5 s2, leaky 0.2 | conv 32 k5 s2, leaky 0.2 | flatten | dense 64, leaky 0.2 | dense 1";

#[test]
fn a_discriminator_is_a_line() {
    let steps = checked(Discriminator, CRITIC).unwrap();
    let found: Vec<_> = steps
        .layers
        .iter()
        .map(|step| (&CRITIC[step.span.clone()], step.shape.clone(), step.so_far))
        .collect();
    assert_eq!(
        found,
        [
            ("conv 16 k5 s2, leaky 0.2", vec![14, 14, 16], 416),
            ("conv 32 k5 s2, leaky 0.2", vec![7, 7, 32], 13_248),
            ("flatten", vec![1568], 13_248),
            ("dense 64, leaky 0.2", vec![64], 113_664),
            ("dense 1", vec![1], 113_729),
        ]
    );
    assert!(steps.general);
}

#[test]
fn every_layer_has_a_word() {
    for (role, text) in [
        (
            Generator,
            "dense 7*7*32 no bias, relu | reshape 7x7x32 | upsample 2 | conv 16 k3, relu | convt 1 k5 s2, tanh",
        ),
        (
            Generator,
            "dense 64 | class bias | ln, tanh | gru write H x 128 | rows WxC, sigmoid",
        ),
        (Encoder, "gru read 128 | class bias | dense 2*Z | gaussian"),
        (Encoder, "flatten | dropout 0.25 | dense (2*Z) | gaussian Z"),
        (
            Discriminator,
            "tap (sn conv 16 k5 s2, leaky 0.2 | flatten) | stddev dense 64, relu | sn dense K | class pick",
        ),
        (
            PairDiscriminator,
            "flatten | dense 64 | code bias | leaky 0.1 | dense 32 | linear | sigmoid | relu | tanh | dense 1",
        ),
        (CodeDiscriminator, "bn | dense K | class pick"),
        (
            Generator,
            "dense 64, elu | residual ( dense 64, silu | dense 64 zero ) | gelu | dense H*W*C | reshape HxWxC | tanh",
        ),
    ] {
        let written = Written::read(text).unwrap_or_else(|why| panic!("{text}: {why}"));
        written
            .check(&digits(role))
            .unwrap_or_else(|why| panic!("{text}: {why}"));
    }
    let all = "dense convt upsample reshape gru ln rows gaussian dropout tap sn stddev code bn class conv flatten leaky linear relu sigmoid tanh elu silu gelu residual";
    for word in WORDS {
        let first = word.name.split(' ').next().unwrap();
        assert!(
            all.split(' ').any(|known| known == first),
            "no test has '{first}'"
        );
    }
}

#[test]
fn sizes_are_written_in_every_way() {
    let same = |a: &str, b: &str| assert_eq!(shapes(Discriminator, a), shapes(Discriminator, b));
    same(
        "conv 16 k5 s2 | flatten | dense 1",
        "CONV 16 k5 s2→14×14×16|flatten|dense 1",
    );
    same(
        "flatten | dense H*W | dense 1",
        "flatten|dense H·W|dense (28/28)",
    );
    same(
        "flatten | dense 28*(28/3) | dense 1",
        "flatten | dense H * (H/3)|dense(1)",
    );
    same(
        "flatten | reshape HxWxC | flatten | dense 1",
        "flatten|reshape 28x28x1|flatten|dense 1",
    );
    // Rounded up.
    assert_eq!(
        shapes(Discriminator, "flatten | dense H/3 | dense 1")[1],
        [10]
    );
}

#[test]
fn what_is_transposed_becomes_what_was_divided() {
    let place = |side| Place::of(Generator, &[side, side, 1], 8, 1).unwrap();
    let written = Written::read(
        "dense H/4*(W/4)*8 | reshape H/4 x W/4 x 8 | convt 4 k3 s2 | convt C k3 s2, tanh",
    );
    let written = written.unwrap();
    for side in [28, 30, 27, 1] {
        assert!(written.check(&place(side)).unwrap().general, "{side}");
    }
    // Numbers fit where they fit.
    let written =
        Written::read("dense 7*7*8 | reshape 7x7x8 | convt 4 k3 s2 | convt C k3 s2, tanh");
    let written = written.unwrap();
    assert!(!written.check(&place(28)).unwrap().general);
    assert!(written.check(&place(27)).is_err());
    let stated =
        "dense 7*7*8 | reshape 7x7x8 | convt 4 k3 s2 -> 14x14x4 | convt C k3 s2 -> HxWxC, tanh";
    assert!(Written::read(stated).unwrap().check(&place(27)).is_ok());
}

#[test]
fn groups_are_chains_and_one_layer_is_none() {
    let kind = |text: &str| {
        let written = Written::read(text).unwrap();
        let lent = written.lend(&digits(CodeDiscriminator), |plain| match plain {
            Plain::Chain(layers) => Some(layers.len()),
            _ => None,
        });
        (lent.unwrap(), written.last_activation())
    };
    assert_eq!(kind("dense 1, tanh"), (None, Activation::Tanh));
    assert_eq!(kind("(dense 1)"), (Some(1), Activation::Identity));
    assert_eq!(kind("dense 2 | dense 1"), (Some(2), Activation::Identity));
    assert_eq!(
        kind("dense 2 | (dense 1 | relu)"),
        (Some(2), Activation::Relu)
    );
    assert_eq!(
        kind("dense 4, sigmoid | dropout 0.5").1,
        Activation::Sigmoid
    );
}

#[test]
fn what_is_taken_can_be_stated() {
    let text = "conv 16 k5 s2 from 28x28x1 | flatten -> 3136 | dense 1 from 3136";
    let steps = checked(Discriminator, text).unwrap();
    assert!(!steps.general);
    let written = Written::read(text).unwrap();
    let place = digits(Discriminator);
    let printed = written.lend(&place, |plain| Text::of(plain, place.ends()[0]).to_string());
    // What is stated as it would follow is not printed.
    assert_eq!(
        printed.unwrap(),
        "conv 16 k5 s2 from 28x28x1 | flatten -> 3136 | dense 1"
    );
}

#[test]
fn a_long_text_is_answered_at_once() {
    let many = |layer: &str, n: usize| vec![layer; n].join("|");
    assert!(Written::read(&many("relu", MOST_LAYERS)).is_ok());
    let refused = |text: &str| Written::read(text).unwrap_err().to_string();
    assert!(refused(&many("relu", MOST_LAYERS + 1)).contains("at most 1000 layers"));
    assert!(refused(&many("relu", 100_000)).contains("bytes"));
    assert!(refused(&"(".repeat(16_000)).contains("deep"));
    assert!(refused(&"tap ".repeat(4000)).contains("deep"));
    assert!(refused(&format!("dense {}1", "(".repeat(10_000))).contains("deep"));
    assert!(refused(&format!("dense {}1", "1*".repeat(8000))).contains("too long"));
    // Sides that are halved again and again.
    let halved = Written::read(&many("conv 1 k1 s2", 900)).unwrap();
    assert!(
        halved
            .check(&digits(Discriminator))
            .unwrap_err()
            .why
            .contains("too often")
    );
    let grown = Written::read(&format!("reshape 8x8x1|{}", many("upsample 2", 900))).unwrap();
    assert!(grown.check(&digits(Generator)).is_err());
}
