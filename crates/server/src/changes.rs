//! Change control: what a proposal would do to the last year, and putting it in force.
//!
//! Two kinds are offered, because these two take effect: the promise of the release policy, which
//! every process reads with its next chart, and a file of payer rules, which is written to the
//! folder of rules and judged by at once in this process, in others when they start again.

use crate::app::App;
use crate::release::{Promise, SETTING, confidence};
use edits::{PayerRules, RuleFile};
use governance::change::Impact;
use model::{Claim, ScrubReport, Severity, TenantId};
use std::collections::BTreeSet;
use std::path::Path;
use store::governance::{Proposal, WordFilter, policy, words};
use store::people::{Setting, put_setting, setting};
use store::{Result, StoreError, Tx};

/// How far back a proposal is run, in microseconds: a year.
const YEAR: i64 = 365 * 86_400_000_000;

/// Charts or claims of one run at most.
const MOST: usize = 100_000;

/// Claims read at a time.
const STRIDE: i64 = 500;

/// Largest rule, in bytes.
pub const LARGEST_RULE: usize = 256 * 1024;

/// Files of a site's own rules at most.
const MOST_FILES: usize = 10_000;

fn refused(why: impl std::fmt::Display) -> StoreError {
    StoreError::Refused(why.to_string())
}

/// A hash of what is proposed.
#[must_use]
pub fn hash_of(proposal: &Proposal) -> String {
    crate::reception::hex(serde_json::to_string(proposal).unwrap_or_default().as_bytes())
}

/// The site's own rule files, which win over those that the product brings along.
fn own_rules(folder: &Path, below: &str, files: &mut Vec<RuleFile>) -> std::io::Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() && path.matches('/').count() < 8 {
            own_rules(&entry.path(), &path, files)?;
        } else if kind.is_file() && (path.ends_with(".md") || path.ends_with(".csv")) {
            if files.len() >= MOST_FILES {
                return Err(std::io::Error::other("too many rule files"));
            }
            files.push(RuleFile { text: std::fs::read_to_string(entry.path())?, path });
        }
    }
    Ok(())
}

/// The rules with one file added or replaced.
///
/// # Errors
/// A rule that cannot be read, or whose examples do not hold.
pub fn rules_with(app: &App, path: &str, text: &str) -> Result<PayerRules> {
    let part = |part: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.';
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain)
    };
    if !path.ends_with(".md") || path.len() > 200 || !path.split('/').all(part) {
        return Err(refused("name the file as payer/rule.md, with letters, digits, - and _"));
    }
    if text.len() > LARGEST_RULE {
        return Err(refused("a rule has at most 256 KiB"));
    }
    let mut own = Vec::new();
    own_rules(&app.config.data.join("rules"), "", &mut own).map_err(refused)?;
    own.retain(|file| file.path != path);
    own.push(RuleFile { path: path.to_owned(), text: text.to_owned() });
    let told = |faults: Vec<edits::RuleFault>| {
        let lines: Vec<String> = faults.iter().take(5).map(ToString::to_string).collect();
        refused(lines.join("; "))
    };
    let rules = PayerRules::load(&[PayerRules::embedded(), own]).map_err(told)?;
    let faults = rules.check_examples();
    if faults.is_empty() { Ok(rules) } else { Err(told(faults)) }
}

/// Checks a proposal before it is kept.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(app: &App, proposal: &Proposal) -> Result<()> {
    match proposal {
        Proposal::Promise(value) => {
            let promise: Promise = serde_json::from_value(value.clone()).map_err(refused)?;
            let faults = promise.faults();
            if faults.is_empty() { Ok(()) } else { Err(refused(faults.join(" "))) }
        }
        Proposal::Rule { path, text } => rules_with(app, path, text).map(|_| ()),
    }
}

/// What a proposal would have done to the charts or claims of the last year.
///
/// # Errors
/// A database that does not answer.
pub async fn impact(app: &App, tenant: &TenantId, proposal: &Proposal) -> Result<Impact> {
    match proposal {
        Proposal::Promise(value) => {
            let promise = serde_json::from_value(value.clone()).map_err(refused)?;
            of_promise(app, tenant, &promise).await
        }
        Proposal::Rule { path, text } => of_rules(app, tenant, rules_with(app, path, text)?).await,
    }
}

