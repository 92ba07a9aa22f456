//! Layer-wise pretraining of a deep autoencoder (Hinton and Salakhutdinov 2006): each pair of layers is
//! taught as a restricted Boltzmann machine on what the pair outside it gives, then all are unrolled into
//! E and its mirror G, and fine-tuned together by `step`.

mod rbm;
mod start;

use self::rbm::{Hidden, Rates, Rbm};
use crate::data::{Order, Range};
use crate::error::{Error, Result};
use crate::event::Listing;
use crate::lab::go_on::GoOn;
use crate::lab::train::run::Run;
use crate::layers::Ops;
use crate::nets::{DEEP, Role};
use crate::random;

/// Items of a batch.
const BATCH: usize = 100;

/// The settings of the code of Hinton and Salakhutdinov 2006, in epoch `epoch`, counted from 0.
fn rates(kind: Hidden, epoch: u64) -> Rates {
    Rates {
        rate: match kind {
            Hidden::Logistic => 0.1,
            Hidden::Linear => 0.001,
        },
        momentum: if epoch < 5 { 0.5 } else { 0.9 },
        decay: 0.0002,
    }
}

impl<D: Ops> Run<D> {
    /// Teaches the layers one after the other for `epochs` over the training items each, and puts them into
    /// E and G. `go_on` is told before each batch; where it refuses, E and G are as they were.
    ///
    /// # Errors
    /// What `go_on` says, or a sentence: another network than the deep one, a run that has begun.
    pub fn pretrain(&mut self, epochs: u64, go_on: GoOn<'_>) -> Result<Listing> {
        let deep = |role| {
            self.networks
                .iter()
                .any(|m| m.role == role && m.name == DEEP)
        };
        if !(deep(Role::Encoder) && deep(Role::Generator)) {
            return Err(Error::new(format!(
                "only the net '{DEEP}' can be pretrained layer by layer, as E and G: 'build ae net={DEEP}'"
            )));
        }
        if self.state.recipe.variational() {
            return Err(Error::new(format!(
                "the codes of '{}' are distributions, which a Boltzmann machine cannot learn; 'build ae net={DEEP}' has plain codes",
                self.state.recipe.name
            )));
        }
        if self.state.step > 0 {
            return Err(self.has_begun());
        }
        let rbms = self.stack(epochs, go_on)?;
        self.unroll(&rbms)?;
        let rows = rbms.iter().map(|(rbm, kind, [first, last])| {
            vec![
                format!("{} → {}", rbm.visible_bias.len(), rbm.hidden_bias.len()),
                match kind {
                    Hidden::Logistic => "logistic".into(),
                    Hidden::Linear => "linear".into(),
                },
                format!("{first:.4}"),
                format!("{last:.4}"),
            ]
        });
        Ok(Listing {
            title: format!("restricted Boltzmann machines, {epochs} epochs each"),
            columns: ["layer", "hidden units", ">first epoch", ">last epoch"]
                .map(String::from)
                .to_vec(),
            rows: rows.collect(),
            footer: "mean squared error per value of one reconstruction; 'step' now trains all layers together".into(),
        })
    }

    /// Why a run that has begun is not pretrained.
    pub(in crate::lab) fn has_begun(&self) -> Error {
        Error::new(format!(
            "pretraining comes before the first step, and this run is at step {}; 'build' begins another",
            self.state.step
        ))
    }

    /// The machines from the outside in; of each what it is, and its error in its first and last epoch.
    fn stack(&mut self, epochs: u64, go_on: GoOn<'_>) -> Result<Vec<(Rbm, Hidden, [f32; 2])>> {
        let shapes: Vec<Vec<usize>> = self.network(Role::Encoder)?.weights();
        let train = &self.data.train;
        let batch = BATCH.min(train.len());
        let batches = (train.len() / batch) as u64;
        let of = batches * epochs * shapes.len() as u64;
        let mut order = Order::new(random::key(self.state.seed, "pretraining", 0), train.len());
        let (mut done, mut below) = (0, Vec::<(Rbm, Hidden, [f32; 2])>::new());
        for (layer, shape) in shapes.iter().enumerate() {
            let kind = if layer + 1 == shapes.len() {
                Hidden::Linear
            } else {
                Hidden::Logistic
            };
            let mut rng = random::stream(self.state.seed, "boltzmann machine", layer as u64);
            let mut rbm = Rbm::new(shape[1], shape[0], kind, &mut rng);
            let mut errors = [0.0; 2];
            for epoch in 0..epochs {
                let mut error = 0.0_f64;
                for _ in 0..batches {
                    go_on(done, of)?;
                    let indices = order.batch(done * batch as u64, batch)?;
                    let mut x = vec![0.0; batch * self.data.item.len()];
                    train.fill(&indices, Range::Unit, &mut x)?;
                    let x = below.iter().fold(x, |x, (rbm, ..)| rbm.up(&x));
                    error += f64::from(rbm.learn(&x, rates(kind, epoch), &mut rng));
                    done += 1;
                }
                let mean = (error / batches as f64) as f32;
                errors = [if epoch == 0 { mean } else { errors[0] }, mean];
            }
            if !rbm.weight.iter().all(|w| w.is_finite()) {
                return Err(Error::new(format!(
                    "the layer of {} diverged; E and G are as they were",
                    shape[0]
                )));
            }
            below.push((rbm, kind, errors));
        }
        Ok(below)
    }

    /// E gets each matrix with the hidden biases, G its transpose with the visible ones, from the inside
    /// out.
    fn unroll(&mut self, rbms: &[(Rbm, Hidden, [f32; 2])]) -> Result<()> {
        let there = rbms
            .iter()
            .map(|(rbm, ..)| (rbm.weight.clone(), &rbm.hidden_bias));
        let back = rbms.iter().rev();
        let back = back.map(|(rbm, ..)| (rbm.transposed(), &rbm.visible_bias));
        self.network(Role::Encoder)?.start(there);
        self.network(Role::Generator)?.start(back);
        Ok(())
    }
}
