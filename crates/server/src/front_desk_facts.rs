//! What the front desk knows wins over what a chart brought: a claim is made from the facts that
//! people have checked with the patient.

use crate::app::App;
use model::{AccountId, Chart, Coverage, TenantId};
use std::collections::BTreeMap;
use store::front_desk::{self, AuthorizationRow, CoverageRow, PatientRow};

/// The chart with the patient's facts, and with the coverages that hold on the day of service, in
/// the order in which they are billed. Where the front desk has no coverage at all, the chart's
/// own stay. An authorization is put on a coverage when exactly one fits and the chart names none.
#[must_use]
pub fn apply(
    mut chart: Chart,
    patient: &PatientRow,
    coverages: &[CoverageRow],
    authorizations: &[AuthorizationRow],
) -> Chart {
    if let Some(of_chart) = chart.patient.as_mut() {
        // The source's own name of the patient stays: acknowledgements come back under it.
        let id = std::mem::take(&mut of_chart.id);
        *of_chart = model::Patient { id, ..patient.patient.clone() };
    }
    if coverages.is_empty() {
        return chart;
    }
    let day = chart.encounter.start.map(store::day);
    let holds = |row: &&CoverageRow| day.as_deref().is_none_or(|day| row.holds_on(day));
    let mut held: Vec<&CoverageRow> = coverages.iter().filter(holds).collect();
    held.sort_by(|a, b| (a.rank, &a.id).cmp(&(b.rank, &b.id)));
    let of_chart = std::mem::take(&mut chart.coverages);
    chart.coverages = (1..)
        .zip(held)
        .map(|(order, row)| {
            let known = of_chart.iter().find(|other| is_same(other, &row.coverage));
            let authorization = known.and_then(|known| known.authorization.clone());
            let found =
                authorization.or_else(|| fitting(row, &chart, day.as_deref(), authorizations));
            let own = row.coverage.authorization.clone();
            Coverage { order, authorization: found.or(own), ..row.coverage.clone() }
        })
        .collect();
    chart
}

fn is_same(a: &Coverage, b: &Coverage) -> bool {
    a.member_id == b.member_id && a.payer.id == b.payer.id
}

/// The one authorization that fits; of several a person chooses.
fn fitting(
    row: &CoverageRow,
    chart: &Chart,
    day: Option<&str>,
    authorizations: &[AuthorizationRow],
) -> Option<String> {
    let day = day?;
    let charged = |code: &String| {
        chart.charges.iter().any(|charge| charge.code.as_ref() == Some(code))
            || row.coverage.auth_required.contains(code)
    };
    let mut fit = authorizations.iter().filter(|one| {
        one.holds_on(day)
            && one.coverage.as_ref().is_none_or(|of| *of == row.id)
            && (one.services.is_empty() || one.services.iter().any(charged))
    });
    let first = fit.next()?;
    fit.next().is_none().then(|| first.number.clone())
}

/// As [`apply`], with what the store has of the account's patient.
///
/// # Errors
/// A database that does not answer.
pub async fn of_account(
    app: &App,
    tenant: &TenantId,
    account: &AccountId,
    chart: Chart,
) -> store::Result<Chart> {
    let mut charts = of_accounts(app, tenant, vec![(account.clone(), chart)]).await?;
    Ok(charts.pop().unwrap_or_default())
}

