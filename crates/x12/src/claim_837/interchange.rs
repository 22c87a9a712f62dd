//! From drafted claims to one interchange: grouping by billing provider, subscriber and patient,
//! HL numbers, transactions of at most 5,000 claims.
//!
//! Two claims share a level exactly when the level's segments are the same text, so nothing that
//! is written can differ from what its claim said.

use super::parties;
use super::sheet::{self, Sheet};
use super::{Receiver, Submitter};
use crate::charset::{Case, clean};
use crate::fault::WriteFault;
use crate::writer::{ControlNumbers, Frame, SegmentWriter};
use model::Claim;
use std::collections::BTreeMap;

/// Claims that the 837 guides allow in one transaction.
pub const MAX_CLAIMS_PER_TRANSACTION: usize = 5_000;

/// Claims under one subscriber or patient level (repeats of loop 2300).
const MAX_CLAIMS_PER_LEVEL: usize = 100;

/// Control numbers end here: nine digits.
const MAX_CONTROL_NUMBER: u32 = 999_999_999;

/// What differs between the guides.
pub(crate) struct Guide {
    pub version: &'static str,
    pub body: fn(&mut Sheet, &Claim),
}

/// Drafted segments and their number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    text: String,
    segments: u32,
}

/// One claim as it will be written: its levels by their number, and its own segments.
struct Drafted {
    /// Billing provider, subscriber, patient; the patient is `None` when it is the subscriber.
    levels: (usize, usize, Option<usize>),
    body: Part,
}

/// The distinct texts of one level, numbered in the order in which they first come.
#[derive(Default)]
struct Level {
    numbers: BTreeMap<Part, usize>,
    parts: Vec<Part>,
}

impl Level {
    fn number(&mut self, part: Part) -> usize {
        let next = self.parts.len();
        *self.numbers.entry(part).or_insert_with_key(|part| {
            self.parts.push(part.clone());
            next
        })
    }
}

/// Everything drafted so far, and all faults.
#[derive(Default)]
struct Draft {
    providers: Level,
    subscribers: Level,
    patients: Level,
    claims: Vec<Drafted>,
    faults: Vec<WriteFault>,
}

pub(crate) fn write(
    claims: &[Claim],
    guide: &Guide,
    submitter: &Submitter,
    receiver: &Receiver,
    control: &ControlNumbers,
) -> Result<String, Vec<WriteFault>> {
    let mut draft = Draft::default();
    let header = header(&mut draft.faults, claims.len(), submitter, receiver, control);
    for claim in claims {
        draft.take(claim, guide, receiver);
    }
    if !draft.faults.is_empty() {
        return Err(draft.faults);
    }
    // A stable sort: claims of one level keep their order.
    draft.claims.sort_by_key(|claim| claim.levels);
    let mut writer = SegmentWriter::new(receiver.delimiters, receiver.line_end);
    // `header` has checked these; cleaning them again gives the text that was checked.
    let text = |value: &String| clean(value, Case::Keep).unwrap_or_default();
    let frame = Frame {
        sender: [&submitter.qualifier, &submitter.interchange_id, &submitter.group_id].map(text),
        receiver: [&receiver.qualifier, &receiver.interchange_id, &receiver.group_id].map(text),
        version: guide.version,
    };
    writer.start(control, &frame);
    let mut transactions = 0;
    for chunk in draft.claims.chunks(MAX_CLAIMS_PER_TRANSACTION) {
        let number = control.transaction.saturating_add(transactions);
        transactions += 1;
        writer.start_transaction(number, guide.version);
        beginning(&mut writer, control, transactions);
        writer.append(&header.text, header.segments);
        levels(&mut writer, chunk, &draft);
        writer.end_transaction(number);
    }
    Ok(writer.finish(control, transactions))
}

impl Draft {
    fn take(&mut self, claim: &Claim, guide: &Guide, receiver: &Receiver) {
        let sheet = || Sheet::new(Some(claim.id.clone()), receiver.delimiters, receiver.line_end);
        let mut provider = sheet();
        parties::billing(&mut provider, claim);
        let mut subscriber = sheet();
        parties::subscriber(&mut subscriber, claim);
        let mut patient = sheet();
        let has_patient = parties::patient(&mut patient, claim);
        let mut body = sheet();
        (guide.body)(&mut body, claim);
        let mut part = |sheet: Sheet| {
            self.faults.extend(sheet.faults);
            Part { text: sheet.text, segments: sheet.segments }
        };
        let [provider, subscriber, patient, body] =
            [provider, subscriber, patient, body].map(&mut part);
        let levels = (
            self.providers.number(provider),
            self.subscribers.number(subscriber),
            has_patient.then(|| self.patients.number(patient)),
        );
        self.claims.push(Drafted { levels, body });
    }
}

