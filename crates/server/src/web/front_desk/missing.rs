//! What is missing before a visit: each of these stops a claim later and is one question now.

use model::Date;
use store::front_desk::{
    AuthorizationRow, CoverageRow, Guarantor, PatientRow, ReferralRow, VisitRow,
};

/// From this age on, in years, a patient stands for the bill alone.
const OF_AGE: u16 = 18;

/// One kind of gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// No coverage is known at all.
    Coverage,
    /// There were coverages, and none holds on the day.
    CoverageEnded,
    /// A coverage that holds has no member number.
    Member,
    /// No birth date.
    Birth,
    /// No address, or a part of it.
    Address,
    /// A planned service needs an authorization that is not there.
    Authorization,
    /// The visit needs a referral that is not there.
    Referral,
    /// A minor without a guarantor.
    Guarantor,
}

impl Gap {
    /// Every kind, in the order of the page.
    pub const ALL: [Gap; 8] = [
        Gap::Coverage,
        Gap::CoverageEnded,
        Gap::Member,
        Gap::Birth,
        Gap::Address,
        Gap::Authorization,
        Gap::Referral,
        Gap::Guarantor,
    ];

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            Gap::Coverage => "coverage",
            Gap::CoverageEnded => "coverage_ended",
            Gap::Member => "member",
            Gap::Birth => "birth",
            Gap::Address => "address",
            Gap::Authorization => "authorization",
            Gap::Referral => "referral",
            Gap::Guarantor => "guarantor",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Gap::Coverage => "No coverage",
            Gap::CoverageEnded => "Coverage ended",
            Gap::Member => "Member number",
            Gap::Birth => "Birth date",
            Gap::Address => "Address",
            Gap::Authorization => "Authorization",
            Gap::Referral => "Referral",
            Gap::Guarantor => "Guarantor of a minor",
        }
    }
}

/// Everything that is known about one patient.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The patient.
    pub patient: &'a PatientRow,
    /// Who pays what payers leave.
    pub guarantor: Option<&'a Guarantor>,
    /// Coverages.
    pub coverages: &'a [CoverageRow],
    /// Authorizations.
    pub authorizations: &'a [AuthorizationRow],
    /// Referrals.
    pub referrals: &'a [ReferralRow],
}

/// What is missing for a visit, with a sentence each.
pub fn missing(visit: &VisitRow, known: &Known<'_>) -> Vec<(Gap, String)> {
    let mut found = Vec::new();
    let day = visit.day.as_str();
    let held: Vec<_> = known.coverages.iter().filter(|row| row.holds_on(day)).collect();
    match (held.is_empty(), known.coverages.is_empty()) {
        (true, true) => found.push((Gap::Coverage, "No coverage is known.".to_owned())),
        (true, false) => found.push((Gap::CoverageEnded, format!("No coverage holds on {day}."))),
        _ => {}
    }
    for row in held.iter().filter(|row| row.coverage.member_id.is_empty()) {
        found.push((Gap::Member, format!("{} has no member number.", row.coverage.payer.name)));
    }
    let patient = &known.patient.patient;
    if patient.birth_date.is_none() {
        found.push((Gap::Birth, "The birth date is not known.".to_owned()));
    }
    let whole = patient.address.as_ref().is_some_and(|address| {
        [&address.line1, &address.city, &address.state, &address.zip]
            .into_iter()
            .all(|part| !part.is_empty())
    });
    if !whole {
        found.push((Gap::Address, "The address is not whole.".to_owned()));
    }
    for code in unauthorized(visit, known, &held) {
        found.push((Gap::Authorization, format!("{code} needs an authorization on {day}.")));
    }
    if visit.plan.referral_needed && !known.referrals.iter().any(|row| row.holds_on(day)) {
        found.push((Gap::Referral, format!("No referral holds on {day}.")));
    }
    let minor = day.parse::<Date>().ok().and_then(|day| patient.age_on(day));
    if minor.is_some_and(|age| age < OF_AGE) && known.guarantor.is_none() {
        found.push((Gap::Guarantor, "A minor needs a guarantor.".to_owned()));
    }
    found
}

