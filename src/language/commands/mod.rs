//! The commands: one file each, and the list.

mod arith;
mod back;
mod branch;
mod branches;
mod break_at;
pub(super) mod build;
mod classifier;
mod clear;
mod compare;
mod compress;
mod data;
mod diff;
mod disc;
mod doctor;
mod dream;
mod drop;
mod eval;
mod expect;
mod export;
mod film;
mod forward;
mod goto;
mod help;
mod import;
mod interp;
mod latent;
mod lesson;
mod load;
mod mouse;
mod nearest;
mod net;
mod nets;
mod next;
mod note;
mod plot;
mod pretrain;
mod prev;
mod quit;
mod recon;
mod redo;
mod replay;
mod reset;
mod run;
mod saliency;
mod sample;
mod save;
mod set;
mod show;
mod source;
mod step;
mod stopping;
mod swap;
mod switch;
mod term;
mod translate;
mod undo;
mod until;
mod verify;
mod when;

use super::command::Command;

/// All commands; to add one is a file and a word here.
pub const COMMANDS: &[Command] = &[
    help::COMMAND,
    lesson::COMMAND,
    data::COMMAND,
    nets::COMMAND,
    net::COMMAND,
    build::COMMAND,
    show::COMMAND,
    set::COMMAND,
    term::COMMAND,
    swap::COMMAND,
    reset::COMMAND,
    pretrain::COMMAND,
    step::COMMAND,
    next::COMMAND,
    run::COMMAND,
    until::COMMAND,
    back::COMMAND,
    forward::COMMAND,
    goto::COMMAND,
    prev::COMMAND,
    undo::COMMAND,
    redo::COMMAND,
    when::COMMAND,
    break_at::COMMAND,
    branch::COMMAND,
    branches::COMMAND,
    switch::COMMAND,
    drop::COMMAND,
    diff::COMMAND,
    film::COMMAND,
    sample::COMMAND,
    disc::COMMAND,
    recon::COMMAND,
    interp::COMMAND,
    arith::COMMAND,
    latent::COMMAND,
    saliency::COMMAND,
    dream::COMMAND,
    translate::COMMAND,
    eval::COMMAND,
    nearest::COMMAND,
    compress::COMMAND,
    doctor::COMMAND,
    compare::COMMAND,
    classifier::COMMAND,
    plot::COMMAND,
    save::COMMAND,
    load::COMMAND,
    replay::COMMAND,
    verify::COMMAND,
    export::COMMAND,
    import::COMMAND,
    source::COMMAND,
    expect::COMMAND,
    note::COMMAND,
    clear::COMMAND,
    mouse::COMMAND,
    quit::COMMAND,
];
