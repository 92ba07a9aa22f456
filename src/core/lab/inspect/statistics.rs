//! The batch-norm statistics with which E and G are looked at, for whoever takes the weights elsewhere.

use crate::lab::snapshot::Stored;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::{Kind, Ops};
use crate::nets::Role;

/// Which networks are shown what, and the word for it.
const SHOWN: [(Role, InputKind, &str); 3] = [
    (Role::Encoder, InputKind::Items, "items"),
    (Role::Generator, InputKind::Prior, "prior"),
    (Role::Generator, InputKind::Codes, "codes"),
];

impl<D: Ops> Run<D> {
    /// The statistics as tensors: `G.shown.prior.1.running_mean` for samples of the prior, `G.shown.codes...` for
    /// reconstructions, `E.shown.items...`. None of a network without batch norm, and none that are no finite numbers:
    /// a run goes on without them.
    pub fn shown_statistics(&mut self) -> Vec<Stored> {
        let mut stored = Vec::new();
        for (role, kind, word) in SHOWN {
            if kind == InputKind::Codes && !self.has(Role::Encoder) || !self.has(role) {
                continue;
            }
            let Ok(net) = self.ready(role, kind) else {
                continue;
            };
            for named in net.tensors() {
                let values = named.tensor.values();
                let of_batches = named.name.contains("running_");
                if named.kind == Kind::Kept
                    && of_batches
                    && values.iter().all(|value| value.is_finite())
                {
                    stored.push(Stored {
                        name: format!("{role}.shown.{word}.{}", named.name),
                        shape: named.tensor.shape(),
                        values,
                    });
                }
            }
        }
        stored
    }
}
