//! `export`: samples as an IDX file or a picture, to be judged by other tools.

use crate::art::Picture;
use crate::data::write_images;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::file::write_atomically;
use crate::lab::{MOST, Noise};
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::params::{Count, Forms, Key, Name, Suggestion, any};
use crate::session;
use crate::shell::spared::spared;
use crate::shell::target::{Kind, Target};
use crate::shell::{Did, Emit, Shell};

/// Samples, and how many.
const SAMPLES: Key = Key::new("samples", "an IDX file of bytes");
const N: Count = Count::needed("N", 1, MOST as u64);
const IDX: Name<String> = Name::needed("FILE.idx[.gz]", any, Suggestion::path);

/// A picture of samples.
const GRID: Key = Key::new("grid", "a picture of 64 samples");
const PNG: Name<String> = Name::needed("FILE.png", any, Suggestion::path);

/// What happened.
const SESSION: Key = Key::new("session", "the record alone, to be replayed");
const RON: Name<String> = Name::needed("FILE.ron", any, Suggestion::path);

const WHAT: Forms = Forms::one_of(&[&[&SAMPLES, &N, &IDX], &[&GRID, &PNG], &[&SESSION, &RON]]);

pub(super) const COMMAND: Command = Command {
    name: "export",
    meant: &["dump"],
    group: Group::Files,
    params: &[&WHAT],
    about: "write samples as IDX or PNG, or the record without weights",
    details: "export samples 5000 made.idx.gz; export grid made.png (64 samples). A file that is there is written over if this program wrote it and it is of the same kind; any other where its name is typed with !: made.png!. The data that are loaded never are.",
    effect: Effect::Writes,
    misfit: Some(|_, _, _| {
        "usage: export samples N FILE.idx.gz, export grid FILE.png, or export session FILE.ron"
            .to_owned()
    }),
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    if let Some(path) = line.given.maybe(&RON)? {
        let mut session = shell
            .session
            .clone()
            .ok_or_else(|| Error::new("nothing has happened yet; 'build gan' begins a session"))?;
        let target = Target::typed(&path);
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
    let (kind, path) = match line.given.maybe(&PNG)? {
        Some(path) => (Kind::Picture, path),
        None => (Kind::Samples, line.given.get(&IDX)?),
    };
    if shell.trainer()?.is_plane() {
        return Err(Error::new(
            "only pictures are exported; this experiment makes points",
        ));
    }
    let target = Target::typed(&path);
    let path = &target.path;
    let count = if kind == Kind::Samples {
        let n = line.given.size(&N)?;
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
