//! Optimisers with their settings as tutorials give them: one word that sets several settings.

/// A name for several settings.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    pub name: &'static str,
    pub about: &'static str,
    /// Settings as `set` takes them.
    pub settings: &'static [(&'static str, &'static str)],
}

/// All presets; `set optimizer NAME` takes them too.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "article_rmsprop",
        about: "RMSprop(2e-4, clipnorm 1) as in Keras",
        settings: &[
            ("optimizer", "rmsprop"),
            ("lr", "0.0002"),
            ("lr_d", "0.0002"),
            ("beta2", "0.9"),
            ("clipnorm", "1"),
            ("clipvalue", "0"),
        ],
    },
    Preset {
        name: "article_adam",
        about: "Adam(2e-4, β1 0.5) as in Keras (Radford et al. 2016)",
        settings: &[
            ("optimizer", "adam"),
            ("lr", "0.0002"),
            ("lr_d", "0.0002"),
            ("beta1", "0.5"),
            ("beta2", "0.999"),
            ("clipnorm", "0"),
            ("clipvalue", "0"),
        ],
    },
];
