//! Work in a fixed number of tasks over the threads there are: the split is the caller's and depends
//! on sizes alone, so that one thread and many give the same bits.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, OnceLock};

use super::pool::Pool;

/// The pool of every thread that has none of its own.
static COMMON: OnceLock<Arc<Pool>> = OnceLock::new();

thread_local! {
    /// The pool that [`with_threads`] lends to this thread.
    static LENT: RefCell<Option<Arc<Pool>>> = const { RefCell::new(None) };
    /// Whether this thread is inside a task: what it starts there runs inline.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Sets the number of threads of this process, the calling one among them. Only the first call
/// counts, and only before any work was done: a second lab in one process keeps the first one's.
pub fn use_threads(threads: usize) {
    COMMON.get_or_init(|| Arc::new(Pool::new(threads)));
}

/// Runs `work` with a number of threads of its own, for all that it starts on this thread.
pub fn with_threads<T>(threads: usize, work: impl FnOnce() -> T) -> T {
    /// Gives the former pool back, also when `work` panics.
    struct Back(Option<Arc<Pool>>);
    impl Drop for Back {
        fn drop(&mut self) {
            LENT.set(self.0.take());
        }
    }
    let _back = Back(LENT.replace(Some(Arc::new(Pool::new(threads)))));
    work()
}

fn pool() -> Arc<Pool> {
    LENT.with_borrow(Clone::clone).unwrap_or_else(|| {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Arc::clone(COMMON.get_or_init(|| Arc::new(Pool::new(cores()))))
    })
}

/// Threads that work is spread over, the calling one among them.
#[must_use]
pub fn threads() -> usize {
    pool().threads()
}

/// Runs `work(0)` to `work(count - 1)`, in any order, on all threads; returns when all are done.
/// Inside a task, or while another thread uses the pool, the calling thread does all of it.
///
/// # Panics
/// If a task panics: with what it panicked with, after the others have ended.
pub fn run(count: usize, work: impl Fn(usize) + Sync) {
    if count < 2 || INSIDE.get() {
        (0..count).for_each(work);
    } else {
        pool().run(count, &|i| {
            // A panic is carried on by the pool; the mark must not outlive it.
            struct Out(bool);
            impl Drop for Out {
                fn drop(&mut self) {
                    INSIDE.set(self.0);
                }
            }
            let _out = Out(INSIDE.replace(true));
            work(i);
        });
    }
}

/// Runs `work(i, chunk)` for the `i`th chunk of `size` numbers of `data`; the last may be shorter.
///
/// # Panics
/// If `size` is 0.
pub fn chunks(data: &mut [f32], size: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
    chunks_of([(data, size)], |i, [chunk]| work(i, chunk));
}

/// The same over several slices at once, each with a size of chunk of its own.
///
/// # Panics
/// If a size is 0, or the slices differ in their number of chunks.
pub fn chunks_of<const N: usize>(
    data: [(&mut [f32], usize); N],
    work: impl Fn(usize, [&mut [f32]; N]) + Sync,
) {
    /// Where a slice starts, for all threads.
    struct Start {
        first: *mut f32,
        len: usize,
        size: usize,
    }
    // SAFETY: threads only use the pointer for chunks of their own, see below.
    unsafe impl Sync for Start {}

    let count = data.first().map_or(0, |(d, size)| d.len().div_ceil(*size));
    let counts = |(d, size): &(&mut [f32], usize)| d.len().div_ceil(*size) == count;
    assert!(data.iter().all(counts), "as many chunks of each slice");
    let starts = data.map(|(d, size)| Start {
        first: d.as_mut_ptr(),
        len: d.len(),
        size,
    });
    run(count, |i| {
        let part = |start: &Start| {
            let from = i * start.size;
            let numbers = start.size.min(start.len - from);
            // SAFETY: chunk `i < count` is `from..from + numbers`, within `len`; chunks of different
            // `i` do not overlap, `run` calls each `i` once, and returns before the borrows in
            // `data` end.
            unsafe { std::slice::from_raw_parts_mut(start.first.wrapping_add(from), numbers) }
        };
        work(i, std::array::from_fn(|n| part(&starts[n])));
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn every_chunk_is_worked_on_once() {
        for threads in [1, 2, 5] {
            with_threads(threads, || {
                for _ in 0..200 {
                    let mut data = vec![0.0_f32; 1000];
                    chunks(&mut data, 64, |i, chunk| {
                        chunk.iter_mut().for_each(|v| *v += 1.0 + i as f32);
                    });
                    let wanted: Vec<f32> = (0..1000).map(|at| 1.0 + (at / 64) as f32).collect();
                    assert_eq!(data, wanted);
                }
            });
        }
    }

    #[test]
    fn a_panic_in_a_task_reaches_the_caller_and_the_pool_lives_on() {
        with_threads(3, || {
            for bad in 0..8 {
                let done = AtomicUsize::new(0);
                let result = catch_unwind(AssertUnwindSafe(|| {
                    run(8, |i| {
                        assert!(i != bad, "task {bad} is bad");
                        done.fetch_add(1, Ordering::Relaxed);
                    });
                }));
                let message = *result.unwrap_err().downcast::<String>().unwrap();
                assert_eq!(message, format!("task {bad} is bad"));
                assert_eq!(done.load(Ordering::Relaxed), 7);
            }
        });
    }

    #[test]
    fn tasks_that_start_tasks_and_threads_that_share_a_pool_end() {
        let done = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        run(6, |_| {
                            run(5, |_| {
                                done.fetch_add(1, Ordering::Relaxed);
                            });
                        });
                    }
                });
            }
        });
        assert_eq!(done.load(Ordering::Relaxed), 4 * 50 * 30);
    }
}
