//! The README's reference is the one that the commands give.
#![allow(clippy::unwrap_used)]

#[test]
fn the_reference_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once("<!-- reference -->\n").unwrap();
    let (reference, after) = rest.split_once("<!-- end -->").unwrap();
    let fresh = aegan_lab::command::reference();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(
            path,
            format!("{before}<!-- reference -->\n{fresh}<!-- end -->{after}"),
        )
        .unwrap();
        return;
    }
    assert_eq!(reference, fresh, "run: UPDATE=1 cargo test --test readme");
}
