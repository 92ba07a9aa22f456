//! How scripts end: without a reader, at `quit`, with a mistake, and what they say of it where.
#![cfg(unix)]

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

fn program(place: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aegan-lab"));
    command
        .args(["--data", "ring"])
        .args(arguments)
        .current_dir(place)
        .env_clear()
        .env("HOME", place)
        .env("XDG_STATE_HOME", "/dev/null")
        .stdin(Stdio::null());
    command
}

/// Standard output, standard error, and the exit status.
fn ran(place: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = program(place, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

#[test]
fn a_script_without_a_reader_does_all_it_says_and_ends_as_it_would() {
    let place = tempfile::tempdir().unwrap();
    for (line, status) in [
        ("expect step == 20", 0),
        ("expect step == 21", 1),
        ("smaple", 1),
        ("quit; smaple", 0),
    ] {
        let script = format!("build gan batch=4\nstep 20\nplot\nsave a.ron\n{line}\n");
        fs::write(place.path().join("a.lab"), script).unwrap();
        for format in ["text", "json"] {
            let _ = fs::remove_file(place.path().join("a.ron"));
            let mut child = program(place.path(), &["--format", format, "run", "a.lab"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            // A reader of the first bytes, as `head` is; the pipe closes here.
            let mut first = [0; 8];
            child.stdout.take().unwrap().read_exact(&mut first).unwrap();
            let output = child.wait_with_output().unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(status), "{line}: {errors}");
            assert!(place.path().join("a.ron").is_file(), "{line}");
            let said = errors.contains("a.lab:5: error:");
            assert_eq!(said, status == 1 && format == "text", "{errors}");
        }
    }
}

#[test]
fn nothing_runs_after_quit_wherever_it_stands() {
    let place = tempfile::tempdir().unwrap();
    fs::write(
        place.path().join("inner.lab"),
        "note inside\nquit\nnote never\n",
    )
    .unwrap();
    fs::write(
        place.path().join("outer.lab"),
        "source inner.lab\nnote never\n",
    )
    .unwrap();
    for arguments in [
        &["-c", "note first; quit; note never"][..],
        &["-c", "note first\nquit\nnote never"],
        &["-c", "source inner.lab; note never"],
        &["-c", "source outer.lab\nnote never"],
        &["-c", "quit; smaple"],
        &["run", "outer.lab"],
    ] {
        let (text, errors, status) = ran(place.path(), arguments);
        // What was typed is shown; a note that is taken stands alone on its line.
        assert!(
            !text.lines().any(|line| line == "never"),
            "{arguments:?}: {text}"
        );
        assert_eq!((status, &errors[..]), (0, ""), "{arguments:?}");
    }
}

#[test]
fn a_mistake_is_said_with_file_and_line_beside_the_transcript() {
    let place = tempfile::tempdir().unwrap();
    let script = "# comment\r\nbuild gan batch=4\r\n\r\nsmaple 9\r\n";
    fs::write(place.path().join("a b.lab"), script).unwrap();
    let (text, errors, status) = ran(place.path(), &["run", "a b.lab"]);
    assert_eq!(status, 1);
    assert!(text.ends_with("> smaple 9\n"), "{text}");
    assert_eq!(
        errors,
        "a b.lab:4: error: unknown command 'smaple'; did you mean 'sample'?\n"
    );
    let (_, errors, status) = ran(place.path(), &["-c", "source 'a b.lab'"]);
    assert_eq!(status, 1);
    assert!(
        errors.starts_with("-c:1: error: a b.lab:4: unknown command"),
        "{errors}"
    );
    // What was expected and did not come says so.
    let (_, errors, status) = ran(place.path(), &["-c", "build gan batch=4\nexpect step > 3"]);
    assert_eq!(
        (status, &errors[..]),
        (1, "-c:2: error: expected step > 3, but step is 0\n")
    );
    // A program that reads events reads this one, too.
    let (text, errors, _) = ran(place.path(), &["--format", "json", "run", "a b.lab"]);
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["event"], &last["line"]),
        (&"error".into(), &4.into())
    );
    assert_eq!(errors, "");
}

#[test]
fn what_is_ignored_and_what_is_given_twice_is_said() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("a.lab"), "note from the file\n").unwrap();
    let (text, errors, status) = ran(place.path(), &["-c", "note typed", "run", "a.lab"]);
    assert_eq!(status, 0);
    assert!(
        text.contains("from the file") && !text.contains("typed"),
        "{text}"
    );
    assert!(
        errors.contains("-c 'note typed' is ignored because of 'run FILE'"),
        "{errors}"
    );
    for line in [
        "build gan batch=64 batch=32",
        "build gan lr=0.1 lr=0.2",
        "eval 20 every=1 every=1 steps=2",
    ] {
        let (_, errors, status) = ran(place.path(), &["-c", line]);
        assert_eq!(status, 1, "{errors}");
        assert!(errors.contains("= is given twice"), "{errors}");
    }
}

#[cfg(unix)]
#[test]
fn a_transcript_that_cannot_be_written_loses_no_steps() {
    let place = tempfile::tempdir().unwrap();
    // Pages of help are in the transcript alone: the journal stays small.
    let script = format!("build gan batch=4\nstep 3\n{}", "help\n".repeat(40));
    fs::write(place.path().join("a.lab"), script).unwrap();
    let status = Command::new("sh")
        .current_dir(place.path())
        .env("HOME", place.path())
        .env("XDG_STATE_HOME", place.path())
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 24; exec \"$@\" > text 2> errors",
            "sh",
        ])
        .args([
            env!("CARGO_BIN_EXE_aegan-lab"),
            "--data",
            "ring",
            "run",
            "a.lab",
        ])
        .status()
        .unwrap();
    let errors = fs::read_to_string(place.path().join("errors")).unwrap();
    assert_eq!(status.code(), Some(1), "{errors}");
    assert!(
        errors.contains("the transcript cannot be written"),
        "{errors}"
    );
    let journals = fs::read_dir(place.path().join("aegan-lab/journals")).unwrap();
    assert_eq!(journals.count(), 1);
}

#[test]
fn unequal_is_expected_as_well_as_equal() {
    let place = tempfile::tempdir().unwrap();
    let holds = |expectation: &str| {
        let line = format!("build gan batch=4; step 3; expect {expectation}");
        ran(place.path(), &["-c", &line]).2 == 0
    };
    assert!(holds("step != 4") && !holds("step != 3") && !holds("step != 4 +- 1"));
    assert!(holds("step == 4 +- 1") && !holds("step == 4"));
    let (_, errors, _) = ran(place.path(), &["-c", "build gan batch=4; expect step <> 3"]);
    assert!(errors.contains("use <, <=, >, >=, == or !="), "{errors}");
    let line = "build gan batch=4; step 1; expect g_loss != nan";
    let (_, errors, _) = ran(place.path(), &["-c", line]);
    assert!(errors.contains("'nan' is not a number"), "{errors}");
}
