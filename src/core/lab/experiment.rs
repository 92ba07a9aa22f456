//! An experiment on whichever device was chosen: one face, and behind it the trainer for that device.

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "cuda")]
use dfdx::prelude::Cuda as Gpu;

use super::anew::Anew;
use super::device::Device;
use super::frozen::Frozen;
use super::go_on::GoOn;
use super::history::History;
use super::snapshot::{Snapshot, Stored};
use super::terms::Term;
use super::warm::Warm;
use super::{Host, Plan};
use crate::data::Dataset;
use crate::error::Result;
use crate::event::{Built, Curve, Gallery, Ledger, Listing, PhaseReport, Plane, Scores};
use crate::lab::inspect::draws::Draws;
use crate::lab::inspect::dream::{self, Vision};
use crate::lab::inspect::elbo::Bound;
use crate::lab::inspect::interp::Path;
use crate::lab::inspect::look::Noise;
use crate::lab::inspect::recon_pca::Beside;
use crate::lab::train::moment::Moment;
use crate::lab::train::part::Part;
use crate::lab::train::phase::Side;
use crate::lab::train::run::Run;
use crate::lab::train::state::RunState;
use crate::lab::train::trainer::Trainer;
use crate::layers::Ops;
use crate::nets::{Chosen, Networks, Role};

/// An experiment, whose methods are those of [`Trainer`] and of the [`Run`] that it trains.
pub struct Experiment(Box<dyn Faced>);

/// Writes down once which methods of a trainer and of its run an experiment has.
macro_rules! faced {
    (
        trainer seen {
            $(fn $asked:ident(&self $(, $asked_arg:ident: $asked_type:ty)*) -> $answer:ty;)*
        }
        trainer done {
            $(fn $trained:ident(&mut self $(, $trained_arg:ident: $trained_type:ty)*) -> $became:ty;)*
        }
        run seen {
            $(fn $seen:ident(&self $(, $seen_arg:ident: $seen_type:ty)*) -> $saw:ty;)*
        }
        run done {
            $(fn $done:ident(&mut self $(, $done_arg:ident: $done_type:ty)*) -> $did:ty;)*
        }
    ) => {
        trait Faced {
            $(fn $asked(&self $(, $asked_arg: $asked_type)*) -> $answer;)*
            $(fn $trained(&mut self $(, $trained_arg: $trained_type)*) -> $became;)*
            $(fn $seen(&self $(, $seen_arg: $seen_type)*) -> $saw;)*
            $(fn $done(&mut self $(, $done_arg: $done_type)*) -> $did;)*
        }

        impl<D: Ops> Faced for Trainer<D> {
            $(fn $asked(&self $(, $asked_arg: $asked_type)*) -> $answer {
                Self::$asked(self $(, $asked_arg)*)
            })*
            $(fn $trained(&mut self $(, $trained_arg: $trained_type)*) -> $became {
                Self::$trained(self $(, $trained_arg)*)
            })*
            $(fn $seen(&self $(, $seen_arg: $seen_type)*) -> $saw {
                self.run.$seen($($seen_arg),*)
            })*
            $(fn $done(&mut self $(, $done_arg: $done_type)*) -> $did {
                self.run.$done($($done_arg),*)
            })*
        }

        faced!(documented Trainer
            $($asked(&self $(, $asked_arg: $asked_type)*) -> $answer;)*
        );
        faced!(documented_mut Trainer
            $($trained(&mut self $(, $trained_arg: $trained_type)*) -> $became;)*
        );
        faced!(documented Run
            $($seen(&self $(, $seen_arg: $seen_type)*) -> $saw;)*
        );
        faced!(documented_mut Run
            $($done(&mut self $(, $done_arg: $done_type)*) -> $did;)*
        );
    };
    // Each is documented where it is written.
    (documented $of:ident $($name:ident(&self $(, $arg:ident: $type:ty)*) -> $gives:ty;)*) => {
        #[allow(clippy::must_use_candidate, clippy::missing_errors_doc)]
        impl Experiment {
            $(
                #[doc = concat!("See [`", stringify!($of), "::", stringify!($name), "`].")]
                pub fn $name(&self $(, $arg: $type)*) -> $gives {
                    self.0.$name($($arg),*)
                }
            )*
        }
    };
    (documented_mut $of:ident $($name:ident(&mut self $(, $arg:ident: $type:ty)*) -> $gives:ty;)*) => {
        #[allow(clippy::must_use_candidate, clippy::missing_errors_doc)]
        impl Experiment {
            $(
                #[doc = concat!("See [`", stringify!($of), "::", stringify!($name), "`].")]
                pub fn $name(&mut self $(, $arg: $type)*) -> $gives {
                    self.0.$name($($arg),*)
                }
            )*
        }
    };
}

