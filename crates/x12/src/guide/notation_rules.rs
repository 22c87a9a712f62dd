//! The rules of a loop: `rule name [type N] [warn]: when … then … -- what is wrong. | what to do`.

use super::lines::Complaint;
use super::notation::code_list;
use std::collections::HashMap;

#[derive(Clone, Debug)]
pub(crate) struct RuleText {
    pub(crate) line: usize,
    pub(crate) name: String,
    pub(crate) snip: u8,
    pub(crate) warn: bool,
    /// All must hold.
    pub(crate) when: Vec<LiteralText>,
    /// One must hold.
    pub(crate) then: Vec<LiteralText>,
    pub(crate) message: String,
    pub(crate) action: String,
    /// The partner's profile it comes from.
    pub(crate) of_partner: Option<String>,
}

/// A statement about a loop, perhaps turned round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LiteralText {
    pub(crate) negated: bool,
    /// The loop it speaks of, when not the rule's own.
    pub(crate) loop_id: Option<String>,
    pub(crate) subject: SubjectText,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubjectText {
    Loop(String),
    /// A segment is there; with keys, one of those.
    Segment {
        id: String,
        keys: Vec<String>,
    },
    /// An element is there (`codes` empty) or has one of the codes.
    Element {
        id: String,
        keys: Vec<String>,
        number: u8,
        component: u8,
        codes: Vec<String>,
    },
}

type Codes = HashMap<String, Vec<String>>;

/// Reads what follows the word `rule`.
pub(super) fn rule(text: &str, line: usize, codes: &Codes) -> Result<RuleText, Complaint> {
    let (head, body) = text.split_once(": ").ok_or("a colon is wanted after the name")?;
    let mut words = head.split_whitespace();
    let name = words.next().ok_or("the rule has no name")?.to_owned();
    let (mut snip, mut warn) = (4, false);
    while let Some(word) = words.next() {
        match word {
            "warn" => warn = true,
            "type" => {
                let number = words.next().and_then(|n| n.parse().ok());
                snip = number.filter(|n| (1..=7).contains(n)).ok_or("type wants 1 to 7")?;
            }
            other => return Err(format!("'{other}' means nothing before the colon")),
        }
    }
    let (logic, words) = body.split_once(" -- ").ok_or("' -- ' and a sentence are wanted")?;
    let (message, action) = words.split_once(" | ").ok_or("' | ' and what to do are wanted")?;
    let (when, then) = if let Some(then) = logic.trim().strip_prefix("always then ") {
        (Vec::new(), then)
    } else {
        let logic = logic.trim().strip_prefix("when ").ok_or("'when' or 'always' is wanted")?;
        let (when, then) = logic.split_once(" then ").ok_or("'then' is wanted")?;
        (parts(when, " and ").map(|p| literal(p, codes)).collect::<Result<_, _>>()?, then)
    };
    let then = match then.trim() {
        "nothing" => Vec::new(),
        then => parts(then, " or ").map(|p| literal(p, codes)).collect::<Result<_, _>>()?,
    };
    Ok(RuleText {
        line,
        name,
        snip,
        warn,
        when,
        then,
        message: message.trim().trim_end_matches('.').to_owned(),
        action: action.trim().trim_end_matches('.').to_owned(),
        of_partner: None,
    })
}

fn parts<'a>(text: &'a str, between: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(between).map(str::trim)
}

/// One literal.
pub(super) fn literal(text: &str, codes: &Codes) -> Result<LiteralText, Complaint> {
    let (mut negated, text) = match text.strip_prefix("no ") {
        Some(rest) => (true, rest.trim()),
        None => (false, text),
    };
    if let Some(id) = text.strip_prefix("loop ") {
        let (loop_id, id) = prefix(id.trim());
        let subject = SubjectText::Loop(id.to_owned());
        return Ok(LiteralText { negated, loop_id, subject });
    }
    let (path, test) = split_test(text);
    let (loop_id, path) = prefix(path);
    let (id, keys, number, component) = element_path(path, codes)?;
    let test_codes = match test {
        "" | "present" => Vec::new(),
        "absent" => {
            negated = !negated;
            Vec::new()
        }
        _ => {
            let list = match test.strip_prefix("not in") {
                Some(list) => {
                    negated = !negated;
                    list
                }
                None => test.strip_prefix("in").ok_or_else(|| format!("'{test}' is no test"))?,
            };
            code_list(list, codes)?
        }
    };
    let subject = match number {
        0 if test.is_empty() || test_codes.is_empty() => SubjectText::Segment { id, keys },
        0 => return Err(format!("'{text}' tests codes of no element")),
        _ => SubjectText::Element { id, keys, number, component, codes: test_codes },
    };
    Ok(LiteralText { negated, loop_id, subject })
}

