use aegan_lab::layers::{Conv, Image, Relu};

// A stride of 2 makes 14 of 28 rows, not 12.
type Encoder = (
    Conv<Image<28, 28, 1>, Image<12, 12, 64>, 5, 2, Relu>,
    Conv<Image<12, 12, 64>, Image<6, 6, 128>, 5, 2, Relu>,
);

aegan_lab::fits!(Encoder);

fn main() {}
