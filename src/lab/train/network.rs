//! One network in training: its weights, its optimiser, and the slow average of its weights.

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::lab::inspect::shown::Shown;
use crate::lab::snapshot::Stored;
use crate::layers::{Grads, Kind, Named, Net, Ops, Pass, Scalar, Var};
use crate::nets::Role;
use crate::optim::{Optimiser, Rates, Rule};

/// A network of the family.
pub struct Member<D: Ops> {
    pub role: Role,
    /// Name in the catalogue.
    pub name: String,
    pub net: Net<D>,
    /// The average of the weights over the steps (E and G only).
    pub average: Option<Net<D>>,
    pub optimiser: Optimiser<D>,
    /// The network as it is looked at, until its weights move.
    pub(in crate::lab) shown: Vec<Shown<D>>,
}

impl<D: Ops> Member<D> {
    /// Takes a batch through the network as it is being trained.
    ///
    /// # Errors
    /// See [`Net::forward`].
    pub fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        self.net.forward(x, pass)
    }

    /// Shapes `[out, in]` of its dense layers, in order.
    pub fn weights(&mut self) -> Vec<Vec<usize>> {
        let shapes = self.net.tensors().into_iter().filter(|t| is_matrix(t));
        shapes.map(|named| named.tensor.shape()).collect()
    }

    /// Overwrites weight and bias of its dense layers, in order.
    pub fn start<'a>(&mut self, layers: impl Iterator<Item = (Vec<f32>, &'a Vec<f32>)>) {
        self.shown.clear();
        let mut tensors = self.net.tensors().into_iter();
        for (weight, bias) in layers {
            // The bias of a layer follows its weight.
            if let Some(named) = tensors.find(is_matrix) {
                named.tensor.set(&weight);
            }
            if let Some(named) = tensors.next() {
                named.tensor.set(bias);
            }
        }
    }

    /// One update of the optimiser; gives the norm of the gradients. Where that is no finite number,
    /// the network is worth nothing any more.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn update(
        &mut self,
        (rule, rates): (Rule, Rates),
        gradients: &mut Grads<D>,
    ) -> Result<Scalar<D>> {
        self.shown.clear();
        let tensors = self.net.tensors();
        self.optimiser.step(rule, rates, tensors, gradients)
    }

    /// Holds every learned number of the network within `± limit` (Arjovsky et al. 2017, Algorithm 1).
    pub fn clip(&mut self, limit: f32) {
        for named in self.net.tensors() {
            if named.kind == Kind::Learned {
                let mut values = named.tensor.values();
                values.iter_mut().for_each(|v| *v = v.clamp(-limit, limit));
                named.tensor.set(&values);
            }
        }
    }

    /// Moves the average a little towards the weights; starts or drops it as `decay` says.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn follow(&mut self, decay: f32, step: u64) -> Result<()> {
        self.shown.clear();
        if decay == 0.0 {
            self.average = None;
            return Ok(());
        }
        // The average of a young run forgets faster, or it would remember the noise it started as.
        let warm = (1.0 + step as f32) / (10.0 + step as f32);
        let decay = decay.min(warm);
        let average = self.average.get_or_insert_with(|| self.net.clone());
        for (slow, fast) in average.tensors().into_iter().zip(self.net.tensors()) {
            slow.tensor.average(&fast.tensor.row()?, decay)?;
        }
        Ok(())
    }

    /// Euclidean norm of all gradients of the network.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn gradient_norm(&mut self, gradients: &mut Grads<D>) -> Result<f32> {
        let mut sum = 0.0_f64;
        for named in self.net.tensors() {
            if named.kind == Kind::Learned {
                for g in named.tensor.gradient(gradients)? {
                    sum += f64::from(g) * f64::from(g);
                }
            }
        }
        #[allow(clippy::cast_possible_truncation)]
        Ok(sum.sqrt() as f32)
    }

    /// Adds the weights to a digest.
    pub fn digest(&mut self, into: &mut Sha256) {
        for net in [Some(&mut self.net), self.average.as_mut()]
            .into_iter()
            .flatten()
        {
            for named in net.tensors() {
                into.update(format!("{}/{}", self.role, named.name));
                for value in named.tensor.values() {
                    into.update(value.to_le_bytes());
                }
            }
        }
    }

    /// Everything that a saved run needs of the network.
    pub fn store(&mut self, into: &mut Vec<Stored>) {
        let role = self.role;
        let nets = [
            ("", Some(&mut self.net)),
            (".average", self.average.as_mut()),
        ];
        for (suffix, net) in nets {
            for named in net.into_iter().flat_map(Net::tensors) {
                into.push(Stored {
                    name: format!("{role}{suffix}.{}", named.name),
                    shape: named.tensor.shape(),
                    values: named.tensor.values(),
                });
            }
        }
        for (place, (m, v)) in self.optimiser.moments.iter().enumerate() {
            for (letter, row) in [("m", m), ("v", v)] {
                let values = D::read(row);
                into.push(Stored {
                    name: format!("{role}.optimizer.{letter}.{place}"),
                    shape: vec![values.len()],
                    values,
                });
            }
        }
    }

    /// Takes back what [`store`](Self::store) gave.
    ///
    /// # Errors
    /// A sentence that names the first tensor that does not fit, and both shapes.
    pub fn restore(&mut self, from: &[Stored], updates: u64) -> Result<()> {
        let role = self.role;
        let find = |name: &str| from.iter().find(|s| s.name == name);
        let fill = |net: &mut Net<D>, suffix: &str| -> Result<()> {
            for named in net.tensors() {
                let name = format!("{role}{suffix}.{}", named.name);
                let shape = named.tensor.shape();
                let stored = find(&name).ok_or_else(|| {
                    Error::new(format!(
                        "the file has no tensor '{name}' {shape:?}, which {role} needs"
                    ))
                })?;
                if stored.shape != shape {
                    return Err(Error::new(format!(
                        "tensor '{name}' is {:?} in the file, but {role} has {shape:?}",
                        stored.shape
                    )));
                }
                named.tensor.set(&stored.values);
            }
            Ok(())
        };
        fill(&mut self.net, "")?;
        self.shown.clear();
        self.average = None;
        if from
            .iter()
            .any(|s| s.name.starts_with(&format!("{role}.average.")))
        {
            let mut average = self.net.clone();
            fill(&mut average, ".average")?;
            self.average = Some(average);
        }
        self.optimiser.updates = updates;
        self.optimiser.moments.clear();
        // An optimiser that has moved nothing has nothing to remember.
        if updates == 0 {
            return Ok(());
        }
        let learned = self.net.tensors().into_iter();
        let learned = learned.filter(|named| named.kind == Kind::Learned);
        for (place, named) in learned.enumerate() {
            let length = named.tensor.shape().iter().product::<usize>();
            let memory = |letter| {
                let name = format!("{role}.optimizer.{letter}.{place}");
                let stored = find(&name).ok_or_else(|| {
                    Error::new(format!(
                        "the file has no tensor '{name}' [{length}], which the optimizer of {role} needs after {updates} updates; load a whole save"
                    ))
                })?;
                if stored.shape != [length] {
                    return Err(Error::new(format!(
                        "tensor '{name}' is {:?} in the file, but the optimizer of {role} has [{length}]",
                        stored.shape
                    )));
                }
                let mut row = named.tensor.zeros()?;
                D::fill(&mut row, |into| into.copy_from_slice(&stored.values));
                Ok(row)
            };
            self.optimiser.moments.push((memory("m")?, memory("v")?));
        }
        Ok(())
    }
}

/// Whether this is the weight of a dense layer.
fn is_matrix<D: Ops>(named: &Named<'_, D>) -> bool {
    named.name.ends_with(".weight") && named.tensor.shape().len() == 2
}