/// Charts that the present proofs release under the promise in force, and under the new one.
async fn of_promise(app: &App, tenant: &TenantId, new: &Promise) -> Result<Impact> {
    let (register, _) = policy(&app.db, tenant).await?;
    let old: Promise = match setting(&app.db, tenant, SETTING).await? {
        Some(setting) => store::json("release", &setting.body)?,
        None => Promise::default(),
    };
    let filter = WordFilter {
        from: app.now() - YEAR,
        to: i64::MAX,
        limit: MOST as i64,
        ..WordFilter::default()
    };
    let mut impact = Impact::default();
    for word in words(&app.db, tenant, &filter).await? {
        let Ok(scope) = word.scope.parse() else { continue };
        let proof = register.proof_for(&scope).filter(|proof| {
            word.eligible
                && word.engine == proof.engine
                && confidence(word.confidence) >= proof.threshold
        });
        let released = |promise: &Promise| proof.is_some_and(|p| p.bound <= promise.target_error);
        impact.records += 1;
        if released(&old) == released(new) {
            impact.same += 1;
            continue;
        }
        impact.changed += 1;
        let account = store::accounts::get(&app.db, tenant, &word.account).await?;
        let cents = account.map_or(0, |account| account.value_cents);
        let says = match released(new) {
            true => {
                impact.more_cents += cents;
                "would be released"
            }
            false => {
                impact.less_cents += cents;
                "would be reviewed"
            }
        };
        impact.priced += 1;
        if impact.examples.len() < governance::change::impact::MAX_EXAMPLES {
            impact.examples.push((word.account.0.clone(), says.to_owned()));
        }
    }
    Ok(impact)
}

fn edits_of(report: &ScrubReport) -> (BTreeSet<String>, bool) {
    let stops = |severity| matches!(severity, Severity::Block | Severity::Reason);
    let names = report.edits.iter().map(|edit| edit.id.to_string()).collect();
    (names, report.edits.iter().any(|edit| stops(edit.severity)))
}

/// Claims judged by the rules in force, and by the new ones.
async fn of_rules(app: &App, tenant: &TenantId, rules: PayerRules) -> Result<Impact> {
    let old = app.desk();
    let new = old.with_rules(rules);
    let (mut impact, mut after) = (Impact::default(), String::new());
    loop {
        let since = app.now() - YEAR;
        let rows = store::claims::claims_since(&app.db, tenant, since, (&after, STRIDE)).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for row in &rows {
            let claim: &Claim = &row.claim;
            let ((was, stopped), (is, stops)) =
                (edits_of(&old.scrub(claim)), edits_of(&new.scrub(claim)));
            impact.records += 1;
            if was == is && stopped == stops {
                impact.same += 1;
                continue;
            }
            impact.changed += 1;
            impact.priced += 1;
            for edit in is.difference(&was) {
                *impact.added.entry(edit.clone()).or_default() += 1;
            }
            for edit in was.difference(&is) {
                *impact.removed.entry(edit.clone()).or_default() += 1;
            }
            match (stopped, stops) {
                (false, true) => impact.less_cents += claim.total().0,
                (true, false) => impact.more_cents += claim.total().0,
                _ => {}
            }
            if impact.examples.len() < governance::change::impact::MAX_EXAMPLES {
                impact.examples.push((row.account.0.clone(), row.id.clone()));
            }
        }
        if impact.records as usize >= MOST {
            break;
        }
    }
    Ok(impact)
}

/// Puts an approved proposal in force: a promise within the transaction, a rule by writing its
/// file and judging by it from now on.
///
/// # Errors
/// A file that cannot be written; a promise that somebody else changed.
pub async fn activate(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (proposal, by): (&Proposal, &str),
) -> Result<()> {
    match proposal {
        Proposal::Promise(value) => {
            let known = setting(&app.db, tenant, SETTING).await?;
            let fresh = Setting {
                name: SETTING.to_owned(),
                body: value.to_string(),
                version: known.map_or(0, |known| known.version),
                changed_at: app.now(),
                changed_by: by.to_owned(),
            };
            put_setting(tx, tenant, &fresh).await
        }
        Proposal::Rule { path, text } => {
            let rules = rules_with(app, path, text)?;
            let file = app.config.data.join("rules").join(path);
            let folder = file.parent().map(std::fs::create_dir_all).transpose();
            folder.map_err(refused)?;
            std::fs::write(&file, text).map_err(refused)?;
            app.set_desk(app.desk().with_rules(rules));
            Ok(())
        }
    }
}
