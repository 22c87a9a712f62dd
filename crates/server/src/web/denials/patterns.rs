//! What payers began to do: alarms, the dearest patterns, and coding beside its denials.

use crate::app::App;
use crate::audits::ENGINE;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{in_address, money, percent_bp};
use crate::web::layout::{Layout, layout, render};
use ::payments::patterns::{Compared, Pattern, week_of};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::governance::{AuditFilter, AuditState, audits};
use store::payments::{self, AlarmRow, CoderDenials, DenialFilter};
use store::record::append;

/// Weeks of the table.
const WEEKS: i32 = 52;
/// Patterns of the table.
const PATTERNS: i64 = 50;
/// Microseconds of a year.
const YEAR: i64 = 365 * 86_400_000_000;
/// Days for which alarms are shown.
const ALARMS: i32 = 180;
/// Longest note, in characters.
const LONGEST: usize = 1_000;
/// Audits that are summed up at most.
const MOST_AUDITS: i64 = 100_000;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    payer: String,
}

struct Alarm {
    id: String,
    version: i64,
    payer: String,
    service: String,
    reason: String,
    found: String,
    newest: String,
    before: String,
    chance: String,
    state: String,
    note: String,
    href: String,
    rule: Option<String>,
}

struct Row {
    payer: String,
    service: String,
    reason: String,
    newest: String,
    year: String,
    amount: String,
    href: String,
}

struct Coder {
    name: String,
    audited: String,
    decided: i64,
    denied: String,
    amount: String,
    recovered: String,
}

#[derive(Template)]
#[template(path = "patterns/list.html")]
struct PatternsPage {
    layout: Layout,
    payers: Vec<(String, String)>,
    payer: String,
    alarms: Vec<Alarm>,
    rows: Vec<Row>,
    coders: Vec<Coder>,
    all: bool,
}

/// Shows the page.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let (tenant, today) = (&visitor.tenant, day_of(app.now()));
    let this = week_of(today);
    let known = payments::known_payers(&app.db, tenant).await?;
    let payers: Vec<(String, String)> = known
        .into_iter()
        .map(|one| {
            let name = one.names.into_iter().next().unwrap_or_else(|| one.id.clone());
            (one.id, name)
        })
        .collect();
    let name = |id: &str| {
        let known = payers.iter().find(|(own, _)| own == id);
        known.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    };
    let counts = payments::pattern_counts(&app.db, tenant, this - WEEKS).await?;
    let chosen = (this - WEEKS, asked.payer.as_str());
    let rows = payments::pattern_sums(&app.db, tenant, chosen, PATTERNS).await?;
    let rows = rows.into_iter().map(|sum| {
        let weeks = counts.weeks(&sum.pattern, this - WEEKS, this);
        let of = |weeks: &[(i32, u64, u64)]| {
            let total = |pick: fn(&(i32, u64, u64)) -> u64| weeks.iter().map(pick).sum::<u64>();
            share(total(|week| week.1), total(|week| week.2))
        };
        Row {
            payer: name(&sum.pattern.service.payer),
            service: service(&sum.pattern),
            reason: sum.pattern.reason.clone(),
            newest: of(&weeks[weeks.len().saturating_sub(4)..]),
            year: of(&weeks),
            amount: money(sum.cents),
            href: denials_of(&sum.pattern),
        }
    });
    let rows: Vec<Row> = rows.collect();
    let mut alarms = Vec::new();
    for row in payments::alarms(&app.db, tenant, today.plus_days(-ALARMS)).await? {
        let mine = asked.payer.is_empty() || row.alarm.pattern.service.payer == asked.payer;
        if mine {
            let payer = name(&row.alarm.pattern.service.payer);
            alarms.push(alarm(&app, &visitor, row, payer).await?);
        }
    }
    alarms.sort_by_key(|alarm| alarm.state != "open");
    render(&PatternsPage {
        layout: layout(&app, &visitor, "Payer patterns", "/patterns").await?,
        coders: coders(&app, &visitor).await?,
        all: visitor.principal.may(Permission::ViewDashboard),
        payer: asked.payer,
        payers,
        alarms,
        rows,
    })
}

fn service(pattern: &Pattern) -> String {
    match pattern.service.modifier.as_str() {
        "" => pattern.service.code.clone(),
        modifier => format!("{}-{modifier}", pattern.service.code),
    }
}

fn share(part: u64, of: u64) -> String {
    match of {
        0 => "none decided".to_owned(),
        _ => {
            let hundredths = i64::try_from(part.saturating_mul(10_000) / of).unwrap_or(0);
            format!("{part} of {of} ({})", percent_bp(hundredths))
        }
    }
}

/// The denials of a pattern.
fn denials_of(pattern: &Pattern) -> String {
    format!(
        "/denials?waits=work&payer={}&code={}&modifiers={}&reason={}",
        in_address(&pattern.service.payer),
        in_address(&pattern.service.code),
        in_address(&pattern.service.modifier),
        in_address(&pattern.reason)
    )
}

