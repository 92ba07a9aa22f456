//! What is wrong is said where it stands, with what would do.

use super::{checked, digits};
use crate::nets::Role::{Discriminator, Encoder, Generator};
use crate::nets::text::Written;

/// The sentence about a mistake, and the text that is marked.
fn mistake(role: crate::nets::Role, text: &str) -> (String, String) {
    let found = checked(role, text).expect_err(text);
    (found.why.clone(), text.get(found.span).unwrap().to_owned())
}

#[test]
fn mistakes_are_marked_where_they_stand() {
    for (text, marked, words) in [
        ("cnov 16 k5 s2 | dense 1", "cnov", "did you mean 'conv'"),
        ("class | dense 1", "class", "'class bias' or 'class pick'"),
        (
            "conv 16 k5 s2 | dense 1",
            "dense 1",
            "a picture of 14x14x16 comes in; 'flatten |'",
        ),
        ("flatten | conv 16 k5", "conv 16 k5", "'reshape 7x7x32 |'"),
        (
            "residual (conv 4 k3 s2 | conv 1 k3) | flatten | dense 1",
            "residual (conv 4 k3 s2 | conv 1 k3)",
            "adds what comes in, 28x28x1, to what its layers give, 14x14x1",
        ),
        ("residual | dense 1", "|", "a layer stands here"),
        (
            "flatten | residual dense 784 | gelu | selu",
            "selu",
            "did you mean 'elu'",
        ),
        (
            "flatten | dense 64",
            "dense 64",
            "has to give 1 number; '| dense 1' does",
        ),
        (
            "conv 16 k5 s2",
            "conv 16 k5 s2",
            "'| flatten | dense 1' does",
        ),
        (
            "conv 16 k5 s2 -> 7x7x16 | flatten | dense 1",
            "7x7x16",
            "gives 14x14x16, not 7x7x16",
        ),
        (
            "flatten | dense 1 from 783",
            "dense 1 from 783",
            "takes 783, and 784 comes in",
        ),
        (
            "conv 4 k3 s2 | convt 1 k3 s2 from 13x14x4 -> 28x28x1 | flatten | dense 1",
            "convt 1 k3 s2 from 13x14x4 -> 28x28x1",
            "takes 14x14x4, and 13x14x4 comes in",
        ),
        ("conv 16", "", "takes a kernel, as in 'conv 16 k5 s2'"),
        ("conv 16 k5 s5", "s5", "from 1 to 4"),
        ("conv 16 k5 k5", "k5", "once each"),
        ("conv 16 k0", "k0", "above 0"),
        (
            "flatten | dense",
            "",
            "dense takes a size, as in 'dense 64'",
        ),
        ("flatten | dense 0", "0", "whole number above 0"),
        ("flatten | dense 1.5", "1.5", "whole number above 0"),
        ("flatten | dense 64/0", "0", "whole number above 0"),
        (
            "flatten | dense 99999999999999999999",
            "99999999999999999999",
            "is no size",
        ),
        (
            "flatten | dense 9999999999999999999",
            "dense 9999999999999999999",
            "too large",
        ),
        (
            "flatten | dense 9999999999*9999999999",
            "dense 9999999999*9999999999",
            "too large",
        ),
        (
            "flatten | dense 1, lekay 0.2",
            "lekay",
            "did you mean 'leaky'",
        ),
        ("flatten | dense 1, leaky", "", "'leaky 0.2'"),
        ("flatten | dense 1, leaky 2", "2", "from 0 to 1"),
        ("flatten, relu", ", relu", "'|' makes it a layer of its own"),
        ("dropout 1 | dense 1", "1", "from 0 to 0.999"),
        ("flatten dense 1", "dense", "'|' stands before the next one"),
        ("(flatten | dense 1", "", "ends with ')'"),
        ("flatten | dense 1)", ")", "closes nothing"),
        ("flatten || dense 1", "|", "a layer stands here"),
        ("flatten | dense 1 ?", "?", "means nothing"),
        ("", "", "a layer stands here"),
        (
            "sn flatten | dense 1",
            "sn flatten",
            "a dense layer or a convolution",
        ),
        (
            "flatten no bias | dense 1",
            "no",
            "for dense, conv and convt",
        ),
        (
            "flatten | dense 1 zero no bias",
            "no",
            "for dense, conv and convt, once",
        ),
        (
            "flatten | dense 1 zero zero",
            "zero",
            "for dense, conv and convt, once",
        ),
        ("flatten zero | dense 1", "zero", "without 'no bias'"),
        (
            "flatten | sn dense 1 zero",
            "sn dense 1 zero",
            "starts at zero",
        ),
        ("reshape 7x7 | dense 1", "|", "a shape stands here"),
        (
            "flatten | reshape 7x7x32 | flatten | dense 1",
            "reshape 7x7x32",
            "hold as many numbers",
        ),
    ] {
        let (why, found) = mistake(Discriminator, text);
        assert!(why.contains(words), "{text}: {why}");
        assert_eq!(found, marked, "{text}: {why}");
    }
    let (why, _) = mistake(Generator, "dense 784, tanh");
    assert!(why.contains("reshape HxWxC"), "{why}");
    let (why, marked) = mistake(Encoder, "flatten | dense Z | gaussian");
    assert!(
        why.contains("a mean and a log variance") && marked == "gaussian",
        "{why}"
    );
}

#[test]
fn a_mark_stands_under_the_layer() {
    let shown = checked(Discriminator, "conv 16 k5 s2 | dense 1")
        .unwrap_err()
        .to_string();
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(
        lines[1..],
        ["  conv 16 k5 s2 | dense 1", "                  ^^^^^^^"]
    );
    // Of a long text the part around the mistake is shown.
    let long = format!("{}conv 8 k3 | dense 1", "conv 8 k3, relu | ".repeat(30));
    let shown = checked(Discriminator, &long).unwrap_err().to_string();
    let lines: Vec<_> = shown.lines().collect();
    let at = lines[2].chars().position(|c| c == '^').unwrap();
    let marked: String = lines[1].chars().skip(at).take(7).collect();
    assert_eq!(marked, "dense 1", "{shown}");
    assert!(
        lines[1].starts_with("  …") && lines[1].chars().count() < 80,
        "{shown}"
    );
    // Nothing of a text reaches the terminal as it is.
    let shown = Written::read("dense 1 \u{1b}[2J").unwrap_err().to_string();
    assert!(!shown.contains('\u{1b}'), "{shown}");
}

#[test]
fn a_text_that_is_typed_is_followed_as_far_as_it_goes() {
    let place = digits(Discriminator);
    let (steps, wrong) = Written::read("conv 16 k5 s2 | flatten")
        .unwrap()
        .so_far(&place);
    assert_eq!((steps.len(), &wrong), (2, &None));
    assert_eq!((&steps[1].shape[..], steps[1].so_far), (&[3136][..], 416));
    let (steps, wrong) = Written::read("flatten | dense 1 from 3")
        .unwrap()
        .so_far(&place);
    assert_eq!(steps.len(), 1);
    assert!(wrong.is_some());
}
