//! Networks that fit compile; those that do not do not, and the compiler says why in words.

use aegan_lab::layers::{
    C, Conv, ConvTranspose, Dense, Flat, H, Image, N, Over, Relu, Sizes, Spec, Tanh, W,
};

use super::lowered::SIZES;

type Encoder = (Dense<N<784>, N<64>, Relu>, Dense<N<64>, N<32>>);
type There = Conv<H, W, C, N<8>, 5, 2, Relu>;
type Back = ConvTranspose<H, W, N<8>, C, 5, 2, Tanh>;

const DIGITS: Sizes = Sizes {
    h: 28,
    w: 28,
    c: 1,
    ..SIZES
};
const ODD: Sizes = Sizes {
    h: 31,
    w: 48,
    c: 3,
    ..SIZES
};

aegan_lab::fits!(Encoder);
aegan_lab::fits!((There, Back), DIGITS, ODD);

#[test]
fn what_fits_has_the_shapes_of_its_ends() {
    fn ends<N: Spec>(sizes: &Sizes) -> (Vec<usize>, Vec<usize>) {
        let checked = N::PLAIN.check(sizes).unwrap();
        (checked.from.sizes(), checked.to.sizes())
    }
    fn codes_of_32<S: Spec<In = Flat<N<784>>, Out = Flat<N<32>>>>() {}
    fn halves<S: Spec<In = Image<H, W, C>, Out = Image<Over<H, 2>, Over<W, 2>, N<8>>>>() {}
    codes_of_32::<Encoder>();
    halves::<There>();
    assert_eq!(ends::<Encoder>(&SIZES), (vec![784], vec![32]));
    assert_eq!(ends::<There>(&DIGITS).1, [14, 14, 8]);
    assert_eq!(ends::<There>(&ODD).1, [16, 24, 8]);
    for (sizes, picture) in [(DIGITS, vec![28, 28, 1]), (ODD, vec![31, 48, 3])] {
        let both = ends::<(There, Back)>(&sizes);
        assert_eq!(both, (picture.clone(), picture));
    }
}

/// Only `cargo check` is needed for these: a case that should compile would build everything anew.
#[test]
fn what_does_not_fit_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*.rs");
}
