//! A network of one's own in the lab: `cargo run --release --example own_network`.
//!
//! rustc checks that its networks fit each other, for pictures and codes of any size.

use aegan_lab::data::Range;
use aegan_lab::error::Result;
use aegan_lab::event::{Event, control::Control};
use aegan_lab::language::execute;
use aegan_lab::layers::{
    Activate, C, CodeBias, Dense, Dim, Flat, Flatten, H, Image, LeakyRelu, N, Residual, Tanh, Tap,
    Times, Unflatten, W, Z,
};
use aegan_lab::nets::{Architecture, Networks};
use aegan_lab::shell::Shell;

type Leaky = LeakyRelu<200>;
type Pixels = Times<Times<H, W>, C>;
type Features = (Flatten<H, W, C>, Dense<Pixels, N<128>, Leaky>);
type Skip = Residual<Dense<N<128>, N<128>, Leaky>>;
type Paired = (CodeBias<Z, N<128>>, Activate<Flat<N<128>>, Leaky>);

pub struct Skipping;

impl Architecture for Skipping {
    type Data = Image<H, W, C>;
    type Encoder<O: Dim> = (Features, Skip, Dense<N<128>, O>);
    type Generator = (
        Dense<Z, N<128>, Leaky>,
        Skip,
        Dense<N<128>, Pixels, Tanh>,
        Unflatten<H, W, C>,
    );
    type Discriminator = (Tap<Features>, Skip, Dense<N<128>, N<1>>);
    type CodeDiscriminator = (Dense<Z, N<128>, Leaky>, Dense<N<128>, N<1>>);
    type PairDiscriminator = (Features, Paired, Dense<N<128>, N<1>>);
    const NAME: &'static str = "skipping";
    const ABOUT: &'static str = "dense layers of 128 with a residual";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = &[("lr", "0.001"), ("beta1", "0")];
}

/// A lab that knows the network beside those of the catalogue.
///
/// # Errors
/// A sentence where there are no such data.
pub fn lab(data: &str) -> Result<Shell> {
    let mut lab = Shell::new(data, 1, Control::default())?;
    lab.networks = Networks::default().with::<Skipping>()?;
    Ok(lab)
}

fn main() -> Result<()> {
    let mut lab = lab("digits")?;
    execute(
        &mut lab,
        "build gan gen=skipping; step 500; sample 9",
        &mut |event| match event {
            Event::Stepped(now) => println!("step {}: {:?}", now.step, now.series),
            Event::Gallery(found) => println!("{} pictures", found.pictures.len()),
            _ => {}
        },
    )?;
    execute(&mut lab, "save skipping.ron", &mut |_| {})
}
