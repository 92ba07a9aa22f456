//! Networks that fit compile; those that do not do not, and the compiler says why in words.

use aegan_lab::layers::{Conv, ConvTranspose, Dense, Flat, Image, Relu, Shaped, Tanh};

type Encoder = (Dense<784, 64, Relu>, Dense<64, 32>);
type There = Conv<Image<28, 28, 1>, Image<14, 14, 8>, 5, 2, Relu>;
type Back = ConvTranspose<Image<14, 14, 8>, Image<28, 28, 1>, 5, 2, Tanh>;

aegan_lab::fits!(Encoder, (There, Back));

#[test]
fn what_fits_has_the_shapes_of_its_ends() {
    fn ends<N: Shaped>() -> (&'static [usize], &'static [usize]) {
        use aegan_lab::layers::Item;
        (N::In::SHAPE, N::Out::SHAPE)
    }
    fn codes_of_32<N: Shaped<In = Flat<784>, Out = Flat<32>>>() {}
    codes_of_32::<Encoder>();
    assert_eq!(ends::<Encoder>(), (&[784][..], &[32][..]));
    assert_eq!(
        ends::<(There, Back)>(),
        (&[28, 28, 1][..], &[28, 28, 1][..])
    );
}

/// Only `cargo check` is needed for these: a case that should compile would build everything anew.
#[test]
fn what_does_not_fit_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/two_layers.rs");
    cases.compile_fail("tests/ui/two_convolutions.rs");
    cases.compile_fail("tests/ui/half_of_28.rs");
    cases.compile_fail("tests/ui/twice_14.rs");
    cases.compile_fail("tests/ui/convolution_of_a_vector.rs");
    cases.compile_fail("tests/ui/generator_and_discriminator.rs");
}
