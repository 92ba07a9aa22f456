//! Text as it comes in, from files, the clipboard or a terminal, as lines of commands.

/// Whether a character stands between words. Beside white space: the marks without width that editors, chats and web
/// pages leave in a text, a byte-order mark among them.
#[must_use]
pub fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// The lines of a text, whatever ends them, without what is blank around each. A line that is empty counts.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let empty = text.is_empty();
    // What follows the last end is a line where there is anything.
    let whole = text.strip_suffix("\r\n");
    let text = whole.or(text.strip_suffix(ends)).unwrap_or(text);
    let mut rest = Some(text).filter(|_| !empty);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(at) = text.find(ends) else {
            rest = None;
            return Some(text.trim_matches(blank));
        };
        let after = &text[at..];
        let end = if after.starts_with("\r\n") {
            2
        } else {
            after.chars().next().map_or(0, char::len_utf8)
        };
        rest = Some(&after[end..]);
        Some(text[..at].trim_matches(blank))
    })
}

/// The lines of a script that are to be run, each with its number, counted from 1; empty lines and comments are left
/// out. A network may be written over several lines, by a command whose name `writes` knows: one that ends with `=`, `|`, `,` or `(` goes on in the next, and
/// so does one before a line that begins with `|`, `,` or `)`.
#[must_use]
pub fn statements(text: &str, writes: &dyn Fn(&str) -> bool) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (number, line) in lines(text).enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match found.last_mut() {
            Some((_, before)) if continues(before, line, writes) => {
                let whole = without_comment(before).len();
                before.truncate(whole);
                before.extend([" ", line]);
            }
            _ => found.push((number + 1, line.to_owned())),
        }
    }
    found
}

/// Whether a network that `before` writes goes on in the next line.
fn continues(before: &str, next: &str, writes: &dyn Fn(&str) -> bool) -> bool {
    let before = without_comment(before);
    let last = before.rsplit(';').next().unwrap_or(before);
    let mut words = last.split(blank).filter(|word| !word.is_empty());
    let writes = words.next().is_some_and(writes);
    writes && (before.ends_with(['=', '|', ',', '(']) || next.starts_with(['|', ',', ')']))
}

/// A line up to its comment, which begins with a word.
fn without_comment(line: &str) -> &str {
    let begins = |(at, _): &(usize, &str)| line[..*at].ends_with(blank) || *at == 0;
    let comment = line.match_indices('#').find(begins);
    comment
        .map_or(line, |(at, _)| &line[..at])
        .trim_end_matches(blank)
}

/// A text from the clipboard as if it were typed: every end of a line is `\n`, every blank a space, and nothing else
/// is left that no key types.
#[must_use]
pub fn typed(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let key = |c: char| match c {
        c if ends(c) => Some('\n'),
        c if c.is_whitespace() => Some(' '),
        c if blank(c) || c.is_control() => None,
        c => Some(c),
    };
    text.chars().filter_map(key).collect()
}

/// Whether a character ends a line: those of Unix, of old Macs, and of Unicode.
fn ends(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_every_way_and_keep_their_numbers() {
        let found = |text| lines(text).collect::<Vec<_>>();
        assert_eq!(
            found("\u{feff}build ae\r\n\r\n\tstep 2\u{a0} \r\n"),
            ["build ae", "", "step 2"]
        );
        assert_eq!(found("a\rb\u{2028}c\n\nd"), ["a", "b", "c", "", "d"]);
        assert_eq!(found("a\n\n"), ["a", ""]);
        assert!(found("").is_empty());
        assert_eq!(found("\n"), [""]);
    }

    #[test]
    fn a_network_goes_on_over_several_lines() {
        let text = "build ae # |\n\nnet a disc = # a critic\n  # of two layers\n  flatten |\n  dense 4,\n  relu  # (\n  | dense 1 # out\nstep 3; net b gen = (\n dense Z\n )\n| 4\nnote ends with |\nstep 1";
        let found = statements(text, &|name| name == "net");
        let found: Vec<_> = found
            .iter()
            .map(|(at, line)| (*at, line.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (1, "build ae # |"),
                (3, "net a disc = flatten | dense 4, relu | dense 1 # out"),
                (9, "step 3; net b gen = ( dense Z ) | 4"),
                (13, "note ends with |"),
                (14, "step 1"),
            ]
        );
        assert!(statements("# only\n\n", &|_| true).is_empty());
    }

    #[test]
    fn what_is_pasted_is_as_if_typed() {
        assert_eq!(
            typed("step\t3\r\nnote\u{a0}a\u{200b}\u{1b}[2J\rb"),
            "step 3\nnote a[2J\nb"
        );
    }

    proptest::proptest! {
        #[test]
        fn lines_are_those_of_rust_where_these_end_so(text in "[ab \n]{0,40}") {
            let wanted: Vec<_> = text.lines().map(str::trim).collect();
            proptest::prop_assert_eq!(lines(&text).collect::<Vec<_>>(), wanted);
        }
    }
}
