//! `export`: samples as an IDX file or a picture, to be judged by other tools.

use std::path::Path;

use super::prompt::PATH;
use super::sample::small;
use super::save::no_session;
use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::art::Picture;
use crate::data::write_images;
use crate::error::{Error, Result};
use crate::lab::event::Event;
use crate::lab::{MOST, Noise};
use crate::session::{Session, write_atomically};

pub(super) const COMMAND: Command = Command {
    name: "export",
    usage: "samples N FILE.idx[.gz] | grid FILE.png | session FILE.ron",
    about: "write samples for other tools (IDX, PNG), or the record without its weights",
    details: "export samples 5000 made.idx.gz; export grid made.png (64 samples).",
    words: (2, 3),
    suggest: |words| match words {
        [] => Suggestion::all([
            ("samples", "an IDX file of bytes"),
            ("grid", "a picture of 64 samples"),
            ("session", "the record alone, to be replayed"),
        ]),
        ["samples"] => Vec::new(),
        _ => Suggestion::all([(PATH, "")]),
    },
    run,
};

/// Refuses to write over what is there, unless it is a record alone, too.
fn record_only(path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let what = match Session::read(path) {
        Ok(session) if session.checkpoint.is_none() => return Ok(()),
        Ok(_) => "a session with weights",
        Err(_) => "there and no session",
    };
    Err(Error::new(format!(
        "'{}' is {what}; 'export session' with another name keeps it",
        path.display()
    )))
}

/// Refuses to write a picture over weights, be they a reader's, and over what [`no_session`] keeps.
fn picture_only(path: &Path) -> Result<()> {
    no_session(path)?;
    if path.is_file() && path.extension().is_some_and(|e| e == "safetensors") {
        return Err(Error::new(format!(
            "'{}' holds weights; another name keeps them",
            path.display()
        )));
    }
    Ok(())
}

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    if let (Some("session"), Some(path), None) = (args.word(0), args.word(1), args.word(2)) {
        let mut session = shell
            .session
            .clone()
            .ok_or_else(|| Error::new("nothing has happened yet; 'build gan' begins a session"))?;
        session.checkpoint = None;
        record_only(Path::new(path))?;
        session.write(Path::new(path))?;
        emit(Event::Exported {
            what: "entries".into(),
            path: path.to_owned(),
            count: session.entries.len(),
        });
        return Ok(Did::Nothing);
    }
    let trainer = shell.trainer()?;
    if trainer.is_plane() {
        return Err(Error::new(
            "only pictures are exported; this experiment makes points",
        ));
    }
    let (what, path, count) = match (args.word(0), args.word(1), args.word(2)) {
        (Some("samples"), Some(_), Some(path)) => {
            let n = small(args.count(1, 0, 1, MOST as u64)?);
            picture_only(Path::new(path))?;
            // A picture has three sizes.
            let shape = trainer.shape();
            let image = [shape[0], shape[1], shape[2]];
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let bytes: Vec<u8> = trainer
                .generate_items(n, Noise::Fixed, None)?
                .into_iter()
                .map(|v| (v.clamp(0.0, 1.0) * 255.0).round() as u8)
                .collect();
            write_images(Path::new(path), image, &bytes)?;
            ("samples", path, n)
        }
        (Some("grid"), Some(path), None) => {
            picture_only(Path::new(path))?;
            let gallery = trainer.sample(64, Noise::Fixed, None)?;
            let grid = Picture::tile(&gallery.pictures, 8, 2)
                .map_err(|cause| Error::new(format!("no grid can be made: {cause}")))?;
            let mut png = Vec::new();
            grid.write_png(&mut png)
                .map_err(|cause| Error::new(format!("the picture cannot be written: {cause}")))?;
            write_atomically(Path::new(path), |w| w.write_all(&png))?;
            ("samples", path, 64)
        }
        _ => {
            return Err(Error::new(
                "usage: export samples N FILE.idx.gz, export grid FILE.png, or export session FILE.ron",
            ));
        }
    };
    emit(Event::Exported {
        what: what.into(),
        path: path.to_owned(),
        count,
    });
    Ok(Did::Nothing)
}
