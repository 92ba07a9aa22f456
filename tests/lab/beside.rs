//! Two runs beside each other: branches and saved runs, looked at with the same noise, and left as they are.

use aegan_lab::art::Picture;
use aegan_lab::event::{Compared, Event, Listing, OneRun};
use aegan_lab::lab::Noise;
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;

use crate::support::typed::{folder, over, run, shell};

fn compared(events: Vec<Event>) -> (Listing, Compared) {
    let (mut listing, mut compared) = (None, None);
    for event in events {
        match event {
            Event::Listing(found) => listing = Some(found),
            Event::Compared(found) => compared = Some(found),
            _ => {}
        }
    }
    (listing.unwrap(), compared.unwrap())
}

fn refused(lab: &mut Shell, line: &str) -> String {
    execute(lab, line, &mut |_| {}).unwrap_err().to_string()
}

fn pictures(run: &OneRun) -> &[Picture] {
    &run.gallery.as_ref().unwrap().pictures
}

fn names(run: &OneRun) -> Vec<&str> {
    run.curves.iter().map(|c| c.name.as_str()).collect()
}

#[test]
fn branches_are_looked_at_with_the_same_noise_and_left_alone() {
    let mut lab = shell();
    run(
        &mut lab,
        "build gan gen=dense batch=4; step 5; goto 2; set lr 0.05; step 2; branch fast",
    );
    let ours = run(&mut lab, "sample 8; disc");
    let digest = lab.trainer().unwrap().digest();
    let (listing, both) = compared(run(&mut lab, "diff main"));
    assert_eq!(both.about, "samples of the same noise");
    let [left, right] = &both.runs[..] else {
        panic!("{both:?}");
    };
    assert_eq!((left.name.as_str(), left.step), ("fast", 4));
    assert_eq!((right.name.as_str(), right.step), ("main", 5));
    assert_eq!(left.lines, ["set lr 0.05", "step 2"]);
    assert_eq!(right.lines, ["step 3"]);
    for one in [left, right] {
        assert_eq!(names(one), ["d_loss", "g_loss"]);
        assert_eq!(one.curves[0].points.last().unwrap().0, one.step);
    }
    // They are those that each run has alone.
    let (Event::Gallery(sampled), Event::Scores(scores)) = (&ours[0], &ours[1]) else {
        panic!("{ours:?}");
    };
    assert_eq!(pictures(left), sampled.pictures);
    assert_eq!(left.scores.as_ref().unwrap().real, scores.real);
    run(&mut lab, "switch main");
    let theirs = run(&mut lab, "sample 8");
    assert!(matches!(&theirs[0], Event::Gallery(g) if g.pictures == pictures(right)));
    run(&mut lab, "switch fast");
    assert_eq!(lab.trainer().unwrap().digest(), digest);
    // The table says the same in numbers.
    let row = listing.rows.iter().find(|row| row[0] == "D on samples");
    let mean = |run: &OneRun| format!("{:.4}", run.scores.as_ref().unwrap().mean_fake);
    assert_eq!(row.unwrap()[1..], [mean(left), mean(right)]);
    // Two others than the run that stands.
    let (_, both) = compared(run(&mut lab, "goto 1; diff fast main"));
    let steps: Vec<_> = both.runs.iter().map(|run| run.step).collect();
    assert_eq!(steps, [4, 5]);
    run(&mut lab, "expect step == 1");
}

