//! From labels in a file to classes: those that occur.

use super::Rule;

/// Names the classes of the labels and turns each label into the place of its class.
///
/// Files may count from 1, or hold only a few of the classes that there are: a class without an item is none, and
/// each keeps the number that the file gives it as its name.
pub(super) fn of(labels: [&mut Vec<u8>; 2], rule: Rule) -> Vec<String> {
    let mut occurs = [false; 256];
    for label in labels.iter().flat_map(|part| part.iter()) {
        occurs[usize::from(*label)] = true;
    }
    let last = (0..=u8::MAX).rev().find(|l| occurs[usize::from(*l)]);
    if let (Rule::Earlier, Some(last)) = (rule, last) {
        return (0..=last).map(|label| label.to_string()).collect();
    }
    let there: Vec<u8> = (0..=u8::MAX).filter(|l| occurs[usize::from(*l)]).collect();
    let mut place = [0_u8; 256];
    for (at, label) in (0..=u8::MAX).zip(&there) {
        place[usize::from(*label)] = at;
    }
    for label in labels.into_iter().flatten() {
        *label = place[usize::from(*label)];
    }
    there.iter().map(u8::to_string).collect()
}
