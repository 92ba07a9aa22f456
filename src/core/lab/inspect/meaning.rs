//! What the values of a series are, with their unit: for the header of a file.

use crate::lab::terms::TERMS;
use crate::lab::train::run::Run;
use crate::layers::Ops;

impl<D: Ops> Run<D> {
    /// What a series is, with its unit.
    #[must_use]
    pub fn meaning(&self, series: &str) -> String {
        let settings = &self.state.settings;
        let loss = settings.loss().name;
        if let Some(term) = TERMS.iter().find(|term| term.name == series) {
            let how = match (series, term.discriminator()) {
                (_, Some(_)) => format!(", loss={loss}"),
                ("rec_x", None) => format!(", distance={}", settings.distance().name),
                _ => String::new(),
            };
            return format!("{}{how}, unweighted mean of a batch", term.formula);
        }
        let Some((of, what)) = series.split_once('_') else {
            return match series {
                "r1" => "penalty on the gradient of the discriminator at real items, r1/2 times its mean squared norm".to_owned(),
                "r2" => "penalty on the gradient of the discriminator at generated items, r2/2 times its mean squared norm".to_owned(),
                "loss" => "weighted sum of the terms of E and G".to_owned(),
                _ => "measured by eval".to_owned(),
            };
        };
        let of = if of == "dz" { "Dz" } else { "D" };
        match (series, what) {
            ("g_loss", _) => format!("loss of G, loss={loss}, mean of a batch"),
            (_, "loss") => format!("loss of {of}, loss={loss}, mean of a batch"),
            (_, "norm") => {
                let net = match series {
                    "e_norm" => "E",
                    "g_norm" => "G",
                    _ => of,
                };
                format!("norm of the gradient of {net}")
            }
            (_, "acc") => format!("accuracy of {of}, 0 to 1"),
            (_, "real" | "fake") if settings.loss().critic => {
                format!("mean score of {of} for {what} items, no unit")
            }
            (_, "real" | "fake") => {
                format!("mean probability of being real that {of} assigns to {what} items, 0 to 1")
            }
            (_, "r1" | "r2") => {
                format!("mean squared gradient norm of {of}, in 1/(unit of an item)²")
            }
            (_, "gp") => format!("mean (‖gradient of {of}‖ − 1)²"),
            _ => "measured by eval".to_owned(),
        }
    }
}
