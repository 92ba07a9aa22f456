//! Snapshots within their budgets, and positions on trees.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::lab::train::moment::Moment;
use crate::lab::{Host, Plan, Run};

/// A moment of a run at a step, with so many numbers.
fn moment(step: u64, numbers: usize) -> Arc<Moment> {
    use std::sync::OnceLock;
    static HEAD: OnceLock<Moment> = OnceLock::new();
    let of = HEAD.get_or_init(|| {
        let data = Arc::new(crate::data::load("ring").unwrap());
        let item = data.item.shape();
        let networks = crate::nets::Networks::default();
        let plan = Plan::with("gan", &[], 1, &item, &networks).unwrap();
        Moment::of(&mut Run::new(&plan, data, Host::default()).unwrap())
    });
    let mut head = of.head.clone();
    head.step = step;
    Arc::new(Moment {
        head,
        numbers: vec![step as f32; numbers],
    })
}

fn main(steps: u64) -> Place {
    Place {
        branch: 0,
        legs: 1,
        steps,
    }
}

/// None yet, within these budgets.
fn within(memory: usize, disk: usize, file: Option<std::path::PathBuf>) -> Snapshots {
    let mut kept = Snapshots::default();
    (kept.memory_budget, kept.disk_budget, kept.file) = (memory, disk, file);
    kept
}

const NUMBERS: usize = 256;
const BYTES: usize = NUMBERS * size_of::<f32>();

#[test]
fn the_steps_to_compute_again_stay_bounded_and_few_near_the_present() {
    let mut kept = within(64 * BYTES, 0, None);
    let last = 10_000;
    for step in (0..=last).step_by(10) {
        kept.keep(main(step), moment(step, NUMBERS), (main(step), step));
        assert!(kept.bytes().0 <= kept.memory_budget);
    }
    let gaps = |kept: &mut Snapshots, from, to| {
        let steps = (from..=to).step_by(7);
        let gaps = steps.map(|step| {
            let found = kept.before(&[main(step)]);
            step - found.map_or(0, |(place, _)| place.steps)
        });
        gaps.max().unwrap()
    };
    // 64 of them in equal parts would be 156 apart.
    let all = gaps(&mut kept, 0, last);
    let near = gaps(&mut kept, last - 500, last);
    assert!(all <= 600, "{all}");
    assert!(near <= 80, "{near}");
    let (place, moment) = kept.before(&[main(5000)]).unwrap();
    assert_eq!(moment.head.step, place.steps);
}

#[test]
fn what_memory_has_no_room_for_goes_to_disk_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.snapshots");
    let mut kept = within(4 * BYTES, 16 * BYTES, Some(file.clone()));
    for step in 0..12 {
        kept.keep(main(step), moment(step, NUMBERS), (main(step), step));
    }
    assert_eq!(kept.bytes(), (4 * BYTES, 8 * BYTES));
    for step in 0..12 {
        let (place, found) = kept.before(&[main(step)]).unwrap();
        assert_eq!((place, found.head.step), (main(step), step));
        assert_eq!(found.numbers, vec![step as f32; NUMBERS]);
    }
    // Who finds the file after a crash has them, too; the torn end of one is no moment.
    let (spill, found) = Spill::open(&file).unwrap();
    assert_eq!(found.len(), 8);
    for one in &found {
        let numbers = spill.read(one).unwrap();
        assert_eq!(numbers, vec![one.step() as f32; NUMBERS]);
        assert_eq!(one.place(), main(one.step()));
    }
    let content = std::fs::read(&file).unwrap();
    let torn = folder.path().join("torn");
    std::fs::write(&torn, &content[..content.len() - 1]).unwrap();
    assert_eq!(Spill::open(&torn).unwrap().1.len(), 7);
    let mut damaged = content;
    damaged[5000] ^= 1;
    std::fs::write(&torn, &damaged).unwrap();
    let (spill, found) = Spill::open(&torn).unwrap();
    assert!(spill.read(&found[0]).is_none() && spill.read(&found[1]).is_some());
    std::fs::write(&torn, "no such file").unwrap();
    assert!(Spill::open(&torn).unwrap().1.is_empty());
    // More than there is room for on both: still within the budgets.
    for step in 12..60 {
        kept.keep(main(step), moment(step, NUMBERS), (main(step), step));
    }
    let (memory, disk) = kept.bytes();
    assert!(memory <= 4 * BYTES && disk <= 16 * BYTES);
    assert!(kept.before(&[main(30)]).is_some());
    // Smaller budgets hold at once; a budget of nothing keeps where one stands.
    kept.memory_budget = BYTES;
    kept.disk_budget = 0;
    kept.fit((main(59), 59));
    assert_eq!(kept.bytes().1, 0);
    assert!(Spill::open(&file).unwrap().1.is_empty());
    kept.memory_budget = 0;
    kept.keep(main(60), moment(60, NUMBERS), (main(60), 60));
    assert!(kept.bytes().0 <= BYTES);
}

