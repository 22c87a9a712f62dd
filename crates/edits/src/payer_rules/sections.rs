//! The parts of a rule file: front matter between `+++`, prose under headings, one fenced
//! condition, one table of examples. Each part keeps the line on which it stands.

use super::fault::{Fault, did_you_mean};

/// The line around the front matter.
const FENCE: &str = "+++";

/// Most rows of an example table.
pub(crate) const MOST_EXAMPLES: usize = 200;

/// Most columns of an example table.
const MOST_COLUMNS: usize = 40;

/// The headings that a rule file has.
const HEADINGS: [&str; 4] = ["Why", "What to do", "Condition", "Examples"];

/// A piece of text and the line on which it begins, from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    pub(crate) line: usize,
    pub(crate) value: T,
}

/// The parts of one file.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    pub(crate) front_matter: Placed<String>,
    pub(crate) why: String,
    pub(crate) what_to_do: String,
    pub(crate) condition: Option<Placed<String>>,
    /// The heading row of the example table, then its rows.
    pub(crate) examples: Vec<Placed<Vec<String>>>,
}

/// Takes a file apart.
pub(crate) fn read(text: &str) -> Result<Sections, Vec<Fault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().collect();
    if lines.first().is_none_or(|line| line.trim_end() != FENCE) {
        let message = "a rule begins with +++, its front matter, and +++ again";
        return Err(vec![Fault::at(1, message)]);
    }
    let close = lines.iter().skip(1).position(|line| line.trim_end() == FENCE);
    let Some(close) = close.map(|at| at + 1) else {
        return Err(vec![Fault::at(1, "the front matter does not end; close it with +++")]);
    };
    let front_matter = Placed { line: 2, value: lines[1..close].join("\n") };
    let mut reading = Reading {
        sections: Sections { front_matter, ..Sections::default() },
        heading: None,
        seen: Vec::new(),
        fence: None,
        overfull: false,
        faults: Vec::new(),
    };
    for (index, line) in lines.iter().enumerate().skip(close + 1) {
        reading.line(index + 1, line);
    }
    reading.finish()
}

struct Reading {
    sections: Sections,
    heading: Option<&'static str>,
    seen: Vec<&'static str>,
    /// Line of the fence that is open, and whether it holds the condition.
    fence: Option<(usize, bool)>,
    /// True once the example table was found too large, which is told once.
    overfull: bool,
    faults: Vec<Fault>,
}

impl Reading {
    fn fault(&mut self, line: usize, message: impl Into<String>) {
        self.faults.push(Fault::at(line, message));
    }

    fn line(&mut self, number: usize, line: &str) {
        let trimmed = line.trim();
        if let Some((_, is_condition)) = self.fence {
            if trimmed == "```" {
                self.fence = None;
            } else if let Some(condition) =
                self.sections.condition.as_mut().filter(|_| is_condition)
            {
                condition.value.push_str(line);
                condition.value.push('\n');
            }
            return;
        }
        if let Some(language) = trimmed.strip_prefix("```") {
            return self.open_fence(number, language.trim());
        }
        if let Some(title) = line.strip_prefix('#') {
            return self.open_heading(number, title.trim_start_matches('#').trim());
        }
        match self.heading {
            Some("Why") => append(&mut self.sections.why, trimmed),
            Some("What to do") => append(&mut self.sections.what_to_do, trimmed),
            Some("Examples") if trimmed.starts_with('|') => self.example(number, trimmed),
            _ => {}
        }
    }

    fn open_fence(&mut self, number: usize, language: &str) {
        let is_condition = language.eq_ignore_ascii_case("cel");
        self.fence = Some((number, is_condition));
        if !is_condition {
            return;
        }
        if self.sections.condition.is_some() {
            return self.fault(number, "a rule has one condition; make a second rule of this one");
        }
        self.sections.condition = Some(Placed { line: number + 1, value: String::new() });
    }

    fn open_heading(&mut self, number: usize, title: &str) {
        let known = HEADINGS.iter().find(|known| known.eq_ignore_ascii_case(title)).copied();
        let Some(known) = known else {
            let near = did_you_mean(title, HEADINGS);
            let all = HEADINGS.join(", ");
            return self.fault(number, format!("`{title}` is no heading of a rule ({all}){near}"));
        };
        if self.seen.contains(&known) {
            self.fault(number, format!("the heading `{known}` stands here for the second time"));
        }
        self.seen.push(known);
        self.heading = Some(known);
    }

