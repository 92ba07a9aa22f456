//! The screen as a person feels it, through a pty: how soon the first frame stands, how long a key
//! takes to show while training runs, how many bytes a frame has, how much memory it all takes.

#[path = "../../tests/support/emulated.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod emulated;
#[path = "../../tests/support/screen.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod screen;

use std::time::{Duration, Instant};

use emulated::{Terminal, command};

const STARTS: usize = 15;
const KEYS: usize = 300;
const WATCHED: Duration = Duration::from_secs(10);

fn start(size: (u16, u16), home: &std::path::Path) -> Terminal {
    let mut lab = command(screen::LAB, &[], "xterm-256color");
    lab.env("XDG_STATE_HOME", home);
    Terminal::start(lab, size.0, size.1)
}

fn milliseconds(mut times: Vec<Duration>, share: f64) -> f64 {
    times.sort();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let at = ((times.len() - 1) as f64 * share).round() as usize;
    times[at].as_secs_f64() * 1e3
}

fn main() {
    let Ok(home) = tempfile::tempdir() else {
        eprintln!("no temporary folder can be made");
        return;
    };
    let mut firsts = Vec::new();
    let mut filled = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let lab = start((80, 24), home.path());
        lab.shows("lab>");
        firsts.push(began.elapsed());
        lab.shows("real · digits");
        filled.push(began.elapsed());
    }
    println!("| what | median | p99 |\n|---|---|---|");
    let row = |what: &str, times: &[Duration]| {
        println!(
            "| {what} | {:.1} ms | {:.1} ms |",
            milliseconds(times.to_vec(), 0.5),
            milliseconds(times.to_vec(), 0.99)
        );
    };
    row("start to the first frame", &firsts);
    row("start to the digits", &filled);
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut lab = start(size, home.path());
        lab.shows("real · digits");
        lab.type_in("build gan\r");
        lab.shows("gan>");
        lab.type_in("run\r");
        lab.shows("running");
        let before = lab.bytes();
        std::thread::sleep(WATCHED);
        let after = lab.bytes();
        let new = &after[before.len()..];
        let frames = new.windows(8).filter(|w| *w == b"\x1b[?2026h").count();
        let mut echoes = Vec::new();
        for i in 0..KEYS {
            // A line that grows and goes, letter by letter.
            let typed = "x".repeat(i % 20 + 1);
            let began = Instant::now();
            lab.type_in("x");
            lab.shows(&format!("gan> {typed}"));
            echoes.push(began.elapsed());
            if i % 20 == 19 {
                lab.type_in("\x15");
                lab.until("an empty line", |s, _| !s.contains("gan> x"));
            }
        }
        let name = format!("{}×{}: key to echo while training", size.0, size.1);
        row(&name, &echoes);
        let peak = std::fs::read_to_string(format!("/proc/{}/status", lab.pid()))
            .unwrap_or_default()
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:").map(|v| v.trim().to_owned()))
            .unwrap_or_default();
        println!(
            "| {}×{}: while training | {:.1} frames/s, {:.0} bytes a frame | peak {peak} |",
            size.0,
            size.1,
            frames as f64 / WATCHED.as_secs_f64(),
            new.len() as f64 / frames.max(1) as f64,
        );
        lab.type_in("\x15\x04");
        lab.end();
    }
}
