//! The page of one claim.

use super::fields::{Field, Kind, lines, sections};
use super::timeline::{self, Since};
use super::wire::{self, WireFault};
use super::{account, claim_for, settle};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, dollars, edit_family};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use model::{ClaimType, Severity};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use store::accounts::Account;
use store::claims::{ClaimEdit, ClaimRow, claim_edits};
use store::record::append;

/// A form that could not be taken: what was typed, and what is wrong, by path.
pub(super) struct Attempt {
    pub(super) form: HashMap<String, String>,
    pub(super) faults: BTreeMap<String, String>,
}

/// A field as the template needs it.
struct Shown {
    id: String,
    number: &'static str,
    label: String,
    path: String,
    value: String,
    choices: Vec<(&'static str, &'static str)>,
    fixed: bool,
    fault: Option<String>,
    edits: Vec<(String, &'static str, &'static str, String)>,
}

/// Fields under one heading.
struct Group {
    title: &'static str,
    fields: Vec<Shown>,
}

/// An edit in the ranked list.
struct EditRow {
    anchor: String,
    word: &'static str,
    class: &'static str,
    position: i64,
    id: String,
    whose: String,
    message: String,
    source: String,
    effective: String,
    next: String,
    field: Option<String>,
    who: &'static str,
    passed: Option<String>,
    asks: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "claims/claim.html")]
struct ClaimPage {
    layout: Layout,
    id: String,
    account: String,
    patient: String,
    form: &'static str,
    status: String,
    total: String,
    touched: i64,
    version: i64,
    groups: Vec<Group>,
    columns: [&'static str; 7],
    lines: Vec<(u16, Vec<Shown>)>,
    edits: Vec<EditRow>,
    stops: usize,
    fault: Option<String>,
    reason: String,
    reason_fault: Option<String>,
    may_edit: bool,
    may_pass: bool,
    may_take: bool,
    may_print: bool,
    closed: Option<String>,
    words: String,
    raw: String,
    wire_faults: Vec<(WireFault, Option<String>)>,
    since: Since,
    not_checked: String,
    releases: String,
}

/// Shows a claim; looking at it is written down.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let (row, account) = claim_for(&app, &visitor, &id, Permission::ViewClaim).await?;
    let mut tx = app.db.begin().await?;
    let detail = json!({ "account": account.id });
    let mut entry = visitor.audit(app.now(), "claim.view", ("claim", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    shown(&app, &visitor, (row, account), None).await
}

/// The page of a claim, with what was typed where it could not be taken.
#[expect(clippy::too_many_lines, reason = "one page: every line fills a place of its template")]
pub(super) async fn shown(
    app: &App,
    visitor: &Visitor,
    (row, account): (ClaimRow, Account),
    attempt: Option<Attempt>,
) -> PageResult<Html<String>> {
    let edits = claim_edits(&app.db, &visitor.tenant, &row.id).await?;
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let name = |id: &str| {
        users.iter().find(|user| user.id.as_str() == id).map_or(id, |user| &user.name).to_owned()
    };
    let closed = match (row.has_left(), settle::is_open(&account)) {
        (true, _) => Some("This claim has left: it is read only.".to_owned()),
        (false, Err(fault)) => Some(fault.what),
        (false, Ok(())) => None,
    };
    let may = |permission| visitor.allow_account(permission, &account).is_ok();
    let may_edit = closed.is_none() && may(Permission::EditClaim);
    let passes = visitor.principal.may(Permission::OverrideEdit);
    let may_pass = closed.is_none() && may(Permission::OverrideEdit);
    let unowned = account.standing.owner.person().is_none();
    let (groups, table) = (sections(&row.claim), lines(&row.claim));
    let paths: Vec<String> = groups
        .iter()
        .flat_map(|group| &group.fields)
        .chain(table.iter().flatten())
        .map(|field| field.path.clone())
        .collect();
    let mut ranked: Vec<&ClaimEdit> = edits.iter().collect();
    ranked.sort_by_key(|own| (own.overrule.is_some(), own.edit.severity, own.position));
    let view = |field: Field| view(field, &paths, &edits, attempt.as_ref());
    let faults = attempt.as_ref().map(|attempt| &attempt.faults);
    let wire = wire::write(app, &row.claim);
    let reason = attempt.as_ref().and_then(|attempt| attempt.form.get("reason"));
    let followed = may(Permission::SubmitClaim);
    let since = timeline::of(app, &visitor.tenant, (&row, followed)).await?;
    render(&ClaimPage {
        layout: layout(app, visitor, format!("Claim {}", row.id), "/worklists").await?,
        form: match row.claim.claim_type {
            ClaimType::Professional => "CMS-1500",
            ClaimType::Institutional => "UB-04",
        },
        status: account::status(&row.status, &row.report),
        total: dollars(row.claim.total().0),
        touched: row.touched,
        version: row.version,
        stops: edits.iter().filter(|own| own.stops()).count(),
        edits: ranked.into_iter().map(|own| edit_row(own, &paths, name)).collect(),
        columns: ["Day", "Code", "Modifiers", "Diagnoses", "Charge", "Units", row_end(&row)],
        lines: table
            .into_iter()
            .zip(&row.claim.lines)
            .map(|(fields, line)| (line.line, fields.into_iter().map(view).collect()))
            .collect(),
        groups: groups
            .into_iter()
            .map(|group| Group {
                title: group.title,
                fields: group.fields.into_iter().map(view).collect(),
            })
            .collect(),
        fault: faults.map(|faults| {
            faults.get("").cloned().unwrap_or_else(|| {
                "Nothing was saved yet: look at the fields that are marked.".to_owned()
            })
        }),
        reason: reason.cloned().unwrap_or_default(),
        reason_fault: faults.and_then(|faults| faults.get("reason").cloned()),
        may_edit,
        may_pass,
        may_take: closed.is_none() && passes && !may_pass && unowned && may(Permission::TakeWork),
        may_print: visitor.principal.may(Permission::Export)
            || visitor.principal.may(Permission::SubmitClaim),
        closed,
        wire_faults: wire
            .faults
            .into_iter()
            .map(|fault| {
                let at = place(&fault.field, &paths).map(|path| anchor(&path));
                (fault, at)
            })
            .collect(),
        since,
        words: wire.words,
        raw: wire.raw,
        not_checked: families(&row),
        releases: row
            .report
            .releases
            .iter()
            .map(|(name, label)| format!("{name} {label}"))
            .collect::<Vec<_>>()
            .join(", "),
        id: row.id,
        account: account.id.0,
        patient: account.patient_name,
    })
}

fn row_end(row: &ClaimRow) -> &'static str {
    match row.claim.claim_type {
        ClaimType::Professional => "NDC",
        ClaimType::Institutional => "Revenue",
    }
}

fn families(row: &ClaimRow) -> String {
    let families = row.report.not_checked.iter();
    let names: Vec<&str> = families.map(|one| edit_family(*one)).collect();
    names.join(", ")
}

/// The field at which an edit stands: itself, what it is part of, or what is part of it.
fn place(wanted: &str, paths: &[String]) -> Option<String> {
    let inside = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    let exact = paths.iter().find(|path| *path == wanted);
    let part = || paths.iter().find(|path| inside(path, wanted));
    let whole = || paths.iter().find(|path| !wanted.is_empty() && inside(wanted, path));
    exact.or_else(part).or_else(whole).cloned()
}

/// The id of a field's element.
fn anchor(path: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("f-{}", path.chars().map(plain).collect::<String>())
}

fn words(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Block => ("Hard stop", "stop"),
        Severity::Reason => ("Needs a reason", "warn"),
        Severity::Warn => ("Warning", "info"),
        Severity::Inform => ("Information", ""),
    }
}