/// Writes the levels of one transaction, each with its HL, and the claims under them.
fn levels(writer: &mut SegmentWriter, claims: &[Drafted], draft: &Draft) {
    let mut hl = 0u32;
    let mut open = (None, None, None);
    let (mut provider_hl, mut subscriber_hl, mut under_level) = (0, 0, 0);
    for claim in claims {
        let (provider, subscriber, patient) = claim.levels;
        let full = under_level == MAX_CLAIMS_PER_LEVEL;
        if open.0 != Some(provider) {
            hl += 1;
            provider_hl = hl;
            level(writer, [hl, 0], "20", "1", &draft.providers.parts[provider]);
            open = (Some(provider), None, None);
        }
        if open.1 != Some(subscriber) || (full && patient.is_none()) {
            hl += 1;
            subscriber_hl = hl;
            let child = if patient.is_some() { "1" } else { "0" };
            let part = &draft.subscribers.parts[subscriber];
            level(writer, [hl, provider_hl], "22", child, part);
            (open.1, open.2, under_level) = (Some(subscriber), None, 0);
        }
        if let Some(number) = patient
            && (open.2 != Some(number) || full)
        {
            hl += 1;
            level(writer, [hl, subscriber_hl], "23", "0", &draft.patients.parts[number]);
            (open.2, under_level) = (Some(number), 0);
        }
        under_level += 1;
        writer.append(&claim.body.text, claim.body.segments);
    }
}

/// One HL with the segments of its level. `[own, parent]`; parent 0 is none.
fn level(writer: &mut SegmentWriter, ids: [u32; 2], code: &str, child: &str, part: &Part) {
    let parent = if ids[1] == 0 { String::new() } else { ids[1].to_string() };
    writer.segment("HL", &[&ids[0].to_string(), &parent, code, child]);
    writer.append(&part.text, part.segments);
}

/// BHT: every transaction of a file has its own reference.
fn beginning(writer: &mut SegmentWriter, control: &ControlNumbers, nth: u32) {
    let mut reference = clean(&control.reference, Case::Keep).unwrap_or_default();
    if nth > 1 {
        reference.push_str(&format!("-{nth}"));
    }
    let time = format!("{:02}{:02}", control.hour, control.minute);
    let day = control.date.to_x12();
    writer.segment("BHT", &["0019", "00", &reference, &day, &time, "CH"]);
}

/// Loops 1000A and 1000B, and the check of all that goes into the envelope.
fn header(
    faults: &mut Vec<WriteFault>,
    claims: usize,
    submitter: &Submitter,
    receiver: &Receiver,
    control: &ControlNumbers,
) -> Part {
    let mut sheet = Sheet::new(None, receiver.delimiters, receiver.line_end);
    envelope_rules(&mut sheet, claims, receiver, control);
    // A draft that only checks: these values are written by the frame, not by the sheet.
    sheet
        .open("ISA")
        .gap(4)
        .need("submitter.qualifier", &submitter.qualifier, sheet::QUALIFIER)
        .need("submitter.interchange_id", &submitter.interchange_id, sheet::INTERCHANGE_ID)
        .need("receiver.qualifier", &receiver.qualifier, sheet::QUALIFIER)
        .need("receiver.interchange_id", &receiver.interchange_id, sheet::INTERCHANGE_ID)
        .end();
    sheet
        .open("GS")
        .gap(1)
        .need("submitter.group_id", &submitter.group_id, sheet::GROUP_ID)
        .need("receiver.group_id", &receiver.group_id, sheet::GROUP_ID)
        .end();
    sheet.open("BHT").gap(2).need("control.reference", &control.reference, sheet::BATCH).end();
    (sheet.text, sheet.segments) = (String::new(), 0);
    sheet.loop_id = "1000A";
    sheet
        .open("NM1")
        .code("41")
        .code("2")
        .need("submitter.name", &submitter.name, sheet::ORGANIZATION)
        .gap(4)
        .code("46")
        .need("submitter.id", &submitter.id, sheet::PARTY_ID)
        .end();
    let contact = sheet
        .open("PER")
        .code("IC")
        .need("submitter.contact", &submitter.contact, sheet::ORGANIZATION)
        .code("TE")
        .need("submitter.phone", &submitter.phone, sheet::PHONE);
    match &submitter.email {
        Some(email) => contact.code("EM").need("submitter.email", email, sheet::EMAIL).end(),
        None => contact.end(),
    }
    sheet.loop_id = "1000B";
    sheet
        .open("NM1")
        .code("40")
        .code("2")
        .need("receiver.name", &receiver.name, sheet::ORGANIZATION)
        .gap(4)
        .code("46")
        .need("receiver.id", &receiver.id, sheet::PARTY_ID)
        .end();
    faults.append(&mut sheet.faults);
    Part { text: sheet.text, segments: sheet.segments }
}

fn envelope_rules(sheet: &mut Sheet, claims: usize, receiver: &Receiver, control: &ControlNumbers) {
    if claims == 0 {
        sheet.missing("claims", "CLM01");
    }
    if !receiver.delimiters.are_legal() {
        let action = "use four different characters that are no letter, digit or space";
        sheet.rule("receiver.delimiters", "ISA16", "are not legal", action);
    }
    let transactions = claims.div_ceil(MAX_CLAIMS_PER_TRANSACTION);
    let room = u32::try_from(transactions).unwrap_or(u32::MAX);
    for (field, segment, number, needed) in [
        ("control.interchange", "ISA13", control.interchange, 1),
        ("control.group", "GS06", control.group, 1),
        ("control.transaction", "ST02", control.transaction, room.max(1)),
    ] {
        let last = number.saturating_add(needed - 1);
        if number == 0 || last > MAX_CONTROL_NUMBER {
            let message = format!("is not from 1 to {MAX_CONTROL_NUMBER}");
            sheet.rule(field, segment, message, "take the next number of the registry");
        }
    }
    if control.hour > 23 || control.minute > 59 {
        sheet.rule("control.hour", "ISA10", "is not a time of day", "give hour and minute");
    }
}
