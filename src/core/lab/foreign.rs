//! Weights in the names and layouts of `PyTorch`: out for its programs, and in from them.
//!
//! Convolutions are `[out, in, rows, columns]` there and transposed ones `[in, out, rows, columns]`; here they are
//! `[rows, columns, in, out]` of the convolution, and a transposed one is that of the convolution whose adjoint it is.
//! So both are turned by the same rule. Scale and shift of a normalisation are its weight and bias.

use super::frozen::{FROZEN, Frozen};
use super::snapshot::Stored;
use crate::error::{Error, Result};
use crate::lab::train::network::Network;
use crate::lab::train::run::Run;
use crate::layers::{Kind, Net, Ops};
use crate::nets::Role;
use crate::optim::Optimiser;
use crate::order::sort_by_key;

/// Names of tensors here and there.
const NAMES: [(&str, &str); 3] = [
    ("scale", "weight"),
    ("shift", "bias"),
    ("running_variance", "running_var"),
];

/// Tensors that `PyTorch` keeps and that are none of a network.
const COUNTER: &str = "num_batches_tracked";

/// The order of the tensors of one layer.
const ORDER: [&str; 4] = ["weight", "bias", "running_mean", "running_var"];

/// A tensor that a network wants.
struct Wanted {
    name: String,
    /// Of `PyTorch`.
    shape: Vec<usize>,
    learned: bool,
}

impl<D: Ops> Run<D> {
    /// All weights, those that trained, their averages and those of a frozen autoencoder, as `PyTorch` has them.
    #[must_use]
    pub fn foreign_weights(&mut self) -> Vec<Stored> {
        let mut stored = Vec::new();
        for network in &mut self.networks {
            let role = network.role;
            let nets = [
                ("", Some(&mut network.net)),
                (".average", network.average.as_mut()),
            ];
            for (suffix, net) in nets {
                for named in net.into_iter().flat_map(Net::tensors) {
                    let (shape, values) = (named.tensor.shape(), named.tensor.values());
                    stored.push(Stored {
                        name: format!("{role}{suffix}.{}", foreign_name(&named.name)),
                        values: turned(&shape, &values, &OUT),
                        shape: foreign_shape(&shape),
                    });
                }
            }
        }
        let frozen = self.frozen().into_iter().flat_map(Frozen::tensors);
        stored.extend(frozen.map(|tensor| Stored {
            name: foreign_name(&tensor.name),
            values: turned(&tensor.shape, &tensor.values, &OUT),
            shape: foreign_shape(&tensor.shape),
        }));
        stored
    }

    /// Takes over weights that `PyTorch` wrote, for one network or for each that the names in the file begin with. Where
    /// the names of tensors are not those of the network, they are taken in the order of their layers. Optimisers begin
    /// anew, and an average that the file lacks begins at the weights. Says which networks.
    ///
    /// # Errors
    /// A sentence that names the first tensor that does not fit, with both shapes; nothing is changed then.
    pub fn import_weights(&mut self, file: &[Stored], net: Option<&str>) -> Result<Vec<Role>> {
        let roles = match net {
            Some(word) => vec![self.role_called(word)?],
            None => self.roles_in(file)?,
        };
        // All is read before any of it is taken over.
        let mut read = Vec::new();
        for &role in &roles {
            let network = self.network(role)?;
            let (weights, average) = parts(file, role);
            let own = own(role, weights, &mut network.net)?;
            let slow = match &mut network.average {
                Some(net) if !average.is_empty() => Some(self::own(role, average, net)?),
                _ => None,
            };
            read.push((role, own, slow));
        }
        for (role, weights, slow) in read {
            let network = self.network(role)?;
            fill(&mut network.net, &weights);
            if let Some(average) = &mut network.average {
                fill(average, slow.as_ref().unwrap_or(&weights));
            }
            network.optimiser = Optimiser::default();
            network.shown.clear();
        }
        Ok(roles)
    }

    /// The network that a word means: its role, as `G` or `gen`, or its name.
    fn role_called(&self, word: &str) -> Result<Role> {
        let is = |role: Role| role.to_string().eq_ignore_ascii_case(word) || role.word() == word;
        let by_role = self.networks.iter().find(|network| is(network.role));
        let mut named = self.networks.iter().filter(|network| network.name == word);
        match (by_role, named.next(), named.next()) {
            (Some(network), ..) | (None, Some(network), None) => Ok(network.role),
            (None, Some(_), Some(_)) => Err(Error::new(format!(
                "several networks here are '{word}'; {} says which",
                self.choices()
            ))),
            (None, None, _) => Err(Error::new(format!(
                "no network of this run is called '{word}'; there are {}",
                self.choices()
            ))),
        }
    }

