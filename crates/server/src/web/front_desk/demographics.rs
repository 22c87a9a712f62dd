//! Who the patient is: name, birth date, sex, address, telephone, guarantor. Adding and changing.

use super::fields::Fields;
use super::likeness::likeness;
use crate::app::App;
use crate::registration::{Registrar, bounds};
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use model::{HumanName, Patient, PatientId};
use store::front_desk::{
    Guarantor, PatientRow, coverages, guarantor, patient_for_change, patients_beside,
};

pub(super) use crate::registration::entry;

/// What stands in the form: as stored, or as typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub family: String,
    pub given: String,
    pub middle: String,
    pub suffix: String,
    pub mrn: String,
    pub birth_date: String,
    pub sex: String,
    pub phone: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub g_family: String,
    pub g_given: String,
    pub g_relationship: String,
    pub g_phone: String,
    pub g_line1: String,
    pub g_line2: String,
    pub g_city: String,
    pub g_state: String,
    pub g_zip: String,
}

impl Form {
    /// As it is stored.
    pub fn of(row: &PatientRow, guarantor: Option<&Guarantor>) -> Form {
        let name = row.patient.name.clone().unwrap_or_default();
        let address = row.patient.address.clone().unwrap_or_default();
        let payer = guarantor.cloned().unwrap_or_default();
        let of_payer = payer.address.unwrap_or_default();
        Form {
            family: name.family,
            given: name.given.unwrap_or_default(),
            middle: name.middle.unwrap_or_default(),
            suffix: name.suffix.unwrap_or_default(),
            mrn: row.mrn.clone().unwrap_or_default(),
            birth_date: row.birth_date.clone().unwrap_or_default(),
            sex: row.sex.clone(),
            phone: row.phone.clone().unwrap_or_default(),
            line1: address.line1,
            line2: address.line2.unwrap_or_default(),
            city: address.city,
            state: address.state,
            zip: address.zip,
            g_family: payer.family,
            g_given: payer.given,
            g_relationship: store::name_of(&payer.relationship),
            g_phone: payer.phone.unwrap_or_default(),
            g_line1: of_payer.line1,
            g_line2: of_payer.line2.unwrap_or_default(),
            g_city: of_payer.city,
            g_state: of_payer.state,
            g_zip: of_payer.zip,
        }
    }

    fn typed(fields: &Fields) -> Form {
        let raw = |name: &str| fields.raw(name).chars().take(400).collect::<String>();
        Form {
            family: raw("family"),
            given: raw("given"),
            middle: raw("middle"),
            suffix: raw("suffix"),
            mrn: raw("mrn"),
            birth_date: raw("birth_date"),
            sex: raw("sex"),
            phone: raw("phone"),
            line1: raw("line1"),
            line2: raw("line2"),
            city: raw("city"),
            state: raw("state"),
            zip: raw("zip"),
            g_family: raw("g_family"),
            g_given: raw("g_given"),
            g_relationship: raw("g_relationship"),
            g_phone: raw("g_phone"),
            g_line1: raw("g_line1"),
            g_line2: raw("g_line2"),
            g_city: raw("g_city"),
            g_state: raw("g_state"),
            g_zip: raw("g_zip"),
        }
    }
}

/// A record that may be the same person's.
pub(super) struct Candidate {
    pub id: String,
    pub name: String,
    pub mrn: String,
    pub born: String,
    pub reasons: Vec<String>,
}

/// The page of a form that was not taken, and of a new patient.
#[derive(Template)]
#[template(path = "front_desk/form.html")]
struct FormPage {
    layout: Layout,
    heading: String,
    action: String,
    version: Option<i64>,
    form: Form,
    faults: Vec<String>,
    candidates: Vec<Candidate>,
}

/// An empty form.
pub(super) async fn blank(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    render(&FormPage {
        layout: layout(&app, &visitor, "New patient", "/patients").await?,
        heading: "New patient".into(),
        action: "/patients/new".into(),
        version: None,
        form: Form { sex: "U".into(), ..Form::default() },
        faults: Vec::new(),
        candidates: Vec::new(),
    })
}

