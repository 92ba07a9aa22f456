//! What the tensor library refuses, as a sentence.

use crate::error::Error;

/// A refusal of the tensor library as a sentence (memory, as a rule: shapes are checked before).
// It stands at the end of `map_err`, which gives the error away.
#[allow(clippy::needless_pass_by_value)]
pub(crate) fn refused(error: impl std::fmt::Debug + 'static) -> Error {
    #[cfg(feature = "cuda")]
    if let Some(error) = (&error as &dyn std::any::Any).downcast_ref() {
        return out_of_room(&super::ops::cuda::driver::words(error));
    }
    Error::new(format!(
        "the tensor library refused an operation ({error:?}); a smaller batch may fit"
    ))
}

/// A refusal of a GPU as a sentence.
#[cfg(feature = "cuda")]
pub(super) fn out_of_room(words: &str) -> Error {
    Error::new(format!(
        "the GPU refused an operation: {words}; a smaller batch may fit ('set batch 32')"
    ))
}
