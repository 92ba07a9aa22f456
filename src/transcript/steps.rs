//! The results of steps in words: one value per series, one line per side.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::fit::{cut, number, wrap};
use crate::event::{Moved, Series, Stepped, StoppedAt};
use crate::lab::history::RECENT;

/// Values in the order in which a reader looks for them. A joint loss of one term is that term, and an adversarial term is
/// G's loss: no value is shown twice.
fn said(values: &Series) -> Vec<(&str, f32)> {
    const FIRST: [&str; 5] = ["d_loss", "g_loss", "rec_x", "loss", "d_acc"];
    let named = FIRST
        .iter()
        .filter_map(|n| values.get(*n).map(|v| (*n, *v)));
    let rest = values
        .iter()
        .map(|(n, v)| (n.as_str(), *v))
        // Norms of gradients are for conditions and curves.
        .filter(|(n, _)| !FIRST.contains(n) && !n.ends_with("_norm"));
    let mut said: Vec<(&str, f32)> = Vec::new();
    for (name, value) in named.chain(rest) {
        let repeats = |(_, before): &(&str, f32)| before.to_bits() == value.to_bits();
        if !said.iter().any(repeats) {
            said.push((name, value));
        }
    }
    said
}

/// All values on one line.
pub(super) fn series(values: &Series) -> String {
    let values: Vec<_> = said(values).into_iter().map(named).collect();
    values.join(" · ")
}

fn named((name, value): (&str, f32)) -> String {
    format!("{name} {}", number(value))
}

/// Whose value a series has: that of encoder and generator (0), of `Dx` or `Dxz` (1), of `Dz` (2).
fn player(name: &str) -> usize {
    match name {
        _ if name.starts_with("dz_") => 2,
        _ if name.starts_with("d_") || matches!(name, "r1" | "r2") => 1,
        _ => 0,
    }
}

/// The results of steps: on one line if they fit, otherwise one line per side.
pub(super) fn lines(stepped: &Stepped, width: usize) -> Vec<String> {
    // One step's values are what they are; of more they are means, and it is said of how many.
    let means = match stepped.window {
        1 => String::new(),
        // The record of an earlier version.
        0 if stepped.steps == 1 => String::new(),
        0 => format!(" · means of {}", stepped.steps.min(RECENT as u64)),
        window => format!(" · means of {window}"),
    };
    let head = format!(
        "{} {} in {:.2} s · {:.0}/s · at step {}{means}",
        stepped.steps,
        if stepped.steps == 1 { "step" } else { "steps" },
        stepped.seconds,
        stepped.steps as f32 / stepped.seconds.max(1e-3),
        stepped.step
    );
    let said = said(&stepped.series);
    let of = |players: Range<usize>| -> Vec<String> {
        let theirs = said
            .iter()
            .filter(|(name, _)| players.contains(&player(name)));
        theirs.map(|value| named(*value)).collect()
    };
    let beside = |values: Vec<String>| [vec![head.clone()], values].concat().join(" · ");
    let all = beside(of(0..3));
    if all.width() <= width {
        return vec![all];
    }
    let ours = beside(of(0..1));
    let (mut lines, below) = if ours.width() <= width {
        (vec![ours], 1..3)
    } else {
        (wrap(&head, width), 0..3)
    };
    for player in below {
        let values = filled(&of(player..player + 1), width.saturating_sub(2));
        lines.extend(values.iter().map(|line| cut(&format!("  {line}"), width)));
    }
    lines
}

/// As many values per line as fit into `width` columns.
fn filled(values: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for value in values {
        match lines.last_mut() {
            Some(line) if line.width() + 3 + value.width() <= width => {
                line.push_str(" · ");
                line.push_str(value);
            }
            _ => lines.push(value.clone()),
        }
    }
    lines
}

/// Where a run went.
pub(super) fn moved(moved: &Moved) -> String {
    let Moved {
        branch,
        step,
        last,
        phase,
        digest,
        exact,
    } = moved;
    let phase = match phase {
        0 => String::new(),
        n => format!(", {n} phases into the next"),
    };
    let of = if step == last {
        ", the end of the record".to_owned()
    } else {
        format!(" of {last}{phase}")
    };
    let digest: String = digest.chars().take(12).collect();
    let how = if *exact {
        "weights"
    } else {
        "recomputed, nearly the same: weights"
    };
    format!("at step {step}{of} · {branch} · {how} {digest}")
}

/// Why a run stopped, and what to look at.
pub(super) fn stopped(stopped: &StoppedAt) -> String {
    let values = stopped.values.iter();
    let values: Vec<_> = values.map(|(name, value)| named((name, *value))).collect();
    format!(
        "stopped at step {}: {} ({}) · look: disc 8, sample 9, show ledger, back 10",
        stopped.step,
        stopped.condition,
        values.join(", ")
    )
}
