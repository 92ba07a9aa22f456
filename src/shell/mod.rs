//! What commands work on: the lab, its data, the record of what happened. It does not depend on any command.

pub(crate) mod finished;
pub(crate) mod first_look;
mod keeping;
mod kept;
pub(crate) mod lab_settings;
pub(crate) mod lesson;
mod lessons;
pub(crate) mod lines;
mod log;
pub(crate) mod lost;
pub(crate) mod measure;
pub(crate) mod origin;
mod outline;
mod past;
pub(crate) mod place;
pub(crate) mod sheet;
pub mod shipped;
pub(crate) mod sizes;
pub(crate) mod spared;
mod state;
pub(crate) mod status;
pub(crate) mod target;
pub(crate) mod timeline;
pub(crate) mod train;
mod unsaved;
pub(crate) mod watch;

pub use first_look::first_look;
pub use lost::offer;
pub use state::{Did, Emit, Shell};