#[test]
fn a_disk_that_takes_nothing_is_said_once_and_memory_goes_on() {
    let mut kept = within(2 * BYTES, 1 << 30, Some("/dev/null/nowhere".into()));
    for step in 0..9 {
        kept.keep(main(step), moment(step, NUMBERS), (main(step), step));
    }
    let said = kept.trouble().unwrap();
    assert!(said.contains("/dev/null/nowhere") && kept.trouble().is_none());
    assert_eq!(kept.bytes(), (2 * BYTES, 0));
}

/// A step of a walk over a tree.
#[derive(Debug, Clone)]
enum Move {
    Steps(u64),
    Change,
    Build,
    Back(u64),
    Switch(usize),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => (1_u64..20).prop_map(Move::Steps),
        2 => Just(Move::Change),
        1 => Just(Move::Build),
        3 => (0_u64..30).prop_map(Move::Back),
        1 => (0_usize..8).prop_map(Move::Switch),
    ];
    prop::collection::vec(one, 1..40)
}

proptest! {
    #[test]
    fn a_path_is_what_led_there_and_positions_are_one_where_they_are_the_same(walk in moves()) {
        let mut tree = Tree::default();
        let build = Leg { entry: 0, act: Act::Build { warm: false }, step: 0 };
        tree.add(build, None);
        // What the run has behind it, step by step: the number of the line that took each.
        let mut behind: Vec<usize> = Vec::new();
        for (entry, one) in (1..).zip(&walk) {
            let step = tree.step(tree.here);
            prop_assert_eq!(step, behind.len() as u64);
            match one {
                Move::Steps(count) => {
                    let act = Act::Steps { count: *count, side: crate::lab::Side::Both };
                    tree.add(Leg { entry, act, step: step + count }, None);
                    behind.extend((0..*count).map(|_| entry));
                }
                Move::Change => {
                    tree.add(Leg { entry, act: Act::Change, step }, None);
                }
                Move::Build => {
                    tree.add(Leg { entry, act: Act::Build { warm: false }, step: 0 }, None);
                    behind.clear();
                }
                Move::Back(steps) => {
                    let to = step.saturating_sub(*steps);
                    tree.here = tree.locate(tree.here, to).unwrap();
                    behind.truncate(to as usize);
                    prop_assert_eq!(tree.step(tree.here), to);
                }
                Move::Switch(branch) => {
                    let branch = branch % tree.branches.len();
                    tree.here = tree.end(branch);
                    let path = tree.path(branch);
                    let built = tree.build(tree.here).unwrap();
                    behind = path[built + 1..].iter().flat_map(|leg| match leg.act {
                        Act::Steps { count, .. } => vec![leg.entry; count as usize],
                        _ => Vec::new(),
                    }).collect();
                }
            }
            // The path up to here is what happened.
            let path = tree.path(tree.here.branch);
            let built = tree.build(tree.here).unwrap();
            let mut found: Vec<usize> = Vec::new();
            for (place, leg) in path.iter().enumerate().take(tree.here.legs + 1).skip(built + 1) {
                if let Act::Steps { count, .. } = leg.act {
                    let count = if place == tree.here.legs { tree.here.steps } else { count };
                    found.extend((0..count).map(|_| leg.entry));
                }
            }
            prop_assert_eq!(&found, &behind);
            let place = tree.place(tree.here);
            let lineage = tree.lineage(tree.here);
            prop_assert_eq!(lineage[0], place);
            let own = Position {
                branch: place.branch,
                legs: place.legs,
                steps: place.steps,
                phases: 0,
            };
            prop_assert_eq!(tree.place(own), place);
            prop_assert_eq!(tree.step(own), tree.step(tree.here));
        }
    }
}
