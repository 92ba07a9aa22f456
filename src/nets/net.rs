//! The boundary: a typed network behind an object-safe face, so that names can pick among types.

use std::fmt;

use rand_chacha::ChaCha8Rng;

use crate::error::Result;
use crate::layers::{Any, Fact, Feeds, Item, Layer, Named, Ops, Pass, Var};

/// Which of the networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `E: x → z`.
    Encoder,
    /// `G: z → x`.
    Generator,
    /// `Dx: x → 1`.
    Discriminator,
    /// `Dz: z → 1`.
    CodeDiscriminator,
    /// `Dxz: (x, z) → 1`.
    PairDiscriminator,
}

impl Role {
    pub const ALL: [Self; 5] = [
        Self::Encoder,
        Self::Generator,
        Self::Discriminator,
        Self::CodeDiscriminator,
        Self::PairDiscriminator,
    ];

    /// The discriminators.
    pub const JUDGES: [Self; 3] = [
        Self::Discriminator,
        Self::CodeDiscriminator,
        Self::PairDiscriminator,
    ];
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoder => "E",
            Self::Generator => "G",
            Self::Discriminator => "Dx",
            Self::CodeDiscriminator => "Dz",
            Self::PairDiscriminator => "Dxz",
        })
    }
}

/// A network whose shapes were checked when it was compiled, and are values from here on.
pub trait Net<D: Ops> {
    /// Takes a batch through the network.
    ///
    /// # Errors
    /// A sentence when the items are of another size, or the device has no room.
    fn forward(&mut self, x: Var<Any, D>, pass: &mut Pass<D>) -> Result<Var<Any, D>>;

    /// Draws new weights.
    fn reset(&mut self, rng: &mut ChaCha8Rng);

    /// Its tensors under stable names.
    fn tensors(&mut self) -> Vec<Named<'_, D>>;

    /// A line for each layer.
    fn facts(&self) -> Vec<Fact>;

    /// A copy with the same weights.
    fn copy(&self) -> Box<dyn Net<D>>;
}

/// A typed network behind the boundary.
pub(super) struct Erased<N>(pub N);

impl<D: Ops, N> Net<D> for Erased<N>
where
    N: Layer<D> + Clone + 'static,
    N::Out: Feeds<N::Out> + Item,
{
    fn forward(&mut self, x: Var<Any, D>, pass: &mut Pass<D>) -> Result<Var<Any, D>> {
        self.0.forward(x.known()?, pass)?.any()
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        self.0.reset(rng);
    }

    fn tensors(&mut self) -> Vec<Named<'_, D>> {
        let mut tensors = Vec::new();
        self.0.tensors("", &mut tensors);
        tensors
    }

    fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        self.0.describe(&mut facts);
        facts
    }

    fn copy(&self) -> Box<dyn Net<D>> {
        Box::new(Self(self.0.clone()))
    }
}
