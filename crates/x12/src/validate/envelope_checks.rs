//! The envelope's own elements: what ISA and GS say of sender, receiver, day and version, control
//! numbers that are used twice, and the trailers' form. Counts and missing trailers are found by
//! `crate::envelope`.

use super::code_checks::CodeChecks;
use super::elements::Checking;
use super::fault::Level;
use super::findings::{At, Draft, Findings};
use super::report::{GroupReport, InterchangeReport, Report, SetReport};
use super::values::{is_date, is_time};
use crate::envelope::Part;
use crate::guide::{Guide, Shelf};
use crate::segment::Segment;
use crate::tokens::{Classes, Cut, Tokens};
use std::collections::HashSet;

/// How acknowledgements tell a fault of the envelope (TA105, AK905, IK502).
pub(crate) fn level(code: &str) -> Level {
    match code {
        "x12.isa.truncated" | "x12.isa.layout" | "x12.isa.missing" => Level::Interchange("022"),
        "x12.isa.delimiters" => Level::Interchange("026"),
        "x12.iea.missing" | "x12.segment.truncated" | "x12.empty" => Level::Interchange("023"),
        "x12.iea.count" => Level::Interchange("021"),
        "x12.iea.control" => Level::Interchange("001"),
        "x12.segment.too-long" => Level::Interchange("004"),
        "x12.ge.missing" => Level::Group("3"),
        "x12.ge.count" => Level::Group("5"),
        "x12.ge.control" => Level::Group("4"),
        "x12.se.missing" => Level::Set("2"),
        "x12.se.count" => Level::Set("4"),
        "x12.se.control" => Level::Set("3"),
        _ => Level::Interchange("024"),
    }
}

/// An element of the ISA: which codes it takes, and the TA105 for another one.
struct IsaCode {
    element: u8,
    codes: &'static [&'static str],
    told: &'static str,
}

/// Qualifiers of a sender or receiver that the guides take (ISA05, ISA07).
const PARTY: &[&str] = &["01", "14", "20", "27", "28", "29", "30", "33", "ZZ"];

const ISA_CODES: [IsaCode; 7] = [
    IsaCode { element: 1, codes: &["00", "03"], told: "010" },
    IsaCode { element: 3, codes: &["00", "01"], told: "012" },
    IsaCode { element: 5, codes: PARTY, told: "005" },
    IsaCode { element: 7, codes: PARTY, told: "007" },
    IsaCode { element: 12, codes: &["00501", "00401"], told: "017" },
    IsaCode { element: 14, codes: &["0", "1"], told: "019" },
    IsaCode { element: 15, codes: &["P", "T"], told: "020" },
];

/// Control numbers of one file that are remembered to find one used twice; beyond this many the
/// check stops, so that memory stays bounded.
const MAX_REMEMBERED: usize = 200_000;

/// What the open envelope says.
#[derive(Clone, Debug, Default)]
pub(crate) struct EnvelopeChecks {
    /// GS04, when it has eight digits.
    pub(crate) day: Option<String>,
    group_version: String,
    interchanges: HashSet<String>,
    groups: HashSet<String>,
    sets: HashSet<String>,
}

impl EnvelopeChecks {
    /// ST03, or GS08 where a set has none (before 005010).
    pub(crate) fn version(&self, of_set: &str) -> String {
        match of_set.trim() {
            "" => self.group_version.clone(),
            version => version.to_owned(),
        }
    }

    /// Takes a segment of the envelope.
    pub(crate) fn take(
        &mut self,
        part: Part,
        segment: Segment<'_>,
        at: At,
        report: &mut Report,
        findings: &mut Findings<'_>,
    ) {
        let text = |number| segment.element(number).trim().to_owned();
        match part {
            Part::InterchangeStart => self.interchange(segment, at, report, findings),
            Part::GroupStart => {
                self.group_version = text(8);
                self.day = Some(text(4)).filter(|d| d.len() == 8);
                self.sets.clear();
                let group = GroupReport {
                    place: segment.place(),
                    functional: text(1),
                    sender: text(2),
                    receiver: text(3),
                    control: text(6),
                    version: text(8),
                    ..GroupReport::default()
                };
                let interchange = report.open_interchange();
                interchange.groups.push(group);
                findings.within.group = index(interchange.groups.len());
                findings.within.set = None;
                self.form(segment, at, findings);
                once(&mut self.groups, text(6), Again::Group, at, findings);
            }
            Part::TransactionStart => {
                let set = SetReport {
                    place: segment.place(),
                    id: text(1),
                    control: text(2),
                    version: self.version(segment.element(3)),
                    ..SetReport::default()
                };
                let group = report.open_group();
                group.sets.push(set);
                findings.within.set = index(group.sets.len());
                once(&mut self.sets, text(2), Again::Set, at, findings);
            }
            Part::GroupEnd => {
                if let Some(group) = report.last_group() {
                    group.declared_sets = segment.element(1).trim().parse().ok();
                }
                findings.within.set = None;
                self.form(segment, at, findings);
            }
            Part::TransactionEnd => self.form(segment, at, findings),
            Part::InterchangeEnd => {
                (findings.within.group, findings.within.set) = (None, None);
                self.form(segment, at, findings);
            }
            Part::Inside if segment.id() == "TA1" => self.form(segment, at, findings),
            Part::Inside => {}
        }
    }

