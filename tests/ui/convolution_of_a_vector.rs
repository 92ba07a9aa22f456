use aegan_lab::layers::{Conv, Flat, Image, Relu, Shaped};

// Nothing made a picture of the 784 numbers.
type Encoder = Conv<Flat<784>, Image<14, 14, 64>, 5, 2, Relu>;

fn network<N: Shaped>() {}

fn main() {
    network::<Encoder>();
}