fn view(field: Field, paths: &[String], edits: &[ClaimEdit], attempt: Option<&Attempt>) -> Shown {
    let own = edits
        .iter()
        .filter(|own| place(&own.edit.place.field, paths).is_some_and(|path| path == field.path));
    let edits = own.map(|own| {
        let (word, class) = words(own.edit.severity);
        let word = if own.overrule.is_some() { "Let pass" } else { word };
        (format!("e{}", own.position), word, class, own.edit.message.clone())
    });
    let typed = attempt.and_then(|attempt| attempt.form.get(&field.path));
    Shown {
        id: anchor(&field.path),
        number: field.number,
        edits: edits.collect(),
        fault: attempt.and_then(|attempt| attempt.faults.get(&field.path).cloned()),
        value: typed.cloned().unwrap_or(field.value),
        choices: match field.kind {
            Kind::Choice(choices) => choices.to_vec(),
            _ => Vec::new(),
        },
        fixed: field.kind == Kind::Shown,
        label: field.label,
        path: field.path,
    }
}

fn edit_row(own: &ClaimEdit, paths: &[String], name: impl Fn(&str) -> String) -> EditRow {
    let edit = &own.edit;
    let (word, class) = words(edit.severity);
    EditRow {
        anchor: format!("e{}", own.position),
        word: if own.overrule.is_some() { "Let pass" } else { word },
        class: if own.overrule.is_some() { "good" } else { class },
        position: own.position,
        id: edit.id.clone(),
        whose: match (edit.line, edit.code.as_str()) {
            (0, "") => "the claim".to_owned(),
            (0, code) => code.to_owned(),
            (line, "") => format!("line {line}"),
            (line, code) => format!("line {line}, {code}"),
        },
        message: edit.message.clone(),
        source: edit.source.clone(),
        effective: edit.effective.map_or_else(String::new, |effective| match effective.to {
            Some(to) => format!("in force {} to {to}", effective.from),
            None => format!("in force since {}", effective.from),
        }),
        next: edit.next.clone(),
        field: place(&edit.place.field, paths).map(|path| anchor(&path)),
        who: match edit.severity {
            Severity::Block => "Nobody can let this pass: it is mended.",
            Severity::Reason => "Whoever owns the account and may override can let this pass.",
            Severity::Warn | Severity::Inform => "Does not stop the claim.",
        },
        passed: own.overrule.as_ref().map(|why| {
            format!("{} let it pass on {}: {}", name(&why.by), format::time(why.at), why.reason)
        }),
        asks: edit.severity == Severity::Reason && own.overrule.is_none(),
    }
}
