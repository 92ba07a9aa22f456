//! Classes as words: what `of 3` and `of sneaker` mean, and which class each item of a look is of.

use crate::error::{Error, Result};
use crate::lab::train::run::Run;
use crate::layers::{Labels, Ops};

impl<D: Ops> Run<D> {
    /// The class that a person means by a name or a number.
    ///
    /// # Errors
    /// A sentence with the classes there are, or how to build networks that know any.
    pub fn class(&self, word: &str) -> Result<u8> {
        if !self.state.labels {
            return Err(Error::new(format!(
                "these networks are unconditional; 'build {} labels=yes' builds conditional ones",
                self.state.recipe.name
            )));
        }
        self.data.class(word)
    }

    /// The classes of `n` items that are made: all of one, or each in turn; none where the networks are
    /// unconditional.
    pub(in crate::lab) fn classes(&self, n: usize, one: Option<u8>) -> Option<Labels> {
        let known = self.data.classes.len().max(1);
        // A data set has at most 256 classes: a label is a byte.
        #[allow(clippy::cast_possible_truncation)]
        let turn = (0..n).map(|i| one.unwrap_or((i % known) as u8));
        self.state.labels.then(|| turn.collect())
    }

    /// The classes of `n` samples of each class in turn; none where the networks are unconditional.
    #[must_use]
    pub fn in_turn(&self, n: usize) -> Vec<u8> {
        self.classes(n, None)
            .map_or_else(Vec::new, |classes| classes.to_vec())
    }

    /// The class that a look is of which takes one: the first where nobody named any; none where the networks
    /// are unconditional.
    pub(in crate::lab) fn one_class(&self, named: Option<u8>) -> Option<u8> {
        self.state.labels.then(|| named.unwrap_or(0))
    }

    /// ` of 3`, for titles.
    pub(in crate::lab) fn of_class(&self, class: Option<u8>) -> String {
        let name = class.and_then(|class| self.data.classes.get(usize::from(class)));
        name.map_or_else(String::new, |name| format!(" of {name}"))
    }

    /// The class under each of `n` generated items; none where the title says it, or the networks are unconditional.
    pub(in crate::lab) fn captions(&self, n: usize, one: Option<u8>) -> Vec<String> {
        let names = self.class_names().iter().cycle().take(n);
        names.filter(|_| one.is_none()).cloned().collect()
    }

    /// Names of the classes that conditional networks get, in order.
    pub(in crate::lab) fn class_names(&self) -> &[String] {
        if self.state.labels {
            &self.data.classes
        } else {
            &[]
        }
    }
}
