//! `export`: what a run makes and what it is made of, as files for other tools.

mod curves;
mod grid;
mod items;
mod net;
mod pictures;
mod session;
mod weights;
mod words;

use crate::error::Result;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::origin::{FROM, K};
use crate::language::params::{Forms, Options};
use crate::shell::{Did, Emit, Shell};
use words::{
    CURVES, FILE, GRID, N, NAME, NET, NEW, ONE, PNG, RON, ROWS, RS, SESSION, TABLE, TENSORS,
    WEIGHTS,
};

const WHAT: Forms = Forms::one_of(&[
    &[&ROWS, &N, &FILE, &NEW, &ONE],
    &[&CURVES, &TABLE],
    &[&WEIGHTS, &TENSORS],
    &[&GRID, &PNG],
    &[&SESSION, &RON],
    &[&NET, &NAME, &RS],
]);

const OPTIONS: Options = Options::of(&[&FROM, &K, &items::PART, &session::FRAMES]);

pub(super) const COMMAND: Command = Command {
    name: "export",
    meant: &["dump"],
    group: Group::Files,
    params: &[&WHAT, &OPTIONS],
    about: "write samples, codes, curves, weights or networks as files",
    details: "export samples 5000 made.npz; export samples 100 made/ of 3; export codes 1000 codes.npy part=train; export curves run.csv (or .jsonl): every value of every step; export weights w.safetensors, as PyTorch has them (docs/weights.md); export grid made.png (64 samples); export session run.ron, the record without weights, with frames=4 for a replay that shows four moments of each step command of 200 steps or more; export net mine mine.rs, a network of your own as a file of the catalogue. The name decides the format: .npy, .npz, .idx or .idx.gz, .csv for points and codes, or a folder of PNG files if it ends with '/'. Labels go into the same file or one beside it (made-labels.npy). samples are those of 'sample', and noise is what they are made from, with the same 'fresh', 'of CLASS' and 'from=mixture'. recon and codes use held-out items in their order, or training items with part=train. An existing file is overwritten if this program wrote it and it is of the same kind, any other only with !: made.png!. The loaded data are never overwritten.",
    effect: Effect::Writes,
    misfit: Some(|_, _, _| {
        "usage: export samples|recon|codes|noise|labels N FILE [of CLASS] [fresh] [from=mixture], export curves FILE.csv, export weights FILE.safetensors, export grid FILE.png, export session FILE.ron, or export net NAME FILE.rs"
            .to_owned()
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    if let Some(path) = line.given.maybe(&RON)? {
        let frames = line.given.option(&session::FRAMES)?.unwrap_or(0);
        session::export(line.language, shell, (&path, frames), emit)?;
    } else if let Some(path) = line.given.maybe(&PNG)? {
        grid::export(shell, &path, emit)?;
    } else if let Some(path) = line.given.maybe(&TENSORS)? {
        weights::export(shell, &path, emit)?;
    } else if let Some(path) = line.given.maybe(&TABLE)? {
        curves::export(shell, &path, emit)?;
    } else if let Some(path) = line.given.maybe(&RS)? {
        net::export(shell, &line.given.get(&NAME)?, &path, emit)?;
    } else {
        items::export(shell, line, emit)?;
    }
    Ok(Did::Nothing)
}
