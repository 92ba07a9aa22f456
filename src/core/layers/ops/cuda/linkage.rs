//! The NVIDIA libraries, found when a GPU is asked for and not when the program starts: one program
//! runs with a driver and without.
//!
//! cudarc declares their functions and leaves them to the linker, which would bind the program to the
//! files. Here each of them is defined as a jump to an address that [`load`] looks up.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::OnceLock;

use crate::error::{Error, Result};

unsafe extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// Resolve everything now, and let nobody else see it.
const NOW: c_int = 2;

/// A library: its files from the newest on, and its functions with where their addresses go.
struct Library {
    name: &'static str,
    about: &'static str,
    files: &'static [&'static CStr],
    functions: &'static [(&'static str, &'static Address)],
}

type Address = std::sync::atomic::AtomicUsize;

macro_rules! libraries {
    ($($library:ident: $about:literal, [$($file:literal),+], { $($name:ident)+ })+) => {
        mod addresses {
            $($(
                #[allow(non_upper_case_globals)]
                pub static $name: super::Address = super::Address::new(0);
            )+)+
        }

        $($(
            /// Goes on at the function of this name with the arguments as they are.
            ///
            /// # Safety
            /// As the function itself, after [`load`].
            #[unsafe(no_mangle)]
            #[unsafe(naked)]
            #[allow(non_snake_case)]
            unsafe extern "C" fn $name() {
                #[cfg(target_arch = "x86_64")]
                std::arch::naked_asm!("jmp qword ptr [rip + {to}]", to = sym addresses::$name);
                #[cfg(target_arch = "aarch64")]
                std::arch::naked_asm!(
                    "adrp x16, {to}",
                    "ldr x16, [x16, :lo12:{to}]",
                    "br x16",
                    to = sym addresses::$name
                );
            }
        )+)+

        const LIBRARIES: &[Library] = &[$(Library {
            name: stringify!($library),
            about: $about,
            files: &[$($file),+],
            functions: &[$((concat!(stringify!($name), "\0"), &addresses::$name)),+],
        }),+];
    };
}

libraries! {
    driver: "the NVIDIA driver", [c"libcuda.so.1"], {
        cuInit cuDriverGetVersion cuGetErrorName cuGetErrorString
        cuDeviceGet cuDeviceGetAttribute cuDeviceGetCount cuDeviceGetName cuDeviceTotalMem_v2
        cuDevicePrimaryCtxRetain cuDevicePrimaryCtxRelease_v2 cuCtxGetCurrent cuCtxSetCurrent
        cuEventCreate cuEventDestroy_v2 cuEventRecord
        cuStreamCreate cuStreamDestroy_v2 cuStreamSynchronize cuStreamWaitEvent
        cuMemAllocAsync cuMemAlloc_v2 cuMemFreeAsync cuMemFree_v2
        cuMemcpyDtoDAsync_v2 cuMemcpyDtoD_v2 cuMemcpyDtoHAsync_v2 cuMemcpyDtoH_v2
        cuMemcpyHtoDAsync_v2 cuMemcpyHtoD_v2 cuMemsetD8Async cuMemsetD8_v2
        cuModuleGetFunction cuModuleLoad cuModuleLoadData cuModuleUnload cuLaunchKernel
    }
    cublas: "cuBLAS, which comes with the CUDA toolkit,",
        [c"libcublas.so.13", c"libcublas.so.12", c"libcublas.so.11", c"libcublas.so"], {
        cublasCreate_v2 cublasDestroy_v2 cublasSetStream_v2
        cublasSgemm_v2 cublasSgemmStridedBatched cublasDgemm_v2 cublasDgemmStridedBatched
    }
    nvrtc: "NVRTC, which comes with the CUDA toolkit,",
        [c"libnvrtc.so.13", c"libnvrtc.so.12", c"libnvrtc.so.11.2", c"libnvrtc.so"], {
        nvrtcCompileProgram nvrtcCreateProgram nvrtcDestroyProgram nvrtcGetPTX nvrtcGetPTXSize
        nvrtcGetProgramLog nvrtcGetProgramLogSize
    }
}

/// Finds the libraries that nothing works without; before it has succeeded none of their functions may be called.
///
/// # Errors
/// A sentence that names the library or the function that is missing.
pub(super) fn load() -> Result<()> {
    static LOADED: OnceLock<Result<()>> = OnceLock::new();
    LOADED.get_or_init(|| all(|name| name != COMPILER)).clone()
}

/// Finds NVRTC, without which the lab's own kernels are not there; likewise.
///
/// # Errors
/// As [`load`].
pub(super) fn load_compiler() -> Result<()> {
    static LOADED: OnceLock<Result<()>> = OnceLock::new();
    LOADED.get_or_init(|| all(|name| name == COMPILER)).clone()
}

const COMPILER: &str = "nvrtc";

fn all(wanted: impl Fn(&str) -> bool) -> Result<()> {
    let mut libraries = LIBRARIES.iter().filter(|library| wanted(library.name));
    libraries.try_for_each(Library::load)
}

impl Library {
    fn load(&self) -> Result<()> {
        // SAFETY: the names end with a zero. What NVIDIA's libraries do when they are loaded is theirs
        // to answer for, as it would be at the start of the program.
        let opened = self
            .files
            .iter()
            .map(|file| unsafe { dlopen(file.as_ptr(), NOW) });
        let Some(library) = opened.into_iter().find(|library| !library.is_null()) else {
            let file = self.files[0].to_string_lossy();
            return Err(Error::new(format!("{} is not found ({file})", self.about)));
        };
        for (name, address) in self.functions {
            // SAFETY: `library` was opened and is never closed; the name ends with a zero.
            let found = unsafe { dlsym(library, name.as_ptr().cast()) };
            if found.is_null() {
                let name = name.trim_end_matches('\0');
                return Err(Error::new(format!("{} is too old: no {name}", self.about)));
            }
            address.store(found.addr(), std::sync::atomic::Ordering::Release);
        }
        Ok(())
    }
}
