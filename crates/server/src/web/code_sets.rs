//! Code sets: the releases at hand, and the import of new ones while the service runs.

use super::pages::{Need, Pages};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::packs::{self, ImportRefused};
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, Redirect};
use codesets::cadence::{Standing, standing};
use codesets::library::Listed;
use model::Date;
use serde_json::json;

/// Longest name of an uploaded file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// The addresses of the code sets.
pub(super) fn pages(pages: Pages) -> Pages {
    let need = Need::May(Permission::ManageCodeSets);
    pages.get("/code-sets", need, show).post("/code-sets/import", need, import)
}

/// One release.
struct Row {
    name: String,
    kind: &'static str,
    label: String,
    starts: String,
    standing: &'static str,
    due: Option<String>,
    rows: Vec<(String, u64)>,
    source: String,
    intact: bool,
    licence: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "code_sets/list.html")]
struct ListPage {
    layout: Layout,
    today: String,
    rows: Vec<Row>,
    fault: Option<String>,
    demo: bool,
    cpt_licence: bool,
    largest_mib: u32,
}

/// Shows what is at hand; what another process imported is put in force on the way.
async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let mut fault = packs::refresh(&app, true).await.err();
    let shared = app.clone();
    let listed = tokio::task::spawn_blocking(move || shared.packs.list()).await;
    let listed = listed.map_err(PageFault::internal)?.unwrap_or_else(|why| {
        fault.get_or_insert(why);
        Vec::new()
    });
    let today = day_of(app.now());
    render(&ListPage {
        layout: layout(&app, &visitor, "Code sets", "/code-sets").await?,
        today: today.to_string(),
        rows: listed.iter().map(|one| row(one, &listed, today)).collect(),
        fault,
        demo: app.config.demo,
        cpt_licence: app.config.cpt_licence,
        largest_mib: app.security(&visitor.tenant).await?.upload_mib,
    })
}

fn row(one: &Listed, all: &[Listed], today: Date) -> Row {
    let header = &one.header;
    let same = all.iter().filter(|other| other.header.kind == header.kind);
    let at_hand: Vec<Date> = same.map(|other| other.header.starts).collect();
    let stands = standing(header.kind, header.starts, &at_hand, today);
    Row {
        name: one.name.clone(),
        kind: header.kind.name(),
        label: header.label.clone(),
        starts: header.starts.to_string(),
        standing: stands.name(),
        due: match stands {
            Standing::Stale(due) => Some(due.to_string()),
            _ => None,
        },
        rows: header.rows.iter().map(|(name, count)| (name.clone(), *count)).collect(),
        source: header.source.clone(),
        intact: one.intact,
        licence: header.kind.licence(),
    }
}

/// Imports an uploaded release.
async fn import(
    visitor: Visitor,
    State(app): State<App>,
    mut form: Multipart,
) -> PageResult<Redirect> {
    if app.config.demo {
        return Err(PageFault {
            status: StatusCode::FORBIDDEN,
            heading: "Not in the made-up practice",
            what: "The made-up practice works with the embedded code sets alone, so that it is \
                   the same everywhere. Start `cleanclaim serve` with a data folder of your own \
                   and import there."
                .into(),
            back: None,
        });
    }
    let largest = app.security(&visitor.tenant).await?.upload_mib;
    let refused = |fault| refused(fault, largest);
    let (mut file, mut release) = (None, None);
    while let Some(field) = form.next_field().await.map_err(refused)? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or("upload").to_owned();
                let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
                let name: String =
                    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
                file = Some((name, field.bytes().await.map_err(refused)?.to_vec()));
            }
            Some("release") => {
                let text = field.text().await.map_err(refused)?;
                release = match text.trim() {
                    "" => None,
                    text => Some(text.parse::<Date>().map_err(|_| {
                        PageFault::invalid("The first day is no day; write YYYY-MM-DD.")
                    })?),
                };
            }
            _ => {}
        }
    }
    let file = file.filter(|(_, bytes)| !bytes.is_empty());
    let file = file.ok_or_else(|| PageFault::invalid("Choose a file that is not empty."))?;
    let told = |listed: &[Listed]| {
        let packs: Vec<_> = listed
            .iter()
            .map(|one| json!({ "name": one.name, "sha256": one.header.payload_sha256 }))
            .collect();
        let detail = json!({ "packs": packs });
        let entry = visitor.audit(app.now(), "codesets.import", ("codesets", "upload"), detail);
        (visitor.tenant.clone(), entry)
    };
    match packs::import(&app, file, release, told).await {
        Ok(_) => Ok(Redirect::to("/code-sets?done=imported")),
        Err(ImportRefused::File(why)) => {
            Err(PageFault::invalid(format!("{why}. What was there stays.")))
        }
        Err(ImportRefused::Busy) => Err(PageFault {
            status: StatusCode::CONFLICT,
            heading: "Somebody imports already",
            what: "Another import is running. Wait until it is done and send yours again.".into(),
            back: None,
        }),
        Err(ImportRefused::Site(why)) => Err(PageFault::internal(why)),
    }
}

/// What a broken or too large upload is.
fn refused(fault: MultipartError, largest_mib: u32) -> PageFault {
    match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageFault {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            heading: "Too large",
            what: format!(
                "An uploaded file may hold {largest_mib} MiB at most. Import a larger one on the \
                 machine itself: `cleanclaim codesets import FILE`."
            ),
            back: None,
        },
        _ => PageFault::invalid("The upload came in pieces that do not fit; send it once more."),
    }
}
