//! Folders of pictures: every format, sizes, classes and parts, and everything that can be wrong with them.
#![allow(clippy::naive_bytecount)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use aegan_lab::data::{Dataset, Item, load, load_and_tell};
use aegan_lab::error::Error;
use aegan_lab::evaluate::Classifier;
use aegan_lab::event::Event;
use aegan_lab::event::control::Control;
use aegan_lab::shell::Shell;

use crate::picture_files::{bmp, classes, gif, huge_png, jpeg, png, png16, put, webp};
use crate::support::typed::{over, refused, run, told, trainer};

fn of(folder: &Path, words: &str) -> Dataset {
    load(&format!("{}{words}", folder.display())).unwrap()
}

/// The only picture in a folder.
fn only(file: &str, content: &[u8], words: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), file, content);
    let data = of(folder.path(), words);
    assert_eq!(data.train.len(), 1);
    data.train.pixels(0).unwrap().to_vec()
}

fn near(found: &[u8], wanted: &[u8]) -> bool {
    let close = |(a, b): (&u8, &u8)| a.abs_diff(*b) <= 3;
    found.len() == wanted.len() && found.iter().zip(wanted).all(close)
}

#[test]
fn a_class_per_subfolder() {
    let folder = tempfile::tempdir().unwrap();
    classes(folder.path(), &["left", "middle", "right"], 20, 24);
    let data = of(folder.path(), "");
    let item = |height, width, channels| Item::Image {
        height,
        width,
        channels,
    };
    assert_eq!(data.item, item(24, 24, 3));
    assert_eq!(data.classes, ["left", "middle", "right"]);
    assert_eq!((data.train.len(), data.held_out.len()), (54, 6));
    let of_class = |class| {
        data.held_out
            .labels()
            .iter()
            .filter(|l| **l == class)
            .count()
    };
    assert_eq!([0, 1, 2].map(of_class), [2, 2, 2]);
    let said = data.notes.join("\n");
    assert!(
        said.contains("6 items are held out, drawn with seed 0"),
        "{said}"
    );
    // The label of each is that of the bar in it.
    for i in 0..data.train.len() {
        let class = usize::from(data.train.labels()[i]);
        assert_eq!(data.train.pixels(i).unwrap()[3 * (8 * class + 4)], 255);
    }
    assert!(
        data.train.labels()[..8]
            .iter()
            .any(|l| *l != data.train.labels()[0])
    );
    let small = of(folder.path(), " size=12x8 grey");
    assert_eq!(small.item, item(12, 8, 1));
    assert_eq!(
        small.name,
        format!("{} size=12x8 grey", folder.path().display())
    );
    assert_ne!(small.digest, data.digest);
    assert_eq!(of(folder.path(), " size=12x8 grey").digest, small.digest);
}

#[test]
fn two_parts_in_folders_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    classes(&folder.path().join("train"), &["a", "b"], 12, 8);
    classes(&folder.path().join("val"), &["a", "b"], 3, 8);
    let data = of(folder.path(), "");
    assert_eq!((data.train.len(), data.held_out.len()), (24, 6));
    let said = data.notes.join("\n");
    assert!(said.contains("the pictures in val are held out"), "{said}");
    fs::rename(folder.path().join("val"), folder.path().join("tram")).unwrap();
    // Beside other folders it is a class, and alone it is the part to learn from.
    assert_eq!(of(folder.path(), "").classes, ["train", "tram"]);
    fs::remove_dir_all(folder.path().join("tram")).unwrap();
    assert_eq!(of(folder.path(), "").classes, ["a", "b"]);
}

