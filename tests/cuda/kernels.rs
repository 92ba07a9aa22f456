//! The lab's own kernels, one by one: on convolutions of drawn sizes, into outputs that held no numbers before, against
//! the CPU's; and layers of them against the same layers composed of dfdx's.

use aegan_lab::kernels::activation::Activation;
use aegan_lab::kernels::conv::{self, Geometry};
use aegan_lab::kernels::momentum;
use aegan_lab::kernels::update::Update;
use aegan_lab::layers::Together;
use aegan_lab::layers::ops::cuda::kernels::{
    Direction, Finish, Places, before_activation, composed, convolution, finish, fits, in_use,
    moments, place_of, slopes, update,
};
use aegan_lab::random;
use dfdx::prelude::{Cuda, Tensor, TensorFromVec};

use super::{cuda, near};

type Numbers = Tensor<(usize,), f32, Cuda>;

const ACTIVATIONS: [Activation; 6] = [
    Activation::Identity,
    Activation::Relu,
    Activation::LeakyRelu(0.2),
    Activation::Tanh,
    Activation::Sigmoid,
    Activation::Elu,
];

/// Numbers about zero, the same for the same name and stream.
fn numbers(name: &str, stream: u64, len: usize) -> Vec<f32> {
    let mut values = vec![0.0; len];
    random::normals(11, name, stream, &mut values);
    values
}

fn on_card(device: &Cuda, values: &[f32]) -> Numbers {
    device.tensor_from_vec(values.to_vec(), (values.len(),))
}

fn address(tensor: &Numbers) -> u64 {
    place_of(tensor).unwrap().address
}

/// Convolutions of drawn sizes, with how many pictures: odd sides, few channels and many, more than a tile and less.
fn drawn() -> Vec<(Geometry, usize)> {
    const CHANNELS: [usize; 8] = [1, 2, 3, 5, 8, 9, 17, 70];
    let mut state = 7_u64;
    let mut draw = |from: usize, to: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        from + (state >> 33) as usize % (to + 1 - from)
    };
    let mut all = Vec::new();
    for kernel in 1..=5 {
        for stride in 1..=2 {
            for _ in 0..4 {
                let [h, w] = [draw(1, 11), draw(1, 11)];
                let [from, to] = [draw(0, 7), draw(0, 7)].map(|which| CHANNELS[which]);
                let out = [h.div_ceil(stride), w.div_ceil(stride), to];
                let g = Geometry::same(kernel, stride, [h, w, from], out);
                all.push((g, draw(1, 4)));
            }
        }
    }
    // A stride wider than the kernel: some pixels of the adjoint meet no tap.
    all.push((Geometry::same(2, 3, [7, 5, 2], [3, 2, 6]), 3));
    all
}

