use aegan_lab::layers::{Conv, Image, Relu, Shaped};

// The first convolution gives 64 channels, the second takes 32.
type Encoder = (
    Conv<Image<28, 28, 1>, Image<14, 14, 64>, 5, 2, Relu>,
    Conv<Image<14, 14, 32>, Image<7, 7, 128>, 5, 2, Relu>,
);

fn network<N: Shaped>() {}

fn main() {
    network::<Encoder>();
}
