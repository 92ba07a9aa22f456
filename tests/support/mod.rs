//! What the tests share: lines typed into a lab, and real programs in an emulated terminal.
//!
//! Every test binary takes this module whole (`#[path = "../support/mod.rs"] mod support;`) and uses its part of it.
#![allow(dead_code)]

pub mod emulated;
pub mod pty;
pub mod python;
pub mod schema;
pub mod screen;
pub mod sshd;
pub mod svg;
pub mod typed;
