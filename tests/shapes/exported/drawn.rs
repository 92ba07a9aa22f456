//! `drawn`, written at the prompt:
//!
//!     net drawn enc = (gru read 8 | dense 2*Z) | gaussian
//!     net drawn gen from small = dense 8, relu | gru write Hx6 | rows WxC, tanh

use super::{Architecture, Setting};
use crate::data::Range;
use crate::layers::{C, Dense, Dim, GruReader, GruWriter, H, Image, N, Relu, Rows, Tanh, W, Z};

pub struct Drawn;

impl Architecture for Drawn {
    type Data = Image<H, W, C>;
    type Encoder<O: Dim> = (
        GruReader<H, W, C, N<8>>,
        Dense<N<8>, O>,
    );
    type Generator = (
        Dense<Z, N<8>, Relu>,
        GruWriter<H, N<8>, N<6>>,
        Rows<H, N<6>, W, C, Tanh>,
    );
    type Discriminator = <super::small::Small as Architecture>::Discriminator;
    type CodeDiscriminator = <super::small::Small as Architecture>::CodeDiscriminator;
    type PairDiscriminator = <super::small::Small as Architecture>::PairDiscriminator;
    const NAME: &'static str = "drawn";
    const ABOUT: &'static str = "written at the prompt";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [Setting] = &[("lr", "0.004"), ("lr_d", "0.004"), ("beta1", "0"), ("beta2", "0.99"), ("r1", "1")];
}
