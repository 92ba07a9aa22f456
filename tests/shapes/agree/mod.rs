//! The prompt and rustc agree: of many networks that are drawn, both accept the same and refuse the same for the same
//! reason. Where only rustc refuses, because sizes are written in two ways or fit here only, the prompt says so.

mod asked;
mod drawn;
mod faults;
mod network;

use std::collections::BTreeMap;

use aegan_lab::layers::Sizes;
use aegan_lab::nets::Role;
use aegan_lab::nets::text::{Mistake, Place, Steps, Written};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use drawn::Drawn;
use faults::{FAULTS, takes};

/// Items, numbers in a code, and classes.
struct At(&'static [usize], usize, usize);

impl At {
    fn sizes(&self) -> Sizes {
        Sizes::of(self.0, self.1, self.2).unwrap()
    }

    fn place(&self, role: Role) -> Place {
        Place::of(role, self.0, self.1, self.2).unwrap()
    }
}

const PLACES: [At; 3] = [
    At(&[28, 28, 1], 6, 10),
    At(&[12, 9, 3], 5, 4),
    At(&[2], 7, 3),
];

/// Sizes that none of the networks was drawn for.
const PICTURES: [At; 4] = [
    At(&[1, 1, 2], 1, 1),
    At(&[17, 31, 2], 3, 7),
    At(&[64, 48, 5], 11, 23),
    At(&[33, 40, 4], 13, 2),
];
const POINTS: [At; 2] = [At(&[3], 2, 1), At(&[5], 11, 6)];

/// A network that was drawn.
pub struct Network {
    role: Role,
    /// Which of the places.
    place: usize,
    text: String,
    typed: String,
    /// What is wrong with it.
    wrong: bool,
}

impl Network {
    fn points(&self) -> bool {
        PLACES[self.place].0.len() == 1
    }

    fn at(&self, at: &At) -> Result<Steps, Mistake> {
        Written::read(&self.text)?.check(&at.place(self.role))
    }
}

/// So many networks, each second one wrong.
fn networks(seed: u64, count: usize) -> Vec<Network> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut networks = Vec::new();
    while networks.len() < count {
        let at = networks.len();
        let (role, place) = (Role::ALL[at / 2 % 5], rng.gen_range(0..PLACES.len()));
        let points = PLACES[place].0.len() == 1;
        let mut drawn = Drawn {
            rng: &mut rng,
            role,
            sizes: PLACES[place].sizes(),
            points,
            typed: at % 2 == 1,
            at: takes(role, points),
            nodes: Vec::new(),
        };
        for _ in 0..drawn.rng.gen_range(0..5) {
            drawn.middle();
        }
        drawn.end();
        let wrong = at % 2 == 1;
        if wrong {
            let (fault, ..) = FAULTS[at / 2 % FAULTS.len()];
            if !drawn.spoil(fault) {
                continue;
            }
        } else if drawn.rng.gen_ratio(1, 4) {
            drawn.in_numbers();
        }
        drawn.wrap();
        networks.push(Network {
            role,
            place,
            text: network::text(&drawn.nodes),
            typed: network::typed(&drawn.nodes),
            wrong,
        });
    }
    networks
}

#[test]
fn the_prompt_and_rustc_agree() {
    let networks = networks(18, 660);
    let answers = asked::rustc(&networks);
    let (mut differ, mut only_rustc) = (Vec::new(), Vec::new());
    let (mut accepted, mut refused) = (0, BTreeMap::new());
    for (network, rustc) in networks.iter().zip(&answers) {
        let prompt = network.at(&PLACES[network.place]);
        let said = match &prompt {
            Ok(steps) => format!("accepts it: {:?}", steps.remark),
            Err(mistake) => format!("refuses it: {}", mistake.why),
        };
        let shown = format!(
            "{} at {:?}\n  {}\n  {}\n  the prompt {said}\n  rustc says {rustc:?}\n",
            network.role.word(),
            PLACES[network.place].0,
            network.text,
            network.typed
        );
        let agree = match &prompt {
            Ok(steps) if rustc.is_empty() => {
                accepted += 1;
                steps.typed
            }
            Ok(steps) => {
                only_rustc.push(shown.clone());
                !steps.typed && steps.remark.is_some()
            }
            Err(mistake) => {
                let kind = asked::of_prompt(&mistake.why);
                *refused.entry(kind).or_insert(0) += 1;
                let mut kinds = rustc.iter().map(|said| asked::of_rustc(said));
                kind.is_some() && kinds.any(|found| found == kind)
            }
        };
        if !agree || prompt.is_ok() == network.wrong {
            differ.push(shown);
        }
    }
    println!("{accepted} are accepted by both; both refuse {refused:?}");
    println!(
        "rustc alone refuses {}:\n{}",
        only_rustc.len(),
        only_rustc.join("")
    );
    let count = differ.len();
    assert!(differ.is_empty(), "{count} differ:\n{}", differ.join(""));
    assert!(accepted > 200 && only_rustc.len() > 30, "{accepted}");
    for (fault, ..) in FAULTS {
        assert!(
            refused.get(&Some(fault)).is_some_and(|n| *n > 9),
            "{fault:?}"
        );
    }
}

#[test]
fn what_fits_every_size_does_and_what_does_not_is_refused_elsewhere() {
    let mut counts = [0, 0];
    for network in networks(81, 2000) {
        let Ok(steps) = network.at(&PLACES[network.place]) else {
            continue;
        };
        let others = if network.points() {
            &POINTS[..]
        } else {
            &PICTURES[..]
        };
        let refused = others.iter().find_map(|at| network.at(at).err());
        let (text, remark) = (&network.text, &steps.remark);
        assert_eq!(
            steps.general,
            refused.is_none(),
            "{text}\n{remark:?}\n{refused:?}"
        );
        counts[usize::from(steps.general)] += 1;
    }
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}
