//! Networks that do not fit do not compile, and the compiler says why in words.

#[test]
fn what_does_not_fit_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/fits.rs");
    cases.compile_fail("tests/ui/two_layers.rs");
    cases.compile_fail("tests/ui/two_convolutions.rs");
    cases.compile_fail("tests/ui/half_of_28.rs");
    cases.compile_fail("tests/ui/twice_14.rs");
    cases.compile_fail("tests/ui/convolution_of_a_vector.rs");
    cases.compile_fail("tests/ui/generator_and_discriminator.rs");
}