#[test]
fn kernels_agree_on_drawn_sizes() {
    let device = cuda();
    for (case, (g, batch)) in drawn().into_iter().enumerate() {
        assert!(fits(g, batch), "{g:?}");
        let name = format!("{g:?} of {batch}");
        let f = ACTIVATIONS[case % ACTIVATIONS.len()];
        let weight = numbers(&name, 1, g.weights());
        let w = on_card(&device, &weight);
        let (read, written) = (batch * g.read(), batch * g.written());
        for direction in [Direction::Ahead, Direction::Back] {
            let (takes, gives, channels) = match direction {
                Direction::Ahead => (read, written, g.output[2]),
                Direction::Back => (written, read, g.input[2]),
            };
            let (x, bias) = (numbers(&name, 2, takes), numbers(&name, 3, channels));
            let gate = numbers(&name, 4, gives);
            let tensors = [&x, &bias, &gate].map(|values| on_card(&device, values));
            let [xs, offset, gates] = tensors.each_ref().map(address);
            let plain = |bias: &[f32], f, y: &mut [f32]| match direction {
                Direction::Ahead => conv::forward(g, &x, &weight, bias, f, y),
                Direction::Back => conv::transposed(g, &x, &weight, bias, f, y),
            };
            let ours = |before: f32, finish: Option<Finish>| {
                let y = on_card(&device, &vec![before; gives]);
                let places = (xs, address(&w), address(&y));
                // SAFETY: the tensors are held here, and made for these sizes.
                unsafe { convolution(direction, (g, batch), places, finish) }.unwrap();
                y.as_vec()
            };
            let mut expected = vec![0.0; gives];
            plain(&bias, f, &mut expected);
            let finish = Finish::new(f, offset);
            let what = format!("{name}, {direction:?}, {f:?}");
            near(&what, &ours(f32::NAN, Some(finish)), &expected, 1e-4);

            // Linear, times the slopes at the gate.
            let none = vec![0.0; channels];
            plain(&none, Activation::Identity, &mut expected);
            let sums = expected.clone();
            f.backward(&gate, &mut expected);
            let gated = finish.gated(Some(gates));
            let what = format!("{what}, gated");
            near(&what, &ours(f32::NAN, Some(gated)), &expected, 1e-4);

            // Added to what is there.
            let expected: Vec<f32> = sums.iter().map(|sum| sum + 2.0).collect();
            near(&format!("{what}, added"), &ours(2.0, None), &expected, 1e-4);
        }
        let (x, dy) = (numbers(&name, 5, read), numbers(&name, 6, written));
        let (xs, dys) = (on_card(&device, &x), on_card(&device, &dy));
        let dw = on_card(&device, &vec![2.0; g.weights()]);
        let mut expected = vec![2.0; g.weights()];
        conv::weight_gradient(g, &x, &dy, &mut expected);
        let places = (address(&xs), address(&dys), address(&dw));
        // SAFETY: as above.
        unsafe { slopes((g, batch), places) }.unwrap();
        near(&format!("{name}, weights"), &dw.as_vec(), &expected, 1e-4);
    }
}

#[test]
fn ends_of_layers_agree() {
    let device = cuda();
    for (rows, columns) in [(1, 1), (300, 1), (7, 3), (130, 33), (3, 100), (1000, 2)] {
        for f in ACTIVATIONS {
            let name = format!("{rows} rows of {columns}, {f:?}");
            let (x, bias) = (
                numbers(&name, 1, rows * columns),
                numbers(&name, 2, columns),
            );
            let (y, offset) = (on_card(&device, &x), on_card(&device, &bias));
            let end = Finish::new(f, address(&offset));
            // SAFETY: the tensors are held here, and made for these sizes.
            unsafe { finish([rows, columns], end, address(&y)) }.unwrap();
            let mut outputs = x.clone();
            for row in outputs.chunks_exact_mut(columns) {
                row.iter_mut().zip(&bias).for_each(|(x, b)| *x += b);
            }
            f.forward(&mut outputs);
            near(&name, &y.as_vec(), &outputs, 1e-4);

            let gradient = numbers(&name, 3, rows * columns);
            let (dy, db) = (
                on_card(&device, &gradient),
                on_card(&device, &vec![2.0; columns]),
            );
            let y = on_card(&device, &outputs);
            let (places, sums) = ((address(&y), address(&dy)), address(&db));
            // SAFETY: as above.
            unsafe { before_activation([rows, columns], end, places, Some(sums)) }.unwrap();
            let mut expected = gradient.clone();
            f.backward(&outputs, &mut expected);
            near(&format!("{name}, back"), &dy.as_vec(), &expected, 1e-4);
            let mut sums = vec![2.0; columns];
            for row in expected.chunks_exact(columns) {
                sums.iter_mut().zip(row).for_each(|(sum, g)| *sum += g);
            }
            near(&format!("{name}, bias"), &db.as_vec(), &sums, 1e-4);
        }
    }
}

#[test]
fn what_a_grid_does_not_hold_is_left_to_the_composition() {
    let same = |side, channels, stride| {
        let out = usize::div_ceil(side, stride);
        Geometry::same(3, stride, [side, side, channels], [out, out, channels])
    };
    assert!(fits(same(64, 64, 1), 1024));
    for (g, batch) in [
        (same(64, 64, 1), 0),
        (same(64, 64, 1), 8192),
        (same(2, 70_000, 1), 1),
        (same(4, 1, 300), 1),
        (same(1 << 14, 1, 1), 1),
    ] {
        assert!(!fits(g, batch), "{g:?} of {batch}");
    }
    assert!(in_use() && !composed(in_use));
    assert!(in_use());
}

