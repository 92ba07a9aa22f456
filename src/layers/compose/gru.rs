//! Recurrent operations composed: each gate of each step by itself.

use dfdx::prelude::{
    Axes2, BroadcastTo, Const, PermuteTo, ReshapeTo, SelectTo, Tensor, TryAdd, TryMatMul, TryMul,
    TrySub,
};

use super::{Taped, Wanted};
use crate::error::Result;
use crate::layers::item::{Flat, Image, Item};
use crate::layers::ops::{Ops, Weights};
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// Numbers of a batch, a row an item.
type Rows<const N: usize, D> = Tensor<(usize, Const<N>), f32, D>;
type TapedRows<const N: usize, D> = Taped<(usize, Const<N>), D>;

/// See [`Ops::gru_read`].
pub(in crate::layers) fn read<D: Ops, const T: usize, const H: usize, const G: usize>(
    x: &Var<Image<T, G, 1>, D>,
    weights: Weights<'_, H, G, D>,
    pass: &mut Pass<D>,
) -> Result<Var<Flat<H>, D>> {
    let tracked = x.tracked || pass.learn;
    let wanted = Wanted { any: tracked };
    let batch = x.batch();
    let said = |t: usize| {
        let x = wanted.enter(&x.tensor, x.tracked)?;
        let x = x.try_reshape_like(&(batch, Const::<T>, Const::<G>));
        let at = weights
            .0
            .device()
            .try_tensor_from_vec(vec![t; batch], (batch,));
        x.and_then(|x| x.try_select(at?)).map_err(refused)
    };
    let mut states = states::<D, H, G>((batch, T), wanted, said, weights, pass)?;
    let last = states
        .pop()
        .ok_or_else(|| refused("a sequence of no steps"))?;
    Ok(Var {
        tensor: last,
        tracked,
    })
}

/// See [`Ops::gru_write`].
pub(in crate::layers) fn write<D: Ops, const T: usize, const H: usize, const G: usize>(
    x: &Var<Flat<G>, D>,
    weights: Weights<'_, H, G, D>,
    pass: &mut Pass<D>,
) -> Result<Var<Image<T, H, 1>, D>> {
    let tracked = x.tracked || pass.learn;
    let wanted = Wanted { any: tracked };
    let batch = x.batch();
    let said = |_| wanted.enter(&x.tensor, x.tracked);
    let states = states::<D, H, G>((batch, T), wanted, said, weights, pass)?;
    // Each state at its place among zeros, and all added up: to stack them, a GPU would compile a kernel at
    // run time.
    let placed = states.iter().enumerate().map(|(t, state)| {
        let mut place = vec![0.0; T];
        place[t] = 1.0;
        let place = x.tensor.device().try_tensor_from_vec(place, (Const::<T>,));
        let shape = (batch, Const::<T>, Const::<H>);
        let state = wanted.enter(state, true)?.try_broadcast_like(&shape);
        let place = place.and_then(|place| place.try_broadcast_like::<_, Axes2<0, 2>>(&shape));
        state
            .and_then(|state| state.try_mul(place?))
            .map_err(refused)
    });
    let all = placed.reduce(|all, one| all?.try_add(one?).map_err(refused));
    let all = all.unwrap_or_else(|| Err(refused("a sequence of no steps")))?;
    let all = all.try_reshape_like(&Image::<T, H, 1>::batch(batch));
    let tensor = wanted.leave(all.map_err(refused)?, pass);
    Ok(Var { tensor, tracked })
}

/// The state after each step.
fn states<D: Ops, const H: usize, const G: usize>(
    (batch, steps): (usize, usize),
    wanted: Wanted,
    said: impl Fn(usize) -> Result<TapedRows<G, D>>,
    (weight, bias): Weights<'_, H, G, D>,
    pass: &mut Pass<D>,
) -> Result<Vec<Rows<H, D>>> {
    pass.only_linear("a recurrent layer")?;
    let (learn, device) = (pass.learn, weight.device().clone());
    let weight = wanted.enter(weight, learn)?;
    let weight = weight.try_permute::<(Const<H>, Const<G>), Axes2<1, 0>>();
    let weight = wanted.leave(weight.map_err(refused)?, pass);
    let bias = wanted.enter(bias, learn)?;
    let bias = bias.try_broadcast_like(&Flat::<G>::batch(batch));
    let bias = wanted.leave(bias.map_err(refused)?, pass);
    // One of the three gates of a row.
    let gate = |of: &Rows<G, D>, which: usize| -> Result<TapedRows<H, D>> {
        let of = wanted.enter(of, true)?;
        let of = of.try_reshape_like(&(batch, Const::<3>, Const::<H>));
        let at = device.try_tensor_from_vec(vec![which; batch], (batch,));
        of.and_then(|of| of.try_select(at?)).map_err(refused)
    };
    let mut state: Rows<H, D> = device
        .try_zeros_like(&Flat::<H>::batch(batch))
        .map_err(refused)?;
    let mut states = Vec::with_capacity(steps);
    for t in 0..steps {
        let spoken = wanted.enter(&state, t > 0)?;
        let spoken = spoken.try_matmul(wanted.enter(&weight, true)?);
        let bias = wanted.enter(&bias, true)?;
        let spoken = spoken.and_then(|spoken| spoken.try_add(bias));
        let spoken = wanted.leave(spoken.map_err(refused)?, pass);
        let said = wanted.leave(said(t)?, pass);
        let open = |which| {
            gate(&said, which)?
                .try_add(gate(&spoken, which)?)
                .map_err(refused)
        };
        let r = open(0)?.try_sigmoid().map_err(refused)?;
        let u = wanted.leave(open(1)?.try_sigmoid().map_err(refused)?, pass);
        let n = r.try_mul(gate(&spoken, 2)?).map_err(refused)?;
        let n = n.try_add(gate(&said, 2)?).and_then(TapedRows::try_tanh);
        let n = wanted.leave(n.map_err(refused)?, pass);
        // (1 − u) n + u s = n + u (s − n).
        let [u, n, same] = [
            wanted.enter(&u, true)?,
            wanted.enter(&n, true)?,
            wanted.enter(&n, true)?,
        ];
        let away = wanted.enter(&state, t > 0)?.try_sub(n);
        let next = away.and_then(|away| away.try_mul(u)?.try_add(same));
        state = wanted.leave(next.map_err(refused)?, pass);
        states.push(state.clone());
    }
    Ok(states)
}