/// Adds a patient; where somebody is there who may be the same person, it asks first.
pub(super) async fn add(
    visitor: Visitor,
    State(app): State<App>,
    body: String,
) -> PageResult<Response> {
    let mut fields = Fields::of(&body);
    let mut row = PatientRow::of(&Patient::default(), app.new_id("pat"), app.now());
    let payer = take(&mut fields, &mut row, &app);
    let candidates = match fields.faults().is_empty() && !fields.ticked("anyway") {
        true => candidates(&app, &visitor, &row).await?,
        false => Vec::new(),
    };
    if !fields.faults().is_empty() || !candidates.is_empty() {
        let page = FormPage {
            layout: layout(&app, &visitor, "New patient", "/patients").await?,
            heading: "New patient".into(),
            action: "/patients/new".into(),
            version: None,
            form: Form::typed(&fields),
            faults: fields.faults().to_vec(),
            candidates,
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response());
    }
    let mut tx = app.db.begin().await?;
    Registrar::page(&app, &visitor).add_patient(&mut tx, &row, payer.as_ref()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{}?done=added", row.id)).into_response())
}

/// Changes who a patient is.
pub(super) async fn change(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    body: String,
) -> PageResult<Response> {
    let mut fields = Fields::of(&body);
    let version = fields.version();
    let old_payer = guarantor(&app.db, &visitor.tenant, &id).await?;
    let mut tx = app.db.begin().await?;
    let before = patient_for_change(&mut tx, &visitor.tenant, &id).await?;
    let mut row = PatientRow { version, ..before.clone() };
    let payer = take(&mut fields, &mut row, &app);
    if !fields.faults().is_empty() {
        drop(tx);
        let page = FormPage {
            layout: layout(&app, &visitor, "Change a patient", "/patients").await?,
            heading: format!("Change {}", before.shown_name()),
            action: format!("/patients/{id}"),
            version: Some(version),
            form: Form::typed(&fields),
            faults: fields.faults().to_vec(),
            candidates: Vec::new(),
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response());
    }
    let (old, new) = ((&before, old_payer.as_ref()), (&row, payer.as_ref()));
    Registrar::page(&app, &visitor).change_patient(&mut tx, old, new).await?;
    tx.commit().await?;
    app.changed(&visitor.tenant);
    Ok(Redirect::to(&format!("/patients/{id}?done=saved")).into_response())
}

/// Takes what was typed into a row; the guarantor apart. Faults stay in the fields.
fn take(fields: &mut Fields, row: &mut PatientRow, app: &App) -> Option<Guarantor> {
    let name = HumanName {
        family: fields.needed("family", "Family name"),
        given: fields.opt_line("given", "Given name"),
        middle: fields.opt_line("middle", "Middle name"),
        suffix: fields.opt_line("suffix", "Suffix"),
    };
    let birth_date = fields.day("birth_date", "Birth date");
    if let Some(what) = birth_date.and_then(|day| bounds::born(day, day_of(app.now()))) {
        fields.fault(what);
    }
    row.mrn = fields.opt_line("mrn", "Record number");
    row.phone = fields.opt_line("phone", "Telephone");
    let sex = fields.one_of("sex", "Sex");
    row.family = name.family.clone();
    row.given =
        [&name.given, &name.middle].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    row.birth_date = store::opt_day(birth_date);
    row.sex = store::name_of(&sex);
    row.patient = Patient {
        id: PatientId(row.mrn.clone().unwrap_or_default()),
        name: Some(name),
        sex,
        birth_date,
        address: fields.address(""),
    };
    let payer = Guarantor {
        family: fields.line("g_family", "Guarantor's family name"),
        given: fields.line("g_given", "Guarantor's given name"),
        relationship: match fields.raw("g_relationship") {
            "" => model::Relationship::Other,
            _ => fields.one_of("g_relationship", "Relationship to the guarantor"),
        },
        phone: fields.opt_line("g_phone", "Guarantor's telephone"),
        address: fields.address("g_"),
    };
    (!payer.family.is_empty() || !payer.given.is_empty()).then_some(payer)
}

/// Candidates shown at most.
const MOST_CANDIDATES: usize = 12;

/// Who may be the same person, most alike first.
pub(super) async fn candidates(
    app: &App,
    visitor: &Visitor,
    row: &PatientRow,
) -> PageResult<Vec<Candidate>> {
    let own = coverages(&app.db, &visitor.tenant, &row.id).await?;
    let members: Vec<String> = own.iter().map(|one| one.coverage.member_id.clone()).collect();
    let beside = patients_beside(&app.db, &visitor.tenant, row, &members).await?;
    let ids: Vec<String> = beside.iter().map(|other| other.id.clone()).collect();
    let theirs = store::front_desk::coverages_of(&app.db, &visitor.tenant, &ids).await?;
    let mut found: Vec<(u32, Candidate)> = beside
        .into_iter()
        .filter_map(|other| {
            let of_other: Vec<_> =
                theirs.iter().filter(|one| one.patient == other.id).cloned().collect();
            let alike = likeness((row, &own), (&other, &of_other))?;
            let candidate = Candidate {
                name: other.shown_name(),
                mrn: other.mrn.unwrap_or_default(),
                born: other.birth_date.unwrap_or_default(),
                id: other.id,
                reasons: alike.reasons,
            };
            Some((alike.weight, candidate))
        })
        .collect();
    found.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.id.cmp(&other.id)));
    Ok(found.into_iter().take(MOST_CANDIDATES).map(|(_, candidate)| candidate).collect())
}
