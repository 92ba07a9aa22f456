//! How learning rates, penalties and averages change while a run goes on.

use std::f32::consts::PI;

/// How they change over `lr_decay_steps`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Schedule {
    /// The learning rates fall in a straight line.
    #[default]
    Linear,
    /// The learning rates fall along half a wave of a cosine (Loshchilov and Hutter 2017, Eq. 5, without restarts).
    Cosine,
    /// Everything goes from what lets a run begin to what lets it end, along half a wave of a cosine (`R3GAN`; Huang et al.
    /// 2024, appendix on hyperparameters): see [`Now`].
    BurnIn,
}

/// What a schedule makes of the settings in a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// What the learning rates are multiplied by: 1 at first, and a twentieth in the end, or a quarter with
    /// [`Schedule::BurnIn`].
    pub rate: f32,
    /// What R1 and R2 are multiplied by: 1, or from 1 to a tenth.
    pub penalty: f32,
    /// Adam's β2: as it was set, or from 0.9 to that.
    pub beta2: f32,
    /// Decay of the averages of the weights: as it was set, or with a half-life that grows from nothing to that of the
    /// setting.
    pub ema: f32,
}

/// β2 at the beginning of a burn-in.
const FIRST_BETA2: f32 = 0.9;

impl Schedule {
    /// Each with what it is.
    pub const WORDS: [(&'static str, &'static str); 3] = [
        ("linear", "the learning rates fall in a line to 5 %"),
        ("cosine", "the learning rates fall along a cosine to 5 %"),
        (
            "burn_in",
            "as R3GAN: along a cosine, rates fall to a quarter, r1 and r2 to a tenth; beta2 rises from 0.9, ema from 0",
        ),
    ];

    /// The word at the prompt.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }

    /// What a word stands for.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let all = [Self::Linear, Self::Cosine, Self::BurnIn];
        all.into_iter().find(|schedule| schedule.word() == word)
    }

    /// What it makes of these settings of β2 and of the average in `step` of `steps`; of 0 steps, nothing changes.
    #[must_use]
    pub fn at(self, step: u64, steps: u64, beta2: f32, ema: f32) -> Now {
        let set = Now {
            rate: 1.0,
            penalty: 1.0,
            beta2,
            ema,
        };
        if steps == 0 {
            return set;
        }
        let done = step as f32 / steps as f32;
        // From 1 to 0.
        let wave = 0.5 * (1.0 + (PI * done.min(1.0)).cos());
        let towards = |first: f32, last: f32| last + (first - last) * wave;
        match self {
            Self::Linear => Now {
                rate: (1.0 - done).max(0.05),
                ..set
            },
            Self::Cosine => Now {
                rate: towards(1.0, 0.05),
                ..set
            },
            Self::BurnIn => Now {
                rate: towards(1.0, 0.25),
                penalty: towards(1.0, 0.1),
                beta2: towards(FIRST_BETA2.min(beta2), beta2),
                // A half-life that is a share of the full one: d = 2^(−1/h), so d^(1/share).
                ema: ema.powf(1.0 / towards(0.0, 1.0)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_begins_and_ends_where_it_should_and_stays_there() {
        let close = |a: Now, b: [f32; 4]| {
            let a = [a.rate, a.penalty, a.beta2, a.ema];
            let near = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-5;
            assert!(a.iter().zip(&b).all(near), "{a:?} {b:?}");
        };
        let at = |schedule: Schedule, step| schedule.at(step, 1000, 0.99, 0.995);
        close(at(Schedule::Linear, 0), [1.0, 1.0, 0.99, 0.995]);
        close(at(Schedule::Linear, 500), [0.5, 1.0, 0.99, 0.995]);
        close(at(Schedule::Linear, 5000), [0.05, 1.0, 0.99, 0.995]);
        close(at(Schedule::Cosine, 0), [1.0, 1.0, 0.99, 0.995]);
        close(at(Schedule::Cosine, 500), [0.525, 1.0, 0.99, 0.995]);
        close(at(Schedule::Cosine, 5000), [0.05, 1.0, 0.99, 0.995]);
        // No average at first: the weights themselves.
        close(at(Schedule::BurnIn, 0), [1.0, 1.0, 0.9, 0.0]);
        // Half the half-life: the decay squared.
        close(
            at(Schedule::BurnIn, 500),
            [0.625, 0.55, 0.945, 0.995 * 0.995],
        );
        close(at(Schedule::BurnIn, 1000), [0.25, 0.1, 0.99, 0.995]);
        close(at(Schedule::BurnIn, 9000), [0.25, 0.1, 0.99, 0.995]);
        for schedule in [Schedule::Linear, Schedule::Cosine, Schedule::BurnIn] {
            close(schedule.at(700, 0, 0.99, 0.995), [1.0, 1.0, 0.99, 0.995]);
            // No average stays none, and a small β2 stays what it is.
            let small = schedule.at(300, 1000, 0.5, 0.0);
            assert_eq!((small.ema, small.beta2), (0.0, 0.5), "{schedule:?}");
            assert_eq!(Schedule::of(schedule.word()), Some(schedule));
        }
    }
}
