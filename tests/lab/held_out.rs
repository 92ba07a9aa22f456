//! Data without a held-out part, or without its labels.

use crate::support::typed::{data, folder, told, write_idx};

#[test]
fn data_without_a_held_out_part_or_its_labels_say_so() {
    let (folder, file) = folder();
    let digits = data("digits");
    let places: Vec<usize> = (0..40).collect();
    // So few that none are held out.
    write_idx(folder.path(), "train", &digits.train, &places[..5]);
    let place = folder.path().display().to_string();
    let lines = ["build aegan batch=4; step 2", "compress 5", "doctor"];
    let (_, said) = told(&place, &lines);
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    assert!(
        said.contains("only held-out pictures are compressed"),
        "{said}"
    );
    write_idx(folder.path(), "t10k", &digits.held_out, &places);
    let (_, said) = told(&place, &["build aegan labels=yes batch=4; step 2; recon 3"]);
    assert!(!said.contains("error:"), "{said}");
    std::fs::remove_file(file("t10k-labels-idx1-ubyte")).unwrap();
    let (_, said) = told(&place, &["build aegan labels=yes batch=4"]);
    assert!(
        said.contains("also needs the labels of held-out items"),
        "{said}"
    );
}
