//! The notation of the guides (`guides/README.md`): text in, what it says out, not yet compared
//! with the dictionary.

use super::lines::{Complaint, GuideError, Line, lines};
use super::notation_elements::elements;
use super::notation_rules::{RuleText, rule};
use std::collections::HashMap;

/// Required, situational or not used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Usage {
    /// Must be there.
    Required,
    /// May have to be there.
    Situational,
    /// Must not be there.
    #[default]
    NotUsed,
}

impl Usage {
    pub(crate) fn from_letter(letter: &str) -> Option<Usage> {
        match letter {
            "R" => Some(Usage::Required),
            "S" => Some(Usage::Situational),
            "N" => Some(Usage::NotUsed),
            _ => None,
        }
    }
}

/// An element or component as a guide uses it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ElementText {
    pub(crate) number: u8,
    pub(crate) key: bool,
    pub(crate) usage: Usage,
    pub(crate) repeat: Option<u16>,
    pub(crate) codes: Vec<String>,
    pub(crate) list: Option<String>,
    pub(crate) lengths: Option<(u16, u16)>,
    pub(crate) label: Option<String>,
    pub(crate) components: Option<Vec<ElementText>>,
    /// A partner's profile changed it.
    pub(crate) of_partner: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct SegmentText {
    pub(crate) line: usize,
    pub(crate) id: String,
    pub(crate) usage: Usage,
    pub(crate) max: u32,
    pub(crate) label: String,
    /// `None`: only the standard's attributes are checked.
    pub(crate) elements: Option<Vec<ElementText>>,
    pub(crate) new_place: bool,
    pub(crate) of_partner: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct LoopText {
    pub(crate) line: usize,
    pub(crate) id: String,
    pub(crate) usage: Usage,
    pub(crate) max: u32,
    pub(crate) label: String,
    pub(crate) items: Vec<ItemText>,
    pub(crate) rules: Vec<RuleText>,
    pub(crate) new_place: bool,
    pub(crate) of_partner: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum ItemText {
    Segment(SegmentText),
    Loop(LoopText),
}

/// A whole guide.
#[derive(Clone, Debug, Default)]
pub(crate) struct GuideText {
    pub(crate) file: String,
    pub(crate) set: String,
    pub(crate) functional: String,
    pub(crate) versions: Vec<String>,
    pub(crate) name: String,
    /// Segment, element and codes that tell this guide from others of the same version.
    pub(crate) told_by: Option<(String, u8, Vec<String>)>,
    pub(crate) root: LoopText,
}

/// Any number of times.
pub(crate) const UNBOUNDED: u32 = u32::MAX;

/// Named code lists and shared blocks.
#[derive(Default)]
struct Names<'a> {
    codes: HashMap<String, Vec<String>>,
    blocks: HashMap<String, &'a [Line]>,
}

/// Reads a guide file; `file` names it in errors and in the codes of its rules.
pub(crate) fn read(file: &str, text: &str) -> Result<GuideText, GuideError> {
    let at = |(line, message)| GuideError { file: file.to_owned(), line, message };
    let all = lines(text).map_err(at)?;
    let mut guide = GuideText { file: file.to_owned(), ..GuideText::default() };
    guide.root.usage = Usage::Required;
    guide.root.max = 1;
    let mut names = Names::default();
    let mut rest = all.as_slice();
    let mut body = Vec::new();
    while let Some((line, after)) = rest.split_first() {
        let (word, value) = line.text.split_once(' ').unwrap_or((&line.text, ""));
        let fault = |message| at((line.number, message));
        let (block, next) = split_block(after, line.depth);
        match word {
            "set" => head(&mut guide, value).map_err(fault)?,
            "name" => guide.name = value.to_owned(),
            "told-by" => guide.told_by = Some(told_by(value).map_err(fault)?),
            "codes" => {
                let (name, list) = value.split_once(' ').unwrap_or((value, ""));
                let list = code_list(list, &names.codes).map_err(fault)?;
                names.codes.insert(name.to_owned(), list);
            }
            "define" => {
                names.blocks.insert(value.trim().to_owned(), block);
                rest = next;
                continue;
            }
            _ => {
                body.push((line, block));
                rest = next;
                continue;
            }
        }
        rest = after;
    }
    for (line, block) in body {
        item(line, block, &names, &mut guide.root).map_err(at)?;
    }
    if guide.set.is_empty() {
        return Err(at((0, "the line 'set …' is missing".to_owned())));
    }
    Ok(guide)
}

/// The lines that stand deeper than `depth`, and what follows them.
pub(super) fn split_block(lines: &[Line], depth: usize) -> (&[Line], &[Line]) {
    let end = lines.iter().position(|l| l.depth <= depth).unwrap_or(lines.len());
    lines.split_at(end)
}

fn head(guide: &mut GuideText, value: &str) -> Result<(), Complaint> {
    let mut words = value.split_whitespace().map(str::to_owned);
    let (set, functional) = (words.next(), words.next());
    let (Some(set), Some(functional)) = (set, functional) else {
        return Err("set number and functional group code are wanted".to_owned());
    };
    guide.set = set;
    guide.functional = functional;
    guide.versions = words.collect();
    if guide.versions.is_empty() {
        return Err("a version is wanted".to_owned());
    }
    Ok(())
}

/// `BHT02 in (13)`.
fn told_by(value: &str) -> Result<(String, u8, Vec<String>), Complaint> {
    let wrong = || format!("'{value}' is not like BHT02 in (13)");
    let (element, codes) = value.split_once(" in ").ok_or_else(wrong)?;
    let (segment, number) = element.split_at_checked(3).ok_or_else(wrong)?;
    let number = number.parse().map_err(|_| wrong())?;
    Ok((segment.to_owned(), number, code_list(codes, &HashMap::new())?))
}

/// `(A B C)`, with `$NAME` for a list named before and `_` for a blank within a code.
pub(crate) fn code_list(
    text: &str,
    known: &HashMap<String, Vec<String>>,
) -> Result<Vec<String>, Complaint> {
    let inner = text.trim().strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let inner = inner.ok_or_else(|| format!("'{text}' is no list of codes in parentheses"))?;
    let mut out = Vec::new();
    for word in inner.split_whitespace() {
        match word.strip_prefix('$') {
            Some(name) => match known.get(name) {
                Some(list) => out.extend(list.iter().cloned()),
                None => return Err(format!("the code list ${name} is not known")),
            },
            None => out.push(word.replace('_', " ")),
        }
    }
    Ok(out)
}

/// One line and its block, put into `into`.
fn item(
    line: &Line,
    block: &[Line],
    names: &Names<'_>,
    into: &mut LoopText,
) -> Result<(), (usize, Complaint)> {
    let fault = |message| (line.number, message);
    let (new_place, text) = match line.text.strip_prefix("> ") {
        Some(text) => (true, text),
        None => (false, line.text.as_str()),
    };
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        "rule" => {
            let rule = rule(rest, line.number, &names.codes).map_err(fault)?;
            into.rules.push(rule);
        }
        "use" => {
            let (name, usage) = rest.split_once(' ').unwrap_or((rest, ""));
            let Some(lines) = names.blocks.get(name) else {
                return Err(fault(format!("the block '{name}' is not defined")));
            };
            let first = into.items.len();
            items(lines, names, into)?;
            if let (Some(usage), Some(ItemText::Loop(entry))) =
                (Usage::from_letter(usage), into.items.get_mut(first))
            {
                entry.usage = usage;
            }
        }
        "loop" => {
            let (id, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            let (usage, max, label) = usage_max_label(rest).map_err(fault)?;
            let mut inner = LoopText {
                line: line.number,
                id: id.to_owned(),
                usage,
                max,
                label,
                new_place,
                ..LoopText::default()
            };
            items(block, names, &mut inner)?;
            into.items.push(ItemText::Loop(inner));
            return Ok(());
        }
        _ => {
            let mut segment = segment(word, rest, line.number, &names.codes).map_err(fault)?;
            segment.new_place = new_place;
            into.items.push(ItemText::Segment(segment));
        }
    }
    match block.first() {
        Some(inner) => Err((inner.number, "only a loop or a block may hold lines".to_owned())),
        None => Ok(()),
    }
}

/// All lines of a block.
fn items(
    mut rest: &[Line],
    names: &Names<'_>,
    into: &mut LoopText,
) -> Result<(), (usize, Complaint)> {
    while let Some((line, after)) = rest.split_first() {
        let (block, next) = split_block(after, line.depth);
        item(line, block, names, into)?;
        rest = next;
    }
    Ok(())
}

fn usage_max_label(text: &str) -> Result<(Usage, u32, String), Complaint> {
    let mut words = text.splitn(3, ' ');
    let (usage, max) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let usage = Usage::from_letter(usage).ok_or_else(|| format!("'{usage}' is not R, S or N"))?;
    let max = match max {
        "*" => UNBOUNDED,
        n => n.parse().map_err(|_| format!("'{n}' is neither a number nor *"))?,
    };
    Ok((usage, max, words.next().unwrap_or("").trim().to_owned()))
}

fn segment(
    id: &str,
    rest: &str,
    line: usize,
    codes: &HashMap<String, Vec<String>>,
) -> Result<SegmentText, Complaint> {
    let (head, body) = match rest.split_once(": ") {
        Some((head, body)) => (head, Some(body)),
        None => (rest.trim_end_matches(':'), None),
    };
    let (usage, max, label) = usage_max_label(head)?;
    if !(2..=3).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(format!("'{id}' is no segment"));
    }
    let elements = body.map(|b| elements(b, codes)).transpose()?;
    Ok(SegmentText {
        line,
        id: id.to_owned(),
        usage,
        max,
        label,
        elements,
        new_place: false,
        of_partner: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nests_and_shares_blocks() {
        let text = "\
set 837 HC V1 V2
name Claim
codes Q (A B)
define c
  loop 2300 S 100 Claim
    REF S 2 Number: 1R($Q C) 2R
    rule x: when REF(A) then loop 2310 -- m. | a
ST R 1 Head
loop 2000 R * Body
  HL R 1 Level: 1R 3R(22)
  use c R
";
        let guide = read("t", text).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(guide.versions, ["V1", "V2"]);
        let [ItemText::Segment(st), ItemText::Loop(body)] = guide.root.items.as_slice() else {
            panic!("{:?}", guide.root)
        };
        assert!(st.elements.is_none());
        assert_eq!(body.max, UNBOUNDED);
        let ItemText::Loop(claim) = &body.items[1] else { panic!("{body:?}") };
        assert_eq!((claim.id.as_str(), claim.usage), ("2300", Usage::Required));
        let ItemText::Segment(number) = &claim.items[0] else { panic!("{claim:?}") };
        assert_eq!(number.elements.as_ref().unwrap()[0].codes, ["A", "B", "C"]);
        assert_eq!(claim.rules.len(), 1);
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        for (text, line) in [
            ("name x", 0),
            ("set 837", 1),
            ("set 837 HC V\nREF X 1 y", 2),
            ("set 837 HC V\nREF R 1 y\n  N3 R 1 z", 3),
            ("set 837 HC V\nuse c", 2),
        ] {
            assert_eq!(read("t", text).unwrap_err().line, line, "{text}");
        }
    }
}
