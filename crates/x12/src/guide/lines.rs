//! The lines of a guide file: indentation, comments and continuations taken away.

use std::fmt;

/// One line with what continues it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// From 1, of the first of its physical lines.
    pub(crate) number: usize,
    /// Two blanks are one level.
    pub(crate) depth: usize,
    pub(crate) text: String,
}

/// What is wrong in a guide file or a partner profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct GuideError {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for GuideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file, self.line, self.message)
    }
}

/// A message that still has to be told which file and line it is about.
pub(crate) type Complaint = String;

/// Splits a file into lines.
pub(crate) fn lines(text: &str) -> Result<Vec<Line>, (usize, Complaint)> {
    let mut out: Vec<Line> = Vec::new();
    for (index, raw) in text.lines().enumerate() {
        let number = index + 1;
        let content = without_comment(raw).trim_end();
        let body = content.trim_start_matches(' ');
        if body.is_empty() {
            continue;
        }
        let blanks = content.len() - body.len();
        if let Some(more) = body.strip_prefix('+') {
            let Some(last) = out.last_mut() else {
                return Err((number, "nothing stands before this continuation".into()));
            };
            last.text.push(' ');
            last.text.push_str(more.trim());
            continue;
        }
        if blanks % 2 == 1 || body.starts_with('\t') {
            return Err((number, "indent with two blanks a level".into()));
        }
        out.push(Line { number, depth: blanks / 2, text: body.to_owned() });
    }
    Ok(out)
}

/// A `#` at the start or after a blank begins a comment; quotes protect it.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted && before == ' ' => return &line[..at],
            _ => {}
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_continuations_and_levels() {
        let text = "set 837 HC # a set\n\n  NM1 R 1 Name: 1R(\"#\")\n    + 2S\n";
        let read = lines(text).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].depth, read[0].text.as_str()), (0, "set 837 HC"));
        assert_eq!((read[1].depth, read[1].number), (1, 3));
        assert_eq!(read[1].text, "NM1 R 1 Name: 1R(\"#\") 2S");
        assert_eq!(lines(" odd").unwrap_err().0, 1);
        assert_eq!(lines("+ x").unwrap_err().0, 1);
    }
}
