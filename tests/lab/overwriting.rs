//! One rule for what commands write over.

use std::fs;

use crate::support::typed::{data, folder, over, refused, run, shell, write_idx};

#[test]
fn files_of_others_are_spared_unless_the_name_is_typed_with_a_mark() {
    let (_folder, file) = folder();
    let mut lab = shell();
    run(&mut lab, "build ae net=dense batch=4; step 1");
    for (line, name) in [
        ("save ", "t.ron"),
        ("export session ", "u.ron"),
        ("export grid ", "t.png"),
        ("export samples 3 ", "t.idx"),
        ("export samples 3 ", "t.idx.gz"),
        ("classifier train 1 to=", "t.safetensors"),
    ] {
        let place = file(name);
        fs::write(&place, "thesis").unwrap();
        let why = refused(&mut lab, &format!("{line}{place}"));
        assert!(
            why.contains(&format!("{place}!' overwrites it")),
            "{line}: {why}"
        );
        assert_eq!(fs::read_to_string(&place).unwrap(), "thesis");
        // Once it is this program's, no mark is needed any more.
        run(&mut lab, &format!("{line}{place}!; {line}{place}"));
        assert_ne!(fs::read(&place).unwrap(), b"thesis");
    }
    // A name in quotes, and what is there is said as it is.
    fs::write(file("a b.safetensors"), "thesis").unwrap();
    let line = format!("classifier train 1 to=\"{}\"", file("a b.safetensors"));
    let why = refused(&mut lab, &line);
    assert!(why.contains("exists and is not a classifier"), "{why}");
    // A valid file of the same kind is still somebody else's.
    let png = fs::read(file("t.png")).unwrap();
    fs::write(file("theirs.png"), &png).unwrap();
    refused(&mut lab, &format!("export grid {}", file("theirs.png")));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(file("nowhere"), file("l.png")).unwrap();
        let why = refused(&mut lab, &format!("export grid {}!", file("l.png")));
        assert!(why.contains("not a regular file"), "{why}");
    }
}

#[test]
fn the_name_agrees_with_what_is_written() {
    let (_folder, file) = folder();
    let mut lab = shell();
    run(&mut lab, "build ae net=dense batch=4");
    for line in [
        "save a.safetensors",
        "save a.txt",
        "export session a.lab",
        "export grid a.jpg",
        "export samples 3 a.png",
        "export samples 3 a.npz.gz",
        "classifier train 1 to=a.ron",
    ] {
        let (command, name) = line.split_at(line.rfind([' ', '=']).unwrap() + 1);
        let why = refused(&mut lab, &format!("{command}{}", file(name)));
        assert!(why.contains("it should end with ."), "{line}: {why}");
        assert!(!std::path::Path::new(&file(name)).exists());
    }
}

#[test]
fn data_that_are_loaded_are_never_written_over() {
    let (folder, file) = folder();
    let digits = data("digits");
    let places: Vec<usize> = (0..40).collect();
    write_idx(folder.path(), "train", &digits.train, &places);
    let mut lab = shell();
    run(&mut lab, "build ae net=dense batch=4");
    run(&mut lab, &format!("data {}", folder.path().display()));
    let before = fs::read(file("train-images-idx3-ubyte")).unwrap();
    for line in [
        format!("export samples 3 {}!", file("train-images-idx3-ubyte")),
        // Nor is there a new file that would be read for them.
        format!("export samples 3 {}", file("train-images.idx3-ubyte")),
        format!("classifier train 1 to={}!", file("train-labels-idx1-ubyte")),
    ] {
        let why = refused(&mut lab, &line);
        assert!(why.contains("belongs to the loaded data"), "{line}: {why}");
    }
    assert_eq!(fs::read(file("train-images-idx3-ubyte")).unwrap(), before);
    // What lies beside them and is the lab's own is no data.
    run(
        &mut lab,
        &format!("save {0}; step 1; save {0}", file("mine.ron")),
    );
}

#[test]
fn another_runs_session_is_written_over_only_with_a_mark() {
    let (folder, file) = folder();
    let other = |line: &str| {
        let mut lab = over("ring");
        run(&mut lab, line);
    };
    other(&format!("build ae batch=4; step 5; save {}", file("a.ron")));
    let theirs = fs::read(file("a.ron")).unwrap();
    let mut lab = over("ring");
    lab.keep_journals(folder.path().join("journals"), true);
    run(&mut lab, "build gan batch=4; step 1");
    for line in ["save ", "export session "] {
        other(&format!(
            "build ae batch=4; step 5; export session {}",
            file("r.ron")
        ));
        let name = if line == "save " { "a.ron" } else { "r.ron" };
        let why = refused(&mut lab, &format!("{line}{}", file(name)));
        assert!(
            why.contains("another session (ae on ring, step 5)"),
            "{why}"
        );
    }
    assert_eq!(fs::read(file("a.ron")).unwrap(), theirs);
    // Its own, further on, and an earlier state of the same run, are no loss.
    run(
        &mut lab,
        &format!(
            "save {0}!; step 1; save; save {1}; step 1; save {0}",
            file("a.ron"),
            file("b.ron")
        ),
    );
    // Another lab went on with it.
    other(&format!("load {0}; step 7; save", file("a.ron")));
    let why = refused(&mut lab, "step 1; save");
    assert!(why.contains("written by another lab"), "{why}");
    lab.finish();
    // A script says what it does.
    let mut script = over("ring");
    let events = run(
        &mut script,
        &format!("build gan batch=8; save {}", file("a.ron")),
    );
    assert!(
        format!("{events:?}").contains("which is overwritten"),
        "{events:?}"
    );
}
