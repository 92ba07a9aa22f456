use aegan_lab::layers::{C, Conv, H, N, Spec, W};

fn network<S: Spec>() {}

fn main() {
    network::<Conv<H, W, C, N<64>, 5, 5>>();
}
