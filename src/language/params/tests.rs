//! Parameters in a row: their words, their usage, what may come next.

use super::{Class, Count, Forms, Given, Key, List, Name, Opt, Options, Param, Suggestion, any};
use crate::language::args::split;
use crate::language::command::Command;

const N: Count = Count::of("N", 9, 1, 400);
const FRESH: Key = Key::new("fresh", "new noise");
const NEW: Forms = Forms::optional(&[&[&FRESH]]);
const OF: Key = Key::new("of", "of one class");
const CLASS: Class = Class::of_words(3);
const ONE: Forms = Forms::optional(&[&[&OF, &CLASS]]);
const EVERY: Opt<u64> = Opt {
    key: "every",
    shown: "every=N",
    about: "",
    read: |_, value| {
        let read = value.parse();
        read.map_err(|_| crate::error::Error::new(format!("{value} is no number")))
    },
};
const OPTIONS: Options = Options::of(&[&EVERY]);
const LOOK: Command = Command {
    name: "look",
    params: &[&N, &NEW, &ONE, &OPTIONS],
    ..Command::BASE
};

const FILE: Name<String> = Name::needed("FILE", any, Suggestion::none);
const GRID: Key = Key::new("grid", "");
const SERIES: List<String> = List {
    name: "SERIES...",
    length: (0, 3),
    read: any,
    suggest: |_| Suggestion::all([("loss", "")]),
};
const PAIRS: Forms = Forms::one_of(&[&[&SERIES], &[&GRID, &FILE]]);
const SAVE: Command = Command {
    name: "write",
    params: &[&PAIRS],
    ..Command::BASE
};

fn read(command: &Command, words: &str) -> Result<Given, String> {
    let args = split(&format!("x {words}")).unwrap().remove(0).1;
    command.read(&args).map_err(|why| why.to_string())
}

fn next(command: &Command, words: &str) -> Vec<String> {
    let words: Vec<_> = words.split_whitespace().collect();
    let found = command.offers(&words).suggestions;
    found.into_iter().map(|s| s.text).collect()
}

#[test]
fn words_find_their_parameters() {
    let said = |words| {
        let given = read(&LOOK, words)?;
        let class = given.maybe(&CLASS).unwrap();
        Ok::<_, String>((given.get(&N).unwrap(), given.has(&FRESH), class))
    };
    let of = |name: &str| Some(name.to_owned());
    assert_eq!(said(""), Ok((9, false, None)));
    assert_eq!(said("fresh"), Ok((9, true, None)));
    assert_eq!(said("4 of ankle boot"), Ok((4, false, of("ankle boot"))));
    assert_eq!(said("of 3"), Ok((9, false, of("3"))));
    assert_eq!(said("5 every=3 fresh"), Ok((5, true, None)));
    let wrong = |words| said(words).unwrap_err();
    assert_eq!(
        wrong("fish"),
        "'fish' is not a count: give a whole number from 1 to 400"
    );
    assert!(wrong("401").contains("from 1 to 400"));
    // What the data say of a class without a name is theirs to say.
    assert_eq!(said("4 of"), Ok((4, false, of(""))));
    assert!(wrong("4 fish").starts_with("usage: look [N] [fresh] [of CLASS] [every=N]; "));
    assert_eq!(wrong("every=much"), "much is no number");
    assert_eq!(wrong("ever=2"), "look has no option 'ever'");
}

#[test]
fn a_form_is_told_by_its_first_word() {
    assert_eq!(SAVE.usage(), "[SERIES...] | grid FILE");
    assert_eq!(PAIRS.words(), (0, 3));
    let given = read(&SAVE, "grid a.png").unwrap();
    assert_eq!(given.get(&FILE).unwrap(), "a.png");
    let given = read(&SAVE, "loss d_acc").unwrap();
    assert_eq!(given.get(&SERIES).unwrap(), ["loss", "d_acc"]);
    assert!(!given.has(&GRID) && given.get(&FILE).is_err());
    assert!(read(&SAVE, "grid").unwrap_err().starts_with("usage"));
}

#[test]
fn what_may_come_next_follows_from_what_was_typed() {
    assert_eq!(next(&LOOK, ""), ["fresh", "of", "every="]);
    assert_eq!(next(&LOOK, "9"), ["fresh", "of", "every="]);
    assert_eq!(next(&LOOK, "9 every=3"), ["fresh", "of"]);
    assert_eq!(next(&LOOK, "9 fresh"), ["of", "every="]);
    // A class has to be named, and may be of several words.
    assert_eq!(next(&LOOK, "9 of"), [""; 0]);
    assert_eq!(next(&LOOK, "9 of ankle"), ["every="]);
    assert_eq!(next(&SAVE, ""), ["loss", "grid"]);
    assert_eq!(next(&SAVE, "loss"), ["loss"]);
    assert_eq!(next(&SAVE, "a b c"), [""; 0]);
}