    fn choices(&self) -> String {
        let choice = |network: &Network<D>| format!("net={}", network.role);
        let all: Vec<_> = self.networks.iter().map(choice).collect();
        all.join(", ")
    }

    /// The networks whose roles the names in a file begin with.
    fn roles_in(&self, file: &[Stored]) -> Result<Vec<Role>> {
        // A frozen autoencoder stays what it is.
        let file = || {
            file.iter()
                .filter(|stored| !stored.name.starts_with(FROZEN))
        };
        let begins = |stored: &&Stored, role: Role| stored.name.starts_with(&format!("{role}."));
        let roles = self.networks.iter().map(|network| network.role);
        let roles: Vec<Role> = roles
            .filter(|role| file().any(|stored| begins(&stored, *role)))
            .collect();
        let other = file().find(|stored| !roles.iter().any(|role| begins(stored, *role)));
        match other {
            Some(other) => Err(Error::new(format!(
                "'{}' in the file does not say whose it is; name the network that the file is for: {}",
                shown(&other.name),
                self.choices()
            ))),
            None if roles.is_empty() => Err(Error::new("the file holds no tensor")),
            None => Ok(roles),
        }
    }
}

/// Tensors by their names without a role.
type Part<'a> = Vec<(String, &'a Stored)>;

/// The tensors of a file that are of a network, and those of its average: all of them where no name begins with a role.
fn parts(file: &[Stored], role: Role) -> (Part<'_>, Part<'_>) {
    let (own, slow) = (format!("{role}."), format!("{role}.average."));
    let (mut weights, mut average) = (Vec::new(), Vec::new());
    let any = file.iter().any(|stored| stored.name.starts_with(&own));
    for stored in file.iter().filter(|stored| !stored.name.ends_with(COUNTER)) {
        if let Some(name) = stored.name.strip_prefix(&slow) {
            average.push((name.to_owned(), stored));
        } else if let Some(name) = stored.name.strip_prefix(&own) {
            weights.push((name.to_owned(), stored));
        } else if !any {
            weights.push((stored.name.clone(), stored));
        }
    }
    (weights, average)
}

/// The numbers of each tensor of a network, in its own layout; nothing for statistics that the file lacks.
fn own<D: Ops>(role: Role, mut part: Part<'_>, net: &mut Net<D>) -> Result<Vec<Option<Vec<f32>>>> {
    let tensors = net.tensors();
    let wanted: Vec<Wanted> = tensors
        .iter()
        .map(|named| Wanted {
            name: foreign_name(&named.name),
            shape: foreign_shape(&named.tensor.shape()),
            learned: named.kind == Kind::Learned,
        })
        .collect();
    let known = |name: &String| wanted.iter().any(|wanted| wanted.name == *name);
    let by_name = part.iter().all(|(name, _)| known(name));
    if !by_name {
        sort_by_key(&mut part, |(name, _)| place(name));
    }
    let mut left = part.into_iter().peekable();
    let mut all: Part<'_> = Vec::new();
    if by_name {
        all = left.by_ref().collect();
    }
    let mut found = Vec::new();
    for (wanted, named) in wanted.iter().zip(&tensors) {
        let stored = if by_name {
            all.iter()
                .find(|(name, _)| *name == wanted.name)
                .map(|(_, stored)| *stored)
        } else {
            let fits = |(name, stored): &(String, &Stored)| {
                wanted.learned || (last(name) == last(&wanted.name) && stored.shape == wanted.shape)
            };
            left.next_if(fits).map(|(_, stored)| stored)
        };
        let Some(stored) = stored else {
            if wanted.learned {
                return Err(Error::new(format!(
                    "the file has no tensor for '{role}.{}' {:?}",
                    wanted.name, wanted.shape
                )));
            }
            found.push(None);
            continue;
        };
        let other = ORDER.contains(&last(&wanted.name)) && last(&stored.name) != last(&wanted.name);
        if stored.shape != wanted.shape || other {
            return Err(Error::new(format!(
                "tensor '{}' is {:?} in the file, and '{role}.{}' is {:?} (in PyTorch's order of sides)",
                shown(&stored.name),
                stored.shape,
                wanted.name,
                wanted.shape
            )));
        }
        if let Some(at) = stored.values.iter().position(|value| !value.is_finite()) {
            return Err(Error::new(format!(
                "tensor '{}' holds {} (number {} of {}); weights are finite numbers",
                shown(&stored.name),
                stored.values[at],
                at + 1,
                stored.values.len()
            )));
        }
        found.push(Some(turned(&named.tensor.shape(), &stored.values, &IN)));
    }
    if let Some((_, stored)) = left.next() {
        return Err(Error::new(format!(
            "the file has a tensor '{}' {:?} more than {role} has",
            shown(&stored.name),
            stored.shape
        )));
    }
    Ok(found)
}

