//! Elementwise non-linearities and their derivatives, chosen at run time for the CPU at hand.

use multiversion::multiversion;

/// A non-linearity applied to each number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Activation {
    Identity,
    Relu,
    /// Slope below zero, above 0.
    LeakyRelu(f32),
    Tanh,
    Sigmoid,
    /// `x` above zero, `e^x − 1` below (Clevert et al. 2016, with α = 1).
    Elu,
    /// `x · σ(x)` (Elfwing et al. 2018, Eq. 5), also called swish.
    Silu,
    /// `x · Φ(x)` by its tanh formula (Hendrycks and Gimpel 2016, section 2).
    Gelu,
}

impl Activation {
    /// `relu`; empty for none.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Relu => "relu",
            Self::LeakyRelu(_) => "leaky relu",
            Self::Tanh => "tanh",
            Self::Sigmoid => "sigmoid",
            Self::Elu => "elu",
            Self::Silu => "silu",
            Self::Gelu => "gelu",
        }
    }

    /// Whether it is made of straight lines, so that a network of such layers has slopes that a gradient penalty can
    /// hold constant.
    #[must_use]
    pub const fn is_piecewise_linear(self) -> bool {
        matches!(self, Self::Identity | Self::Relu | Self::LeakyRelu(_))
    }

    /// Whether an output tells the slope there. `SiLU` and GELU fall and rise again: they have to see their inputs.
    #[must_use]
    pub const fn tells_slope(self) -> bool {
        !matches!(self, Self::Silu | Self::Gelu)
    }

    /// `x ← f(x)`, on the calling thread.
    pub fn forward(self, x: &mut [f32]) {
        forward(self, x);
    }

    /// `gradient ← gradient · f'(x)`, from the outputs `y = f(x)` alone, on the calling thread. What outputs do not
    /// [tell](Self::tells_slope) is no number.
    pub fn backward(self, y: &[f32], gradient: &mut [f32]) {
        backward(self, y, gradient);
    }

    /// `gradient ← gradient · f'(x)`, from the inputs, on the calling thread; for those whose outputs do not tell it.
    pub fn backward_at(self, x: &[f32], gradient: &mut [f32]) {
        backward_at(self, x, gradient);
    }
}

/// `√(2/π)` and the weight of the cube in the tanh formula of GELU.
const GELU: (f32, f32) = (0.797_884_6, 0.044_715);

/// What GELU takes the sigmoid of: twice the argument of its tanh.
#[inline(always)]
fn gelu_logit(x: f32) -> f32 {
    2.0 * GELU.0 * x * (1.0 + GELU.1 * x * x)
}

