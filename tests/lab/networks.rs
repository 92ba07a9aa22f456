//! Networks that are written at the prompt: they train, are kept, and travel with the session.

use crate::support::typed::{after, digest, folder, over, refused, run, shell};
use aegan_lab::event::Event;
use aegan_lab::lab::snapshot::Stored;
use aegan_lab::nets::{Role, shelf};
use aegan_lab::shell::Shell;

const GEN: &str = "net mine gen from small = dense 7*7*8 | class bias | reshape 7x7x8 | bn, relu | convt C k5 s4 -> HxWxC, tanh";
const DISC: &str = "net critic disc = conv 4 k5 s4, leaky 0.2 | flatten | tap dense 16, leaky 0.2 | dense K | class pick";

/// What was said to a line, and the rows of its tables.
fn said(shell: &mut Shell, line: &str) -> String {
    let mut said = String::new();
    for event in run(shell, line) {
        match event {
            Event::Said { text } => said += &(text + "\n"),
            Event::Listing(listing) => {
                let rows = listing.rows.iter().map(|row| row.join(" · ") + "\n");
                said.extend(rows.chain([listing.footer + "\n"]));
            }
            _ => {}
        }
    }
    said
}

#[test]
fn a_script_defines_builds_steps_saves_and_a_colleague_goes_on() {
    let (_folder, name) = folder();
    let (path, again) = (name("run.ron"), name("again.ron"));
    let build = "build gan gen=mine disc=critic batch=8 r1_every=2 labels=yes";
    let lines = format!("{GEN}; {DISC}; {build}; step 3; sample 4");
    let mut first = after(&format!("{lines}; save '{path}'; step 2"));
    // Nobody has written anything here.
    let mut second = shell();
    run(
        &mut second,
        &format!("verify '{path}'; load '{path}'; step 2"),
    );
    assert_eq!(digest(&mut first), digest(&mut second));
    run(&mut second, &format!("save '{again}'; verify '{again}'"));
    // The networks came along: they can be shown and built again.
    assert!(said(&mut second, "net critic").contains("class pick"));
    run(&mut second, &build.replace("seed=1", ""));
    // Without weights the record alone leads there.
    let record = name("record.ron");
    run(&mut first, &format!("export session '{record}'"));
    let mut third = shell();
    run(&mut third, &format!("load '{record}'"));
    assert_eq!(digest(&mut first), digest(&mut third));
    // It says each network once, before the build.
    let text = std::fs::read_to_string(&path).unwrap();
    for line in [GEN, DISC] {
        assert_eq!(text.matches(&format!("{line:?}")).count(), 1, "{text}");
    }
}

/// What a run is after ten steps: all tensors, counters and settings, but for the names of its networks.
fn after_ten_steps(shell: &mut Shell, build: &str) -> (Vec<(String, String)>, Vec<Stored>) {
    run(shell, &format!("{build} batch=2; step 10"));
    let snapshot = shell.trainer.as_mut().unwrap().snapshot();
    let mut words = snapshot.words;
    words.retain(|key, _| !key.starts_with("net.") && !key.starts_with("written."));
    (words.into_iter().collect(), snapshot.tensors)
}

/// A network of the catalogue, printed and read back under another name, is the same run in every role.
fn a_copy_is_the_network_itself(data: &str, network: &str) {
    let mut copy = over(data);
    for role in Role::ALL.map(Role::word) {
        let text = said(&mut over(data), &format!("net {network} {role}"));
        let layers = text.lines().next().unwrap().split_once(" = ").unwrap().1;
        let from = format!("net mine {role} from {network}");
        run(&mut copy, &from);
        let kept = said(&mut copy, &format!("net mine {role}"));
        assert!(kept.contains(&format!(" = {layers}\n")), "{layers}: {kept}");
        run(&mut copy, &format!("{from} = {layers}"));
    }
    for recipe in ["aegan", "bigan"] {
        let own = after_ten_steps(&mut over(data), &format!("build {recipe} net={network}"));
        let copied = after_ten_steps(&mut copy, &format!("build {recipe} gen=mine"));
        assert_eq!(own.0, copied.0, "{network} {recipe}");
        assert!(own.1 == copied.1, "{network} {recipe}: other tensors");
        assert!(own.1.len() > 20, "{}", own.1.len());
    }
}

