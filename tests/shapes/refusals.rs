//! What the check of a plain network refuses, and in which words.

use aegan_lab::kernels::activation::Activation;
use aegan_lab::layers::plain::{Convolution, ItemExpr};
use aegan_lab::layers::{Expr, Plain, Sizes, Start};
use dfdx::prelude::Cpu;

use super::lowered::SIZES;

const N4: &Expr<'_> = &Expr::Number(4);

const fn dense<'a>(from: &'a Expr<'a>, to: &'a Expr<'a>) -> Plain<'a> {
    Plain::Dense {
        from,
        to,
        f: Activation::Identity,
        start: Start::Bias,
    }
}

const fn conv<'a>(large: [&'a Expr<'a>; 2], kernel: usize, stride: usize) -> Convolution<'a> {
    Convolution {
        large,
        from: &Expr::Channels,
        to: N4,
        kernel,
        stride,
        f: Activation::Relu,
        start: Start::Bias,
    }
}

/// Why it does not fit; nothing is built of it either, for the same reason.
fn refused(plain: &Plain<'_>, sizes: &Sizes) -> String {
    let why = plain.check(sizes).unwrap_err().to_string();
    let built = plain.lower(sizes, &Cpu::default());
    assert_eq!(built.unwrap_err().to_string(), why);
    why
}

#[test]
fn layers_that_do_not_fit_are_named_by_both_shapes() {
    let [z, two_z] = [&Expr::Code, &Expr::Product(&Expr::Number(2), &Expr::Code)];
    let chain = [dense(N4, two_z), dense(z, N4)];
    let sizes = Sizes { z: 5, ..SIZES };
    let why = "two layers do not fit: one gives [10], the next one takes [5]";
    assert_eq!(refused(&Plain::Chain(&chain), &sizes), why);
    // Also within others, and where a picture has as many numbers as a vector.
    let inner = [Plain::Chain(&chain)];
    let outer = [Plain::Tap(&Plain::Chain(&inner))];
    assert_eq!(refused(&Plain::Chain(&outer), &sizes), why);
    let picture = [
        Plain::Conv(conv([&Expr::Height, &Expr::Width], 3, 2)),
        dense(&Expr::Number(4), &Expr::Number(1)),
    ];
    let sizes = Sizes {
        h: 2,
        w: 1,
        ..SIZES
    };
    assert_eq!(
        refused(&Plain::Chain(&picture), &sizes),
        "two layers do not fit: one gives [1, 1, 4], the next one takes [4]"
    );
    let flatten = Plain::Flatten {
        from: [&Expr::Height, &Expr::Width, &Expr::Channels],
        to: N4,
    };
    let sizes = Sizes {
        h: 3,
        w: 2,
        ..SIZES
    };
    assert_eq!(
        refused(&flatten, &sizes),
        "another shape must hold as many numbers: one gives [3, 2, 1], the next one takes [4]"
    );
    assert!(
        flatten
            .check(&Sizes {
                h: 2,
                w: 2,
                ..SIZES
            })
            .is_ok()
    );
}

#[test]
fn sizes_that_cannot_be_counted() {
    let huge = &Expr::Number(usize::MAX / 2);
    let picture = [&Expr::Height, &Expr::Width, &Expr::Channels];
    let far = Sizes {
        h: 1 << 40,
        w: 1 << 20,
        c: 1 << 10,
        ..SIZES
    };
    let counted = "a size of this network is 0 or too large to be counted";
    for (plain, sizes) in [
        (dense(huge, &Expr::Number(3)), SIZES),
        (dense(huge, &Expr::Product(huge, N4)), SIZES),
        (dense(N4, &Expr::Code), Sizes { z: 0, ..SIZES }),
        (dense(N4, &Expr::Number(0)), SIZES),
        (dense(&Expr::Quotient(N4, 0), N4), SIZES),
        (Plain::Conv(conv([&Expr::Height, &Expr::Width], 3, 2)), far),
        (Plain::Conv(conv([N4, N4], usize::MAX / 2, 1)), SIZES),
        (
            Plain::Flatten {
                from: picture,
                to: N4,
            },
            far,
        ),
        (
            Plain::BatchNorm {
                item: ItemExpr::Picture(picture),
                f: Activation::Identity,
            },
            far,
        ),
        (
            Plain::Gaussian {
                from: huge,
                code: &Expr::Product(huge, &Expr::Number(2)),
            },
            SIZES,
        ),
        (
            Plain::ClassBias {
                numbers: huge,
                classes: &Expr::Classes,
            },
            Sizes { k: 3, ..SIZES },
        ),
        (
            Plain::GruWriter {
                from: N4,
                rows: N4,
                state: huge,
            },
            SIZES,
        ),
        (
            Plain::Rows {
                from: huge,
                to: picture,
                f: Activation::Identity,
            },
            Sizes { h: 9, ..SIZES },
        ),
    ] {
        assert_eq!(refused(&plain, &sizes), counted, "{plain:?}");
    }
    // Each layer can be counted, and all together cannot.
    let third = &Expr::Number(usize::MAX / 3);
    let table = Plain::ClassBias {
        numbers: third,
        classes: &Expr::Number(2),
    };
    let wide = [table, table];
    assert!(wide[0].check(&SIZES).is_ok());
    assert_eq!(refused(&Plain::Chain(&wide), &SIZES), counted);
}

#[test]
fn layers_that_are_none() {
    let item = ItemExpr::Vector(N4);
    for (plain, why) in [
        (Plain::Chain(&[]), "a chain of no layers is no network"),
        (
            Plain::Chain(&[dense(N4, N4), Plain::Chain(&[])]),
            "a chain of no layers is no network",
        ),
        (
            Plain::Dropout {
                item,
                thousandths: 1000,
            },
            "dropout drops at most 999 of 1000 numbers",
        ),
        (
            Plain::Upsample {
                to: [&Expr::Number(6), N4, N4],
                times: 4,
            },
            "upsampling gives sides that its factor divides, and a side here is none",
        ),
        (
            Plain::Upsample {
                to: [N4, N4, N4],
                times: 0,
            },
            "upsampling gives sides that its factor divides, and a side here is none",
        ),
        (
            Plain::Conv(conv([N4, N4], 0, 2)),
            "a convolution has a kernel and a stride above 0",
        ),
        (
            Plain::ConvTranspose(conv([N4, N4], 3, 0)),
            "a convolution has a kernel and a stride above 0",
        ),
        (
            Plain::SpectralNorm(&Plain::Chain(&[dense(N4, N4)])),
            "spectral norm is for a dense layer or a convolution",
        ),
    ] {
        assert_eq!(refused(&plain, &SIZES), why);
    }
    let dropout = Plain::Dropout {
        item,
        thousandths: 999,
    };
    assert!(dropout.check(&SIZES).is_ok());
    let upsample = Plain::Upsample {
        to: [&Expr::Number(6), N4, N4],
        times: 2,
    };
    let checked = upsample.check(&SIZES).unwrap();
    assert_eq!(checked.from.sizes(), [3, 2, 4]);
}
