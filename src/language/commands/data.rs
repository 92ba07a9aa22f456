//! `data`: the data: classes, counts, range.

use std::sync::Arc;

use crate::data::{self, Asked, Drawing, NAMES, drawn};
use crate::error::{Error, Result};
use crate::event::{Event, Screen};
use crate::language::command::{Command, Group, Line};
use crate::language::params::{Choice, Name, Opt, Options, Suggestion, any};
use crate::shell::sheet;
use crate::shell::watch;
use crate::shell::{Did, Emit, Shell};

/// The word that opens a canvas.
const DRAW: (&str, &str) = (
    "draw",
    "a canvas for 2-D points: draw them with mouse or keys",
);

/// Expressions to begin with.
const EXPRESSIONS: [(&str, &str); 3] = [
    ("\"y = sin(x)\"", "points along a curve"),
    ("\"x^2 + y^2 < 1\"", "points all over a region"),
    ("\"exp(-x^2 - y^2)\"", "points of a density"),
];

/// A set of data, a folder, a file, an expression, or the text or the word for a drawing.
const NAME: Name<String> = Name::optional("NAME|DIR|FILE|\"EXPR\"", any, |_| {
    let mut all = Suggestion::all(NAMES.iter().copied());
    all.extend(Suggestion::all([DRAW]));
    all.extend(Suggestion::all(EXPRESSIONS));
    all.extend(Suggestion::path(&[]));
    all
});

/// With colours or without.
const COLOUR: Choice<&str> = Choice {
    name: "grey|rgb",
    needed: false,
    words: &[
        ("grey", "without colours", "grey"),
        ("rgb", "with colours", "rgb"),
    ],
    refuse: |word, before| {
        let place = before.maybe(&NAME).ok().flatten().unwrap_or_default();
        format!(
            "'{word}' is not an option for '{place}'; options are size=N or size=HxW, grey, rgb and over=white; a path or an expression with spaces needs quotes"
        )
    },
};

/// How large pictures are made.
const SIZE: Opt<data::Options> = Opt {
    key: "size",
    shown: "size=N|HxW",
    about: "make pictures of N by N, or of H by W",
    read: option,
};

/// What transparency is laid over.
const OVER: Opt<data::Options> = Opt {
    key: "over",
    shown: "over=white",
    about: "lay transparency over white, not black",
    read: option,
};

const HOW: Options = Options::of(&[&SIZE, &OVER]);

pub(super) const COMMAND: Command = Command {
    name: "data",
    meant: &["dataset", "datasets", "canvas"],
    group: Group::Build,
    params: &[&NAME, &COLOUR, &HOW],
    about: "show the data, or load other data for the next build",
    details: "data fashion; data ring; data path/to/mnist (a folder of IDX files); data path/to/cifar-10 (its binary files); both also gzipped. data path/to/pictures size=64 rgb reads a folder of PNG, JPEG, WebP, BMP or GIF (first frame), flat or with one subfolder per class. Pictures are cropped to the middle and resampled with a Lanczos filter; transparency is laid over black or, with over=white, over white. Without size=, pictures that all have one size up to 64 keep it, and all others become 64 by 64. Without grey or rgb, pictures are grey if none has a colour. Also FILE.npz and FILE.npy (NumPy: x_train, y_train, x_test, y_test, or x and y), FILE.csv (points with a class, or pixels with the label first) and a single IDX file of any number type. Uncompressed IDX and .npy files of bytes larger than 1 GiB stay where they are, and batches are read from them. data \"y = sin(x)\" draws points along a curve (or x = ..., or r = ... of the angle t), data \"x^2 + y^2 < 1\" all over a region, data \"exp(-x^2 - y^2)\" of a density; 'and' and 'or' combine regions, and limits follow a comma: \"y = sin(x), -6 < x < 6\". data draw opens a canvas in the full screen: draw 2-D points in up to nine classes with the mouse or the cursor keys; Enter takes them as data \"drawn 40x40 ...\", a line that works anywhere. classes.txt beside them names the classes, one a line. Folders train and test (or val) are the two parts; otherwise a tenth, at most 1,000 items, is held out: drawn with seed 0, the same share of each class. Decoded pictures are kept in the cache folder (XDG_CACHE_HOME). The current run keeps its own data until the next build.",
    no_option: Some(|name, _, _| {
        format!(
            "'data' has no option '{name}'; it has size and over, and an expression needs quotes: data \"y = sin(x)\""
        )
    }),
    hint: Some(hint),
    run,
    ..Command::BASE
};

