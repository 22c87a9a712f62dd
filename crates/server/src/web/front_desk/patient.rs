//! One patient: everything that the front desk knows, each with the form that changes it.

use super::consents::{ConsentView, views};
use super::demographics::{Candidate, Form, candidates};
use super::eligibility::{self, AnswerView};
use super::spans;
use crate::app::App;
use crate::connectors::Partner;
use crate::identity::permission::Permission;
use crate::registration::Registrar;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::{Date, Sex};
use std::collections::BTreeMap;
use store::front_desk::{self, AuthorizationRow, CoverageRow, PatientRow, ReferralRow, VisitRow};

/// Sorts of payers: the name in JSON, and for people.
pub(super) const PAYER_KINDS: [(&str, &str); 6] = [
    ("medicare", "Medicare"),
    ("commercial", "Commercial"),
    ("medicare_advantage", "Medicare Advantage"),
    ("medicaid", "Medicaid"),
    ("workers_comp", "Workers' compensation"),
    ("other", "Other"),
];

/// What the patient is to the subscriber.
pub(super) const RELATIONSHIPS: [(&str, &str); 4] =
    [("self", "the subscriber"), ("spouse", "spouse"), ("child", "child"), ("other", "other")];

/// States of a visit.
pub(super) const VISIT_STATES: [(&str, &str); 5] = [
    ("planned", "Planned"),
    ("arrived", "Arrived"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("missed", "Did not come"),
];

/// A coverage as its form shows it.
#[derive(Default)]
struct CoverageView {
    id: String,
    rank: i64,
    version: i64,
    payer: String,
    payer_id: String,
    kind: String,
    kind_label: &'static str,
    member: String,
    group: String,
    plan: String,
    relationship: String,
    relationship_label: &'static str,
    s_family: String,
    s_given: String,
    s_birth: String,
    s_sex: String,
    from: String,
    to: String,
    auth_required: String,
    timely: String,
    standing: &'static str,
    answer: Option<AnswerView>,
}

struct AuthorizationView {
    id: String,
    version: i64,
    number: String,
    coverage: String,
    payer: String,
    services: String,
    total: String,
    used: i64,
    left: String,
    from: String,
    to: String,
    standing: &'static str,
    good: bool,
}

struct ReferralView {
    id: String,
    version: i64,
    from_npi: String,
    from_name: String,
    to_provider: String,
    number: String,
    reason: String,
    total: String,
    used: i64,
    from: String,
    to: String,
    standing: &'static str,
    good: bool,
}

struct VisitView {
    id: String,
    version: i64,
    day: String,
    provider: String,
    provider_name: String,
    reason: String,
    site: String,
    state: String,
    state_label: &'static str,
    services: String,
    referral: bool,
}

struct AccountView {
    id: String,
    day: String,
    setting: String,
    payer: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "front_desk/patient.html")]
struct PatientPage {
    layout: Layout,
    id: String,
    version: i64,
    name: String,
    mrn: String,
    born: String,
    age: String,
    sex: &'static str,
    form: Form,
    has_guarantor: bool,
    warnings: Vec<String>,
    coverages: Vec<CoverageView>,
    blank: CoverageView,
    authorizations: Vec<AuthorizationView>,
    referrals: Vec<ReferralView>,
    visits: Vec<VisitView>,
    consents: Option<Vec<ConsentView>>,
    accounts: Vec<AccountView>,
    candidates: Vec<Candidate>,
    providers: Vec<(String, String)>,
    today: String,
    may_manage: bool,
    may_cover: bool,
    may_open: bool,
    may_ask: bool,
    payer_kinds: [(&'static str, &'static str); 6],
    relationships: [(&'static str, &'static str); 4],
    visit_states: [(&'static str, &'static str); 5],
}

/// The name of a sex for people.
pub(super) fn sex_label(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unknown => "not known",
    }
}

fn label(list: &[(&'static str, &'static str)], name: &str) -> &'static str {
    list.iter().find(|(own, _)| *own == name).map_or("", |(_, label)| label)
}

/// The patient, or where the record went when it was merged.
pub(super) async fn find(
    app: &App,
    visitor: &Visitor,
    id: &str,
) -> PageResult<Result<PatientRow, Redirect>> {
    let found = front_desk::patient(&app.db, &visitor.tenant, id).await?;
    let row = found.ok_or_else(|| PageFault::not_found("such patient"))?;
    Ok(match &row.merged_into {
        Some(into) => Err(Redirect::to(&format!("/patients/{into}?done=moved-record"))),
        None => Ok(row),
    })
}

