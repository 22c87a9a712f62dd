//! When the blind audits of the made-up practice were declared, done and opened.
//!
//! The year tells which charts were coded a second time, and with which codes; here they become
//! two batches: the office's is complete and was opened in June, so that the policy released some
//! of the charts that came after; the emergency department's is still short.

use model::Date;
use server::demo::{ScopeAudits, SecondCoding};
use server::surroundings::start_of;
use testkit::practice::year::{AuditScope, BlindAudit};

/// Audits that are declared: without an error 59 prove 5 % at 95 % (0.95^59 < 0.05).
const SIZE: u32 = 59;

/// Chart confidence at which charts would be released; few charts of the program lie above 0.88.
const THRESHOLD: f64 = 0.8;

/// Charts that are coded a second time on one day.
const A_DAY: usize = 4;

/// An hour, in microseconds.
const HOUR: i64 = 3_600_000_000;

/// A day, in microseconds.
const DAY: i64 = 24 * HOUR;

/// The batches of both scopes.
pub(super) fn scopes(audits: &[BlindAudit]) -> Vec<ScopeAudits> {
    vec![
        scope(audits, AuditScope::Office, (day(5, 11), day(6, 8))),
        scope(audits, AuditScope::Ed, (day(5, 26), day(6, 19))),
    ]
}

fn day(month: i8, day: i8) -> i64 {
    start_of(Date::new(2026, month, day).unwrap_or_default())
}

fn scope(audits: &[BlindAudit], scope: AuditScope, (declared, opened): (i64, i64)) -> ScopeAudits {
    let own = audits.iter().filter(|audit| audit.scope == scope);
    let audits = own.zip(working_hours(declared)).map(|(audit, at)| SecondCoding {
        source_key: audit.slug.clone(),
        auditor: "user_audrey".to_owned(),
        at,
        dx: audit.codes.clone(),
    });
    ScopeAudits {
        scope: scope.setting().name().to_owned(),
        thresholds: vec![THRESHOLD],
        size: SIZE,
        declared: ("user_lena".to_owned(), declared + 9 * HOUR),
        audits: audits.filter(|coding| coding.at < opened).collect(),
        opened: ("user_mona".to_owned(), opened + 10 * HOUR),
    }
}

/// Some hours of each working day after this one.
fn working_hours(declared: i64) -> impl Iterator<Item = i64> {
    let days = (1..).map(move |days| declared + days * DAY);
    // 1970-01-01 was a Thursday: Saturday and Sunday are 5 and 6 days after a Monday.
    let working = days.filter(|day| (day / DAY + 3) % 7 < 5);
    working.flat_map(|day| (0..A_DAY).map(move |nth| day + (9 + 2 * nth as i64) * HOUR))
}
