//! A whole item from a part of it (Isola et al. 2017, Eq. 4; there the condition is the source picture itself, here its
//! code).

use super::recipe::Recipe;
use crate::lab::terms::{adv_xz_rec, rec_x};

pub(super) const RECIPE: Recipe = Recipe {
    name: "translate",
    about: "a whole item from a part of it: 'corruption' sets what E sees, Dxz scores the result (Isola et al. 2017)",
    terms: &[(rec_x::TERM, 10.0), (adv_xz_rec::TERM, 1.0)],
    defaults: &[
        ("net", "small"),
        ("latent", "64"),
        ("corruption", "half"),
        ("distance", "mae"),
    ],
    papers: &[],
    differs: "",
};
