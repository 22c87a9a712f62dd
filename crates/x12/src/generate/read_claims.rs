//! The claims of an 837 as far as an answer needs them. Any delimiters; subscribers and
//! dependents; every level is remembered while its claims come.

use super::billed::{Billed, BilledLine, Name};
use super::page::composite;
use crate::envelope::{Envelope, Event};
use crate::fault::X12Error;
use crate::segment::Segment;
use model::{Cents, Date};

/// An interchange with its groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedInterchange {
    /// Qualifier and identifier.
    pub sender: (String, String),
    pub receiver: (String, String),
    pub groups: Vec<AskedGroup>,
}

/// A group with its transactions.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedGroup {
    pub functional: String,
    pub control: String,
    pub version: String,
    pub transactions: Vec<Asked>,
}

/// A transaction with its claims.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub set: String,
    pub control: String,
    pub version: String,
    /// BHT03.
    pub reference: String,
    pub submitter: Name,
    pub receiver: Name,
    pub claims: Vec<Billed>,
}

/// Reads a whole file.
///
/// # Errors
/// The first fault of its envelope.
pub(crate) fn read(data: &[u8]) -> Result<Vec<AskedInterchange>, X12Error> {
    let mut reader = Reader::default();
    for event in Envelope::new(data) {
        reader.take(event?);
    }
    Ok(reader.interchanges)
}

/// Which level is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Level {
    #[default]
    Head,
    Billing,
    Subscriber,
    Patient,
}

#[derive(Default)]
struct Reader {
    interchanges: Vec<AskedInterchange>,
    level: Level,
    /// What the open levels say, without a claim.
    above: Billed,
    /// What a subscriber's level begins from.
    provider: Billed,
    claim: Option<Billed>,
    other_payer: bool,
    count: u64,
}

/// A value without the characters that a page is written with.
fn value(segment: &Segment<'_>, element: u8) -> String {
    let text = segment.element(element).trim();
    text.chars().map(|c| if "*:^~".contains(c) { ' ' } else { c }).collect()
}

fn joined(segment: &Segment<'_>, element: u8) -> String {
    composite(&segment.components(element).collect::<Vec<_>>())
}

fn name(segment: &Segment<'_>) -> Name {
    Name {
        last: value(segment, 3),
        first: value(segment, 4),
        middle: value(segment, 5),
        id: value(segment, 9),
    }
}

fn cents(text: &str) -> Cents {
    Cents::from_decimal(text).unwrap_or_default()
}

impl Reader {
    fn group(&mut self) -> Option<&mut AskedGroup> {
        self.interchanges.last_mut().and_then(|i| i.groups.last_mut())
    }

