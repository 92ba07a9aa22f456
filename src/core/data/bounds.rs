//! Limits on the size of data, which are all held in memory.

/// The largest width or height of an image.
pub(super) const MAX_SIDE: usize = 1_024;
/// The most content that is read from one file, and the most that the pictures of a folder fill.
pub(super) const MAX_BYTES: usize = 1 << 30;
