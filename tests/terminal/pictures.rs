//! The README's pictures are photographs of the real screen: `UPDATE=1 cargo test --test terminal pictures::`
//! takes them anew.

use std::path::Path;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;
use crate::support::svg::svg;

fn start(columns: u16, rows: u16, home: &Path) -> Terminal {
    let mut lab = command(LAB, &[], "xterm-256color");
    lab.env("COLORTERM", "truecolor");
    lab.env("XDG_STATE_HOME", home);
    lab.cwd(home);
    let terminal = Terminal::start(lab, columns, rows);
    terminal.shows("real · digits");
    terminal
}

/// Whether the lab is done and its last frame is whole.
fn still(screen: &str, bytes: &[u8]) -> bool {
    !screen.contains("Esc stop") && bytes.ends_with(b"\x1b[?2026l")
}

/// Takes the picture, or sees that the one there is still a picture of such a screen.
fn photograph(lab: &Terminal, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets/screens")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, svg(&lab.screen())).unwrap();
    }
    let head = |svg: &str| svg.lines().next().unwrap_or("").to_owned();
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        head(&kept),
        head(&svg(&lab.screen())),
        "run: UPDATE=1 cargo test --test terminal pictures::"
    );
}

/// Steps before a picture: many for a picture that is kept, few to see that it still can be taken.
fn steps(many: u32) -> u32 {
    if std::env::var_os("UPDATE").is_some() {
        many
    } else {
        3
    }
}

#[test]
fn a_gan_at_120_by_40() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = start(120, 40, home.path());
    let n = steps(800);
    lab.type_in(&format!(
        "build gan\rstep {n}\rdisc 8\rsample 12\rshow ledger\r"
    ));
    lab.until("the looks", |s, bytes| {
        still(s, bytes)
            && s.contains(&format!("samples · fixed noise · step {n}"))
            && s.contains("accuracy")
            && s.contains("> show ledger")
            && s.contains("∇G")
    });
    photograph(&lab, "gan.svg");
}

#[test]
fn a_ring_at_80_by_24() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = start(80, 24, home.path());
    let n = steps(1500);
    lab.type_in(&format!("data ring; build gan; step {n}; disc\r"));
    lab.until("the map", |s, bytes| {
        still(s, bytes)
            && s.contains(&format!("generated point · step {n}"))
            && s.contains("what Dx says")
    });
    photograph(&lab, "ring.svg");
}

#[test]
fn reconstructions_at_80_by_24() {
    let home = tempfile::tempdir().unwrap();
    let mut lab = start(80, 24, home.path());
    let n = steps(600);
    lab.type_in(&format!("build ae; step {n}; recon 5\r"));
    lab.until("pairs", |s, bytes| {
        still(s, bytes) && s.contains("held-out above") && s.contains(&format!("step {n}"))
    });
    photograph(&lab, "recon.svg");
}
