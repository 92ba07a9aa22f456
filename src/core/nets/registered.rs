//! Networks that another crate brings along as types.

use std::sync::Arc;

use super::catalogue::{Entry, shelf};
use super::definition::{Definition, Own};
use super::text::Written;
use super::written::{Chosen, Networks, allowed, printed};
use super::{Architecture, Role};
use crate::error::{Error, Result};
use crate::layers::{Item, ItemExpr};

impl Networks {
    /// The same with the networks of a type, under its name: `build gan gen=NAME` takes them, with the settings that
    /// the type says.
    ///
    /// They are kept as if they had been written at the prompt. A session has them as text, and the settings in its
    /// `build`, so that a lab without the type loads, replays and verifies it.
    ///
    /// `examples/own_network.rs` does it.
    ///
    /// # Errors
    /// A sentence where the name cannot be given, or where the range of its pixels or the sign of its codes is not what
    /// follows from its last activation: a session could not say that.
    pub fn with<A: Architecture>(mut self) -> Result<Self> {
        self.register(const { &Entry::of::<A>() }, A::Data::EXPR)?;
        Ok(self)
    }

    fn register(&mut self, entry: &'static Entry, data: ItemExpr<'_>) -> Result<()> {
        let name = entry.name;
        allowed(name)?;
        let item: &[usize] = match data {
            ItemExpr::Picture(_) => &[1, 1, 1],
            ItemExpr::Vector(_) => &[2],
        };
        for role in Role::ALL {
            let read = |variational| {
                let text = printed(entry, role, variational, item)?;
                Written::read(&text).map_err(|why| why.error())
            };
            let mut definition = Definition {
                role,
                from: None,
                network: Arc::new(read(false)?),
                own: None,
            };
            says(
                entry,
                &Chosen::written(name, definition.clone(), &shelf(item)),
            )?;
            let drawn = match role {
                Role::Encoder => Some(Arc::new(read(true)?)),
                _ => None,
            };
            definition.own = Some(Own { entry, drawn });
            self.keep(name.to_owned(), definition)?;
        }
        Ok(())
    }
}

/// Refuses a type that says something else than follows from its layers as text.
fn says(entry: &Entry, text: &Chosen) -> Result<()> {
    let name = entry.name;
    match text.role {
        Role::Generator if text.range() != entry.range => Err(Error::new(format!(
            "the RANGE of '{name}' is {:?}, and its generator ends as one of range {:?}: 'Sigmoid' or 'Relu' as its last activation is Unit, any other Symmetric",
            entry.range,
            text.range()
        ))),
        Role::Encoder if text.signed() != entry.signed => Err(Error::new(format!(
            "SIGNED of '{name}' is {}, and its encoder ends otherwise: with 'Sigmoid' or 'Relu' as its last activation codes are never negative, with any other they may be",
            entry.signed
        ))),
        _ => Ok(()),
    }
}