#[test]
fn a_saved_run_is_looked_at_with_the_noise_of_this_one_and_replaces_nothing() {
    let (_folder, file) = folder();
    let (one, other) = (file("one.ron"), file("other.ron"));
    run(
        &mut shell(),
        &format!("build gan gen=dense batch=4; step 3; save {one}"),
    );
    let mut second = shell();
    second.seed = 2;
    run(
        &mut second,
        &format!("build gan gen=dense batch=4; step 2; save {other}"),
    );
    let mut lab = shell();
    run(&mut lab, "build gan gen=dense batch=4; step 4");
    let entries = lab.session.as_ref().unwrap().entries.len();
    let digest = lab.trainer().unwrap().digest();
    let (listing, both) = compared(run(&mut lab, &format!("diff {other}")));
    assert_eq!(both.about, "samples of the same noise");
    assert_eq!(both.runs[1].name, "other.ron");
    let codes = lab.trainer().unwrap().draws(Noise::Fixed).next(8);
    let made = second.trainer().unwrap().generate_of(codes, &[]).unwrap();
    let made: Vec<_> = made
        .chunks_exact(28 * 28)
        .map(|item| Picture::from_unit(28, 28, 1, item).unwrap())
        .collect();
    assert_eq!(pictures(&both.runs[1]), made);
    let seed = listing.rows.iter().find(|row| row[0] == "seed").unwrap();
    assert_eq!(seed[1..], ["1", "2"].map(String::from));
    // Nothing but the look itself is new.
    assert_eq!(lab.session.as_ref().unwrap().entries.len(), entries + 1);
    assert_eq!(lab.trainer().unwrap().digest(), digest);
    assert!(lab.path.is_none());
    run(&mut lab, "expect step == 4");
    // What both begin with is no difference.
    let (_, both) = compared(run(&mut lab, &format!("diff {one}")));
    assert_eq!(both.runs[0].lines, ["step 4"]);
    assert_eq!(both.runs[1].lines, ["step 3"]);
    // Nobody needs a run of one's own to look at two others.
    let (_, both) = compared(run(&mut shell(), &format!("diff {one} {other}")));
    let names: Vec<_> = both.runs.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, ["one.ron", "other.ron"]);
    let events = run(&mut lab, &format!("plot d_loss with {one}"));
    let Event::Curves(curves) = &events[0] else {
        panic!("{events:?}");
    };
    assert_eq!(curves.curves[1].points.last().unwrap().0, 3);
}

#[test]
fn what_cannot_be_compared_is_refused_with_a_sentence() {
    let (_folder, file) = folder();
    let path = file("digits.ron");
    run(
        &mut shell(),
        &format!("build gan gen=dense batch=4; step 1; save {path}"),
    );
    let mut lab = over("ring");
    assert!(refused(&mut lab, "diff digits.ron").contains("build"));
    run(&mut lab, "build gan batch=4; step 2");
    for (line, sentence) in [
        (
            format!("diff {path}"),
            "learned from 'digits', the other run from 'ring'",
        ),
        (
            format!("diff {path} main"),
            "no noise, item or score means the same to both",
        ),
        ("diff nobody".into(), "there is no branch 'nobody'"),
        ("diff nobody.ron".into(), "there is no file 'nobody.ron'"),
        ("diff main".into(), "nothing to compare"),
    ] {
        let said = refused(&mut lab, &line);
        assert!(said.contains(sentence), "{line}: {said}");
    }
    // Weights that were changed, as where they are loaded.
    let mut digits = shell();
    run(&mut digits, "build gan gen=dense batch=4; step 1");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("seed: 1", "seed: 3")).unwrap();
    let said = refused(&mut digits, &format!("diff {path}"));
    assert!(said.contains("contradicts itself"), "{said}");
}

#[test]
fn runs_without_a_prior_are_compared_by_their_reconstructions() {
    let mut lab = shell();
    run(
        &mut lab,
        "build ae gen=dense batch=4; step 2; back 1; set lr 0.05; step 1",
    );
    let (_, both) = compared(run(&mut lab, "diff main"));
    assert_eq!(both.about, "reconstructions of the same held-out items");
    let [left, right] = &both.runs[..] else {
        panic!("{both:?}");
    };
    // The items are the same, what is made of them is not.
    let [left, right] = [left, right].map(|run| (pictures(run), names(run)));
    assert_eq!(
        (left.0[..4].to_vec(), left.1),
        (right.0[..4].to_vec(), vec!["rec_x"])
    );
    assert_ne!(left.0[4..], right.0[4..]);
}
