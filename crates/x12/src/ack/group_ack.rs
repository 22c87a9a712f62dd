//! 999 (or 997): each group of an interchange, set by set.

use super::business_unit::{self, Units};
use super::draft::Draft;
use super::received::{Answer, Received, is_old};
use super::set_ack::{self, Style};
use super::set_pass::Part;
use super::{Document, Kind, Unanswered, Writing, envelope};
use crate::validate::{GroupReport, Level};

/// Codes that AK9 has room for (AK905 to AK909).
const MAX_CODES: usize = 5;

/// The group has no GE (AK905).
const NO_TRAILER: &str = "3";

/// A group with its number in the interchange.
type Numbered<'r> = (u32, &'r GroupReport);

/// The acknowledgements of an interchange's groups: one interchange for those of 005010, one for
/// the older ones.
pub(super) fn write(
    writing: &mut Writing<'_, '_>,
    received: &Received<'_>,
    part: &Part<'_, '_>,
) -> (Vec<Document>, Vec<Unanswered>) {
    let version = &part.interchange.version;
    let (mut new, mut old, mut unanswered) = (Vec::new(), Vec::new(), Vec::new());
    for (number, group) in (0u32..).zip(&part.interchange.groups) {
        // An acknowledgement is not acknowledged.
        if group.functional == "FA" {
            continue;
        }
        if functional(group).is_none() {
            let reason = "the group says neither in GS01 nor by its first set what it holds, so \
                          no 999 can name it";
            unanswered.push(Unanswered { place: group.place, reason: reason.to_owned() });
            continue;
        }
        match is_old(group, version) {
            true => old.push((number, group)),
            false => new.push((number, group)),
        }
    }
    let units = match (&new[..], &old[..]) {
        ([], _) => Units::default(),
        _ => business_unit::of_faults(part, received),
    };
    let mut documents = Vec::new();
    for (groups, style) in [(new, &set_ack::IMPLEMENTATION), (old, &set_ack::FUNCTIONAL)] {
        if !groups.is_empty() {
            let told = Told { received, units: &units, part, style };
            documents.extend(document(writing, &told, &groups));
        }
    }
    (documents, unanswered)
}

/// What a document tells, and how.
pub(super) struct Told<'t, 'r, 'a> {
    pub(super) received: &'t Received<'r>,
    pub(super) units: &'t Units,
    pub(super) part: &'t Part<'r, 'a>,
    pub(super) style: &'static Style,
}

/// GS01 of a group that is acknowledged, from its first set where GS01 is no such code.
fn functional(group: &GroupReport) -> Option<&str> {
    let is_code = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    if is_code(&group.functional) {
        return Some(&group.functional);
    }
    let first = group.sets.first()?;
    HOLDS.iter().find(|(_, set)| *set == first.id).map(|(functional, _)| *functional)
}

/// Which set a group of each functional identifier holds.
pub(super) const HOLDS: [(&str, &str); 9] = [
    ("HS", "270"),
    ("HB", "271"),
    ("HR", "276"),
    ("HN", "277"),
    ("HI", "278"),
    ("RA", "820"),
    ("BE", "834"),
    ("HP", "835"),
    ("HC", "837"),
];

