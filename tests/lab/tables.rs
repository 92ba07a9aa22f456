//! Tables: points and pictures, with names of columns or without, and everything that is no number.
#![allow(clippy::naive_bytecount)]

use std::fs;
use std::path::PathBuf;

use aegan_lab::data::{Dataset, Item, load};
use aegan_lab::event::Event;

use crate::support::typed::{run, told};

/// A file of its own folder.
fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn of(text: &str, words: &str) -> Dataset {
    let (_folder, path) = file(text);
    load(&format!("{}{words}", path.display())).unwrap()
}

fn fails(text: &str, part: &str) {
    let (_folder, path) = file(text);
    let said = load(path.to_str().unwrap()).unwrap_err().to_string();
    assert!(said.contains(part) && said.contains("a.csv"), "{said}");
}

/// So many rows.
fn rows(count: usize, row: impl Fn(usize) -> String) -> String {
    (0..count).map(|i| row(i) + "\n").collect()
}

fn at(i: usize) -> f64 {
    (i as f64).sin()
}

#[test]
fn points_with_a_class_or_none() {
    let plain = of(&rows(40, |i| format!("{},{}", at(i), at(i + 1))), "");
    assert_eq!(
        (plain.item, plain.train.len(), plain.held_out.len()),
        (Item::Point, 36, 4)
    );
    assert!(plain.classes.is_empty());
    // A class as a word or a number, with names of the columns or without, however they are separated.
    for (head, by, class) in [
        ("", ",", ["cat", "dog"]),
        ("x,y,species\n", ",", ["cat", "dog"]),
        ("x;y;class\n", ";", ["0", "1"]),
        ("", "\t", ["0", "1"]),
        ("\u{feff}\"x\",\"y\",\"label\"\r\n", ",", ["cat", "dog"]),
    ] {
        let row = |i: usize| format!("{}{by}{}{by}{}", at(i), at(i + 1), class[i % 2]);
        let data = of(&(head.to_owned() + &rows(40, row)), "");
        assert_eq!(
            (data.train.len(), data.classes),
            (36, class.map(str::to_owned).to_vec()),
            "{head}"
        );
        assert_eq!(data.train.labels().iter().filter(|l| **l == 0).count(), 18);
    }
    let first = of(
        &("label,x,y\n".to_owned() + &rows(40, |i| format!("{},{},{}", i % 3, at(i), at(i + 1)))),
        "",
    );
    assert_eq!(first.classes, ["0", "1", "2"]);
    // Columns that only count the rows are left out; points from afar are brought near.
    let counted = of(
        &(",x,y\n".to_owned() + &rows(40, |i| format!("{i},{},{}", 100 + i, 500 + i))),
        "",
    );
    let said = counted.notes.join("\n");
    assert!(
        said.contains("column 1 only numbers the rows")
            && said.contains("points are moved by -119.5"),
        "{said}"
    );
}

#[test]
fn a_gan_learns_points_of_ones_own() {
    let (_folder, path) = file(&rows(80, |i| format!("{},{},{}", at(i), at(i + 1), i % 12)));
    let (mut shell, said) = told("digits", &[&format!("data '{}'", path.display())]);
    assert!(
        said.contains("72 training and 8 held-out items of [2], 12 classes"),
        "{said}"
    );
    let shown = run(
        &mut shell,
        "build gan labels=yes batch=8; step 2; sample 5; disc 4",
    );
    assert!(
        shown.iter().any(|event| matches!(event, Event::Plane(_))),
        "{shown:?}"
    );
    // Without labels, too.
    let (_folder, path) = file(&rows(80, |i| format!("{},{}", at(i), at(i + 1))));
    let (mut shell, _) = told("digits", &[&format!("data '{}'", path.display())]);
    run(&mut shell, "build gan batch=8; step 2; sample 5; eval 10");
}

#[test]
fn pictures_as_kaggle_has_them() {
    let pixel = |i: usize, p: usize| ((i * 31 + p * 7) % 256).to_string();
    let row = |i: usize| (0..784).map(|p| pixel(i, p)).collect::<Vec<_>>().join(",");
    let head: Vec<String> = (0..784).map(|p| format!("pixel{p}")).collect();
    let named =
        format!("label,{}\n", head.join(",")) + &rows(20, |i| format!("{},{}", i % 4, row(i)));
    let with = of(&named, "");
    assert_eq!(
        with.item,
        Item::Image {
            height: 28,
            width: 28,
            channels: 1
        }
    );
    assert_eq!(
        (with.train.len(), with.held_out.len(), with.classes.len()),
        (18, 2, 4)
    );
    let bare = of(&rows(20, |i| format!("{},{}", i % 4, row(i))), "");
    assert_eq!(bare.digest, with.digest);
    assert!(
        bare.notes[0].contains("labels are column 1 of 785"),
        "{:?}",
        bare.notes
    );
    assert!(of(&rows(20, row), "").classes.is_empty());
    let last =
        format!("{},label\n", head.join(",")) + &rows(20, |i| format!("{},{}", row(i), i % 4));
    assert_eq!(of(&last, "").digest, with.digest);
    // What is not square is said to be so.
    let oblong = rows(20, |i| {
        (0..51).map(|p| pixel(i, p)).collect::<Vec<_>>().join(",")
    });
    fails(&oblong, "has 51 columns of numbers; points have 2");
    assert_eq!(of(&oblong, " size=3x17").item.shape(), [3, 17, 1]);
}

#[test]
fn what_is_no_table_of_numbers() {
    fails(
        "1,2\n3,NaN\n",
        "has 'NaN' in row 2, column 2; expected a finite number",
    );
    fails("1,2\n3,inf\n", "has 'inf' in row 2");
    fails(
        "x,y\n1,2\n3,many words\n",
        "has 'many words' in row 3, column 2",
    );
    fails("1,2\n3,4,5\n", "has 2 fields in row 1 and 3 in another");
    fails("x,y\n", "holds a row of names and no numbers");
    fails("", "is empty");
    fails("a\0b\n", "is not a text table");
    fails(&"7".repeat(5_000), "a field of more than 1024 bytes");
    fails(
        &format!("{}\n", "1,".repeat(1_000_000)),
        "more than 65537 columns",
    );
    fails(
        &rows(20, |i| format!("{i},2,3,4,5")),
        "has 5 columns of numbers",
    );
    fails(
        &rows(300, |i| format!("{},{},{i}", at(i), at(i + 1))),
        "300 different labels",
    );
    fails("x,kind\n1,cat\n", "has 1 columns of numbers");
    let (_folder, path) = file("1,2\n3,4\n5,\u{1b}[2J\n");
    let said = load(path.to_str().unwrap()).unwrap_err().to_string();
    assert!(
        said.contains("in row 3") && !said.contains('\u{1b}'),
        "{said}"
    );
}
