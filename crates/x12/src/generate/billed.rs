//! A claim as its payer knows it: what every answer (835, 277CA, 277, 271) is made from, whether
//! the claim was just made up or read from a file.

use super::claim::{MadeClaim, Setting};
use super::household::{Household, Patient};
use super::page::composite;
use super::people::Person;
use super::remittance::Account;
use model::{Cents, Date};

/// A name of a person, or of an organisation (last name only).
#[derive(Clone, Debug, Default)]
pub(crate) struct Name {
    pub last: String,
    pub first: String,
    pub middle: String,
    /// Identifier: NPI, member or payer number.
    pub id: String,
}

/// A billed line.
#[derive(Clone, Debug, Default)]
pub(crate) struct BilledLine {
    /// Qualifier, number and modifiers joined by `:`; empty for a revenue code alone.
    pub procedure: String,
    pub revenue: String,
    pub charge: Cents,
    pub units: String,
    pub from: Date,
    pub through: Date,
    /// The provider's number of the line (REF 6R).
    pub control: String,
    /// What earlier payers left to the patient.
    pub left: Option<Cents>,
}

/// A billed claim.
#[derive(Clone, Debug, Default)]
pub(crate) struct Billed {
    /// Number among those of its file, from 0; names the stream of what is decided.
    pub number: u64,
    pub control: String,
    pub charge: Cents,
    /// Place of service, or the first two digits of the type of bill.
    pub place: String,
    pub frequency: String,
    /// True for an 837I.
    pub institutional: bool,
    /// True for an 837I of a hospital or nursing facility stay.
    pub stay: bool,
    pub patient: Name,
    /// The form of DMG: birth date and sex of the patient; empty when not told.
    pub born: String,
    pub sex: String,
    /// The patient's relationship to the holder; `18` for the holder.
    pub relation: String,
    pub holder: Name,
    pub group: String,
    pub payer: Name,
    pub filing: String,
    /// `P`, `S`, `T` …
    pub sequence: String,
    pub billing: Name,
    pub billing_tax_id: String,
    pub rendering: Option<Name>,
    pub record: String,
    pub from: Date,
    pub through: Date,
    pub lines: Vec<BilledLine>,
}

fn name(person: &Person, id: &str) -> Name {
    Name {
        last: person.last.to_owned(),
        first: person.first.to_owned(),
        middle: person.middle.to_owned(),
        id: id.to_owned(),
    }
}

impl Billed {
    /// The claims of a household, in order.
    pub(crate) fn of_household(
        household: &Household,
        setting: Setting,
        account: &Account,
    ) -> Vec<Billed> {
        let all = household.patients.iter().flat_map(|p| p.claims.iter().map(move |c| (p, c)));
        all.map(|(patient, claim)| {
            let mut billed = of_claim(household, patient, claim, setting);
            billed.billing = account.payee.clone();
            billed.billing_tax_id = account.payee_tax_id.clone();
            billed
        })
        .collect()
    }
}

fn of_claim(
    household: &Household,
    patient: &Patient,
    claim: &MadeClaim,
    setting: Setting,
) -> Billed {
    let payer = &household.payer;
    let lines = claim.lines.iter().enumerate().map(|(index, line)| {
        let qualifier = if setting == Setting::Dental { "AD" } else { "HC" };
        let mut parts = vec![qualifier, line.code];
        parts.extend(&line.modifiers);
        BilledLine {
            procedure: if line.code.is_empty() { String::new() } else { composite(&parts) },
            revenue: line.revenue.to_owned(),
            charge: line.charge,
            units: line.units.to_string(),
            from: line.date,
            through: line.date,
            control: format!("{}L{}", claim.number, index + 1),
            left: claim.others.last().and_then(|o| o.lines.get(index)).map(|d| d.patient()),
        }
    });
    Billed {
        number: claim.number,
        control: claim.control.clone(),
        charge: claim.charge,
        place: claim.place.to_owned(),
        frequency: claim.frequency.to_string(),
        institutional: setting == Setting::Institutional,
        stay: claim.stay.is_some(),
        patient: name(
            &patient.person,
            if patient.relation == "18" { &household.member_id } else { "" },
        ),
        born: patient.person.born.to_x12(),
        sex: patient.person.sex().to_owned(),
        relation: patient.relation.to_owned(),
        holder: name(&household.holder, &household.member_id),
        group: household.group.clone(),
        payer: Name { last: payer.name.to_owned(), id: payer.id.to_owned(), ..Name::default() },
        filing: payer.filing.to_owned(),
        sequence: household.sequence.to_string(),
        billing: Name::default(),
        billing_tax_id: String::new(),
        rendering: (setting != Setting::Institutional && claim.shape.trade().is_none()).then(
            || Name {
                last: claim.treating.name.clone(),
                first: claim.treating.first.to_owned(),
                middle: String::new(),
                id: claim.treating.npi.clone(),
            },
        ),
        record: format!("MRN{:06}", claim.number % 1_000_000),
        from: claim.from,
        through: claim.through,
        lines: lines.collect(),
    }
}