/// Shows one patient; the view is in the audit log.
#[expect(clippy::too_many_lines, reason = "one page: every line fills a place of its template")]
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Response> {
    let row = match find(&app, &visitor, &id).await? {
        Ok(row) => row,
        Err(moved) => return Ok(moved.into_response()),
    };
    let (db, tenant, now) = (&app.db, &visitor.tenant, app.now());
    let (may, day) = (|permission| visitor.principal.may(permission), day_of(now));
    let today = day.to_string();
    let guarantor = front_desk::guarantor(db, tenant, &id).await?;
    let coverages = front_desk::coverages(db, tenant, &id).await?;
    let payers: Vec<(String, String)> =
        coverages.iter().map(|one| (one.id.clone(), one.coverage.payer.name.clone())).collect();
    let authorizations = front_desk::authorizations(db, tenant, &id).await?;
    let referrals = front_desk::referrals(db, tenant, &id).await?;
    let providers: Vec<(String, String)> = store::people::providers(db, tenant)
        .await?
        .into_iter()
        .map(|one| (one.npi, one.name))
        .collect();
    let visits = front_desk::visits_of(db, tenant, &id).await?;
    let mut answers = eligibility::views(&app, tenant, &id).await?;
    let may_ask = Partner::of(&app, tenant).await?.is_some_and(|partner| partner.asks);
    let consents = match may(Permission::ManageRetention) {
        true => Some(views(&app, tenant, &id).await?),
        false => None,
    };
    let accounts = store::accounts::of_patient(db, tenant, &id).await?;
    let seen = accounts
        .into_iter()
        .filter(|one| visitor.allow_account(Permission::ViewWorklist, one).is_ok());
    Registrar::page(&app, &visitor).saw(&id).await?;
    let page = PatientPage {
        layout: layout(&app, &visitor, row.shown_name(), "/patients").await?,
        version: row.version,
        name: row.shown_name(),
        mrn: row.mrn.clone().unwrap_or_default(),
        born: row.birth_date.clone().unwrap_or_default(),
        age: row.patient.age_on(day).map(|age| age.to_string()).unwrap_or_default(),
        sex: sex_label(row.patient.sex),
        form: Form::of(&row, guarantor.as_ref()),
        has_guarantor: guarantor.is_some(),
        warnings: warnings(&coverages, &answers, day),
        coverages: coverages
            .into_iter()
            .map(|one| {
                let answer = answers.remove(&one.id);
                CoverageView { answer, ..coverage(one, &today) }
            })
            .collect(),
        blank: CoverageView {
            kind: "commercial".into(),
            relationship: "self".into(),
            ..CoverageView::default()
        },
        authorizations: authorizations.iter().map(|o| authorization(o, &payers, &today)).collect(),
        referrals: referrals.iter().map(|one| referral(one, &today)).collect(),
        visits: visits.into_iter().map(|one| visit(one, &providers)).collect(),
        consents,
        accounts: seen.map(account).collect(),
        candidates: match may(Permission::ManagePatients) {
            true => candidates(&app, &visitor, &row).await?,
            false => Vec::new(),
        },
        providers,
        today,
        may_manage: may(Permission::ManagePatients),
        may_cover: may(Permission::ManageCoverage),
        may_open: may(Permission::ViewChart),
        may_ask,
        payer_kinds: PAYER_KINDS,
        relationships: RELATIONSHIPS,
        visit_states: VISIT_STATES,
        id,
    };
    Ok(render(&page)?.into_response())
}

/// Where something with a first and last day stands.
fn standing(from: Option<&String>, to: Option<&String>, today: &str) -> &'static str {
    match (from, to) {
        (_, Some(to)) if to.as_str() < today => "ended",
        (Some(from), _) if from.as_str() > today => "not yet",
        _ => "in force",
    }
}

