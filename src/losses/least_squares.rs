//! Least squares: real items to 1, generated ones to 0 (Mao et al. 2017, Eq. 9).

use super::Objective;

pub(super) const OBJECTIVE: Objective = Objective {
    name: "ls",
    about: "least squares: D ½(D(x) − 1)² + ½D(G(z))², G ½(D(G(z)) − 1)²",
    real: |score| (0.5 * (score - 1.0) * (score - 1.0), score - 1.0),
    fake: |score| (0.5 * score * score, score),
    fool: |score| (0.5 * (score - 1.0) * (score - 1.0), score - 1.0),
    hide: |score| (0.5 * score * score, score),
    settings: &[],
};
