//! Makes what a stranger's file says harmless: no text commands a terminal, no number is absurd.
//!
//! Every pattern here names every field, so that an event or a field that is added later does not
//! compile until somebody has decided what of it a stranger may say.
//!
//! Measured values (losses, scores, points) may be NaN or infinite: a lab whose training diverged
//! says so, and its session must open. Times and the bounds of the plane may not.

use std::mem;

use super::bounds::{FEW, MANY, SOME, WORD, at_most, steps, text, time, word, words};
use super::format::{CheckpointRef, DataRef, Entry, Session, Timed};
use super::looks;
use crate::error::{Error, Result, plain};
use crate::event::{
    Built, Curves, Evaluated, Event, Ledger, Listing, Measure, Moved, NetFact, PhaseReport,
    Progress, Series, Stepped, StoppedAt, TermRow,
};

/// Checks a session and cleans its texts.
pub(super) fn session(session: &mut Session) -> Result<()> {
    let Session {
        format: _,
        program,
        instruction_set,
        seed: _,
        data: DataRef { name, digest },
        recipe,
        checkpoint,
        entries,
    } = session;
    words([program, instruction_set, name, digest, recipe])?;
    if let Some(checkpoint) = checkpoint {
        reference(checkpoint)?;
    }
    at_most("entries", entries.len(), MANY)?;
    for (index, entry) in entries.iter_mut().enumerate() {
        self::entry(entry).map_err(|why| Error::new(format!("entry {}: {why}", index + 1)))?;
    }
    Ok(())
}

/// Checks an entry and cleans its texts.
pub(super) fn entry(entry: &mut Entry) -> Result<()> {
    let Entry {
        line,
        at,
        seconds,
        step,
        digest,
        branch,
        events,
    } = entry;
    word(line)?;
    time("begins at", *at)?;
    time("takes", *seconds)?;
    steps(*step)?;
    digest.as_mut().map_or(Ok(()), word)?;
    branch.as_mut().map_or(Ok(()), word)?;
    at_most("events", events.len(), MANY)?;
    for (index, Timed { at, event }) in events.iter_mut().enumerate() {
        time("is said at", *at)
            .and_then(|()| sanitise(event))
            .map_err(|why| Error::new(format!("event {}: {why}", index + 1)))?;
    }
    Ok(())
}

/// Only a bare name: a stranger's session reads no file elsewhere, and overwrites none.
pub(super) fn reference(checkpoint: &mut CheckpointRef) -> Result<()> {
    let CheckpointRef {
        file,
        sha256,
        step,
        digest,
    } = checkpoint;
    let bare = !file.is_empty()
        && file != "."
        && file != ".."
        && !file.contains(['/', '\\', ':'])
        && plain(file) == *file
        && !file.contains('\n')
        && file.len() <= 255;
    if !bare {
        return Err(Error::new(format!(
            "its checkpoint '{}' is not the bare name of a file beside it",
            file.chars().take(80).collect::<String>()
        )));
    }
    if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::new(
            "the SHA-256 of its checkpoint is not 64 hexadecimal digits",
        ));
    }
    steps(*step)?;
    word(digest)
}

/// Checks an event and cleans its texts.
///
/// # Errors
/// A sentence that names what is absurd: a count, a step, a time.
pub fn sanitise(event: &mut Event) -> Result<()> {
    match event {
        Event::Said { text } => self::text(text),
        Event::Listing(listing) => self::listing(listing),
        Event::Entered { line } => word(line),
        Event::Built(built) => self::built(built),
        Event::Changed { name, from, to } => words([name, from, to]),
        Event::Phase(report) => phase(report),
        Event::Progress(progress) => self::progress(progress),
        Event::Stepped(stepped) => self::stepped(stepped),
        Event::Gallery(gallery) => looks::gallery(gallery),
        Event::Plane(plane) => looks::plane(plane),
        Event::Scores(scores) => looks::scores(scores),
        Event::Moved(moved) => self::moved(moved),
        Event::StoppedAt(stopped) => self::stopped(stopped),
        Event::Branched { branch, from, step } => {
            words([branch, from])?;
            steps(*step)
        }
        Event::Ledger(ledger) => self::ledger(ledger),
        Event::Evaluated(evaluated) => self::evaluated(evaluated),
        Event::Curves(Curves { curves, log: _ }) => looks::curves(curves),
        Event::Chart(chart) => looks::chart(chart),
        Event::Compared(compared) => looks::compared(compared),
        Event::Live(events) => {
            at_most("events", events.len(), SOME)?;
            events.iter_mut().try_for_each(sanitise)
        }
        Event::Saved { path, digest } => words([path, digest]),
        Event::Loaded { path, step, digest } => {
            steps(*step)?;
            words([path, digest])
        }
        Event::Exported { what, path, count } => {
            at_most("exported items", *count, usize::MAX >> 1)?;
            words([what, path])
        }
        Event::Expected { expression, .. } => word(expression),
        Event::Error { message, line } => {
            at_most("lines", line.unwrap_or(0), usize::MAX >> 1)?;
            text(message)
        }
        // They steer a front end, and are no part of what happened.
        Event::Quit | Event::Replay { .. } | Event::Screen(_) => {
            Err(Error::new("commands the lab itself"))
        }
    }
}

