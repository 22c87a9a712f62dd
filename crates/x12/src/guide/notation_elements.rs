//! The elements of a segment line: `1R(85) 5R{1R@pos 2R(B)} 9S*2@npi[2/80]"label"`.

use super::lines::Complaint;
use super::notation::{ElementText, Usage, code_list};
use super::standard::lengths;
use std::collections::HashMap;

/// Deepest nesting: an element and its components.
const DEEPEST: usize = 2;

/// Reads the elements after the colon.
pub(super) fn elements(
    text: &str,
    codes: &HashMap<String, Vec<String>>,
) -> Result<Vec<ElementText>, Complaint> {
    let mut reading = Reading { rest: text, codes };
    let out = reading.list(1)?;
    match reading.rest.trim() {
        "" => Ok(out),
        rest => Err(format!("'{rest}' is left over")),
    }
}

struct Reading<'a> {
    rest: &'a str,
    codes: &'a HashMap<String, Vec<String>>,
}

impl<'a> Reading<'a> {
    fn list(&mut self, depth: usize) -> Result<Vec<ElementText>, Complaint> {
        let mut out: Vec<ElementText> = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
                return Ok(out);
            }
            let element = self.element(depth)?;
            if out.last().is_some_and(|last| last.number >= element.number) {
                return Err(format!("element {} is out of order", element.number));
            }
            out.push(element);
        }
    }

    /// What stands before the first character that `stop` names.
    fn until(&mut self, stop: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(stop).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// What stands within a pair of brackets that opens here.
    fn within(&mut self, close: char) -> Result<&'a str, Complaint> {
        let end = self.rest[1..].find(close).map(|at| at + 1);
        let end = end.ok_or_else(|| format!("'{close}' is missing after '{}'", self.rest))?;
        let inner = &self.rest[1..end];
        self.rest = &self.rest[end + 1..];
        Ok(inner)
    }

    fn element(&mut self, depth: usize) -> Result<ElementText, Complaint> {
        let number = self.until(|c| !c.is_ascii_digit());
        let mut element = ElementText {
            number: number.parse().map_err(|_| format!("'{number}' is no element"))?,
            ..ElementText::default()
        };
        if let Some(rest) = self.rest.strip_prefix('!') {
            element.key = true;
            self.rest = rest;
        }
        let letter = self.rest.get(..1).unwrap_or("");
        element.usage = Usage::from_letter(letter)
            .ok_or_else(|| format!("element {number} needs R, S or N, not '{letter}'"))?;
        self.rest = &self.rest[1..];
        while let Some(first) = self.rest.chars().next() {
            match first {
                '!' => {
                    element.key = true;
                    self.rest = &self.rest[1..];
                }
                '*' => {
                    self.rest = &self.rest[1..];
                    let times = self.until(|c| !c.is_ascii_digit());
                    let wrong = || format!("element {number} has no number after *");
                    element.repeat = Some(times.parse().map_err(|_| wrong())?);
                }
                '(' => {
                    let inner = self.within(')')?;
                    element.codes = code_list(&format!("({inner})"), self.codes)?;
                }
                '@' => {
                    self.rest = &self.rest[1..];
                    let list = self.until(|c| !(c.is_ascii_alphanumeric() || c == '-'));
                    element.list = Some(list.to_owned());
                }
                '[' => element.lengths = Some(lengths(self.within(']')?)?),
                '"' => element.label = Some(self.within('"')?.to_owned()),
                '{' if depth < DEEPEST => {
                    self.rest = &self.rest[1..];
                    element.components = Some(self.list(depth + 1)?);
                    self.rest = self.rest.trim_start();
                    self.rest = self
                        .rest
                        .strip_prefix('}')
                        .ok_or_else(|| format!("'}}' is missing before '{}'", self.rest))?;
                }
                ' ' | '}' => break,
                other => return Err(format!("'{other}' after element {number} means nothing")),
            }
        }
        Ok(element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_all_parts() {
        let text = "1!R(A B) 2N 5R{1R@pos 2R(B)\"what\"} 7S*9[2/80]\"last name\"";
        let read = elements(text, &HashMap::new()).unwrap();
        assert_eq!(read.len(), 4);
        assert!(read[0].key);
        assert_eq!(read[0].codes, ["A", "B"]);
        let parts = read[2].components.as_ref().unwrap();
        assert_eq!(parts[0].list.as_deref(), Some("pos"));
        assert_eq!(parts[1].label.as_deref(), Some("what"));
        assert_eq!((read[3].repeat, read[3].lengths), (Some(9), Some((2, 80))));
        assert_eq!(read[3].label.as_deref(), Some("last name"));
        for bad in ["1", "1X", "2R 1R", "1R(", "1R{1R", "1R%", "x"] {
            assert!(elements(bad, &HashMap::new()).is_err(), "{bad}");
        }
    }
}
