//! Networks as they are looked at: the average of their weights, with batch statistics measured for
//! what they are about to be shown.
//!
//! Running statistics belong to the weights that trained; averaged weights see other activations. So
//! the statistics are measured anew, on a batch that only depends on the seed, and kept until the
//! weights move. Neither the run nor its digest knows of it.

use crate::error::Result;
use crate::lab::train::corrupt::LOOK;
use crate::lab::train::part::Part;
use crate::lab::train::run::Run;
use crate::lab::train::shown::{InputKind, Shown};
use crate::layers::{Kind, Labels, MOMENTUM, Net, Ops, Pass, Var};
use crate::nets::Role;
use crate::random;

/// A batch to look at, and the classes of its items for conditional networks.
pub(in crate::lab) type Seen<D> = (Var<D>, Option<Labels>);

/// Items on which statistics are measured.
const MEASURED: usize = 512;

impl<D: Ops> Run<D> {
    /// Takes a batch through a network as it is looked at.
    pub(in crate::lab) fn look(
        &mut self,
        role: Role,
        kind: InputKind,
        seen: Seen<D>,
    ) -> Result<Var<D>> {
        self.look_beside(role, kind, seen, None)
    }

    /// As [`look`](Self::look), with codes beside the items.
    pub(in crate::lab) fn look_beside(
        &mut self,
        role: Role,
        kind: InputKind,
        (x, labels): Seen<D>,
        codes: Option<Var<D>>,
    ) -> Result<Var<D>> {
        let pass = &mut Pass::infer().given(labels).beside(codes);
        self.ready(role, kind)?.forward(x, pass)
    }

    /// A network as it is looked at.
    pub(in crate::lab) fn ready(&mut self, role: Role, kind: InputKind) -> Result<&mut Net<D>> {
        let shown = &self.network(role)?.shown;
        let place = shown.iter().position(|shown| shown.kind == kind);
        let place = if let Some(place) = place {
            place
        } else {
            let net = self.measured(role, kind)?;
            let shown = &mut self.network(role)?.shown;
            shown.push(Shown { kind, net });
            shown.len() - 1
        };
        Ok(&mut self.network(role)?.shown[place].net)
    }

    /// A copy of the average, or of the weights where there is none, with statistics of its own.
    fn measured(&mut self, role: Role, kind: InputKind) -> Result<Net<D>> {
        let network = self.network(role)?;
        let mut net = network.average.as_ref().unwrap_or(&network.net).clone();
        // What is real and what is made pass through a discriminator apart: it has no one right
        // statistic, and keeps its running ones.
        let discriminates = Role::DISCRIMINATORS.contains(&role);
        if discriminates || !statistics(&mut net, |_| {}) {
            return Ok(net);
        }
        let (x, labels) = match kind {
            InputKind::Items => self.training_items(MEASURED)?,
            InputKind::Prior => {
                let mut values = vec![0.0; MEASURED * self.state.latent];
                random::normals(self.state.seed, "statistics", 0, &mut values);
                let z = Var::constant(&self.device, values, self.state.latent)?;
                (z, self.classes(MEASURED, None))
            }
            InputKind::Codes => {
                let (x, labels) = self.training_items(MEASURED)?;
                // Of what E sees of them: G has learned from these codes.
                let x = self.corrupted(&x, LOOK)?;
                let codes = self.look(Role::Encoder, InputKind::Items, (x, labels.clone()))?;
                (codes, labels)
            }
        };
        // From zero, one training pass leaves the batch's own statistics times what a batch adds.
        let share = 1.0 - MOMENTUM;
        statistics(&mut net, |values| values.fill(0.0));
        let key = random::key(self.state.seed, "masks of statistics", 0);
        net.forward(x, &mut Pass::train(key).given(labels))?;
        statistics(&mut net, |values| {
            values.iter_mut().for_each(|v| *v /= share);
        });
        Ok(net)
    }

    fn training_items(&mut self, n: usize) -> Result<Seen<D>> {
        let n = n.min(self.data.train.len());
        let labels = self.labels_of(self.data.train.labels(), 0..n);
        Ok((self.items(Part::Train, (0..n).collect())?, labels))
    }
}

/// Changes the running statistics of a network; says whether it has any.
fn statistics<D: Ops>(net: &mut Net<D>, change: impl Fn(&mut [f32])) -> bool {
    let mut any = false;
    for named in net.tensors() {
        let name = named.name.as_str();
        let of_batches = name.ends_with("running_mean") || name.ends_with("running_variance");
        if named.kind == Kind::Kept && of_batches {
            any = true;
            let mut values = named.tensor.values();
            change(&mut values);
            named.tensor.set(&values);
        }
    }
    any
}
