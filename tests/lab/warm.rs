//! `build gan from ae`: a run goes on with the networks of another, and can be computed again.

use std::sync::{Arc, OnceLock};

use aegan_lab::data::{Dataset, load};
use aegan_lab::event::Event;
use aegan_lab::event::control::Control;
use aegan_lab::lab::snapshot::Stored;
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;

fn shell() -> Shell {
    static DIGITS: OnceLock<Arc<Dataset>> = OnceLock::new();
    let digits = DIGITS.get_or_init(|| Arc::new(load("digits").unwrap()));
    Shell::over(Arc::clone(digits), 1, Control::default())
}

fn run(shell: &mut Shell, line: &str) -> String {
    let mut said = String::new();
    execute(shell, line, &mut |event| {
        if let Event::Said { text } = event {
            said.push_str(&text);
        }
    })
    .unwrap_or_else(|e| panic!("{line}: {e}"));
    said
}

fn refused(shell: &mut Shell, line: &str) -> String {
    let refused = execute(shell, line, &mut |_| {});
    refused.expect_err(line).to_string()
}

fn weights(shell: &mut Shell, net: &str) -> Vec<Stored> {
    let snapshot = shell.trainer.as_mut().unwrap().snapshot();
    let own = |t: &Stored| t.name.starts_with(net) && !t.name.contains("optimizer");
    snapshot.tensors.into_iter().filter(own).collect()
}

#[test]
fn the_decoder_becomes_the_generator() {
    let mut shell = shell();
    run(&mut shell, "build ae latent=16 labels=yes batch=16; step 3");
    let (decoder, encoder) = (weights(&mut shell, "G."), weights(&mut shell, "E."));
    let said = run(&mut shell, "build gan from ae");
    assert!(
        said.contains("G with the weights that 'ae' has at step 3"),
        "{said}"
    );
    assert_eq!(weights(&mut shell, "G."), decoder);
    run(&mut shell, "build ae latent=16 labels=yes batch=16; step 3");
    let said = run(
        &mut shell,
        "build aegan from ae batch=8; step 1; build aegan from aegan",
    );
    assert!(said.contains("E and G"), "{said}");
    assert_ne!(weights(&mut shell, "E."), encoder);
}

#[test]
fn an_average_is_taken_over_where_there_is_one() {
    let mut shell = shell();
    run(&mut shell, "build egan gen=small batch=8 ema=0.9; step 3");
    let average: Vec<_> = weights(&mut shell, "G.average.")
        .into_iter()
        .map(|t| t.values)
        .collect();
    assert!(!average.is_empty());
    run(&mut shell, "build gan from egan");
    let taken: Vec<_> = weights(&mut shell, "G.")
        .into_iter()
        .map(|t| t.values)
        .collect();
    assert_eq!(taken, average);
}

#[test]
fn it_is_computed_again_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("warm.ron");
    let path = path.display();
    let mut first = shell();
    run(
        &mut first,
        "build ae batch=16; step 3; build gan from ae batch=8; step 2",
    );
    run(&mut first, &format!("save '{path}'; step 2"));
    let said = run(&mut shell(), &format!("verify '{path}'"));
    assert!(said.contains("bit for bit"), "{said}");
    let mut second = shell();
    run(&mut second, &format!("load '{path}'; step 2"));
    let digest = |shell: &mut Shell| shell.trainer.as_mut().unwrap().digest();
    assert_eq!(digest(&mut first), digest(&mut second));
}

#[test]
fn what_does_not_fit_is_a_sentence_and_changes_nothing() {
    let mut shell = shell();
    let error = refused(&mut shell, "build gan from ae");
    assert!(error.contains("no 'ae' runs yet"), "{error}");
    run(&mut shell, "build ae batch=16; step 1");
    let before = shell.trainer.as_mut().unwrap().digest();
    let error = refused(&mut shell, "build gan from vae");
    assert!(error.contains("'ae' runs, not 'vae'"), "{error}");
    for (words, says) in [
        (
            "gen=small",
            "'article' with latent=32 in the run of 'ae', and 'small' with latent=32",
        ),
        ("latent=64", "and 'article' with latent=64"),
        ("labels=yes", "with latent=32 and labels here"),
    ] {
        let error = refused(&mut shell, &format!("build gan from ae {words}"));
        assert!(error.contains(says), "{error}");
    }
    let error = refused(&mut shell, "build gan of ae");
    assert!(error.contains("'gan of ae' is neither"), "{error}");
    let error = refused(&mut shell, "build gan from");
    assert!(error.contains("'gan from' is neither"), "{error}");
    assert_eq!(before, shell.trainer.as_mut().unwrap().digest());
    run(&mut shell, "data fashion");
    let error = refused(&mut shell, "build gan from ae");
    assert!(
        error.contains("learned from other data than 'fashion'"),
        "{error}"
    );
}
