//! From a plain network and its sizes to the list of layers that runs.

use super::code::CodeBias;
use super::conv::{Conv, Upsample};
use super::dense::{Dense, Rows};
use super::deviation::DeviationDense;
use super::gaussian::Gaussian;
use super::gru::{Gru, Way};
use super::labels::{ClassBias, Pick};
use super::net::{Net, Placed};
use super::norm::Norm;
use super::plain::{Activate, Dropout, Reshape, Tap};
use super::residual::Residual;
use super::spectral_norm::SpectralNorm;
use super::{Layer, join};
use crate::error::{Error, Result};
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::kernels::upsample;
use crate::layers::bias::Start;
use crate::layers::ops::Ops;
use crate::layers::plain::{Convolution, Expr, ItemShape, Misfit, Plain, Sizes};
use crate::layers::refused;

impl Plain<'_> {
    /// The network at these sizes, on a device; its weights are zeros until they are drawn.
    ///
    /// # Errors
    /// A sentence where it does not fit these sizes, or the device has no room.
    pub fn lower<D: Ops>(&self, sizes: &Sizes, device: &D) -> Result<Net<D>> {
        let checked = self.check(sizes).map_err(of)?;
        let mut layers = Vec::new();
        self.place("", sizes, device, &mut layers)?;
        Ok(Net::new(checked, layers))
    }

    /// Adds its layers under `path`. Shapes have been checked.
    fn place<D: Ops>(
        &self,
        path: &str,
        sizes: &Sizes,
        device: &D,
        into: &mut Vec<Placed<D>>,
    ) -> Result<()> {
        if let Self::Chain(layers) = self {
            let mut places = layers.iter().enumerate();
            return places
                .try_for_each(|(i, layer)| layer.place(&join(path, i), sizes, device, into));
        }
        if let Self::Tap(layer) = self {
            layer.place(path, sizes, device, into)?;
            into.push(Placed::new(path, Box::new(Tap)));
            return Ok(());
        }
        if let Self::Residual(layer) = self {
            let mut layers = Vec::new();
            layer.place(path, sizes, device, &mut layers)?;
            let net = Net::new(self.check(sizes).map_err(of)?, layers);
            into.push(Placed::new(path, Box::new(Residual(net))));
            return Ok(());
        }
        if let Some(layer) = self.layer(sizes, device)? {
            into.push(Placed::new(path, layer));
        }
        Ok(())
    }

    /// The one layer that it is; none where there is nothing to do.
    fn layer<D: Ops>(&self, sizes: &Sizes, device: &D) -> Result<Option<Box<dyn Layer<D>>>> {
        let checked = self.check(sizes).map_err(of)?;
        let (from, to) = (checked.from, checked.to);
        let numbers = (from.numbers(), to.numbers());
        let linear = |ends| Dense::new(device, ends, Activation::Identity, Start::Bias);
        Ok(Some(match self {
            // Those were followed before.
            Self::Chain(_) | Self::Tap(_) | Self::Residual(_) => return Ok(None),
            Self::Dense { f, start, .. } => Box::new(Dense::new(device, numbers, *f, *start)?),
            Self::Conv(conv) => Box::new(conv.layer(device, (from, to), false)?),
            Self::ConvTranspose(conv) => Box::new(conv.layer(device, (to, from), true)?),
            Self::Upsample { times, .. } => Box::new(Upsample(upsample::Sizes {
                small: sides(from),
                factor: *times,
            })),
            Self::BatchNorm { f, .. } => Box::new(Norm::batch(device, to, *f)?),
            Self::LayerNorm { f, .. } => Box::new(Norm::layer(device, to, *f)?),
            Self::Activate { f, .. } => Box::new(Activate { item: to, f: *f }),
            Self::Dropout { thousandths, .. } => Box::new(Dropout {
                item: to,
                p: f32::from(*thousandths) / 1000.0,
            }),
            Self::Flatten { .. } => Box::new(Reshape {
                what: "flatten",
                item: to,
            }),
            Self::Unflatten { .. } => Box::new(Reshape {
                what: "unflatten",
                item: to,
            }),
            Self::ClassBias { classes, .. } => {
                let classes = number(classes, sizes)?;
                if classes == 1 {
                    return Ok(None);
                }
                let table = device.try_zeros_like(&(classes, to.numbers()));
                let table = table.map_err(refused)?;
                Box::new(ClassBias { table })
            }
            Self::Pick { .. } => match from.numbers() {
                1 => return Ok(None),
                classes => Box::new(Pick { classes }),
            },
            Self::CodeBias { code, .. } => Box::new(CodeBias {
                dense: linear((number(code, sizes)?, to.numbers()))?,
            }),
            Self::DeviationDense { f, .. } => Box::new(DeviationDense {
                dense: linear(numbers)?,
                deviation: device.try_zeros_like(&(to.numbers(),)).map_err(refused)?,
                f: *f,
            }),
            Self::Gaussian { .. } => Box::new(Gaussian { code: to.numbers() }),
            Self::GruReader { .. } => {
                let ([rows, w, c], hidden) = (sides(from), to.numbers());
                Box::new(Gru {
                    input: linear((w * c, 3 * hidden))?,
                    state: linear((hidden, 3 * hidden))?,
                    rows,
                    way: Way::Reads,
                })
            }
            Self::GruWriter { .. } => {
                let [rows, hidden, _] = sides(to);
                Box::new(Gru {
                    input: linear((from.numbers(), 3 * hidden))?,
                    state: linear((hidden, 3 * hidden))?,
                    rows,
                    way: Way::Writes,
                })
            }
            Self::Rows { f, .. } => {
                let ([_, each, _], picture) = (sides(from), sides(to));
                let ends = (each, picture[1] * picture[2]);
                Box::new(Rows {
                    dense: Dense::new(device, ends, *f, Start::Bias)?,
                    picture,
                })
            }
            Self::SpectralNorm(layer) => match layer {
                Self::Dense { f, start, .. } => {
                    let dense = Dense::new(device, numbers, *f, *start)?;
                    Box::new(SpectralNorm::new(device, dense, to.numbers())?)
                }
                Self::Conv(conv) => {
                    let conv = conv.layer(device, (from, to), false)?;
                    Box::new(SpectralNorm::new(device, conv, to.channels())?)
                }
                // The check allows no other.
                _ => return Ok(None),
            },
        }))
    }
}

/// A misfit as an error.
fn of(misfit: Misfit) -> Error {
    Error::new(misfit.to_string())
}

/// A size that was checked with its layer.
fn number(size: &Expr<'_>, sizes: &Sizes) -> Result<usize> {
    let number = size.at(sizes);
    number.ok_or_else(|| Error::new(format!("the size {size} of a network is out of range")))
}

/// `[rows, columns, channels]`; a vector is a picture of one row and one column.
fn sides(item: ItemShape) -> [usize; 3] {
    match item {
        ItemShape::Vector(n) => [1, 1, n],
        ItemShape::Picture(sides) => sides,
    }
}

impl Convolution<'_> {
    fn layer<D: Ops>(
        &self,
        device: &D,
        (large, small): (ItemShape, ItemShape),
        transposed: bool,
    ) -> Result<Conv<D>> {
        let g = Geometry::same(self.kernel, self.stride, sides(large), sides(small));
        Conv::new(device, g, transposed, self.f, self.start)
    }
}
