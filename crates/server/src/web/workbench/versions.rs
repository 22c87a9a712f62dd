//! What changed in a document from an earlier version to the present one, line by line.

use super::desk::open;
use super::papers::title;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use cdi::answer::{Piece, PieceKind, line_diff};
use serde::Deserialize;
use serde_json::json;
use store::accounts::chart_version;
use store::record::append;

/// Earlier versions of a chart that are looked at, at most.
const MOST_VERSIONS: i64 = 20;

/// Lines that are shown around a change.
const AROUND: usize = 3;

/// Which version it is compared with.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    from: Option<i64>,
}

/// An earlier version of the chart in which the document read otherwise.
struct Earlier {
    version: i64,
    at: String,
    here: bool,
}

/// One row of the comparison.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    kind: PieceKind,
    before: Option<usize>,
    now: Option<usize>,
    text: String,
    /// So many lines that are the same are left out here.
    skipped: usize,
}

impl Row {
    fn class(&self) -> &'static str {
        match self.kind {
            PieceKind::Same => "same",
            PieceKind::Removed => "removed",
            PieceKind::Added => "added",
        }
    }
}

#[derive(Template)]
#[template(path = "workbench/versions.html")]
struct VersionsPage {
    layout: Layout,
    id: String,
    place: usize,
    title: String,
    earlier: Vec<Earlier>,
    compared: Option<i64>,
    rows: Vec<Row>,
    added: usize,
    removed: usize,
}

/// Shows the page.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, place)): Path<(String, usize)>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let open = open(&app, &visitor, &id).await?;
    let known = open.texts().get(place).zip(open.stored.as_ref());
    let (document, stored) = known.ok_or_else(|| PageFault::not_found("such document"))?;
    if !open.sees(u32::try_from(place).unwrap_or(u32::MAX)) {
        return Err(PageFault::not_found("document here that is shown to you"));
    }
    let (tenant, account) = (&visitor.tenant, &open.account.id);
    let (mut earlier, mut newer, mut chosen) = (Vec::new(), document.text.clone(), None);
    for version in (1..stored.version).rev().take(MOST_VERSIONS as usize) {
        let Some(old) = chart_version(&app.db, tenant, account, version).await? else { continue };
        let named = old.chart.documents.iter().find(|other| other.id == document.id);
        let named = named.filter(|_| !document.id.0.is_empty());
        let Some(other) = named.or_else(|| old.chart.documents.get(place)) else { continue };
        // An earlier version may be protected where the present one is not.
        if other.text == newer || !open.may_see(&visitor, &other.tags) {
            continue;
        }
        newer.clone_from(&other.text);
        let here = asked.from.map_or(chosen.is_none(), |from| from == version);
        if here {
            chosen = Some((version, other.text.clone()));
        }
        earlier.push(Earlier { version, at: format::time(old.at), here });
    }
    let pieces = chosen.as_ref().map(|(_, text)| line_diff(text, &document.text));
    let rows = rows(&pieces.unwrap_or_default());
    let count = |kind| rows.iter().filter(|row| row.kind == kind).count();
    let detail = json!({ "document": document.id, "from": chosen.as_ref().map(|c| c.0) });
    let mut entry = visitor.audit(app.now(), "document.compare", ("account", &id), detail);
    entry.patient.clone_from(&open.account.patient);
    let mut tx = app.db.begin().await?;
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    render(&VersionsPage {
        layout: layout(&app, &visitor, "What changed", "/worklists").await?,
        id,
        place,
        title: title(&open, place),
        earlier,
        compared: chosen.map(|(version, _)| version),
        added: count(PieceKind::Added),
        removed: count(PieceKind::Removed),
        rows,
    })
}

/// The lines of both texts in one list; of long stretches that are the same only those around a
/// change.
fn rows(pieces: &[Piece]) -> Vec<Row> {
    let (mut before, mut now) = (0, 0);
    let mut rows = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let lines: Vec<&str> = piece.text.lines().collect();
        let lead = if at == 0 { 0 } else { AROUND };
        let tail = if at + 1 == pieces.len() { 0 } else { AROUND };
        for (number, line) in lines.iter().enumerate() {
            before += usize::from(piece.kind != PieceKind::Added);
            now += usize::from(piece.kind != PieceKind::Removed);
            let inside = number >= lead && number + tail < lines.len();
            let skipped = lines.len().saturating_sub(lead + tail);
            if piece.kind == PieceKind::Same && inside && skipped > 1 {
                if number == lead {
                    let text = String::new();
                    rows.push(Row { kind: piece.kind, before: None, now: None, text, skipped });
                }
                continue;
            }
            rows.push(Row {
                kind: piece.kind,
                before: (piece.kind != PieceKind::Added).then_some(before),
                now: (piece.kind != PieceKind::Removed).then_some(now),
                text: (*line).to_owned(),
                skipped: 0,
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_numbers_of_both_versions() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nold\nz\n";
        let now = "a\nb\nc\nd\ne\nf\ng\nh\ni\nnew\nnew too\nz\n";
        let rows = rows(&line_diff(before, now));
        let shown: Vec<String> = rows
            .iter()
            .map(|row| match row.skipped {
                0 => format!("{}{:?}{:?}{}", row.class(), row.before, row.now, row.text),
                n => format!("{n} the same"),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "6 the same",
                "sameSome(7)Some(7)g",
                "sameSome(8)Some(8)h",
                "sameSome(9)Some(9)i",
                "removedSome(10)Noneold",
                "addedNoneSome(10)new",
                "addedNoneSome(11)new too",
                "sameSome(11)Some(12)z",
            ]
        );
        assert!(super::rows(&[]).is_empty());
    }
}