fn coverage(row: CoverageRow, today: &str) -> CoverageView {
    let standing = standing(row.from_day.as_ref(), row.to_day.as_ref(), today);
    let of = row.coverage;
    let (kind, relationship) = (store::name_of(&of.kind), store::name_of(&of.relationship));
    let subscriber = of.subscriber.unwrap_or_default();
    let name = subscriber.name.unwrap_or_default();
    CoverageView {
        id: row.id,
        rank: row.rank,
        version: row.version,
        payer: of.payer.name,
        payer_id: of.payer.id,
        kind_label: label(&PAYER_KINDS, &kind),
        kind,
        member: of.member_id,
        group: of.group.unwrap_or_default(),
        plan: of.plan.unwrap_or_default(),
        relationship_label: label(&RELATIONSHIPS, &relationship),
        relationship,
        s_family: name.family,
        s_given: name.given.unwrap_or_default(),
        s_birth: store::opt_day(subscriber.birth_date).unwrap_or_default(),
        s_sex: store::name_of(&subscriber.sex),
        from: row.from_day.unwrap_or_default(),
        to: row.to_day.unwrap_or_default(),
        auth_required: of.auth_required.join(" "),
        timely: of.timely_filing_days.map(|days| days.to_string()).unwrap_or_default(),
        standing,
        answer: None,
    }
}

/// What is wrong with the spans of the coverages, and what payers say against them.
fn warnings(
    coverages: &[CoverageRow],
    answers: &BTreeMap<String, AnswerView>,
    day: Date,
) -> Vec<String> {
    let refused = coverages.iter().filter_map(|row| {
        let bad = answers.get(&row.id)?.bad.as_ref()?;
        Some(format!("{}, {bad}", row.coverage.payer.name))
    });
    spans::warnings(coverages, day).into_iter().chain(refused).collect()
}

fn authorization(
    row: &AuthorizationRow,
    payers: &[(String, String)],
    today: &str,
) -> AuthorizationView {
    let in_time = standing(row.from_day.as_ref(), row.to_day.as_ref(), today);
    let used_up = row.units_left() == Some(0);
    let payer = payers.iter().find(|(id, _)| Some(id) == row.coverage.as_ref());
    AuthorizationView {
        id: row.id.clone(),
        version: row.version,
        number: row.number.clone(),
        coverage: row.coverage.clone().unwrap_or_default(),
        payer: payer.map(|(_, name)| name.clone()).unwrap_or_default(),
        services: row.services.join(" "),
        total: row.units_total.map(|total| total.to_string()).unwrap_or_default(),
        used: row.units_used,
        left: row.units_left().map_or_else(|| "not limited".into(), |left| left.to_string()),
        from: row.from_day.clone().unwrap_or_default(),
        to: row.to_day.clone().unwrap_or_default(),
        standing: if used_up { "used up" } else { in_time },
        good: row.holds_on(today),
    }
}

fn referral(row: &ReferralRow, today: &str) -> ReferralView {
    let in_time = standing(row.from_day.as_ref(), row.to_day.as_ref(), today);
    let used_up = row.visits_total.is_some_and(|total| total <= row.visits_used);
    ReferralView {
        id: row.id.clone(),
        version: row.version,
        from_npi: row.from_npi.clone().unwrap_or_default(),
        from_name: row.from_name.clone(),
        to_provider: row.to_provider.clone().unwrap_or_default(),
        number: row.number.clone().unwrap_or_default(),
        reason: row.reason.clone(),
        total: row.visits_total.map(|total| total.to_string()).unwrap_or_default(),
        used: row.visits_used,
        from: row.from_day.clone().unwrap_or_default(),
        to: row.to_day.clone().unwrap_or_default(),
        standing: if used_up { "used up" } else { in_time },
        good: row.holds_on(today),
    }
}

fn visit(row: VisitRow, providers: &[(String, String)]) -> VisitView {
    let provider = row.provider.unwrap_or_default();
    let name = providers.iter().find(|(npi, _)| *npi == provider);
    VisitView {
        id: row.id,
        version: row.version,
        day: row.day,
        provider_name: name.map(|(_, name)| name.clone()).unwrap_or_default(),
        provider,
        reason: row.reason,
        site: row.site,
        state_label: label(&VISIT_STATES, &row.state),
        state: row.state,
        services: row.plan.services.join(" "),
        referral: row.plan.referral_needed,
    }
}

fn account(row: store::accounts::Account) -> AccountView {
    AccountView {
        id: row.id.0,
        day: row.service_from.unwrap_or_default(),
        setting: row.setting,
        payer: row.payer,
        state: row.standing.state.name(),
    }
}
