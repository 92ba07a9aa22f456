//! dfdx has no error for a copy that finds no room: it panics. A panic of that kind is turned into a
//! sentence here, without a word on the terminal.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use crate::error::{Error, Result};
use crate::layers::refusal::out_of_room;

#[cfg(panic = "abort")]
compile_error!(
    "with the feature cuda, build with '--profile cuda' instead of '--release': panics of dfdx are caught"
);

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic in it is an error. What `work` changes must not be used after one, or be taken
/// back.
///
/// # Errors
/// Those of `work`, and a sentence for its panic.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                before(panic);
            }
        }));
    });
    let was = QUIET.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(was);
    result.unwrap_or_else(|cause| Err(sentence(cause.as_ref())))
}

fn sentence(cause: &(dyn Any + Send)) -> Error {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
    let text = text.unwrap_or("no reason was given");
    if text.contains("OUT_OF_MEMORY") {
        return out_of_room("it is out of memory");
    }
    Error::new(format!("the GPU gave up: {text}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_sentence() {
        let text = |work: fn() -> Result<()>| guarded(work).unwrap_err().to_string();
        let text_of_room = text(|| panic!("DriverError(CUDA_ERROR_OUT_OF_MEMORY)"));
        assert!(text_of_room.contains("smaller batch"), "{text_of_room}");
        assert!(text(|| panic!("other")).ends_with("gave up: other"));
        assert!(text(|| Err(Error::new("its own"))).contains("its own"));
    }
}
