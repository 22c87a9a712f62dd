//! The dictionary that all guides share: data elements, composites and segments of 005010
//! (`guides/standard.x12`).

use super::lines::{Complaint, GuideError, Line, lines};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The type of a data element (X12.5 section 3.5, "data element types").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Any text.
    An,
    /// A code.
    Id,
    /// Binary data.
    B,
    /// CCYYMMDD or YYMMDD.
    Dt,
    /// HHMM, with seconds and hundredths as wanted.
    Tm,
    /// A decimal number.
    R,
    /// A whole number with that many implied decimals.
    N,
}

/// A data element.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) number: u16,
    pub(crate) kind: Kind,
    pub(crate) min: u16,
    pub(crate) max: u16,
    pub(crate) list: Option<String>,
    pub(crate) name: String,
}

/// What stands at one position of a segment or composite.
#[derive(Clone, Debug)]
pub(crate) struct Position {
    pub(crate) what: What,
    pub(crate) repeat: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Element(u16),
    Composite(String),
}

/// A syntax note: a relation between positions (X12.5 section 3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// P, R, E, C or L.
    pub(crate) relation: u8,
    /// The first position named, for C and L.
    pub(crate) first: u8,
    /// All positions named, position n as bit n.
    pub(crate) mask: u64,
}

/// A segment or a composite: its positions in order.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) positions: Vec<Position>,
    pub(crate) syntax: Vec<Syntax>,
}

/// The dictionary.
#[derive(Debug, Default)]
pub(crate) struct Standard {
    elements: HashMap<u16, Element>,
    composites: HashMap<String, Shape>,
    segments: HashMap<String, Shape>,
}

const FILE: &str = "standard.x12";

impl Standard {
    /// The one that is built in; read once.
    pub(crate) fn get() -> &'static Standard {
        static STANDARD: OnceLock<Standard> = OnceLock::new();
        STANDARD.get_or_init(|| {
            // A test reads the built-in file, so that it is known to be well-formed.
            Standard::read(include_str!("../../guides/standard.x12")).unwrap_or_default()
        })
    }

    pub(crate) fn read(text: &str) -> Result<Standard, GuideError> {
        let at = |(line, message)| GuideError { file: FILE.into(), line, message };
        let mut standard = Standard::default();
        for line in lines(text).map_err(at)? {
            standard.line(&line).map_err(|message| at((line.number, message)))?;
        }
        Ok(standard)
    }

    fn line(&mut self, line: &Line) -> Result<(), Complaint> {
        let (word, rest) = line.text.split_once(' ').unwrap_or((&line.text, ""));
        match word {
            "element" => {
                let element = element(rest)?;
                self.elements.insert(element.number, element);
            }
            "composite" => {
                let (id, shape) = shape(rest)?;
                self.composites.insert(id, shape);
            }
            "segment" => {
                let (id, shape) = shape(rest)?;
                self.segments.insert(id, shape);
            }
            _ => return Err(format!("'{word}' is not element, composite or segment")),
        }
        Ok(())
    }

    pub(crate) fn element(&self, number: u16) -> Option<&Element> {
        self.elements.get(&number)
    }

    pub(crate) fn composite(&self, id: &str) -> Option<&Shape> {
        self.composites.get(id)
    }

    pub(crate) fn segment(&self, id: &str) -> Option<&Shape> {
        self.segments.get(id)
    }

    /// Every shape, for the test that all they name exists.
    #[cfg(test)]
    pub(crate) fn shapes(&self) -> impl Iterator<Item = (&String, &Shape)> {
        self.composites.iter().chain(&self.segments)
    }
}

/// `1036 AN 1/35 first name`.
fn element(text: &str) -> Result<Element, Complaint> {
    let mut words = text.split_whitespace();
    let mut next = || words.next().ok_or_else(|| "number, type and lengths are wanted".to_owned());
    let number = next()?;
    let number = element_number(number).ok_or(format!("'{number}' is no element number"))?;
    let kind = match next()? {
        "AN" => Kind::An,
        "ID" => Kind::Id,
        "B" => Kind::B,
        "DT" => Kind::Dt,
        "TM" => Kind::Tm,
        "R" => Kind::R,
        n if n.len() == 2 && n.starts_with('N') => Kind::N,
        other => return Err(format!("'{other}' is no type of data element")),
    };
    let (min, max) = lengths(next()?)?;
    let rest: Vec<&str> = words.collect();
    let (list, name) = match rest.split_first() {
        Some((first, name)) if first.starts_with('@') => (Some(first[1..].to_owned()), name),
        _ => (None, rest.as_slice()),
    };
    Ok(Element { number, kind, min, max, list, name: name.join(" ") })
}

