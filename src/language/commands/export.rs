//! `export`: samples as an IDX file or a picture, to be judged by other tools.

use super::sample::small;
use crate::art::Picture;
use crate::data::write_images;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::file::write_atomically;
use crate::lab::{MOST, Noise};
use crate::language::args::Args;
use crate::language::command::PATH;
use crate::language::command::{Command, Suggestion};
use crate::session;
use crate::shell::spared::spared;
use crate::shell::target::{Kind, Target};
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "export",
    usage: "samples N FILE.idx[.gz] | grid FILE.png | session FILE.ron",
    about: "write samples for other tools (IDX, PNG), or the record without its weights",
    details: "export samples 5000 made.idx.gz; export grid made.png (64 samples). A file that is there is written over if this program wrote it and it is of the same kind; any other where its name is typed with !: made.png!. The data that are loaded never are.",
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

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    if let (Some("session"), Some(path), None) = (args.word(0), args.word(1), args.word(2)) {
        let mut session = shell
            .session
            .clone()
            .ok_or_else(|| Error::new("nothing has happened yet; 'build gan' begins a session"))?;
        let target = Target::typed(path);
        target.check(Kind::Record, shell)?;
        if let Some(said) = spared(&target, true, &session, shell)? {
            emit(Event::Said { text: said });
        }
        // Where a session with weights goes, they go with it.
        session::save(&target.path, &mut session, None, &mut |_| {})?;
        emit(Event::Exported {
            what: "entries".into(),
            path: target.path.display().to_string(),
            count: session.entries.len(),
        });
        return Ok(Did::Nothing);
    }
    let target = match (args.word(0), args.word(1), args.word(2)) {
        (Some("samples"), Some(_), Some(path)) => Some((Kind::Samples, Target::typed(path))),
        (Some("grid"), Some(path), None) => Some((Kind::Picture, Target::typed(path))),
        _ => None,
    };
    if shell.trainer()?.is_plane() {
        return Err(Error::new(
            "only pictures are exported; this experiment makes points",
        ));
    }
    let Some((kind, target)) = target else {
        return Err(Error::new(
            "usage: export samples N FILE.idx.gz, export grid FILE.png, or export session FILE.ron",
        ));
    };
    let path = &target.path;
    let count = if kind == Kind::Samples {
        let n = small(args.count(1, 0, 1, MOST as u64)?);
        target.check(kind, shell)?;
        let trainer = shell.trainer()?;
        // A picture has three sizes.
        let shape = trainer.shape();
        let image = [shape[0], shape[1], shape[2]];
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let bytes: Vec<u8> = trainer
            .generate_items(n, Noise::Fixed, None)?
            .into_iter()
            .map(|v| (v.clamp(0.0, 1.0) * 255.0).round() as u8)
            .collect();
        write_images(path, image, &bytes)?;
        n
    } else {
        target.check(kind, shell)?;
        let gallery = shell.trainer()?.sample(64, Noise::Fixed, None)?;
        let grid = Picture::tile(&gallery.pictures, 8, 2)
            .map_err(|cause| Error::new(format!("no grid can be made: {cause}")))?;
        let mut png = Vec::new();
        grid.write_png(&mut png)
            .map_err(|cause| Error::new(format!("the picture cannot be written: {cause}")))?;
        write_atomically(path, |w| w.write_all(&png))?;
        64
    };
    shell.written.note(path);
    emit(Event::Exported {
        what: "samples".into(),
        path: path.display().to_string(),
        count,
    });
    Ok(Did::Nothing)
}
