//! Work in a fixed number of tasks over the threads there are: the split is the caller's and depends
//! on sizes alone, so that one thread and many give the same bits.

use rayon::prelude::*;

/// Runs `work(0)` to `work(count - 1)`, in any order, on all threads; returns when all are done.
pub fn run(count: usize, work: impl Fn(usize) + Sync) {
    match count {
        0 => {}
        1 => work(0),
        _ => (0..count).into_par_iter().for_each(|i| work(i)),
    }
}

/// Runs `work(i, chunk)` for the `i`th chunk of `size` numbers of `data`; the last may be shorter.
///
/// # Panics
/// If `size` is 0.
pub fn chunks(data: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
    if data.len() <= size {
        if !data.is_empty() {
            work(0, data);
        }
        return;
    }
    data.par_chunks_mut(size)
        .enumerate()
        .for_each(|(i, chunk)| work(i, chunk));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_is_worked_on_once() {
        let mut data = vec![0.0_f32; 1000];
        chunks(&mut data, 64, |i, chunk| {
            chunk.iter_mut().for_each(|v| *v += 1.0 + i as f32);
        });
        let wanted: Vec<f32> = (0..1000).map(|at| 1.0 + (at / 64) as f32).collect();
        assert_eq!(data, wanted);
    }
}
