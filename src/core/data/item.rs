//! What one item of a data set is.

/// What one item of a data set is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// A picture, row by row, the channels of a pixel together.
    Image {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
        /// 1 for grey.
        channels: usize,
    },
    /// A point in the plane.
    Point,
}

impl Item {
    /// The dimensions: `[height, width, channels]` of an image, `[2]` for a point.
    #[must_use]
    pub fn shape(self) -> Vec<usize> {
        match self {
            Self::Image {
                height,
                width,
                channels,
            } => vec![height, width, channels],
            Self::Point => vec![2],
        }
    }

    /// Height, width and channels of an image.
    #[must_use]
    pub fn image(self) -> Option<[usize; 3]> {
        match self {
            Self::Image {
                height,
                width,
                channels,
            } => Some([height, width, channels]),
            Self::Point => None,
        }
    }

    /// How many numbers an item has.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no item is empty")]
    pub fn len(self) -> usize {
        match self {
            Self::Image {
                height,
                width,
                channels,
            } => height * width * channels,
            Self::Point => 2,
        }
    }
}