/// As [`of_account`] for many accounts, with four reads in all; the charts in their order.
///
/// # Errors
/// A database that does not answer.
pub async fn of_accounts(
    app: &App,
    tenant: &TenantId,
    charts: Vec<(AccountId, Chart)>,
) -> store::Result<Vec<Chart>> {
    let ids: Vec<AccountId> = charts.iter().map(|(id, _)| id.clone()).collect();
    let accounts = store::accounts::by_ids(&app.db, tenant, &ids).await?.into_iter();
    let whose: BTreeMap<AccountId, String> =
        accounts.filter_map(|account| Some((account.id, account.patient?))).collect();
    let mut people: Vec<String> = whose.values().cloned().collect();
    people.sort();
    people.dedup();
    let patients = front_desk::patients_of(&app.db, tenant, &people).await?.into_iter();
    let patients: BTreeMap<String, PatientRow> =
        patients.map(|patient| (patient.id.clone(), patient)).collect();
    let mut coverages: BTreeMap<String, Vec<CoverageRow>> = BTreeMap::new();
    for row in front_desk::coverages_of(&app.db, tenant, &people).await? {
        coverages.entry(row.patient.clone()).or_default().push(row);
    }
    let mut authorizations: BTreeMap<String, Vec<AuthorizationRow>> = BTreeMap::new();
    for row in front_desk::authorizations_of(&app.db, tenant, &people).await? {
        authorizations.entry(row.patient.clone()).or_default().push(row);
    }
    let with_facts = |(id, chart): (AccountId, Chart)| {
        let Some(patient) = whose.get(&id).and_then(|patient| patients.get(patient)) else {
            return chart;
        };
        let coverages = coverages.get(&patient.id).map_or(&[][..], Vec::as_slice);
        let authorizations = authorizations.get(&patient.id).map_or(&[][..], Vec::as_slice);
        apply(chart, patient, coverages, authorizations)
    };
    Ok(charts.into_iter().map(with_facts).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{HumanName, Organization, Patient};

    fn coverage(payer: &str, member: &str) -> Coverage {
        let payer = Organization { id: payer.into(), name: payer.into(), ..Default::default() };
        Coverage { member_id: member.into(), payer, ..Default::default() }
    }

    fn row(rank: i64, coverage: Coverage, from: Option<&str>, to: Option<&str>) -> CoverageRow {
        CoverageRow {
            id: format!("cov_{rank}"),
            patient: "pat_1".into(),
            rank,
            coverage,
            from_day: from.map(str::to_owned),
            to_day: to.map(str::to_owned),
            version: 1,
        }
    }

    fn chart() -> Chart {
        let mut chart = Chart { patient: Some(Patient::default()), ..Chart::default() };
        chart.patient.as_mut().unwrap().id = "source-7".into();
        chart.encounter.start = "2026-03-10".parse().ok();
        chart.coverages =
            vec![Coverage { authorization: Some("A1".into()), ..coverage("OLD", "1") }];
        chart
    }

    fn patient() -> PatientRow {
        let name = HumanName { family: "Right".into(), ..HumanName::default() };
        let patient = Patient { id: "mrn".into(), name: Some(name), ..Patient::default() };
        PatientRow::of(&patient, "pat_1".into(), 0)
    }

    #[test]
    fn the_front_desk_wins_by_day_and_order() {
        let rows = [
            row(3, coverage("THIRD", "3"), None, None),
            row(1, coverage("OLD", "1"), None, Some("2026-03-10")),
            row(2, coverage("ENDED", "2"), None, Some("2026-03-09")),
        ];
        let made = apply(chart(), &patient(), &rows, &[]);
        let person = made.patient.unwrap();
        assert_eq!(person.id.as_str(), "source-7");
        assert_eq!(person.name.unwrap().family, "Right");
        let payers: Vec<_> =
            made.coverages.iter().map(|c| (c.order, c.payer.name.as_str())).collect();
        assert_eq!(payers, [(1, "OLD"), (2, "THIRD")]);
        assert_eq!(made.coverages[0].authorization.as_deref(), Some("A1"));
        let without = apply(chart(), &patient(), &[], &[]);
        assert_eq!(without.coverages, chart().coverages);
        let all_ended = [row(1, coverage("OLD", "1"), None, Some("2025-01-01"))];
        assert_eq!(apply(chart(), &patient(), &all_ended, &[]).coverages, []);
    }

    #[test]
    fn one_fitting_authorization_is_taken_and_of_two_none() {
        let rows = [row(1, coverage("NEW", "9"), None, None)];
        let one = |number: &str, used: i64| AuthorizationRow {
            number: number.into(),
            units_total: Some(3),
            units_used: used,
            ..AuthorizationRow::default()
        };
        let number = |held: &[AuthorizationRow]| {
            apply(chart(), &patient(), &rows, held).coverages[0].authorization.clone()
        };
        assert_eq!(number(&[one("X", 2), one("USED", 3)]).as_deref(), Some("X"));
        assert_eq!(number(&[one("X", 2), one("Y", 1)]), None);
        let other = AuthorizationRow { coverage: Some("cov_9".into()), ..one("Z", 0) };
        assert_eq!(number(&[other]), None);
    }
}
