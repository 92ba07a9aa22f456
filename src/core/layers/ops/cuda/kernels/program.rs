//! The kernels as one program: compiled once, and asked for by name.

use std::cell::Cell;
use std::sync::{Arc, OnceLock};

use cudarc::driver::{CudaDevice, CudaFunction};
use cudarc::nvrtc::{CompileError, CompileOptions, Ptx, compile_ptx_with_opts};

use crate::error::{Error, Result};
use crate::layers::ops::cuda::driver;

/// One program, its files in the order of their names.
const SOURCE: &str = concat!(
    include_str!("activation.cu"),
    include_str!("convolution.cu"),
    include_str!("norm.cu"),
    include_str!("rows.cu"),
    include_str!("update.cu"),
);

macro_rules! kernels {
    ($($kernel:ident),+ $(,)?) => {
        /// The kernels by name.
        pub(super) struct Kernels {
            $(pub $kernel: CudaFunction,)+
        }

        const NAMES: &[&str] = &[$(stringify!($kernel)),+];

        impl Kernels {
            fn of(device: &Arc<CudaDevice>) -> Option<Self> {
                Some(Self {
                    $($kernel: device.get_func(MODULE, stringify!($kernel))?,)+
                })
            }
        }
    };
}

kernels! {
    lab_adjoin_narrow,
    lab_adjoin_square,
    lab_before_activation,
    lab_convolve_narrow,
    lab_convolve_square,
    lab_distances,
    lab_dropout,
    lab_finish,
    lab_moments,
    lab_norm_back,
    lab_norm_sums,
    lab_normalise,
    lab_slopes_narrow,
    lab_slopes_square,
    lab_squares,
    lab_update,
}

const MODULE: &str = "aegan_lab";

thread_local! {
    static COMPOSED: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` as on a card for which the kernels do not compile: to compare the two.
pub fn composed<T>(work: impl FnOnce() -> T) -> T {
    let was = COMPOSED.replace(true);
    let result = work();
    COMPOSED.set(was);
    result
}

/// Whether the kernels are there.
///
/// # Errors
/// A sentence that says why not.
pub fn state() -> Result<()> {
    compiled().as_ref().map(|_| ()).map_err(Clone::clone)
}

/// Whether operations use the kernels.
#[must_use]
pub fn in_use() -> bool {
    !COMPOSED.get() && compiled().is_ok()
}

/// Compiles them once for the whole program. They run on the stream that all devices of dfdx use, the default one.
pub(super) fn compiled() -> &'static Result<Kernels> {
    static KERNELS: OnceLock<Result<Kernels>> = OnceLock::new();
    KERNELS.get_or_init(|| {
        let card = driver::find()?;
        #[cfg(all(
            target_os = "linux",
            any(target_arch = "x86_64", target_arch = "aarch64")
        ))]
        crate::layers::ops::cuda::linkage::load_compiler()?;
        let (major, minor) = card.capability;
        let code = compile(&format!("compute_{major}{minor}"))?;
        let no = |why: &dyn std::fmt::Debug| {
            Error::new(format!("the driver does not take the kernels ({why:?})"))
        };
        let device = CudaDevice::new(0).map_err(|e| no(&e.0))?;
        device.load_ptx(code, MODULE, NAMES).map_err(|e| no(&e.0))?;
        Kernels::of(&device).ok_or_else(|| no(&"a kernel is missing"))
    })
}

fn compile(card: &str) -> Result<Ptx> {
    // cudarc wants a name that lives for ever; this is done once.
    let arch: &'static str = card.to_owned().leak();
    let options = CompileOptions {
        arch: Some(arch),
        ..CompileOptions::default()
    };
    // A compiler that is older than the card does not know it: code for the oldest card that it knows runs there, too.
    let compiled = compile_ptx_with_opts(SOURCE, options)
        .or_else(|_| compile_ptx_with_opts(SOURCE, CompileOptions::default()));
    compiled.map_err(|error| {
        let why = match error {
            CompileError::CompileError { log, .. } => {
                let log = log.to_string_lossy();
                log.lines().next().unwrap_or_default().trim().to_owned()
            }
            other => format!("{other:?}"),
        };
        Error::new(format!("NVRTC does not compile the kernels ({why})"))
    })
}
