//! Lines typed into a lab that has no terminal.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use aegan_lab::data::{Dataset, Split, load};
use aegan_lab::event::Event;
use aegan_lab::event::control::Control;
use aegan_lab::lab::Experiment;
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;

/// Data by name, read once.
pub fn data(name: &str) -> Arc<Dataset> {
    static READ: Mutex<BTreeMap<String, Arc<Dataset>>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().unwrap();
    let found = read.entry(name.to_owned());
    Arc::clone(found.or_insert_with(|| Arc::new(load(name).unwrap())))
}

/// A lab over data by name, with seed 1.
pub fn over(name: &str) -> Shell {
    Shell::over(data(name), 1, Control::default())
}

/// A lab over `digits`.
pub fn shell() -> Shell {
    over("digits")
}

/// A lab over `digits` into which lines were typed.
pub fn after(lines: &str) -> Shell {
    let mut shell = shell();
    run(&mut shell, lines);
    shell
}

/// What a line that is right makes happen.
pub fn run(shell: &mut Shell, line: &str) -> Vec<Event> {
    let mut events = Vec::new();
    execute(shell, line, &mut |event| events.push(event)).unwrap_or_else(|e| panic!("{line}: {e}"));
    events
}

/// A lab over data by name or place, what was said to lines typed into it, and the sentences of those that
/// failed.
pub fn told(data: &str, lines: &[&str]) -> (Shell, String) {
    let mut shell = Shell::new(data, 1, Control::default()).unwrap();
    let mut said = String::new();
    go_on(&mut shell, lines, &mut said);
    (shell, said)
}

/// Executes lines, and adds what they say.
pub fn go_on(shell: &mut Shell, lines: &[&str], said: &mut String) {
    for line in lines {
        let result = execute(shell, line, &mut |event| {
            if let Event::Said { text } = event {
                *said += &text;
            }
        });
        if let Err(error) = result {
            said.extend(["\nerror: ", &error.to_string(), "\n"]);
        }
    }
}

/// Writes pictures of a part of `digits`, at `places`, with their labels, as IDX files; at most 255.
pub fn write_idx(folder: &Path, part: &str, split: &Split, places: &[usize]) {
    let n = u8::try_from(places.len()).unwrap();
    let mut images = vec![0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 28, 0, 0, 0, 28];
    let mut labels = vec![0, 0, 8, 1, 0, 0, 0, n];
    for &i in places {
        images.extend(split.pixels(i).unwrap());
        labels.push(split.labels()[i]);
    }
    let at = |kind: &str| folder.join(format!("{part}-{kind}-ubyte"));
    std::fs::write(at("images-idx3"), images).unwrap();
    std::fs::write(at("labels-idx1"), labels).unwrap();
}

/// Writes the first so many of `digits` to learn from and held out as IDX files; at most 255 each.
pub fn few_digits(folder: &Path, train: usize, held_out: usize) {
    let digits = data("digits");
    let first = |n: usize| (0..n).collect::<Vec<_>>();
    write_idx(folder, "train", &digits.train, &first(train));
    write_idx(folder, "t10k", &digits.held_out, &first(held_out));
}

/// A folder, and the name of a file in it for a line.
pub fn folder() -> (tempfile::TempDir, impl Fn(&str) -> String) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_owned();
    (folder, move |name| place.join(name).display().to_string())
}

/// What is said to a line that is wrong.
pub fn refused(shell: &mut Shell, line: &str) -> String {
    let refused = execute(shell, line, &mut |_| {});
    refused.expect_err(line).to_string()
}

/// The run.
pub fn trainer(shell: &mut Shell) -> &mut Experiment {
    shell.trainer.as_mut().unwrap()
}

/// The digest of all weights.
pub fn digest(shell: &mut Shell) -> String {
    trainer(shell).digest()
}