/// `2000B.SBR09` → the loop and the rest.
pub(super) fn prefix(path: &str) -> (Option<String>, &str) {
    let until = path.find('(').unwrap_or(path.len());
    match path[..until].find('.') {
        Some(at) => (Some(path[..at].to_owned()), &path[at + 1..]),
        None => (None, path),
    }
}

/// The path and the words after it; blanks within the key's parentheses belong to the path.
fn split_test(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 => return (&text[..at], text[at..].trim()),
            _ => {}
        }
    }
    (text, "")
}

pub(super) type Path = (String, Vec<String>, u8, u8);

/// `DTP(472)02`, `CLM05-3`, `REF(F8)`, `N3`.
pub(super) fn element_path(path: &str, codes: &Codes) -> Result<Path, Complaint> {
    let wrong = || format!("'{path}' names no segment or element");
    let (id, keys, rest) = match path.split_once('(') {
        Some((id, rest)) => {
            let (keys, rest) = rest.split_once(')').ok_or_else(wrong)?;
            (id, code_list(&format!("({keys})"), codes)?, rest)
        }
        None => {
            // Two digits at the end are an element, unless the segment's own name needs them.
            let (whole, component) = path.split_once('-').unwrap_or((path, ""));
            let cut = match whole.len() {
                4.. => whole.len() - 2,
                length => length,
            };
            let (id, number) = whole.split_at_checked(cut).ok_or_else(wrong)?;
            let rest = if component.is_empty() { number } else { &path[cut..] };
            (id, Vec::new(), rest)
        }
    };
    let (number, component) = rest.split_once('-').unwrap_or((rest, ""));
    let digits = |text: &str| match text {
        "" => Ok(0),
        text => text.parse::<u8>().map_err(|_| wrong()),
    };
    let valid = (2..=3).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
    if !valid {
        return Err(wrong());
    }
    Ok((id.to_owned(), keys, digits(number)?, digits(component)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lit(text: &str) -> LiteralText {
        literal(text, &Codes::new()).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn reads_literals() {
        let segment = |id: &str, keys: &[&str]| SubjectText::Segment {
            id: id.into(),
            keys: keys.iter().map(|k| (*k).to_owned()).collect(),
        };
        assert_eq!(lit("REF(F8)").subject, segment("REF", &["F8"]));
        assert_eq!(
            lit("no N3"),
            LiteralText { negated: true, loop_id: None, subject: segment("N3", &[]) }
        );
        assert_eq!(lit("2010BA.N3").loop_id.as_deref(), Some("2010BA"));
        assert_eq!(lit("no loop 2310B").subject, SubjectText::Loop("2310B".into()));
        let element = lit("CLM05-3 not in (7 8)");
        assert!(element.negated);
        let SubjectText::Element { id, number, component, codes, .. } = element.subject else {
            panic!()
        };
        assert_eq!((id.as_str(), number, component, codes.len()), ("CLM", 5, 3, 2));
        let SubjectText::Element { keys, number, .. } = lit("DTP(472 434)02 in (RD8)").subject
        else {
            panic!()
        };
        assert_eq!((keys.len(), number), (2, 2));
        let SubjectText::Element { id, number, .. } = lit("HL04 present").subject else { panic!() };
        assert_eq!((id.as_str(), number), ("HL", 4));
        assert!(lit("NM109 absent").negated);
    }

    #[test]
    fn reads_rules() {
        let text = "r type 6 warn: when POS(A) and no loop X then nothing -- is wrong. | mend it";
        let read = rule(text, 3, &Codes::new()).unwrap();
        assert_eq!((read.snip, read.warn, read.when.len(), read.then.len()), (6, true, 2, 0));
        assert_eq!((read.message.as_str(), read.action.as_str()), ("is wrong", "mend it"));
        for bad in ["r", "r: then REF", "r: when REF then N3", "r type 9: always then N3 -- a | b"]
        {
            assert!(rule(bad, 1, &Codes::new()).is_err(), "{bad}");
        }
    }
}
