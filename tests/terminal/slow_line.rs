//! A slow line: SSH through a proxy that lets 7 kB a second through and takes 100 ms each way. What is typed is echoed and
//! Ctrl-C is answered while training is watched, and no queue grows.
//!
//! What is asserted is not a time but how many bytes come before the answer: those that the line takes in half a
//! second. A slow machine makes fewer of them, not more.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::support::pty::{Pty, command};
use crate::support::sshd::Server;

/// Bytes a second.
const RATE: usize = 7000;
/// How long the way takes, there as well as back.
const WAY: Duration = Duration::from_millis(100);
/// What the line takes in half a second.
const SOON: usize = RATE / 2;

/// Hands on what comes, no faster than the line is and no sooner than the way takes; counts it.
fn carry(mut from: TcpStream, mut to: TcpStream, count: Arc<AtomicUsize>) {
    let (outbox, inbox) = mpsc::channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        let mut free = Instant::now();
        let mut piece = [0; 128];
        while let Ok(n @ 1..) = from.read(&mut piece) {
            free = free.max(Instant::now()) + Duration::from_secs(1) * n as u32 / RATE as u32;
            std::thread::sleep(free.saturating_duration_since(Instant::now()));
            if outbox.send((free + WAY, piece[..n].to_vec())).is_err() {
                break;
            }
        }
    });
    std::thread::spawn(move || {
        for (due, piece) in inbox {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&piece).is_err() {
                break;
            }
            count.fetch_add(piece.len(), Ordering::Relaxed);
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

/// A slow way to a port; where it begins, and the bytes that have come back on it.
fn slow(port: u16) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = listener.local_addr().unwrap().port();
    let back = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&back);
    std::thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let far = TcpStream::connect(("127.0.0.1", port)).unwrap();
            for end in [&near, &far] {
                end.set_nodelay(true).unwrap();
            }
            let (near_too, far_too) = (near.try_clone().unwrap(), far.try_clone().unwrap());
            carry(near_too, far_too, Arc::default());
            carry(far, near, Arc::clone(&count));
        }
    });
    (here, back)
}

// Two tests, so that one waits while the other does.
#[test]
fn keys_and_ctrl_c_are_answered_soon_and_no_queue_grows() {
    answered_soon(80, 24);
}

#[test]
fn keys_and_ctrl_c_are_answered_soon_on_a_large_screen() {
    answered_soon(120, 40);
}

fn answered_soon(columns: u16, rows: u16) {
    let Some(mut server) = Server::start() else {
        return;
    };
    let (port, back) = slow(server.port);
    server.port = port;
    let arguments = server.arguments(true, &server.lab("--threads 1"));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let client = command("ssh", &arguments, server.place.path());
    let mut terminal = Pty::sized(client, columns, rows, true);
    terminal.shows("lab>");
    terminal.type_in("build gan batch=8\r");
    terminal.shows("gan>");
    terminal.type_in("run\r");
    // Until pictures have been drawn for a while.
    let (begun, began) = (back.load(Ordering::Relaxed), Instant::now());
    terminal.until("training", |screen, _| {
        screen.contains("running") && back.load(Ordering::Relaxed) > begun + 14_000
    });
    let watched = (back.load(Ordering::Relaxed) - begun) as f64 / began.elapsed().as_secs_f64();
    println!("{columns}×{rows}: {watched:.0} bytes a second");
    let mut behind = Vec::new();
    let mut typed = String::new();
    // A comment: no hint writes a letter before it is typed.
    for letter in "#quickly".chars() {
        typed.push(letter);
        let wanted = format!("gan> {typed}");
        let (before, began) = (back.load(Ordering::Relaxed), Instant::now());
        terminal.type_in(&letter.to_string());
        terminal.until("an echo", |screen, _| screen.contains(&wanted));
        behind.push((back.load(Ordering::Relaxed) - before, began.elapsed()));
    }
    println!("{columns}×{rows}: bytes and time to an echo: {behind:?}");
    behind.sort_unstable();
    // One that met an update of everything may be later.
    let (bytes, _) = behind[behind.len() * 3 / 4];
    assert!(bytes < SOON, "{columns}×{rows}: {behind:?}");
    terminal.type_in("\x15");
    terminal.until("an empty line", |screen, _| !screen.contains("gan> #"));
    let (before, began) = (back.load(Ordering::Relaxed), Instant::now());
    terminal.type_in("\x03");
    terminal.until("an answer", |screen, _| !screen.contains("running"));
    let bytes = back.load(Ordering::Relaxed) - before;
    println!(
        "{columns}×{rows}: Ctrl-C: {bytes} bytes, {:?}",
        began.elapsed()
    );
    assert!(bytes < SOON, "{columns}×{rows}: {bytes} bytes after Ctrl-C");
    // Frames are dropped, lines never: the last one is there, and so is what came before it.
    terminal.type_in("note first\rnote last\r");
    terminal.until("the notes", |screen, _| {
        screen.contains("\n  first") && screen.contains("\n  last")
    });
}
