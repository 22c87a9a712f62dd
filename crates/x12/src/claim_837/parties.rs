//! The loops that an 837P and an 837I share above and around the claim: billing provider
//! (2000A, 2010AA), subscriber and payer (2000B, 2010BA, 2010BB), patient (2000C, 2010CA),
//! providers and place of the claim (2310).

use super::sheet::{self, Draft, Kind, Sheet};
use model::{
    Address, Claim, ClaimType, Date, HumanName, PayerKind, ProviderRef, Relationship,
    ServiceFacility, Sex, Subscriber,
};

/// Names of the four parts of a person's name, for faults.
#[derive(Clone, Copy)]
pub(super) struct NameFields(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) &'static str,
);

/// Names of the five parts of an address, for faults.
#[derive(Clone, Copy)]
struct AddressFields(&'static str, &'static str, &'static str, &'static str, &'static str);

macro_rules! address_fields {
    ($owner:literal) => {
        AddressFields(
            concat!($owner, ".address.line1"),
            concat!($owner, ".address.line2"),
            concat!($owner, ".address.city"),
            concat!($owner, ".address.state"),
            concat!($owner, ".address.zip"),
        )
    };
}

macro_rules! name_fields {
    ($owner:literal) => {
        NameFields(
            concat!($owner, ".name.family"),
            concat!($owner, ".name.given"),
            concat!($owner, ".name.middle"),
            concat!($owner, ".name.suffix"),
        )
    };
}

pub(super) use name_fields;

fn address(sheet: &mut Sheet, address: &Address, fields: AddressFields, zip: Kind) {
    let (line1, line2) = (&address.line1, address.line2.as_deref());
    sheet.open("N3").need(fields.0, line1, sheet::STREET).may(fields.1, line2, sheet::STREET).end();
    sheet
        .open("N4")
        .need(fields.2, &address.city, sheet::CITY)
        .need(fields.3, &address.state, sheet::STATE)
        .need(fields.4, &address.zip, zip)
        .end();
}

/// Who NM1 names: a person, with the identifier and its qualifier when there is one.
pub(super) struct Person<'a> {
    pub(super) entity: &'static str,
    pub(super) name: Option<&'a HumanName>,
    pub(super) fields: NameFields,
    pub(super) id: Option<(&'static str, &'static str, &'a str, Kind)>,
}

pub(super) fn person(sheet: &mut Sheet, who: Person<'_>) {
    let nobody = HumanName::default();
    let name = who.name.unwrap_or(&nobody);
    let draft = sheet
        .open("NM1")
        .code(who.entity)
        .code("1")
        .need(who.fields.0, &name.family, sheet::FAMILY)
        .may(who.fields.1, name.given.as_deref(), sheet::GIVEN)
        .may(who.fields.2, name.middle.as_deref(), sheet::MIDDLE)
        .gap(1)
        .may(who.fields.3, name.suffix.as_deref(), sheet::SUFFIX);
    match who.id {
        Some((qualifier, field, id, kind)) => draft.code(qualifier).need(field, id, kind).end(),
        None => draft.end(),
    }
}

/// Loops 2000A and 2010AA, without the HL.
pub(crate) fn billing(sheet: &mut Sheet, claim: &Claim) {
    let billing = &claim.billing;
    sheet.loop_id = "2000A";
    if let Some(taxonomy) = &billing.taxonomy {
        let draft = sheet.open("PRV").code("BI").code("PXC");
        draft.need("billing.taxonomy", taxonomy, sheet::TAXONOMY).end();
    }
    sheet.loop_id = "2010AA";
    let name = billing.name.as_deref().unwrap_or("");
    sheet
        .open("NM1")
        .code("85")
        .code("2")
        .need("billing.name", name, sheet::ORGANIZATION)
        .gap(4)
        .code("XX")
        .need("billing.npi", &billing.npi, sheet::NPI)
        .end();
    match &billing.address {
        Some(place) => {
            address(sheet, place, address_fields!("billing"), sheet::ZIP9);
            street_only(sheet, place);
        }
        None => sheet.missing("billing.address", "N301"),
    }
    let tax_id = billing.tax_id.as_deref().unwrap_or("");
    sheet.open("REF").code("EI").need("billing.tax_id", tax_id, sheet::TAX_ID).end();
    if let Some(phone) = &billing.phone {
        sheet
            .open("PER")
            .code("IC")
            .may("billing.name", Some(name), sheet::ORGANIZATION)
            .code("TE")
            .need("billing.phone", phone, sheet::PHONE)
            .end();
    }
}

/// 2010AA takes a street address only; a box belongs into the pay-to address.
fn street_only(sheet: &mut Sheet, place: &Address) {
    for (line, segment) in [(Some(&place.line1), "N301"), (place.line2.as_ref(), "N302")] {
        let letters: String = line
            .map(|l| l.chars().filter(char::is_ascii_alphanumeric).collect())
            .unwrap_or_default();
        if letters.to_ascii_uppercase().starts_with("POBOX") {
            let action = "give the street address of the practice";
            sheet.rule("billing.address", segment, "is a P.O. box", action);
        }
    }
}

/// The claim filing indicator: Medicare has one for each part.
pub(super) fn filing_indicator(kind: PayerKind, claim: &Claim) -> &'static str {
    match (kind, claim.claim_type) {
        (PayerKind::Medicare, ClaimType::Institutional) => "MA",
        _ => kind.filing_indicator(),
    }
}

