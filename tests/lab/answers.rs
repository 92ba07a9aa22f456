//! Answers say which network and which setting they are about.

use aegan_lab::event::Event;

use crate::support::typed::{refused, run, shell};

#[test]
fn answers_name_what_they_are_about() {
    let mut lab = shell();
    run(&mut lab, "build bigan net=dense batch=4; step 1");
    let judges: Vec<String> = run(&mut lab, "disc 2")
        .into_iter()
        .filter_map(|event| match event {
            Event::Scores(scores) => Some(scores.discriminator),
            _ => None,
        })
        .collect();
    assert_eq!(judges, ["Dxz"]);
    run(&mut lab, "build ae net=dense latent=16 batch=4");
    let why = refused(&mut lab, "build vae from ae");
    assert!(why.contains("distributions"), "{why}");
    let changed = |events: Vec<Event>| -> Vec<String> {
        let names = events.into_iter().filter_map(|event| match event {
            Event::Changed { name, .. } => Some(name),
            _ => None,
        });
        names.collect()
    };
    let found = changed(run(&mut lab, "set optimizer article_rmsprop"));
    assert!(found.len() > 1 && found[0] == "optimizer", "{found:?}");
    assert_eq!(
        changed(run(&mut lab, "set lr 0.5; set lr 0.5")),
        ["lr", "lr"]
    );
}