fn document(
    writing: &mut Writing<'_, '_>,
    told: &Told<'_, '_, '_>,
    groups: &[Numbered<'_>],
) -> Option<Document> {
    let interchange = told.part.interchange;
    writing.with_delimiters(told.style.repeats, |writing, delimiters| {
        let control = writing.numbers.next_interchange();
        let mut draft = Draft::new(delimiters, writing.settings.line_end);
        envelope::open(&mut draft, interchange, writing.numbers, control, told.style.interchange);
        let (mut refuses, mut written) = (false, 0);
        // Groups of the same parties are answered in one group.
        for alike in
            groups.chunk_by(|(_, a), (_, b)| (&a.sender, &a.receiver) == (&b.sender, &b.receiver))
        {
            let number = writing.numbers.next_group();
            let first = alike[0].1;
            let sides = (interchange, first.sender.as_str(), first.receiver.as_str());
            let named = (number, told.style.version);
            envelope::open_group(&mut draft, "FA", sides, writing.numbers, named);
            for (set, group) in alike.iter().enumerate() {
                let control = format!("{:04}", set + 1);
                refuses |= one_group(&mut draft, told, *group, &control, writing.settings.loops);
            }
            envelope::close_group(&mut draft, alike.len(), number);
            written += 1;
        }
        envelope::close(&mut draft, written, control);
        let altered = draft.altered();
        let document = Document {
            kind: Kind::Implementation,
            answers: interchange.control.clone(),
            control,
            refuses,
            text: draft.into_text(),
        };
        (document, altered)
    })
}

/// One acknowledgement set (ST to SE); true when it refuses something.
fn one_group(
    draft: &mut Draft,
    told: &Told<'_, '_, '_>,
    (number, group): Numbered<'_>,
    control: &str,
    loops: bool,
) -> bool {
    let style = told.style;
    let mut set = draft.part();
    set.segment("ST", &[style.set, control, style.reference]);
    let version = if style.names_versions { version(group) } else { "" };
    let group_control = match group.control.parse::<u64>() {
        Ok(_) => group.control.as_str(),
        // AK102 is a number; the code for a bad GS06 stands in AK9.
        Err(_) => "0",
    };
    set.segment("AK1", &[functional(group).unwrap_or(""), group_control, version]);
    let mut answers = Vec::new();
    for (s, report) in (0u32..).zip(&group.sets) {
        let key = (told.part.number, number, s);
        answers.push(set_ack::write(&mut set, told, key, (group, report), loops));
    }
    let own = told.received.group_answer((told.part.number, number));
    let mut codes: Vec<&str> = Vec::new();
    for fault in told.received.group((told.part.number, number)) {
        if let Level::Group(code) = fault.level
            && !codes.contains(&code)
        {
            codes.push(code);
        }
    }
    if told.received.cuts_group((told.part.number, number)) && !codes.contains(&NO_TRAILER) {
        codes.push(NO_TRAILER);
    }
    codes.sort_unstable();
    codes.truncate(MAX_CODES);
    let accepted = answers.iter().filter(|answer| **answer != Answer::Refused).count();
    let letter = letter(own, &answers, accepted);
    let counts = [
        group.declared_sets.unwrap_or(0).to_string(),
        group.sets.len().to_string(),
        accepted.to_string(),
    ];
    let mut values = vec![letter, &counts[0], &counts[1], &counts[2]];
    values.extend(codes);
    set.segment("AK9", &values);
    let count = (set.segments() + 1).to_string();
    set.segment("SE", &[&count, control]);
    draft.append(set);
    letter == "R" || letter == "P"
}

/// AK103: GS08; without a GS the guide of the first set, and at least the release.
fn version(group: &GroupReport) -> &str {
    let of_sets = group.sets.iter().map(|set| set.version.as_str());
    let given = std::iter::once(group.version.as_str()).chain(of_sets).find(|v| !v.is_empty());
    given.unwrap_or("005010")
}

/// AK901.
fn letter(own: Answer, sets: &[Answer], accepted: usize) -> &'static str {
    match (own, accepted) {
        (Answer::Refused, _) => "R",
        (_, 0) if !sets.is_empty() => "R",
        (_, some) if some < sets.len() => "P",
        (Answer::WithErrors, _) => "E",
        _ if sets.contains(&Answer::WithErrors) => "E",
        _ => "A",
    }
}

#[cfg(test)]
mod tests {
    use super::Answer::{Accepted, Refused, WithErrors};
    use super::*;

    #[test]
    fn answers_for_groups() {
        for (own, sets, expected) in [
            (Accepted, vec![Accepted, Accepted], "A"),
            (Accepted, vec![Accepted, WithErrors], "E"),
            (WithErrors, vec![Accepted], "E"),
            (Accepted, vec![Refused, WithErrors], "P"),
            (Accepted, vec![Refused], "R"),
            (Refused, vec![Accepted], "R"),
            (Accepted, vec![], "A"),
        ] {
            let accepted = sets.iter().filter(|a| **a != Refused).count();
            assert_eq!(letter(own, &sets, accepted), expected, "{own:?} {sets:?}");
        }
    }
}
