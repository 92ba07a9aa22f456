//! `doctor`: what is wrong with a run, the evidence, and what to try.

use std::fmt::Write as _;

use crate::data::Range;
use crate::error::{Error, Result};
use crate::evaluate::doctor::{Evidence, Finding, Opponent, Remedy, diagnose};
use crate::evaluate::memories;
use crate::event::Event;
use crate::lab::Noise;
use crate::lab::config::corruption::Corruption;
use crate::lab::config::settings::Settings;
use crate::lab::history::WINDOW;
use crate::lab::timeline::Condition;
use crate::language::command::{Command, Group, Line};
use crate::nets::Role;
use crate::shell::measure::{self, SAMPLES, evaluate};
use crate::shell::origin::Origin;
use crate::shell::{Did, Emit, Shell};

pub(super) const COMMAND: Command = Command {
    name: "doctor",
    meant: &["diagnose", "check", "why"],
    group: Group::Measure,
    about: "what is wrong with the run, why, and a command to try",
    details: "It looks for: overflowing numbers, exploding losses, collapse (all samples alike, or classes missing), D too strong or too weak, vanishing gradients, oscillation, memorised samples. It names one problem at a time, the most urgent, the step at which it began if the series show it, one change to try, and a line that checks whether it helped. It uses as many samples as eval, so that both agree. It never changes the run.",
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, _: &Line, emit: Emit<'_>) -> Result<Did> {
    let (evidence, unmeasured) = evidence(shell, emit)?;
    let found = diagnose(&evidence);
    let mut text = format!("doctor · step {}", evidence.step);
    // Writing to a string does not fail.
    if let Some(finding) = &found {
        let _ = write!(text, "\n{}: {}", finding.what, finding.evidence);
        if let Some(step) = since(shell, finding) {
            let _ = write!(
                text,
                "\n  it began at step {step}: 'goto {}' stands before it",
                step.saturating_sub(1)
            );
        }
        text += &remedy(&finding.remedy);
    } else {
        text += "\nnothing wrong was found";
        let said = ["d_acc", "d_real", "d_fake"].into_iter();
        let said = said.filter_map(|name| Some((name, *evidence.means.get(name)?)));
        let measured = evidence.measures.iter().map(|m| (m.name.as_str(), m.value));
        for (at, (name, value)) in said.chain(measured).enumerate() {
            let comma = if at == 0 { ": " } else { " · " };
            let _ = write!(text, "{comma}{name} {value:.2}");
        }
    }
    if !evidence.measures.is_empty() {
        let _ = write!(text, "\nmeasured on {SAMPLES} samples, as by 'eval'");
    }
    if let Some(why) = unmeasured {
        let _ = write!(text, "\nclasses and fld were not looked at: {why}");
    }
    emit(Event::Said { text });
    Ok(Did::AsTyped)
}

/// What to try, and how to see whether it helped.
fn remedy(of: &Remedy) -> String {
    let how = if of.builds() {
        "only a new run helps"
    } else {
        "try"
    };
    let steps = match of.steps {
        0 => String::new(),
        steps => format!("step {steps}; "),
    };
    format!("\n  {how}: {}\n  then: {steps}{}", of.command, of.check)
}

/// The words after `build` that make the same run from the start, but for its learning rates and momentum; and what its
/// recipe, networks and loss start with.
fn start(shell: &mut Shell) -> Result<(String, Settings)> {
    let (seed, networks) = (shell.seed, shell.networks.clone());
    let trainer = shell.trainer()?;
    let anew = trainer.anew(seed, &networks)?;
    let steps = ["lr", "lr_d", "beta1"];
    let chosen = anew.chosen.iter();
    let kept = chosen.filter(|(name, _)| !steps.contains(&name.as_str()));
    let words = anew.words.iter().chain(kept);
    let words = words.map(|(name, value)| format!(" {name}={value}"));
    let name = trainer.state().recipe.name;
    Ok((format!("{name}{}", words.collect::<String>()), anew.usual))
}

/// The step at which what was found began, if the series say so.
fn since(shell: &Shell, finding: &Finding) -> Option<u64> {
    let condition = Condition::read(finding.began.as_ref()?).ok()?;
    let state = shell.trainer.as_ref()?.state();
    let began = condition.beginnings(&state.history, 0, state.step);
    began.last().copied()
}

/// Everything that a diagnosis rests on; and why there is no more of it.
fn evidence(shell: &mut Shell, emit: Emit<'_>) -> Result<(Evidence, Option<String>)> {
    let mut unmeasured = None;
    let failure = shell.failure.clone();
    let (build, usual) = start(shell)?;
    let trainer = shell.trainer()?;
    let mut evidence = Evidence {
        build,
        usual,
        image: (trainer.dataset().item.image()).filter(|_| trainer.frozen().is_none()),
        step: trainer.state().step,
        failure,
        settings: trainer.state().settings.clone(),
        game: trainer.in_game(),
        opponent: if trainer.has(Role::PairDiscriminator) {
            Opponent::Dxz
        } else {
            Opponent::Dx
        },
        critic: trainer.has_critic(),
        penalty: trainer.takes_penalty(),
        means: trainer.state().history.means(WINDOW),
        curves: trainer.state().history.curves(None, 2000),
        ..Evidence::default()
    };
    // Samples say something where something is taught that codes are drawn from.
    if !trainer.is_drawn_from() || trainer.state().settings.corruption() != Corruption::Clean {
        return Ok((evidence, None));
    }
    let (term, opponent) = match evidence.opponent {
        Opponent::Dx => ("adv_x", Role::Discriminator),
        Opponent::Dxz => ("adv_xz_g", Role::PairDiscriminator),
    };
    let data = trainer.dataset();
    // Norms are taken on held-out items.
    let held_out = !data.held_out.is_empty();
    let ledger = trainer.ledger(held_out)?;
    if let Some(row) = ledger.terms.iter().find(|row| row.name == term) {
        let norm = |role: Role| {
            let found = row.norms.iter().find(|(net, _)| *net == role.to_string());
            found.map(|(_, norm)| *norm)
        };
        evidence.norms = norm(Role::Generator).zip(norm(opponent));
    }
    let made = trainer.generate_items(SAMPLES, Noise::Fixed, None)?;
    if held_out {
        let which: Vec<usize> = (0..SAMPLES.min(data.held_out.len())).collect();
        let columns = data.item.len();
        let mut real = vec![0.0; which.len() * columns];
        data.held_out.fill(&which, Range::Unit, &mut real)?;
        let variety = variance(&made, columns) / variance(&real, columns).max(1e-9);
        evidence.variety = Some(variety);
    }
    match evaluate(shell, SAMPLES, Origin::Prior, emit) {
        Ok(found) => {
            if found.measures.iter().any(|m| m.name == "fd") {
                unmeasured = Some(measure::without(&shell.data, &data));
            }
            evidence.measures = found.measures;
        }
        Err(_) if shell.control.stopped() => {
            return Err(Error::new("stopped; nothing was diagnosed"));
        }
        Err(error) => {
            evidence.measures = memories(&data, &made)?;
            unmeasured = Some(error.to_string());
        }
    }
    Ok((evidence, unmeasured))
}

/// Sum over the columns of their variances.
fn variance(rows: &[f32], columns: usize) -> f32 {
    let n = (rows.len() / columns).max(1) as f64;
    let column = |c: usize| {
        let values = || rows.iter().skip(c).step_by(columns).map(|v| f64::from(*v));
        let mean = values().sum::<f64>() / n;
        values().map(|v| (v - mean).powi(2)).sum::<f64>() / n
    };
    (0..columns).map(column).sum::<f64>() as f32
}
