//! Whether a network that fits the sizes at hand fits all, and whether rustc takes it as a type.

use super::alike::{alike, divides, same};
use super::build::{Leaf, Lent};
use super::infer::ONE;
use super::print::shape_text;
use crate::layers::{Expr, ItemExpr, Plain};

/// What is true of a network beyond the sizes at hand.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// Why it does not fit every size.
    pub narrow: Option<String>,
    /// Why rustc refuses it: it compares sizes as they are written, each layer with the one before it.
    pub refused: Option<String>,
}

/// Looks at a network that fits the sizes at hand, from what it takes to what it has to give.
pub(super) fn remarks(lent: &Lent<'_>, [takes, gives]: [ItemExpr<'_>; 2]) -> Remarks {
    let mut found = Remarks::default();
    let mut at = takes;
    for leaf in &lent.leaves {
        // What is stated is changed, not what a stride demands.
        let strided = matches!(leaf.plain, Plain::ConvTranspose(_) | Plain::Upsample { .. });
        match &leaf.from {
            Some(from) if !strided => found.compare(from, &at),
            _ => found.compare(&at, &leaf.takes),
        }
        if let Some(from) = &leaf.from {
            found.compare(from, &leaf.takes);
        }
        found.within(leaf);
        for (stated, _) in &leaf.stated {
            found.compare(stated, &leaf.gives);
        }
        for (added, _) in &leaf.added {
            found.compare(&leaf.gives, added);
        }
        at = leaf.gives;
    }
    found.compare(&at, &gives);
    found
}

impl Remarks {
    /// Two shapes that have to be the same; `wanted` is what would do in place of the first.
    fn compare(&mut self, written: &ItemExpr<'_>, wanted: &ItemExpr<'_>) {
        if written == wanted {
            return;
        }
        let [found, instead] = [written, wanted].map(shape_text);
        let why = if same(written, wanted) {
            format!(
                "rustc compares sizes as they are written, and '{found}' is not '{instead}'; write '{instead}'"
            )
        } else {
            let why = only_here(&found, &instead);
            self.narrow.get_or_insert_with(|| why.clone());
            why
        };
        self.refused.get_or_insert(why);
    }

    /// Sizes within one layer, which rustc compares only where the network is used.
    fn within(&mut self, leaf: &Leaf<'_>) {
        // One reason is enough, and there may be many layers.
        if self.narrow.is_some() && self.refused.is_some() {
            return;
        }
        let (one, of) = match &leaf.plain {
            Plain::Flatten { from, to } | Plain::Unflatten { from: to, to: from } => {
                (*to, &from[..])
            }
            Plain::Gaussian { from, code } => (*from, &[&Expr::Number(2), *code][..]),
            Plain::Upsample { to, times } => {
                self.upsample(to, *times);
                return;
            }
            _ => return,
        };
        if !alike(&[one], of) {
            let instead = of.iter().filter(|size| ***size != *ONE);
            let instead: Vec<_> = instead
                .map(|size| shape_text(&ItemExpr::Vector(size)))
                .collect();
            let found = shape_text(&ItemExpr::Vector(one));
            let why = only_here(&found, &instead.join("*"));
            self.narrow.get_or_insert(why);
        }
    }

    fn upsample(&mut self, to: &[&Expr<'_>; 3], times: usize) {
        if times == 1 {
            let why = "'upsample 1' changes nothing; leave it out".to_owned();
            self.refused.get_or_insert(why);
            return;
        }
        if let Some(side) = to[..2].iter().find(|side| !divides(times, side)) {
            let side = shape_text(&ItemExpr::Vector(side));
            let why = format!(
                "'upsample {times}' needs a '{side}' that {times} divides; 'convt N kK s{times}' gives any"
            );
            self.narrow.get_or_insert(why);
        }
    }
}

fn only_here(found: &str, instead: &str) -> String {
    format!("'{found}' is '{instead}' at these sizes only; write '{instead}'")
}