faced! {
    trainer seen {
        fn has_phase(&self, wanted: &str) -> bool;
        fn in_flight(&self) -> bool;
        fn phases_done(&self) -> usize;
        fn phases(&self, side: Side) -> usize;
        fn kept(&self) -> Option<Arc<Moment>>;
    }
    trainer done {
        fn charge(&mut self, cost: Duration) -> ();
        fn keep(&mut self) -> Option<Arc<Moment>>;
        fn go_to(&mut self, moment: Arc<Moment>) -> Result<()>;
        fn take_history(&mut self, history: History) -> ();
        fn recall(&mut self, curves: &[Curve]) -> ();
        fn recall_steps(&mut self, curves: &[Curve]) -> ();
        fn step(&mut self, side: Side) -> Result<()>;
        fn part(&mut self, side: Side) -> Result<bool>;
        fn walk_one(&mut self, side: Side) -> Result<(PhaseReport, bool)>;
        fn settle(&mut self) -> Result<bool>;
        fn set(&mut self, name: &str, value: &str) -> Result<(String, String)>;
        fn set_weight(&mut self, term: Term, weight: f32) -> Result<()>;
        fn import_weights(&mut self, file: &[Stored], net: Option<&str>) -> Result<Vec<Role>>;
        fn swap(&mut self, chosen: Chosen) -> Result<String>;
        fn reset(&mut self, role: Role) -> Result<usize>;
        fn pretrain(&mut self, epochs: u64, go_on: GoOn<'_>) -> Result<Listing>;
    }
    run seen {
        fn state(&self) -> &RunState;
        fn weight(&self, term: Term) -> f32;
        fn has(&self, role: Role) -> bool;
        fn is_plane(&self) -> bool;
        fn in_game(&self) -> bool;
        fn has_critic(&self) -> bool;
        fn is_drawn_from(&self) -> bool;
        fn bytes(&self) -> usize;
        fn shape(&self) -> Vec<usize>;
        fn built(&self, device: &str) -> Built;
        fn layers(&self) -> Listing;
        fn class(&self, word: &str) -> Result<u8>;
        fn frozen(&self) -> Option<&Frozen>;
        fn learns(&self) -> Vec<usize>;
        fn words(&self) -> Vec<(String, String)>;
        fn anew(&self, seed: u64, networks: &Networks) -> Result<Anew>;
        fn written(&self) -> Vec<String>;
        fn learned_from(&self) -> &str;
        fn dataset(&self) -> Arc<Dataset>;
        fn meaning(&self, series: &str) -> String;
        fn draws(&self, noise: Noise) -> Draws;
        fn in_turn(&self, n: usize) -> Vec<u8>;
    }
    run done {
        fn takes_penalty(&mut self) -> bool;
        fn digest(&mut self) -> String;
        fn snapshot(&mut self) -> Snapshot;
        fn foreign_weights(&mut self) -> Vec<Stored>;
        fn shown_statistics(&mut self) -> Vec<Stored>;
        fn ledger(&mut self, norms: bool) -> Result<Ledger>;
        fn generate_items(&mut self, n: usize, noise: Noise, class: Option<u8>) -> Result<Vec<f32>>;
        fn generate_parts(&mut self, n: usize, noise: Noise, class: Option<u8>, take: &mut dyn FnMut(Vec<f32>) -> Result<()>) -> Result<()>;
        fn generate_of(&mut self, codes: Vec<f32>, classes: &[u8]) -> Result<Vec<f32>>;
        fn sample(&mut self, n: usize, noise: Noise, class: Option<u8>) -> Result<Gallery>;
        fn warm(&mut self) -> Warm;
        fn freeze(&mut self) -> Result<Arc<Frozen>>;
        fn take_over(&mut self, from: &Warm) -> Result<Vec<Role>>;
        fn recon(&mut self, n: usize) -> Result<(Gallery, f32)>;
        fn recon_beside_pca(&mut self, n: usize, go_on: &mut dyn FnMut() -> Result<()>) -> Result<(Gallery, Beside)>;
        fn interp(&mut self, n: usize, path: Path, class: Option<u8>) -> Result<Gallery>;
        fn arith(&mut self, operands: &[(f32, u8)]) -> Result<Gallery>;
        fn saliency(&mut self, n: usize) -> Result<Gallery>;
        fn envision(&mut self, of: Vision, picture: &[f32]) -> Result<dream::Seen>;
        fn latent(&mut self, n: usize) -> Result<Plane>;
        fn latent_grid(&mut self, n: usize, class: Option<u8>) -> Result<Gallery>;
        fn warped_grid(&mut self, n: usize, class: Option<u8>) -> Result<Plane>;
        fn plane_with_slopes(&mut self, n: usize) -> Result<Plane>;
        fn scores(&mut self, shown: usize) -> Result<Scores>;
        fn plane(&mut self, n: usize, noise: Noise, class: Option<u8>) -> Result<Plane>;
        fn plane_recon(&mut self, n: usize) -> Result<Plane>;
        fn held_out_error(&mut self) -> Result<f32>;
        fn held_out_bound(&mut self) -> Result<Bound>;
        fn encode(&mut self, part: Part, places: Vec<usize>) -> Result<Vec<f32>>;
        fn encode_items(&mut self, items: &[f32], classes: &[u8]) -> Result<Vec<f32>>;
        fn decode(&mut self, codes: Vec<f32>, classes: &[u8]) -> Result<Vec<f32>>;
        fn translate(&mut self, n: usize) -> Result<(Gallery, f32)>;
    }
}

impl Experiment {
    /// Builds the networks of a plan on a device, with weights drawn from its seed.
    ///
    /// # Errors
    /// A sentence: no such network, a batch larger than the data, no room.
    pub fn new(plan: &Plan, data: Arc<Dataset>, device: &Device) -> Result<Self> {
        Ok(Self(match device {
            Device::Cpu => Box::new(Trainer::of(Run::new(plan, data, Host::default())?)),
            #[cfg(feature = "cuda")]
            Device::Cuda(gpu, _) => Box::new(Trainer::of(Gpu::guarded(|| {
                Run::new(plan, data, gpu.clone())
            })?)),
        }))
    }

    /// The same on the codes of a frozen autoencoder; `go_on` is told how many items are encoded, of how many.
    ///
    /// # Errors
    /// As [`Experiment::new`], where the autoencoder does not fit the data, and what `go_on` says.
    pub fn on_codes(
        plan: &Plan,
        frozen: &Arc<Frozen>,
        data: Arc<Dataset>,
        device: &Device,
        go_on: GoOn<'_>,
    ) -> Result<Self> {
        Ok(Self(match device {
            Device::Cpu => {
                let run = Run::on_codes(plan, frozen, data, Host::default(), go_on)?;
                Box::new(Trainer::of(run))
            }
            #[cfg(feature = "cuda")]
            Device::Cuda(gpu, _) => Box::new(Trainer::of(Gpu::guarded(|| {
                Run::on_codes(plan, frozen, data, gpu.clone(), go_on)
            })?)),
        }))
    }

    /// The run that a snapshot holds, on whichever device it was taken.
    ///
    /// # Errors
    /// A sentence that names the first word or tensor that does not fit.
    pub fn restore(snapshot: &Snapshot, data: Arc<Dataset>, device: &Device) -> Result<Self> {
        Ok(Self(match device {
            Device::Cpu => Box::new(Trainer::of(Run::restore(snapshot, data, Host::default())?)),
            #[cfg(feature = "cuda")]
            Device::Cuda(gpu, _) => Box::new(Trainer::of(Gpu::guarded(|| {
                Run::restore(snapshot, data, gpu.clone())
            })?)),
        }))
    }
}
