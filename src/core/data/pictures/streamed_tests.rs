//! Folders whose decoded pictures stay in a file, held against the same folders in memory.

use super::*;
use crate::data::pictures::folder::list;
use crate::data::pictures::read;
use crate::data::{Range, Split};
use crate::random;
use rand::seq::SliceRandom;

/// A PNG of 4 by 3 pixels of a colour.
fn png(colour: [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 4, 3);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&colour.repeat(12)).unwrap();
    writer.finish().unwrap();
    file
}

/// Two classes of colours, a file in each that is no picture, and a part of its own for held-out pictures if it is wanted.
fn folder(parts: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (part, step) in parts.iter().zip([1_u8, 3]) {
        for (class, name) in [(0_u8, "left"), (1, "right")] {
            let place = folder.path().join(part).join(name);
            fs::create_dir_all(&place).unwrap();
            for i in 0..12_u8 {
                let colour = png([20 * i, 100 * class, 7 * step]);
                fs::write(place.join(format!("{i}.png")), colour).unwrap();
            }
            fs::write(place.join("x.png"), "no picture").unwrap();
        }
    }
    folder
}

fn listed(folder: &Path) -> Listing {
    list(folder, &mut |_, _| Ok(())).unwrap()
}

fn in_memory(folder: &Path) -> Dataset {
    let options = Options::default();
    read::load("mine", folder, listed(folder), options, &mut |_, _| Ok(())).unwrap()
}

fn asked<'a>(folder: &'a Path, place: &'a Path) -> Asked<'a> {
    Asked {
        folder,
        image: [3, 4, 3],
        options: Options::default(),
        place: Some(place),
    }
}

/// The same folder, decoded into `place` or read from there, and how many pictures were decoded.
fn in_file(folder: &Path, place: &Path) -> (Result<Dataset>, u64) {
    let mut listing = listed(folder);
    let rng = &mut random::stream(0, "order of a folder", 0);
    listing.files.shuffle(rng);
    let (name, files) = ("mine", &listing.files);
    if let Some(kept) = open(place, files) {
        return (dataset(name, folder, kept, listing, Vec::new()), 0);
    }
    let mut decoded = 0;
    let found = decode(&asked(folder, place), files, Vec::new(), &mut |done, _| {
        decoded = done;
        Ok(())
    });
    let found = found.and_then(|found| dataset(name, folder, found, listing, Vec::new()));
    (found, decoded)
}

fn items(split: &Split) -> Vec<(Vec<f32>, u8)> {
    let all = 0..split.len();
    let item = |i: usize| {
        let mut out = vec![0.0; 36];
        split.fill(&[i], Range::Unit, &mut out).unwrap();
        (out, split.labels()[i])
    };
    all.map(item).collect()
}

#[test]
fn a_folder_in_a_file_is_the_folder_in_memory() {
    for parts in [&["train", "test"][..], &[""]] {
        let (folder, cache) = (folder(parts), tempfile::tempdir().unwrap());
        let place = cache.path().join("pictures/mine");
        let memory = in_memory(folder.path());
        let (file, decoded) = in_file(folder.path(), &place);
        let file = file.unwrap();
        assert!(decoded > 0 && memory.train.in_memory() && !file.train.in_memory());
        assert_eq!(items(&file.train), items(&memory.train), "{parts:?}");
        assert_eq!(items(&file.held_out), items(&memory.held_out), "{parts:?}");
        assert_eq!(file.classes, memory.classes);
        let unread = |data: &Dataset| data.notes.iter().any(|n| n.contains("x.png"));
        assert!(unread(&file) && unread(&memory), "{:?}", file.notes);
        // The next time nothing is decoded.
        let (again, decoded) = in_file(folder.path(), &place);
        let again = again.unwrap();
        assert_eq!((again.digest, decoded), (file.digest, 0));
    }
}

#[test]
fn a_damaged_file_is_made_again_and_a_stop_leaves_none() {
    let (folder, cache) = (folder(&[""]), tempfile::tempdir().unwrap());
    let place = cache.path().join("mine");
    let whole = in_file(folder.path(), &place).0.unwrap();
    let kept = place.with_extension("large");
    let bytes = fs::read(&kept).unwrap();
    for damaged in [
        &bytes[..bytes.len() / 2],
        &bytes[..bytes.len() - 1],
        b"",
        &[255; 40],
    ] {
        fs::write(&kept, damaged).unwrap();
        let (again, decoded) = in_file(folder.path(), &place);
        assert!(decoded > 0);
        assert_eq!(again.unwrap().digest, whole.digest);
    }
    fs::remove_file(&kept).unwrap();
    let stop = &mut |_: u64, _: u64| Err(Error::new("stopped"));
    let files = listed(folder.path()).files;
    let stopped = decode(&asked(folder.path(), &place), &files, Vec::new(), stop);
    assert_eq!(stopped.err().unwrap().to_string(), "stopped");
    assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 0);
    // Where it cannot be kept, a sentence says what would do.
    fs::write(cache.path().join("file"), "").unwrap();
    let refused = in_file(folder.path(), &cache.path().join("file/mine")).0;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("a smaller size"), "{said}");
}