fn listing(listing: &mut Listing) -> Result<()> {
    let Listing {
        title,
        columns,
        rows,
        footer,
    } = listing;
    word(title)?;
    text(footer)?;
    at_most("columns of a table", columns.len(), FEW)?;
    at_most("rows of a table", rows.len(), MANY)?;
    words(columns)?;
    for row in rows {
        at_most("cells of a row", row.len(), FEW)?;
        words(row)?;
    }
    Ok(())
}

fn built(built: &mut Built) -> Result<()> {
    let Built {
        recipe,
        data,
        item,
        seed: _,
        batch,
        latent,
        labels: _,
        device,
        nets,
    } = built;
    words([recipe, data, device])?;
    at_most("dimensions of an item", item.len(), FEW)?;
    for side in item {
        at_most("the side of an item", *side, MANY)?;
    }
    at_most("a batch", *batch, MANY)?;
    at_most("a latent", *latent, MANY)?;
    at_most("networks", nets.len(), FEW)?;
    for net in nets {
        let NetFact {
            role,
            name,
            parameters,
            multiply_adds,
        } = net;
        words([role, name])?;
        // Numbers of parameters are added up for the screen.
        at_most("parameters", *parameters, usize::MAX >> 16)?;
        at_most("multiply-adds", *multiply_adds, usize::MAX >> 16)?;
    }
    Ok(())
}

fn moved(moved: &mut Moved) -> Result<()> {
    let Moved {
        branch,
        step,
        last,
        phase: _,
        digest,
        exact: _,
    } = moved;
    words([branch, digest])?;
    steps(*step)?;
    steps(*last)
}

fn stopped(stopped: &mut StoppedAt) -> Result<()> {
    let StoppedAt {
        condition,
        step,
        values,
    } = stopped;
    word(condition)?;
    at_most("values", values.len(), SOME)?;
    values.iter_mut().try_for_each(|(name, _)| word(name))?;
    steps(*step)
}

fn phase(report: &mut PhaseReport) -> Result<()> {
    let PhaseReport {
        number,
        of,
        step,
        name,
        about,
        facts,
        pictures,
    } = report;
    at_most("the number of a phase", *number, SOME)?;
    at_most("phases", *of, SOME)?;
    steps(*step)?;
    words([name, about])?;
    named(facts)?;
    pictures.as_mut().map_or(Ok(()), looks::gallery)
}

fn progress(progress: &mut Progress) -> Result<()> {
    let Progress {
        work,
        training: _,
        step,
        done,
        of,
        rate: _,
        eta_seconds,
        series,
    } = progress;
    word(work)?;
    steps(*step)?;
    steps(*done)?;
    steps(of.unwrap_or(0))?;
    time("is done in", eta_seconds.unwrap_or(0.0))?;
    self::series(series)
}

fn stepped(stepped: &mut Stepped) -> Result<()> {
    let Stepped {
        steps: taken,
        step,
        seconds,
        series,
        window,
        interrupted: _,
        curves,
    } = stepped;
    steps(*taken)?;
    steps(*window)?;
    steps(*step)?;
    time("takes", *seconds)?;
    self::series(series)?;
    looks::curves(curves)
}

fn ledger(ledger: &mut Ledger) -> Result<()> {
    let Ledger { step, terms } = ledger;
    steps(*step)?;
    at_most("terms", terms.len(), SOME)?;
    for term in terms {
        let TermRow {
            name,
            formula,
            weight: _,
            value: _,
            norms,
        } = term;
        words([name, formula])?;
        named(norms)?;
    }
    Ok(())
}

fn evaluated(evaluated: &mut Evaluated) -> Result<()> {
    let Evaluated {
        step,
        data,
        generated,
        real,
        measures,
        note,
    } = evaluated;
    steps(*step)?;
    words([data, note])?;
    at_most("generated items", *generated, usize::MAX >> 1)?;
    at_most("real items", *real, usize::MAX >> 1)?;
    at_most("measures", measures.len(), SOME)?;
    for measure in measures {
        let Measure {
            name,
            value: _,
            spread: _,
            about,
        } = measure;
        words([name, about])?;
    }
    Ok(())
}

fn named(facts: &mut [(String, f32)]) -> Result<()> {
    at_most("values", facts.len(), SOME)?;
    facts.iter_mut().try_for_each(|(name, _)| word(name))
}

fn series(series: &mut Series) -> Result<()> {
    at_most("series", series.len(), SOME)?;
    if series
        .keys()
        .any(|name| name.chars().any(char::is_control) || name.len() > WORD)
    {
        for (mut name, value) in mem::take(series) {
            word(&mut name)?;
            series.insert(name, value);
        }
    }
    Ok(())
}
