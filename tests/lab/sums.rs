//! Means over many items, against sums in f64: a sum of millions of numbers in f32 is too small by much more than a digit.
use crate::support::typed::{over, run, shell, trainer};
use aegan_lab::data::{Range, write_images};
use aegan_lab::event::Event;
use aegan_lab::lab::Part;

/// Pictures of noise, the same each time.
fn noise(n: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..n * 784).map(|_| next()).collect()
}

#[test]
fn errors_over_thousands_of_pictures_are_those_of_a_sum_in_f64() {
    const HELD_OUT: usize = 5000;
    let folder = tempfile::tempdir().unwrap();
    for (part, n) in [("train", 64), ("t10k", HELD_OUT)] {
        let path = folder.path().join(format!("{part}-images-idx3-ubyte"));
        write_images(&path, [28, 28, 1], &noise(n)).unwrap();
    }
    let name = folder.path().to_str().unwrap();
    let mut shell = over(name);
    run(&mut shell, "build ae batch=16; step 1");
    let trainer = trainer(&mut shell);
    let data = trainer.dataset();
    let mut sum = 0.0_f64;
    for from in (0..HELD_OUT).step_by(250) {
        let places = from..from + 250;
        let codes = trainer
            .encode(Part::HeldOut, places.clone().collect())
            .unwrap();
        let made = trainer.decode(codes, &[]).unwrap();
        let mut real = vec![0.0; 250 * 784];
        data.held_out
            .fill(&places.collect::<Vec<_>>(), Range::Unit, &mut real)
            .unwrap();
        let pairs = made.iter().zip(&real);
        sum += pairs
            .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
            .sum::<f64>();
    }
    let wanted = sum / (HELD_OUT * 784) as f64;
    let found = f64::from(trainer.held_out_error().unwrap());
    assert!((found / wanted - 1.0).abs() < 1e-5, "{found}, {wanted}");
    let (_, beside) = trainer.recon_beside_pca(2, &mut || Ok(())).unwrap();
    let ours = f64::from(beside.ours) / 784.0;
    assert!((ours / wanted - 1.0).abs() < 1e-5, "{ours}, {wanted}");
}

#[test]
fn a_series_has_one_value_wherever_it_is_said() {
    let mut shell = over("ring");
    run(&mut shell, "build gan batch=16");
    for (steps, window) in [(7, 7), (50, 20), (150, 20)] {
        let events = run(&mut shell, &format!("step {steps}"));
        let stepped = events.into_iter().find_map(|event| match event {
            Event::Stepped(stepped) => Some(stepped),
            _ => None,
        });
        let stepped = stepped.unwrap();
        assert_eq!(stepped.window, window);
        if window < 20 {
            continue;
        }
        for (name, value) in &stepped.series {
            // Its digits are all there: what is equal to them is it.
            run(&mut shell, &format!("expect {name} == {value}"));
        }
        let events = run(&mut shell, "show ledger");
        let ledger = events.into_iter().find_map(|event| match event {
            Event::Ledger(ledger) => Some(ledger),
            _ => None,
        });
        let ledger = ledger.unwrap();
        let row = ledger.terms.iter().find(|row| row.name == "adv_x").unwrap();
        let said = row.value.map(f32::to_bits);
        assert_eq!(said, stepped.series.get("adv_x").map(|v| v.to_bits()));
        // The last steps of the record are there one by one: the legend of the curves is their mean.
        for curve in &stepped.curves {
            let late = curve.points.iter().rev().take(20);
            let mean = late.map(|p| f64::from(p.1)).sum::<f64>() / 20.0;
            let value = f64::from(stepped.series[&curve.name]);
            assert!((mean - value).abs() <= 1e-6 * value.abs(), "{}", curve.name);
        }
    }
}

#[test]
fn eval_and_doctor_measure_the_same() {
    let mut shell = shell();
    run(&mut shell, "build gan batch=8 latent=16; step 2");
    let said = |shell: &mut _, line: &str| format!("{:?}", run(shell, line));
    let doctor = said(&mut shell, "doctor");
    assert!(doctor.contains("measured on 2000 samples"), "{doctor}");
    let eval = said(&mut shell, "eval");
    assert!(eval.contains("generated: 2000"), "{eval}");
}
