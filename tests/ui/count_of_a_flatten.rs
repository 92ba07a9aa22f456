use aegan_lab::layers::{Dense, Flatten, N};

// 7·7·32 is 1568.
type Network = (Flatten<N<7>, N<7>, N<32>, N<1586>>, Dense<N<1586>, N<10>>);

aegan_lab::fits!(Network);

fn main() {}