#[test]
fn moments_agree_far_from_zero() {
    let device = cuda();
    for (rows, columns, far) in [
        (1, 3, 0.0),
        (40, 1, 50.0),
        (700, 5, 100.0),
        (3000, 40, -10.0),
    ] {
        let name = format!("{rows} rows of {columns} about {far}");
        let mut x = numbers(&name, 1, rows * columns);
        x.iter_mut().for_each(|x| *x += far);
        let xs = on_card(&device, &x);
        let sums = on_card(&device, &vec![0.0; 2 * columns]);
        let nothing = vec![f32::NAN; columns];
        let (mean, variance) = (on_card(&device, &nothing), on_card(&device, &nothing));
        let (of, into) = (
            (address(&xs), address(&sums)),
            (address(&mean), address(&variance)),
        );
        // SAFETY: the tensors are held here, and made for these sizes.
        unsafe { moments([rows, columns], of, into) }.unwrap();
        let mut expected = [Vec::new(), Vec::new()];
        for column in 0..columns {
            let of = || {
                x.iter()
                    .skip(column)
                    .step_by(columns)
                    .map(|x| f64::from(*x))
            };
            let mean = of().sum::<f64>() / rows as f64;
            let square = of().map(|x| (x - mean).powi(2)).sum::<f64>() / rows as f64;
            expected[0].push(mean as f32);
            expected[1].push(square as f32);
        }
        near(&format!("{name}, mean"), &mean.as_vec(), &expected[0], 1e-5);
        near(
            &format!("{name}, variance"),
            &variance.as_vec(),
            &expected[1],
            1e-4,
        );
    }
}

/// More tensors than a launch takes, some of them longer than a block.
#[test]
fn updates_of_many_tensors_agree() {
    const TENSORS: usize = 131;
    let device = cuda();
    let momentum = momentum::Update {
        rate: 0.1,
        momentum: 0.6,
    };
    let with = Together {
        update: Update::Momentum(momentum),
        limit: 1.5,
        norm: 20.0,
        decay: 0.3,
        keep: 0.9,
        shared: false,
    };
    let len = |i: usize| [1, 3, 255, 256, 1023, 1024, 1025, 3000][i % 8];
    let name = |i: usize| format!("tensor {i}");
    let of = |stream| (0..TENSORS).map(move |i| numbers(&name(i), stream, len(i)));
    let [weights, gradients, m] = [1, 2, 3].map(|stream| of(stream).collect::<Vec<_>>());
    let put = |all: &[Vec<f32>]| -> Vec<Numbers> {
        all.iter().map(|values| on_card(&device, values)).collect()
    };
    let (on_weights, on_gradients, on_m) = (put(&weights), put(&gradients), put(&m));
    let places: Vec<_> = (0..TENSORS)
        .map(|i| Places {
            numbers: len(i),
            weights: address(&on_weights[i]),
            gradient: address(&on_gradients[i]),
            m: address(&on_m[i]),
            v: 0,
        })
        .collect();
    let sums = on_card(&device, &[0.0; TENSORS]);
    let norm = on_card(&device, &[f32::NAN]);
    // SAFETY: the tensors are held here, and have these sizes; momentum has no second memory.
    unsafe { update(&places, &with, address(&sums), address(&norm)) }.unwrap();
    let mut all = 0.0;
    for i in 0..TENSORS {
        let held = gradients[i]
            .iter()
            .map(|g| g.clamp(-with.limit, with.limit));
        let square: f32 = held.clone().map(|g| g * g).sum();
        all += square;
        let scale = with.norm / square.sqrt().max(with.norm);
        let next = weights[i].iter().zip(&m[i]).zip(held).map(|((w, m), g)| {
            let w = w * with.keep;
            let m = momentum.momentum * m + g * scale + with.decay * w;
            [w - momentum.rate * m, m]
        });
        let [next_w, next_m] =
            [0, 1].map(|which| next.clone().map(|n| n[which]).collect::<Vec<_>>());
        near(&name(i), &on_weights[i].as_vec(), &next_w, 1e-5);
        near(&format!("{} m", name(i)), &on_m[i].as_vec(), &next_m, 1e-5);
    }
    near("norm", &norm.as_vec(), &[all.sqrt()], 1e-5);
}
