//! The pictures of a folder in memory.

/// The pictures that could be read, in the order of their files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    /// Height, width and channels of each.
    pub image: [usize; 3],
    pub pixels: Vec<u8>,
    /// Which files could not be read, and why.
    pub unreadable: Vec<(usize, String)>,
    /// Notes on their sizes.
    pub notes: Vec<String>,
}
