use aegan_lab::layers::{Conv, ConvTranspose, Dense, Flat, Image, Relu, Shaped, Tanh};

type Encoder = (Dense<784, 64, Relu>, Dense<64, 32>);
type There = Conv<Image<28, 28, 1>, Image<14, 14, 8>, 5, 2, Relu>;
type Back = ConvTranspose<Image<14, 14, 8>, Image<28, 28, 1>, 5, 2, Tanh>;

aegan_lab::fits!(Encoder, (There, Back));

fn codes_of_32<N: Shaped<In = Flat<784>, Out = Flat<32>>>() {}

fn main() {
    codes_of_32::<Encoder>();
}