    fn example(&mut self, number: usize, line: &str) {
        let cells: Vec<String> = cells(line);
        let is_rule = cells.iter().all(|cell| {
            !cell.is_empty() && cell.chars().all(|character| matches!(character, '-' | ':' | ' '))
        });
        let examples = self.sections.examples.len();
        if is_rule && examples == 1 {
            return;
        }
        if examples > MOST_EXAMPLES || cells.len() > MOST_COLUMNS {
            if !std::mem::replace(&mut self.overfull, true) {
                let most = format!("{MOST_EXAMPLES} rows and {MOST_COLUMNS} columns");
                self.fault(number, format!("an example table has at most {most}"));
            }
            return;
        }
        if let Some(heading) = self.sections.examples.first()
            && heading.value.len() != cells.len()
        {
            let (has, wanted) = (cells.len(), heading.value.len());
            return self.fault(number, format!("the row has {has} cells, its heading {wanted}"));
        }
        self.sections.examples.push(Placed { line: number, value: cells });
    }

    fn finish(mut self) -> Result<Sections, Vec<Fault>> {
        if let Some((line, _)) = self.fence {
            self.fault(line, "the block does not end; close it with ```");
        }
        match self.faults.is_empty() {
            true => Ok(self.sections),
            false => Err(self.faults),
        }
    }
}

/// Joins the lines of a text with single spaces.
fn append(text: &mut String, line: &str) {
    if !line.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
}

/// The cells of a row of a Markdown table; `\|` is a bar within a cell.
fn cells(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&'|') => {
                characters.next();
                cells.iter_mut().last().into_iter().for_each(|cell| cell.push('|'));
            }
            '|' => cells.push(String::new()),
            other => cells.iter_mut().last().into_iter().for_each(|cell| cell.push(other)),
        }
    }
    // Backticks make a cell stand out on the page; they are no part of the value.
    cells.iter().map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_keep_their_lines() {
        let text = "+++\nid = \"a\"\n+++\n## Why\nOne\ntwo.\n\n## What to do\nAsk.\n\n\
            ```cel\na ==\n b\n```\n## Examples\n| `x` | expect |\n|---|:--|\n| a \\| b | fires |\n";
        let sections = read(text).unwrap();
        assert_eq!(sections.front_matter, Placed { line: 2, value: "id = \"a\"".to_owned() });
        assert_eq!((&*sections.why, &*sections.what_to_do), ("One two.", "Ask."));
        let condition = sections.condition.unwrap();
        assert_eq!((condition.line, &*condition.value), (12, "a ==\n b\n"));
        assert_eq!(sections.examples[0].value, ["x", "expect"]);
        assert_eq!(sections.examples[1].value, ["a | b", "fires"]);
        assert_eq!(sections.examples[1].line, 18);
    }

    #[test]
    fn what_is_no_rule_file_is_refused_with_its_line() {
        for (text, line, word) in [
            ("", 1, "begins with"),
            ("id = 1\n", 1, "begins with"),
            ("+++\nid = 1\n", 1, "does not end"),
            ("+++\n+++\n## Wy\n", 3, "did you mean `Why`"),
            ("+++\n+++\n## Why\n## Why\n", 4, "second time"),
            ("+++\n+++\n```cel\na\n", 3, "close it"),
            ("+++\n+++\n```cel\na\n```\n```cel\nb\n```\n", 6, "one condition"),
            ("+++\n+++\n## Examples\n| a | b |\n|--|--|\n| 1 |\n", 6, "1 cells"),
        ] {
            let faults = read(text).unwrap_err();
            assert_eq!(faults[0].line, line, "{text}");
            assert!(faults[0].message.contains(word), "{:?}", faults[0]);
        }
        let rows = "| 1 |\n".repeat(MOST_EXAMPLES + 50);
        let faults = read(&format!("+++\n+++\n## Examples\n{rows}")).unwrap_err();
        assert_eq!(faults.len(), 1, "told once");
    }
}
