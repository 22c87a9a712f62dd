//! The segments of a 277CA, level by level (005010X214).

use super::Source;
use super::claim_facts::{Claim, Line, Party};
use super::draft::{Draft, Element};
use super::status::Status;
use model::Cents;

/// What stands where the 837 has nothing and the 277CA must have something.
const UNKNOWN: &str = "UNKNOWN";

/// Trace of a provider that gave none.
const NO_TRACE: &str = "0";

/// Roles that a status of the batch may name, and those of a billing provider.
const BATCH_ROLES: [&str; 5] = ["36", "40", "41", "AY", "PR"];
const PROVIDER_ROLES: [&str; 9] = ["36", "40", "41", "77", "82", "85", "87", "AY", "PR"];

/// A subscriber or patient.
#[derive(Default)]
pub(super) struct Holder {
    pub(super) party: Party,
    /// Another identifier, for holders without a member number.
    pub(super) other_id: String,
    pub(super) statuses: Vec<Status>,
}

/// Claims and charges, accepted and rejected.
#[derive(Default)]
pub(super) struct Totals {
    pub(super) accepted: u64,
    pub(super) rejected: u64,
    accepted_charge: i64,
    rejected_charge: i64,
}

impl Totals {
    pub(super) fn count(&mut self, accepted: bool, charge: Cents) {
        let (count, total) = match accepted {
            true => (&mut self.accepted, &mut self.accepted_charge),
            false => (&mut self.rejected, &mut self.rejected_charge),
        };
        *count += 1;
        *total = total.saturating_add(charge.0);
    }

    pub(super) fn add(&mut self, other: &Totals) {
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.accepted_charge = self.accepted_charge.saturating_add(other.accepted_charge);
        self.rejected_charge = self.rejected_charge.saturating_add(other.rejected_charge);
    }

    fn charge(&self) -> String {
        Cents(self.accepted_charge.saturating_add(self.rejected_charge)).to_x12()
    }

    /// QTY and AMT; the qualifiers of the counts differ from level to level.
    fn write(&self, draft: &mut Draft, [accepted, rejected]: [&str; 2]) {
        if self.accepted > 0 {
            draft.segment("QTY", &[accepted, &self.accepted.to_string()]);
        }
        if self.rejected > 0 {
            draft.segment("QTY", &[rejected, &self.rejected.to_string()]);
        }
        if self.accepted > 0 {
            draft.segment("AMT", &["YU", &Cents(self.accepted_charge).to_x12()]);
        }
        if self.rejected > 0 {
            draft.segment("AMT", &["YY", &Cents(self.rejected_charge).to_x12()]);
        }
    }
}

fn or_unknown(text: &str) -> &str {
    if text.is_empty() { UNKNOWN } else { text }
}

/// STC segments, each with up to three statuses (STC01, STC10, STC11).
fn status(draft: &mut Draft, statuses: &[Status], [day, action, charge]: [&str; 3]) {
    for three in statuses.chunks(3) {
        let parts: Vec<[&str; 3]> =
            three.iter().map(|status| [status.category, status.code, status.entity]).collect();
        let composite = |n: usize| parts.get(n).map_or(Element::One(""), |p| Element::Many(p));
        let mut elements = vec![composite(0)];
        elements.extend([day, action, charge].map(Element::One));
        elements.extend([Element::One(""); 5]);
        elements.extend([composite(1), composite(2)]);
        draft.write("STC", &elements);
    }
}

/// Statuses as a level may tell them: a role that it cannot name leaves a status behind that
/// needs none.
fn told_at(statuses: &[Status], roles: &[&str]) -> Vec<Status> {
    let mut told = Vec::new();
    for status in statuses {
        let fits = status.entity.is_empty() || roles.contains(&status.entity);
        let plain = Status { code: super::status_code::UNREADABLE, entity: "", ..*status };
        super::status::add(&mut told, &[if fits { *status } else { plain }]);
    }
    told
}

/// 2000A: who acknowledges.
pub(super) fn source(draft: &mut Draft, source: &Source, trace: &str, day: &str) {
    draft.segment("HL", &["1", "", "20", "1"]);
    let role = if source.payer { "PR" } else { "AY" };
    let (name, id) = (or_unknown(&source.name), or_unknown(&source.id));
    draft.segment("NM1", &[role, "2", name, "", "", "", "", &source.qualifier, id]);
    draft.segment("TRN", &["1", trace]);
    draft.segment("DTP", &["050", "D8", day]);
    draft.segment("DTP", &["009", "D8", day]);
}

/// What the level of the submitter tells.
pub(super) struct Head<'h> {
    pub(super) submitter: &'h Party,
    /// BHT03 of the 837.
    pub(super) batch: &'h str,
    pub(super) day: &'h str,
    /// The role of who acknowledges.
    pub(super) entity: &'static str,
    pub(super) statuses: &'h [Status],
}

