use aegan_lab::layers::{C, Conv, H, N, Relu, Spec, W};

// A stride of 2 makes half of the rows and columns, not all of them.
type Encoder = (
    Conv<H, W, C, N<64>, 5, 2, Relu>,
    Conv<H, W, N<64>, N<128>, 5, 2, Relu>,
);

fn network<S: Spec>() {}

fn main() {
    network::<Encoder>();
}
