//! A network with its optimiser as named tensors, and back.

use sha2::{Digest, Sha256};

use super::network::Network;
use crate::error::{Error, Result};
use crate::lab::snapshot::Stored;
use crate::layers::{Kind, Net, Ops};

impl<D: Ops> Network<D> {
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
