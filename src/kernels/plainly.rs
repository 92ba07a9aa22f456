//! The same operations written plainly in f64, and the fast kernels held against them: what is done to
//! each number by itself.

use proptest::prelude::*;

use super::activation::Activation;
use super::reference::{near, numbers};
use super::update::Update;
use super::{adam, elementwise, matmul, momentum, rmsprop, upsample};

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().copied().map(f64::from).collect()
}

/// Value and slope at `x`.
fn activated(f: Activation, x: f64) -> (f64, f64) {
    match f {
        Activation::Relu if x <= 0.0 => (0.0, 0.0),
        Activation::LeakyRelu(slope) if x < 0.0 => (x * f64::from(slope), f64::from(slope)),
        Activation::Identity | Activation::Relu | Activation::LeakyRelu(_) => (x, 1.0),
        Activation::Tanh => (x.tanh(), 1.0 - x.tanh().powi(2)),
        Activation::Sigmoid => {
            let y = 1.0 / (1.0 + (-x).exp());
            (y, y * (1.0 - y))
        }
        Activation::Elu if x > 0.0 => (x, 1.0),
        Activation::Elu => (x.exp_m1(), x.exp()),
        Activation::Silu => {
            let s = 1.0 / (1.0 + (-x).exp());
            (x * s, s + x * s * (1.0 - s))
        }
        Activation::Gelu => {
            let root = (2.0 / std::f64::consts::PI).sqrt();
            let t = (root * (x + 0.044_715 * x.powi(3))).tanh();
            let rises = root * (1.0 + 3.0 * 0.044_715 * x * x);
            (
                0.5 * x * (1.0 + t),
                0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * rises,
            )
        }
    }
}

/// What dropout draws for a place (lowbias32, Wellons 2018).
fn drawn(key: u64, place: u64) -> u64 {
    const LOW: u64 = 0xffff_ffff;
    let mut x = (place ^ key) & LOW;
    x = ((x ^ (x >> 16)) * 0x7feb_352d) & LOW;
    x = ((x ^ (x >> 15) ^ (key >> 32)) * 0x846c_a68b) & LOW;
    x ^ (x >> 16)
}

/// A weight and what an optimiser remembers, after one update.
fn updated(update: Update, [w, g, m, v]: [f64; 4]) -> [f64; 3] {
    let f = f64::from;
    match update {
        Update::Adam(with) => {
            let (beta1, beta2) = (f(with.beta1), f(with.beta2));
            let m = beta1 * m + (1.0 - beta1) * g;
            let v = beta2 * v + (1.0 - beta2) * g * g;
            let (first, second) = (m / f(with.correction1), v / f(with.correction2));
            [
                w - f(with.rate) * first / (second.sqrt() + f(with.epsilon)),
                m,
                v,
            ]
        }
        Update::RmsProp(with) => {
            let v = f(with.keep) * v + (1.0 - f(with.keep)) * g * g;
            [w - f(with.rate) * g / (v.sqrt() + f(with.epsilon)), m, v]
        }
        Update::Momentum(with) => {
            let m = f(with.momentum) * m + g;
            [w - f(with.rate) * m, m, v]
        }
    }
}

const RULES: [Update; 3] = [
    Update::Adam(adam::Update {
        rate: 0.02,
        beta1: 0.5,
        beta2: 0.99,
        epsilon: 1e-8,
        correction1: 0.75,
        correction2: 0.02,
    }),
    Update::RmsProp(rmsprop::Update {
        rate: 0.02,
        keep: 0.9,
        epsilon: 1e-3,
    }),
    Update::Momentum(momentum::Update {
        rate: 0.02,
        momentum: 0.9,
    }),
];

