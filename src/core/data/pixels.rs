//! How likely a pixel is after those before it: what the embedded pictures are packed by. The build script reads this
//! file, too, and packs; [`unpack`](super::unpack) is the other way.
//!
//! Each picture goes row by row. Of a pixel it is coded whether it is black, then its eight bits. How likely each of
//! these is follows from what was seen in the same surroundings: to the left and above for the first, the estimate of
//! LOCO-I (Weinberger, Seroussi and Sapiro 2000) and how much the surroundings differ for the others.

/// The side of a picture.
pub const SIDE: usize = 28;

/// How likely a bit is, learned quickly and slowly, of 65,536.
#[derive(Clone, Copy)]
pub struct Chance(u16, u16);

impl Chance {
    const EVEN: Self = Self(1 << 15, 1 << 15);

    /// Where `low..=high` is divided: what is not above it says that the bit is set.
    #[inline(always)]
    pub fn divide(self, low: u32, high: u32) -> u32 {
        let chance = u64::from(u16::midpoint(self.0, self.1).max(32));
        low + ((u64::from(high - low) * chance) >> 16) as u32
    }

    #[inline(always)]
    pub fn learn(&mut self, bit: bool) {
        if bit {
            self.0 += (u16::MAX - self.0) >> 4;
            self.1 += (u16::MAX - self.1) >> 7;
        } else {
            self.0 -= self.0 >> 4;
            self.1 -= self.1 >> 7;
        }
    }
}

/// Takes bits and writes them, or reads them and gives them.
pub trait Coder {
    /// The bit: `known` for who writes, what was written for who reads.
    fn bit(&mut self, chance: &mut Chance, known: bool) -> bool;
}

/// Takes the pictures through the coder: the pixels are what is written, or become what is read.
pub fn pass(coder: &mut impl Coder, pictures: &mut [u8]) {
    /// Two black rows above each picture, and two black columns on either side.
    const WIDTH: usize = SIDE + 4;
    let mut black = vec![Chance::EVEN; 1 << 13];
    let mut bits = vec![[Chance::EVEN; 256]; 32 * 8];
    let mut seen = [0_u8; WIDTH * (SIDE + 2)];
    for picture in pictures.chunks_exact_mut(SIDE * SIDE) {
        for (y, row) in picture.chunks_exact_mut(SIDE).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                let at = (y + 2) * WIDTH + x + 2;
                let before = |back: usize| i32::from(seen[at - back]);
                let [left, above] = [before(1), before(WIDTH)];
                let [corner, right] = [before(WIDTH + 1), before(WIDTH - 1)];
                let far = [before(2), before(2 * WIDTH), before(WIDTH - 2)];
                let lit = [corner, far[0], far[1], far[2]].map(|pixel| usize::from(pixel > 0));
                let near = [left, above, right].map(shade);
                let place = near.iter().fold(0, |place, shade| place << 3 | shade);
                let place = lit.iter().fold(place, |place, lit| place << 1 | lit);
                let mut value = 0;
                if !coder.bit(&mut black[place], *pixel == 0) {
                    let likely = (left + above - corner).clamp(left.min(above), left.max(above));
                    let differ =
                        (left - above).abs() + (above - right).abs() + (left - corner).abs();
                    let chances = &mut bits[(likely as usize >> 3) * 8 + roughness(differ / 2)];
                    let mut node = 1;
                    for bit in (0..8).rev() {
                        let set = coder.bit(&mut chances[node], *pixel >> bit & 1 == 1);
                        node = node << 1 & 255 | usize::from(set);
                        value = value << 1 | u8::from(set);
                    }
                }
                seen[at] = value;
                *pixel = value;
            }
        }
    }
}

/// A brightness, of eight.
fn shade(pixel: i32) -> usize {
    [1, 16, 64, 128, 192, 240, 253].partition_point(|from| *from <= pixel)
}

/// How much the surroundings differ, of eight.
fn roughness(difference: i32) -> usize {
    [4, 11, 25, 51, 91, 151, 221].partition_point(|from| *from <= difference)
}
