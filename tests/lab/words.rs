//! Ordinary words: other names for commands, recipes by the names that the field has for them, help on all that a screen
//! shows.

use std::collections::BTreeSet;

use aegan_lab::event::Event;
use aegan_lab::lab::recipes::{RECIPES, VARIANTS};
use aegan_lab::language::{LANGUAGE, complete, help};
use aegan_lab::shell::Shell;

use crate::support::typed::{over, refused, run, shell, trainer};

/// The lines that the session has.
fn lines(shell: &Shell) -> Vec<String> {
    let entries = shell.session.iter().flat_map(|session| &session.entries);
    entries.map(|entry| entry.line.clone()).collect()
}

fn said(events: &[Event]) -> String {
    let texts = events.iter().filter_map(|event| match event {
        Event::Said { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn titles(events: &[Event]) -> Vec<String> {
    let titles = events.iter().filter_map(|event| match event {
        Event::Listing(listing) => Some(listing.title.clone()),
        Event::Ledger(_) => Some("ledger".to_owned()),
        _ => None,
    });
    titles.collect()
}

#[test]
fn other_names_of_commands_are_recorded_as_what_they_are() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4; train 2; lr 0.001");
    assert_eq!(lines(&lab), ["build gan batch=4", "step 2", "set lr 0.001"]);
    assert!(said(&run(&mut lab, "lr")).starts_with("lr is 0.001"));
    for (line, title) in [
        ("settings", "settings"),
        ("history", "session"),
        ("status", "status"),
        ("ledger", "ledger"),
    ] {
        assert_eq!(titles(&run(&mut lab, line)), [title], "{line}");
    }
    let before = lines(&lab);
    run(&mut lab, "clear; mouse off; mouse on; ?");
    assert_eq!(lines(&lab), before);
    for line in ["exit", "q", ":q"] {
        let events = run(&mut over("ring"), line);
        assert!(events.contains(&Event::Quit), "{line}");
    }
    assert!(titles(&run(&mut shell(), "status")) == ["status"]);
}

#[test]
fn recipes_by_the_names_of_the_field_are_spelled_out() {
    for variant in VARIANTS {
        let mut lab = shell();
        let events = run(&mut lab, &format!("build {} batch=4", variant.name));
        let full = format!("build {} batch=4", variant.stands_for);
        // What helps these networks is added.
        let line = lines(&lab).join("\n");
        assert!(
            line.starts_with(&full) && line.lines().count() == 1,
            "{line}"
        );
        let short = format!("'build {} batch=4' is short for '{full}'", variant.name);
        assert!(said(&events).contains(&short), "{}", said(&events));
        assert!(
            help(Some(variant.name))
                .unwrap()
                .contains(variant.stands_for)
        );
    }
    let mut lab = over("ring");
    run(&mut lab, "build batch=4 wgan_gp gp=5");
    assert_eq!(lines(&lab), ["build batch=4 gan loss=wgan_gp gp=5"]);
    assert!(refused(&mut lab, "build wgan loss=ls").contains("loss= is given twice"));
    assert!(refused(&mut lab, "build dcgn").contains("did you mean 'dcgan'?"));
}

#[test]
fn a_word_that_is_no_command_is_never_answered_with_a_silly_one() {
    let mut lab = shell();
    for (line, wanted) in [
        (
            "loss",
            "unknown command 'loss'; it is a setting: 'set loss' shows it, 'help loss' explains it",
        ),
        (
            "checkpoint",
            "unknown command 'checkpoint'; did you mean 'save'?",
        ),
        ("epochs 3", "unknown command 'epochs'; did you mean 'step'?"),
        ("graph", "unknown command 'graph'; did you mean 'plot'?"),
        ("noise", "unknown command 'noise'; 'help noise' explains it"),
        ("qwertz", "unknown command 'qwertz'; 'help' lists them"),
    ] {
        assert_eq!(refused(&mut lab, line), wanted);
    }
    if LANGUAGE.find("break").is_err() {
        assert_eq!(
            refused(&mut lab, "break"),
            "unknown command 'break'; 'help' lists them"
        );
    }
    assert!(said(&run(&mut lab, "help keys")).contains("Ctrl-R"));
}

/// Each recipe on points, which train fastest, with every penalty there is.
#[test]
fn every_series_and_every_measure_has_help() {
    let mut names = BTreeSet::new();
    for recipe in RECIPES {
        let mut lab = over(if recipe.name == "translate" {
            "digits"
        } else {
            "ring"
        });
        let penalties = "batch=4 r1=1 r1_every=1 gp=10";
        run(
            &mut lab,
            &format!("build {} {penalties}; step 1", recipe.name),
        );
        names.extend(trainer(&mut lab).state().history.means(1).into_keys());
        for (word, _) in recipe.papers {
            let mut lab = shell();
            let build = format!("build {} as={word} batch=4; step 1", recipe.name);
            run(&mut lab, &build);
            names.extend(trainer(&mut lab).state().history.means(1).into_keys());
        }
    }
    for data in ["ring", "moons", "digits"] {
        let mut lab = over(data);
        let events = run(&mut lab, "build gan batch=4; step 1; eval 50");
        let measured = events.iter().filter_map(|event| match event {
            Event::Evaluated(found) => Some(&found.measures),
            _ => None,
        });
        names.extend(measured.flatten().map(|measure| measure.name.clone()));
    }
    for name in ["d_gp", "dz_acc", "r1", "loss", "adv_xz_rec", "fld", "js"] {
        assert!(names.contains(name), "{name}: {names:?}");
    }
    for name in names {
        let text = help(Some(&name)).unwrap();
        let known =
            ["series", "metric", "term"].map(|kind| text.contains(&format!("{kind} {name}")));
        assert!(known.contains(&true), "{name}: {text}");
    }
}

#[test]
fn a_gan_without_an_encoder_does_not_speak_of_one() {
    let mut lab = over("ring");
    run(&mut lab, "build gan batch=4");
    let walked = run(&mut lab, &"next;".repeat(12));
    let abouts: Vec<_> = walked
        .iter()
        .filter_map(|event| match event {
            Event::Phase(phase) => Some(phase.about.as_str()),
            _ => None,
        })
        .collect();
    assert!(abouts.contains(&"G(z)") && abouts.len() == 12, "{abouts:?}");
    for about in abouts {
        assert!(
            !about.contains("E(") && !about.split(' ').any(|word| word == "E"),
            "{about}"
        );
    }
}

#[test]
fn values_of_a_build_are_offered_as_those_of_set_are() {
    let offered = |line: &str| -> Vec<(String, String)> {
        let found = complete(line, line.len()).suggestions;
        found.into_iter().map(|s| (s.text, s.about)).collect()
    };
    let keyed = |key: &str, line| -> Vec<(String, String)> {
        let values = offered(line).into_iter();
        values
            .map(|(value, about)| (format!("{key}={value}"), about))
            .collect()
    };
    for line in [
        "build gan loss=w",
        "build gan batch=4 loss=w",
        "compare gan loss=w",
    ] {
        assert_eq!(offered(line), keyed("loss", "set loss w"), "{line}");
    }
    assert_eq!(
        offered("build ae distance="),
        keyed("distance", "set distance ")
    );
    assert!(
        offered("build gan net=dc")
            .iter()
            .any(|(text, _)| text == "net=dcgan")
    );
    assert!(offered("lr ").is_empty() && !offered("hist").is_empty());
    assert!(offered("help d_a").iter().any(|(text, _)| text == "d_acc"));
}

#[test]
fn files_are_offered_to_who_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["run.ron", "lost.journal", "tour.lab", "notes.txt"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    std::fs::create_dir(folder.path().join("more")).unwrap();
    let offered = |command: &str| -> Vec<String> {
        let line = format!("{command} {}/", folder.path().display());
        let found = complete(&line, line.len()).suggestions.into_iter();
        let names =
            found.filter_map(|s| Some(s.text.strip_prefix(&line[command.len() + 1..])?.to_owned()));
        names.collect()
    };
    assert_eq!(offered("load"), ["lost.journal", "more/", "run.ron"]);
    assert_eq!(offered("replay"), ["more/", "run.ron"]);
    assert_eq!(offered("verify"), ["more/", "run.ron"]);
    assert_eq!(offered("source"), ["more/", "tour.lab"]);
}
