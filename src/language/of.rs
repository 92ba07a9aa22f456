//! `of CLASS`: which class a look is of.

/// The words before `of`, and the name of the class after it, which may be of several words.
pub(super) fn split(words: &[String]) -> (Vec<&str>, Option<String>) {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(of) = words.iter().position(|word| *word == "of") else {
        return (words, None);
    };
    let class = words[of + 1..].join(" ");
    words.truncate(of);
    (words, Some(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_may_be_of_several_words() {
        let of = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let (before, class) = split(&words);
            (before.join(" "), class)
        };
        assert_eq!(of("9 fresh"), ("9 fresh".into(), None));
        assert_eq!(
            of("9 of ankle boot"),
            ("9".into(), Some("ankle boot".into()))
        );
        assert_eq!(of("of"), (String::new(), Some(String::new())));
    }
}