/// `98`; the elements of the envelope (`I01`) are counted from 9,000.
fn element_number(text: &str) -> Option<u16> {
    match text.strip_prefix('I') {
        Some(control) => control.parse::<u16>().ok().filter(|n| *n < 100).map(|n| n + 9_000),
        None => text.parse().ok(),
    }
}

/// `2/80`.
pub(crate) fn lengths(text: &str) -> Result<(u16, u16), Complaint> {
    let wrong = || format!("'{text}' is no pair of lengths such as 1/35");
    let (min, max) = text.split_once('/').ok_or_else(wrong)?;
    let pair = (min.parse().map_err(|_| wrong())?, max.parse().map_err(|_| wrong())?);
    if pair.0 > pair.1 { Err(wrong()) } else { Ok(pair) }
}

/// `NM1 name: 98 1065 … | P0809 C1110`.
fn shape(text: &str) -> Result<(String, Shape), Complaint> {
    let (head, body) = text.split_once(':').ok_or("a colon is wanted before the elements")?;
    let (id, name) = head.split_once(' ').unwrap_or((head, ""));
    let (positions, notes) = body.split_once('|').unwrap_or((body, ""));
    let positions = positions.split_whitespace().map(position).collect::<Result<Vec<_>, _>>()?;
    let syntax = notes.split_whitespace().map(note).collect::<Result<Vec<_>, _>>()?;
    if positions.len() > 60 {
        return Err(format!("{id} has more than 60 positions"));
    }
    Ok((id.to_owned(), Shape { name: name.trim().to_owned(), positions, syntax }))
}

fn position(text: &str) -> Result<Position, Complaint> {
    let (what, repeat) = text.split_once('*').unwrap_or((text, "1"));
    let repeat = repeat.parse().map_err(|_| format!("'{text}' has no number after *"))?;
    let what = match element_number(what) {
        Some(number) => What::Element(number),
        None => What::Composite(what.to_owned()),
    };
    Ok(Position { what, repeat })
}

/// `P0809`: the relation and the positions, two digits each.
fn note(text: &str) -> Result<Syntax, Complaint> {
    let wrong = || format!("'{text}' is no syntax note such as P0809");
    let relation = *text.as_bytes().first().ok_or_else(wrong)?;
    let digits = &text.as_bytes()[1..];
    if !b"PRECL".contains(&relation) || digits.len() < 4 || digits.len() % 2 == 1 {
        return Err(wrong());
    }
    let mut syntax = Syntax { relation, first: 0, mask: 0 };
    for pair in digits.chunks(2) {
        let number = std::str::from_utf8(pair).ok().and_then(|p| p.parse::<u8>().ok());
        let number = number.filter(|n| (1..=60).contains(n)).ok_or_else(wrong)?;
        if syntax.first == 0 {
            syntax.first = number;
        }
        syntax.mask |= 1 << number;
    }
    Ok(syntax)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_whole() {
        let read = Standard::read(include_str!("../../guides/standard.x12"));
        let standard = read.unwrap_or_else(|e| panic!("{e}"));
        let mut missing = Vec::new();
        for (id, shape) in standard.shapes() {
            for position in &shape.positions {
                let known = match &position.what {
                    What::Element(number) => standard.element(*number).is_some(),
                    What::Composite(id) => standard.composite(id).is_some(),
                };
                if !known {
                    missing.push(format!("{id} names {:?}", position.what));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
        assert!(standard.segment("NM1").is_some());
    }

    #[test]
    fn reads_lines_and_refuses_others() {
        let text = "element 98 ID 2/3 entity\nelement 156 ID 2/2 @state state\n\
                    segment NM1 name: 98 156*2 C003 | P0102 C0302\n";
        let standard = Standard::read(text).unwrap();
        let nm1 = standard.segment("NM1").unwrap();
        assert_eq!(nm1.positions[1].repeat, 2);
        assert_eq!(nm1.positions[2].what, What::Composite("C003".into()));
        assert_eq!(nm1.syntax[1], Syntax { relation: b'C', first: 3, mask: 0b1100 });
        assert_eq!(standard.element(156).unwrap().list.as_deref(), Some("state"));
        for bad in ["elemen 1", "element 1 XX 1/2", "element 1 AN 3/2", "segment A: 1 | Q0102"] {
            assert!(Standard::read(bad).is_err(), "{bad}");
        }
    }
}
