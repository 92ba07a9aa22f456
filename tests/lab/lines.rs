//! A line at its edges: the least and the greatest count, and where a comment begins.

use aegan_lab::language::{Args, split};

#[test]
fn counts_reach_from_the_least_to_the_greatest() {
    let count = |word: &str| {
        let args = Args {
            words: vec![word.to_owned()],
            ..Args::default()
        };
        args.count(0, 5, 2, 9).ok()
    };
    assert_eq!([count("2"), count("9")], [Some(2), Some(9)]);
    for bad in ["1", "10", "-3", "2.5", "two", ""] {
        assert_eq!(count(bad), None, "{bad}");
    }
    assert_eq!(Args::default().count(0, 5, 2, 9).ok(), Some(5));
}

#[test]
fn a_comment_begins_where_a_word_would() {
    let words = |line: &str| split(line).unwrap().remove(0).1.words;
    assert_eq!(words("note C# is near # a comment"), ["C#", "is", "near"]);
    assert_eq!(words("note '# no comment'"), ["# no comment"]);
}
