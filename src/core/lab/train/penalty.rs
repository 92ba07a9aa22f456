//! Gradient penalties: a discriminator pays for being steep where the data are (R1, Mescheder et al. 2018, Eq. 9) or where
//! generated items are (R2, Eq. 10), or for a slope other than 1 between both (WGAN-GP, Gulrajani et al. 2017, Eq. 3).
//! The slopes of a piecewise linear discriminator are exact; R1 and R2 of any other are found by differences.

use super::batch::{DInput, DLoss, Made};
use super::run::Run;
use super::scalars::{Scalars, finite, series};
use super::score::{REAL, fake_inputs, real_input};
use super::trips;
use crate::error::Result;
use crate::layers::tangent::{self, Penalty};
use crate::layers::{Ops, Pass, Var, differences};
use crate::nets::Role;
use crate::random;

/// Whether R1 and R2 are due in the coming step: every so many steps, and as much heavier.
fn is_time<D: Ops>(run: &Run<D>, d: Role) -> bool {
    let every = run.state.settings.r1_every();
    d != Role::CodeDiscriminator && (run.state.step + 1).is_multiple_of(every)
}

/// Whether the discriminator pays a penalty in the coming step.
pub(super) fn is_due<D: Ops>(run: &Run<D>, d: Role) -> bool {
    let settings = &run.state.settings;
    settings.gp() > 0.0 || is_time(run, d) && settings.at_items() > 0.0
}

/// Adds the penalties that are due to a discriminator's loss.
pub(super) fn add<D: Ops>(
    run: &mut Run<D>,
    d: Role,
    made: &mut Made<D>,
    loss: &mut DLoss<D>,
    scalars: &mut Scalars<D>,
) -> Result<()> {
    if !loss.trips.is_empty() {
        return trips::pay(run, d, loss, scalars);
    }
    let settings = &run.state.settings;
    let scheduled = settings.now(run.state.step).penalty;
    let (r1, r2) = (scheduled * settings.r1(), scheduled * settings.r2());
    let every = settings.r1_every() as f32;
    let (gp, is_time) = (settings.gp(), is_time(run, d));
    let at_items = |name: &str, weight: f32| Steepness {
        penalty: Penalty::Square,
        weight: 0.5 * weight * every,
        name: name.to_owned(),
        shown: 0.5 * weight,
    };
    if is_time && r1 > 0.0 {
        let real = real_input(run, d, made)?;
        at_items("r1", r1).add(run, d, (real, REAL), made, loss, scalars)?;
    }
    if is_time && r2 > 0.0 {
        let fakes = fake_inputs(run, &run.teach(d), made)?;
        let of_all: f32 = fakes.iter().map(|(term, _)| run.weight(*term)).sum();
        for (term, fake) in fakes {
            let share = run.weight(term) / of_all;
            at_items("r2", r2 * share).add(run, d, (fake, term.name), made, loss, scalars)?;
        }
    }
    if gp > 0.0 {
        let between = interpolates(run, d, made)?;
        let steepness = Steepness {
            penalty: Penalty::FromOne,
            weight: gp,
            name: series(d, "gp"),
            shown: gp,
        };
        steepness.add(run, d, (between, "interpolates"), made, loss, scalars)?;
    }
    Ok(())
}

/// A penalty on a discriminator's slope.
struct Steepness {
    penalty: Penalty,
    weight: f32,
    /// The series that shows its mean, and what that is multiplied by.
    name: String,
    shown: f32,
}