/// 2000B: the submitter and its batch.
pub(super) fn submitter(draft: &mut Draft, head: &Head<'_>, totals: &Totals) {
    let party = head.submitter;
    let below = if totals.accepted + totals.rejected > 0 { "1" } else { "0" };
    draft.segment("HL", &["2", "1", "21", below]);
    let kind = if party.kind == "1" { "1" } else { "2" };
    let (name, id) = (or_unknown(&party.last), or_unknown(&party.id));
    let (first, middle) = (party.first.as_str(), party.middle.as_str());
    draft.segment("NM1", &["41", kind, name, first, middle, "", "", "46", id]);
    draft.segment("TRN", &["2", or_unknown(head.batch)]);
    let charge = totals.charge();
    let received = [Status { category: "A1", code: "19", entity: head.entity }];
    match head.statuses {
        [] => status(draft, &received, [head.day, "WQ", &charge]),
        faults => {
            status(draft, &told_at(faults, &BATCH_ROLES), [head.day, "U", &charge]);
        }
    }
    totals.write(draft, ["90", "AA"]);
}

/// 2000C: a billing provider, with its tax identifier for want of an NPI.
pub(super) fn provider(
    draft: &mut Draft,
    hl: u32,
    (party, tax, statuses): (&Party, &str, &[Status]),
    totals: &Totals,
) {
    draft.segment("HL", &[&hl.to_string(), "2", "19", "1"]);
    let kind = if party.kind == "1" { "1" } else { "2" };
    let (qualifier, id) = match (party.id.as_str(), tax) {
        ("", "") => ("FI", UNKNOWN),
        ("", tax) => ("FI", tax),
        (id, _) => (if party.qualifier == "XX" { "XX" } else { "FI" }, id),
    };
    let name = or_unknown(&party.last);
    let (first, middle) = (party.first.as_str(), party.middle.as_str());
    draft.segment("NM1", &["85", kind, name, first, middle, "", &party.suffix, qualifier, id]);
    draft.segment("TRN", &["1", NO_TRACE]);
    let charge = totals.charge();
    status(draft, &told_at(statuses, &PROVIDER_ROLES), ["", "U", &charge]);
    totals.write(draft, ["QA", "QC"]);
}

/// 2000D: the patient, who is the subscriber unless there is one of its own.
pub(super) fn patient(
    draft: &mut Draft,
    (hl, parent): (u32, u32),
    (subscriber, patient): (&Holder, Option<&Holder>),
) {
    draft.segment("HL", &[&hl.to_string(), &parent.to_string(), "PT"]);
    let party = &patient.unwrap_or(subscriber).party;
    let id = match subscriber.party.id.as_str() {
        "" => or_unknown(&subscriber.other_id),
        id => id,
    };
    let name = or_unknown(&party.last);
    let (first, middle) = (party.first.as_str(), party.middle.as_str());
    draft.segment("NM1", &["QC", "1", name, first, middle, "", &party.suffix, "MI", id]);
}

/// What is told of a claim besides its facts.
pub(super) struct Told<'t> {
    pub(super) statuses: &'t [Status],
    pub(super) accepted: bool,
    pub(super) day: &'t str,
    /// Our number; empty for none.
    pub(super) number: &'t str,
    /// BHT04 of the 837.
    pub(super) created: &'t str,
}

/// 2200D: a claim, with its lines at fault.
pub(super) fn claim(draft: &mut Draft, claim: &Claim, told: &Told<'_>) {
    draft.segment("TRN", &["2", or_unknown(&claim.control)]);
    let action = if told.accepted { "WQ" } else { "U" };
    status(draft, told.statuses, [told.day, action, &claim.charge.to_x12()]);
    for (qualifier, value) in
        [("1K", told.number), ("D9", &claim.clearinghouse), ("BLT", &claim.bill)]
    {
        if !value.is_empty() {
            draft.segment("REF", &[qualifier, value]);
        }
    }
    match claim.dates() {
        Some((from, to)) if from == to => draft.segment("DTP", &["472", "D8", &from.to_x12()]),
        Some((from, to)) => {
            let period = format!("{}-{}", from.to_x12(), to.to_x12());
            draft.segment("DTP", &["472", "RD8", &period]);
        }
        None => draft.segment("DTP", &["472", "D8", told.created]),
    }
    for line in &claim.faulty {
        service_line(draft, line);
    }
}

/// 2220D: a line at fault.
fn service_line(draft: &mut Draft, line: &Line) {
    let has_procedure = line.procedure.get(1).is_some_and(|code| !code.is_empty());
    // A line with a revenue code alone is named by that.
    let revenue = ["NU".to_owned(), line.revenue.clone()];
    let procedure: &[String] = if has_procedure { &line.procedure } else { &revenue };
    let procedure: Vec<&str> = procedure.iter().map(String::as_str).collect();
    let charge = Cents::from_decimal(&line.charge).unwrap_or(Cents::ZERO).to_x12();
    let revenue = if has_procedure { line.revenue.as_str() } else { "" };
    let mut elements = vec![Element::Many(&procedure)];
    elements.extend([&charge, "", revenue, "", "", &line.units].map(Element::One));
    draft.write("SVC", &elements);
    status(draft, &line.statuses, ["", "U", ""]);
    let control = if line.control.is_empty() { &line.number } else { &line.control };
    draft.segment("REF", &["FJ", control]);
    if !line.prescription.is_empty() {
        draft.segment("REF", &["XZ", &line.prescription]);
    }
    if let Some((format, date)) = &line.date {
        draft.segment("DTP", &["472", format, date]);
    }
}
