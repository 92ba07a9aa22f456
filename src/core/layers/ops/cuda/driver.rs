//! Asking the NVIDIA driver what there is, before dfdx does: dfdx panics where nothing is.

use std::ffi::c_char;

use cudarc::driver::{result, sys};
use dfdx::prelude::Cuda;
use dfdx::tensor::CudaError;

use crate::error::{Error, Result};

/// A GPU, as its driver describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub name: String,
    /// Bytes.
    pub memory: usize,
    /// 9 and 0: `sm_90`.
    pub capability: (i32, i32),
    /// The newest CUDA that the driver knows: 12 and 4.
    pub driver: (i32, i32),
}

/// The first GPU.
///
/// # Errors
/// A sentence when there is no driver or no GPU.
pub fn find() -> Result<Card> {
    #[cfg(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    ))]
    super::linkage::load()?;
    result::init().map_err(|e| no("the NVIDIA driver does not start", e))?;
    let count = result::device::get_count().map_err(|e| no("the driver counts no GPUs", e))?;
    if count < 1 {
        return Err(Error::new("the NVIDIA driver finds no GPU"));
    }
    let device = result::device::get(0).map_err(|e| no("the first GPU does not answer", e))?;
    let asked = |e| no("the first GPU does not say what it is", e);
    // SAFETY: `device` came from `device::get` after `init`, which is all that these want.
    let memory = unsafe { result::device::total_mem(device) }.map_err(asked)?;
    let capability = |which| {
        // SAFETY: as above.
        unsafe { result::device::get_attribute(device, which) }.map_err(asked)
    };
    let major =
        capability(sys::CUdevice_attribute_enum::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?;
    let minor =
        capability(sys::CUdevice_attribute_enum::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?;
    Ok(Card {
        name: name(device).map_err(asked)?,
        memory,
        capability: (major, minor),
        driver: version().map_err(asked)?,
    })
}

/// The first GPU, ready to compute; on the thread that will compute, for a context is a thread's.
///
/// # Errors
/// A sentence when there is no driver or no GPU, or it has no room.
pub fn open() -> Result<Cuda> {
    find()?;
    Cuda::try_build(0, 0).map_err(|error| {
        Error::new(format!(
            "the GPU does not start ({}); '--device cpu' computes without it",
            words(&error)
        ))
    })
}

/// What the driver says, in a word. An error's own text is asked of the driver, which may not know it,
/// and that would panic; its number's name does not.
pub(in crate::layers) fn words(error: &CudaError) -> String {
    match error {
        CudaError::Driver(e) => match e.0 {
            sys::CUresult::CUDA_ERROR_OUT_OF_MEMORY => "it is out of memory".to_owned(),
            other => format!("{other:?}"),
        },
        CudaError::Blas(e) => format!("cuBLAS: {:?}", e.0),
        CudaError::Cpu(e) => format!("{e:?}"),
    }
}

fn no(what: &str, error: result::DriverError) -> Error {
    Error::new(format!("{what} ({:?})", error.0))
}

fn name(device: sys::CUdevice) -> std::result::Result<String, result::DriverError> {
    let mut text = [0 as c_char; 256];
    // SAFETY: `text` has room for 256 bytes, and no more is written; `device` came from the driver.
    unsafe { sys::cuDeviceGetName(text.as_mut_ptr(), 256, device) }.result()?;
    let bytes = text.iter().take_while(|c| **c != 0);
    let bytes: Vec<u8> = bytes.map(|c| c.to_ne_bytes()[0]).collect();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn version() -> std::result::Result<(i32, i32), result::DriverError> {
    let mut number = 0;
    // SAFETY: `number` has room for the one number that is written.
    unsafe { sys::cuDriverGetVersion(&raw mut number) }.result()?;
    Ok((number / 1000, number % 1000 / 10))
}