#[test]
fn copies_of_the_networks_for_small_pictures() {
    for entry in shelf(&[28, 28, 1]).entries {
        a_copy_is_the_network_itself("digits", entry.name);
    }
}

#[test]
fn copies_of_the_networks_for_large_pictures_and_points() {
    for network in ["small", "dense", "dcgan"] {
        a_copy_is_the_network_itself("digits-rgb", network);
    }
    for entry in shelf(&[2]).entries {
        a_copy_is_the_network_itself("ring", entry.name);
    }
}

#[test]
fn a_network_that_fits_these_sizes_only_says_why() {
    let mut lab = shell();
    let quarter = "net a gen = dense H/4*(W/4)*2 | reshape H/4 x W/4 x 2 | convt 2 k3 s2";
    for (line, words) in [
        (
            "net a gen = dense 784, tanh | reshape 28x28x1".to_owned(),
            " · fits these sizes only, and rustc would refuse it: '28x28x1' is 'HxWxC' at these sizes only; write 'HxWxC'",
        ),
        (
            "net a gen = dense 784, tanh | reshape HxWxC".to_owned(),
            " · fits these sizes only: '784' is 'H*W*C' at these sizes only; write 'H*W*C'",
        ),
        (
            format!("{quarter} | convt C k3 s2, tanh"),
            " · fits every size, but not as a Rust type: rustc compares sizes as they are written, and 'H/4 x W/4 x 2' is not 'H/2/2 x W/2/2 x 2'; write 'H/2/2 x W/2/2 x 2'",
        ),
        // Halves of odd sides are doubled to one more: 28 is even.
        (
            "net a disc = conv 2 k3 s2 | upsample 2 | flatten | dense 1".to_owned(),
            " · fits these sizes only: 'upsample 2' needs a 'H' that 2 divides; 'convt N kK s2' gives any",
        ),
        (
            "net a disc = conv 2 k3 s2 -> 14x14x2 | flatten | dense 1".to_owned(),
            "'14x14x2' is 'H/2 x W/2 x 2' at these sizes only; write 'H/2 x W/2 x 2'",
        ),
        (
            "net a disc = rows WxC | flatten | dense 1".to_owned(),
            "'HxWxC' is 'HxWx1' at these sizes only",
        ),
    ] {
        let heard = said(&mut lab, &line);
        assert!(heard.contains(words), "{line}: {heard}");
    }
    let heard = said(&mut lab, "net a gen = dense H*W*C, tanh | reshape HxWxC");
    assert!(!heard.contains("fits"), "{heard}");
    // What is only stated is not in a type.
    run(
        &mut lab,
        "net b disc = conv 2 k3 s2 -> 14x14x2 | flatten | dense 1",
    );
    let (_folder, name) = folder();
    run(&mut lab, &format!("export net b '{}'", name("b.rs")));
}

#[test]
fn what_a_branch_uses_stays_whatever_becomes_of_its_name() {
    let (_folder, name) = folder();
    let path = name("branches.ron");
    let mut lab = after(
        "net d disc = flatten | dense 4, relu | dense 1; build gan disc=d batch=8; step 2; step 1",
    );
    let here = digest(&mut lab);
    run(
        &mut lab,
        "back 1; branch other; swap disc e = flatten | dense 6, relu | dense 1; step 2",
    );
    let there = digest(&mut lab);
    run(&mut lab, "net d drop; net e drop; switch main");
    assert_eq!(digest(&mut lab), here);
    run(&mut lab, "switch other; back 1; forward 1");
    assert_eq!(digest(&mut lab), there);
    run(&mut lab, &format!("save '{path}'; verify '{path}'"));
    let mut plain = after(&format!("load '{path}'"));
    assert_eq!(digest(&mut plain), there);
    run(&mut plain, "switch main");
    assert_eq!(digest(&mut plain), here);
}

