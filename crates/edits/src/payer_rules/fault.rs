//! What is wrong with a rule file, and where.

use std::fmt;

/// A fault of a rule file or of a decision table beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleFault {
    /// The file, as it was named to the loader.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1; 0 for the line as a whole.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            0 => write!(f, "{}:{}: {}", self.file, self.line, self.message),
            column => write!(f, "{}:{}:{column}: {}", self.file, self.line, self.message),
        }
    }
}

impl std::error::Error for RuleFault {}

/// A place in a file, and what is wrong there; the file's name is joined later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) message: String,
}

impl Fault {
    /// A fault of a line as a whole.
    pub(crate) fn at(line: usize, message: impl Into<String>) -> Fault {
        Fault { line, column: 0, message: message.into() }
    }

    /// A fault at a character of a line.
    pub(crate) fn exact(line: usize, column: usize, message: impl Into<String>) -> Fault {
        Fault { line, column, message: message.into() }
    }

    /// The same fault, of this file.
    pub(crate) fn of(self, file: &str) -> RuleFault {
        let Fault { line, column, message } = self;
        RuleFault { file: file.to_owned(), line, column, message }
    }
}

/// The name among `known` that is nearest to `written`, where one is near enough to be meant.
pub(crate) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = written.chars().count() / 2 + 1;
    let near = known.into_iter().map(|name| (distance(written, name), name));
    near.filter(|(steps, _)| *steps <= limit).min().map(|(_, name)| name)
}

/// ` Did you mean X?`, or nothing.
pub(crate) fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(written, known).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}

/// Most characters of a name that are compared.
const LONGEST_NAME: usize = 64;

/// Insertions, deletions and exchanges that make one name of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(LONGEST_NAME).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(LONGEST_NAME).enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let exchange = corner + usize::from(!x.eq_ignore_ascii_case(y));
            corner = row[j + 1];
            row[j + 1] = exchange.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_when_it_is_near() {
        let known = ["authorization", "place_of_service", "code"];
        for (written, meant) in [
            ("authorisation", Some("authorization")),
            ("auth_number", None),
            ("pos", None),
            ("place_of_servce", Some("place_of_service")),
            ("Code", Some("code")),
            ("", None),
        ] {
            let near = nearest(written, known);
            assert!(
                near == meant || meant.is_none() && near.is_some_and(|n| n.len() < 5),
                "{near:?}"
            );
        }
        assert_eq!(did_you_mean("cde", known), "; did you mean `code`?");
    }

    #[test]
    fn a_fault_shows_as_an_editor_reads_it() {
        let fault = Fault::exact(7, 3, "is wrong").of("a.md");
        assert_eq!(fault.to_string(), "a.md:7:3: is wrong");
        assert_eq!(Fault::at(7, "is wrong").of("a.md").to_string(), "a.md:7: is wrong");
    }
}
