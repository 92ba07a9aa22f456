//! `net`: networks that are written at the prompt, and any network as text.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::event::{Event, Listing};
use crate::lab::config::settings::Settings;
use crate::language::command::{Command, Effect, Group, Line};
use crate::language::known::CODE;
use crate::language::layers::{hint, marks};
use crate::language::params::{List, Suggestion, any};
use crate::nets::text::{ACTIVATIONS, Place, Step, Steps, WORDS, Written};
use crate::nets::{Definition, Entry, Latent, Role, printed, shelf};
use crate::shell::{Did, Emit, Shell};

/// A name, and what is done with it.
const WORDS_OF: List<String> = List {
    name: "NAME [ROLE [from NAME] = LAYER | LAYER ...]",
    length: (1, usize::MAX),
    read: any,
    suggest,
};

pub(super) const COMMAND: Command = Command {
    name: "net",
    meant: &["network", "model"],
    group: Group::Build,
    params: &[&WORDS_OF],
    about: "write a network of your own, or show any network",
    details: "net critic disc = conv 16 k5 s2, leaky 0.2 | conv 32 k5 s2, leaky 0.2 | flatten | dense 64, leaky 0.2 | dense 1; then build gan disc=critic. Roles: gen (code to item), enc (item to code), disc, code and pair (from an item, a code, or both to 1 number). Sizes are numbers or arithmetic on H W C (the data), Z (the code) and K (classes): dense 2*Z, reshape H/4 x W/4 x 32; / rounds up. A layer may state its output shape, which is checked: conv 16 k5 s2 -> 14x14x16. Parentheses group. net mine gen from small copies a network of the catalogue with its learning settings; from small before the = keeps these for other layers. net small shows text and table; net mine drop removes it. Layers: dense N, conv N kK sS, convt N kK sS (transposed), upsample N, flatten, reshape AxBxC, bn, ln, relu, leaky SLOPE, elu, silu, gelu, tanh, sigmoid, linear, dropout P, class bias, class pick, code bias, stddev dense N, gaussian, gru read N, gru write RxN, rows BxC. residual (LAYER | ...) adds its input to its output. sn and tap stand before a layer; an activation follows it after a comma; no bias, zero (weights start at zero) and from SHAPE follow its sizes.",
    effect: Effect::Changes,
    hint: Some(|line| hint(line, 1)),
    marks: Some(|line| marks(line, 1)),
    writes_network: true,
    run,
    ..Command::BASE
};

fn suggest(words: &[&str]) -> Vec<Suggestion> {
    match words {
        [_] => {
            let mut all = Suggestion::all(Role::ALL.map(|role| (role.word(), role.about())));
            all.extend(Suggestion::all([("drop", "forget it")]));
            all
        }
        [_, _] => Suggestion::all([
            ("=", "LAYER | LAYER ..."),
            ("from", "the network whose settings it has"),
        ]),
        [.., "=" | "|" | "sn" | "tap" | "("] => {
            Suggestion::all(WORDS.iter().map(|word| (word.name, word.about)))
        }
        [.., last] if last.ends_with(',') => {
            Suggestion::all(ACTIVATIONS.map(|name| (name, "activation")))
        }
        _ => Vec::new(),
    }
}

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let typed = line.given.rest();
    let words: Vec<_> = typed.split_whitespace().collect();
    match words[..] {
        [name] => show(shell, name, None, emit)?,
        [name, "drop"] => forget(shell, name, emit)?,
        [name, role] if !role.contains('=') => {
            show(shell, name, Some(Role::of_word(role)?), emit)?;
        }
        _ => write(shell, typed, emit)?,
    }
    Ok(Did::Nothing)
}

/// Writes a network down.
fn write(shell: &mut Shell, words: &str, emit: Emit<'_>) -> Result<()> {
    let item = shell.data.item.shape();
    let (name, definition) = shell.networks.read(words, &item)?;
    let steps = at_hand(shell, definition.role, &definition.network);
    // A record was right where it was written: at another size of the code, perhaps.
    let text = match (steps, shell.again) {
        (Ok((steps, _)), _) => said(&name, &definition, &steps, shell),
        (Err(_), Some(_)) => format!("{name} {} is written", definition.role.word()),
        (Err(why), None) => return Err(why),
    };
    shell.networks.keep(name, definition)?;
    emit(Event::Said { text });
    Ok(())
}