/// SBR03 and SBR04: the guides take the plan's name only where there is no group number.
pub(super) fn group_and_plan(holder: &Subscriber) -> (Option<&str>, Option<&str>) {
    match holder.group.as_deref().filter(|g| !g.trim().is_empty()) {
        Some(group) => (Some(group), None),
        None => (None, holder.plan.as_deref()),
    }
}

impl Draft<'_> {
    /// SBR05, which the professional guide alone has: needed where Medicare pays after another
    /// payer.
    pub(super) fn medicare_secondary(
        self,
        field: &'static str,
        claim: &Claim,
        (kind, sequence): (PayerKind, &str),
        holder: &Subscriber,
    ) -> Self {
        let reason = holder.medicare_secondary.as_deref();
        let later = kind == PayerKind::Medicare && !matches!(sequence, "P" | "U");
        match claim.claim_type {
            ClaimType::Institutional => self.gap(1),
            ClaimType::Professional if later => {
                self.need(field, reason.unwrap_or(""), sheet::MEDICARE_SECONDARY)
            }
            ClaimType::Professional => self.may(field, reason, sheet::MEDICARE_SECONDARY),
        }
    }
}

/// Loops 2000B, 2010BA and 2010BB, without the HL.
pub(crate) fn subscriber(sheet: &mut Sheet, claim: &Claim) {
    sheet.loop_id = "2000B";
    match &claim.subscriber {
        Some(holder) => insured(sheet, claim, holder),
        None => sheet.missing("subscriber", "SBR01"),
    }
    sheet.loop_id = "2010BB";
    let id = claim.payer.id.as_deref().unwrap_or("");
    sheet
        .open("NM1")
        .code("PR")
        .code("2")
        .need("payer.name", &claim.payer.name, sheet::ORGANIZATION)
        .gap(4)
        .code("PI")
        .need("payer.id", id, sheet::PARTY_ID)
        .end();
    if let Some(place) = &claim.payer.address {
        address(sheet, place, address_fields!("payer"), sheet::ZIP);
    }
}

fn insured(sheet: &mut Sheet, claim: &Claim, holder: &Subscriber) {
    let is_patient = holder.relationship == Relationship::Same;
    let (group, plan) = group_and_plan(holder);
    sheet
        .open("SBR")
        .need("subscriber.sequence", &holder.sequence, sheet::SEQUENCE)
        .code(if is_patient { holder.relationship.x12_code() } else { "" })
        .may("subscriber.group", group, sheet::GROUP_NUMBER)
        .may("subscriber.plan", plan, sheet::PLAN)
        .medicare_secondary(
            "subscriber.medicare_secondary",
            claim,
            (claim.payer.kind, &holder.sequence),
            holder,
        )
        .gap(3)
        .code(filing_indicator(claim.payer.kind, claim))
        .end();
    sheet.loop_id = "2010BA";
    let id = ("MI", "subscriber.member_id", holder.member_id.as_str(), sheet::PARTY_ID);
    let fields = name_fields!("subscriber");
    person(sheet, Person { entity: "IL", name: Some(&holder.name), fields, id: Some(id) });
    // Address and demographics belong to the subscriber only when that is the patient.
    if !is_patient {
        return;
    }
    same_person(sheet, claim, holder);
    let patient = &claim.patient;
    match holder.address.as_ref().or(patient.address.as_ref()) {
        Some(place) => address(sheet, place, address_fields!("subscriber"), sheet::ZIP),
        None => sheet.missing("subscriber.address", "N301"),
    }
    let sex = if holder.sex == Sex::Unknown { patient.sex } else { holder.sex };
    let born = holder.birth_date.or(patient.birth_date);
    demographics(sheet, "subscriber.birth_date", claim.from, born, sex);
}

