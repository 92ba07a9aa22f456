//! `sample`: what the generator makes.

use super::{Args, Command, Did, Emit, Shell, Suggestion};
use crate::error::{Error, Result};
use crate::lab::Noise;
use crate::lab::event::Event;

pub(super) const COMMAND: Command = Command {
    name: "sample",
    usage: "[N] [fresh] [of CLASS]",
    about: "N samples (9) of the generator, from noise that stays the same",
    details: "sample 9; sample 16 fresh; after build gan labels=yes also sample 9 of 3, sample 9 of sneaker. The noise is fixed, so that progress can be compared; fresh takes new noise for each step. Looking never changes the run.",
    words: (0, 6),
    suggest: |words| match words {
        [.., "of"] | [] => Vec::new(),
        [_, rest @ ..] if !rest.contains(&"of") => {
            let all = [("fresh", "new noise"), ("of", "of one class")];
            let left = all.into_iter().filter(|(word, _)| !rest.contains(word));
            Suggestion::all(left)
        }
        _ => Vec::new(),
    },
    run,
};

fn run(shell: &mut Shell, args: &Args, emit: Emit<'_>) -> Result<Did> {
    let words: Vec<&str> = args.words.iter().map(String::as_str).collect();
    let split = words.iter().position(|word| *word == "of");
    let (words, class) = match split {
        Some(of) => (&words[..of], Some(words[of + 1..].join(" "))),
        None => (&words[..], None),
    };
    let counted = usize::from(words.first().is_some_and(|word| *word != "fresh"));
    let n = small(if counted == 0 {
        9
    } else {
        args.count(0, 9, 1, 400)?
    });
    let noise = match words.get(counted..).unwrap_or_default() {
        [] => Noise::Fixed,
        ["fresh"] => Noise::Fresh,
        [.., other] => {
            return Err(Error::new(format!(
                "'{other}' is no noise and no class; 'sample {n} fresh' takes new noise, 'sample {n} of {other}' one class"
            )));
        }
    };
    let trainer = shell.trainer()?;
    let class = class.map(|name| trainer.class(&name)).transpose()?;
    if trainer.is_plane() {
        emit(Event::Plane(trainer.plane(n.max(200))?));
    } else {
        emit(Event::Gallery(trainer.sample(n, noise, class)?));
    }
    Ok(Did::AsTyped)
}

/// A count that was bounded before.
pub(super) fn small(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
