use aegan_lab::layers::{C, Conv, ConvTranspose, H, N, Relu, Spec, Tanh, W};

// Back from half of the columns there are as many as before, not 27.
type Autoencoder = (
    Conv<H, W, C, N<64>, 5, 2, Relu>,
    ConvTranspose<H, N<27>, N<64>, C, 5, 2, Tanh>,
);

fn network<S: Spec>() {}

fn main() {
    network::<Autoencoder>();
}
