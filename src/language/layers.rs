//! A network while it is typed: what its layers give, what they weigh, and where it is wrong.

use std::ops::Range;

use super::known::{self, AtHand};
use super::typed::blank;
use crate::nets::Role;
use crate::nets::text::{Mistake, Place, Step, Written};

/// Shapes that a hint shows: those of the last layers.
const SHOWN: usize = 4;

/// A network in a line.
struct Typed<'a> {
    role: Role,
    text: &'a str,
    /// Where the text begins in the line.
    from: usize,
}

/// The network that the last command of a line writes behind `=`; the role is the word at `place` behind its name.
fn typed(line: &str, place: usize) -> Option<Typed<'_>> {
    let command = line.rsplit(';').next()?.trim_start_matches(blank);
    let (head, text) = command.split_once('=')?;
    let mut words = head.split(blank).filter(|word| !word.is_empty());
    let role = words.nth(1 + place)?;
    Some(Typed {
        role: Role::of_word(role).ok()?,
        text,
        from: line.len() - text.len(),
    })
}

/// What is said behind the cursor: what each of the last layers gives and the weights so far, or what is wrong.
pub(super) fn hint(line: &str, place: usize) -> Option<String> {
    said(line, place, known::at_hand().as_ref())
}

fn said(line: &str, place: usize, at: Option<&AtHand>) -> Option<String> {
    let typed = typed(line, place)?;
    let gap = if line.ends_with(' ') { "" } else { " " };
    Some(match looked(&typed, at) {
        Ok(found) => format!("{gap}-> {found}"),
        Err(mistake) => format!("{gap} {}", mistake.why),
    })
}

/// What the layers come to.
fn looked(typed: &Typed<'_>, at: Option<&AtHand>) -> Result<String, Mistake> {
    let network = Written::read(typed.text)?;
    let Some(at) = at else {
        // Of data that are not known what fits pictures or points is right.
        let pictures = network.gives(typed.role, false);
        return pictures.or_else(|why| network.gives(typed.role, true).map_err(|_| why));
    };
    let layers = fitting(&network, typed.role, at)?;
    let shape = |step: &Step| {
        let sides: Vec<_> = step.shape.iter().map(ToString::to_string).collect();
        sides.join("x")
    };
    let last = &layers[layers.len().saturating_sub(SHOWN)..];
    let shapes: Vec<_> = last.iter().map(shape).collect();
    let more = if last.len() < layers.len() {
        "… "
    } else {
        ""
    };
    let weights = layers.last().map_or(0, |step| step.so_far);
    Ok(format!("{more}{} · {weights} weights", shapes.join(" -> ")))
}

/// The layers of a network that is not whole yet, with labels where it only fits with them.
fn fitting(network: &Written, role: Role, at: &AtHand) -> Result<Vec<Step>, Mistake> {
    let mut first = None;
    for classes in [1, at.classes] {
        let Ok(place) = Place::of(role, &at.item, at.latent, classes) else {
            continue;
        };
        match network.so_far(&place) {
            (layers, None) => return Ok(layers),
            (_, Some(why)) => first = first.or(Some(why)),
        }
    }
    first.map_or(Ok(Vec::new()), Err)
}

/// The words of a line in which a mistake of its network stands, in bytes; none where nothing is wrong, or the end is
/// only missing yet.
pub(super) fn marks(line: &str, place: usize) -> Vec<Range<usize>> {
    marked(line, place, known::at_hand().as_ref())
}

fn marked(line: &str, place: usize, at: Option<&AtHand>) -> Vec<Range<usize>> {
    let Some(typed) = typed(line, place) else {
        return Vec::new();
    };
    let Err(Mistake { span, .. }) = looked(&typed, at) else {
        return Vec::new();
    };
    // The span is of the text with one space between its words.
    let (mut tidy, mut at) = (0, 0);
    let mut marks = Vec::new();
    for word in typed.text.split(blank) {
        if !word.is_empty() {
            let start = typed.from + at;
            if span.start < tidy + word.len() && tidy < span.end {
                marks.push(start..start + word.len());
            }
            tidy += word.len() + 1;
        }
        at += word.len();
        at += typed.text[at..].chars().next().map_or(0, char::len_utf8);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits() -> AtHand {
        AtHand {
            item: vec![28, 28, 1],
            latent: 64,
            classes: 10,
        }
    }

    #[test]
    fn a_network_that_is_typed_says_what_it_gives() {
        for (line, wanted) in [
            ("net a disc = conv 16 k5 s2", Some(" -> H/2 x W/2 x 16")),
            (
                "step 1; net a disc = conv 16 k5 s2 | flatten ",
                Some("-> H/2*(W/2)*16"),
            ),
            ("net a gen = dense 2*Z", Some(" -> 2*Z")),
            ("step 1; net a disc = dense 64", Some(" -> 64")),
            (
                "net a disc = flatten | conv 8 k3",
                Some(
                    "  conv takes a picture, and H*W*C come in; 'reshape 7x7x32 |' before it makes one of 1568 numbers",
                ),
            ),
            (
                "net a disc = conv 16",
                Some("  conv takes a kernel, as in 'conv 16 k5 s2', and the text ends"),
            ),
            ("net a what = conv 16", None),
            ("net a", None),
            ("step = 3", None),
        ] {
            assert_eq!(said(line, 1, None).as_deref(), wanted, "{line}");
        }
    }

    #[test]
    fn a_role_may_stand_elsewhere() {
        let said = said("swap disc a = dense 64", 0, None);
        assert_eq!(said.as_deref(), Some(" -> 64"));
    }

    #[test]
    fn where_the_data_are_known_each_layer_and_the_weights_are_counted() {
        for (line, wanted) in [
            ("net a disc = conv 16 k5 s2", " -> 14x14x16 · 416 weights"),
            (
                "net a disc = conv 16 k5 s2, leaky 0.2 | flatten | dense 1 ",
                "-> 14x14x16 -> 3136 -> 1 · 3553 weights",
            ),
            (
                "net a disc = flatten | dense 9 | relu | dense 8 | dense 1",
                " -> … 9 -> 9 -> 8 -> 1 · 7154 weights",
            ),
            (
                "net a disc = flatten | dense 2*K | class bias",
                " -> 784 -> 2 -> 2 · 1570 weights",
            ),
            (
                "net a disc = conv 4 k5 | dense 1",
                "  dense takes a vector, and a picture of 28x28x4 comes in; 'flatten |' before it makes one",
            ),
        ] {
            assert_eq!(
                said(line, 1, Some(&digits())).as_deref(),
                Some(wanted),
                "{line}"
            );
        }
    }

    #[test]
    fn a_mistake_is_marked_where_it_stands() {
        let marked = |line: &str| -> Vec<String> {
            let marks = marked(line, 1, Some(&digits()));
            marks
                .into_iter()
                .map(|mark| line[mark].to_owned())
                .collect()
        };
        assert_eq!(
            marked("step 1;  net a disc =  conv 4 k5  |  dense 1"),
            ["dense", "1"]
        );
        assert_eq!(marked("net a disc = flatten | dens 1"), ["dens"]);
        assert_eq!(marked("net a disc = flatten | dense 3*Q"), ["3*Q"]);
        // What is only missing is no mistake yet.
        assert!(marked("net a disc = conv 4").is_empty());
        assert!(marked("net a disc = flatten | dense 2").is_empty());
        assert!(
            marked("net a disc = flatten\u{a0}| é")
                .iter()
                .all(|word| word == "é")
        );
    }
}
