//! Where the numbers of a tensor lie on the card. dfdx lends that of gradients, but not that of tensors; what it
//! prints of a tensor says it.

use std::fmt::{self, Write};

use cudarc::driver::DevicePtr;
use dfdx::prelude::{Cuda, CudaError, HasShape, Shape, Tensor};

use crate::layers::Row;
use crate::layers::parameter::row;
use crate::layers::pass::Grads;

/// An address on the card.
pub type Address = u64;

/// A tensor whose numbers lie one after another, and where. It is held for as long as the place is.
#[derive(Debug, Clone)]
pub struct Place {
    pub address: Address,
    /// How many numbers.
    pub len: usize,
    _tensor: Row<Cuda>,
}

/// Where a tensor lies; none if its numbers do not lie one after another.
#[must_use]
pub fn place_of<S: Shape>(tensor: &Tensor<S, f32, Cuda>) -> Option<Place> {
    // What is not contiguous comes back as another tensor.
    let row = row(tensor).ok()?;
    let [before, ..] = printed(tensor)?;
    let [after, address, len] = printed(&row)?;
    let len = usize::try_from(len).ok()?;
    (before == after && len == tensor.shape().num_elements()).then_some(Place {
        address,
        len,
        _tensor: row,
    })
}

/// Where the gradient of a tensor lies; zeros, if it has none yet.
///
/// # Errors
/// If the device has no room.
pub fn gradient_of<S: Shape>(
    tensor: &Tensor<S, f32, Cuda>,
    gradients: &mut Grads<Cuda>,
) -> Result<Address, CudaError> {
    Ok(*gradients.get_or_alloc_mut(tensor)?.device_ptr())
}

/// The identity, the address and the length that the text of a tensor begins with. The rest of it, which goes on for
/// pages, is never written.
fn printed<S: Shape>(tensor: &Tensor<S, f32, Cuda>) -> Option<[u64; 3]> {
    let mut start = Start::default();
    // The error says that there was enough.
    let _ = write!(start, "{tensor:?}");
    start.numbers()
}

#[derive(Default)]
struct Start(String);

impl Start {
    fn numbers(&self) -> Option<[u64; 3]> {
        let after = |name: &str| {
            let (_, rest) = self.0.split_once(name)?;
            let (number, _) = rest.split_once([',', ')'])?;
            number.trim().parse().ok()
        };
        Some([
            after("id: UniqueId(")?,
            after("cu_device_ptr: ")?,
            after(", len: ")?,
        ])
    }
}

impl Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        // The device stands behind the length.
        if self.0.len() > 400 || text.contains("device") && self.0.contains(", len: ") {
            return Err(fmt::Error);
        }
        Ok(())
    }
}
