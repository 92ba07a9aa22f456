//! Records that are played: in the order of what happened, to and fro, and without a path.

use std::process::Command;

use aegan_lab::event::control::{Control, Move};
use aegan_lab::event::{Event, Played, Screen};
use aegan_lab::language::execute;
use aegan_lab::shell::Shell;

use crate::support::typed::{data, run, shell};

const LINES: &[&str] = &[
    "build gan gen=dense batch=4",
    "note look here first",
    "next update",
    "step 6",
    "sample 2",
    "note the end is near",
];

/// A record of these lines, in a folder of its own.
fn recorded(lines: &[&str]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron").display().to_string();
    let mut lab = shell();
    for line in lines {
        run(&mut lab, line);
    }
    run(&mut lab, &format!("export session '{path}'"));
    (folder, path)
}

/// Plays it as on a screen; `steer` hears each event and moves.
fn played(path: &str, speed: f32, mut steer: impl FnMut(&Control, &Event)) -> Vec<Event> {
    let control = Control::default();
    control.steer();
    control.set_speed(speed);
    let mut lab = Shell::over(data("digits"), 1, control.clone());
    let mut events = Vec::new();
    execute(&mut lab, &format!("replay '{path}'"), &mut |event| {
        steer(&control, &event);
        events.push(event);
    })
    .unwrap();
    events
}

/// The places where a replay stood.
fn places(events: &[Event]) -> Vec<(usize, bool)> {
    let place = |event: &Event| match event {
        Event::Screen(Screen::Played(played)) => Some((played.entry, played.ended)),
        _ => None,
    };
    events.iter().filter_map(place).collect()
}

fn at(event: &Event, entry: usize) -> bool {
    matches!(event, Event::Screen(Screen::Played(played)) if played.entry == entry)
}

const ENDED: fn(&Event) -> bool = |event| {
    matches!(
        event,
        Event::Screen(Screen::Played(Played { ended: true, .. }))
    )
};

#[test]
fn it_goes_back_and_forth_and_stays_at_its_end() {
    let (_folder, path) = recorded(LINES);
    let mut moves = vec![
        Move::Entries(-1),
        Move::Entries(-10),
        Move::Find("NEAR".into()),
        Move::To(1),
        Move::Find("sample".into()),
        Move::Entries(1),
        Move::To(3),
        Move::Find("no such words".into()),
    ]
    .into_iter();
    let mut steering = false;
    let events = played(&path, 1e6, |control, event| {
        // Each place is one move; that the end is told again is none.
        let first = ENDED(event) && !steering;
        if first {
            steering = true;
            control.pause(true);
        }
        let stands = matches!(event, Event::Screen(Screen::Played(_)));
        if first || steering && stands && !ENDED(event) {
            match moves.next() {
                Some(to) => control.go(to),
                None => control.stop(),
            }
        }
    });
    let places = places(&events);
    let of = LINES.len();
    assert_eq!(
        places[..of],
        (1..=of).map(|n| (n, false)).collect::<Vec<_>>()
    );
    let steered: Vec<_> = places[of..].iter().map(|(entry, _)| *entry).collect();
    // The end is told again whenever it is reached.
    assert_eq!(steered, [6, 5, 1, 6, 6, 1, 5, 6, 6, 3, 3]);
    let again = events.iter().filter_map(|event| match event {
        Event::Screen(Screen::Again(events)) => Some(events),
        _ => None,
    });
    let again: Vec<_> = again.collect();
    let samples = |events: &[Event]| events.iter().any(|e| matches!(e, Event::Gallery(_)));
    assert!(samples(again[0]) && !samples(again[1]));
    assert!(matches!(
        again[1][..],
        [Event::Entered { .. }, Event::Built(_), ..]
    ));
}

