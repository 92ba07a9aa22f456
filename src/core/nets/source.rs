//! Networks that were written, as a file of the catalogue.

use super::definition::Definition;
use super::text::{Place, Text, Types, Written};
use super::written::Networks;
use super::{Latent, Role, Setting, shelf};
use crate::data::Range;
use crate::error::{Error, Result};
use std::fmt::Write as _;

impl Networks {
    /// The Rust file that has the networks of a name as an [`Architecture`](super::Architecture): dropped into `src/core/nets`
    /// and listed in `catalogue.rs`, they are networks of the catalogue with the same tensors under the same names. Roles
    /// that nobody wrote are those of `small`. Items are of shape `item`, codes of `latent` numbers.
    ///
    /// # Errors
    /// A sentence where there is no such name, or where what was written fits only some sizes.
    pub fn source(&self, name: &str, item: &[usize], latent: usize) -> Result<String> {
        let shelf = shelf(item);
        let Some(roles) = self.written(name) else {
            self.choose(name, Role::Generator, &shelf)?;
            return Err(Error::new(format!(
                "'{name}' is a network of the catalogue, which has a file already"
            )));
        };
        let points = item.len() == 1;
        let other = if points {
            "plane::Plane"
        } else {
            "small::Small"
        };
        let mut types = Types::default();
        let (mut written, mut body) = (String::new(), String::new());
        for (role, head) in [
            (Role::Encoder, "Encoder<O: Dim>"),
            (Role::Generator, "Generator"),
            (Role::Discriminator, "Discriminator"),
            (Role::CodeDiscriminator, "CodeDiscriminator"),
            (Role::PairDiscriminator, "PairDiscriminator"),
        ] {
            let text = if let Some(definition) = roles.get(&role) {
                // Writing to a string does not fail, here and below.
                let _ = writeln!(written, "//!     net {}", definition.words(name));
                typed(name, definition, (item, latent, shelf.classes), &mut types)?
            } else {
                let of = head.replace(": Dim", "");
                format!("<super::{other} as Architecture>::{of}")
            };
            let _ = writeln!(body, "    type {head} = {text};");
        }
        let used = if points {
            &["Flat", "P"][..]
        } else {
            &["C", "H", "Image", "W"]
        };
        types.names.extend(used);
        types.names.insert("Dim");
        let chosen = |role| self.choose(name, role, &shelf).ok();
        let generator = chosen(Role::Generator);
        let range = generator
            .as_ref()
            .map_or(Range::Symmetric, super::written::Chosen::range);
        let mut constants = format!(
            "    const NAME: &'static str = \"{name}\";\n    const ABOUT: &'static str = \"written at the prompt\";\n    const RANGE: Range = Range::{range:?};\n"
        );
        if chosen(Role::Encoder).is_some_and(|of| !of.signed()) {
            constants += "    const SIGNED: bool = false;\n";
        }
        let mut setting = "";
        if let Some(generator) = &generator {
            if let Latent::Own(latent) = generator.latent() {
                let _ = writeln!(
                    constants,
                    "    const LATENT: Latent = Latent::Own({latent});"
                );
                setting = "Latent, ";
            }
            let both = [("GAME", generator.game()), ("CRITIC", generator.critic())];
            for (constant, settings) in both.into_iter().filter(|(_, of)| !of.is_empty()) {
                constants += &self::settings(constant, settings);
            }
            if constants.contains("[Setting]") {
                setting = if setting.is_empty() {
                    "Setting, "
                } else {
                    "Latent, Setting, "
                };
            }
        }
        let uses = format!("{{Architecture, {setting}}}").replace(", }", "}");
        let uses = uses.replace("{Architecture}", "Architecture");
        let data = if points { "Flat<P>" } else { "Image<H, W, C>" };
        let own = own_name(name, &types);
        let names: Vec<_> = types.names.iter().copied().collect();
        Ok(format!(
            "//! `{name}`, written at the prompt:\n//!\n{written}\nuse super::{uses};\nuse crate::data::Range;\nuse crate::layers::{{{}}};\n\npub struct {own};\n\nimpl Architecture for {own} {{\n    type Data = {data};\n{body}{constants}}}\n",
            names.join(", ")
        ))
    }
}

/// The type of one network.
fn typed(
    name: &str,
    definition: &Definition,
    (item, latent, classes): (&[usize], usize, usize),
    types: &mut Types,
) -> Result<String> {
    let role = definition.role;
    let place = |classes| Place::of(role, item, latent, classes);
    // Labels are no condition where it fits without them.
    let first = definition.network.check(&place(1)?);
    let place = match first {
        Ok(_) => place(1)?,
        Err(why) => {
            let place = place(classes)?;
            definition.network.check(&place).map_err(|_| why.error())?;
            place
        }
    };
    let about = |why: Error| Error::new(format!("'{name}' as {role}: {why}"));
    // A type does not say what only states a shape.
    let takes = place.ends()[0];
    let bare = definition
        .network
        .lend(&place, |plain| Text::of(plain, takes).to_string());
    let bare = bare.and_then(|text| Written::read(&text));
    let bare = bare.map_err(|why| why.error())?;
    let steps = bare.check(&place).map_err(|why| why.error())?;
    if let Some(remark) = steps.remark {
        return Err(about(Error::new(if steps.general {
            remark
        } else {
            format!("it fits these sizes only, and a type fits every size: {remark}")
        })));
    }
    let lent = bare.lend(&place, |plain| match role {
        Role::Encoder => types.encoder(plain),
        _ => types.network(plain),
    });
    lent.map_err(|why| why.error())?.map_err(about)
}

/// Settings as a constant.
fn settings(constant: &str, settings: &[Setting]) -> String {
    let rows = settings
        .iter()
        .map(|(key, value)| format!("(\"{key}\", \"{value}\")"));
    let rows = rows.collect::<Vec<_>>().join(", ");
    format!("    const {constant}: &'static [Setting] = &[{rows}];\n")
}

/// The name of the type: `my_net` is `MyNet`.
fn own_name(name: &str, types: &Types) -> String {
    let part = |part: &str| {
        let (first, rest) = part.split_at(1.min(part.len()));
        first.to_uppercase() + rest
    };
    let own: String = name.split('_').map(part).collect();
    if types.names.contains(own.as_str())
        || ["Architecture", "Latent", "Range", "Setting"].contains(&own.as_str())
    {
        own + "Net"
    } else {
        own
    }
}
