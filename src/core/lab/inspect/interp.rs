//! Ways through the space of codes: from one code to another, and sums of codes.

use super::look::Noise;
use crate::error::{Error, Result};
use crate::event::Gallery;
use crate::lab::train::run::Run;
use crate::lab::train::shown::InputKind;
use crate::layers::{Ops, Var};
use crate::metrics::mean::column_means;
use crate::nets::Role;

/// Which way an interpolation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// On the line between two codes of the prior.
    Line,
    /// On the arc between them: codes of a normal prior lie on a shell, which the line leaves (White 2016,
    /// section 3.1).
    Arc,
    /// On the line between the codes of two held-out items.
    Items,
}

impl Path {
    /// `n` codes from `a` to `b`, both included.
    fn codes(self, a: &[f32], b: &[f32], n: usize) -> Vec<f32> {
        let norm = |v: &[f32]| v.iter().map(|x| x * x).sum::<f32>().sqrt();
        let dot: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
        let cosine = dot / (norm(a) * norm(b)).max(f32::MIN_POSITIVE);
        let angle = cosine.clamp(-1.0, 1.0).acos();
        let weights = |t: f32| {
            // A line through the middle, or no way at all, has no arc.
            if self == Self::Arc && angle.sin() > 1e-4 {
                let part = |t: f32| (t * angle).sin() / angle.sin();
                (part(1.0 - t), part(t))
            } else {
                (1.0 - t, t)
            }
        };
        (0..n)
            .flat_map(|i| {
                let (from, to) = weights(i as f32 / (n.max(2) - 1) as f32);
                let both = a.iter().zip(b);
                both.map(move |(a, b)| from * a + to * b)
            })
            .collect()
    }
}

impl<D: Ops> Run<D> {
    /// What `G` makes of `n` codes on the way from one to another.
    ///
    /// # Errors
    /// A sentence when there is no generator, or no encoder for items.
    pub fn interp(&mut self, n: usize, path: Path, class: Option<u8>) -> Result<Gallery> {
        let mut class = self.one_class(class);
        let (ends, input, title) = match path {
            Path::Items => {
                let (codes, labels) = self.codes_of_items(200)?;
                // Conditional networks go within one, others from one to another.
                let first = match class {
                    Some(class) => labels.iter().position(|l| *l == class).ok_or_else(|| {
                        let of = self.of_class(Some(class));
                        Error::new(format!("none of the first held-out items is{of}"))
                    })?,
                    None => 0,
                };
                let of = labels.get(first).copied();
                let mut after = labels.iter().enumerate().skip(first + 1);
                let other = after.find(|(_, l)| (Some(**l) == of) == self.state.labels);
                let last = codes.len() / self.state.latent - 1;
                let other = other.map_or(first + 1, |(i, _)| i).min(last);
                class = class.and(of);
                let code = |i: usize| codes[i * self.state.latent..][..self.state.latent].to_vec();
                let title = "from the code of one held-out item to that of another";
                ((code(first), code(other)), InputKind::Codes, title)
            }
            Path::Line | Path::Arc => {
                let mut a = self.codes(2, Noise::Fixed, None)?.0.values();
                let b = a.split_off(self.state.latent);
                let title = if path == Path::Arc {
                    "from one code to another, on an arc"
                } else {
                    "from one code to another"
                };
                ((a, b), InputKind::Prior, title)
            }
        };
        let codes = path.codes(&ends.0, &ends.1, n);
        let z = Var::constant(&self.device, codes, self.state.latent)?;
        let seen = (z, self.classes(n, class));
        let made = self.make(input, seen)?.values();
        let title = format!("{title}{}", self.of_class(class));
        Ok(self.gallery("interp", title, 0, self.pictures(&made), vec![]))
    }

    /// A weighted sum of the mean codes of classes of held-out items, and what `G` makes of it and of each
    /// of them (Radford et al. 2015, section 6.3.2).
    ///
    /// # Errors
    /// A sentence when there is no encoder, or a class has no item.
    pub fn arith(&mut self, operands: &[(f32, u8)]) -> Result<Gallery> {
        const MEASURED: usize = 1000;
        let latent = self.state.latent;
        let (codes, labels) = self.codes_of_items(MEASURED)?;
        let mut sum = vec![0.0; latent];
        let (mut all, mut captions) = (Vec::new(), Vec::new());
        for (i, (sign, class)) in operands.iter().enumerate() {
            let of_class: Vec<&[f32]> = codes
                .chunks_exact(latent)
                .zip(&labels)
                .filter(|(_, label)| *label == class)
                .map(|(code, _)| code)
                .collect();
            let name = self.data.classes.get(usize::from(*class));
            let name = name.map_or_else(|| class.to_string(), Clone::clone);
            if of_class.is_empty() {
                return Err(Error::new(format!("no held-out item is of class {name}")));
            }
            let mean = column_means(of_class, latent);
            sum.iter_mut().zip(&mean).for_each(|(s, m)| *s += sign * m);
            all.extend(mean);
            captions.push(match (i, *sign < 0.0) {
                (0, false) => name,
                (_, false) => format!("+ {name}"),
                (_, true) => format!("- {name}"),
            });
        }
        all.extend(sum);
        captions.push("=".into());
        let z = Var::constant(&self.device, all, latent)?;
        // Each is made as what it is, the sum as the first.
        let classes = operands
            .iter()
            .chain(operands.first())
            .map(|(_, class)| *class);
        let seen = (z, self.state.labels.then(|| classes.collect()));
        let made = self.look(Role::Generator, InputKind::Codes, seen)?.values();
        let title = "mean codes of classes, and their sum".into();
        Ok(self.gallery("arith", title, 0, self.pictures(&made), captions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arc_keeps_the_length_and_a_line_does_not() {
        let (a, b) = ([2.0, 0.0], [0.0, 2.0]);
        let lengths = |path: Path| -> Vec<f32> {
            let codes = path.codes(&a, &b, 5);
            codes.chunks_exact(2).map(|c| c[0].hypot(c[1])).collect()
        };
        assert!(lengths(Path::Arc).iter().all(|l| (l - 2.0).abs() < 1e-5));
        assert!((lengths(Path::Line)[2] - 2.0_f32.sqrt()).abs() < 1e-5);
        // Opposite codes have no one arc: the line is taken, and nothing is no number.
        let through = Path::Arc.codes(&[1.0, 0.0], &[-1.0, 0.0], 3);
        assert!(through.iter().all(|v| v.is_finite()));
    }
}