#[test]
fn every_format_shows_the_same_colour() {
    let red = [200, 40, 20];
    for (name, content) in [
        ("a.png", png(9, 7, |_, _| red)),
        ("a.JPG", jpeg(9, 7, &red)),
        ("a.webp", webp(9, 7, [200, 40, 20, 255])),
        ("a.bmp", bmp(9, 7, red)),
        ("a.gif", gif(9, 7, &[red, [0, 0, 255]])),
        // What a file is called does not matter, what is in it does.
        ("a.jpeg", png(9, 7, |_, _| red)),
    ] {
        let found = only(name, &content, " size=7x9");
        assert!(near(&found, &red.repeat(63)), "{name}: {:?}", &found[..6]);
        let small = only(name, &content, " size=2");
        assert!(near(&small, &red.repeat(4)), "{name}: {small:?}");
    }
}

#[test]
fn inks_sixteen_bits_and_large_jpegs() {
    // Cyan and black at half strength, no other ink: what is left is half of green and blue.
    let inks = only("a.jpg", &jpeg(16, 16, &[255, 0, 0, 128]), " size=1");
    let turned = only("a.jpg", &jpeg(16, 16, &[0, 255, 255, 127]), " size=1");
    assert!(
        near(&inks, &[0, 127, 127]) || near(&turned, &[0, 127, 127]),
        "{inks:?} {turned:?}"
    );
    let deep = only("a.png", &png16(4, 4, |x, _| x as u16 * 0x4000), "");
    assert_eq!(deep[..4], [0, 0x40, 0x80, 0xc0]);
    let large = only("a.jpg", &jpeg(1000, 500, &[10, 200, 90]), " size=8");
    assert!(near(&large, &[10, 200, 90].repeat(64)), "{large:?}");
}

#[test]
fn transparency_lies_over_black_or_white() {
    let half = png(2, 2, |x, _| [200, 100, 0, if x == 0 { 0 } else { 128 }]);
    let over_black = only("a.png", &half, "");
    assert_eq!(over_black[..6], [0, 0, 0, 100, 50, 0]);
    let over_white = only("a.png", &half, " over=white");
    assert_eq!(over_white[..6], [255, 255, 255, 227, 177, 127]);
    // Grey and nothing but grey is of one channel, whatever the file has.
    let grey = only(
        "a.png",
        &png(2, 2, |x, _| [9 + x as u8; 4].map(|v| v | 1)),
        " over=white",
    );
    assert_eq!(grey.len(), 4);
}

#[test]
fn what_cannot_be_read_is_counted_and_named() {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..12 {
        put(
            folder.path(),
            &format!("{i}.png"),
            &png(5 + i, 7, |x, _| [x as u8]),
        );
    }
    put(folder.path(), "a-text.png", b"no picture at all");
    put(folder.path(), "b-empty.jpg", b"");
    put(folder.path(), "c-huge.png", &huge_png(20_000));
    put(
        folder.path(),
        "d-cut.png",
        &png(9, 9, |x, y| [(x * y) as u8; 3])[..60],
    );
    put(folder.path(), "notes.txt", b"not called as a picture");
    put(folder.path(), "._1.png", b"hidden");
    let data = of(folder.path(), "");
    let said = data.notes.join("\n");
    for part in [
        "4 of 16 files cannot be read and are left out",
        "a-text.png is not a PNG, JPEG, WebP, BMP or GIF picture",
        "b-empty.jpg is empty",
        "c-huge.png is 20000 by 20000 pixels; pictures can have at most 64000000",
        "and 1 more",
        "several sizes are cropped to their middle and resized to 64 by 64; size=N",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!((data.train.len(), data.held_out.len()), (11, 1));
    assert!(data.classes.is_empty() && data.train.labels().is_empty());
    // None that can be read is a sentence; so is none at all.
    let none = tempfile::tempdir().unwrap();
    let place = none.path().display().to_string();
    assert!(
        load(&place)
            .unwrap_err()
            .to_string()
            .contains("and for pictures (PNG,")
    );
    put(none.path(), "a.png", b"text");
    let said = load(&place).unwrap_err().to_string();
    assert!(
        said.contains("no picture that can be read") && said.contains("a.png"),
        "{said}"
    );
    // A size may be too much for all of them together.
    let said = load(&format!("{} size=4096", folder.path().display()))
        .unwrap_err()
        .to_string();
    assert!(said.contains("'4096' is not a size"), "{said}");
}

#[cfg(unix)]
#[test]
fn what_a_link_should_lead_to_is_not_left_out_in_silence() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for i in 0..12 {
        put(
            &at("left"),
            &format!("{i}.png"),
            &png(6, 6, |x, _| [x as u8 * i]),
        );
        put(
            &at("right"),
            &format!("{i}.png"),
            &png(6, 6, |_, y| [y as u8 * i]),
        );
    }
    symlink("/no/such/disk", at("left/12.png")).unwrap();
    symlink("/no/such/disk", at("right/notes.txt")).unwrap();
    let said = of(folder.path(), "").notes.join("\n");
    let wanted = "1 of 25 files cannot be read and are left out: left/12.png is a broken link to '/no/such/disk'";
    assert!(said.contains(wanted) && !said.contains("changed"), "{said}");
    // A class, or a part.
    for name in ["middle", "test"] {
        symlink("/no/such/disk", at(name)).unwrap();
        let why = load(folder.path().to_str().unwrap())
            .unwrap_err()
            .to_string();
        assert!(
            why.contains(&format!("{name} is a broken link to")),
            "{why}"
        );
        fs::remove_file(at(name)).unwrap();
    }
}

