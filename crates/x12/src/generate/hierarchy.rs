//! The head and the levels that the three kinds of 837 share: submitter and receiver, billing
//! provider (2000A), subscriber (2000B) and dependent (2000C).

use super::claim::{MadeClaim, Setting};
use super::defects::Part;
use super::household::{Household, Patient, Seat};
use super::page::{Book, Page};
use super::parties::{Provider, Trade};
use super::people::{Address, Person};
use super::{GenerateError, Plan, Span, dental, institutional, professional};
use std::io::Write;

/// Who sends and who receives, in every 837 that is made up here.
pub(crate) const SUBMITTER: (&str, &str) = ("CLEARWATER BILLING SERVICE", "CLEARWATER01");
pub(crate) const RECEIVER: (&str, &str) = ("NORTHERN CLEARINGHOUSE", "NORTHERN99");

/// HL numbers of one transaction.
#[derive(Default)]
struct Levels {
    last: u64,
    provider: Option<(Trade, u64)>,
    provider_level: u64,
}

impl Levels {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

/// Writes one transaction of claims.
pub(crate) fn transaction<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    setting: Setting,
    span: &Span,
) -> Result<(), GenerateError> {
    let mut page = Page::default();
    head(&mut page, plan, span);
    book.put(Part::Head, &mut page)?;
    let mut levels = Levels::default();
    let mut number = span.first;
    while number < span.first + span.claims {
        let room = span.first + span.claims - number;
        let seat = Seat { first: number, room, target: plan.target(), payer: None };
        let household = Household::drawn(plan, setting, seat);
        let is_target = seat.target.is_some_and(|(target, _)| target == number);
        let bills = (household.trade, household.provider);
        if is_target || levels.provider != Some(bills) {
            levels.provider = Some(bills);
            provider(&mut page, plan, &household, &mut levels);
        }
        subscriber(&mut page, plan, setting, &household, &mut levels);
        number += household.claims();
        book.put(if is_target { Part::Target } else { Part::Claims }, &mut page)?;
    }
    book.end(&mut page, &span.control)
}

fn head(page: &mut Page, plan: &Plan<'_>, span: &Span) {
    let kind = plan.kind.guide();
    page.seg("ST", &["837", &span.control, kind.version]);
    let reference = format!("B{:08}", span.number + 1);
    let day = plan.written().to_x12();
    page.seg("BHT", &["0019", "00", &reference, &day, "1130", "CH"]);
    let (name, id) = SUBMITTER;
    page.seg("NM1", &["41", "2", name, "", "", "", "", "46", id]);
    let contact = ["IC", "EDI DESK", "TE", "4025550100", "EM", "edi@clearwater.example"];
    page.seg("PER", &contact);
    let (name, id) = RECEIVER;
    page.seg("NM1", &["40", "2", name, "", "", "", "", "46", id]);
}

fn provider(page: &mut Page, plan: &Plan<'_>, household: &Household, levels: &mut Levels) {
    let billing = household.billing(plan.seed);
    levels.provider_level = levels.next();
    page.seg("HL", &[&levels.provider_level.to_string(), "", "20", "1"]);
    page.seg("PRV", &["BI", "PXC", billing.taxonomy]);
    organisation(page, "85", &billing);
    page.seg("REF", &["EI", &billing.tax_id]);
    if household.provider.is_multiple_of(3) {
        page.seg("PER", &["IC", "BILLING OFFICE", "TE", &billing.telephone]);
    }
    if household.provider % 4 == 1 {
        page.seg("NM1", &["87", "2"]);
        page.seg("N3", &[&format!("PO BOX {}", 100 + household.provider % 9_000)]);
        page.seg("N4", &[billing.address.town, billing.address.state, &billing.address.zip]);
    }
}

/// NM1, N3 and N4 of an organisation.
pub(crate) fn organisation(page: &mut Page, role: &str, who: &Provider) {
    page.seg("NM1", &[role, "2", &who.name, "", "", "", "", "XX", &who.npi]);
    address(page, &who.address);
}

/// NM1 of somebody who treats.
pub(crate) fn clinician(page: &mut Page, role: &str, who: &Provider) {
    page.seg("NM1", &[role, "1", &who.name, who.first, "", "", "", "XX", &who.npi]);
}

pub(crate) fn address(page: &mut Page, at: &Address) {
    page.seg("N3", &[&at.street, &at.second]);
    page.seg("N4", &[at.town, at.state, &at.zip]);
}

fn demographics(page: &mut Page, person: &Person) {
    page.seg("DMG", &["D8", &person.born.to_x12(), person.sex()]);
}

fn subscriber(
    page: &mut Page,
    plan: &Plan<'_>,
    setting: Setting,
    household: &Household,
    levels: &mut Levels,
) {
    let own = household.patients.iter().any(|p| p.relation == "18");
    let level = levels.next();
    let parent = levels.provider_level.to_string();
    page.seg("HL", &[&level.to_string(), &parent, "22", if own { "0" } else { "1" }]);
    let sequence = household.sequence.to_string();
    // Medicare that pays after another asks why it does (SBR05, 837P alone); 12 is an
    // employer's plan.
    let later = household.payer.is_medicare() && household.sequence != 'P';
    let reason = if later && setting == Setting::Professional { "12" } else { "" };
    let relation = if own { "18" } else { "" };
    let filing = household.payer.filing;
    let group = &household.group;
    page.seg("SBR", &[&sequence, relation, group, "", reason, "", "", "", filing]);
    let holder = &household.holder;
    let id = &household.member_id;
    let name = ["IL", "1", holder.last, holder.first, holder.middle, "", "", "MI", id];
    page.seg("NM1", &name);
    if own {
        address(page, &household.address);
        demographics(page, holder);
    }
    let payer = &household.payer;
    page.seg("NM1", &["PR", "2", payer.name, "", "", "", "", "PI", payer.id]);
    if household.provider.is_multiple_of(2) {
        page.seg("N3", &[payer.street]);
        page.seg("N4", &[payer.town, payer.state, payer.zip]);
    }
    for patient in &household.patients {
        if patient.relation != "18" {
            dependent(page, household, patient, level, levels);
        }
        for claim in &patient.claims {
            body(page, plan, setting, household, claim);
        }
    }
}

fn dependent(
    page: &mut Page,
    household: &Household,
    patient: &Patient,
    parent: u64,
    levels: &mut Levels,
) {
    let level = levels.next().to_string();
    page.seg("HL", &[&level, &parent.to_string(), "23", "0"]);
    page.seg("PAT", &[patient.relation]);
    let person = &patient.person;
    page.seg("NM1", &["QC", "1", person.last, person.first, person.middle]);
    address(page, &household.address);
    demographics(page, person);
}

fn body(
    page: &mut Page,
    plan: &Plan<'_>,
    setting: Setting,
    household: &Household,
    claim: &MadeClaim,
) {
    match setting {
        Setting::Professional => professional::claim(page, plan, household, claim),
        Setting::Institutional => institutional::claim(page, plan, household, claim),
        Setting::Dental => dental::claim(page, plan, household, claim),
    }
}
