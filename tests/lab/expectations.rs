//! `expect`: each comparison at its edge, with and without a tolerance.

use crate::support::typed::{over, refused, run};

#[test]
fn every_comparison_holds_up_to_its_edge_and_no_further() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; step 3");
    for (holds, fails) in [
        ("== 3", "== 4"),
        ("== 4 +- 1", "== 5 +- 1"),
        ("== 2 ± 1", "== 1 ± 1"),
        ("< 4", "< 3"),
        ("< 3 +- 1", "< 2 +- 1"),
        ("<= 3", "<= 2"),
        ("<= 2 +- 1", "<= 1 +- 1"),
        ("> 2", "> 3"),
        ("> 3 +- 1", "> 4 +- 1"),
        (">= 3", ">= 4"),
        (">= 4 +- 1", ">= 5 +- 1"),
    ] {
        run(&mut lab, &format!("expect step {holds}"));
        let why = refused(&mut lab, &format!("expect step {fails}"));
        assert!(why.contains("but step is 3"), "{fails}: {why}");
    }
}
