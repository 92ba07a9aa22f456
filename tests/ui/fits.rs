use aegan_lab::layers::{Dense, Flat, Relu, Shaped};

type Encoder = (Dense<784, 64, Relu>, Dense<64, 32>);

fn codes_of_32<N: Shaped<In = Flat<784>, Out = Flat<32>>>() {}

fn main() {
    codes_of_32::<Encoder>();
}