#[test]
fn a_pause_holds_within_an_entry_and_a_move_shows_the_rest_of_it() {
    let (_folder, path) = recorded(LINES);
    let phases = |events: &[Event]| {
        let phase = |event: &&Event| matches!(event, Event::Phase(_));
        events.iter().filter(phase).count()
    };
    let mut heard = Vec::new();
    let events = played(&path, 1e6, |control, event| {
        heard.push(event.clone());
        if phases(&heard) == 2 && matches!(event, Event::Phase(_)) {
            control.pause(true);
            control.go(Move::Entries(1));
        }
        if at(event, 4) {
            control.stop();
        }
    });
    assert!(phases(&events) > 2, "the rest of the entry is shown");
    assert_eq!(places(&events).last(), Some(&(4, false)));
    let stepped = events.iter().filter(|e| matches!(e, Event::Stepped(_)));
    assert_eq!(stepped.count(), 1, "and all of the next one");
    assert!(!events.iter().any(|e| matches!(e, Event::Gallery(_))));
}

#[test]
fn curves_grow_point_by_point_where_it_is_watched_and_come_at_once_elsewhere() {
    let (_folder, path) = recorded(LINES);
    let steps = |events: &[Event]| {
        let step = |event: &Event| match event {
            Event::Progress(progress) => Some(progress.step),
            _ => None,
        };
        events.iter().filter_map(step).collect::<Vec<_>>()
    };
    let watched = played(&path, 1e6, |control, event| {
        if ENDED(event) {
            control.stop();
        }
    });
    // The batch that was walked in part is the first of them.
    assert_eq!(steps(&watched), [1, 2, 3, 4, 5, 6]);
    let text = run(&mut shell(), &format!("replay '{path}'"));
    assert!(steps(&text).is_empty() && !text.iter().any(ENDED));
}

#[test]
fn branches_play_in_the_order_of_what_happened_each_with_its_curves() {
    let (_folder, path) = recorded(&[
        "build gan gen=dense batch=4",
        "step 6",
        "goto 3",
        "set lr 0.0005",
        "step 5",
        "switch main",
    ]);
    let events = played(&path, 1e6, |control, event| {
        if ENDED(event) {
            control.stop();
        }
    });
    let branched = events.iter().any(|event| {
        matches!(event, Event::Branched { branch, from, step: 3 } if branch == "b2" && from == "main")
    });
    assert!(branched);
    let last = |event: &Event| match event {
        Event::Live(news) => news.iter().find_map(|event| match event {
            Event::Curves(curves) => {
                let points = curves.curves.iter().find(|c| c.name == "d_loss");
                points.and_then(|c| c.points.last().map(|(step, _)| *step))
            }
            _ => None,
        }),
        _ => None,
    };
    let lasts: Vec<_> = events.iter().filter_map(last).collect();
    assert_eq!(lasts, [6, 6], "main goes to step 6, whatever b2 did");
    let moved: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Moved(moved) => Some((moved.branch.as_str(), moved.step)),
            _ => None,
        })
        .collect();
    assert_eq!(moved, [("main", 3), ("main", 6)]);
}

#[test]
fn lessons_are_replayed_by_name_wherever_one_is() {
    let nowhere = tempfile::tempdir().unwrap();
    let lab = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_aegan-lab"))
            .current_dir(nowhere.path())
            .env("HOME", nowhere.path())
            .args(arguments)
            .output()
            .unwrap();
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
            output.status.code(),
        )
    };
    let (text, _, status) = lab(&["replay", "04-gan", "--speed", "0.001"]);
    assert_eq!(status, Some(0));
    assert!(
        text.contains("replay of gan on digits · 13 entries"),
        "{text}"
    );
    let played = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    for word in ["gan", "4"] {
        let other = lab(&["replay", word, "--speed", "real"]).0;
        assert_eq!(played(&other), played(&text));
    }
    for speed in ["0", "-1", "fast", "nan"] {
        let (_, refused, status) = lab(&["replay", "04-gan", &format!("--speed={speed}")]);
        assert_eq!(status, Some(2), "{speed}");
        assert!(refused.contains("is not a speed"), "{refused}");
    }
    let (_, refused, status) = lab(&["replay", "04-gun"]);
    assert_eq!(status, Some(1), "{refused}");
}
