use aegan_lab::layers::{C, Conv, H, N, Over, Relu, Spec, W};

// The first convolution gives 64 channels, the second takes 32.
type Encoder = (
    Conv<H, W, C, N<64>, 5, 2, Relu>,
    Conv<Over<H, 2>, Over<W, 2>, N<32>, N<128>, 5, 2, Relu>,
);

fn network<S: Spec>() {}

fn main() {
    network::<Encoder>();
}
