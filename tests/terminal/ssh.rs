//! The lab over a real SSH connection: a server on loopback with keys of its own, terminals of every
//! kind, with and without tmux, and a line that drops.
#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::emulated::{Terminal, command};
use crate::support::screen::{LAB, PATIENCE, last_mark};
use crate::support::sshd::{Server, program};

/// Rows of a screen on which a whole replay has room.
const TALL: u16 = 700;

impl Server {
    /// In a terminal that calls itself `term`.
    fn open(&self, term: &str, remote: &str, rows: u16) -> Terminal {
        let arguments = self.arguments(true, remote);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ssh = program("ssh").unwrap();
        Terminal::start(command(ssh.to_str().unwrap(), &arguments, term), 100, rows)
    }
}

fn shipped(name: &str) -> String {
    format!("{}/sessions/{name}.ron", env!("CARGO_MANIFEST_DIR"))
}

/// The most colours that escapes in these bytes ask for: 0, 16, 256, or 1 << 24.
fn colours(bytes: &[u8]) -> u32 {
    let text = String::from_utf8_lossy(bytes);
    let mut most = 0;
    for sequence in text.split("\x1b[").skip(1) {
        let Some((codes, _)) = sequence.split_once('m') else {
            continue;
        };
        if !codes
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b';' || b == b':')
        {
            continue;
        }
        let codes: Vec<u32> = codes
            .split([';', ':'])
            .filter_map(|c| c.parse().ok())
            .collect();
        let mut at = 0;
        while at < codes.len() {
            let (depth, length) = match (codes[at], codes.get(at + 1)) {
                (38 | 48, Some(2)) => (1 << 24, 5),
                // The first 16 are the 16 of old, in a spelling that xterm and the console know.
                (38 | 48, Some(5)) if codes.get(at + 2).is_some_and(|c| *c < 16) => (16, 3),
                (38 | 48, Some(5)) => (256, 3),
                (30..=37 | 40..=47 | 90..=97 | 100..=107, _) => (16, 1),
                _ => (0, 1),
            };
            most = most.max(depth);
            at += length;
        }
    }
    most
}

/// Whether a line of the screen is part of a picture.
fn has_picture(screen: &str) -> bool {
    let blocks = |line: &str| line.chars().filter(|c| ('▀'..='▟').contains(c)).count();
    screen.lines().filter(|line| blocks(line) >= 8).count() >= 5
}

#[test]
fn a_session_is_replayed_on_terminals_of_every_kind() {
    let Some(server) = Server::start() else {
        return;
    };
    let replay = server.lab(&format!(
        "--plain replay '{}' --speed 1000",
        shipped("04-gan")
    ));
    for (term, most) in [
        ("xterm-256color", 256),
        ("xterm", 16),
        ("linux", 16),
        ("dumb", 0),
    ] {
        let terminal = server.open(term, &replay, TALL);
        let screen = terminal.shows("Look for: strokes in the samples");
        assert!(
            screen.contains("replay of gan on digits"),
            "{term}:\n{screen}"
        );
        terminal.until("pictures and histograms", |screen, _| {
            has_picture(screen) && screen.contains("what Dx says · step 301")
        });
        let (status, bytes) = terminal.end();
        assert_eq!(status, 0, "{term}");
        let sent = colours(&bytes);
        assert!(sent <= most, "{term}: {sent} colours are asked for");
        assert!(most == 0 || sent > 0, "{term}: nothing is coloured");
        assert!(
            term != "dumb" || !bytes.contains(&0x1b),
            "escapes on a dumb terminal"
        );
    }
}

#[test]
fn a_session_is_replayed_on_the_full_screen() {
    let Some(server) = Server::start() else {
        return;
    };
    let replay = server.lab(&format!("replay '{}' --speed 200", shipped("04-gan")));
    for (term, most) in [("xterm-256color", 256), ("xterm", 16), ("linux", 16)] {
        let mut terminal = server.open(term, &replay, 36);
        let screen = terminal.shows("the end of the replay");
        assert!(has_picture(&screen), "{term}:\n{screen}");
        for part in ["gan on digits", "step 301", "what D says", "━━ d_loss"] {
            assert!(screen.contains(part), "{term}: no '{part}' in\n{screen}");
        }
        terminal.type_in("\x04");
        let (status, bytes) = terminal.end();
        assert_eq!(status, 0, "{term}");
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            text.rfind("?1049l") > text.rfind("?1049h"),
            "{term}: not given back"
        );
        let sent = colours(&bytes);
        assert!(
            sent <= most && sent > 0,
            "{term}: {sent} colours are asked for"
        );
    }
}

