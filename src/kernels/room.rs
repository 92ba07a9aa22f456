//! Room for numbers that a kernel writes and reads again: it is kept for the next one on the same thread.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// Bytes of a line of the cache.
const LINE: usize = 64;

thread_local! {
    /// Rooms of this thread that nobody uses.
    static FREE: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// Numbers from the start of a line of the cache on: a vector that lies across two lines is read twice.
pub(super) struct Room {
    kept: Vec<f32>,
    from: usize,
    numbers: usize,
}

impl Room {
    /// Room for so many numbers; they are whatever was left there.
    pub fn of(numbers: usize) -> Self {
        let line = LINE / size_of::<f32>();
        let wanted = numbers + line;
        // The smallest that holds them, or else the largest.
        let mut kept = FREE.with_borrow_mut(|free| {
            let fit = |room: &Vec<f32>| (room.len() < wanted, room.len().abs_diff(wanted));
            let best = (0..free.len()).min_by_key(|at| fit(&free[*at]));
            best.map_or_else(Vec::new, |at| free.swap_remove(at))
        });
        if kept.len() < wanted {
            kept = vec![0.0; wanted];
        }
        let from = kept.as_ptr().align_offset(LINE).min(line);
        Self {
            kept,
            from,
            numbers,
        }
    }
}

impl Deref for Room {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.kept[self.from..][..self.numbers]
    }
}

impl DerefMut for Room {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.kept[self.from..][..self.numbers]
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // A thread that ends has no list any more.
        let kept = std::mem::take(&mut self.kept);
        let _ = FREE.try_with(|free| free.borrow_mut().push(kept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_are_apart_and_are_found_again() {
        let place = |room: &Room| room.as_ptr() as usize;
        let (mut large, small) = (Room::of(1000), Room::of(10));
        assert!(place(&large).is_multiple_of(LINE) && place(&small).is_multiple_of(LINE));
        large.fill(3.0);
        assert_eq!((large.len(), small.len()), (1000, 10));
        let places = (place(&large), place(&small));
        drop(large);
        drop(small);
        let small = Room::of(9);
        let large = Room::of(900);
        assert_eq!((place(&large), place(&small)), places);
        assert_eq!(large[899].to_bits(), 3.0_f32.to_bits());
    }
}