async fn alarm(app: &App, visitor: &Visitor, row: AlarmRow, payer: String) -> PageResult<Alarm> {
    let pattern = &row.alarm.pattern;
    let filter = DenialFilter {
        waits: "work".to_owned(),
        payer: pattern.service.payer.clone(),
        code: pattern.service.code.clone(),
        reason: pattern.reason.clone(),
        most: 1,
        ..DenialFilter::default()
    };
    // A rule is drafted from a denial of the pattern.
    let first = match visitor.principal.may(Permission::ManageRules) {
        true => payments::denials_page(&app.db, &visitor.tenant, &filter).await?.rows.pop(),
        false => None,
    };
    let compared: Compared = row.alarm.compared;
    Ok(Alarm {
        payer,
        service: service(pattern),
        reason: pattern.reason.clone(),
        found: row.found_on.to_string(),
        newest: format!(
            "{} in {} week{}",
            share(compared.refused, compared.decided),
            compared.weeks,
            if compared.weeks == 1 { "" } else { "s" }
        ),
        before: share(compared.refused_before, compared.decided_before),
        chance: match row.alarm.p {
            p if p < 0.000_001 => "less than one in a million".to_owned(),
            p => format!("one in {:.0}", 1.0 / p.max(f64::MIN_POSITIVE)),
        },
        href: denials_of(pattern),
        rule: first.map(|denial| format!("/denials/{}/rule", denial.id)),
        state: row.state,
        note: row.note,
        version: row.version,
        id: row.id,
    })
}

/// Accuracy where it was audited, beside the denials that a wrong code can cause: the program and
/// each coder by the same counts. Who may not see the numbers of others sees the program's and
/// their own.
async fn coders(app: &App, visitor: &Visitor) -> PageResult<Vec<Coder>> {
    let (tenant, since) = (&visitor.tenant, app.now() - YEAR);
    let filter = AuditFilter {
        state: Some(AuditState::Done),
        from: since,
        limit: MOST_AUDITS,
        ..AuditFilter::default()
    };
    let mut audited: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for audit in audits(&app.db, tenant, &filter).await? {
        let whose = if audit.auditee == ENGINE { String::new() } else { audit.auditee.clone() };
        let Some(error) = audit.error else { continue };
        let one = audited.entry(whose).or_default();
        *one = (one.0 + i64::from(!error), one.1 + 1);
    }
    let mut found = payments::coder_denials(&app.db, tenant, since).await?;
    let missing: Vec<String> =
        audited.keys().filter(|who| !found.iter().any(|one| one.coder == **who)).cloned().collect();
    found
        .extend(missing.into_iter().map(|coder| CoderDenials { coder, ..CoderDenials::default() }));
    let users = store::people::users(&app.db, tenant).await?;
    let all = visitor.principal.may(Permission::ViewDashboard);
    let shown =
        |one: &CoderDenials| all || one.coder.is_empty() || one.coder == visitor.user.as_str();
    let part = |part: i64, of: i64| match of {
        0 => "none".to_owned(),
        _ => format!("{part} of {of} ({})", percent_bp(part * 10_000 / of)),
    };
    let row = |one: CoderDenials| {
        let (right, audits) = audited.get(&one.coder).copied().unwrap_or_default();
        let user = users.iter().find(|user| user.id.as_str() == one.coder);
        Coder {
            name: match user {
                _ if one.coder.is_empty() => "The program".to_owned(),
                Some(user) => user.name.clone(),
                None => one.coder.clone(),
            },
            audited: part(right, audits),
            decided: one.decided,
            denied: part(one.denied, one.decided),
            amount: money(one.amount),
            recovered: money(one.recovered),
        }
    };
    Ok(found.into_iter().filter(shown).map(row).collect())
}

/// What a person says to an alarm.
#[derive(Deserialize)]
pub(super) struct Said {
    version: i64,
    /// `seen` or `explained`.
    state: String,
    #[serde(default)]
    note: String,
}

/// Marks an alarm as seen, or as explained with a note.
pub(super) async fn answer(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(said): Form<Said>,
) -> PageResult<Redirect> {
    let note = said.note.trim();
    let state = match said.state.as_str() {
        "seen" => "seen",
        "explained" if note.is_empty() || note.chars().count() > LONGEST => {
            return Err(PageFault::invalid("Say what explains it, in up to 1,000 characters."));
        }
        "explained" => "explained",
        _ => return Err(PageFault::invalid("An alarm is seen or explained.")),
    };
    let at = app.now();
    let mut tx = app.db.begin().await?;
    let (seen, who) = ((id.as_str(), said.version), (visitor.user.as_str(), at));
    payments::answer_alarm(&mut tx, &visitor.tenant, seen, (state, note), who).await?;
    let detail = json!({ "state": state, "note": note });
    let entry = visitor.audit(at, "alarm.answer", ("alarm", &id), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/patterns?done=saved"))
}