/// The planned services for which a payer that holds asks an authorization, and none is there.
fn unauthorized<'a>(
    visit: &'a VisitRow,
    known: &Known<'_>,
    held: &[&CoverageRow],
) -> Vec<&'a String> {
    let needs = |code: &&String| held.iter().any(|row| row.coverage.auth_required.contains(code));
    let given = |code: &String| {
        known.authorizations.iter().any(|row| {
            row.holds_on(&visit.day) && (row.services.is_empty() || row.services.contains(code))
        })
    };
    visit.plan.services.iter().filter(needs).filter(|code| !given(code)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Address, Coverage, Patient};

    fn whole() -> (PatientRow, CoverageRow, VisitRow) {
        let address = Address {
            line1: "1 Main".into(),
            city: "X".into(),
            state: "CA".into(),
            zip: "90001".into(),
            line2: None,
        };
        let birth_date = "1980-01-01".parse().ok();
        let patient = Patient { birth_date, address: Some(address), ..Patient::default() };
        let coverage = Coverage {
            member_id: "M1".into(),
            auth_required: vec!["70553".into()],
            ..Coverage::default()
        };
        let row = CoverageRow {
            id: "c".into(),
            patient: "p".into(),
            rank: 1,
            coverage,
            from_day: None,
            to_day: None,
            version: 1,
        };
        let visit = VisitRow { day: "2026-06-23".into(), ..VisitRow::default() };
        (PatientRow::of(&patient, "p".into(), 0), row, visit)
    }

    type Change = fn(&mut PatientRow, &mut Vec<CoverageRow>, &mut VisitRow);

    #[test]
    fn each_gap_is_found_alone() {
        let cases: [(Option<Gap>, Change); 9] = [
            (None, |_, _, _| {}),
            (Some(Gap::Coverage), |_, rows, _| rows.clear()),
            (Some(Gap::CoverageEnded), |_, rows, _| rows[0].to_day = Some("2026-06-22".into())),
            (Some(Gap::Member), |_, rows, _| rows[0].coverage.member_id.clear()),
            (Some(Gap::Birth), |patient, _, _| patient.patient.birth_date = None),
            (Some(Gap::Address), |patient, _, _| patient.patient.address = None),
            (Some(Gap::Authorization), |_, _, visit| visit.plan.services = vec!["70553".into()]),
            (Some(Gap::Referral), |_, _, visit| visit.plan.referral_needed = true),
            (Some(Gap::Guarantor), |patient, _, _| {
                patient.patient.birth_date = "2010-01-01".parse().ok();
            }),
        ];
        for (expected, change) in cases {
            let (mut patient, row, mut visit) = whole();
            let mut rows = vec![row];
            change(&mut patient, &mut rows, &mut visit);
            let known = Known {
                patient: &patient,
                guarantor: None,
                coverages: &rows,
                authorizations: &[],
                referrals: &[],
            };
            let found: Vec<Gap> = missing(&visit, &known).into_iter().map(|(gap, _)| gap).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_authorization_that_is_used_up_does_not_count() {
        let (patient, row, mut visit) = whole();
        visit.plan.services = vec!["70553".into()];
        let mut held = AuthorizationRow {
            services: vec!["70553".into()],
            units_total: Some(2),
            units_used: 1,
            ..AuthorizationRow::default()
        };
        for (used, gaps) in [(1, 0), (2, 1)] {
            held.units_used = used;
            let known = Known {
                patient: &patient,
                guarantor: None,
                coverages: std::slice::from_ref(&row),
                authorizations: std::slice::from_ref(&held),
                referrals: &[],
            };
            assert_eq!(missing(&visit, &known).len(), gaps);
        }
    }
}
