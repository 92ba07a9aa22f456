use aegan_lab::layers::{ConvTranspose, Image, Tanh};

// A stride of 2 makes 28 of 14 columns, not 27.
aegan_lab::fits!(ConvTranspose<Image<14, 14, 64>, Image<28, 27, 1>, 5, 2, Tanh>);

fn main() {}
