//! What the lab computes on: the CPU, or the first NVIDIA GPU where this program was built for one.

use crate::error::{Error, Result};
use crate::event::Listing;
use crate::kernels::{instruction_set, tasks};

/// A device, chosen when the lab starts.
#[derive(Debug, Clone, Default)]
pub enum Device {
    #[default]
    Cpu,
    #[cfg(feature = "cuda")]
    Cuda(dfdx::prelude::Cuda, crate::layers::ops::cuda::driver::Card),
}

/// The names that `--device` takes.
pub const WANTED: [&str; 3] = ["auto", "cpu", "cuda"];

/// Looks whether `wanted` can be had, without starting it.
///
/// # Errors
/// A sentence with what is missing: a GPU, its driver, or a program that was built for one.
pub fn probe(wanted: &str) -> Result<()> {
    match wanted {
        "auto" | "cpu" => Ok(()),
        "cuda" => found().map(drop),
        other => Err(Error::new(format!(
            "there is no device '{other}'; there are {}",
            WANTED.join(", ")
        ))),
    }
}

#[cfg(feature = "cuda")]
fn found() -> Result<String> {
    let card = crate::layers::ops::cuda::driver::find()
        .map_err(|why| Error::new(format!("{why}; '--device cpu' computes without one")))?;
    Ok(card.name)
}

#[cfg(not(feature = "cuda"))]
fn found() -> Result<String> {
    Err(Error::new(
        "this program was built without CUDA; 'cargo build --profile cuda --features cuda' builds one with it, '--device cpu' computes without",
    ))
}

impl Device {
    /// Starts `wanted` on the thread that will compute; `auto` is a GPU that starts, else the CPU.
    ///
    /// # Errors
    /// See [`probe`]; and where a GPU does not start.
    pub fn start(wanted: &str) -> Result<Self> {
        probe(wanted)?;
        match wanted {
            "cpu" => Ok(Self::Cpu),
            #[cfg(feature = "cuda")]
            "cuda" => Self::gpu(),
            #[cfg(feature = "cuda")]
            "auto" => Ok(Self::gpu().unwrap_or_default()),
            _ => Ok(Self::Cpu),
        }
    }

    #[cfg(feature = "cuda")]
    fn gpu() -> Result<Self> {
        use crate::layers::ops::cuda::driver;
        Ok(Self::Cuda(driver::open()?, driver::find()?))
    }

    /// The device in words: `cpu avx2 ×2`, `cuda NVIDIA L4`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Cpu => format!("cpu {} ×{}", instruction_set(), tasks::threads()),
            #[cfg(feature = "cuda")]
            Self::Cuda(_, card) => format!("cuda {}", card.name),
        }
    }

    /// What rounds as this device does: `avx2`, `cuda sm_89`.
    #[must_use]
    pub fn kind(&self) -> String {
        match self {
            Self::Cpu => instruction_set().to_owned(),
            #[cfg(feature = "cuda")]
            Self::Cuda(_, card) => format!("cuda sm_{}{}", card.capability.0, card.capability.1),
        }
    }

    /// Whether a run on `kind` is the same bit for bit here. A GPU adds up in the order in which its
    /// threads happen to come.
    #[must_use]
    pub fn repeats(&self, kind: &str) -> bool {
        matches!(self, Self::Cpu) && kind == self.kind()
    }

    /// Everything that is known of the device, and of the one that was not taken.
    #[must_use]
    pub fn listing(&self) -> Listing {
        let mut rows: Vec<(&str, String)> = Vec::new();
        match self {
            Self::Cpu => {
                let cores = std::thread::available_parallelism().map_or(1, usize::from);
                rows.push(("device", "cpu".into()));
                rows.push(("instruction set", instruction_set().into()));
                rows.push(("cores", cores.to_string()));
                rows.push(("threads", tasks::threads().to_string()));
                let gpu = found().map(|name| format!("{name}; '--device cuda' uses it"));
                rows.push(("gpu", gpu.unwrap_or_else(|why| why.to_string())));
            }
            #[cfg(feature = "cuda")]
            Self::Cuda(_, card) => {
                let (major, minor) = card.capability;
                let gib = card.memory as f64 / f64::from(1 << 30);
                rows.push(("device", "cuda".into()));
                rows.push(("name", card.name.clone()));
                rows.push(("memory", format!("{gib:.1} GiB")));
                rows.push(("compute capability", format!("{major}.{minor}")));
                rows.push((
                    "driver",
                    format!("CUDA {}.{}", card.driver.0, card.driver.1),
                ));
                let composed = |why| format!("composed of those of dfdx, which is slower: {why}");
                let own = crate::layers::ops::cuda::kernels::state();
                let kernels = own.map_or_else(composed, |()| "the lab's own".into());
                rows.push(("kernels", kernels));
            }
        }
        let row = |(name, value): (&str, String)| vec![name.to_owned(), value];
        Listing {
            title: "device".into(),
            columns: ["what", "which"].map(Into::into).into(),
            rows: rows.into_iter().map(row).collect(),
            footer: self.words(),
        }
    }
}