#[test]
fn networks_that_nobody_named_are_of_the_family_or_small() {
    let mut shell = after(GEN);
    let nets = |shell: &mut Shell, line: &str| {
        let events = run(shell, line);
        let built = events.into_iter().find_map(|event| match event {
            Event::Built(built) => Some(built.nets),
            _ => None,
        });
        let nets = built
            .unwrap()
            .into_iter()
            .map(|net| format!("{} {}", net.role, net.name));
        nets.collect::<Vec<_>>().join(", ")
    };
    let found = nets(&mut shell, "build gan gen=mine batch=8");
    assert_eq!(found, "G mine, Dx small");
    run(&mut shell, "net mine disc = flatten | dense 1");
    let found = nets(&mut shell, "build gan gen=mine batch=8");
    assert_eq!(found, "G mine, Dx mine");
    let found = nets(&mut shell, "build aae gen=mine batch=8");
    assert_eq!(found, "E small, G mine, Dz small");
    let found = nets(&mut shell, "build gan disc=mine batch=8");
    assert_eq!(found, "G small, Dx mine");
    let refused = refused(&mut shell, "build ae enc=mine");
    assert!(refused.contains("'mine' has no enc"), "{refused}");
}

#[test]
fn a_warm_start_and_a_run_of_another_kind_take_them() {
    let (_folder, name) = folder();
    let path = name("warm.ron");
    let mut shell = after("net mine gen = dense 16, relu | dense H*W*C, sigmoid | reshape HxWxC");
    run(
        &mut shell,
        "net mine enc = flatten | dense 16, relu | dense Z",
    );
    run(
        &mut shell,
        "net drawn enc = flatten | dense 16, relu | dense 2*Z | gaussian",
    );
    run(
        &mut shell,
        "build ae gen=mine batch=8 latent=4; step 2; build gan from ae batch=8; step 1",
    );
    run(&mut shell, &format!("save '{path}'; verify '{path}'"));
    run(&mut shell, "build vae gen=mine enc=drawn batch=8; step 2");
    let wrong = refused(&mut shell, "build vae gen=mine enc=mine");
    assert!(wrong.contains("'dense 2*Z | gaussian'"), "{wrong}");
    let wrong = refused(&mut shell, "build ae gen=mine enc=drawn");
    assert!(wrong.contains("'dense Z'"), "{wrong}");
    // What a run has it keeps, whatever becomes of the name.
    let before = digest(&mut shell);
    run(
        &mut shell,
        &format!("net mine drop; save '{path}'; load '{path}'"),
    );
    assert_eq!(before, digest(&mut shell));
}

#[test]
fn points_have_networks_of_their_own() {
    let mut shell = over("ring");
    run(
        &mut shell,
        "net mine gen = dense 8, relu | dense P; net mine disc = dense 8, relu | dense 1",
    );
    run(
        &mut shell,
        "build gan gen=mine batch=8; step 2; data digits",
    );
    let wrong = refused(&mut shell, "build gan gen=mine");
    assert!(wrong.contains("reshape HxWxC"), "{wrong}");
    assert!(said(&mut shell, "net mine").contains("reshape HxWxC"));
}

#[test]
fn any_network_is_shown_and_lists_name_the_written_ones() {
    let mut shell = after(DISC);
    let small = said(&mut shell, "net small");
    for words in [
        "small gen = (dense H/2/2*(W/2/2)*32 | class bias",
        "small disc = tap (conv 16 k5 s2, leaky 0.2 | ",
        "small pair = ",
        "fits every size · pixels / 127.5 − 1, in [-1, 1], for a tanh output (those of small)",
        "convt C k5 s2, tanh · 28x28x1 · ",
    ] {
        assert!(small.contains(words), "{words}: {small}");
    }
    let shown = said(&mut shell, "net critic disc");
    assert!(shown.contains("dense K · 1 · 17 · "), "{shown}");
    assert!(said(&mut shell, "nets").contains("critic · written: disc"));
    assert!(said(&mut shell, "net critic drop").contains("forgotten"));
    assert!(!said(&mut shell, "nets").contains("critic"));
}