fn demographics(
    sheet: &mut Sheet,
    field: &'static str,
    first_day: Date,
    born: Option<Date>,
    sex: Sex,
) {
    match born {
        Some(day) => {
            if first_day < day {
                let action = "correct the birth date, or the day of service";
                sheet.rule(field, "DMG02", "is after the first day of service", action);
            }
            sheet.open("DMG").code("D8").code(day.to_x12()).code(sex.letter()).end();
        }
        None => sheet.missing(field, "DMG02"),
    }
}

/// A patient who is the subscriber is written once, so both descriptions must agree.
fn same_person(sheet: &mut Sheet, claim: &Claim, holder: &Subscriber) {
    let action = "correct one of them, or the relationship";
    let patient = &claim.patient;
    let letters = |name: &HumanName| {
        let parts = [Some(&name.family), name.given.as_ref()];
        parts.map(|part| part.map(|p| p.trim().to_uppercase()))
    };
    if patient.name.as_ref().is_some_and(|name| letters(name) != letters(&holder.name)) {
        let message = "differs from patient.name although the patient is the subscriber";
        sheet.rule("subscriber.name", "NM103", message, action);
    }
    let born = patient.birth_date.zip(holder.birth_date);
    if born.is_some_and(|(a, b)| a != b) {
        let message = "differs from patient.birth_date although the patient is the subscriber";
        sheet.rule("subscriber.birth_date", "DMG02", message, action);
    }
    if patient.sex != holder.sex && patient.sex != Sex::Unknown && holder.sex != Sex::Unknown {
        let message = "differs from patient.sex although the patient is the subscriber";
        sheet.rule("subscriber.sex", "DMG03", message, action);
    }
}

/// Loops 2000C and 2010CA, without the HL; false when the subscriber is the patient.
pub(crate) fn patient(sheet: &mut Sheet, claim: &Claim) -> bool {
    let relationship = claim.subscriber.as_ref().map_or(Relationship::Same, |s| s.relationship);
    if relationship == Relationship::Same {
        return false;
    }
    sheet.loop_id = "2000C";
    sheet.open("PAT").code(relationship.x12_code()).end();
    sheet.loop_id = "2010CA";
    let (fields, name) = (name_fields!("patient"), claim.patient.name.as_ref());
    person(sheet, Person { entity: "QC", name, fields, id: None });
    match &claim.patient.address {
        Some(place) => address(sheet, place, address_fields!("patient"), sheet::ZIP),
        None => sheet.missing("patient.address", "N301"),
    }
    let (born, sex) = (claim.patient.birth_date, claim.patient.sex);
    demographics(sheet, "patient.birth_date", claim.from, born, sex);
    true
}

/// A provider of the claim or of a line, with the taxonomy where its loop has a PRV.
pub(crate) fn provider(
    sheet: &mut Sheet,
    loop_id: &'static str,
    entity: &'static str,
    specialty: Option<&'static str>,
    who: &ProviderRef,
) {
    sheet.loop_id = loop_id;
    let (fields, npi) = match entity {
        "DN" => (name_fields!("referring"), "referring.npi"),
        "DK" => (name_fields!("ordering"), "ordering.npi"),
        "72" => (name_fields!("operating"), "operating.npi"),
        _ => (name_fields!("rendering"), "rendering.npi"),
    };
    let id = Some(("XX", npi, who.npi.as_str(), sheet::NPI));
    person(sheet, Person { entity, name: who.name.as_ref(), fields, id });
    if let (Some(role), Some(taxonomy)) = (specialty, &who.taxonomy) {
        let draft = sheet.open("PRV").code(role).code("PXC");
        draft.need("rendering.taxonomy", taxonomy, sheet::TAXONOMY).end();
    }
}

/// The place of service, when it is not the billing provider's address.
pub(crate) fn facility(sheet: &mut Sheet, loop_id: &'static str, place: &ServiceFacility) {
    sheet.loop_id = loop_id;
    let draft = sheet.open("NM1").code("77").code("2");
    let draft = draft.need("facility.name", &place.name, sheet::ORGANIZATION);
    match place.npi.as_deref() {
        Some(npi) => draft.gap(4).code("XX").need("facility.npi", npi, sheet::NPI).end(),
        None => draft.end(),
    }
    address(sheet, &place.address, address_fields!("facility"), sheet::ZIP9);
}
