//! The network of the classifier: a `LeNet` with one convolution more for each doubling of the larger side beyond 32.

use crate::layers::{
    C, Conv, Dense, Flatten, H, Identity, K, N, Over, Plain, Relu, Spec, Times, W,
};

/// Features of a picture: what the last hidden layer gives.
pub(super) const FEATURES: usize = 64;

/// A side behind a stride of 2.
type Half<D> = Over<D, 2>;
type Quarter<D> = Half<Half<D>>;
type Eighth<D> = Half<Quarter<D>>;
type Sixteenth<D> = Half<Eighth<D>>;
type ThirtySecond<D> = Half<Sixteenth<D>>;
/// A side behind a stride of 4 and four of 2.
type SixtyFourth<D> = Half<Half<Half<Half<Over<D, 4>>>>>;

/// A convolution with stride 2, from a picture of `A` by `B`.
type Strided<A, B, I, O, const KERNEL: usize> = Conv<A, B, I, O, KERNEL, 2, Relu>;
/// Numbers of a map of `A` by `B` with `O` channels.
type All<A, B, O> = Times<Times<A, B>, O>;

/// `LeNet-5` (`LeCun` et al. 1998, section II.B) with strided convolutions for its subsampling and
/// rectifiers for its sigmoids; up to the features. For sides up to 32.
type Three<F> = (
    Strided<H, W, C, N<16>, 5>,
    Strided<Half<H>, Half<W>, N<16>, N<32>, 5>,
    Strided<Quarter<H>, Quarter<W>, N<32>, N<48>, 3>,
    Flatten<Eighth<H>, Eighth<W>, N<48>>,
    Dense<All<Eighth<H>, Eighth<W>, N<48>>, N<FEATURES>, F>,
);

/// The same with a fourth convolution, for sides up to 64.
type Four<F> = (
    Strided<H, W, C, N<16>, 5>,
    Strided<Half<H>, Half<W>, N<16>, N<32>, 5>,
    Strided<Quarter<H>, Quarter<W>, N<32>, N<48>, 3>,
    Strided<Eighth<H>, Eighth<W>, N<48>, N<64>, 3>,
    Flatten<Sixteenth<H>, Sixteenth<W>, N<64>>,
    Dense<All<Sixteenth<H>, Sixteenth<W>, N<64>>, N<FEATURES>, F>,
);

/// With a fifth, for sides up to 128.
type Five<F> = (
    Strided<H, W, C, N<16>, 5>,
    Strided<Half<H>, Half<W>, N<16>, N<32>, 5>,
    Strided<Quarter<H>, Quarter<W>, N<32>, N<48>, 3>,
    Strided<Eighth<H>, Eighth<W>, N<48>, N<64>, 3>,
    Strided<Sixteenth<H>, Sixteenth<W>, N<64>, N<64>, 3>,
    Flatten<ThirtySecond<H>, ThirtySecond<W>, N<64>>,
    Dense<All<ThirtySecond<H>, ThirtySecond<W>, N<64>>, N<FEATURES>, F>,
);

/// With a first stride of 4, for larger pictures.
type Large<F> = (
    Conv<H, W, C, N<16>, 5, 4, Relu>,
    Strided<Over<H, 4>, Over<W, 4>, N<16>, N<32>, 5>,
    Strided<Half<Over<H, 4>>, Half<Over<W, 4>>, N<32>, N<48>, 3>,
    Strided<Half<Half<Over<H, 4>>>, Half<Half<Over<W, 4>>>, N<48>, N<64>, 3>,
    Strided<Half<Half<Half<Over<H, 4>>>>, Half<Half<Half<Over<W, 4>>>>, N<64>, N<64>, 3>,
    Flatten<SixtyFourth<H>, SixtyFourth<W>, N<64>>,
    Dense<All<SixtyFourth<H>, SixtyFourth<W>, N<64>>, N<FEATURES>, F>,
);

/// From the features to a logit for each class.
pub(super) type Head = Dense<N<FEATURES>, K>;

crate::fits!(Three<Relu>);
crate::fits!(Four<Relu>);
crate::fits!(Five<Relu>);
crate::fits!(Large<Relu>);

/// A body with its features behind their rectifier, and the same with features before it; their tensors are the same.
pub(super) struct Body {
    pub rectified: Plain<'static>,
    pub linear: Plain<'static>,
}

macro_rules! body {
    ($network:ident) => {
        Body {
            rectified: $network::<Relu>::PLAIN,
            linear: $network::<Identity>::PLAIN,
        }
    };
}

static THREE: Body = body!(Three);
static FOUR: Body = body!(Four);
static FIVE: Body = body!(Five);
static LARGE: Body = body!(Large);

/// The body for pictures whose larger side is `side`.
pub(super) fn body(side: usize) -> &'static Body {
    match side {
        ..=32 => &THREE,
        33..=64 => &FOUR,
        65..=128 => &FIVE,
        _ => &LARGE,
    }
}
