//! Embedded pictures as the build script packs them: the header of an IDX file, and an arithmetic code of its pixels
//! (Witten, Neal and Cleary 1987).

use super::pixels::{Chance, Coder, pass};

/// The header of IDX files of pictures.
const HEADER: usize = 16;

/// Reads the bits that an interval says, which a number lies in.
struct Reader<'a> {
    low: u32,
    high: u32,
    number: u32,
    rest: &'a [u8],
}

impl Reader<'_> {
    #[inline(always)]
    fn shift(&mut self) {
        let next = self.rest.split_off_first().copied().unwrap_or(0);
        self.number = self.number << 8 | u32::from(next);
        self.low <<= 8;
        self.high = self.high << 8 | 255;
    }
}

impl Coder for Reader<'_> {
    #[inline(always)]
    fn bit(&mut self, chance: &mut Chance, _: bool) -> bool {
        let middle = chance.divide(self.low, self.high);
        let bit = self.number <= middle;
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        chance.learn(bit);
        while (self.low ^ self.high) >> 24 == 0 {
            self.shift();
        }
        bit
    }
}

/// The IDX file that was packed.
pub(super) fn unpack(packed: &[u8]) -> Vec<u8> {
    let (header, rest) = packed.split_at(HEADER);
    let size = |at: usize| {
        header[at..at + 4]
            .iter()
            .fold(0, |size, byte| size << 8 | usize::from(*byte))
    };
    let mut file = header.to_vec();
    file.resize(HEADER + size(4) * size(8) * size(12), 0);
    let mut reader = Reader {
        low: 0,
        high: u32::MAX,
        number: 0,
        rest,
    };
    for _ in 0..4 {
        reader.shift();
    }
    pass(&mut reader, &mut file[HEADER..]);
    file
}
