//! The lab without a terminal: lines typed into it, scripts and sessions, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod agree;
mod answers;
mod averages;
mod bad_input;
mod colour;
mod compress;
mod critics;
mod deep;
mod divergence;
mod doctor;
mod ends;
mod evaluation;
mod expectations;
mod exports;
mod held_out;
mod inside;
mod keeping;
mod labels;
mod likeness;
mod limits;
mod lines;
mod metrics;
mod objectives;
mod old_saves;
mod optimisers;
mod overwriting;
mod pairs;
mod penalties;
mod ranges;
mod readers;
mod recipes;
mod recurrent;
mod run;
mod saves;
mod script_ends;
mod scripts;
mod sessions;
mod steps;
mod sums;
mod unsaved;
mod variational;
mod warm;
