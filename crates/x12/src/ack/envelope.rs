//! The envelope of an acknowledgement: sender and receiver exchanged, numbers from outside.

use super::AckControl;
use super::draft::Draft;
use crate::validate::InterchangeReport;

/// Control numbers end here: nine digits.
const MAX_CONTROL_NUMBER: u32 = 999_999_999;

/// The numbers that the next interchange and group get, and the moment of writing.
#[derive(Clone)]
pub(super) struct Numbers {
    interchange: u32,
    group: u32,
    /// `CCYYMMDD`.
    pub(super) day: String,
    /// `HHMM`.
    pub(super) time: String,
}

/// The number after this one; after the last comes 1 again.
fn next(number: &mut u32) -> u32 {
    let this = (*number).clamp(1, MAX_CONTROL_NUMBER);
    *number = if this == MAX_CONTROL_NUMBER { 1 } else { this + 1 };
    this
}

impl Numbers {
    pub(super) fn new(control: &AckControl) -> Numbers {
        Numbers {
            interchange: control.interchange,
            group: control.group,
            day: control.date.to_x12(),
            time: format!("{:02}{:02}", control.hour.min(23), control.minute.min(59)),
        }
    }

    /// The numbers that are not used yet: interchange and group.
    pub(super) fn next(&self) -> (u32, u32) {
        (self.interchange, self.group)
    }

    pub(super) fn next_interchange(&mut self) -> u32 {
        next(&mut self.interchange)
    }

    pub(super) fn next_group(&mut self) -> u32 {
        next(&mut self.group)
    }
}

/// A side of the interchange: qualifier and identifier, padded to their fixed lengths.
fn side((qualifier, id): &(String, String)) -> [String; 2] {
    let fixed = |text: &str, length: usize| {
        let kept: String = text
            .chars()
            .map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { ' ' })
            .take(length)
            .collect();
        format!("{kept:<length$}")
    };
    let qualifier = if qualifier.is_empty() { "ZZ" } else { qualifier };
    [fixed(qualifier, 2), fixed(id, 15)]
}

/// Opens the interchange that answers `answered`; `version` is ISA12.
pub(super) fn open(
    draft: &mut Draft,
    answered: &InterchangeReport,
    numbers: &Numbers,
    control: u32,
    version: &str,
) {
    let delimiters = draft.delimiters();
    let one = |byte: u8| char::from(byte).to_string();
    let blank = " ".repeat(10);
    let [from_qualifier, from] = side(&answered.receiver);
    let [to_qualifier, to] = side(&answered.sender);
    let usage = if answered.usage == "P" { "P" } else { "T" };
    let values = [
        "00",
        &blank,
        "00",
        &blank,
        &from_qualifier,
        &from,
        &to_qualifier,
        &to,
        numbers.day.get(2..).unwrap_or(""),
        &numbers.time,
        &delimiters.repetition.map_or("U".to_owned(), one),
        version,
        &format!("{control:09}"),
        "0",
        usage,
        &one(delimiters.component),
    ];
    draft.verbatim("ISA", &values);
}

/// Closes the interchange.
pub(super) fn close(draft: &mut Draft, groups: usize, control: u32) {
    draft.segment("IEA", &[&groups.to_string(), &format!("{control:09}")]);
}

/// Opens a group: its functional identifier, the codes of the group that it answers, its number
/// and version.
pub(super) fn open_group(
    draft: &mut Draft,
    functional: &str,
    (answered, from, to): (&InterchangeReport, &str, &str),
    numbers: &Numbers,
    (control, version): (u32, &str),
) {
    // GS02 and GS03 have at least two characters; a group that gave none has those of the ISA.
    let code = |own: &str, other: &str| match own.trim().len() >= 2 {
        true => own.trim().to_owned(),
        false => other.to_owned(),
    };
    let sender = code(to, &answered.receiver.1);
    let receiver = code(from, &answered.sender.1);
    let values = [
        functional,
        &sender,
        &receiver,
        &numbers.day,
        &numbers.time,
        &control.to_string(),
        "X",
        version,
    ];
    draft.segment("GS", &values);
}

/// Closes a group.
pub(super) fn close_group(draft: &mut Draft, sets: usize, control: u32) {
    draft.segment("GE", &[&sets.to_string(), &control.to_string()]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delimiters::Delimiters;
    use crate::writer::LineEnd;

    #[test]
    fn exchanges_the_sides_and_counts_round() {
        let answered = InterchangeReport {
            sender: ("ZZ".into(), "FROM".into()),
            receiver: ("30".into(), "A NAME THAT IS TOO LONG".into()),
            usage: "P".into(),
            ..InterchangeReport::default()
        };
        let control = AckControl { interchange: 999_999_999, ..AckControl::default() };
        let mut numbers = Numbers::new(&control);
        assert_eq!((numbers.next_interchange(), numbers.next_interchange()), (999_999_999, 1));
        let mut draft = Draft::new(Delimiters::default(), LineEnd::None);
        open(&mut draft, &answered, &numbers, 7, "00501");
        open_group(&mut draft, "FA", (&answered, "F", "TO1"), &numbers, (3, "005010X231A1"));
        assert_eq!(
            draft.into_text(),
            "ISA*00*          *00*          *30*A NAME THAT IS *ZZ*FROM           *151001*0000*^\
             *00501*000000007*0*P*:~GS*FA*TO1*FROM*20151001*0000*3*X*005010X231A1~"
        );
    }
}
