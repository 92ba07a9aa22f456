//! Every recipe with every network of the catalogue that fits: a run that is saved and goes on elsewhere,
//! on other numbers of threads, is the run that was not interrupted.

use std::sync::Arc;

use aegan_lab::data::{Dataset, load};
use aegan_lab::event::Event;
use aegan_lab::event::control::Control;
use aegan_lab::kernels::tasks::with_threads;
use aegan_lab::lab::recipes::{RECIPES, Recipe};
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;

/// One set of data for each kind of grey item; `tests/lab/colour.rs` has pictures in colour.
fn data() -> [Arc<Dataset>; 2] {
    ["digits", "ring"].map(|name| Arc::new(load(name).unwrap()))
}

/// The names of all networks for items of `data`.
fn networks(data: &Arc<Dataset>) -> Vec<String> {
    let mut lists = Vec::new();
    let mut shell = Shell::over(Arc::clone(data), 1, Control::default());
    let listed = execute(&mut shell, "nets", &mut |event| {
        if let Event::Listing(listing) = event {
            lists.push(listing.rows);
        }
    });
    listed.unwrap();
    // What the recipes turn on comes after them.
    let rows = lists.into_iter().next().unwrap();
    rows.into_iter().map(|row| row[0].clone()).collect()
}

fn run(shell: &mut Shell, line: &str) -> String {
    let done = execute(shell, line, &mut |_| {});
    done.unwrap_or_else(|e| panic!("{line}: {e}"));
    shell.trainer.as_mut().unwrap().digest()
}

/// Whether a run that is saved after a step on five threads, and is taken on elsewhere on two, is the run that goes on
/// on one; `None` where the recipe does not take the network.
pub fn goes_on(data: &Arc<Dataset>, build: &str) -> Option<bool> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.ron");
    let path = path.display();
    let shell = || Shell::over(Arc::clone(data), 1, Control::default());
    let mut whole = shell();
    execute(&mut whole, build, &mut |_| {}).ok()?;
    with_threads(5, || execute(&mut whole, "step 1", &mut |_| {})).unwrap();
    execute(&mut whole, &format!("save '{path}'"), &mut |_| {}).unwrap();
    let whole = with_threads(1, || run(&mut whole, "step 1"));
    let second = with_threads(2, || run(&mut shell(), &format!("load '{path}'; step 1")));
    Some(whole == second)
}

fn all_go_on(recipes: &[Recipe]) {
    for data in data() {
        for network in networks(&data) {
            let mut taken = 0;
            for (recipe, labels) in recipes.iter().zip(["no", "yes"].into_iter().cycle()) {
                let with = format!("gen={network} batch=4 labels={labels} ema=0.9");
                let build = format!("build {} {with}", recipe.name);
                let same = goes_on(&data, &build);
                assert_ne!(same, Some(false), "{build}");
                taken += usize::from(same.is_some());
            }
            assert!(2 * taken > recipes.len(), "'{network}' fits few recipes");
        }
    }
}

// In two halves, for two cores.
#[test]
fn autoencoders_and_the_gan_go_on_with_every_network() {
    all_go_on(&RECIPES[..RECIPES.len() / 2]);
}

#[test]
fn hybrids_go_on_with_every_network() {
    all_go_on(&RECIPES[RECIPES.len() / 2..]);
}

/// A batch that work is spread over threads for; the recipe has every kind of network.
#[test]
fn every_network_is_the_same_on_one_thread_two_and_five() {
    for data in data() {
        for network in networks(&data) {
            let build = format!("build aegan gen={network} batch=40; step 2");
            let on = |threads| {
                let mut shell = Shell::over(Arc::clone(&data), 1, Control::default());
                with_threads(threads, || run(&mut shell, &build))
            };
            let one = on(1);
            assert!(one == on(2) && one == on(5), "{build}");
        }
    }
}
