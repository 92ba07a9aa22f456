//! Python, where it is there with what a test needs.

use std::process::{Command, Stdio};

/// A Python that has these modules: the one that `AEGAN_LAB_PYTHON` names, or `python3`. Where there is none, a
/// sentence says so and the test that asked is over.
pub fn python(modules: &str) -> Option<Command> {
    let name = std::env::var_os("AEGAN_LAB_PYTHON").unwrap_or_else(|| "python3".into());
    let asked = Command::new(&name)
        .args(["-c", &format!("import {modules}")])
        .stderr(Stdio::null())
        .status();
    if asked.is_ok_and(|status| status.success()) {
        return Some(Command::new(name));
    }
    println!("skipped: no python3 with {modules} is here; AEGAN_LAB_PYTHON can name one");
    None
}

/// What a program says, which has to end well.
pub fn says(mut program: Command) -> String {
    let output = program.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}
