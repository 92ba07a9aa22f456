//! Whether a batch has room in memory: one that has not is a sentence, not the end of the program.

use super::network::BuiltFor;
use super::run::Run;
use crate::error::{Error, Result};
use crate::lab::config::settings::Settings;
use crate::layers::{Ops, Sizes};
use crate::nets::text::Place;
use crate::nets::{Chosen, Role};

impl<D: Ops> Run<D> {
    /// Bytes that the run takes, by count: of each weight itself, its gradient, two numbers of the optimiser
    /// and its average, and all that layers give for a batch, with its gradients.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let numbers = self.networks.iter().map(|network| {
            let facts = network.net.facts();
            let parameters: usize = facts.iter().map(|f| f.parameters).sum();
            parameters * copies(network.role, &self.state.settings)
        });
        numbers.sum::<usize>() * size_of::<f32>() + self.of_a_batch(self.state.settings.batch())
    }

    /// Refuses networks whose weights would not fit, before anything is allocated. Where they would at
    /// another size of the code, the sentence says so. A device that keeps the data speaks for itself.
    ///
    /// # Errors
    /// A sentence with what would fit.
    pub(in crate::lab) fn fits_before(
        networks: &[Chosen],
        &BuiltFor {
            sizes,
            points,
            variational,
        }: &BuiltFor,
        settings: &Settings,
    ) -> Result<()> {
        // A network that was written says itself what does not fit, and where; its sizes are anybody's.
        for network in networks.iter().filter(|of| of.definition().is_some()) {
            let place = Place::at(network.role, sizes, points);
            let checked = network.lend(&place, variational, |plain| plain.check(&sizes))?;
            let given = checked.map_or(0, |checked| checked.given);
            let numbers = given.saturating_mul(settings.batch());
            let bytes = numbers.saturating_mul(2 * size_of::<f32>());
            if bytes > MOST || !(D::KEEPS_DATA || there_are(bytes)) {
                return Err(Error::new(format!(
                    "a batch of {} takes about {:.1} GiB of memory for '{}' alone, and that much is not free; fewer channels or smaller sides may fit",
                    settings.batch(),
                    gib(bytes),
                    network.name
                )));
            }
        }
        let bytes = |latent: usize| -> Result<usize> {
            let sizes = Sizes { z: latent, ..sizes };
            networks.iter().try_fold(0_usize, |sum, network| {
                let (name, role) = (&network.name, network.role);
                let place = Place::at(role, sizes, points);
                let checked = network.lend(&place, variational, |plain| plain.check(&sizes))?;
                let checked = checked.map_err(|misfit| {
                    Error::new(format!("'{name}' as {role} does not fit: {misfit}"))
                })?;
                let copies = copies(role, settings) * size_of::<f32>();
                Ok(sum.saturating_add(checked.weights.saturating_mul(copies)))
            })
        };
        let wanted = bytes(sizes.z);
        let fits = |latent: usize| bytes(latent).is_ok_and(there_are);
        if wanted.is_ok() && (D::KEEPS_DATA || fits(sizes.z)) {
            return Ok(());
        }
        // The most numbers in a code that fit, by halving; more numbers never take less.
        let (mut fit, mut too_many) = (0, sizes.z);
        while too_many - fit > 1 {
            let middle = fit + (too_many - fit) / 2;
            if fits(middle) {
                fit = middle;
            } else {
                too_many = middle;
            }
        }
        let next = match fit {
            0 => "smaller items or other networks may fit ('nets')".to_owned(),
            _ => format!("latent={fit} fits"),
        };
        let latent = sizes.z;
        Err(match wanted {
            Ok(bytes) => Error::new(format!(
                "networks with latent={latent} take about {:.1} GiB of memory for their weights alone, and that much is not free; {next}",
                gib(bytes)
            )),
            Err(why) => Error::new(format!("{why}; {next}")),
        })
    }

    /// Bytes of what the layers give for a batch, with its gradients.
    fn of_a_batch(&self, batch: usize) -> usize {
        let facts = self.networks.iter().flat_map(|m| m.net.facts());
        let numbers: usize = facts.map(|f| f.shape.iter().product::<usize>()).sum();
        batch * numbers * 2 * size_of::<f32>()
    }

    /// Refuses a batch whose numbers, with their gradients, would not fit. Where data are kept on the
    /// device it says so itself, without an end to the program.
    pub(in crate::lab) fn fits_memory(&self, batch: usize) -> Result<()> {
        let bytes = |batch: usize| self.of_a_batch(batch);
        if D::KEEPS_DATA || there_are(bytes(batch)) {
            return Ok(());
        }
        let less = std::iter::successors(Some(batch / 2), |n| Some(n / 2)).take_while(|n| *n > 0);
        let next = match less.into_iter().find(|n| there_are(bytes(*n))) {
            Some(fits) => format!("batch={fits} has room"),
            None => "there is not enough memory for these networks".to_owned(),
        };
        Err(Error::new(format!(
            "a batch of {batch} takes about {:.1} GiB of memory for these networks, and that much is not free; {next}",
            gib(bytes(batch))
        )))
    }
}

/// Bytes that no machine has for a batch: sums of less can be counted.
const MOST: usize = 1 << 46;

/// Numbers that are held for each weight: itself, its gradient, two of the optimiser, and its average.
fn copies(role: Role, settings: &Settings) -> usize {
    let averaged = settings.ema() > 0.0 && matches!(role, Role::Encoder | Role::Generator);
    4 + usize::from(averaged)
}

fn gib(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

/// Whether so many bytes are free: the system's own count where it gives one, and what it would promise.
fn there_are(bytes: usize) -> bool {
    let free = std::fs::read_to_string("/proc/meminfo");
    let free = free.ok().and_then(|text| available(&text));
    free.is_none_or(|free| bytes <= free) && Vec::<u8>::new().try_reserve_exact(bytes).is_ok()
}

/// The bytes that Linux says can be had without swapping.
fn available(meminfo: &str) -> Option<usize> {
    let mut lines = meminfo.lines();
    let kib = lines.find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: usize = kib.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_is_understood_and_others_are_believed() {
        let linux = "MemTotal:       24683628 kB\nMemAvailable:   21497016 kB\nBuffers: 1 kB\n";
        assert_eq!(available(linux), Some(21_497_016 * 1024));
        for other in [
            "",
            "MemTotal: 3 kB",
            "MemAvailable: many kB",
            "MemAvailable: 3",
        ] {
            assert_eq!(available(other), None, "{other}");
        }
        assert!(there_are(1000));
        assert!(!there_are(usize::MAX / 2));
    }
}
