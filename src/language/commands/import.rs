//! `import`: weights that another program wrote.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::event::Event;
use crate::language::command::{Batch, Command, Effect, Group, Line};
use crate::language::params::{Key, Name, Opt, Options, Suggestion, any};
use crate::session;
use crate::shell::place::to_read;
use crate::shell::{Did, Emit, Shell};

/// What is imported.
const WEIGHTS: Key = Key::new("weights", "of networks of the run");
const FILE: Name<String> = Name::needed("FILE.safetensors", any, Suggestion::path);

/// For which network.
const NET: Opt<String> = Opt {
    key: "net",
    shown: "net=NAME",
    about: "the network that the file is for: G, gen, or its name",
    read: |_, value| Ok(value.to_owned()),
};

/// Which file it was: what a record says.
const SHA256: Opt<String> = Opt {
    key: "sha256",
    shown: "",
    about: "the SHA-256 of the file",
    read: |_, value| {
        let hash = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        if hash {
            Ok(value.to_lowercase())
        } else {
            Err(Error::new("a SHA-256 is 64 hexadecimal digits"))
        }
    },
};

pub(super) const COMMAND: Command = Command {
    name: "import",
    group: Group::Files,
    params: &[&WEIGHTS, &FILE, &Options::of(&[&NET, &SHA256])],
    about: "take over weights that another program wrote (.safetensors)",
    details: "import weights g.safetensors net=G. Names and layouts are those of PyTorch, which 'export weights' writes too (docs/weights.md): a linear layer is [out, in], a convolution [out, in, rows, columns], a transposed one [in, out, rows, columns]. If the names differ, tensors are matched in the order of their layers. Numbers are F32, F16 or BF16. If something does not fit, it is named and nothing changes. Optimiser state is reset. The session records the SHA-256 of the file; to recompute the session, the same file has to be imported once in that lab.",
    effect: Effect::Changes,
    batch: Batch::Completes,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    shell.trainer()?;
    let word = line.given.get(&FILE)?;
    let (net, recorded) = (line.given.option(&NET)?, line.given.option(&SHA256)?);
    let path = match &recorded {
        // Only a record says this.
        Some(sha256) => known(shell, &word, sha256)?,
        None if shell.again.is_some() => {
            return Err(Error::new(format!(
                "the record does not say which file '{word}' was, and a record opens no file by itself"
            )));
        }
        None => to_read(&word)?,
    };
    let (tensors, sha256) = session::read_foreign(&path)?;
    if let Some(recorded) = recorded.filter(|recorded| *recorded != sha256) {
        return Err(Error::new(format!(
            "'{}' is another file than the one that was imported: its SHA-256 begins with {}, not with {}",
            path.display(),
            &sha256[..12],
            &recorded[..12]
        )));
    }
    // Who types a name lets it be read, here and where a record wants the same file.
    shell.imported.insert(sha256.clone(), path);
    let roles = shell.trainer()?.import_weights(&tensors, net.as_deref())?;
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    emit(Event::Said {
        text: format!(
            "weights of {} from '{word}' (SHA-256 {}…); optimiser state is reset",
            roles.join(", "),
            &sha256[..12]
        ),
    });
    let net = net.map_or_else(String::new, |net| format!(" net={net}"));
    let quote = if word.contains('"') { '\'' } else { '"' };
    Ok(Did::As(format!(
        "import weights {quote}{word}{quote}{net} sha256={sha256}"
    )))
}

/// Where the file lies that a record wants: somebody has named it here.
fn known(shell: &Shell, word: &str, sha256: &str) -> Result<PathBuf> {
    let allowed = || shell.allow_compute.then(|| to_read(word)).transpose();
    let found = shell.imported.get(sha256).cloned();
    found.map_or_else(allowed, |path| Ok(Some(path)))?.ok_or_else(|| {
        Error::new(format!(
            "the session imported weights from '{word}' (SHA-256 {}…), and a record opens no file by itself; get that file, 'import weights FILE' it once here, then try again, or start with --allow-compute, which opens '{word}'",
            &sha256[..12]
        ))
    })
}
