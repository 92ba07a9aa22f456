//! A stranger's session or journal: read, printed in every form, written and read again.
#![no_main]

use std::path::PathBuf;

use aegan_lab::art::{Blitter, Depth, Style};
use aegan_lab::event::Event;
use aegan_lab::session::{Session, recover};
use aegan_lab::transcript::{Format, Printer};
use libfuzzer_sys::fuzz_target;

/// Pixels of all pictures that are still printed: more only takes longer.
const PIXELS: usize = 1 << 16;

fn own_file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("aegan-fuzz-{}-{name}", std::process::id()))
}

fn pixels(event: &Event) -> usize {
    match event {
        Event::Gallery(gallery) => gallery.pictures.iter().map(|p| p.pixels().len()).sum(),
        Event::Scores(scores) => scores.shown.iter().map(|s| s.picture.pixels().len()).sum(),
        Event::Phase(phase) => phase
            .pictures
            .iter()
            .flat_map(|gallery| &gallery.pictures)
            .map(|p| p.pixels().len())
            .sum(),
        Event::Plane(plane) => plane.belief.as_ref().map_or(0, |p| p.pixels().len()),
        _ => 0,
    }
}

fn print(session: &Session) {
    let events = || session.entries.iter().flat_map(|entry| &entry.events);
    if events().map(|timed| pixels(&timed.event)).sum::<usize>() > PIXELS {
        return;
    }
    for (blitter, depth, format) in [
        (Blitter::Ascii, Depth::Mono, Format::Text),
        (Blitter::Half, Depth::Truecolour, Format::Text),
        (Blitter::Ascii, Depth::Mono, Format::Json),
    ] {
        let printer = Printer {
            style: Style { blitter, depth },
            width: 20,
            format,
            progress: false,
        };
        let mut out = Vec::new();
        for timed in events() {
            printer.print(&timed.event, &mut out).expect("memory takes it");
        }
        let text = String::from_utf8(out).expect("text");
        // Without colours nothing may command the terminal.
        if depth == Depth::Mono {
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}

fuzz_target!(|text: &str| {
    if let Ok(session) = Session::parse(text) {
        print(&session);
        let path = own_file("session.ron");
        session.write(&path).expect("what was read can be written");
        Session::read(&path).expect("what was written can be read");
    }
    let path = own_file("lost.journal");
    std::fs::write(&path, text).expect("the folder for temporary files can be written");
    if let Ok(recovered) = recover(&path) {
        print(&recovered.session);
    }
});
