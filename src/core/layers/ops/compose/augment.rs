//! Augmented pictures, composed of gathering: each number is a sum of up to three others of its picture.

use dfdx::prelude::{GatherTo, ReshapeTo, TryAdd, TryMul};

use super::Wanted;
use crate::error::Result;
use crate::kernels::augment::View;
use crate::layers::ops::Ops;
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// See [`Ops::augment`].
pub(in crate::layers) fn augment<D: Ops>(
    x: &Var<D>,
    size: [usize; 3],
    views: &[View],
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let (batch, numbers, tracked) = (x.batch(), x.numbers(), x.tracked);
    let (wanted, device) = (Wanted { any: tracked }, x.device());
    let part = |of: usize| -> Result<_> {
        let (places, times) = parts(size, views, of);
        let places = device.try_tensor_from_vec(places, (batch, numbers));
        let times = device.try_tensor_from_vec(times, (batch, numbers, 1));
        let x = wanted.enter(&x.tensor, tracked)?;
        let gathered = x
            .try_reshape_like(&(batch, numbers, 1))
            .and_then(|x| x.try_gather::<(usize, usize, usize), _>(places?))
            .and_then(|x| x.try_mul(times?));
        gathered.map_err(refused)
    };
    let mut y = part(0)?;
    if size[2] == 3 && views.iter().any(|view| view.mix != View::ITSELF.mix) {
        for of in 1..3 {
            y = y.try_add(part(of)?).map_err(refused)?;
        }
    }
    let y = y.try_reshape_like(&(batch, numbers)).map_err(refused)?;
    let tensor = wanted.leave(y, pass);
    Ok(Var { tensor, tracked })
}

/// For each number of a batch, the place in its picture of the `of`th number that it is made of, and what that is
/// multiplied by.
fn parts([h, w, channels]: [usize; 3], views: &[View], of: usize) -> (Vec<usize>, Vec<f32>) {
    let numbers = views.iter().flat_map(|view| {
        let at = (0..h * w * channels).map(move |at| (at / channels, at % channels));
        at.map(move |(pixel, channel)| {
            let Some([y, x]) = view.source([h, w], [pixel / w, pixel % w]) else {
                return (0, 0.0);
            };
            let times = if channels == 3 { view.mix[of] } else { 1.0 };
            ((y * w + x) * channels + (channel + of) % channels, times)
        })
    });
    numbers.unzip()
}
