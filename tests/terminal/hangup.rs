//! The terminal is gone, and no signal says so: every front end ends soon, not with 0, and keeps the journal.
#![cfg(unix)]

use std::path::Path;

use crate::support::pty::{Pty, command};
use crate::support::screen::LAB;

/// A shell that hears no hang-up and hands that on, as `nohup` and `sudo` do; it writes down how the lab ended.
fn deaf(home: &Path, lab: &str) -> Pty {
    let line = format!("trap '' HUP; {lab}; echo $? > '{}/status'", home.display());
    Pty::start(command("sh", &["-c", &line], home))
}

fn lab(arguments: &str) -> String {
    format!("'{LAB}' --threads 1 --data ring {arguments}")
}

fn journals(home: &Path) -> usize {
    let folder = home.join("aegan-lab/journals");
    std::fs::read_dir(folder).map_or(0, |files| {
        let files = files.flatten();
        files
            .filter(|f| f.path().extension().is_some_and(|e| e == "journal"))
            .count()
    })
}

/// How the lab ended, and how many journals are left.
fn ended(terminal: &mut Pty, home: &Path) -> (i32, usize) {
    let status = terminal.wait_for(&home.join("status"));
    (status.trim().parse().unwrap(), journals(home))
}

#[test]
fn the_full_screen_ends_and_keeps_its_journal() {
    for last in ["step 3", "run", "help"] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = deaf(home.path(), &lab(""));
        terminal.shows("lab>");
        terminal.type_in("build gan batch=4\r");
        terminal.shows("gan>");
        terminal.type_in(&format!("step 2\r{last}\r"));
        terminal.until(last, |screen, _| match last {
            "run" => screen.contains("running"),
            "help" => screen.contains("Esc closes"),
            _ => screen.contains("at step 5"),
        });
        terminal.hang_up();
        assert_eq!(ended(&mut terminal, home.path()), (130, 1), "after {last}");
    }
}

#[test]
fn the_line_prompt_ends_and_keeps_its_journal() {
    for (last, shown) in [
        ("step 3", "gan> "),
        ("step 100000000", "ETA"),
        ("run", "step 1"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = deaf(home.path(), &lab("--plain"));
        terminal.shows("lab> ");
        terminal.type_in("build gan batch=4\r");
        terminal.shows("gan> ");
        terminal.type_in(&format!("note before\r{last}\r"));
        terminal.until(last, |screen, _| {
            screen
                .rsplit(last)
                .next()
                .is_some_and(|after| after.contains(shown))
                && screen.contains(last)
        });
        terminal.hang_up();
        assert_eq!(ended(&mut terminal, home.path()), (130, 1), "after {last}");
    }
}

#[test]
fn a_deliberate_end_of_input_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = deaf(home.path(), &lab("--plain"));
    terminal.shows("lab> ");
    terminal.type_in("\x04");
    assert_eq!(ended(&mut terminal, home.path()), (0, 0));
}

#[test]
fn scripts_and_replays_end_with_their_terminal() {
    let endless = "build gan batch=4; run";
    let lesson = format!("{}/sessions/04-gan.ron", env!("CARGO_MANIFEST_DIR"));
    for (arguments, shown, left) in [
        (format!("-c '{endless}'"), "ETA", 1),
        (format!("--format json -c '{endless}'"), "built", 1),
        (
            format!("--plain replay '{lesson}' --speed 0.1"),
            "replay of gan",
            0,
        ),
        (format!("replay '{lesson}' --speed 0.1"), "gan on digits", 0),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = deaf(home.path(), &lab(&arguments));
        terminal.until(shown, |screen, _| {
            screen.contains(shown) || shown == "ETA" && screen.contains("step ")
        });
        terminal.hang_up();
        let (status, journals) = ended(&mut terminal, home.path());
        assert_eq!(status, 130, "{arguments}");
        assert!(journals >= left, "{arguments}: {journals} journals");
    }
}

#[test]
fn a_script_that_was_started_to_outlive_its_terminal_does() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let line = format!(
        "-c 'build gan batch=4; step 8000; note done' > '{}' 2>&1",
        out.display()
    );
    let mut terminal = deaf(home.path(), &lab(&line));
    terminal.wait_for(&out);
    // As when a person logs out: the terminal goes, and everybody in it is told.
    let group = std::process::Command::new("pkill")
        .args(["-HUP", "-P", &terminal.child.id().to_string()])
        .status();
    assert!(group.is_ok());
    terminal.hang_up();
    assert_eq!(ended(&mut terminal, home.path()).0, 0);
    assert!(std::fs::read_to_string(out).unwrap().contains("done"));
}

#[test]
fn a_line_prompt_that_nobody_reads_ends_and_keeps_its_journal() {
    let home = tempfile::tempdir().unwrap();
    let (status, gone) = (home.path().join("status"), home.path().join("gone"));
    // The pipe holds more than the answers, so that the lab may wait for a line when the reader leaves.
    let line = format!(
        "({} --plain; echo $? > '{}') | {{ head -n 6 > /dev/null; exec <&-; echo > '{}'; }}; sleep 60",
        lab(""),
        status.display(),
        gone.display()
    );
    let mut terminal = Pty::start(command("sh", &["-c", &line], home.path()));
    terminal.type_in("build gan batch=4\nstep 3\n");
    terminal.wait_for(&gone);
    terminal.type_in("show ledger\n");
    let (status, journals) = ended(&mut terminal, home.path());
    assert_eq!((status, journals), (1, 1));
}
