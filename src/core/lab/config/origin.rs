//! Who chose the value of a setting.

/// Where a value comes from, the weakest first: each is overruled by those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// Nobody chose another.
    #[default]
    Default,
    /// The recipe.
    Recipe,
    /// The paper of the recipe (`as=published`).
    Paper,
    /// The network: what a game with it wants.
    Network,
    /// The loss: what suits it.
    Loss,
    /// The person at the prompt.
    You,
    /// A save of a version that did not say.
    Save,
}

impl Origin {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Default, "default"),
        (Self::Recipe, "recipe"),
        (Self::Paper, "paper"),
        (Self::Network, "network"),
        (Self::Loss, "loss"),
        (Self::You, "you"),
        (Self::Save, "an earlier save"),
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// What a word stands for.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(_, name)| *name == word)
            .map(|(origin, _)| origin)
    }
}
