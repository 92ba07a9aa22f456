//! `lesson`: plays a lesson in the lab, from note to note.

use crate::error::{Error, Result};
use crate::event::{Event, Listing, Screen};
use crate::language::args::split;
use crate::language::command::{Command, Group, Language, Line};
use crate::language::params::{Name, Suggestion, any};
use crate::language::timeline::record_move;
use crate::language::travel::travel;
use crate::language::typed::lines;
use crate::shell::lesson::Lesson;
use crate::shell::shipped::{self, LESSONS, Shipped};
use crate::shell::{Did, Emit, Shell};

/// Which, or what to do with the one that is on.
const WHICH: Name<String> = Name::optional("NAME", any, |_| {
    let mut all = Suggestion::all(LESSONS.iter().map(|lesson| (lesson.word(), lesson.about())));
    all.extend(Suggestion::all([
        ("go", "go on to the next note"),
        ("list", "all lessons"),
        ("end", "leave the lesson"),
    ]));
    all
})
.shown("N|NAME|go|list|end");

/// The data of lessons that name none.
const DATA: &str = "digits";

pub(super) const COMMAND: Command = Command {
    name: "lesson",
    aliases: &["lessons"],
    meant: &["tutorial", "tour", "course"],
    group: Group::Lab,
    params: &[&WHICH],
    about: "list the lessons, or take one: lesson 1",
    details: "lesson; lesson 4; lesson gan. A lesson is a script that runs in the lab line by line and stops at each of its notes. Type whatever you want to try there. 'lesson go' (on the screen: space) continues from where the lesson was; 'lesson' returns there and waits. 'lesson list' lists all, 'lesson end' leaves.",
    ends_run: true,
    run,
    ..Command::BASE
};

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let word = line.given.maybe(&WHICH)?;
    let language = line.language;
    match (word.as_deref(), shell.lesson.take()) {
        (None, Some(lesson)) => {
            let back = back(language, shell, &lesson, emit);
            let text = waits(shell, &lesson);
            let said = back.and_then(|()| note_again(language, shell, &lesson, emit));
            shell.lesson = Some(lesson);
            said?;
            emit(Event::Said { text });
        }
        (None | Some("list"), lesson) => {
            shell.lesson = lesson;
            emit(list(shell));
        }
        (Some("go"), Some(mut lesson)) => {
            let went = back(language, shell, &lesson, emit)
                .and_then(|()| play(language, shell, &mut lesson, emit));
            let over = lesson.next == lesson.lines.len();
            if !over {
                shell.lesson = Some(lesson);
            }
            went?;
        }
        (Some("end"), Some(lesson)) => {
            emit(Event::Screen(Screen::Lesson(false)));
            let number = lesson.of.number();
            let text = format!("lesson {number} is left; 'lesson {number}' begins it again");
            emit(Event::Said { text });
        }
        (Some("go" | "end"), None) => {
            return Err(Error::new(
                "no lesson is running; 'lesson 1' begins the first, 'lesson' lists all",
            ));
        }
        (Some(word), before) => {
            let Some(of) = shipped::named(word) else {
                shell.lesson = before;
                let names = LESSONS.iter().map(Shipped::word);
                return Err(Error::unknown("lesson", word, names));
            };
            let mut lesson = match begin(language, shell, of, emit) {
                Ok(lesson) => lesson,
                Err(why) => {
                    // The one before it stays on, as it does where there is none of that name.
                    shell.lesson = before;
                    return Err(why);
                }
            };
            let went = play(language, shell, &mut lesson, emit);
            if lesson.next < lesson.lines.len() {
                shell.lesson = Some(lesson);
            }
            went?;
        }
    }
    Ok(Did::Nothing)
}

/// All lessons.
fn list(shell: &Shell) -> Event {
    let finished = shell.finished();
    let row = |lesson: &Shipped| {
        let done = if finished.contains(lesson.name) {
            "done"
        } else {
            ""
        };
        let about = lesson.about();
        // What it is called is its first words.
        let about = about.strip_suffix('.').unwrap_or(about);
        vec![
            lesson.number().to_string(),
            lesson.word().to_owned(),
            done.to_owned(),
            about.to_owned(),
        ]
    };
    let footer = if let Some(lesson) = &shell.lesson {
        waits(shell, lesson)
    } else {
        let next = LESSONS.iter().find(|l| !finished.contains(l.name));
        let number = next.map_or(1, Shipped::number);
        format!("'lesson {number}' begins one; it stops at each note, and you try what you want")
    };
    Event::Listing(Listing {
        title: "lessons".into(),
        columns: [">", "lesson", "", "what it is about"]
            .map(str::to_owned)
            .into(),
        rows: LESSONS.iter().map(row).collect(),
        footer,
    })
}

