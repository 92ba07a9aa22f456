//! Saves of the first program, whose networks were compiled for each size: they load, and go on bit for bit
//! on the instruction sets that these were continued on when they were made.

use aegan_lab::lab::Device;
use aegan_lab::session::Session;

use crate::support::typed::{digest, over, run};

/// A save after five steps, its data, and the digest of its weights three steps later on AVX-512 and on
/// AVX2.
const SAVES: [(&str, &str, [&str; 2]); 3] = [
    (
        "points",
        "ring",
        [
            "ee5153ac45811bdd5962b1ad1d41dd32d9d188234b532e5824c1129b7e341d98",
            "813d9f228460c113e2102b5e37204e36a77f9f29c7e03c634b672f2bbeee5aa5",
        ],
    ),
    (
        "pictures",
        "digits",
        [
            "1759c3fbe7ecb9776b8878c56924e1d9a361a4f5780d8e780a3a6263059e717f",
            "348999731d909954400c330abc8cf04a793c8a91f008f3540b8551dcb4133174",
        ],
    ),
    (
        "codes",
        "ring",
        [
            "c4894184b23a3922d43028a384b663af13a7270873b12d14b8fa1cfeeda05eb8",
            "1b36d2e24cb225197532b07fd9ddfa071e994e717b8f248734d70f991e25844d",
        ],
    ),
];

#[test]
fn saves_of_the_first_program_load_and_go_on() {
    for (name, data, [avx512, avx2]) in SAVES {
        let file = format!("{}/tests/saves/{name}.ron", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&file).unwrap();
        let saved = Session::parse(&text).unwrap().checkpoint.unwrap();
        let mut lab = over(data);
        run(&mut lab, &format!("load {file}"));
        assert_eq!(digest(&mut lab), saved.digest, "{name}");
        run(&mut lab, "step 3");
        let found = digest(&mut lab);
        match Device::Cpu.kind().as_str() {
            "avx512" => assert_eq!(found, avx512, "{name}"),
            "avx2" => assert_eq!(found, avx2, "{name}"),
            // Nobody continued them on others: they go on, with other roundings.
            _ => assert_ne!(found, saved.digest, "{name}"),
        }
    }
}
