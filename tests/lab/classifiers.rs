//! The classifiers that are part of the program are what their manifest says.

use std::fmt::Write as _;

use aegan_lab::data;
use aegan_lab::evaluate::{Classifier, SHIPPED, shipped};
use sha2::{Digest, Sha256};

#[test]
fn shipped_classifiers_have_their_hash_their_size_and_their_accuracy() {
    for manifest in SHIPPED {
        let content = manifest.content().unwrap();
        let hash = Sha256::digest(&content);
        let hash = hash.iter().fold(String::new(), |mut hash, byte| {
            let _ = write!(hash, "{byte:02x}");
            hash
        });
        assert_eq!(hash, manifest.sha256, "{}", manifest.data);
        assert!(content.len() < 400_000);
        let data = data::load(manifest.data).unwrap();
        assert_eq!(data.digest, manifest.digest, "{}", manifest.data);
        let mut classifier = shipped(&data.digest).unwrap().unwrap();
        assert_eq!(classifier.data, data.digest);
        let right = classifier.right(&data.held_out, &mut || Ok(())).unwrap();
        assert_eq!(data.held_out.len(), manifest.of);
        // Sums round differently on another instruction set: an item or two may fall the other way.
        assert!(
            right.abs_diff(manifest.right) <= 2,
            "{}: {right}",
            manifest.data
        );
    }
    assert!(shipped("another").is_none());
}

#[test]
fn a_classifier_is_the_same_from_its_file() {
    let digits = data::load("digits").unwrap();
    let mut classifier = Classifier::new(&digits, 4).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    classifier.save(&path).unwrap();
    let content = std::fs::read(&path).unwrap();
    let mut again = Classifier::of_bytes(&content).unwrap();
    let right =
        |classifier: &mut Classifier| classifier.right(&digits.held_out, &mut || Ok(())).unwrap();
    assert_eq!(right(&mut classifier), right(&mut again));
    assert_eq!(again.data, digits.digest);
    assert!(Classifier::of_bytes(&content[..content.len() - 4]).is_err());
    assert!(Classifier::of_bytes(b"no weights").is_err());
}
