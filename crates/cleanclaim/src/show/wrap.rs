//! Sentences broken into lines.

/// Widest line that is printed for people, in characters.
pub const WIDTH: usize = 100;

/// The text broken at blanks into lines of at most [`WIDTH`] characters: the first begins with
/// `first`, the others with as many blanks. A word that is longer stands on a line of its own.
#[must_use]
pub fn wrap(first: &str, text: &str) -> String {
    let indent = first.chars().count();
    let mut out = first.to_owned();
    let mut column = indent;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > indent && column + 1 + width > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        }
        if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out.push('\n');
    out
}

/// The text as a sentence: a capital at its start, a full stop at its end.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let Some(first) = letters.next() else { return String::new() };
    // A code such as `99213` or `pH` is left as it is; a plain word gets its capital.
    let rest = letters.as_str();
    let plain = rest.chars().next().is_none_or(|c| !c.is_uppercase());
    let mut out: String = if plain { first.to_uppercase().collect() } else { first.to_string() };
    out.push_str(rest);
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_within_the_width() {
        let text = wrap("  - ", &"word ".repeat(60));
        assert!(text.lines().count() > 2);
        for (i, line) in text.lines().enumerate() {
            assert!(line.chars().count() <= WIDTH, "{line}");
            assert!(line.starts_with(if i == 0 { "  - word" } else { "    word" }), "{line}");
        }
        let long = "x".repeat(WIDTH + 5);
        assert_eq!(wrap("> ", &long), format!("> {long}\n"));
        assert_eq!(wrap("> ", ""), "> \n");
    }

    #[test]
    fn sentences() {
        for (text, expected) in [
            ("no service was found", "No service was found."),
            ("Already one.", "Already one."),
            ("pH is low", "pH is low."),
            ("99213 was charged", "99213 was charged."),
            ("  ", ""),
        ] {
            assert_eq!(sentence(text), expected);
        }
    }
}
