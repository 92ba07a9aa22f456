//! Digits in colour: every recipe with every network of their size, and what is drawn of them.

use crate::recipes::goes_on;
use crate::support::typed::{data, over, run, trainer};
use aegan_lab::art::Picture;
use aegan_lab::event::Event;
use aegan_lab::lab::recipes::RECIPES;
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;

/// The pictures that a line shows.
fn shown(shell: &mut Shell, line: &str) -> Vec<Picture> {
    let pictures = |event| match event {
        Event::Gallery(gallery) => gallery.pictures,
        Event::Scores(scores) => scores.shown.into_iter().map(|s| s.picture).collect(),
        _ => Vec::new(),
    };
    run(shell, line).into_iter().flat_map(pictures).collect()
}

fn networks() -> Vec<String> {
    let events = run(&mut over("digits-rgb"), "nets");
    let Some(Event::Listing(listing)) = events.into_iter().next() else {
        panic!("no list of networks")
    };
    listing.rows.into_iter().map(|row| row[0].clone()).collect()
}

/// Every recipe with one network goes on bit for bit after a save, on another number of threads, with
/// labels and without.
fn goes_on_bit_for_bit(network: &str) {
    for (recipe, labels) in RECIPES.iter().zip(["no", "yes"].into_iter().cycle()) {
        let with = format!("gen={network} labels={labels} batch=4");
        let build = format!("build {} {with}", recipe.name);
        assert_eq!(goes_on(&data("digits-rgb"), &build), Some(true), "{build}");
    }
}

#[test]
fn every_recipe_goes_on_with_the_small_network() {
    goes_on_bit_for_bit("small");
}

#[test]
fn every_recipe_goes_on_with_the_dense_network() {
    goes_on_bit_for_bit("dense");
}

#[test]
fn every_recipe_goes_on_with_the_dcgan() {
    goes_on_bit_for_bit("dcgan");
}

#[test]
fn these_are_all_the_networks_there_are() {
    // The first three are what recipes take by themselves.
    assert_eq!(networks()[..3], ["small", "dense", "dcgan"]);
    let mut all = networks();
    all.sort_unstable();
    let others = aegan_lab::nets::shelf(&[28, 28, 1]).entries;
    let mut others: Vec<_> = others.iter().map(|e| e.name).collect();
    others.sort_unstable();
    assert_eq!(all, others);
}

/// A recipe's own network may be for digits in grey only.
#[test]
fn every_recipe_is_built_without_a_word_more() {
    for recipe in RECIPES {
        let mut shell = over("digits-rgb");
        run(&mut shell, &format!("build {}", recipe.name));
        let built = trainer(&mut shell).built("cpu");
        assert_eq!(built.item, [32, 32, 3]);
        assert!(
            built.nets.iter().all(|net| net.name == "small"),
            "{built:?}"
        );
    }
    // Others are there for whoever names them.
    run(&mut over("digits-rgb"), "build ae gen=article; step 1");
    let refused = execute(&mut over("digits-rgb"), "build ae gen=nothing", &mut |_| {});
    let error = refused.unwrap_err().to_string();
    assert!(
        error.contains("'nothing'") && error.contains("there are small, dense, dcgan, article"),
        "{error}"
    );
}

#[test]
fn the_generator_of_the_tutorials_has_its_printed_sizes() {
    let mut shell = over("digits-rgb");
    run(&mut shell, "build gan gen=dcgan latent=100");
    let rows = trainer(&mut shell).layers().rows;
    let shapes: Vec<_> = rows
        .iter()
        .filter(|row| row[0] == "G" && row[1].starts_with("transposed"))
        .map(|row| format!("{} {}", row[1].replace(", tanh", ""), row[2]))
        .collect();
    assert_eq!(
        shapes,
        [
            "transposed conv 256 → 128, k5 s2 [8, 8, 128]",
            "transposed conv 128 → 64, k5 s2 [16, 16, 64]",
            "transposed conv 64 → 3, k5 s2 [32, 32, 3]",
        ]
    );
}

#[test]
fn what_is_looked_at_is_in_colour() {
    let mut shell = over("digits-rgb");
    run(&mut shell, "build aegan batch=4; step 2");
    let before = trainer(&mut shell).digest();
    for line in ["data", "sample 4", "recon 3", "disc 4", "interp 5"] {
        let pictures = shown(&mut shell, line);
        for picture in &pictures {
            let sizes = (picture.width(), picture.height(), picture.channels());
            assert_eq!(sizes, (32, 32, 3), "{line}");
        }
        let colourful = |pixel: &[u8]| pixel.iter().any(|value| *value != pixel[0]);
        let pixels = pictures.iter().flat_map(|p| p.pixels().chunks_exact(3));
        assert!(pixels.filter(|p| colourful(p)).count() > 1_000, "{line}");
    }
    assert_eq!(before, trainer(&mut shell).digest());
}

#[test]
fn a_grid_is_exported_in_colour() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grid.png");
    let mut shell = over("digits-rgb");
    run(&mut shell, "build gan batch=4; step 1");
    run(&mut shell, &format!("export grid '{}'", path.display()));
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgb);
    let colourful = bytes
        .chunks_exact(3)
        .filter(|p| p[0] != p[1] || p[1] != p[2]);
    assert!(colourful.count() > 1_000);
}

#[test]
fn samples_are_exported_and_learnt_from_again() {
    let folder = tempfile::tempdir().unwrap();
    let images = folder.path().join("train-images-idx4-ubyte.gz");
    let mut shell = over("digits-rgb");
    run(&mut shell, "build gan batch=4; step 1");
    run(
        &mut shell,
        &format!("export samples 6 '{}'", images.display()),
    );
    let samples = shown(&mut shell, "sample 6");
    let data = format!("data '{}'", folder.path().display());
    assert_eq!(shown(&mut shell, &data), samples);
    run(&mut shell, "build ae batch=2; step 1");
}

#[test]
fn pictures_of_any_size_are_learned() {
    let folder = tempfile::tempdir().unwrap();
    let images = folder.path().join("train-images-idx3-ubyte");
    aegan_lab::data::write_images(&images, [2, 3, 1], &[7; 60]).unwrap();
    let mut shell = over("digits-rgb");
    run(&mut shell, &format!("data '{}'", folder.path().display()));
    for line in [
        "build gan batch=2",
        "build ae latent=1 batch=2",
        "build vae gen=gru batch=2",
    ] {
        run(&mut shell, &format!("{line}; step 1"));
        assert_eq!(trainer(&mut shell).built("cpu").item, [2, 3, 1], "{line}");
    }
}