#[test]
fn one_picture_and_three_with_a_batch_of_64() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display().to_string();
    put(folder.path(), "0.png", &png(8, 8, |x, _| [x as u8 * 30]));
    let (_, said) = told("digits", &[&format!("data '{place}'")]);
    assert!(
        said.contains("nothing is held out") && said.contains("careful: there is only one"),
        "{said}"
    );
    for i in 1..3 {
        put(
            folder.path(),
            &format!("{i}.png"),
            &png(8, 8, |x, _| [(x * i * 10) as u8]),
        );
    }
    let (mut shell, said) = told(
        "digits",
        &[&format!("data '{place}'"), "build gan batch=64"],
    );
    assert!(
        said.contains("larger than the 3 items there are; give 3 or less"),
        "{said}"
    );
    run(&mut shell, "build gan batch=3; step 1");
}

#[test]
fn nobody_needs_more_than_ten_classes_but_they_may_have_them() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..17).map(|i| format!("kind-{i:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    classes(folder.path(), &names, 11, 17);
    put(folder.path(), "beside.png", &png(17, 17, |_, _| [1; 3]));
    let (mut shell, said) = told("digits", &[&format!("data '{}'", folder.path().display())]);
    assert!(
        said.contains("17 classes") && said.contains("kind-16 10+1"),
        "{said}"
    );
    assert!(
        said.contains("1 pictures beside the subfolders are left out"),
        "{said}"
    );
    let shown = run(&mut shell, "show data");
    let Some(Event::Gallery(sheet)) = shown.last() else {
        panic!("no sheet: {shown:?}")
    };
    assert_eq!((sheet.pictures.len(), sheet.columns), (17, 10));
    assert_eq!(sheet.captions[16], "kind-16");
    let shown = run(
        &mut shell,
        "build gan labels=yes batch=8; step 2; sample 3 of kind-16",
    );
    let Some(Event::Gallery(gallery)) = shown.last() else {
        panic!("no samples: {shown:?}")
    };
    assert!(gallery.title.contains("kind-16"), "{}", gallery.title);
    // More than can be told apart by a byte.
    let many = tempfile::tempdir().unwrap();
    for i in 0..257 {
        put(many.path(), &format!("{i}/a.png"), b"");
    }
    let said = load(many.path().to_str().unwrap()).unwrap_err().to_string();
    assert!(
        said.contains("257 subfolders with pictures") && said.contains("at most 256"),
        "{said}"
    );
}

#[test]
fn a_single_subfolder_is_no_class() {
    let folder = tempfile::tempdir().unwrap();
    classes(folder.path(), &["all"], 10, 8);
    let data = of(folder.path(), "");
    assert!(data.classes.is_empty() && data.train.len() == 9);
    assert!(
        data.notes[0].contains("so there are no classes"),
        "{:?}",
        data.notes
    );
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_are_followed_once() {
    let folder = tempfile::tempdir().unwrap();
    classes(folder.path(), &["a", "b"], 10, 8);
    for name in ["a", "b"] {
        let link = folder.path().join(name).join("up");
        std::os::unix::fs::symlink(folder.path(), link).unwrap();
    }
    std::os::unix::fs::symlink("nowhere", folder.path().join("a/gone.png")).unwrap();
    let data = of(folder.path(), "");
    assert_eq!((data.train.len(), data.classes.len()), (18, 2));
}

#[test]
fn a_folder_that_changes_while_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    classes(folder.path(), &["a", "b"], 10, 8);
    let mut calls = 0;
    let data = load_and_tell(folder.path().to_str().unwrap(), &mut |_, _| {
        calls += 1;
        if calls == 1 {
            fs::remove_file(folder.path().join("a/000.png")).unwrap();
            fs::write(folder.path().join("b/000.png"), b"half a pic").unwrap();
        }
        Ok(())
    });
    let data = data.unwrap();
    let said = data.notes.join("\n");
    assert_eq!(data.train.len() + data.held_out.len(), 18);
    assert!(
        said.contains("2 of 20 files cannot be read") && said.contains("2 files changed while"),
        "{said}"
    );
}

#[test]
fn decoding_stops_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    classes(folder.path(), &["a", "b"], 40, 8);
    let mut most = 0;
    let stopped = load_and_tell(folder.path().to_str().unwrap(), &mut |done, of| {
        most = most.max(done);
        if done == 5 {
            assert_eq!(of, 80);
            return Err(Error::new("stopped here"));
        }
        Ok(())
    });
    assert_eq!(
        (stopped.unwrap_err().to_string().as_str(), most),
        ("stopped here", 5)
    );
    // As Ctrl-C does it: the data are those that they were.
    let control = Control::default();
    let mut shell = Shell::new("digits", 1, control.clone()).unwrap();
    control.stop();
    let said = refused(&mut shell, &format!("data '{}'", folder.path().display()));
    assert!(said.contains("stopped; the data did not change"), "{said}");
    assert_eq!(shell.data.name, "digits");
}

