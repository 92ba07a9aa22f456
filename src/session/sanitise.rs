//! Makes what a stranger's file says harmless: no text commands a terminal, no number is absurd.
//!
//! Every pattern here names every field, so that an event or a field that is added later does not
//! compile until somebody has decided what of it a stranger may say.
//!
//! Measured values (losses, scores, points) may be NaN or infinite: a lab whose training diverged
//! says so, and its session must open. Times and the bounds of the plane may not.

use std::mem;

use super::bounds::{WORD, at_most, steps, text, time, word, words};
use super::format::{CheckpointRef, DataRef, Entry, Session, Timed};
use crate::art::Picture;
use crate::error::{Error, Result, plain};
use crate::event::{
    Built, Chart, Curve, Curves, Evaluated, Event, Gallery, Group, Ledger, Listing, Measure, Moved,
    NetFact, PhaseReport, Plane, Progress, Scored, Scores, Series, Stepped, StoppedAt, TermRow,
};

/// Points, rows, entries.
const MANY: usize = 1 << 20;
/// Pictures in a gallery, its columns, series, terms, phases.
const SOME: usize = 1 << 14;
/// Columns of a table, networks, bins, sides of an item.
const FEW: usize = 1 << 8;
/// Items in one bin: bins of this size add up within 32 bits.
const BIN: u32 = 1 << 23;
/// How far the plane reaches.
const FAR: f32 = 1e12;

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
        Event::Gallery(gallery) => self::gallery(gallery),
        Event::Plane(plane) => self::plane(plane),
        Event::Scores(scores) => self::scores(scores),
        Event::Moved(moved) => self::moved(moved),
        Event::StoppedAt(stopped) => self::stopped(stopped),
        Event::Branched { branch, from, step } => {
            words([branch, from])?;
            steps(*step)
        }
        Event::Ledger(ledger) => self::ledger(ledger),
        Event::Evaluated(evaluated) => self::evaluated(evaluated),
        Event::Curves(Curves { curves, log: _ }) => self::curves(curves),
        Event::Chart(chart) => self::chart(chart),
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
    pictures.as_mut().map_or(Ok(()), gallery)
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
    self::curves(curves)
}

fn gallery(gallery: &mut Gallery) -> Result<()> {
    let Gallery {
        kind,
        title,
        step,
        columns,
        pictures,
        captions,
    } = gallery;
    words([kind, title])?;
    steps(*step)?;
    at_most("columns of a gallery", *columns, SOME)?;
    at_most("pictures of a gallery", pictures.len(), SOME)?;
    pictures.iter().for_each(picture);
    if !captions.is_empty() && captions.len() != pictures.len() {
        return Err(Error::new(format!(
            "a gallery has {} pictures and {} captions; there must be one per picture, or none",
            pictures.len(),
            captions.len()
        )));
    }
    words(captions)
}

fn plane(plane: &mut Plane) -> Result<()> {
    let Plane {
        kind,
        title,
        step,
        bounds,
        real,
        generated,
        belief,
        slopes,
        lines,
        groups,
    } = plane;
    words([kind, title])?;
    at_most("slopes", slopes.len(), MANY)?;
    at_most("lines", lines.len(), FEW)?;
    for line in lines.iter() {
        at_most("points of a line", line.len(), MANY)?;
    }
    self::groups("groups of points", groups)?;
    steps(*step)?;
    let [left, right, bottom, top] = *bounds;
    // Comparisons with NaN do not hold.
    let sane = -FAR <= left && left < right && right <= FAR;
    if !(sane && -FAR <= bottom && bottom < top && top <= FAR) {
        return Err(Error::new(format!(
            "a plane from {left} to {right} and from {bottom} to {top} cannot be drawn"
        )));
    }
    at_most("real points", real.len(), MANY)?;
    at_most("generated points", generated.len(), MANY)?;
    belief.iter().for_each(picture);
    Ok(())
}

fn scores(scores: &mut Scores) -> Result<()> {
    let Scores {
        step,
        discriminator,
        real,
        fake,
        mean_real: _,
        mean_fake: _,
        accuracy: _,
        shown,
    } = scores;
    steps(*step)?;
    word(discriminator)?;
    for bins in [real, fake] {
        at_most("bins", bins.len(), FEW)?;
        for &count in bins.iter() {
            at_most("items in a bin", count as usize, BIN as usize)?;
        }
    }
    at_most("scored items", shown.len(), SOME)?;
    for scored in shown {
        let Scored {
            picture,
            real: _,
            probability: _,
        } = scored;
        self::picture(picture);
    }
    Ok(())
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

fn curves(curves: &mut [Curve]) -> Result<()> {
    at_most("curves", curves.len(), SOME)?;
    for Curve { name, points } in curves {
        word(name)?;
        at_most("points of a curve", points.len(), MANY)?;
        points.iter().try_for_each(|(step, _)| steps(*step))?;
    }
    Ok(())
}

fn chart(chart: &mut Chart) -> Result<()> {
    let Chart {
        title,
        step,
        across,
        up,
        log: _,
        lines,
    } = chart;
    steps(*step)?;
    words([title, across, up])?;
    groups("lines", lines)
}

fn groups(what: &str, groups: &mut [Group]) -> Result<()> {
    at_most(what, groups.len(), FEW)?;
    for Group { name, points } in groups {
        word(name)?;
        at_most("points of a group", points.len(), MANY)?;
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

/// Nothing is left to check: a picture's own reading bounds its sizes, and [`super::scan`] what all
/// of them unpack to. Here so that pictures are not forgotten should that change.
fn picture(_: &Picture) {}
