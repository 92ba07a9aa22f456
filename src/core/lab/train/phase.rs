//! The phases of a step, which `next` goes through one by one.

use crate::lab::terms::Term;
use crate::nets::Role;

/// Which side of the game a step moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    #[default]
    Both,
    /// Discriminators only (`step N d`).
    Discriminators,
    /// Encoder and generator only (`step N g`).
    Generator,
}

/// A phase of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Draw a batch of real items.
    Batch,
    /// Draw codes from the prior.
    Noise,
    /// Generate and encode.
    Generate,
    /// A discriminator scores real items.
    ScoreReal(Role),
    /// A discriminator scores generated items.
    ScoreFake(Role),
    /// A discriminator scores what was generated for one term, in an update of its own.
    ScoreTerm(Role, Term),
    /// The penalties on a discriminator's slope.
    Penalty(Role),
    /// A discriminator's loss and its gradients.
    Loss(Role),
    /// A discriminator's update.
    Update(Role),
    /// The terms of the joint loss of E and G.
    JointLoss,
    /// Its gradients.
    JointGradients,
    /// The update of E and G.
    JointUpdate,
}

impl Phase {
    /// Short, for people; in a run with or without an encoder.
    #[must_use]
    pub fn name(self, encoder: bool) -> String {
        match self {
            Self::Batch => "draw batch".into(),
            Self::Noise => "draw noise".into(),
            Self::Generate => "generate".into(),
            Self::ScoreReal(d) => format!("{d} scores real"),
            Self::ScoreFake(d) => format!("{d} scores fake"),
            Self::ScoreTerm(d, term) => format!("{d} scores fake of {}", term.name),
            Self::Penalty(d) => format!("{d} gradient penalty"),
            Self::Loss(d) => format!("{d} loss and gradients"),
            Self::Update(d) => format!("update {d}"),
            Self::JointLoss => "joint loss".into(),
            Self::JointGradients => "gradients".into(),
            Self::JointUpdate if encoder => "update E and G".into(),
            Self::JointUpdate => "update G".into(),
        }
    }

    /// What it does, as a formula, in a run with or without an encoder.
    #[must_use]
    pub fn about(self, encoder: bool) -> &'static str {
        match self {
            Self::Batch if !encoder => "x from the data",
            Self::Generate if !encoder => "G(z)",
            Self::ScoreFake(Role::Discriminator) if !encoder => "Dx(G(z))",
            Self::JointGradients if !encoder => {
                "the gradient of the joint loss in the weights of G"
            }
            Self::JointUpdate if !encoder => {
                "the optimiser moves the weights of G; their average follows"
            }
            Self::Batch => "x from the data, and what E sees of it",
            Self::Noise => "z from N(0, 1)",
            Self::Generate => "G(z), E(x), G(E(x)), E(G(z)) as the terms need them",
            Self::ScoreReal(Role::CodeDiscriminator) => "Dz(z)",
            Self::ScoreReal(Role::PairDiscriminator) => "Dxz(x, E(x))",
            Self::ScoreReal(_) => "Dx(x)",
            Self::ScoreFake(Role::CodeDiscriminator) => "Dz(E(x)), Dz(E(G(z)))",
            Self::ScoreFake(Role::PairDiscriminator) => "Dxz(G(z), z), Dxz(G(E(x)), E(x))",
            Self::ScoreFake(_) => "Dx(G(z)), Dx(G(E(x)))",
            Self::ScoreTerm(_, term) => term.formula,
            Self::Penalty(_) => {
                "r1/2 · mean ‖∇Dx(x)‖², every r1_every steps, weighted r1_every times; gp · mean (‖∇D‖ − 1)² between real and generated"
            }
            Self::Loss(_) => "mean of real(D) + fake(D), and its gradient in D's weights",
            Self::Update(_) => "the optimiser moves D's weights",
            Self::JointLoss => "Σ weight · term, scored by the updated discriminators",
            Self::JointGradients => "the gradient of the joint loss in the weights of E and G",
            Self::JointUpdate => {
                "the optimiser moves the weights of E and G; their averages follow"
            }
        }
    }
}
