use aegan_lab::layers::{Dense, N, Relu, Spec, Z};

// The first layer gives 64 numbers, the second takes 32.
type Network = (Dense<Z, N<64>, Relu>, Dense<N<32>, N<10>>);

fn network<S: Spec>() {}

fn main() {
    network::<Network>();
}
