use aegan_lab::layers::{Dense, Relu, Shaped};

// The first layer gives 64 numbers, the second takes 32.
type Encoder = (Dense<784, 64, Relu>, Dense<32, 10>);

fn network<N: Shaped>() {}

fn main() {
    network::<Encoder>();
}
