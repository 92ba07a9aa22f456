//! The words of the language, one row each: parser, completion and help read this table.

/// A layer as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// One word, or two.
    pub name: &'static str,
    /// What follows the name.
    pub usage: &'static str,
    /// One line, for lists.
    pub about: &'static str,
    pub(super) layer: Meaning,
}

/// The kinds of layers that have a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Dense,
    Conv,
    ConvTranspose,
    Upsample,
    Flatten,
    Reshape,
    BatchNorm,
    LayerNorm,
    Dropout,
    ClassBias,
    ClassPick,
    CodeBias,
    DeviationDense,
    Gaussian,
    GruRead,
    GruWrite,
    Rows,
    Relu,
    Leaky,
    Tanh,
    Sigmoid,
    Elu,
    Silu,
    Gelu,
    Linear,
    SpectralNorm,
    Tap,
    Residual,
}

const fn word(
    name: &'static str,
    usage: &'static str,
    about: &'static str,
    layer: Meaning,
) -> Word {
    Word {
        name,
        usage,
        about,
        layer,
    }
}

/// Every layer that can be written.
pub const WORDS: &[Word] = &[
    word(
        "dense",
        "N [no bias | zero]",
        "fully connected, to N numbers",
        Meaning::Dense,
    ),
    word(
        "conv",
        "N kK [sS] [no bias | zero]",
        "convolution to N channels, kernel K×K, stride S",
        Meaning::Conv,
    ),
    word(
        "convt",
        "N kK [sS] [no bias | zero]",
        "transposed convolution to N channels: the sides become S times as long",
        Meaning::ConvTranspose,
    ),
    word(
        "upsample",
        "N",
        "each pixel becomes a square of N×N",
        Meaning::Upsample,
    ),
    word(
        "flatten",
        "",
        "a picture becomes one vector",
        Meaning::Flatten,
    ),
    word(
        "reshape",
        "AxBxC",
        "a vector becomes a picture of A rows, B columns, C channels",
        Meaning::Reshape,
    ),
    word("bn", "", "batch norm", Meaning::BatchNorm),
    word("ln", "", "layer norm", Meaning::LayerNorm),
    word("relu", "", "max(x, 0)", Meaning::Relu),
    word(
        "leaky",
        "SLOPE",
        "leaky ReLU with this slope below 0",
        Meaning::Leaky,
    ),
    word("tanh", "", "to [-1, 1]", Meaning::Tanh),
    word("sigmoid", "", "to [0, 1]", Meaning::Sigmoid),
    word("elu", "", "x above 0, e^x - 1 below", Meaning::Elu),
    word("silu", "", "x times its sigmoid", Meaning::Silu),
    word(
        "gelu",
        "",
        "x times the normal distribution function of x",
        Meaning::Gelu,
    ),
    word("linear", "", "no activation", Meaning::Linear),
    word(
        "dropout",
        "P",
        "drops each number with probability P in training",
        Meaning::Dropout,
    ),
    word(
        "class bias",
        "[K]",
        "adds a learned row of the item's class; nothing where there are no labels",
        Meaning::ClassBias,
    ),
    word(
        "class pick",
        "",
        "of one number a class that of the item's own",
        Meaning::ClassPick,
    ),
    word(
        "code bias",
        "[Z]",
        "adds a linear function of the code beside the item, for pair discriminators",
        Meaning::CodeBias,
    ),
    word(
        "stddev dense",
        "N",
        "dense, and sees how much its batch differs",
        Meaning::DeviationDense,
    ),
    word(
        "gaussian",
        "[Z]",
        "draws a code from 2*Z means and log variances, for a vae",
        Meaning::Gaussian,
    ),
    word(
        "gru read",
        "N",
        "reads a picture row by row into a state of N numbers",
        Meaning::GruRead,
    ),
    word(
        "gru write",
        "RxN",
        "writes R rows of N numbers out of a vector",
        Meaning::GruWrite,
    ),
    word(
        "rows",
        "BxC",
        "the same dense layer over each row, which becomes B pixels of C channels",
        Meaning::Rows,
    ),
    word(
        "sn",
        "LAYER",
        "a dense layer or a convolution with spectral norm",
        Meaning::SpectralNorm,
    ),
    word(
        "tap",
        "LAYER",
        "what this layer gives is where features are compared",
        Meaning::Tap,
    ),
    word(
        "residual",
        "( LAYER | ... )",
        "adds what comes in to what these layers give; both are of one shape",
        Meaning::Residual,
    ),
];

/// Activations that may follow a layer after a comma.
pub const ACTIVATIONS: [&str; 8] = [
    "relu", "leaky", "tanh", "sigmoid", "elu", "silu", "gelu", "linear",
];