fn fill<D: Ops>(net: &mut Net<D>, values: &[Option<Vec<f32>>]) {
    for (named, values) in net.tensors().into_iter().zip(values) {
        if let Some(values) = values {
            named.tensor.set(values);
        }
    }
}

/// The name of a file that is no longer than a line.
fn shown(name: &str) -> String {
    name.chars().take(80).collect()
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The name of a tensor in `PyTorch`.
fn foreign_name(name: &str) -> String {
    let (path, own) = name.rsplit_once('.').unwrap_or(("", name));
    let known = NAMES.iter().find(|(ours, _)| *ours == own);
    let theirs = known.map_or(own, |(_, theirs)| theirs);
    match path {
        "" => theirs.to_owned(),
        path => format!("{path}.{theirs}"),
    }
}

/// Where a name stands among those of a network: its layer, numbers by their size, then its place in the layer.
fn place(name: &str) -> (Vec<(u64, String)>, usize) {
    let (path, own) = name.rsplit_once('.').unwrap_or(("", name));
    let part = |word: &str| (word.parse().unwrap_or(u64::MAX), word.to_owned());
    let order = ORDER.iter().position(|known| *known == own);
    (
        path.split('.').map(part).collect(),
        order.unwrap_or(ORDER.len()),
    )
}

fn foreign_shape(shape: &[usize]) -> Vec<usize> {
    match *shape {
        [rows, columns, from, to] => vec![to, from, rows, columns],
        _ => shape.to_vec(),
    }
}

/// Which way a tensor is turned.
struct Way {
    out: bool,
}
const OUT: Way = Way { out: true };
const IN: Way = Way { out: false };

/// The numbers of a tensor of this shape here, from one layout to the other. Only kernels of convolutions differ.
fn turned(shape: &[usize], values: &[f32], way: &Way) -> Vec<f32> {
    let [rows, columns, from, to] = *shape else {
        return values.to_vec();
    };
    let mut turned = vec![0.0; values.len()];
    let places = (0..rows * columns).flat_map(|at| (0..from).map(move |i| (at, i)));
    for (at, i) in places {
        for o in 0..to {
            let ours = (at * from + i) * to + o;
            let theirs = (o * from + i) * rows * columns + at;
            if way.out {
                turned[theirs] = values[ours];
            } else {
                turned[ours] = values[theirs];
            }
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_are_turned_and_turned_back() {
        let shape = [2, 3, 4, 5];
        let ours: Vec<f32> = (0..120).map(|v| v as f32).collect();
        let theirs = turned(&shape, &ours, &OUT);
        assert_eq!(foreign_shape(&shape), [5, 4, 2, 3]);
        // [out 1, in 2, row 1, column 0] is [1, 0, 2, 1] here.
        let at = ((4 + 2) * 2 + 1) * 3;
        assert!((theirs[at] - ours[((3 * 4) + 2) * 5 + 1]).abs() < 0.5);
        assert_eq!(turned(&shape, &theirs, &IN), ours);
        assert_eq!(turned(&[3], &ours[..3], &OUT), ours[..3]);
    }

    #[test]
    fn layers_are_in_the_order_of_their_numbers() {
        let mut names = vec![
            "10.weight",
            "9.bias",
            "9.running_mean",
            "9.weight",
            "a.bias",
        ];
        names.sort_by_cached_key(|name| place(name));
        assert_eq!(
            names,
            [
                "9.weight",
                "9.bias",
                "9.running_mean",
                "10.weight",
                "a.bias"
            ]
        );
    }
}