    fn transaction(&mut self) -> Option<&mut Asked> {
        self.group().and_then(|g| g.transactions.last_mut())
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::InterchangeStart(s) => self.interchanges.push(AskedInterchange {
                sender: (value(&s, 5), value(&s, 6)),
                receiver: (value(&s, 7), value(&s, 8)),
                groups: Vec::new(),
            }),
            Event::GroupStart(s) => {
                let (functional, control, version) = (value(&s, 1), value(&s, 6), value(&s, 8));
                let group = AskedGroup { functional, control, version, transactions: Vec::new() };
                if let Some(interchange) = self.interchanges.last_mut() {
                    interchange.groups.push(group);
                }
            }
            Event::TransactionStart(s) => {
                let (set, control, version) = (value(&s, 1), value(&s, 2), value(&s, 3));
                let asked = Asked { set, control, version, ..Asked::default() };
                (self.level, self.above) = (Level::Head, Billed::default());
                if let Some(group) = self.group() {
                    group.transactions.push(asked);
                }
            }
            Event::TransactionEnd(_) => self.end_claim(),
            Event::Segment(s) if s.id() != "TA1" => self.segment(&s),
            _ => {}
        }
    }

    fn end_claim(&mut self) {
        self.other_payer = false;
        let Some(mut claim) = self.claim.take() else { return };
        let days = || claim.lines.iter().map(|line| (line.from, line.through));
        if claim.from == Date::default() {
            claim.from = days().map(|d| d.0).min().unwrap_or_default();
            claim.through = days().map(|d| d.1).max().unwrap_or_default();
        }
        for line in claim.lines.iter_mut().filter(|line| line.from == Date::default()) {
            (line.from, line.through) = (claim.from, claim.through);
        }
        if let Some(asked) = self.transaction() {
            asked.claims.push(claim);
        }
    }

    fn segment(&mut self, s: &Segment<'_>) {
        match s.id() {
            "BHT" => {
                let reference = value(s, 3);
                if let Some(asked) = self.transaction() {
                    asked.reference = reference;
                }
            }
            "HL" => self.hierarchy(s),
            "CLM" => self.claim(s),
            _ if self.claim.is_some() => self.within_claim(s),
            _ => self.above_claim(s),
        }
    }

    fn hierarchy(&mut self, s: &Segment<'_>) {
        self.end_claim();
        match s.element(3) {
            "20" => (self.level, self.above) = (Level::Billing, Billed::default()),
            "22" => {
                if self.level == Level::Billing {
                    self.provider = self.above.clone();
                }
                (self.level, self.above) = (Level::Subscriber, self.provider.clone());
            }
            _ => {
                self.level = Level::Patient;
                self.above.patient = Name::default();
                (self.above.born, self.above.sex) = (String::new(), String::new());
            }
        }
    }

    fn above_claim(&mut self, s: &Segment<'_>) {
        let above = &mut self.above;
        match (s.id(), s.element(1), self.level) {
            ("NM1", "41", _) => {
                let submitter = name(s);
                if let Some(asked) = self.transaction() {
                    asked.submitter = submitter;
                }
            }
            ("NM1", "40", _) => {
                let receiver = name(s);
                if let Some(asked) = self.transaction() {
                    asked.receiver = receiver;
                }
            }
            ("NM1", "85", Level::Billing) => above.billing = name(s),
            ("REF", "EI" | "SY", Level::Billing) => above.billing_tax_id = value(s, 2),
            ("SBR", ..) => {
                above.sequence = value(s, 1);
                above.relation = value(s, 2);
                above.group = value(s, 3);
                above.filing = value(s, 9);
            }
            ("NM1", "IL", _) => {
                above.holder = name(s);
                above.patient = name(s);
            }
            ("NM1", "PR", _) => above.payer = name(s),
            ("PAT", relation, Level::Patient) => above.relation = relation.to_owned(),
            ("NM1", "QC", _) => above.patient = name(s),
            ("DMG", ..) => (above.born, above.sex) = (value(s, 2), value(s, 3)),
            _ => {}
        }
    }

    fn claim(&mut self, s: &Segment<'_>) {
        self.end_claim();
        let institutional = s.component(5, 2) == "A";
        let place = s.component(5, 1).to_owned();
        let number = self.count;
        self.count += 1;
        self.claim = Some(Billed {
            number,
            control: value(s, 1),
            charge: cents(s.element(2)),
            stay: institutional && matches!(place.as_str(), "11" | "18" | "21" | "41"),
            place,
            frequency: s.component(5, 3).to_owned(),
            institutional,
            ..self.above.clone()
        });
    }

    fn within_claim(&mut self, s: &Segment<'_>) {
        let Some(claim) = &mut self.claim else { return };
        match (s.id(), s.element(1)) {
            ("SBR", _) => self.other_payer = true,
            ("NM1", "82") if claim.lines.is_empty() && !self.other_payer => {
                claim.rendering = Some(name(s)).filter(|n| !n.id.is_empty());
            }
            ("REF", "EA") if claim.lines.is_empty() => claim.record = value(s, 2),
            ("DTP", "434" | "472") => {
                let (from, through) = days(s);
                match claim.lines.last_mut() {
                    Some(line) => (line.from, line.through) = (from, through),
                    None => (claim.from, claim.through) = (from, through),
                }
            }
            ("LX", _) => claim.lines.push(BilledLine::default()),
            _ => {
                if let Some(line) = claim.lines.last_mut() {
                    within_line(line, s);
                }
            }
        }
    }
}

fn within_line(line: &mut BilledLine, s: &Segment<'_>) {
    match (s.id(), s.element(1)) {
        ("SV1", _) => {
            line.procedure = joined(s, 1);
            line.charge = cents(s.element(2));
            line.units = value(s, 4);
        }
        ("SV2", revenue) => {
            revenue.clone_into(&mut line.revenue);
            line.procedure = joined(s, 2);
            line.charge = cents(s.element(3));
            line.units = value(s, 5);
        }
        ("SV3", _) => {
            line.procedure = joined(s, 1);
            line.charge = cents(s.element(2));
            line.units = value(s, 6);
        }
        ("REF", "6R") => line.control = value(s, 2),
        // The last payer before this one says what is left.
        ("SVD", _) => line.left = Some(Cents(0)),
        ("CAS", "PR") => {
            let amounts = [3, 6, 9, 12, 15, 18].map(|element| cents(s.element(element)).0);
            let left = line.left.unwrap_or_default().0 + amounts.iter().sum::<i64>();
            line.left = Some(Cents(left.clamp(0, line.charge.0.max(0))));
        }
        _ => {}
    }
}

fn days(s: &Segment<'_>) -> (Date, Date) {
    let text = s.element(3);
    let (from, through) = text.split_once('-').unwrap_or((text, text));
    let day = |text: &str| Date::from_x12(text.get(..8).unwrap_or("")).unwrap_or_default();
    (day(from), day(through))
}
