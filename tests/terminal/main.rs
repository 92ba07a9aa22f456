//! The program in a terminal: the full screen, the line prompt, SSH, and ends that nobody asked for.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod lost;
mod pictures;
mod prompt;
mod screen;
mod ssh;
mod text_in;
