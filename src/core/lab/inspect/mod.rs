//! Looks at a run: each reads the networks and changes nothing.

pub(in crate::lab) mod classes;
pub(in crate::lab) mod coding;
pub(in crate::lab) mod draws;
pub(in crate::lab) mod dream;
pub(in crate::lab) mod elbo;
pub(in crate::lab) mod interp;
pub(in crate::lab) mod latent;
pub(in crate::lab) mod look;
pub(in crate::lab) mod meaning;
pub(in crate::lab) mod plane;
pub(in crate::lab) mod recon_pca;
pub(in crate::lab) mod saliency;
pub(in crate::lab) mod shown;
pub(in crate::lab) mod statistics;
pub(in crate::lab) mod translate;
