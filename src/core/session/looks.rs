//! What a stranger's file says of pictures, points and curves, made harmless as [`sanitise`](super::sanitise) does it.

use super::bounds::{BIN, FAR, FEW, MANY, SOME, at_most, steps, word, words};
use crate::art::Picture;
use crate::error::{Error, Result};
use crate::event::{Chart, Compared, Curve, Gallery, Group, OneRun, Plane, Scored, Scores};

pub(super) fn gallery(gallery: &mut Gallery) -> Result<()> {
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

pub(super) fn plane(plane: &mut Plane) -> Result<()> {
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

pub(super) fn scores(scores: &mut Scores) -> Result<()> {
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

pub(super) fn chart(chart: &mut Chart) -> Result<()> {
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

pub(super) fn compared(compared: &mut Compared) -> Result<()> {
    let Compared { about, runs } = compared;
    word(about)?;
    at_most("runs beside each other", runs.len(), 2)?;
    for run in runs {
        let OneRun {
            name,
            step,
            lines,
            gallery,
            plane,
            scores,
            curves,
        } = run;
        word(name)?;
        steps(*step)?;
        at_most("lines of a run", lines.len(), MANY)?;
        words(lines)?;
        gallery.as_mut().map_or(Ok(()), self::gallery)?;
        plane.as_mut().map_or(Ok(()), self::plane)?;
        scores.as_mut().map_or(Ok(()), self::scores)?;
        self::curves(curves)?;
    }
    Ok(())
}

fn groups(what: &str, groups: &mut [Group]) -> Result<()> {
    at_most(what, groups.len(), FEW)?;
    for Group { name, points } in groups {
        word(name)?;
        at_most("points of a group", points.len(), MANY)?;
    }
    Ok(())
}

pub(super) fn curves(curves: &mut [Curve]) -> Result<()> {
    at_most("curves", curves.len(), SOME)?;
    for Curve { name, points } in curves {
        word(name)?;
        at_most("points of a curve", points.len(), MANY)?;
        points.iter().try_for_each(|(step, _)| steps(*step))?;
    }
    Ok(())
}

/// Nothing is left to check: a picture's own reading bounds its sizes, and [`super::scan`] what all
/// of them unpack to. Here so that pictures are not forgotten should that change.
fn picture(_: &Picture) {}