/// What was written, in a line.
fn said(name: &str, definition: &Definition, steps: &Steps, shell: &Shell) -> String {
    let weights = steps.layers.last().map_or(0, |step| step.so_far);
    let (layers, word) = (steps.layers.len(), definition.role.word());
    let from = match definition.from {
        Some(from) => format!(" · settings of {from}"),
        None => String::new(),
    };
    let of = if layers == 1 { "layer" } else { "layers" };
    format!(
        "{name} {word}: {layers} {of}, {weights} weights for {:?}{from}{}",
        shell.data.item.shape(),
        limits(steps)
    )
}

/// That a network fits these sizes only, or is no type that rustc takes, and why; nothing where it fits every size.
fn limits(steps: &Steps) -> String {
    let Some(remark) = &steps.remark else {
        return String::new();
    };
    let what = match (steps.general, steps.typed) {
        (true, _) => "fits every size, but not as a Rust type",
        (false, true) => "fits these sizes only",
        (false, false) => "fits these sizes only, and rustc would refuse it",
    };
    format!(" · {what}: {remark}")
}

fn forget(shell: &mut Shell, name: &str, emit: Emit<'_>) -> Result<()> {
    if !shell.networks.drop(name) {
        // The catalogue says what it is, or that there is none.
        shell
            .networks
            .choose(name, Role::Generator, &shelf(&shell.data.item.shape()))?;
        return Err(Error::new(format!(
            "'{name}' is a network of the catalogue, which stays"
        )));
    }
    emit(Event::Said {
        text: format!("'{name}' is forgotten; a run that has it goes on"),
    });
    Ok(())
}

/// A network at the sizes at hand, and how many classes that is for: labels are no condition where it fits
/// without them.
fn at_hand(shell: &Shell, role: Role, network: &Written) -> Result<(Steps, usize)> {
    let item = shell.data.item.shape();
    let latent = latent(shell);
    let mut first = None;
    for classes in [1, shell.data.classes.len().max(shelf(&item).classes)] {
        match network.check(&Place::of(role, &item, latent, classes)?) {
            Ok(steps) => return Ok((steps, classes)),
            Err(why) => first = first.or(Some(why)),
        }
    }
    Err(first.map_or_else(
        || Error::new("a network has a layer at least"),
        |why| why.error(),
    ))
}

/// Numbers in a code at hand.
fn latent(shell: &Shell) -> usize {
    let run = shell.trainer.as_ref();
    run.map_or(CODE, |trainer| trainer.state().latent)
}

/// Items in a batch at hand.
fn batch(shell: &Shell) -> usize {
    let run = shell.trainer.as_ref();
    run.map_or_else(
        || Settings::default().batch(),
        |trainer| trainer.state().settings.batch(),
    )
}

/// The memory of a layer: each weight with its gradient and two numbers of optimiser state, and its outputs for a batch
/// with their gradients.
fn memory(step: &Step, batch: usize) -> String {
    let given = step.shape.iter().fold(batch, |a, b| a.saturating_mul(*b));
    let numbers = step
        .weights
        .saturating_mul(4)
        .saturating_add(given.saturating_mul(2));
    let bytes = numbers.saturating_mul(size_of::<f32>());
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let at = (0..units.len() - 1).find(|at| bytes >> (10 * (at + 1)) == 0);
    let at = at.unwrap_or(units.len() - 1);
    match at {
        0 => format!("{bytes} B"),
        _ => format!(
            "{:.1} {}",
            bytes as f64 / (1_u64 << (10 * at)) as f64,
            units[at]
        ),
    }
}

/// Text and table of every network under a name, or of one.
fn show(shell: &mut Shell, name: &str, role: Option<Role>, emit: Emit<'_>) -> Result<()> {
    let item = shell.data.item.shape();
    let shelf = shelf(&item);
    if let Some(roles) = shell.networks.written(name) {
        if let Some(role) = role {
            shell.networks.choose(name, role, &shelf)?;
        }
        let mine = roles
            .values()
            .filter(|of| role.is_none_or(|role| of.role == role));
        for definition in mine.cloned().collect::<Vec<_>>() {
            one(shell, name, &definition, emit);
        }
        return Ok(());
    }
    shell
        .networks
        .choose(name, role.unwrap_or(Role::Generator), &shelf)?;
    let entry = shelf.entry(name)?;
    for role in Role::ALL
        .into_iter()
        .filter(|of| role.is_none_or(|role| *of == role))
    {
        catalogued(shell, entry, role, emit)?;
    }
    Ok(())
}

