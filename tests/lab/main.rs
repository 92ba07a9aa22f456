//! The lab without a terminal: lines typed into it, scripts and sessions, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod bad_input;
mod colour;
mod compress;
mod critics;
mod deep;
mod doctor;
mod ends;
mod evaluation;
mod exports;
mod held_out;
mod inside;
mod labels;
mod limits;
mod metrics;
mod old_saves;
mod pairs;
mod readers;
mod recipes;
mod recurrent;
mod run;
mod saves;
mod scripts;
mod sessions;
mod steps;
mod variational;
mod warm;
