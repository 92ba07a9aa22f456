//! The program in a terminal: the full screen, the line prompt, SSH, and ends that nobody asked for.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod beside;
mod drawing;
mod hangup;
mod leaving;
mod lessons;
mod lost;
mod pictures;
mod prompt;
mod replay;
mod screen;
mod slow_line;
mod ssh;
mod suspend;
mod text_in;
mod timeline;
