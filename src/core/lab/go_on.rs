//! How work of many batches says how far it is, and is stopped.

use crate::error::Result;

/// Told before each batch: how much is done, and of how much. The work ends with its error, if it gives one.
pub type GoOn<'a> = &'a mut dyn FnMut(u64, u64) -> Result<()>;