impl Steepness {
    /// Adds `weight · mean penalty(‖∇D(x)‖²)` to a loss, at items as D sees them, whose augmentation has a stream.
    fn add<D: Ops>(
        self,
        run: &mut Run<D>,
        d: Role,
        (at, of): (DInput<D>, &str),
        made: &Made<D>,
        loss: &mut DLoss<D>,
        scalars: &mut Scalars<D>,
    ) -> Result<()> {
        let (device, step) = (run.device.clone(), run.state.step + 1);
        let draw = made.batch.draw;
        let item = run.augmented(d, of, at.item, draw, &mut Pass::infer())?;
        let exact = self.penalty == Penalty::FromOne || run.is_piecewise_linear(d)?;
        let along = if exact {
            None
        } else {
            Some(directions(run, of, &item, at.code.as_ref(), draw)?)
        };
        let network = run.network(d)?;
        loss.pass.codes = at.code;
        let forward = |x: Var<D>, pass: &mut Pass<D>| network.net.forward(x, pass);
        let steepness = match along {
            None => tangent::steepness(&device, &item, self.penalty, &mut loss.pass, forward),
            Some(along) => differences::steepness(&item, along, &mut loss.pass, forward)
                .map(|mean| (mean.clone(), mean)),
        };
        loss.pass.codes = None;
        let (mean, penalty) = steepness?;
        loss.penalties.push((self.weight, penalty));
        scalars.note([mean], move |mean, values| {
            finite(&format!("the gradient penalty of {d}"), mean[0], step)?;
            *values.entry(self.name).or_default() += self.shown * mean[0];
            Ok(())
        });
        Ok(())
    }
}

/// A direction for each item, and for the code beside it: normal numbers.
fn directions<D: Ops>(
    run: &Run<D>,
    of: &str,
    item: &Var<D>,
    code: Option<&Var<D>>,
    draw: u64,
) -> Result<(Var<D>, Option<Var<D>>)> {
    let like = |x: &Var<D>, what: &str| {
        let stream = format!("directions of {what} at {of}");
        Var::filled(&run.device, x.batch(), x.numbers(), |values| {
            random::normals(run.state.seed, &stream, draw, values);
        })
    };
    let code = code.map(|code| like(code, "codes")).transpose()?;
    Ok((like(item, "items")?, code))
}

/// `ε·real + (1 − ε)·generated`, ε uniform, one for each pair.
fn interpolates<D: Ops>(run: &mut Run<D>, d: Role, made: &mut Made<D>) -> Result<DInput<D>> {
    let real = real_input(run, d, made)?;
    let mut fakes = fake_inputs(run, &run.teach(d), made)?.into_iter();
    let Some((_, fake)) = fakes.next() else {
        return Ok(real);
    };
    let mut shares = vec![0.0; real.item.batch()];
    let stream = format!("interpolates of {d}");
    random::uniforms(run.state.seed, &stream, made.batch.draw, &mut shares);
    let between = |a: &Var<D>, b: &Var<D>| {
        let shares = Var::constant(&run.device, shares.clone(), 1)?;
        a.between(b, &shares)
    };
    let codes = real.code.as_ref().zip(fake.code.as_ref());
    Ok(DInput {
        item: between(&real.item, &fake.item)?,
        code: codes.map(|(real, fake)| between(real, fake)).transpose()?,
    })
}

impl<D: Ops> Run<D> {
    /// Whether the slopes of all its discriminators can be had exactly.
    pub fn takes_penalty(&mut self) -> bool {
        let all = Role::DISCRIMINATORS.into_iter();
        let own: Vec<_> = all.filter(|role| self.has(*role)).collect();
        own.into_iter().all(|role| self.slopes(role).is_ok())
    }

    /// Refuses the penalty `gp` for a discriminator that is not piecewise linear: at once, not when one is due.
    pub(in crate::lab) fn fits_gp(&mut self, on: bool) -> Result<()> {
        let all = Role::DISCRIMINATORS.into_iter().filter(|_| on);
        let own: Vec<_> = all.filter(|role| self.has(*role)).collect();
        own.into_iter().try_for_each(|role| self.slopes(role))
    }

    /// Whether a discriminator is piecewise linear, so that its slopes are had exactly.
    fn is_piecewise_linear(&mut self, role: Role) -> Result<bool> {
        if let Some(known) = self.network(role)?.piecewise_linear {
            return Ok(known);
        }
        let found = self.slopes(role).is_ok();
        self.network(role)?.piecewise_linear = Some(found);
        Ok(found)
    }

    /// Tries the slopes of a discriminator on a few items.
    fn slopes(&mut self, role: Role) -> Result<()> {
        let (device, [x, code]) = (self.device.clone(), self.few_inputs(role)?);
        let mut pass = Pass::train(0).given(self.classes(x.batch(), None));
        pass.codes = Some(code);
        let mut net = self.network(role)?.net.clone();
        tangent::steepness(&device, &x, Penalty::Square, &mut pass, |x, pass| {
            net.forward(x, pass)
        })?;
        Ok(())
    }
}
