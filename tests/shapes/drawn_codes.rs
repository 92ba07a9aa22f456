//! An encoder with a distribution of codes behind it, at any size of code.

use aegan_lab::layers::{
    Conv, Dense, Flatten, Gaussian, H, LeakyRelu, N, Over, Pass, Sizes, Spec, Times, W, Z,
};
use aegan_lab::random;
use dfdx::prelude::Cpu;

use super::lowered::{constant, normals};

type Half<D> = Over<D, 2>;
/// Gives `O` numbers, whatever they mean.
type Encoder<O> = (
    Conv<H, W, N<1>, N<3>, 3, 2, LeakyRelu<200>>,
    Flatten<Half<H>, Half<W>, N<3>>,
    Dense<Times<Times<Half<H>, Half<W>>, N<3>>, O>,
);
type Moments = Encoder<Times<N<2>, Z>>;
type Posterior = (Moments, Gaussian<Z>);

const ITEMS: usize = 4;

#[test]
fn the_means_are_the_first_half_of_what_the_encoder_gives() {
    for z in [1, 3, 10] {
        let sizes = Sizes::of(&[5, 4, 1], z, 1).unwrap();
        let checked = Posterior::PLAIN.check(&sizes).unwrap();
        assert_eq!(checked.to.sizes(), [z]);
        assert_eq!(
            checked.weights,
            Moments::PLAIN.check(&sizes).unwrap().weights
        );
        let device = Cpu::default();
        let mut posterior = Posterior::PLAIN.lower(&sizes, &device).unwrap();
        let mut encoder = Moments::PLAIN.lower(&sizes, &device).unwrap();
        // The same weights, under one name more: the encoder is the first of two.
        posterior.reset(&mut random::stream(1, "posterior", 0));
        encoder.reset(&mut random::stream(1, "posterior", 0));
        for (of, with) in posterior.tensors().iter().zip(encoder.tensors()) {
            assert_eq!(of.name, format!("0.{}", with.name));
            assert_eq!(of.tensor.values(), with.tensor.values());
        }
        let x = normals(1, "posterior", ITEMS, 20);
        let moments = encoder.forward(x.clone(), &mut Pass::infer());
        let moments = moments.unwrap().values();
        let mut look = Pass::infer();
        let means = posterior.forward(x.clone(), &mut look).unwrap().values();
        assert!(look.divergence.is_none());
        let wanted: Vec<f32> = moments
            .chunks_exact(2 * z)
            .flat_map(|item| item[..z].to_vec())
            .collect();
        assert_eq!(means, wanted);

        let mut draw = |key| {
            let mut pass = Pass::infer().drawing(key);
            let code = posterior.forward(x.clone(), &mut pass).unwrap();
            (code.values(), pass.divergence.unwrap().value())
        };
        let ((one, divergence), (again, _), (other, _)) = (draw(1), draw(1), draw(2));
        assert_eq!(one, again);
        assert!(one != other && one != means);
        // ½ Σ (μ² + σ² − ln σ² − 1), the mean of the batch; log variances so near zero are hardly bounded.
        let each = moments.chunks_exact(2 * z).flat_map(|item| {
            let (means, logs) = item.split_at(z);
            let pairs = means.iter().zip(logs);
            pairs.map(|(mean, log)| 0.5 * (mean * mean + log.exp() - log - 1.0))
        });
        let expected = each.sum::<f32>() / ITEMS as f32;
        let close = (divergence - expected).abs() < 0.02 * expected;
        assert!(expected > 0.0 && close, "{divergence}, not {expected}");
    }
}

#[test]
fn what_the_encoder_gives_is_twice_the_code() {
    // At a code of 3 an encoder of 6 numbers would do, and at no other size.
    type Six = (Encoder<Times<N<2>, N<3>>>, Gaussian<N<3>>);
    let sizes = Sizes::of(&[5, 4, 1], 8, 1).unwrap();
    let mut net = Six::PLAIN.lower(&sizes, &Cpu::default()).unwrap();
    let y = net.forward(constant(vec![0.5; 40], 20), &mut Pass::train(2));
    assert_eq!((y.as_ref().unwrap().batch(), y.unwrap().numbers()), (2, 3));
}
