//! Looking inside: saliency, the plane of codes, ways and sums of codes.

use crate::support::typed::{over, refused, run};
use aegan_lab::event::{Event, Gallery, Plane};
use aegan_lab::lab::{Device, Experiment};
use aegan_lab::layers::slope::slopes;
use aegan_lab::layers::{Dense, N, Pass, Sizes, Spec, Tanh, Var};
use aegan_lab::random;
use aegan_lab::shell::Shell;
use dfdx::prelude::Cpu;

fn gallery(shell: &mut Shell, line: &str) -> Gallery {
    let found = run(shell, line).into_iter().find_map(|event| match event {
        Event::Gallery(gallery) => Some(gallery),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{line} shows no pictures"))
}

fn plane(shell: &mut Shell, line: &str) -> Plane {
    let found = run(shell, line).into_iter().find_map(|event| match event {
        Event::Plane(plane) => Some(plane),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{line} shows no plane"))
}

fn started(data: &str, lines: &str) -> Shell {
    let mut shell = over(data);
    run(&mut shell, lines);
    shell
}

#[test]
fn slopes_in_the_input_are_central_differences() {
    // Without corners: a central difference across one is no slope.
    type Two = (Dense<N<6>, N<5>, Tanh>, Dense<N<5>, N<1>>);
    let device = Cpu::default();
    let sizes = Sizes::of(&[6], 1, 1).unwrap();
    let mut net = Two::PLAIN.lower(&sizes, &device).unwrap();
    net.reset(&mut random::stream(3, "slopes", 0));
    let mut x = vec![0.0; 4 * 6];
    random::normals(3, "slopes", 1, &mut x);
    let mut at = |x: &[f32]| {
        let x = Var::constant(&device, x.to_vec(), 6).unwrap();
        let forward = |x, pass: &mut Pass<Cpu>| net.forward(x, pass);
        slopes(&device, &x, &[0; 4], Pass::infer(), forward).unwrap()
    };
    let (_, found) = at(&x);
    let h = 1e-2;
    for i in 0..x.len() {
        let mut moved = |by: f32| {
            let mut x = x.clone();
            x[i] += by;
            at(&x).0[i / 6]
        };
        let numeric = (moved(h) - moved(-h)) / (2.0 * h);
        assert!((numeric - found[i]).abs() < 2e-3, "{numeric} {}", found[i]);
    }
}

#[test]
fn saliency_is_a_map_beneath_each_item_and_changes_nothing() {
    for build in ["build gan batch=8", "build gan batch=8 labels=yes"] {
        let mut shell = started("digits", &format!("{build}; step 5"));
        let before = shell.trainer().unwrap().digest();
        let shown = gallery(&mut shell, "saliency 3");
        assert_eq!((shown.pictures.len(), shown.columns), (12, 3));
        for map in [3, 4, 5, 9, 10, 11] {
            let most = shown.pictures[map].pixels().iter().max();
            assert_eq!(most, Some(&255), "the greatest slope is white");
            assert!(shown.captions[map].starts_with("D 0."));
        }
        assert_eq!(shell.trainer().unwrap().digest(), before);
    }
    let mut ae = started("digits", "build ae batch=8");
    assert!(refused(&mut ae, "saliency").contains("no Dx"));
    let mut ring = started("ring", "build gan batch=8");
    assert!(refused(&mut ring, "saliency").contains("'disc'"));
}

#[test]
fn codes_lie_in_groups_by_class() {
    let mut shell = started("digits", "build ae latent=2 batch=64 lr=0.003; step 60");
    let shown = plane(&mut shell, "latent 300");
    assert_eq!(shown.groups.len(), 10);
    let all: usize = shown.groups.iter().map(|g| g.points.len()).sum();
    assert_eq!(all, 300);
    // In standard deviations: the middle is at zero, and the spread is one.
    for c in [0, 1] {
        let of = |f: &dyn Fn(f32) -> f32| {
            let points = shown.groups.iter().flat_map(|g| &g.points);
            points.map(|p| f(p[c])).sum::<f32>() / 300.0
        };
        assert!(of(&|v| v).abs() < 1e-3);
        let spread = of(&|v| v * v);
        // A number that is never in use has no spread.
        assert!((spread - 1.0).abs() < 1e-2 || spread < 1e-6, "{spread}");
    }
    let grid = gallery(&mut shell, "latent grid 4");
    let whole = &grid.pictures[0];
    assert_eq!(
        (grid.pictures.len(), whole.width(), whole.height()),
        (1, 4 * 28, 4 * 28)
    );
    let mut long = self::started("digits", "build vae batch=16; step 3");
    let shown = plane(&mut long, "latent 50");
    assert!(shown.title.contains("principal components"));
    let mut gan = self::started("digits", "build gan batch=8");
    assert!(refused(&mut gan, "latent").contains("'latent grid'"));
    assert_eq!(gallery(&mut gan, "latent grid 3").pictures[0].width(), 84);
}

#[test]
fn a_sum_of_one_class_is_that_class() {
    let mut shell = started("digits", "build ae batch=64 lr=0.003; step 60");
    let alone = gallery(&mut shell, "arith 4");
    assert_eq!(alone.captions, ["4", "="]);
    assert_eq!(alone.pictures[0], alone.pictures[1]);
    let sum = gallery(&mut shell, "arith 4 + 7 - 7");
    assert_eq!(sum.captions, ["4", "+ 7", "- 7", "="]);
    let apart = sum.pictures[0]
        .pixels()
        .iter()
        .zip(sum.pictures[3].pixels());
    assert!(apart.map(|(a, b)| a.abs_diff(*b)).max() <= Some(1));
    for (line, words) in [
        ("arith 4 +", "missing after '+'"),
        ("arith 4 7 1", "+ or - between classes, not '7'"),
        ("arith 4 + 11", "called '11'"),
    ] {
        let sentence = refused(&mut shell, line);
        assert!(sentence.contains(words), "{line}: {sentence}");
    }
}

#[test]
fn ways_begin_and_end_at_the_same_codes() {
    let mut shell = started("digits", "build vaegan batch=8; step 3");
    let line = gallery(&mut shell, "interp 5");
    let arc = gallery(&mut shell, "interp 5 spherical");
    assert_eq!(line.pictures[0], arc.pictures[0]);
    assert_eq!(line.pictures[4], arc.pictures[4]);
    assert_eq!(gallery(&mut shell, "interp 5 items").pictures.len(), 5);
    assert!(refused(&mut shell, "interp 5 round").contains("'interp 5 spherical'"));
}

#[test]
fn points_show_the_slope_of_d_and_the_grid_of_codes() {
    let mut shell = started("ring", "build gan; step 20");
    let shown = plane(&mut shell, "disc");
    assert_eq!(shown.slopes.len(), shown.generated.len());
    assert!(shown.slopes.iter().flatten().all(|v| v.is_finite()));
    let shown = plane(&mut shell, "latent grid");
    assert_eq!(shown.lines.len(), 18);
    // A row and a column of the grid cross where they should.
    assert_eq!(
        shown.lines[2][5].map(f32::to_bits),
        shown.lines[9 + 5][2].map(f32::to_bits)
    );
}

#[test]
fn a_dream_grows_until_the_network_sees_it_and_changes_nothing() {
    let mut shell = started("digits", "build ae batch=16; step 3");
    let before = shell.trainer().unwrap().digest();
    let seen = |caption: &String| -> f32 {
        let number = caption.split(" · ").last().unwrap();
        number.parse().unwrap()
    };
    let three = gallery(&mut shell, "dream 3");
    assert_eq!(three.pictures.len(), 8);
    let probabilities: Vec<f32> = three.captions.iter().map(seen).collect();
    assert!(probabilities[0] < 0.5, "noise is no 3: {probabilities:?}");
    assert!(probabilities[7] > 0.9, "{probabilities:?}");
    let all = gallery(&mut shell, "dream steps=60");
    assert_eq!(all.pictures.len(), 10);
    let clear = all.captions.iter().filter(|c| seen(c) > 0.9);
    assert!(clear.count() >= 8, "{:?}", all.captions);
    for (line, of) in [("dream unit 5", "unit 5"), ("dream code 2", "number 2")] {
        let grown = gallery(&mut shell, line);
        assert!(grown.title.contains(of), "{}", grown.title);
        let seen: Vec<f32> = grown.captions.iter().map(seen).collect();
        assert!(seen[7] > seen[0], "{line}: {seen:?}");
    }
    // What keeps a dream a picture can be taken away: more is seen in less of a picture.
    let bare = gallery(&mut shell, "dream code 2 jitter=0 decay=0 blur=0");
    assert!(seen(bare.captions.last().unwrap()) > 0.0);
    assert_eq!(shell.trainer().unwrap().digest(), before);
    run(&mut shell, "build gan batch=16; step 60");
    let real = gallery(&mut shell, "dream real steps=300 decay=0 blur=0");
    assert!(seen(&real.captions[7]) > seen(&real.captions[0]) + 0.02);
}

#[test]
fn dreams_are_refused_in_words() {
    let mut shell = started("digits", "");
    for (line, says) in [
        ("dream ten", "there is no class of 'digits' called 'ten'"),
        ("dream unit 64", "a classifier has 64 units"),
        ("dream unit", "'dream unit 12'"),
        ("dream code x", "'x' is not an index"),
        ("dream 3 steps=0", "from 1 to 100000"),
        ("dream 3 jitter=2.5", "from 0 to 8"),
        ("dream 3 blur=nan", "from 0 to 2"),
        ("dream 3 colour=1", "no option 'colour'"),
        ("dream real", "build"),
    ] {
        let error = refused(&mut shell, line);
        assert!(error.contains(says), "{line}: {error}");
    }
    run(&mut shell, "build ae batch=16");
    assert!(refused(&mut shell, "dream real").contains("no Dx"));
    assert!(refused(&mut shell, "dream code 99").contains("there is no output 99"));
    run(&mut shell, "build gan batch=16");
    assert!(refused(&mut shell, "dream code 0").contains("no encoder"));
    assert!(refused(&mut shell, "dream real of 3").contains("labels=yes"));
    run(&mut shell, "data ring");
    run(&mut shell, "build gan batch=16");
    assert!(refused(&mut shell, "dream").contains("points"));
}

#[test]
fn codes_that_are_no_numbers_are_a_sentence_wherever_they_are_looked_at() {
    let mut shell = started("digits", "build ae batch=16; step 1");
    let mut snapshot = shell.trainer().unwrap().snapshot();
    let ours = |name: &str| name.starts_with("E.");
    for tensor in snapshot.tensors.iter_mut().filter(|t| ours(&t.name)) {
        tensor.values.fill(f32::NAN);
    }
    let data = shell.trainer().unwrap().dataset();
    let sick = Experiment::restore(&snapshot, data, &Device::default()).unwrap();
    shell.trainer = Some(sick);
    for line in [
        "latent 50",
        "latent grid 3",
        "interp 4 items",
        "arith 7 - 1",
    ] {
        let error = refused(&mut shell, line);
        assert!(error.contains("is not finite"), "{line}: {error}");
    }
}
