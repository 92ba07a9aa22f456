//! The middle of a picture that has the aspect of another size.

/// A rectangle of pixels within a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
}

/// The largest rectangle in the middle of a `width` × `height` picture that has the aspect of `[height, width]`.
pub(super) fn middle(width: usize, height: usize, [to_height, to_width]: [usize; 2]) -> Area {
    // To the nearest pixel, and never none.
    let share = |of: usize, part: usize, by: usize| ((of * part + by / 2) / by).max(1);
    let (across, down) = if width * to_height > height * to_width {
        (share(height, to_width, to_height).min(width), height)
    } else {
        (width, share(width, to_height, to_width).min(height))
    };
    Area {
        left: (width - across) / 2,
        top: (height - down) / 2,
        width: across,
        height: down,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn it_lies_in_the_middle_and_has_the_aspect(
            width in 1_usize..3000, height in 1_usize..3000, to in proptest::array::uniform2(1_usize..1025),
        ) {
            let area = middle(width, height, to);
            proptest::prop_assert!(area.width >= 1 && area.height >= 1);
            proptest::prop_assert!(area.width == width || area.height == height);
            let right = width - area.left - area.width;
            let below = height - area.top - area.height;
            proptest::prop_assert!(right.abs_diff(area.left) <= 1 && below.abs_diff(area.top) <= 1);
            // Half a pixel off at most, where one pixel is not too much already.
            let aspect = to[1] as f64 / to[0] as f64;
            let off = (area.width as f64 - area.height as f64 * aspect).abs();
            proptest::prop_assert!(
                off <= 0.51 * aspect.max(1.0) || area.width == 1 || area.height == 1,
                "{area:?}"
            );
        }
    }
}
