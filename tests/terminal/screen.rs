//! The full screen in an emulated terminal: what a person types, sees, and gets back.

use std::path::Path;

use crate::support::emulated::{Terminal, command};
use crate::support::screen::LAB;
use portable_pty::CommandBuilder;

/// The lab on a terminal of its own, with a home of its own.
fn lab(home: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut lab = command(LAB, arguments, "xterm-256color");
    lab.env("HOME", home);
    lab.env("XDG_STATE_HOME", home);
    lab.cwd(env!("CARGO_MANIFEST_DIR"));
    lab
}

fn start(home: &Path, columns: u16, rows: u16) -> Terminal {
    let terminal = Terminal::start(lab(home, &[]), columns, rows);
    terminal.shows("lab>");
    terminal
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The last word on the alternate screen, the mouse, pasting and the cursor is that they are as before.
fn given_back(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    [
        ("?1049l", "?1049h"),
        ("?1000l", "?1000h"),
        ("?2004l", "?2004h"),
        ("?25h", "?25l"),
    ]
    .iter()
    .all(|(back, taken)| text.rfind(back) > text.rfind(taken))
}

#[test]
fn a_gan_is_built_stepped_looked_at_saved_and_left() {
    let home = home();
    let mut lab = start(home.path(), 80, 24);
    lab.shows("real · digits");
    lab.type_in("build gan batch=16\r");
    lab.shows("gan>");
    lab.type_in("step 20\r");
    lab.shows("at step 20");
    lab.type_in("sample 9\r");
    lab.shows("samples · fixed noise · step 20");
    lab.type_in("disc 4\r");
    lab.until("D's opinion", |s, _| {
        s.contains("what D says") && s.contains("accuracy")
    });
    lab.type_in("show ledger\r");
    lab.until("the ledger", |s, _| {
        s.contains("Dx fooled by G(z)") && s.contains("∇G")
    });
    lab.type_in("plot\r");
    lab.until("curves", |s, _| {
        s.contains("losses") && s.contains("━━ d_loss")
    });
    lab.type_in(&format!("save {}\r", home.path().join("a.ron").display()));
    lab.shows("weights");
    lab.type_in("quit\r");
    let (status, bytes) = lab.end();
    assert_eq!(status, 0);
    assert!(given_back(&bytes));
    assert!(home.path().join("a.ron").exists());
}

#[test]
fn how_to_leave_is_shown_and_the_mouse_can_be_given_to_the_terminal() {
    let home = home();
    let mut lab = start(home.path(), 80, 24);
    lab.shows("Ctrl-D quit");
    lab.type_in("\x03");
    lab.shows("Ctrl-D or 'quit' leaves the lab");
    // F12 gives the mouse back, a line takes it again.
    lab.type_in("\x1b[24~");
    lab.shows("text can be selected");
    let times = |bytes: &[u8], what: &str| String::from_utf8_lossy(bytes).matches(what).count();
    lab.until("no mouse", |_, bytes| times(bytes, "?1000l") == 1);
    lab.type_in("mouse on\r");
    lab.until("the mouse", |_, bytes| times(bytes, "?1000h") == 2);
    lab.type_in("note once\r");
    lab.shows("\n  once");
    lab.type_in("clear\r");
    lab.until("an empty log", |s, _| !s.contains("once"));
    // Work that is stopped has not failed.
    lab.type_in("build gan batch=4\rclassifier train 1000000\r");
    lab.until("work", |s, _| {
        s.contains("> classifier train") && s.contains("Esc stop")
    });
    lab.type_in("\x03");
    let stopped = lab.shows("stopped before training was done");
    assert!(!stopped.contains("error"), "{stopped}");
    // An answer that is longer than the log is seen whole, under what was asked.
    lab.type_in("help gradient penalty\r");
    lab.until("a page", |s, _| {
        s.contains("help gradient penalty") && s.contains("Mescheder") && s.contains("Esc closes")
    });
    // What is typed beside a page that is seen whole goes to the prompt.
    lab.type_in("quiz\r");
    lab.shows("unknown command 'quiz'; did you mean 'quit'?");
    lab.type_in("set nothing 1\r");
    lab.until("a whole error", |s, _| {
        s.contains("there is no setting") && s.contains("strength")
    });
    lab.type_in("quit\r");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn the_screen_goes_back_in_time_and_keys_undo() {
    let home = home();
    let mut lab = start(home.path(), 120, 40);
    lab.type_in("build gan batch=16; step 12\r");
    lab.shows("at step 12");
    lab.type_in("back 4\r");
    // Where it stands, of how many steps, on which branch; the pictures are of then.
    lab.shows("step 8 of 12 · main");
    lab.shows("fixed noise · step 8");
    lab.type_in("set lr 0.01; step 2\r");
    lab.shows("branch 'b2' begins at step 8 of 'main'");
    lab.shows("at step 10");
    lab.type_in("\x1b[20~");
    lab.shows("step 8 of 10 · b2");
    lab.type_in("\x1b[21~");
    lab.shows("step 10, the end of the record · b2");
    lab.type_in("until d_loss > 1000000 max=3\r");
    lab.shows("at step 13");
    lab.type_in("quit!\r");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn keys_are_short_for_lines_and_words_are_completed() {
    let home = home();
    let mut lab = start(home.path(), 80, 24);
    lab.type_in("buil\t");
    lab.shows("lab> build");
    lab.type_in("\t");
    lab.until("a list of recipes", |s, _| {
        s.contains("aegan") && s.contains("the terms of both cycles")
    });
    lab.type_in("gan batch=16\r");
    lab.shows("gan>");
    lab.type_in(" ");
    lab.until("a step", |s, _| {
        s.contains("> step 1") && s.contains("at step 1")
    });
    lab.type_in("\x1bOQ");
    lab.until("a phase", |s, _| {
        s.contains("> next") && s.contains("draw batch")
    });
    // What is typed after the first letter is text, a space too.
    lab.type_in("smaple 9\r");
    lab.shows("did you mean 'sample'?");
    lab.type_in("\x1b[A");
    lab.shows("gan> smaple 9");
    lab.type_in("\x03");
    lab.until("an empty prompt", |s, _| !s.contains("gan> smaple 9"));
    lab.type_in("\x1bOP");
    lab.until("help", |s, _| {
        s.contains("'help WORD' explains a command") && s.contains("Esc closes")
    });
    lab.type_in("q");
    // What is pasted is entered line by line, comments and all, however the terminal ends its lines.
    lab.type_in("\x1b[200~step 2 # two\rsample 1\nnote left\x1b[201~");
    lab.until("pasted lines", |s, _| {
        s.contains("samples · fixed noise · step 3") && s.contains("gan> note left")
    });
    // A key that is hit by mistake costs nothing.
    lab.type_in("\x15\x04");
    lab.shows("3 steps are not saved");
    lab.type_in("\x04");
    assert_eq!(lab.end().0, 0);
    // The next lab knows what was typed.
    let mut lab = start(home.path(), 80, 24);
    lab.type_in("\x12maple");
    lab.until("the line that was searched", |s, _| {
        s.contains("search 'maple'> smaple 9")
    });
}

#[test]
fn a_run_gives_way_to_what_is_typed_and_stops_when_told() {
    let home = home();
    let mut lab = start(home.path(), 100, 30);
    lab.type_in("build gan batch=16\r");
    lab.shows("gan>");
    lab.type_in("run\r");
    lab.shows("running");
    lab.type_in("set lr 0.004\r");
    lab.until("a setting changed between two steps", |s, _| {
        s.contains("→ 0.004") && s.contains("running")
    });
    lab.type_in("interp 5\r");
    lab.shows("held, Esc resumes");
    lab.type_in("\x1b");
    lab.until("samples again", |s, _| {
        s.contains("samples · fixed noise") && s.contains("running")
    });
    lab.type_in("\x03");
    lab.until("the end of the run", |s, _| !s.contains("running"));
    lab.type_in("step 3\r");
    lab.shows("3 steps in");
    lab.type_in("run\r");
    lab.shows("running");
    // Steps of a run that goes on are lost like those that are done; any other key takes the wish back.
    let warned = |screen: &str| -> Vec<u64> {
        let lines = screen.lines();
        let counts = lines.filter_map(|line| line.split_once(" steps are not saved"));
        counts
            .filter_map(|(count, _)| count.trim().parse().ok())
            .collect()
    };
    lab.type_in("\x04");
    let screen = lab.until("the warning", |s, _| !warned(s).is_empty());
    let first = warned(&screen).into_iter().max().unwrap();
    lab.type_in("\x0c");
    // By now there are more to lose than were told.
    lab.until("more steps", |s, _| {
        let head = s.lines().next().unwrap_or_default();
        let step = head.split("step ").nth(1).unwrap_or_default();
        let step = step.split_whitespace().next().unwrap_or_default();
        step.parse().is_ok_and(|step: u64| step > first + 200)
    });
    lab.type_in("\x04");
    lab.until("another warning, of more steps", |s, _| {
        warned(s).into_iter().any(|count| count > first)
    });
    lab.type_in("\x04");
    let (status, bytes) = lab.end();
    assert_eq!(status, 0);
    assert!(given_back(&bytes));
}

#[test]
fn leaving_tells_what_would_be_lost() {
    let home = home();
    let mut lab = start(home.path(), 100, 30);
    let save = |name: &str| format!("save {}\r", home.path().join(name).display());
    lab.type_in(&format!(
        "build gan batch=16\rstep 7\r{}step 2\r",
        save("a.ron")
    ));
    lab.shows("2 steps in");
    // The steps of another lab are not this one's.
    lab.type_in("verify sessions/01-autoencoder.ron\r");
    lab.shows("the same:");
    lab.type_in("\x04");
    lab.shows("2 steps are not saved");
    // A line takes the wish back, however it was entered.
    lab.type_in("\x1b[200~note stay\n\x1b[201~\x04");
    lab.until("the warning again", |s, _| {
        s.matches("2 steps are not saved").count() == 2
    });
    lab.type_in(&save("b.ron"));
    // Steps that nobody has heard of yet count, too; when the lab leaves, no line follows.
    lab.type_in("step 100000\r\x04");
    lab.shows("not saved: 'save' keeps them");
    lab.type_in("\x04");
    lab.shows("quits when this is done");
    lab.type_in("note late\r");
    lab.shows("'note late' comes after 'quit' and is not run");
    lab.type_in("\x04");
    assert_eq!(lab.end().0, 0);
    assert!(home.path().join("b.ron").exists());
}

#[test]
fn a_batch_walked_to_its_end_is_a_step_that_would_be_lost() {
    let home = home();
    let mut lab = start(home.path(), 100, 30);
    lab.type_in("build gan batch=4 gen=dense\rnext makers\r");
    lab.shows("update G");
    lab.type_in("\x04");
    lab.shows("1 step is not saved");
    lab.type_in("\x04");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn a_replay_that_had_to_wait_is_the_past_of_another_run() {
    let home = home();
    let mut lab = start(home.path(), 100, 30);
    lab.type_in("build vae batch=8\rstep 15\r");
    lab.shows("15 steps in");
    lab.type_in("note x; replay sessions/04-gan.ron\r");
    // A replay stays until one leaves it.
    lab.shows("replay>");
    lab.type_in("\x1b");
    lab.shows("your run is as it was");
    lab.until("the lab's own run", |s, _| s.contains("vae>"));
    lab.type_in("\x04");
    lab.shows("15 steps are not saved");
    lab.type_in("\x04");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn any_size_and_any_change_of_size_is_drawn() {
    let home = home();
    let mut lab = start(home.path(), 120, 40);
    lab.type_in("build aegan batch=8\rstep 3\rdisc 4\r");
    lab.until("all panes", |s, _| {
        ["samples", "ledger", "losses", "what D says", "accuracy"]
            .iter()
            .all(|pane| s.contains(pane))
    });
    for (columns, rows) in [
        (10, 3),
        (200, 60),
        (1, 1),
        (80, 24),
        (30, 8),
        (99, 29),
        (19, 16),
    ] {
        lab.resize(columns, rows);
        lab.until("the prompt in the new size", |s, _| {
            columns < 8 || s.lines().any(|l| l.starts_with("aegan>"))
        });
    }
    lab.resize(200, 60);
    lab.shows("what D says");
    lab.type_in("quit!\r");
    assert_eq!(lab.end().0, 0);
}

#[test]
fn the_terminal_is_given_back_after_a_signal_and_the_journal_stays() {
    for signal in ["TERM", "INT", "HUP"] {
        let home = home();
        let mut lab = start(home.path(), 80, 24);
        lab.type_in("build gan batch=16\r");
        lab.shows("gan>");
        lab.type_in("run\r");
        lab.shows("running");
        assert!(
            std::process::Command::new("kill")
                .args([format!("-{signal}"), lab.pid().to_string()])
                .status()
                .unwrap()
                .success()
        );
        let (status, bytes) = lab.end();
        assert_eq!(status, 130);
        assert!(given_back(&bytes));
        let mut lab = start(home.path(), 80, 24);
        let screen = lab.shows("a lab ended without saving");
        assert!(screen.contains("'load lost'"), "{screen}");
        lab.type_in("load lost\r");
        lab.shows("gan>");
    }
}

#[test]
fn a_dropped_line_ends_the_lab_and_leaves_a_journal() {
    let home = home();
    let mut lab = start(home.path(), 80, 24);
    lab.type_in("build gan batch=16\r");
    lab.shows("gan>");
    lab.type_in("run\r");
    lab.shows("running");
    // Returns when the lab has ended.
    lab.hang_up();
    start(home.path(), 80, 24).shows("a lab ended without saving");
}

/// How the test below ends in a terminal, and what it wrote there.
fn panicking(how: &str) -> (u32, String) {
    let program = std::env::current_exe().unwrap();
    let mut itself = command(
        program.to_str().unwrap(),
        &[
            "--exact",
            "screen::the_panic_itself",
            "--nocapture",
            "--test-threads=1",
        ],
        "xterm-256color",
    );
    itself.env("PANIC_ON_A_SCREEN", how);
    let (status, bytes) = Terminal::start(itself, 80, 24).end();
    assert!(given_back(&bytes));
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[test]
fn a_panic_gives_the_terminal_back_and_says_what_it_was() {
    let (status, text) = panicking("where it is drawn");
    assert_ne!(status, 0);
    assert!(
        text.find("a picture fell off the wall") > text.rfind("?1049l"),
        "{text}"
    );
}

#[test]
fn a_panic_of_the_lab_ends_the_program_with_its_words() {
    let (status, text) = panicking("elsewhere");
    assert_eq!(status, 101);
    let said = text.find("the lab is on fire");
    assert!(said > text.rfind("?1049l"), "{text}");
    assert!(text.find("the next start offers") > said, "{text}");
}

/// Not a test of its own: what the ones above run in a terminal.
#[test]
fn the_panic_itself() {
    match std::env::var("PANIC_ON_A_SCREEN").as_deref() {
        Ok("elsewhere") => {
            aegan_lab::terminal::end_on_panic();
            let _screen = aegan_lab::tui::Screen::take().unwrap();
            let lab = std::thread::spawn(|| panic!("the lab is on fire"));
            let _ = lab.join();
            panic!("the program goes on");
        }
        Ok(_) => {
            let _screen = aegan_lab::tui::Screen::take().unwrap();
            panic!("a picture fell off the wall");
        }
        Err(_) => {}
    }
}

#[test]
fn a_session_plays_pauses_and_steps() {
    let home = home();
    let lab = lab(
        home.path(),
        &["replay", "sessions/04-gan.ron", "--speed", "4"],
    );
    let mut lab = Terminal::start(lab, 80, 24);
    lab.until("the replay", |s, _| {
        s.contains("space pause") && s.contains("gan on digits")
    });
    lab.type_in(" ");
    lab.shows("space go on");
    lab.type_in("+");
    lab.shows("speed ×8");
    lab.type_in(" ");
    lab.shows("space pause");
    // End: what is left comes at once, and stays.
    lab.type_in("\x1b[F");
    lab.shows("13/13 · the end");
    lab.type_in("\x04");
    let (status, bytes) = lab.end();
    assert_eq!(status, 0);
    assert!(given_back(&bytes));
}

#[test]
fn without_colours_there_are_none_and_a_dumb_terminal_gets_lines() {
    let home = home();
    let mut plain = lab(home.path(), &[]);
    plain.env("NO_COLOR", "1");
    let mut screen = Terminal::start(plain, 80, 24);
    screen.type_in("build gan batch=16\rstep 2\rdisc 2\r");
    screen.shows("accuracy");
    screen.type_in("quit!\r");
    let text = String::from_utf8_lossy(&screen.end().1).into_owned();
    let coloured = text.split("\x1b[").any(|code| {
        let numbers = code.split('m').next().unwrap_or("");
        numbers.split(';').any(|n| {
            n.parse::<u16>()
                .is_ok_and(|n| (30..=38).contains(&n) || (40..=48).contains(&n) || n >= 90)
        }) && code.contains('m')
            && numbers.chars().all(|c| c.is_ascii_digit() || c == ';')
    });
    assert!(!coloured, "{text:?}");

    let mut dumb = lab(home.path(), &[]);
    dumb.env("TERM", "dumb");
    let mut lines = Terminal::start(dumb, 80, 24);
    lines.shows("lab>");
    lines.type_in("quit\r");
    assert!(!String::from_utf8_lossy(&lines.end().1).contains("?1049h"));
}

#[test]
fn an_ascii_terminal_gets_ascii() {
    let home = home();
    let mut ascii = lab(home.path(), &["--art", "ascii"]);
    ascii.env("LANG", "C");
    let mut screen = Terminal::start(ascii, 120, 40);
    screen.type_in("build aegan batch=8\rstep 2\rdisc 2\rshow ledger\r");
    screen.shows("accuracy");
    screen.type_in("quit!\r");
    let bytes = screen.end().1;
    assert!(bytes.is_ascii(), "{:?}", String::from_utf8_lossy(&bytes));
}
