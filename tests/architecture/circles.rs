//! No file uses a file that uses it, by whatever way round.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::modules::{Modules, Use};
use super::sources::files;

/// The circles: files that all reach each other, with the uses among them.
fn circles(uses: &[Use]) -> Vec<(BTreeSet<&str>, Vec<&Use>)> {
    let mut from: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Use { file, used, .. } in uses {
        from.entry(file).or_default().push(used);
    }
    let reached = |file: &str| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = from.get(file).cloned().unwrap_or_default();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(from.get(next).into_iter().flatten());
            }
        }
        reached
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        from.keys().map(|file| (*file, reached(file))).collect();
    let mut found: BTreeMap<BTreeSet<&str>, Vec<&Use>> = BTreeMap::new();
    for (file, reaches) in &reached {
        let back = |other: &&&str| reached.get(**other).is_some_and(|r| r.contains(file));
        let circle: BTreeSet<&str> = reaches.iter().filter(back).copied().collect();
        if circle.len() > 1 {
            let inner = |u: &&Use| circle.contains(&*u.file) && circle.contains(&*u.used);
            let inner = uses.iter().filter(inner).collect();
            found.insert(circle, inner);
        }
    }
    found.into_iter().collect()
}

#[test]
fn no_files_use_each_other() {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (core, kernels) = (library.join("core"), library.join("kernels"));
    let mut wrong = Vec::new();
    for (root, at_least) in [(&library, 300), (&core, 500), (&kernels, 30)] {
        let mut paths = Vec::new();
        files(root, &mut paths);
        // Crates of their own.
        paths.retain(|path| {
            [&core, &kernels]
                .into_iter()
                .all(|c| root == c || !path.starts_with(c))
        });
        let uses = Modules::read(root, &paths).uses();
        assert!(uses.len() > at_least, "the uses are not found any more");
        for (circle, uses) in circles(&uses) {
            wrong.push(format!("{} files use each other:", circle.len()));
            wrong.extend(uses.iter().map(|u| {
                let Use {
                    file,
                    used,
                    line,
                    path,
                } = u;
                format!("  {file}:{line} uses {used} ({path})")
            }));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The uses that are found in these files, as `a → b`.
fn found(sources: &[(&str, &str)]) -> Vec<String> {
    let uses = Modules::of(sources.iter().copied()).uses();
    let shown = uses.iter().map(|u| {
        let stem = |file: &str| file.trim_end_matches(".rs").to_owned();
        format!("{} → {}", stem(&u.file), stem(&u.used))
    });
    shown.collect()
}

const LIB: (&str, &str) = ("lib.rs", "pub mod a; pub mod b;");

#[test]
fn a_use_leads_to_the_file_that_defines() {
    let a = (
        "a/mod.rs",
        "mod deep;\npub use deep::{Deep, other as same};\npub struct Own;",
    );
    let deep = ("a/deep.rs", "pub struct Deep; pub fn other() {}");
    let uses = |b: &str| found(&[LIB, a, deep, ("b.rs", b)]);
    assert_eq!(uses("use crate::a::Deep; fn f(_: Deep) {}"), ["b → a/deep"]);
    assert_eq!(uses("fn f() { crate::a::same(); }"), ["b → a/deep"]);
    assert_eq!(uses("use crate::a; fn f() { a::same(); }"), ["b → a/deep"]);
    assert_eq!(uses("use super::a::*; fn f(_: Own) {}"), ["b → a/mod"]);
    assert_eq!(
        uses("use crate::a::{self as x, deep::Deep as D, Own}; fn f(_: D, _: Own) { x::y() }"),
        ["b → a/deep", "b → a/mod"]
    );
    // Neither comments nor strings, tests nor re-exports.
    for idle in [
        "// crate::a::Own\n/* crate::a::Own */",
        "fn f() -> &'static str { \"crate::a::Own\" }",
        "#[cfg(test)]\nmod tests { use crate::a::Own; fn f(_: Own) {} }",
        "#[cfg(test)]\nuse crate::a::{Own};",
        "pub use crate::a::Own;",
        "use crate::a; mod inner { fn f() { super::Own; } } struct Own;",
        "fn f(x: X<'a>) -> char { let c = '\\''; x.a.Own(c) }",
    ] {
        assert_eq!(uses(idle), [""; 0], "{idle}");
    }
}

#[test]
fn a_child_that_uses_its_parent_and_is_used_by_it_is_a_circle() {
    let circle = |parent: &str, child: &str| {
        let sources = [LIB, ("a/mod.rs", parent), ("a/x.rs", child), ("b.rs", "")];
        let uses = Modules::of(sources.into_iter()).uses();
        circles(&uses).len()
    };
    let child = "use super::Own; pub fn f(_: Own) {}";
    assert_eq!(circle("mod x; pub use x::f; pub struct Own;", child), 0);
    assert_eq!(
        circle("mod x; pub struct Own; fn g() { x::f(Own) }", child),
        1
    );
    assert_eq!(
        circle("mod x; use x::f; pub struct Own; fn g() { f(Own) }", child),
        1
    );
}