/// More than one task has, now and then, and no whole number of vectors.
fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![1_usize..70, 1_usize..70, 16_380_usize..16_440]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn activations_agree(n in lengths(), seed: u64) {
        let mut x: Vec<f32> = numbers(seed, n).iter().map(|x| 9.0 * x).collect();
        // Where a slope jumps.
        x[0] = 0.0;
        let g = numbers(seed ^ 3, n);
        for f in [
            Activation::Identity, Activation::Relu, Activation::LeakyRelu(0.2),
            Activation::Tanh, Activation::Sigmoid, Activation::Elu, Activation::Silu, Activation::Gelu,
        ] {
            let plain: Vec<_> = x.iter().map(|x| activated(f, f64::from(*x))).collect();
            let mut y = vec![0.0; n];
            elementwise::activate(f, &x, &mut y);
            prop_assert!(near(&y, &plain.iter().map(|p| p.0).collect::<Vec<_>>()));
            let mut slopes = g.clone();
            if f.tells_slope() {
                elementwise::before_activation(f, &y, &mut slopes);
            } else {
                elementwise::before_activation_at(f, &x, &mut slopes);
            }
            let plain = plain.iter().zip(&g).map(|(p, g)| p.1 * f64::from(*g));
            prop_assert!(near(&slopes, &plain.collect::<Vec<_>>()));
        }
    }

    #[test]
    fn every_rule_of_an_optimiser_agrees(n in lengths(), seed: u64) {
        let [w, g, m] = [0, 3, 5].map(|salt| numbers(seed ^ salt, n));
        let v: Vec<f32> = numbers(seed ^ 9, n).iter().map(|v| v * v).collect();
        for update in RULES {
            let at = |i: usize| [w[i], g[i], m[i], v[i]].map(f64::from);
            let plain: Vec<_> = (0..n).map(|i| updated(update, at(i))).collect();
            let (mut w, mut m, mut v) = (w.clone(), m.clone(), v.clone());
            update.apply(&mut w, &g, &mut m, &mut v);
            for (place, fast) in [w, m, v].iter().enumerate() {
                let plain: Vec<_> = plain.iter().map(|p| p[place]).collect();
                prop_assert!(near(fast, &plain), "{update:?}, {place}");
            }
        }
    }

    #[test]
    fn masks_are_what_key_and_place_say(n in lengths(), key: u64, p in 0.0_f32..0.9) {
        let x = numbers(key, n);
        let mut masked = x.clone();
        elementwise::mask(&mut masked, p, key);
        let threshold = f64::from(p) * 4_294_967_296.0;
        let plain = (0..).zip(&x).map(|(place, x)| {
            let kept = drawn(key, place) as f64 >= threshold.floor();
            if kept { f64::from(*x) / (1.0 - f64::from(p)) } else { 0.0 }
        });
        prop_assert!(near(&masked, &plain.collect::<Vec<_>>()));
    }

    #[test]
    fn sums_and_averages_agree(n in lengths(), seed: u64, decay in 0.0_f32..1.0) {
        let (a, b) = (numbers(seed, n), numbers(seed ^ 3, n));
        let (wide_a, wide_b) = (wide(&a), wide(&b));
        let both = |f: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
            wide_a.iter().zip(&wide_b).map(|(a, b)| f(*a, *b)).collect()
        };
        let mut sum = a.clone();
        elementwise::add(&mut sum, &b);
        prop_assert!(near(&sum, &both(&|a, b| a + b)));
        let mut average = a.clone();
        elementwise::average(&mut average, &b, decay);
        let decay = f64::from(decay);
        prop_assert!(near(&average, &both(&|a, b| decay * a + (1.0 - decay) * b)));
        let squares = elementwise::squares(&a);
        prop_assert!(near(&[squares], &[wide_a.iter().map(|a| a * a).sum()]));
    }

    #[test]
    fn upsampling_and_its_gradient_agree(
        small in [1_usize..5, 1_usize..5, 1_usize..20], factor in 1_usize..4,
        pictures in 1_usize..5, seed: u64,
    ) {
        let [height, width, channels] = small;
        let x = numbers(seed, pictures * height * width * channels);
        let sizes = upsample::Sizes { small, factor };
        let y = upsample::forward(sizes, &x);
        let dy = numbers(seed ^ 3, y.len());
        let mut plain = vec![1.0; x.len()];
        for (i, (y, dy)) in y.iter().zip(&dy).enumerate() {
            let (pixel, channel) = (i / channels, i % channels);
            let (line, column) = (pixel / (width * factor), pixel % (width * factor));
            let (picture, row) = (line / (height * factor), line % (height * factor));
            let from = (picture * height + row / factor) * width + column / factor;
            let from = from * channels + channel;
            prop_assert_eq!(y.to_bits(), x[from].to_bits());
            plain[from] += f64::from(*dy);
        }
        let mut dx = vec![1.0; x.len()];
        upsample::backward(sizes, &dy, &mut dx);
        prop_assert!(near(&dx, &plain));
    }

    #[test]
    fn transposes_and_products_of_parts_agree(
        sizes in [1_usize..40, 1_usize..40, 1_usize..40], seed: u64, accumulate: bool,
    ) {
        let [rows, inner, columns] = sizes;
        let (a, b) = (numbers(seed, rows * inner), numbers(seed ^ 3, inner * columns));
        let before = if accumulate { 0.5 } else { 0.0 };
        let mut plain = vec![before; rows * columns];
        for (r, c) in (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c))) {
            for k in 0..inner {
                plain[r * columns + c] += f64::from(a[r * inner + k]) * f64::from(b[k * columns + c]);
            }
        }
        let mut turned = vec![0.0; b.len()];
        matmul::transpose(&b, inner, columns, &mut turned, inner);
        let turned = matmul::Matrix::new(&turned, columns, inner).transposed();
        for b in [matmul::Matrix::new(&b, inner, columns), turned] {
            let mut c = vec![0.5; rows * columns];
            matmul::matmul(matmul::Matrix::new(&a, rows, inner), b, &mut c, accumulate);
            prop_assert!(near(&c, &plain));
        }
    }
}
