//! What a person may type: split, completed, hinted, coloured, and run where it touches no file.
#![no_main]

use std::cell::RefCell;
use std::sync::Arc;

use aegan_lab::data::load;
use aegan_lab::event::control::Control;
use aegan_lab::language::{complete, execute, highlight, hint, split};
use aegan_lab::shell::Shell;
use aegan_lab::transcript::lines;
use libfuzzer_sys::fuzz_target;

/// Commands that neither touch files nor take as long as the input says.
const RUN: [&str; 16] = [
    "help", "nets", "show", "set", "term", "next", "sample", "disc", "recon", "interp", "plot",
    "expect", "note", "quit", "step", "run",
];

/// Inputs that one experiment sees.
const INPUTS: u32 = 500;

thread_local! {
    static LAB: RefCell<Option<(Shell, u32)>> = const { RefCell::new(None) };
}

fn lab() -> Shell {
    let control = Control::default();
    // Whoever asks for a billion steps gets none.
    control.stop();
    let mut shell = Shell::over(Arc::new(load("ring").expect("it is computed")), 1, control);
    execute(&mut shell, "build aegan batch=2 latent=2", &mut |_| {}).expect("it is a recipe");
    shell
}

fuzz_target!(|line: &str| {
    for cursor in 0..=line.len().min(200) + 1 {
        let found = complete(line, cursor);
        assert!(line.get(..found.start.min(line.len())).is_some());
    }
    let _ = hint(line);
    let mut end = 0;
    for (range, _) in highlight(line) {
        assert!(end <= range.start && line.get(range.clone()).is_some());
        end = range.end;
    }
    let Ok(commands) = split(line) else { return };
    if !commands
        .iter()
        .all(|(name, _)| RUN.contains(&name.as_str()))
    {
        return;
    }
    LAB.with_borrow_mut(|kept| {
        let (mut shell, inputs) = kept.take().unwrap_or_else(|| (lab(), 0));
        let result = execute(&mut shell, line, &mut |event| {
            let _ = lines(&event, 40);
        });
        if let Err(error) = result {
            assert!(!error.to_string().trim().is_empty());
        }
        *kept = (inputs < INPUTS).then_some((shell, inputs + 1));
    });
});