/// A lesson that begins, on its data.
fn begin(
    language: Language,
    shell: &mut Shell,
    of: &'static Shipped,
    emit: Emit<'_>,
) -> Result<Lesson> {
    let lines = lines(of.script).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<_> = lines.collect();
    emit(Event::Said {
        text: format!("lesson {} · {}", of.number(), of.about()),
    });
    let names_data = lines
        .first()
        .is_some_and(|first| first.starts_with("data "));
    if !names_data && shell.data.name != DATA {
        language.execute(shell, &format!("data {DATA}"), emit)?;
    }
    // A record of its own: its branches have the names that it gives them, however often it is taken. The run that stood
    // before is there again after 'undo'.
    if shell.session.is_some() {
        let old = shell.trainer.take();
        shell.park(old);
    }
    Ok(shell.lesson(of, lines))
}

/// Brings the run back to where the lesson is.
fn back(language: Language, shell: &mut Shell, lesson: &Lesson, emit: Emit<'_>) -> Result<()> {
    if let Some(at) = shell.record_of(lesson)? {
        travel(language, shell, at, emit)?;
        record_move(shell);
    }
    Ok(())
}

/// Says the note at which a lesson waits once more, and records nothing: what was tried has moved it out of sight.
fn note_again(
    language: Language,
    shell: &mut Shell,
    lesson: &Lesson,
    emit: Emit<'_>,
) -> Result<()> {
    let before = lesson.next.checked_sub(1).map(|at| lesson.lines[at]);
    let Some(note) = before.filter(|line| language.says_itself(line)) else {
        return Ok(());
    };
    for (name, args) in &split(note)? {
        let read = language.line(name, args)?;
        (read.command.run)(shell, &read, emit)?;
    }
    Ok(())
}

/// Goes on to the next note, or to the end. A line that is stopped comes again the next time.
fn play(language: Language, shell: &mut Shell, lesson: &mut Lesson, emit: Emit<'_>) -> Result<()> {
    emit(Event::Screen(Screen::Lesson(true)));
    while let Some(line) = lesson.lines.get(lesson.next).copied() {
        let note = language.says_itself(line);
        if !note {
            let line = line.to_owned();
            emit(Event::Entered { line });
        }
        let done = language.execute(shell, line, emit);
        if shell.stopped() || shell.left {
            emit(Event::Said {
                text: waits(shell, lesson),
            });
            return Ok(());
        }
        shell.advance(lesson);
        if let Err(error) = done {
            let (number, at) = (lesson.of.number(), lesson.next);
            let more = if at < lesson.lines.len() {
                "; 'lesson go' goes on all the same"
            } else {
                ends(shell, lesson, emit);
                ""
            };
            return Err(Error::new(format!(
                "lesson {number}, line {at}: {error}{more}"
            )));
        }
        if note && lesson.next < lesson.lines.len() {
            emit(Event::Said {
                text: waits(shell, lesson),
            });
            return Ok(());
        }
    }
    ends(shell, lesson, emit);
    Ok(())
}

/// Says that a lesson is finished, and which one is next.
fn ends(shell: &mut Shell, lesson: &Lesson, emit: Emit<'_>) {
    emit(Event::Screen(Screen::Lesson(false)));
    let number = lesson.of.number();
    let next = LESSONS.get(number).map_or_else(
        || "it was the last one; 'lesson' lists all".to_owned(),
        |next| format!("'lesson {}' is next: {}", next.number(), next.about()),
    );
    let kept = shell.finish_lesson(lesson.of.name);
    let lost = kept.map_or_else(|why| format!(" ({why})"), |()| String::new());
    emit(Event::Said {
        text: format!("lesson {number} is finished{lost}; {next}"),
    });
}

/// Where a lesson waits, and for what.
fn waits(shell: &Shell, lesson: &Lesson) -> String {
    // Only a screen wants news while training runs.
    let go = if shell.live.is_some() {
        "space"
    } else {
        "'lesson go'"
    };
    format!(
        "lesson {} · {}/{} · {go} goes on · type to try something · 'lesson' returns",
        lesson.of.number(),
        lesson.next,
        lesson.lines.len()
    )
}