fn lab(place: &Path, cache: &Path, line: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_aegan-lab"))
        .current_dir(place)
        .env_clear()
        .env("HOME", place)
        .env("XDG_CACHE_HOME", cache)
        .env("XDG_STATE_HOME", "/dev/null")
        .env("LANG", "C.UTF-8")
        .args(["-c", line])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{text}{errors}");
    text
}

#[test]
fn decoded_pictures_are_kept_and_a_cache_is_never_an_error() {
    let place = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    classes(&place.path().join("p"), &["a", "b"], 130, 6);
    let line = "data p";
    let first = lab(place.path(), cache.path(), line);
    let kept = cache.path().join("aegan-lab/pictures");
    let files = || fs::read_dir(&kept).unwrap().flatten().map(|f| f.path());
    assert_eq!(files().count(), 1);
    // Another picture of the same size and time: only whoever decodes again sees it.
    let changed = place.path().join("p/a/000.png");
    let (old, time) = (
        fs::read(&changed).unwrap(),
        fs::metadata(&changed).unwrap().modified().unwrap(),
    );
    let mut new = old.clone();
    new.truncate(old.len() - 20);
    new.resize(old.len(), 0);
    fs::write(&changed, new).unwrap();
    fs::File::options()
        .write(true)
        .open(&changed)
        .unwrap()
        .set_modified(time)
        .unwrap();
    assert_eq!(lab(place.path(), cache.path(), line), first);
    let file = files().next().unwrap();
    let whole = fs::read(&file).unwrap();
    for at in [3, whole.len() / 2, whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&file, damaged).unwrap();
        let again = lab(place.path(), cache.path(), line);
        assert!(again.contains("1 of 260 files cannot be read"), "{again}");
    }
    // Nor where nothing can be kept.
    fs::write(&changed, &old).unwrap();
    assert_eq!(lab(place.path(), Path::new("/dev/null"), line), first);
}