#[test]
fn a_session_is_replayed_without_a_terminal() {
    let Some(server) = Server::start() else {
        return;
    };
    let remote = server.lab(&format!("replay '{}'", shipped("01-autoencoder")));
    let there = Command::new(program("ssh").unwrap())
        .args(server.arguments(false, &remote))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(there.status.success(), "{there:?}");
    let here = Command::new(LAB)
        .args(["replay", &shipped("01-autoencoder")])
        .env_clear()
        .env("LANG", "C.UTF-8")
        .output()
        .unwrap();
    assert_eq!(there.stdout, here.stdout);
    let text = String::from_utf8(there.stdout).unwrap();
    assert!(
        has_picture(&text) && text.contains("mean squared error") && !text.contains('\x1b'),
        "{text}"
    );
    // A command that fails says so across the line.
    let remote = server.lab("-c 'smaple 9'");
    let failed = Command::new(program("ssh").unwrap())
        .args(server.arguments(false, &remote))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(failed.status.code(), Some(1));
}

#[test]
fn a_session_is_replayed_within_tmux() {
    let Some(server) = Server::start() else {
        return;
    };
    for term in ["xterm-256color", "xterm", "linux"] {
        let socket = server.place.path().join(format!("tmux-{term}"));
        let replay = server.lab(&format!(
            "--plain replay '{}' --speed 1000",
            shipped("04-gan")
        ));
        let inner = format!("{}; cat", replay.replace('\'', ""));
        let remote = format!(
            "LANG=C.UTF-8 tmux -u -S {} -f /dev/null new-session \"{inner}\"",
            socket.display()
        );
        let mut terminal = server.open(term, &remote, 60);
        terminal.until("the last pictures", |screen, _| {
            screen.contains("as expected: d_acc") && has_picture(screen)
                || screen.contains("what Dx says · step 301") && has_picture(screen)
        });
        // `cat` ends, tmux with it.
        terminal.type_in("\x04");
        let (_, bytes) = terminal.end();
        let most = if term == "xterm-256color" { 256 } else { 16 };
        assert!(
            colours(&bytes) <= most,
            "{term} in tmux: {} colours",
            colours(&bytes)
        );
    }
}

#[test]
fn a_dropped_connection_in_the_middle_of_a_run_leaves_a_session_that_loads() {
    let Some(server) = Server::start() else {
        return;
    };
    let home = server.place.path();
    let mut terminal = server.open("xterm-256color", &server.lab("--plain --data ring"), 40);
    terminal.shows("lab>");
    terminal.enter("build gan batch=4");
    terminal.shows("ledger");
    terminal.enter("run");
    let folder = home.join(".local/state/aegan-lab/journals");
    let started = Instant::now();
    while last_mark(&folder) <= 20 {
        assert!(started.elapsed() < PATIENCE, "it does not train");
        std::thread::sleep(Duration::from_millis(5));
    }
    // The client dies without a word; what the server does then is what it does for a dropped line.
    let killed = Command::new("kill")
        .args(["-KILL", &terminal.pid().to_string()])
        .status();
    assert!(killed.unwrap().success());
    let lost = loop {
        if let Some(lost) = aegan_lab::session::lost(&folder).pop() {
            break lost;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "the lab goes on without its terminal"
        );
        std::thread::sleep(Duration::from_millis(5));
    };
    let output = Command::new(LAB)
        .args(["--data", "ring", "-c"])
        .arg(format!(
            "load '{}'; expect step > 20; save '{}/kept.ron'",
            lost.display(),
            home.display()
        ))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let mut terminal = server.open("xterm-256color", &server.lab("--plain --data ring"), 40);
    terminal.shows("lab>");
    // The offer is there at once, or after the first line if the lab was slow to look.
    terminal.enter("help quit");
    terminal.shows("leave the lab");
    terminal.shows("a lab ended without saving");
    terminal.enter("quit");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn the_bytes_of_a_replay_at_each_depth() {
    let Some(server) = Server::start() else {
        return;
    };
    println!("| session | truecolor | 256 | 16 | mono |\n|---|---:|---:|---:|---:|");
    for name in ["01-autoencoder", "04-gan", "05-collapse", "06-aegan-to-ae"] {
        let sent: Vec<usize> = ["truecolor", "256", "16", "mono"]
            .into_iter()
            .map(|depth| {
                let file = shipped(name);
                let rest = format!("--plain --color {depth} replay '{file}' --speed 1000");
                let (status, bytes) = server.open("xterm-256color", &server.lab(&rest), 50).end();
                assert_eq!(status, 0);
                bytes.len()
            })
            .collect();
        println!(
            "| {name} | {} | {} | {} | {} |",
            sent[0], sent[1], sent[2], sent[3]
        );
        assert!(
            sent.windows(2).all(|pair| pair[0] >= pair[1]),
            "{name}: {sent:?}"
        );
    }
}
