//! A remittance file by hand, and what was in a file.

use crate::app::App;
use crate::remittances::{Body, Delivery, take_in};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{money, time};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, Redirect};
use std::path::PathBuf;
use store::payments::{self, FileContent};
use tokio::fs;
use tokio::io::AsyncWriteExt;

/// Longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// A file in the data folder that goes when it is done with.
struct Passing(PathBuf);

impl Drop for Passing {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn too_large(most: usize) -> PageFault {
    PageFault {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        heading: "Too large",
        what: format!(
            "A file may hold {} MiB here. Put a larger one into the incoming folder.",
            most >> 20
        ),
        back: Some(("/remittances", "Back to the payments")),
    }
}

/// Takes a file in: it passes through the data folder, not through memory.
pub(super) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult<Redirect> {
    let unreadable =
        || PageFault::invalid("This is no form with a file. Choose the file and send it again.");
    let most = app.security(&visitor.tenant).await?.upload();
    let mut form = form.map_err(|_| unreadable())?;
    while let Some(part) = form.next_field().await.map_err(|_| unreadable())? {
        if part.name() != Some("file") {
            continue;
        }
        let name = name(part.file_name().unwrap_or("upload.835"));
        let (passing, length) = kept(&app, part, most).await?;
        if length == 0 {
            break;
        }
        let body = Body::Path(passing.0.clone());
        let delivery = Delivery { name, source: "upload", body };
        let taken = take_in(&app, &visitor.tenant, delivery).await?;
        let done = match (taken.again, taken.file.state.as_str()) {
            (true, _) => "file_again",
            (_, "taken") => "file_taken",
            (_, "partly") => "file_partly",
            _ => "file_refused",
        };
        return Ok(Redirect::to(&format!("/remittances/files/{}?done={done}", taken.file.id)));
    }
    Err(PageFault::invalid("No file was chosen, or it is empty."))
}

/// The name of a file without folders and control characters.
fn name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if kept.trim().is_empty() { "upload.835".to_owned() } else { kept }
}

async fn kept(app: &App, mut part: Field<'_>, most: usize) -> PageResult<(Passing, usize)> {
    let folder = app.config.data.join("incoming");
    fs::create_dir_all(&folder).await.map_err(PageFault::internal)?;
    let passing = Passing(folder.join(app.new_id("upload")));
    let mut file = fs::File::create(&passing.0).await.map_err(PageFault::internal)?;
    let mut length = 0;
    loop {
        let chunk = part.chunk().await.map_err(|fault| match fault.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(most),
            _ => PageFault::invalid("The file broke off on its way. Send it again."),
        })?;
        let Some(chunk) = chunk else { break };
        length += chunk.len();
        if length > most {
            return Err(too_large(most));
        }
        file.write_all(&chunk).await.map_err(PageFault::internal)?;
    }
    file.flush().await.map_err(PageFault::internal)?;
    Ok((passing, length))
}

struct Payment {
    id: String,
    trace: String,
    payer: String,
    amount: String,
    state: (&'static str, &'static str),
    why: Vec<String>,
}

#[derive(Template)]
#[template(path = "remittances/file.html")]
struct FilePage {
    layout: Layout,
    name: String,
    received: String,
    source: String,
    state: String,
    contents: Vec<FileContent>,
    payments: Vec<Payment>,
}

/// What was in a file and what became of it.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let file = payments::file(&app.db, &visitor.tenant, &id).await?;
    let file = file.ok_or_else(|| PageFault::not_found("such file"))?;
    let rows = payments::of_file(&app.db, &visitor.tenant, &id).await?;
    let payments = rows.into_iter().map(|row| Payment {
        trace: row.head.trace.clone(),
        payer: row.head.payer.name.clone(),
        amount: money(row.head.signed_amount()),
        state: super::state(&row.state),
        why: row.refusals,
        id: row.id,
    });
    render(&FilePage {
        layout: layout(&app, &visitor, "File", "/remittances").await?,
        name: file.name,
        received: time(file.at),
        source: file.source,
        state: file.state,
        contents: file.contents,
        payments: payments.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_keep_no_folders() {
        for (given, kept) in [
            ("era.835", "era.835"),
            ("C:\\in\\era.835", "era.835"),
            ("../../etc/passwd", "passwd"),
            ("a\nb\0.835", "ab.835"),
            ("", "upload.835"),
            ("dir/", "upload.835"),
        ] {
            assert_eq!(name(given), kept);
        }
        assert_eq!(name(&"x".repeat(500)).len(), 120);
    }
}
