//! Threads that spin for a moment and then sleep: a step of a small net is dozens of jobs of a few
//! microseconds each, shorter than it takes to wake a thread.
//!
//! The caller opens a job; workers that are awake join it. Each thread takes the tasks of its own share first, the
//! same part of every job, and then what is left of the others': the pictures that it worked on in one layer are
//! likely those that it works on in the next, and still in its cache. The caller never waits for a worker that
//! has not joined, so that a sleeping one costs nothing.

use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a worker looks out for the next job before it sleeps.
const AWAKE: Duration = Duration::from_micros(80);

/// The state word: workers inside the job in the low bits, whether the job takes more, its number.
const INSIDE: u64 = (1 << 16) - 1;
const OPEN: u64 = 1 << 16;
const JOB: u64 = 1 << 17;

type Work<'a> = dyn Fn(usize) + Sync + 'a;

/// A counter on a line of the cache that it shares with nothing.
#[repr(align(128))]
struct Next(AtomicUsize);

struct Shared {
    state: AtomicU64,
    /// The work of the job that is open, and the number of its tasks.
    work: UnsafeCell<Option<(*const Work<'static>, usize)>>,
    /// The next task of each thread's share, the caller's first.
    next: Vec<Next>,
    /// Whether a caller owns the pool.
    taken: AtomicBool,
    asleep: Vec<AtomicBool>,
    ending: AtomicBool,
    /// What the first task that panicked panicked with.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

// SAFETY: `work` is written by the one caller that holds `taken`, while no worker is inside and no
// job is open; workers read it only after joining an open job. The work it points to is `Sync`.
unsafe impl Sync for Shared {}
// SAFETY: as above; nothing in it belongs to one thread.
unsafe impl Send for Shared {}

impl Shared {
    /// The first task of a thread's share; that of the one after the last thread is `count`.
    fn share(&self, thread: usize, count: usize) -> usize {
        count * thread / self.next.len()
    }

    /// Takes tasks until none is left, those of thread `me` first.
    fn work_through(&self, me: usize, work: &Work<'_>, count: usize) {
        let threads = self.next.len();
        for thread in (me..threads).chain(0..me) {
            let end = self.share(thread + 1, count);
            loop {
                let task = self.next[thread].0.fetch_add(1, Ordering::Relaxed);
                if task >= end {
                    break;
                }
                if let Err(cause) = catch_unwind(AssertUnwindSafe(|| work(task))) {
                    let mut first = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
                    first.get_or_insert(cause);
                }
            }
        }
    }

    /// The life of worker `me`.
    fn serve(&self, me: usize) {
        let mut last = 0;
        let mut idle = Instant::now();
        while !self.ending.load(Ordering::SeqCst) {
            let state = self.state.load(Ordering::Acquire);
            if state & OPEN != 0 && state / JOB != last {
                let joined = self.state.compare_exchange(
                    state,
                    state + 1,
                    Ordering::AcqRel,
                    Ordering::Relaxed,
                );
                if joined.is_ok() {
                    last = state / JOB;
                    // SAFETY: this worker is counted as inside an open job, so that its caller
                    // neither returns nor writes `work` until it has left.
                    unsafe {
                        if let Some((work, count)) = *self.work.get() {
                            self.work_through(me + 1, &*work, count);
                        }
                    }
                    self.state.fetch_sub(1, Ordering::AcqRel);
                    idle = Instant::now();
                }
            } else if idle.elapsed() < AWAKE {
                (0..16).for_each(|_| std::hint::spin_loop());
            } else {
                // Sleep is announced before the last look, and a caller opens its job before it
                // looks for sleepers: one of the two sees the other.
                self.asleep[me].store(true, Ordering::SeqCst);
                let state = self.state.load(Ordering::SeqCst);
                let job = state & OPEN != 0 && state / JOB != last;
                if !job && !self.ending.load(Ordering::SeqCst) {
                    std::thread::park();
                }
                self.asleep[me].store(false, Ordering::SeqCst);
                idle = Instant::now();
            }
        }
    }
}

/// A caller and its workers.
pub(super) struct Pool {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

impl Pool {
    /// A pool of `threads`, the caller among them; fewer where the system gives no more.
    pub fn new(threads: usize) -> Self {
        let workers = threads.clamp(1, 256) - 1;
        let shared = Arc::new(Shared {
            state: AtomicU64::new(0),
            work: UnsafeCell::new(None),
            next: (0..=workers).map(|_| Next(AtomicUsize::new(0))).collect(),
            taken: AtomicBool::new(false),
            asleep: (0..workers).map(|_| AtomicBool::new(false)).collect(),
            ending: AtomicBool::new(false),
            panic: Mutex::new(None),
        });
        let start = |me| {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new()
                .name(format!("kernels {me}"))
                .spawn(move || shared.serve(me))
                .ok()
        };
        let workers = (0..workers).map_while(start).collect();
        Self { shared, workers }
    }

    pub fn threads(&self) -> usize {
        self.workers.len() + 1
    }

    /// Runs `work(0)` to `work(count - 1)`; inline where the pool has no worker or is taken.
    pub fn run(&self, count: usize, work: &Work<'_>) {
        let shared = &*self.shared;
        if self.workers.is_empty() || shared.taken.swap(true, Ordering::Acquire) {
            return (0..count).for_each(work);
        }
        // SAFETY: only the lifetime is lengthened. Workers use the pointer only while they are
        // inside this job, and this function returns after it closed the job and all have left.
        let lasting: *const Work<'static> =
            unsafe { std::mem::transmute::<&Work<'_>, &Work<'static>>(work) };
        // SAFETY: `taken` makes this the only caller; no job is open and no worker inside.
        unsafe { *shared.work.get() = Some((lasting, count)) };
        for (thread, next) in shared.next.iter().enumerate() {
            next.0.store(shared.share(thread, count), Ordering::Relaxed);
        }
        let job = shared.state.load(Ordering::Relaxed) / JOB + 1;
        shared.state.store((job * JOB) | OPEN, Ordering::SeqCst);
        for (asleep, worker) in shared.asleep.iter().zip(&self.workers) {
            if asleep.load(Ordering::SeqCst) && asleep.swap(false, Ordering::SeqCst) {
                worker.thread().unpark();
            }
        }
        shared.work_through(0, work, count);
        shared.state.fetch_and(!OPEN, Ordering::AcqRel);
        let mut looks = 0_u32;
        while shared.state.load(Ordering::Acquire) & INSIDE != 0 {
            // A worker that lost its core gets this one.
            looks += 1;
            if looks.is_multiple_of(4096) {
                std::thread::yield_now();
            }
            std::hint::spin_loop();
        }
        let panic = shared
            .panic
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        shared.taken.store(false, Ordering::Release);
        if let Some(cause) = panic {
            resume_unwind(cause);
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.ending.store(true, Ordering::SeqCst);
        for worker in self.workers.drain(..) {
            worker.thread().unpark();
            // A worker catches the panics of its tasks and has none of its own.
            let _ = worker.join();
        }
    }
}
