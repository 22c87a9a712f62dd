//! The files that came in, newest first, and what was in each.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use store::payments::{IncomingFile, files};

/// Files of one page.
const ROWS: i64 = 50;

/// Sentences of one file that are shown.
const MOST_SAID: usize = 30;

/// What the address asks for: files before a time.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: Option<i64>,
}

/// One file.
struct Row {
    name: String,
    hash: String,
    size: String,
    source: &'static str,
    at: String,
    state: &'static str,
    class: &'static str,
    /// Kind and sentence; no kind where nothing was done with it.
    said: Vec<(String, String)>,
    more: usize,
}

/// The page.
#[derive(Template)]
#[template(path = "rejections/files.html")]
struct FilesPage {
    layout: Layout,
    rows: Vec<Row>,
    older: Option<i64>,
}

/// Whether a person may see what came in.
pub(super) fn may(visitor: &Visitor) -> bool {
    let any = [Permission::PostPayments, Permission::WorkDenials, Permission::ManageConnectors];
    any.into_iter().any(|permission| visitor.principal.may(permission))
}

/// Lists the files.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    if !may(&visitor) {
        return Err(PageFault::forbidden(Permission::PostPayments));
    }
    let before = asked.before.unwrap_or(i64::MAX);
    let found = files(&app.db, &visitor.tenant, before, ROWS).await?;
    let full = found.len() as i64 == ROWS;
    let older = found.last().filter(|_| full).map(|file| file.at);
    render(&FilesPage {
        layout: layout(&app, &visitor, "Files", "/files").await?,
        rows: found.into_iter().map(row).collect(),
        older,
    })
}

fn row(file: IncomingFile) -> Row {
    let (state, class) = match file.state.as_str() {
        "taken" => ("taken in", "good"),
        "partly" => ("taken in part", "warn"),
        "refused" => ("nothing taken", "stop"),
        _ => ("being taken", "info"),
    };
    let bytes = file.bytes;
    Row {
        name: file.name,
        hash: file.hash.chars().take(12).collect(),
        size: match bytes {
            0..10_000 => format!("{bytes} bytes"),
            10_000..10_000_000 => format!("{} KB", bytes / 1_000),
            _ => format!("{} MB", bytes / 1_000_000),
        },
        source: match file.source.as_str() {
            "folder" => "incoming folder",
            "sftp" => "partner's machine",
            "upload" => "brought by a person",
            _ => "made up",
        },
        at: format::time(file.at),
        state,
        class,
        more: file.contents.len().saturating_sub(MOST_SAID),
        said: file
            .contents
            .into_iter()
            .take(MOST_SAID)
            .map(|one| (one.set, format::capital(&one.said)))
            .collect(),
    }
}
