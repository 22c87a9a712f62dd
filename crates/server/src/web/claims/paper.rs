//! The claim on paper: a PDF for pre-printed forms, or with our own labels for reading.

use super::claim_for;
use crate::app::App;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use claims::paper::{Alignment, FormFault, PaperFacts, PdfMode, Pitch, Shortened, form, to_pdf};
use serde::Deserialize;
use serde_json::json;
use store::record::append;

/// How it is printed.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    mode: String,
    /// The person has seen what was shortened.
    #[serde(default)]
    shortened: String,
}

/// What the form cannot hold.
#[derive(Template)]
#[template(path = "claims/paper.html")]
struct FaultsPage {
    layout: Layout,
    id: String,
    faults: Vec<FormFault>,
}

/// What was made shorter to fit, before it is printed.
#[derive(Template)]
#[template(path = "claims/shortened.html")]
struct ShortenedPage<'f> {
    layout: Layout,
    id: String,
    mode: String,
    shortened: Vec<&'f Shortened>,
}

/// Gives the PDF, after what was made shorter has been seen, or says why the form cannot hold the
/// claim.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    let may = visitor.principal.may(Permission::Export);
    let permission = if may { Permission::Export } else { Permission::SubmitClaim };
    if !visitor.principal.may(permission) {
        return Err(PageFault::forbidden(permission));
    }
    let (row, account) = claim_for(&app, &visitor, &id, permission).await?;
    let mode = match asked.mode.as_str() {
        "" | "labels" => PdfMode::Labels,
        "data" => PdfMode::DataOnly,
        _ => return Err(PageFault::invalid("The mode is `data` or `labels`.")),
    };
    // Box 26 holds 14 characters: the end of a longer claim number still tells claims apart.
    let ends: String =
        row.id.chars().rev().take(14).collect::<Vec<_>>().into_iter().rev().collect();
    let facts = PaperFacts {
        account_number: (ends.len() < row.id.len()).then_some(ends),
        ..PaperFacts::ordinary(day_of(app.now()))
    };
    let form = match form(&row.claim, &facts) {
        Ok(form) => form,
        Err(faults) => {
            let layout = layout(&app, &visitor, "Paper form", "").await?;
            let page = render(&FaultsPage { layout, id, faults })?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let shortened = form.shortened();
    if !shortened.is_empty() && asked.shortened != "seen" {
        let layout = layout(&app, &visitor, "Paper form", "").await?;
        let page = ShortenedPage { layout, id, mode: asked.mode, shortened };
        return Ok(render(&page)?.into_response());
    }
    let detail = json!({
        "account": account.id,
        "mode": asked.mode,
        "shortened": shortened.iter().map(|note| note.number.as_str()).collect::<Vec<_>>(),
    });
    let pdf =
        to_pdf(&form, mode, Pitch::default(), Alignment::default()).map_err(PageFault::internal)?;
    let mut tx = app.db.begin().await?;
    let mut entry = visitor.audit(app.now(), "claim.paper", ("claim", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let name = format!("inline; filename=\"{}.pdf\"", id.replace(['"', '\\'], ""));
    let headers =
        [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, pdf).into_response())
}
