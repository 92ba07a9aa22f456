//! The reference in docs is the one that the commands give, and the README's examples work.

use aegan_lab::language;

#[test]
fn the_reference_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference.md");
    for (name, fresh) in [
        (
            "reference",
            format!("{}\n{}", language::reference(), language::keys_reference()),
        ),
        ("recipes", language::recipes()),
    ] {
        let page = std::fs::read_to_string(path).unwrap();
        let begin = format!("<!-- {name} -->\n");
        let (before, rest) = page.split_once(&begin).unwrap();
        let (old, after) = rest.split_once("<!-- end -->").unwrap();
        if std::env::var_os("UPDATE").is_some() {
            let text = format!("{before}{begin}{fresh}<!-- end -->{after}");
            std::fs::write(path, text).unwrap();
            continue;
        }
        assert_eq!(
            old, fresh,
            "run: UPDATE=1 cargo test --test architecture readme::"
        );
    }
}

#[test]
fn what_it_tells_people_to_type_works() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let scripts: Vec<_> = readme
        .split("```lab\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tour.lab");
        std::fs::write(&file, script).unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_aegan-lab"))
            .current_dir(folder.path())
            .args(["run", "tour.lab"])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}");
    }
}

#[test]
fn the_readme_is_short_and_what_it_links_to_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let words = readme.split_whitespace().count();
    assert!(words <= 1500, "{words} words");
    let links: Vec<_> = readme.split("](").skip(1).collect();
    assert!(links.len() > 10);
    for link in links {
        let path = link.split(')').next().unwrap();
        assert!(root.join(path).exists(), "{path}");
    }
}
