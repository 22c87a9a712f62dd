//! Rust source with its strings and comments blanked out, line for line, so that a check looks at
//! code alone. Not a parser: it knows literals and comments, and nothing else of the language.

/// Stands for each character of a comment.
pub const COMMENT: char = '/';

/// The code: the content of strings and characters becomes spaces (their quotes stay), each
/// character of a comment that is no space becomes [`COMMENT`]; line breaks stay where they are.
pub fn code(text: &str) -> String {
    let mut scanner = Scanner { left: text, code: String::with_capacity(text.len()) };
    while let Some(next) = scanner.left.chars().next() {
        scanner.step(next);
    }
    scanner.code
}

/// The lines of code, from 1, that are not within a test module at the end of the file.
pub fn lines_outside_tests(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines: Vec<&str> = code.lines().collect();
    let starts_tests = |window: &[&str]| {
        window[0].trim() == "#[cfg(test)]"
            && window[1].trim_start().starts_with("mod ")
            && window[1].trim_end().ends_with('{')
    };
    let end = lines.windows(2).position(starts_tests).unwrap_or(lines.len());
    lines.into_iter().take(end).enumerate().map(|(index, line)| (index + 1, line))
}

/// Whether some code calls a macro, given with its `!`.
pub fn calls(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| !line[..at].ends_with(is_word))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

struct Scanner<'a> {
    left: &'a str,
    code: String,
}

impl Scanner<'_> {
    fn step(&mut self, next: char) {
        if self.left.starts_with("//") {
            let end = self.left.find('\n').unwrap_or(self.left.len());
            self.comment(end);
        } else if self.left.starts_with("/*") {
            self.comment(block_comment_end(self.left));
        } else if next == '"' {
            self.string(1, quoted_end(&self.left[1..], '"'), 1);
        } else if let Some(hashes) = raw_string_hashes(self.left).filter(|_| self.at_word_start()) {
            let opening = 2 + hashes;
            let closing = format!("\"{}", "#".repeat(hashes));
            let rest = &self.left[opening..];
            let length = rest.find(&closing).unwrap_or(rest.len());
            self.string(opening, length, closing.len());
        } else if let Some(length) = character_length(self.left) {
            self.string(1, length, 1);
        } else {
            self.keep(next.len_utf8());
        }
    }

    /// A raw string's `r` may follow `b` or `c`, but no other letter.
    fn at_word_start(&self) -> bool {
        let before = self.code.trim_end_matches(['b', 'c']);
        self.code.len() - before.len() <= 1 && !before.ends_with(is_word)
    }

    fn keep(&mut self, length: usize) {
        let (kept, left) = self.left.split_at(length.min(self.left.len()));
        self.code.push_str(kept);
        self.left = left;
    }

    fn blank(&mut self, length: usize, visible: char) {
        let (gone, left) = self.left.split_at(length.min(self.left.len()));
        self.code.extend(gone.chars().map(|c| if c.is_whitespace() { c } else { visible }));
        self.left = left;
    }

    fn comment(&mut self, length: usize) {
        self.blank(length, COMMENT);
    }

    fn string(&mut self, opening: usize, content: usize, closing: usize) {
        self.keep(opening);
        self.blank(content, ' ');
        self.keep(closing);
    }
}

/// Where a block comment ends; they nest.
fn block_comment_end(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(next) = text[at..].chars().next() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += next.len_utf8();
        }
    }
    text.len()
}

/// How long the content of a literal is, up to its closing quote.
fn quoted_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at,
            _ => {}
        }
    }
    text.len()
}

/// How many `#` a raw string opens with, when one starts here.
fn raw_string_hashes(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('r')?;
    let after = rest.trim_start_matches('#');
    after.starts_with('"').then_some(rest.len() - after.len())
}

/// How long the content of a character literal is, when one starts here and no lifetime does.
fn character_length(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('\'')?;
    let first = rest.chars().next()?;
    if first == '\\' {
        return Some(quoted_end(rest, '\''));
    }
    rest[first.len_utf8()..].starts_with('\'').then_some(first.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_literals_and_comments() {
        for (text, wanted) in [
            ("let a = \"b // c\"; // d e", "let a = \"      \"; // / /"),
            ("a /* b /* c */ d */ e", "a // / // / // / // e"),
            ("r#\"a \" b\"# + c", "r#\"     \"# + c"),
            ("br\"a\\\" + b", "br\"  \" + b"),
            ("for \"x\"", "for \" \""),
            ("'\"' 'a 'b' '\\''", "' ' 'a ' ' '  '"),
            ("\"a\\\"b\" c", "\"    \" c"),
            ("\"a\nb\" c", "\" \n \" c"),
            ("\"never closed", "\"            "),
            ("/* never closed", "// ///// //////"),
        ] {
            assert_eq!(code(text), wanted, "{text}");
        }
    }

    #[test]
    fn keeps_the_lines() {
        let text = "a\n\"b\nc\"\n/* d\ne */\n// f\r\ng\n";
        assert_eq!(code(text).lines().count(), text.lines().count());
    }

    #[test]
    fn stops_at_the_test_module() {
        let text = "a\n#[cfg(test)]\nuse b;\nc\n#[cfg(test)]\nmod tests {\nd\n}\n";
        let kept: Vec<(usize, &str)> = lines_outside_tests(text).collect();
        assert_eq!(kept, [(1, "a"), (2, "#[cfg(test)]"), (3, "use b;"), (4, "c")]);
        assert_eq!(lines_outside_tests("#[cfg(test)]\nmod tests;\na\n").count(), 3);
    }

    #[test]
    fn finds_whole_macro_names() {
        assert!(calls("    print!(a)", "print!") && calls("std::print!(a)", "print!"));
        assert!(!calls("eprint!(a)", "print!") && !calls("println!(a)", "print!"));
    }
}
