//! The second coder: taking a chart that they have not seen, and reading what they enter.

use crate::app::App;
use crate::desk::Desk;
use governance::comparison::{CodeEntry, CodeRole};
use model::{Date, TenantId};
use store::governance::{AuditState, ChartAudit};
use store::record::{AuditFilter, search};
use store::{Result, StoreError};

/// Remarks on one audit at most.
pub const MOST_NOTES: usize = 200;

/// Lines of one field at most.
const MOST_LINES: usize = 200;

/// Most units of one line.
const MOST_UNITS: u32 = 9_999;

/// That an open audit is this auditor's.
pub(super) fn is_theirs(audit: &ChartAudit, by: &str) -> Result<()> {
    match (audit.state, audit.auditor.as_deref()) {
        (AuditState::Taken, Some(auditor)) if auditor == by => Ok(()),
        (AuditState::Taken | AuditState::Drawn, _) => {
            Err(StoreError::Refused("this audit is not yours: take it first".to_owned()))
        }
        _ => Err(StoreError::Refused("this audit is finished already".to_owned())),
    }
}

/// Whether a person has seen anything of the account outside of audits: who has is not blind.
///
/// # Errors
/// A database that does not answer.
pub async fn has_seen(
    app: &App,
    tenant: &TenantId,
    person: &str,
    audit: &ChartAudit,
) -> Result<bool> {
    let filter = AuditFilter {
        actor: person.to_owned(),
        object: audit.account.0.clone(),
        limit: 1_000,
        ..AuditFilter::default()
    };
    let rows = search(&app.db, tenant, &filter).await?;
    let blind = |action: &str| action.starts_with("audit.") || action.starts_with("work.");
    Ok(rows.iter().any(|row| !blind(&row.entry.action)))
}

/// Reads the three fields of the entry form: diagnoses, first-listed first, each a code and, after
/// a space, its present-on-admission indicator; services as `99213-25 x1`; inpatient procedures.
///
/// # Errors
/// Every line that cannot be taken, each in a plain sentence.
pub fn read(
    desk: &Desk,
    on: Date,
    [dx, px, pcs]: [&str; 3],
) -> std::result::Result<Vec<CodeEntry>, Vec<String>> {
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    let fields =
        [(CodeRole::Diagnosis, dx), (CodeRole::Procedure, px), (CodeRole::InpatientProcedure, pcs)];
    for (role, field) in fields {
        let lines: Vec<&str> =
            field.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.len() > MOST_LINES {
            faults.push(format!("At most {MOST_LINES} codes are taken."));
            continue;
        }
        for line in lines {
            match one(desk, on, role, line) {
                Ok(entry) => entries.push(entry),
                Err(fault) => faults.push(fault),
            }
        }
    }
    if entries.is_empty() && faults.is_empty() {
        faults.push("Enter the codes that the documents support.".to_owned());
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

fn one(
    desk: &Desk,
    on: Date,
    role: CodeRole,
    line: &str,
) -> std::result::Result<CodeEntry, String> {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default().to_ascii_uppercase();
    let shown: String = line.chars().take(40).collect();
    let mut parts = first.split('-');
    let code = parts.next().unwrap_or_default().to_owned();
    let mut entry = CodeEntry::new(role, &code);
    let plain = |code: &str, length: usize| {
        code.len() == length && code.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    match role {
        CodeRole::Diagnosis => {
            entry.code = dotted(&code);
            if !desk.sets().icd10cm(on).is_billable(&entry.code, on) {
                return Err(format!("`{shown}` is no billable ICD-10-CM code on {on}."));
            }
        }
        CodeRole::Procedure => {
            if !plain(&code, 5) {
                return Err(format!("`{shown}`: a service has five characters, as 99213-25 x1."));
            }
            entry.modifiers = parts.map(str::to_owned).collect();
            if entry.modifiers.len() > 4 || entry.modifiers.iter().any(|m| !plain(m, 2)) {
                return Err(format!("`{shown}`: up to four modifiers of two characters."));
            }
        }
        CodeRole::InpatientProcedure => {
            if !plain(&code, 7) {
                return Err(format!("`{shown}`: an ICD-10-PCS code has seven characters."));
            }
        }
    }
    for word in words {
        let mut letters = word.chars();
        match (role, letters.next(), letters.as_str()) {
            (CodeRole::Diagnosis, Some(poa), "") if "YNUW1ynuw".contains(poa) => {
                entry.poa = Some(poa.to_ascii_uppercase());
            }
            (CodeRole::Procedure, Some('x' | 'X'), units) => {
                let units: Option<u32> = units.parse().ok();
                entry.units = units
                    .filter(|units| (1..=MOST_UNITS).contains(units))
                    .ok_or_else(|| format!("`{shown}`: units are a number from x1 on."))?;
            }
            _ => return Err(format!("`{shown}`: `{word}` is not understood.")),
        }
    }
    Ok(entry)
}

/// A code with its dot after the third character.
fn dotted(code: &str) -> String {
    let bare: String = code.chars().filter(|c| *c != '.').collect();
    match bare.get(3..) {
        Some(rest) if !rest.is_empty() => format!("{}.{rest}", &bare[..3]),
        _ => bare,
    }
}
