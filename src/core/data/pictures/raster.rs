//! A picture in memory, grey or in colour.

/// A picture in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raster {
    pub width: usize,
    pub height: usize,
    /// 1 for grey, 3 for red, green and blue.
    pub channels: usize,
    /// Row by row, the channels of a pixel together.
    pub pixels: Vec<u8>,
}

impl Raster {
    /// The same in grey, by the weights of ITU-R BT.601; grey of equal channels is exact.
    pub fn grey(self) -> Self {
        if self.channels == 1 {
            return self;
        }
        let luma = |p: &[u8; 3]| {
            let [r, g, b] = p.map(u32::from);
            ((19_595 * r + 38_470 * g + 7_471 * b + 0x8000) >> 16) as u8
        };
        let pixels = self.pixels.as_chunks::<3>().0.iter().map(luma).collect();
        Self {
            channels: 1,
            pixels,
            ..self
        }
    }

    /// The same with three channels.
    pub fn rgb(self) -> Self {
        if self.channels == 3 {
            return self;
        }
        Self {
            channels: 3,
            pixels: self.pixels.iter().flat_map(|p| [*p; 3]).collect(),
            ..self
        }
    }

    /// Whether no pixel has a colour.
    pub fn is_grey(&self) -> bool {
        let equal = |p: &[u8; 3]| p[0] == p[1] && p[1] == p[2];
        self.channels == 1 || self.pixels.as_chunks::<3>().0.iter().all(equal)
    }
}