#[test]
fn a_session_finds_its_pictures_and_says_when_they_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("my pictures");
    classes(&place, &["a", "b"], 10, 20);
    let session = folder.path().join("run.ron");
    let (place, session) = (place.display(), session.display());
    let mut first = over("digits");
    run(
        &mut first,
        &format!(
            "data '{place}' size=12 grey; build gan batch=4; step 2; sample 2; save '{session}'"
        ),
    );
    let digest = trainer(&mut first).digest();
    let mut second = over("digits");
    run(&mut second, &format!("load '{session}'"));
    assert_eq!(trainer(&mut second).digest(), digest);
    assert_eq!(second.data.item.shape(), [12, 12, 1]);
    assert_eq!(second.data.name, format!("{place} size=12 grey"));
    // The samples are never written among the data.
    let said = refused(
        &mut second,
        &format!("export samples 2 '{place}/a/made-ubyte.gz'"),
    );
    assert!(said.contains("belongs to the loaded data"), "{said}");
    fs::rename(place.to_string(), folder.path().join("elsewhere")).unwrap();
    let mut third = over("digits");
    let said = refused(&mut third, &format!("load '{session}'"));
    assert!(
        said.contains("which is not here; give its folder with 'data DIR' first"),
        "{said}"
    );
    assert!(third.trainer.is_none() && third.data.name == "digits");
    let shown = run(&mut third, &format!("replay '{session}'"));
    assert!(
        shown.iter().any(|event| matches!(event, Event::Gallery(_))),
        "{shown:?}"
    );
    // With the data at hand it goes on.
    let elsewhere = folder.path().join("elsewhere");
    run(
        &mut third,
        &format!(
            "data '{}' size=12 grey; load '{session}'; step 1",
            elsewhere.display()
        ),
    );
}

#[test]
fn what_is_no_option_is_said() {
    let mut shell = over("ring");
    for (line, part) in [
        ("data digits size=0", "'0' is not a size"),
        ("data digits blue", "'blue' is not an option for 'digits'"),
        ("data digits sise=3", "sise"),
        ("data digits over=pink", "over is black or white"),
        ("data size=64", "which data?"),
        ("data ring size=64", "are points, which have no size"),
    ] {
        let said = refused(&mut shell, line);
        assert!(said.contains(part), "{line}: {said}");
    }
    // The program's own pictures can be of another size and colour, too.
    run(&mut shell, "data digits size=16 rgb");
    assert_eq!(shell.data.item.shape(), [16, 16, 3]);
    assert_eq!(shell.data.classes.len(), 10);
}

#[test]
fn a_classifier_tells_more_than_ten_classes_apart() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..14).map(|i| format!("{i:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    classes(folder.path(), &names, 20, 28);
    let place = folder.path().display();
    let weights = folder.path().join("classifier.safetensors");
    let mut shell = over("digits");
    run(
        &mut shell,
        &format!("data '{place}' grey; build gan batch=8 labels=yes"),
    );
    run(
        &mut shell,
        &format!("classifier train 60 to={}", weights.display()),
    );
    let (_, said) = told("digits", &[&format!("data '{place}' grey"), "classifier"]);
    assert!(said.contains("no classifier has been trained"), "{said}");
    let shown = run(&mut shell, "eval 28");
    let Some(Event::Evaluated(found)) = shown.last() else {
        panic!("nothing measured: {shown:?}")
    };
    assert!(
        found
            .measures
            .iter()
            .any(|m| m.about == "classes covered, of 14"),
        "{found:?}"
    );
    let content = fs::read(weights).unwrap();
    let mut classifier = Classifier::of_bytes(&content).unwrap();
    let right = classifier
        .right(&shell.data.held_out, &mut || Ok(()))
        .unwrap();
    // By chance 2 of 28.
    assert!(right >= 20, "{right}");
}
