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
