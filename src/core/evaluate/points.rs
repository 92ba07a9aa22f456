//! Generated points of the plane held against real ones.

use super::{measure, memories};
use crate::data::{Dataset, Split, Toy};
use crate::event::Measure;
use crate::metrics::plane::{Point, divergence, modes, near_the_curve, sliced_wasserstein};

/// Measures points, `[items, 2]`, against the held-out points of `data`.
///
/// # Panics
/// If the items of `data` are no points, or the numbers fill none.
#[must_use]
pub fn points(data: &Dataset, generated: &[f32]) -> Vec<Measure> {
    let (made, rest) = generated.as_chunks::<2>();
    assert!(rest.is_empty(), "points of two numbers");
    let (train, held_out) = (all(&data.train), all(&data.held_out));
    let toy = Toy::named(&data.name);
    let centres = toy.map(Toy::centres).unwrap_or_default();
    let mut measures = Vec::new();
    if let Some(toy) = toy.filter(|_| !centres.is_empty()) {
        let (met, good) = modes(&centres, toy.standard_deviation(), made);
        let of = format!("modes with a good sample, of {}", centres.len());
        measures.push(measure("modes", met as f64, of));
        measures.push(measure("good", good, "fraction within 3 σ of a mode"));
    } else {
        let good = near_the_curve(&train, &held_out, made);
        let about = "fraction as near to the data as 99 of 100 real points";
        measures.push(measure("good", good, about));
    }
    let js = divergence(&held_out, made);
    let sliced = sliced_wasserstein(&held_out, made);
    let about = format!("Jensen–Shannon less chance, {:.2}; 0: the same", js.chance);
    measures.push(measure("js", js.value, about));
    let about = format!("sliced Wasserstein less chance, {:.3}", sliced.chance);
    measures.push(measure("sliced", sliced.value, about));
    // Points are in memory, and nothing can be wrong with a file.
    measures.extend(memories(data, generated).unwrap_or_default());
    measures
}

fn all(split: &Split) -> Vec<Point> {
    (0..split.len()).filter_map(|i| split.point(i)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    fn value(measures: &[Measure], name: &str) -> f32 {
        let found = measures.iter().find(|m| m.name == name);
        found.map_or(f32::NAN, |m| m.value)
    }

    #[test]
    fn real_points_are_good_and_one_mode_is_told_from_all() -> crate::error::Result<()> {
        let ring = data::load("ring")?;
        let train = all(&ring.train);
        let found = points(&ring, train[..1000].as_flattened());
        assert!((value(&found, "modes") - 8.0).abs() < 0.1);
        assert!(value(&found, "good") > 0.97 && value(&found, "js").abs() < 0.05);
        assert!(value(&found, "sliced").abs() < 0.02);
        // They are the training points themselves.
        assert!(value(&found, "nearer") > 0.99);
        let one = Toy::Ring.centres()[2];
        let found = points(&ring, [one; 1000].as_flattened());
        assert!((value(&found, "modes") - 1.0).abs() < 0.1);
        assert!(value(&found, "js") > 0.5 && value(&found, "sliced") > 0.3);
        Ok(())
    }

    #[test]
    fn a_curve_without_modes_is_measured_by_its_points() -> crate::error::Result<()> {
        let moons = data::load("moons")?;
        let found = points(&moons, all(&moons.train)[..1000].as_flattened());
        assert!(value(&found, "modes").is_nan() && value(&found, "good") > 0.95);
        let found = points(&moons, [[1.4, 1.4]; 500].as_flattened());
        assert!(value(&found, "good") < 0.01);
        Ok(())
    }
}
