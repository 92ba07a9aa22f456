//! The labels of items as files have them: places in a list of classes, any whole numbers, or words.

/// One label per item, or none at all.
pub(super) enum Labels {
    None,
    /// Places in a list of classes that is known.
    Places(Vec<u8>),
    /// Any whole numbers.
    Numbers(Vec<i64>),
    /// Words.
    Words(Vec<String>),
}

impl Labels {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Places(all) => all.len(),
            Self::Numbers(all) => all.len(),
            Self::Words(all) => all.len(),
        }
    }
}
