//! Enums that are spelt as one word each, in flags, commands and files.

/// Gives an enum its words: `ALL`, `word()`, `Display` and `FromStr` with a helpful sentence.
macro_rules! words {
    ($type:ident, $what:literal, $($variant:ident $(| $alias:literal)* => $word:literal),+ $(,)?) => {
        impl $type {
            #[doc = concat!("Every ", $what, ", in the order of the documentation.")]
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that stands for it in flags, commands and files.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::art::ArtError;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word $(| $alias)* => Ok(Self::$variant),)+
                    _ => Err($crate::art::ArtError::new(format!(
                        concat!("{:?} is no ", $what, ": say one of {}"),
                        word,
                        [$($word),+].join(", ")
                    ))),
                }
            }
        }
    };
}

pub(super) use words;