#[test]
fn a_mistake_is_a_sentence_and_leaves_everything() {
    let mut shell = after(DISC);
    for (line, words) in [
        ("net", "usage: net NAME"),
        ("net small drop", "of the catalogue, which stays"),
        ("net nobody", "there is no network 'nobody'"),
        ("net critic gen", "'critic' has no gen"),
        ("net critic disk = dense 1", "did you mean 'disc'"),
        (
            "net critic disc = conv 16 k5 s2 | dense 1",
            "\n                  ^^^^^^^",
        ),
        (
            "net critic disc = flatten | dense 1000000000*1000000000*1000",
            "too large",
        ),
        ("net small disc = flatten | dense 1", "of the catalogue"),
        ("build gan disc=critik", "did you mean 'critic'"),
    ] {
        let refused = refused(&mut shell, line);
        assert!(refused.contains(words), "{line}: {refused}");
    }
    assert!(said(&mut shell, "net critic").contains("class pick"));
    // A network that no memory holds is written, and not built.
    run(
        &mut shell,
        "net vast disc = flatten | dense 1000000000 | dense 1",
    );
    let wrong = refused(&mut shell, "build gan disc=vast");
    assert!(wrong.contains("GiB of memory"), "{wrong}");
    let wide = "net wide disc = flatten | dense 1 | reshape 1x1x1 | upsample 1000000 | gru read 1";
    run(&mut shell, wide);
    let wrong = refused(&mut shell, "build gan disc=wide");
    assert!(wrong.contains("GiB of memory for 'wide' alone"), "{wrong}");
    assert!(said(&mut shell, "net wide").contains("1000000x1000000x1"));
    // A penalty wants a discriminator that is piecewise linear.
    run(
        &mut shell,
        "net smooth disc = flatten | dense 8, tanh | dense 1",
    );
    let wrong = refused(&mut shell, "build gan disc=smooth gp=1");
    assert!(wrong.contains("linear and (leaky) relu layers"), "{wrong}");
}

#[test]
fn a_name_that_is_written_anew_is_in_the_record_as_it_was() {
    let (_folder, name) = folder();
    let path = name("twice.ron");
    let mut shell =
        after("net d disc = flatten | dense 4, relu | dense 1; build gan disc=d batch=8; step 1");
    run(
        &mut shell,
        "net d disc = flatten | dense 6, leaky 0.1 | dense 1; step 1",
    );
    run(
        &mut shell,
        &format!("build gan disc=d batch=8; step 2; save '{path}'"),
    );
    let mut other = after(&format!("net d disc = flatten | dense 1; verify '{path}'"));
    let heard = said(&mut other, &format!("load '{path}'"));
    assert!(
        heard.contains("'d': the network of that name is the session's"),
        "{heard}"
    );
    assert!(said(&mut other, "net d").contains("dense 6, leaky 0.1"));
    assert_eq!(digest(&mut shell), digest(&mut other));
    // A record that says another network than its weights is refused.
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("dense 6,", "dense 7,")).unwrap();
    let wrong = refused(&mut other, &format!("load '{path}'"));
    assert!(wrong.contains("contradicts itself"), "{wrong}");
}

#[test]
fn discriminators_of_two_names_come_back_as_they_were() {
    let (_folder, name) = folder();
    let path = name("two.ron");
    let mut shell = after("net critic disc = flatten | dense 4, relu | dense 1");
    run(
        &mut shell,
        &format!("build aegan disc=critic batch=4; step 1; save '{path}'; step 1"),
    );
    let mut other = after(&format!("load '{path}'; step 1"));
    assert_eq!(digest(&mut shell), digest(&mut other));
}

#[test]
fn a_strangers_network_that_no_memory_holds_is_refused() {
    let (_folder, name) = folder();
    let record = name("vast.ron");
    let mut own = after("net d disc = flatten | dense 4, relu | dense 1; build gan disc=d batch=8");
    run(
        &mut own,
        &format!("swap disc e = flatten | dense 3 | dense 1; step 1; export session '{record}'"),
    );
    let text = std::fs::read_to_string(&record).unwrap();
    for (from, to) in [
        // 100 GB of weights, 10⁹ numbers in a row, sizes that cannot be counted.
        ("dense 4, relu", "dense 8000000, relu"),
        ("dense 4, relu", "dense 1000000000, relu"),
        ("dense 4, relu", "dense 9999999999*9999999999, relu"),
        ("dense 3", "dense 8000000"),
    ] {
        std::fs::write(&record, text.replace(from, to)).unwrap();
        for line in ["load", "verify"] {
            let mut lab = shell();
            let refused = refused(&mut lab, &format!("{line} '{record}'"));
            let words = ["GiB of memory", "too large to be counted"];
            assert!(words.iter().any(|w| refused.contains(w)), "{to}: {refused}");
            assert!(lab.trainer.is_none());
        }
    }
}

