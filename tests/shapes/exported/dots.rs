//! `dots`, written at the prompt:
//!
//!     net dots enc = dense 8, relu | dense Z
//!     net dots gen = dense 8, relu | dense P
//!     net dots disc = dense 8, relu | dense 1
//!     net dots code = dense 8, relu | dense 1
//!     net dots pair = dense 8 | code bias 2 | relu | dense 1

use super::Architecture;
use crate::data::Range;
use crate::layers::{Activate, CodeBias, Dense, Dim, Flat, N, P, Relu, Z};

pub struct Dots;

impl Architecture for Dots {
    type Data = Flat<P>;
    type Encoder<O: Dim> = (
        Dense<P, N<8>, Relu>,
        Dense<N<8>, O>,
    );
    type Generator = (
        Dense<Z, N<8>, Relu>,
        Dense<N<8>, P>,
    );
    type Discriminator = (
        Dense<P, N<8>, Relu>,
        Dense<N<8>, N<1>>,
    );
    type CodeDiscriminator = (
        Dense<Z, N<8>, Relu>,
        Dense<N<8>, N<1>>,
    );
    type PairDiscriminator = (
        Dense<P, N<8>>,
        CodeBias<N<2>, N<8>>,
        Activate<Flat<N<8>>, Relu>,
        Dense<N<8>, N<1>>,
    );
    const NAME: &'static str = "dots";
    const ABOUT: &'static str = "written at the prompt";
    const RANGE: Range = Range::Symmetric;
}
