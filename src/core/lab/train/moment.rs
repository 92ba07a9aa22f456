//! A run between two steps as plain numbers, from which it goes on bit for bit.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::network::Network;
use super::run::Run;
use dfdx::prelude::HasShape;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::lab::config::settings::Settings;
use crate::layers::{Kind, Named, Net, Ops};
use crate::nets::Chosen;
use crate::optim::Optimiser;

/// All that a step moves, and all that is set: weights, averages, running statistics, what optimisers remember,
/// settings, weights of terms. The values of series are elsewhere ([`History`](crate::lab::history::History)).
#[derive(Debug, Clone)]
pub struct Moment {
    pub head: Head,
    /// The numbers of all networks one after the other.
    pub numbers: Vec<f32>,
}

/// What of a moment is no large list of numbers.
#[derive(Debug, Clone)]
pub struct Head {
    /// Whole steps taken.
    pub step: u64,
    settings: Settings,
    weights: BTreeMap<&'static str, f32>,
    pub networks: Vec<Shape>,
    /// What the networks were built from: one may have been swapped since.
    chosen: Vec<Arc<Chosen>>,
}

/// How the numbers of one network lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    updates: u64,
    /// Whether the average of its weights is there.
    average: bool,
    /// Tensors that the optimiser remembers two numbers of each weight of.
    memories: usize,
}

impl Moment {
    /// The run as it stands between two steps.
    pub(in crate::lab) fn of<D: Ops>(run: &mut Run<D>) -> Self {
        let mut numbers = Vec::with_capacity(run.networks.iter_mut().map(size).sum());
        let mut networks = Vec::with_capacity(run.networks.len());
        for network in &mut run.networks {
            for net in nets(network) {
                for named in net.tensors() {
                    named.tensor.append(&mut numbers);
                }
            }
            for (first, second) in &network.optimiser.moments {
                D::append(first, &mut numbers);
                D::append(second, &mut numbers);
            }
            networks.push(Shape {
                updates: network.optimiser.updates,
                average: network.average.is_some(),
                memories: network.optimiser.moments.len(),
            });
        }
        Self {
            head: Head {
                step: run.state.step,
                settings: run.state.settings.clone(),
                weights: run.weights.clone(),
                networks,
                chosen: run.networks.iter().map(|n| Arc::clone(&n.chosen)).collect(),
            },
            numbers,
        }
    }

    /// Brings the run to this moment; its history stands at the moment's step.
    ///
    /// # Errors
    /// A sentence where the run is of another recipe, or the device has no room. What the run is then is of no use.
    pub(in crate::lab) fn restore<D: Ops>(&self, run: &mut Run<D>) -> Result<()> {
        let mut rest = self.numbers.as_slice();
        if run.networks.len() != self.head.networks.len() {
            return Err(other_networks());
        }
        let (of, device) = (run.built_for, run.device.clone());
        let kept = self.head.networks.iter().zip(&self.head.chosen);
        for (network, (shape, chosen)) in run.networks.iter_mut().zip(kept) {
            if !network.chosen.is(chosen) {
                *network = Network::new(Arc::clone(chosen), &of, &device)?;
            }
            network.shown.clear();
            take(&mut network.net, &mut rest)?;
            network.average = None;
            if shape.average {
                let mut average = network.net.clone();
                take(&mut average, &mut rest)?;
                network.average = Some(average);
            }
            let mut optimiser = Optimiser {
                updates: shape.updates,
                ..Optimiser::default()
            };
            let learned = |named: &Named<'_, D>| named.kind == Kind::Learned;
            let tensors = network.net.tensors().into_iter().filter(learned);
            for named in tensors.take(shape.memories) {
                let mut both = (named.tensor.zeros()?, named.tensor.zeros()?);
                for memory in [&mut both.0, &mut both.1] {
                    let values = split(&mut rest, memory.shape().0)?;
                    D::fill(memory, |into| into.copy_from_slice(values));
                }
                optimiser.moments.push(both);
            }
            network.optimiser = optimiser;
        }
        if !rest.is_empty() {
            return Err(other_networks());
        }
        run.state.settings = self.head.settings.clone();
        run.weights.clone_from(&self.head.weights);
        run.state.step = self.head.step;
        run.state.history.stand_at(self.head.step);
        Ok(())
    }

    /// The same run with other numbers: what a snapshot says that lies in a file.
    #[must_use]
    pub fn with(&self, step: u64, networks: &[Shape], numbers: Vec<f32>) -> Self {
        let mut head = self.head.clone();
        (head.step, head.networks) = (step, networks.to_vec());
        Self { head, numbers }
    }

    /// Bytes that it takes, within a few hundred.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.numbers.as_slice())
    }
}

fn nets<D: Ops>(network: &mut Network<D>) -> impl Iterator<Item = &mut Net<D>> {
    [Some(&mut network.net), network.average.as_mut()]
        .into_iter()
        .flatten()
}

/// The numbers that a network takes, about.
fn size<D: Ops>(network: &mut Network<D>) -> usize {
    let numbers = |named: Named<'_, D>| named.tensor.shape().iter().product::<usize>();
    let weights: usize = network.net.tensors().into_iter().map(numbers).sum();
    let copies = 1 + usize::from(network.average.is_some());
    let memories = if network.optimiser.moments.is_empty() {
        0
    } else {
        2
    };
    weights * (copies + memories)
}

fn take<D: Ops>(net: &mut Net<D>, rest: &mut &[f32]) -> Result<()> {
    for named in net.tensors() {
        let numbers = named.tensor.shape().iter().product();
        named.tensor.set(split(rest, numbers)?);
    }
    Ok(())
}

fn split<'a>(rest: &mut &'a [f32], numbers: usize) -> Result<&'a [f32]> {
    let (first, after) = rest.split_at_checked(numbers).ok_or_else(other_networks)?;
    *rest = after;
    Ok(first)
}

fn other_networks() -> Error {
    Error::new("the snapshot is of other networks than those of the run")
}