fn catalogued(shell: &Shell, entry: &'static Entry, role: Role, emit: Emit<'_>) -> Result<()> {
    let text = printed(entry, role, false, &shell.data.item.shape())?;
    let network = Written::read(&text).map_err(|why| why.error())?;
    let definition = Definition {
        role,
        from: Some(entry.name),
        network: network.into(),
        own: None,
    };
    one(shell, entry.name, &definition, emit);
    Ok(())
}

/// Text and table of one network.
fn one(shell: &Shell, name: &str, definition: &Definition, emit: Emit<'_>) {
    let (role, network) = (definition.role, &definition.network);
    emit(Event::Said {
        text: format!("{} {} = {}", name, role.word(), network.text()),
    });
    let (steps, classes) = match at_hand(shell, role, network) {
        Ok(found) => found,
        Err(why) => {
            // It was written over other data.
            emit(Event::Said {
                text: why.to_string(),
            });
            return;
        }
    };
    let batch = batch(shell);
    let row = |step: &Step| {
        let shape: Vec<_> = step.shape.iter().map(ToString::to_string).collect();
        vec![
            network
                .text()
                .get(step.span.clone())
                .unwrap_or("")
                .to_owned(),
            shape.join("x"),
            step.weights.to_string(),
            step.so_far.to_string(),
            step.multiply_adds.to_string(),
            memory(step, batch),
        ]
    };
    let each = steps.layers.iter().map(|step| step.multiply_adds);
    let work = each.fold(0_usize, usize::saturating_add);
    let with = if classes == 1 { "" } else { ", labels" };
    let limits = match limits(&steps) {
        none if none.is_empty() => " · fits every size".to_owned(),
        limits => limits,
    };
    emit(Event::Listing(Listing {
        title: format!("{name} {} · latent {}{with}", role.word(), latent(shell)),
        columns: [
            "layer",
            "gives",
            ">weights",
            ">so far",
            ">multiply-adds",
            ">memory",
        ]
        .map(Into::into)
        .into(),
        rows: steps.layers.iter().map(row).collect(),
        footer: format!(
            "{work} multiply-adds per item · memory for a batch of {batch}, with gradients and optimiser state{limits}{}",
            settings(shell, name, definition)
        ),
    }));
}

/// Where the settings of a network come from.
fn settings(shell: &Shell, name: &str, definition: &Definition) -> String {
    let shelf = shelf(&shell.data.item.shape());
    let Ok(chosen) = shell.networks.choose(name, definition.role, &shelf) else {
        return String::new();
    };
    let from = match (&definition.own, definition.from) {
        (Some(_), _) => "those of its type".to_owned(),
        (None, Some(from)) => format!("those of {from}"),
        (None, None) => "its last activation".to_owned(),
    };
    match definition.role {
        Role::Generator => {
            let mut text = format!(" · {} ({from})", chosen.range().about(shell.data.item));
            for (key, value) in chosen.game() {
                text.extend([" · ", key, "=", value]);
            }
            if let Latent::Own(latent) = chosen.latent() {
                text.extend([" · latent=", &latent.to_string()]);
            }
            text
        }
        Role::Encoder if chosen.signed() => format!(" · codes of either sign ({from})"),
        Role::Encoder => format!(" · codes are never negative ({from})"),
        _ => String::new(),
    }
}

/// Rows of the networks that were written, for `nets`: name, roles, data.
pub(super) fn rows(shell: &Shell) -> Vec<Vec<String>> {
    let row = |(name, roles): (&str, &BTreeMap<Role, Definition>)| {
        let words: Vec<_> = roles.keys().map(|role| role.word()).collect();
        let own = roles.values().find_map(|of| of.own.as_ref());
        let shelf = shelf(&shell.data.item.shape());
        let generator = shell.networks.choose(name, Role::Generator, &shelf);
        let range = generator.map_or("", |of| of.range().about(shell.data.item));
        vec![
            name.to_owned(),
            own.map_or_else(
                || format!("written: {}", words.join(", ")),
                |own| own.entry.about.to_owned(),
            ),
            range.to_owned(),
        ]
    };
    shell.networks.iter().map(row).collect()
}
