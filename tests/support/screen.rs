//! What an emulated terminal shows, and what it answers to a program that asks for the cursor.

use std::time::Duration;

/// How long something may take before it is said to hang: a slow machine, many tests at once.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The lab, as cargo built it for the tests.
pub const LAB: &str = env!("CARGO_BIN_EXE_aegan-lab");

/// Answers to queries for the cursor that were not given yet.
#[derive(Default)]
pub struct Asked(pub String);

impl vt100::Callbacks for Asked {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        _: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        letter: char,
    ) {
        if letter == 'n' && parameters == [[6]] {
            let (row, column) = screen.cursor_position();
            let answer = format!("\x1b[{};{}R", row + 1, column + 1);
            self.0.push_str(&answer);
        }
    }
}

/// An empty screen of this size that remembers so many lines that left it at the top.
pub fn screen(columns: u16, rows: u16, remembered: usize) -> vt100::Parser<Asked> {
    let (rows, columns) = (rows.try_into().unwrap(), columns.try_into().unwrap());
    vt100::Parser::new_with_callbacks(rows, columns, remembered, Asked::default())
}

/// The step that a journal in the folder was told of last; 0 before the first.
pub fn last_mark(journals: &std::path::Path) -> u64 {
    let files = std::fs::read_dir(journals).into_iter().flatten().flatten();
    let mut journals = files.filter(|file| file.path().extension().is_some_and(|e| e == "journal"));
    // One that is being written may end within a record.
    let text = journals
        .next()
        .map(|file| std::fs::read(file.path()).unwrap_or_default());
    let text = String::from_utf8_lossy(&text.unwrap_or_default()).into_owned();
    let last = text
        .rsplit_once("\nStep(")
        .and_then(|(_, step)| step.split_once(')'));
    last.and_then(|(step, _)| step.parse().ok()).unwrap_or(0)
}