/// What an expression or a drawing in quotes draws while it is typed, or what is wrong with it.
fn hint(line: &str) -> Option<String> {
    let (_, typed) = line.rsplit_once(['"', '\''])?;
    let quotes = line.matches(['"', '\'']).count();
    let (text, gap) = if quotes % 2 == 1 {
        (typed, "  ")
    } else {
        (line.rsplit(['"', '\'']).nth(1)?, " ")
    };
    let described = if drawn::is_drawing(text) {
        drawn::described(text)
    } else if data::expression::is_expression(text) {
        data::expression::described(text).map(str::to_owned)
    } else {
        return None;
    };
    Some(match described {
        Ok(drawn) => format!("{gap}-> {drawn}"),
        Err(mistake) => format!("{gap}{}", mistake.why),
    })
}

/// An option as the data room reads it.
fn option(key: &str, value: &str) -> Result<data::Options> {
    let mut options = data::Options::default();
    options.take(&format!("{key}={value}"))?;
    Ok(options)
}

fn run(shell: &mut Shell, line: &Line, emit: Emit<'_>) -> Result<Did> {
    let asked = asked(line)?;
    if let Some(asked) = &asked {
        if asked.place == DRAW.0 {
            return canvas(shell, asked, emit);
        }
        let control = shell.control.clone();
        let stopped = "stopped; the data did not change";
        let data = watch::data(&asked.to_string(), &control, &mut *emit, stopped)?;
        let before = std::mem::replace(&mut shell.data, Arc::new(data));
        shell.timeline.data_before.push(before);
        shell.timeline.data_after.clear();
    }
    sheet::show(shell, emit)?;
    if asked.is_some_and(|asked| drawn::is_drawing(&asked.place)) {
        let labels = if shell.data.classes.is_empty() {
            ""
        } else {
            " labels=yes"
        };
        let text = format!("'build gan{labels}' makes a GAN for it, and 'run' trains it");
        emit(Event::Said { text });
    }
    Ok(Did::Nothing)
}

/// Opens a canvas, with the drawing that the data are.
///
/// # Errors
/// A sentence if there is no screen for it, or more on the line.
fn canvas(shell: &Shell, asked: &Asked, emit: Emit<'_>) -> Result<Did> {
    let why = if shell.live.is_none() {
        "needs the full screen"
    } else if !shell.alone || asked.options != data::Options::default() {
        "stands alone on its line"
    } else {
        let drawing = Drawing::read(&shell.data.name).ok();
        let text = drawing.map(|drawing| drawing.to_string());
        emit(Event::Screen(Screen::Canvas(text)));
        return Ok(Did::Nothing);
    };
    Err(Error::new(format!(
        "'data draw' {why}; anywhere else a drawing can be given as data \"drawn 40x40 ...\", the line that the canvas enters"
    )))
}

/// What a line asks for; nothing where it only asks what the data are.
fn asked(line: &Line) -> Result<Option<Asked>> {
    let (size, over) = (line.given.option(&SIZE)?, line.given.option(&OVER)?);
    let Some(place) = line.given.maybe(&NAME)? else {
        return if size.is_some() || over.is_some() {
            Err(Error::new(
                "which data? Give a name, a folder or a file first, as in 'data path/to/pictures size=64'",
            ))
        } else {
            Ok(None)
        };
    };
    // A place in quotes may bring options of its own: the name of data that a session tells.
    let mut asked = Asked::read(&place)?;
    if let Some(size) = size {
        asked.options.size = size.size;
    }
    if let Some(over) = over {
        asked.options.over = over.over;
    }
    if let Some(colour) = line.given.maybe(&COLOUR)? {
        asked.options.channels = None;
        asked.options.take(colour)?;
    }
    Ok(Some(asked))
}