#[test]
fn a_network_is_kept_in_a_file_over_several_lines() {
    let (_folder, name) = folder();
    let path = name("mine.lab");
    let text = "# A critic.\nnet critic disc =\n  conv 4 k5 s4, leaky 0.2 |  # to 7x7\n  flatten\n  | dense 8,\n    leaky 0.2\n  | dense 1\nbuild gan disc=critic batch=8\n";
    std::fs::write(&path, text).unwrap();
    let mut lab = after(&format!("source '{path}'; step 1"));
    assert!(said(&mut lab, "net critic").contains(
        "critic disc = conv 4 k5 s4, leaky 0.2 | flatten | dense 8, leaky 0.2 | dense 1"
    ));
    // A mistake is said with the line that the network begins in.
    std::fs::write(&path, text.replace("flatten", "flaten")).unwrap();
    let wrong = refused(&mut lab, &format!("source '{path}'"));
    assert!(wrong.contains("mine.lab:2: "), "{wrong}");
    assert!(wrong.contains("did you mean 'flatten'"), "{wrong}");
}

#[test]
fn layers_that_are_gone_past_and_smooth_activations_train() {
    let (_folder, name) = folder();
    let path = name("residual.ron");
    let body = "residual (dense 16, silu | dense 16) | gelu";
    let mut lab = after(&format!(
        "net mine gen = dense 16, elu | {body} | dense H*W*C, tanh | reshape HxWxC"
    ));
    run(
        &mut lab,
        "net mine disc = flatten | dense 8, leaky 0.2 | residual dense 8, leaky 0.2 | dense 1",
    );
    // A residual of straight lines is one: R1 and GP take it.
    run(
        &mut lab,
        "build gan gen=mine batch=8 r1=1 r1_every=1; step 2",
    );
    run(&mut lab, &format!("save '{path}'; verify '{path}'; step 1"));
    let mut other = after(&format!("load '{path}'; step 1"));
    assert_eq!(digest(&mut lab), digest(&mut other));
    assert!(said(&mut lab, "show net").contains("residual: plus what came in"));
    run(&mut lab, "net bent disc = flatten | dense 8, elu | dense 1");
    let wrong = refused(&mut lab, "build gan disc=bent gp=10");
    assert!(wrong.contains("this one has elu"), "{wrong}");
}

#[test]
fn weight_decay_shortens_weights_and_travels_with_the_session() {
    let (_folder, name) = folder();
    let path = name("decay.ron");
    let build = "build ae gen=dense batch=8";
    let square = |lab: &mut Shell| -> f32 {
        let tensors = lab.trainer.as_mut().unwrap().snapshot().tensors.into_iter();
        let own = tensors.filter(|t| t.name.starts_with("G.") && t.name.ends_with("weight"));
        own.flat_map(|t| t.values).map(|w| w * w).sum()
    };
    let mut plain = after(&format!("{build} optimizer=adamw lr=0.01; step 4"));
    let mut decays = after(&format!(
        "{build} optimizer=adamw lr=0.01 weight_decay=1; step 4"
    ));
    assert!(square(&mut decays) < 0.99 * square(&mut plain));
    run(
        &mut decays,
        &format!("save '{path}'; verify '{path}'; step 1"),
    );
    let mut other = after(&format!("load '{path}'; step 1"));
    assert_eq!(digest(&mut decays), digest(&mut other));
    let wrong = refused(&mut plain, "set weight_decay -1");
    assert!(wrong.contains("a number from 0 to 1"), "{wrong}");
}
