//! A line at its edges: where a comment begins.

use aegan_lab::language::split;

#[test]
fn a_comment_begins_where_a_word_would() {
    let words = |line: &str| split(line).unwrap().remove(0).1.words;
    assert_eq!(words("note C# is near # a comment"), ["C#", "is", "near"]);
    assert_eq!(words("note '# no comment'"), ["# no comment"]);
}
