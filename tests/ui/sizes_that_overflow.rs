use aegan_lab::layers::{C, Dense, Flatten, H, N, Sizes, Times, W};

type Pixels = Times<Times<H, W>, C>;
type Network = (Flatten<H, W, C>, Dense<Pixels, N<10>>);

aegan_lab::fits!(Network, Sizes { h: usize::MAX / 4, w: 3, c: 2, p: 1, z: 1, k: 1 });

fn main() {}
