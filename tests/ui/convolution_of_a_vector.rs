use aegan_lab::layers::{C, Conv, Dense, H, N, Relu, Spec, Times, W, Z};

// Nothing made a picture of the numbers.
type Network = (
    Dense<Z, Times<Times<H, W>, C>, Relu>,
    Conv<H, W, C, N<64>, 5, 2, Relu>,
);

fn network<S: Spec>() {}

fn main() {
    network::<Network>();
}
