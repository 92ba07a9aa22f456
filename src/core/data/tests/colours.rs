//! Digits in colour: the digits that they are made of, colours that say nothing about them.

use super::*;
use crate::data::{Dataset, Item};

const PIXELS: usize = 32 * 32;

/// The brightness of a pixel as the eye sees it (Rec. 709), 0 to 255.
fn brightness(pixel: &[u8]) -> f64 {
    let [r, g, b] = [0, 1, 2].map(|i| f64::from(pixel[i]));
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn both() -> (Dataset, Dataset) {
    (load("digits").unwrap(), load("digits-rgb").unwrap())
}

#[test]
fn they_are_the_digits_with_their_labels() {
    let (grey, colour) = both();
    let wanted = Item::Image {
        height: 32,
        width: 32,
        channels: 3,
    };
    assert_eq!((colour.item, colour.item.len()), (wanted, 3072));
    assert_eq!(colour.classes, grey.classes);
    for (grey, colour) in [(grey.train, colour.train), (grey.held_out, colour.held_out)] {
        assert_eq!(grey.len(), colour.len());
        assert_eq!(grey.labels(), colour.labels());
    }
}

/// Where the picture is brightest the digit has ink: at one of the 25 places that it can be put.
#[test]
fn a_digit_can_be_read_in_its_picture_even_in_grey() {
    let (grey, colour) = both();
    for i in (0..10_000).step_by(97) {
        let digit = grey.train.pixels(i).unwrap();
        let picture = colour.train.pixels(i).unwrap();
        let light: Vec<f64> = picture.chunks_exact(3).map(brightness).collect();
        let fits = (0..25).any(|place| {
            let (down, right) = (place / 5, place % 5);
            let ink = |y: usize, x: usize| {
                let inside = (down..down + 28).contains(&y) && (right..right + 28).contains(&x);
                if inside {
                    digit[(y - down) * 28 + x - right]
                } else {
                    0
                }
            };
            let of = |full: bool| {
                (0..PIXELS)
                    .filter(move |at| ink(at / 32, at % 32) == if full { 255 } else { 0 })
                    .map(|at| light[at])
            };
            let darkest_ink = of(true).fold(f64::INFINITY, f64::min);
            let lightest_rest = of(false).fold(0.0, f64::max);
            darkest_ink > lightest_rest + 20.0
        });
        assert!(fits, "picture {i}");
    }
}

#[test]
fn every_colour_occurs_and_none_tells_the_label() {
    let (_, colour) = both();
    let labels = colour.train.labels();
    // A corner is background in nearly every picture.
    let corners: Vec<_> = (0..labels.len())
        .map(|i| &colour.train.pixels(i).unwrap()[..3])
        .collect();
    for channel in 0..3 {
        let strongest = |pixel: &[u8]| (0..3).all(|other| pixel[channel] >= pixel[other]);
        let count = corners.iter().filter(|pixel| strongest(pixel)).count();
        assert!(count > 2_500, "{count}");
        let of = |wanted: &dyn Fn(u8) -> bool| -> Vec<f64> {
            let all = corners.iter().zip(labels);
            all.filter(|(_, label)| wanted(**label))
                .map(|(pixel, _)| f64::from(pixel[channel]))
                .collect()
        };
        let (mean, deviation, _) = moments(&of(&|_| true));
        for label in 0..10 {
            let (own, _, n) = moments(&of(&|of| of == label));
            let errors = (own - mean).abs() / (deviation / n.sqrt());
            assert!(errors < 4.0, "{label}: {errors} standard errors off");
        }
    }
}

/// Mean, standard deviation, count.
fn moments(values: &[f64]) -> (f64, f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    (mean, variance.sqrt(), n)
}

#[test]
fn no_two_pictures_look_alike() {
    let (_, colour) = both();
    let split = &colour.train;
    let mut first_pixels: Vec<_> = (0..split.len())
        .map(|i| split.pixels(i).unwrap()[..3 * 64].to_vec())
        .collect();
    first_pixels.sort();
    first_pixels.dedup();
    assert!(first_pixels.len() > 9_990, "{}", first_pixels.len());
    let training = split.pixels(0).unwrap();
    assert_ne!(training, colour.held_out.pixels(0).unwrap());
}