    /// An interchange begins.
    fn interchange(
        &mut self,
        segment: Segment<'_>,
        at: At,
        report: &mut Report,
        findings: &mut Findings<'_>,
    ) {
        let text = |number| segment.element(number).trim().to_owned();
        report.interchanges.push(InterchangeReport {
            place: segment.place(),
            delimiters: segment.delimiters(),
            sender: (text(5), text(6)),
            receiver: (text(7), text(8)),
            date: text(9),
            time: text(10),
            version: text(12),
            control: text(13),
            wants_ta1: segment.element(14) == "1",
            usage: text(15),
            groups: Vec::new(),
        });
        findings.within.interchange = index(report.interchanges.len());
        (findings.within.group, findings.within.set) = (None, None);
        self.groups.clear();
        self.isa(segment, at, findings);
        let key = format!("{}|{}|{}", text(6), text(8), text(13));
        once(&mut self.interchanges, key, Again::Interchange, at, findings);
    }

    /// The ISA: its elements have fixed lengths, so blanks are legal in some of them.
    fn isa(&self, segment: Segment<'_>, at: At, findings: &mut Findings<'_>) {
        let mut fault = |element: u8, told, message: String, action: &'static str| {
            let draft = Draft::new("x12.isa.value", 1, at, b"ISA", message, action)
                .level(Level::Interchange(told))
                .element(usize::from(element), 0, 0)
                .value(segment.element(element).as_bytes());
            findings.add(draft);
        };
        for IsaCode { element, codes, told } in &ISA_CODES {
            let value = segment.element(*element);
            if !codes.contains(&value) {
                let listed = codes.join(", ");
                let message = format!("ISA{element:02} is '{value}', not one of {listed}");
                fault(*element, told, message, "give a code that the guides take");
            }
        }
        for (element, told) in [(6, "006"), (8, "008")] {
            if segment.element(element).trim().is_empty() {
                let message = format!("ISA{element:02} names nobody");
                fault(element, told, message, "give the identifier agreed with the partner");
            }
        }
        if !is_date(segment.element(9).as_bytes()) {
            fault(9, "014", "ISA09 is no date".to_owned(), "give it as YYMMDD");
        }
        if !is_time(segment.element(10).as_bytes()) {
            fault(10, "015", "ISA10 is no time".to_owned(), "give it as HHMM");
        }
        if !segment.element(13).bytes().all(|b| b.is_ascii_digit()) {
            let message = "ISA13 is not a number of nine digits".to_owned();
            fault(13, "018", message, "number the interchanges, with leading zeros");
        }
    }

    /// The elements of the other envelope segments, by the guide of the envelope.
    fn form(&self, segment: Segment<'_>, at: At, findings: &mut Findings<'_>) {
        let Some(guide) = Shelf::built_in().named("envelope") else { return };
        let Some(def) = guide.segments.iter().find(|s| s.id == segment.id()) else { return };
        let delimiters = segment.delimiters();
        let mut text = segment.text().to_owned();
        text.push(char::from(delimiters.segment));
        let mut tokens = Tokens::default();
        let Some(length) = tokens.cut(text.as_bytes(), &Classes::new(delimiters)) else { return };
        let cut = Cut {
            bytes: &text.as_bytes()[..length],
            tokens: &tokens,
            component: delimiters.component,
            repetition: delimiters.repetition,
        };
        let first = findings.faults.len();
        let mut codes = CodeChecks::default();
        Checking { guide, def, cut, at, findings, codes: &mut codes }.run();
        for fault in findings.faults.iter_mut().skip(first) {
            fault.level = match (segment.id(), fault.place.element) {
                ("GS", 8) => Level::Group("2"),
                ("GS", 6) | ("GE", _) => Level::Group("6"),
                ("GS", _) => Level::Group("1"),
                ("SE", 1) => Level::Set("4"),
                ("SE", _) => Level::Set("7"),
                _ => Level::Interchange("024"),
            };
        }
    }

    /// A set belongs in a group of its own functional identifier and version.
    pub(crate) fn check_functional(
        &self,
        guide: &Guide,
        report: &Report,
        at: At,
        findings: &mut Findings<'_>,
    ) {
        let group = report.interchanges.last().and_then(|i| i.groups.last());
        let Some(group) = group else { return };
        let mut fault = |told, message: String, action: &'static str| {
            let draft = Draft::new("x12.group.functional", 1, at, b"ST", message, action);
            findings.add(draft.level(told));
        };
        if group.functional != guide.functional {
            let message = format!(
                "set {} stands in a group '{}', but belongs in '{}'",
                guide.set, group.functional, guide.functional
            );
            fault(Level::Group("1"), message, "send each kind of set in its own group");
        }
        if !guide.versions.contains(&group.version) {
            let message = format!(
                "GS08 is '{}', which is not the version of the set ({})",
                group.version, guide.versions[0]
            );
            fault(Level::Group("2"), message, "write the same version in GS08 and ST03");
        }
    }
}

fn index(length: usize) -> Option<u32> {
    length.checked_sub(1).and_then(|n| u32::try_from(n).ok())
}

/// Which control number comes again.
#[derive(Clone, Copy)]
enum Again {
    Interchange,
    Group,
    Set,
}

fn once(seen: &mut HashSet<String>, key: String, what: Again, at: At, findings: &mut Findings<'_>) {
    if seen.len() >= MAX_REMEMBERED || seen.insert(key) {
        return;
    }
    let (segment, element, level, scope) = match what {
        Again::Interchange => ("ISA", 13, Level::Interchange("025"), "sender, receiver and file"),
        Again::Group => ("GS", 6, Level::Group("6"), "interchange"),
        Again::Set => ("ST", 2, Level::Set("23"), "group"),
    };
    let message = format!("{segment}{element:02} is used twice in the same {scope}");
    let action = "give each a control number of its own; the second may be a copy of the first";
    let draft = Draft::new("x12.control.repeated", 1, at, segment.as_bytes(), message, action)
        .level(level)
        .element(element, 0, 0);
    findings.add(draft);
}
