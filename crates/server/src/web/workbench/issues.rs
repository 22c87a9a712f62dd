//! What is wrong or open, the worst first: the edits that these codes would meet on a claim, and
//! the gaps of the documentation.

use super::dates::misdated;
use super::desk::Open;
use super::work::{Kind, Work};
use crate::app::App;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use model::Severity;

/// Issues that are shown at most.
const MOST: usize = 60;

/// One of them.
pub(super) struct Issue {
    /// 0 is the worst.
    pub rank: u8,
    pub class: &'static str,
    pub level: &'static str,
    pub code: String,
    pub text: String,
    pub source: String,
    pub next: String,
    pub stops: bool,
}

/// All of them, worst first.
pub(super) async fn issues(app: &App, visitor: &Visitor, open: &Open) -> PageResult<Vec<Issue>> {
    let (Some(work), Some(coding), Some(stored)) = (&open.work, &open.coding, &open.stored) else {
        return Ok(Vec::new());
    };
    let mut issues = own(work);
    for found in misdated(work, &stored.chart) {
        let mut open = issue(2, found.code, found.text, "dates of the visit");
        (open.class, open.level) = ("warn", "Warning");
        if !found.stated {
            open.rank = 3;
        }
        open.next = found.next.to_owned();
        issues.push(open);
    }
    let coded = work.coded(&coding.coded, true);
    let site = &open.account.site;
    let fees = app.prices.on(app, &visitor.tenant, site, coded.date).await?;
    let billed = app.desk().bill(&stored.chart, coded, &fees, (day_of(app.now()), Vec::new()));
    for edit in billed.claims.into_iter().flat_map(|made| made.report.edits) {
        let (rank, class, level) = match edit.severity {
            Severity::Block => (0, "stop", "Hard stop"),
            Severity::Reason => (1, "warn", "Needs a reason"),
            Severity::Warn => (3, "warn", "Warning"),
            Severity::Inform => (5, "info", "For information"),
        };
        let since = edit.effective.map(|rule| format!(", in force from {}", rule.from));
        issues.push(Issue {
            rank,
            class,
            level,
            code: edit.code,
            text: edit.message,
            source: format!("{} · {}{}", edit.id, edit.source, since.unwrap_or_default()),
            next: edit.next,
            stops: rank == 0,
        });
    }
    for fault in billed.faults {
        issues.push(issue(5, String::new(), format!("No claim yet: {fault}"), "claim"));
    }
    let gaps = coding.coded.gaps.iter();
    let seen = gaps.filter(|gap| gap.evidence.iter().all(|e| open.sees(e.document)));
    for gap in seen {
        let mut found = issue(2, String::new(), gap.text.clone(), "documentation gap");
        (found.class, found.level) = ("warn", "Gap");
        found.next = "Query the provider, if the record does not answer it elsewhere.".to_owned();
        issues.push(found);
    }
    issues.sort_by_key(|issue| issue.rank);
    issues.dedup_by(|a, b| a.text == b.text && a.code == b.code);
    issues.truncate(MOST);
    Ok(issues)
}

fn issue(rank: u8, code: String, text: String, source: &str) -> Issue {
    Issue {
        rank,
        class: "info",
        level: "For information",
        code,
        text,
        source: source.to_owned(),
        next: String::new(),
        stops: false,
    }
}

fn own(work: &Work) -> Vec<Issue> {
    let mut issues = Vec::new();
    if work.standing(Kind::Dx).next().is_none() {
        let mut none = issue(0, String::new(), "No diagnosis is left.".to_owned(), "workbench");
        (none.class, none.level, none.stops) = ("stop", "Hard stop", true);
        none.next = "Add one, or hold the account with the reason.".to_owned();
        issues.push(none);
    }
    for line in work.standing(Kind::Px).filter(|line| line.dx.is_empty()) {
        let text = format!("{} points to no diagnosis.", line.code);
        let mut open = issue(3, line.code.clone(), text, "workbench");
        (open.class, open.level) = ("warn", "Warning");
        open.next = "Name the diagnoses that support it.".to_owned();
        issues.push(open);
    }
    issues
}
