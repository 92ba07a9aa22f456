//! Recurrent operations composed: each gate of each step by itself.

use dfdx::prelude::{
    Axes2, Axis, BroadcastTo, Const, HasShape, PermuteTo, ReshapeTo, SelectTo, TryAdd, TryMatMul,
    TryMul, TrySub,
};

use super::{Taped, Wanted};
use crate::error::Result;
use crate::layers::ops::{Matrix, Ops, Row};
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// Numbers of a batch, a row an item.
type TapedRows<D> = Taped<(usize, usize), D>;

/// See [`Ops::gru_read`].
pub(in crate::layers) fn read<D: Ops>(
    x: &Var<D>,
    steps: usize,
    weights: (&Matrix<D>, &Row<D>),
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let tracked = x.tracked || pass.learn;
    let wanted = Wanted { any: tracked };
    let (batch, gates) = (x.batch(), weights.0.shape().0);
    let said = |t: usize| {
        let taped = wanted.enter(&x.tensor, x.tracked)?;
        let device = x.tensor.device();
        let rows = taped.try_reshape_like(&(batch, steps, gates));
        let at = device.try_tensor_from_vec(vec![t; batch], (batch,));
        rows.and_then(|rows| rows.try_select(at?)).map_err(refused)
    };
    let mut states = states((batch, steps), wanted, said, weights, pass)?;
    let last = states
        .pop()
        .ok_or_else(|| refused("a sequence of no steps"))?;
    Ok(Var {
        tensor: last,
        tracked,
    })
}

/// See [`Ops::gru_write`].
pub(in crate::layers) fn write<D: Ops>(
    x: &Var<D>,
    steps: usize,
    weights: (&Matrix<D>, &Row<D>),
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let tracked = x.tracked || pass.learn;
    let wanted = Wanted { any: tracked };
    let (batch, hidden) = (x.batch(), weights.0.shape().1);
    let said = |_| wanted.enter(&x.tensor, x.tracked);
    let states = states((batch, steps), wanted, said, weights, pass)?;
    // Each state at its place among zeros, and all added up: to stack them, a GPU would compile a kernel at
    // run time.
    let placed = states.iter().enumerate().map(|(t, state)| {
        let mut place = vec![0.0; steps];
        place[t] = 1.0;
        let place = x.tensor.device().try_tensor_from_vec(place, (steps,));
        let shape = (batch, steps, hidden);
        let state = wanted.enter(state, true)?;
        let state = state.try_broadcast_like::<_, Axis<1>>(&shape);
        let place = place.and_then(|place| place.try_broadcast_like::<_, Axes2<0, 2>>(&shape));
        state
            .and_then(|state| state.try_mul(place?))
            .map_err(refused)
    });
    let all = placed.reduce(|all, one| all?.try_add(one?).map_err(refused));
    let all = all.unwrap_or_else(|| Err(refused("a sequence of no steps")))?;
    let all = all.try_reshape_like(&(batch, steps * hidden));
    let tensor = wanted.leave(all.map_err(refused)?, pass);
    Ok(Var { tensor, tracked })
}

/// The state after each step.
fn states<D: Ops>(
    (batch, steps): (usize, usize),
    wanted: Wanted,
    said: impl Fn(usize) -> Result<TapedRows<D>>,
    (weight, bias): (&Matrix<D>, &Row<D>),
    pass: &mut Pass<D>,
) -> Result<Vec<Matrix<D>>> {
    pass.only_linear("a recurrent layer")?;
    let (learn, device) = (pass.learn, weight.device().clone());
    let (gates, hidden) = *weight.shape();
    let weight = wanted.enter(weight, learn)?;
    let weight = weight.try_permute::<(usize, usize), Axes2<1, 0>>();
    let weight = wanted.leave(weight.map_err(refused)?, pass);
    let bias = wanted.enter(bias, learn)?;
    let bias = bias.try_broadcast_like::<_, Axis<0>>(&(batch, gates));
    let bias = wanted.leave(bias.map_err(refused)?, pass);
    // One of the three gates of a row.
    let gate = |of: &Matrix<D>, which: usize| -> Result<TapedRows<D>> {
        let of = wanted.enter(of, true)?;
        let of = of.try_reshape_like(&(batch, Const::<3>, hidden));
        let at = device.try_tensor_from_vec(vec![which; batch], (batch,));
        of.and_then(|of| of.try_select(at?)).map_err(refused)
    };
    let mut state: Matrix<D> = device.try_zeros_like(&(batch, hidden)).map_err(refused)?;
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