/// `e^x` by range reduction and a polynomial of degree 6 (Cephes `expf`); relative error below 2e-7.
/// Plain multiplications and additions only, so that every instruction set gives the same bits, and
/// nothing that would keep the compiler from doing many at once.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding 1.5·2²³ rounds to the nearest integer, which the lowest bits of the sum then hold.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = x - k * 0.693_359_4 + k * 2.121_944_4e-4;
    let p = 1.987_569_1e-4_f32;
    let p = p * r + 1.398_2e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 5.0e-1;
    let y = p * r * r + r + 1.0;
    // k lies within [-126, 127] after the clamp: the shifted exponent is a normal number's.
    y * f32::from_bits(shifted.to_bits().wrapping_add(127) << 23)
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn forward(activation: Activation, x: &mut [f32]) {
    match activation {
        Activation::Identity => {}
        Activation::Relu => {
            for v in x {
                // Not `max`, which makes 0 of what is no number.
                *v = if *v <= 0.0 { 0.0 } else { *v };
            }
        }
        Activation::LeakyRelu(slope) => {
            for v in x {
                *v = if *v < 0.0 { *v * slope } else { *v };
            }
        }
        Activation::Tanh => {
            for v in x {
                *v = 1.0 - 2.0 / (exp(2.0 * *v) + 1.0);
            }
        }
        Activation::Sigmoid => {
            for v in x {
                *v = 1.0 / (1.0 + exp(-*v));
            }
        }
        Activation::Elu => {
            for v in x {
                *v = if *v > 0.0 { *v } else { exp(*v) - 1.0 };
            }
        }
        Activation::Silu => {
            for v in x {
                *v /= 1.0 + exp(-*v);
            }
        }
        Activation::Gelu => {
            for v in x {
                *v /= 1.0 + exp(-gelu_logit(*v));
            }
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn backward(activation: Activation, y: &[f32], gradient: &mut [f32]) {
    let pairs = gradient.iter_mut().zip(y);
    match activation {
        Activation::Identity => {}
        Activation::Relu => pairs.for_each(|(g, y)| *g = if *y > 0.0 { *g } else { 0.0 }),
        Activation::LeakyRelu(slope) => {
            pairs.for_each(|(g, y)| *g = if *y < 0.0 { *g * slope } else { *g });
        }
        Activation::Tanh => pairs.for_each(|(g, y)| *g *= 1.0 - y * y),
        Activation::Sigmoid => pairs.for_each(|(g, y)| *g *= y * (1.0 - y)),
        Activation::Elu => pairs.for_each(|(g, y)| *g = if *y > 0.0 { *g } else { *g * (y + 1.0) }),
        // Loud rather than wrong.
        Activation::Silu | Activation::Gelu => pairs.for_each(|(g, _)| *g = f32::NAN),
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn backward_at(activation: Activation, x: &[f32], gradient: &mut [f32]) {
    /// Beyond this the slopes are 0 and 1, and products of large numbers with 0 would be none.
    const FAR: f32 = 20.0;
    let pairs = gradient
        .iter_mut()
        .zip(x.iter().map(|x| x.clamp(-FAR, FAR)));
    match activation {
        Activation::Silu => pairs.for_each(|(g, x)| {
            let s = 1.0 / (1.0 + exp(-x));
            *g *= s * (1.0 + x * (1.0 - s));
        }),
        Activation::Gelu => pairs.for_each(|(g, x)| {
            let s = 1.0 / (1.0 + exp(-gelu_logit(x)));
            let rises = 2.0 * GELU.0 * (1.0 + 3.0 * GELU.1 * x * x);
            *g *= s * (1.0 + x * (1.0 - s) * rises);
        }),
        other => {
            let mut y = x.to_vec();
            other.forward(&mut y);
            other.backward(&y, gradient);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Activation; 8] = [
        Activation::Identity,
        Activation::Relu,
        Activation::LeakyRelu(0.2),
        Activation::Tanh,
        Activation::Sigmoid,
        Activation::Elu,
        Activation::Silu,
        Activation::Gelu,
    ];

    fn plain(activation: Activation, x: f64) -> f64 {
        match activation {
            Activation::Identity => x,
            Activation::Relu => x.max(0.0),
            Activation::LeakyRelu(slope) => x.max(x * f64::from(slope)),
            Activation::Tanh => x.tanh(),
            Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Activation::Elu => x.max(0.0) + x.min(0.0).exp_m1(),
            Activation::Silu => x / (1.0 + (-x).exp()),
            Activation::Gelu => {
                let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
                0.5 * x * (1.0 + inner.tanh())
            }
        }
    }

    #[test]
    fn values_and_slopes_agree_with_the_plain_ones() {
        for activation in ALL {
            for i in -400..400_i16 {
                let x = f64::from(i) * 0.05 + 0.01;
                #[allow(clippy::cast_possible_truncation)]
                let mut y = [x as f32];
                activation.forward(&mut y);
                let want = plain(activation, x);
                assert!(
                    (f64::from(y[0]) - want).abs() < 1e-6 * (1.0 + want.abs()),
                    "{activation:?}({x}) = {}",
                    y[0]
                );
                let mut slope = [1.0];
                #[allow(clippy::cast_possible_truncation)]
                activation.backward_at(&[x as f32], &mut slope);
                if activation.tells_slope() {
                    let mut told = [1.0];
                    activation.backward(&y, &mut told);
                    assert!((told[0] - slope[0]).abs() < 1e-6, "{activation:?} at {x}");
                }
                let h = 1e-5;
                let numeric = (plain(activation, x + h) - plain(activation, x - h)) / (2.0 * h);
                assert!(
                    (f64::from(slope[0]) - numeric).abs() < 1e-5,
                    "slope of {activation:?} at {x}: {} against {numeric}",
                    slope[0]
                );
            }
        }
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for activation in ALL {
            let mut x = [1.0, f32::NAN, -1.0];
            activation.forward(&mut x);
            let none = x.map(f32::is_nan);
            assert_eq!(none, [false, true, false], "{activation:?}: {x:?}");
        }
    }

    #[test]
    fn saturated_inputs_stay_finite() {
        for activation in [Activation::Tanh, Activation::Sigmoid] {
            let mut x = [-1e30, -200.0, 200.0, 1e30];
            activation.forward(&mut x);
            assert!(x.iter().all(|v| v.is_finite() && v.abs() <= 1.0), "{x:?}");
        }
        for activation in [Activation::Elu, Activation::Silu, Activation::Gelu] {
            let far = [-1e30, -200.0, 200.0, 1e30];
            let mut y = far;
            activation.forward(&mut y);
            assert!(y[..2].iter().all(|v| (-1.0..1e-3).contains(v)), "{y:?}");
            assert_eq!(y[2..], far[2..], "{activation:?}");
            let mut slopes = [1.0; 4];
            activation.backward_at(&far, &mut slopes);
            let near = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-6;
            assert!(
                slopes.iter().zip(&[0.0, 0.0, 1.0, 1.0]).all(near),
                "{slopes:?}"
            );
        }
    }

    #[test]
    fn a_slope_that_outputs_do_not_tell_is_no_number() {
        let mut slope = [1.0];
        Activation::Silu.backward(&[0.5], &mut slope);
        assert!(slope[0].is_nan());
    }
}
