//! Modifier: who took part in a surgery (assistants, two surgeons, a team), and several
//! procedures in one session, judged by the indicators of the fee schedule.

use crate::fee_row::{self, ASSISTANT, by_payer, forbidden, is_priced};
use crate::hit::{Hit, Hits};
use crate::modifiers::{first_of, has_any};
use crate::subject::Subject;
use codesets::fee_schedule::{FeeLine, GlobalPeriod};
use model::{ClaimLine, PayerKind, Severity};

/// What an indicator says of a modifier.
enum Verdict {
    /// Not paid, and why.
    Never(&'static str),
    /// Paid where the record shows that it was needed.
    WithRecord,
    /// Paid.
    Free,
}

impl Verdict {
    fn severity(&self, kind: PayerKind, row: &FeeLine) -> Severity {
        match self {
            Verdict::Never(_) => forbidden(kind, row),
            _ => by_payer(kind, Severity::Reason, Severity::Warn),
        }
    }
}

/// A modifier of those who operated, and the indicator that judges it.
struct Role {
    modifiers: &'static [&'static str],
    name: &'static str,
    indicator: fn(&FeeLine) -> u8,
    verdict: fn(u8) -> Verdict,
}

const NEVER_ASSISTED: &str = "is not paid for an assistant at surgery";
const NEVER_SHARED: &str = "is not paid for two surgeons";
const NEVER_TEAM: &str = "is not paid for a team of surgeons";
const NO_SURGEON: &str = "is nothing that surgeons share";

const ASSISTANTS: Role = Role {
    modifiers: &ASSISTANT,
    name: "assistant",
    indicator: |row| row.assistant,
    verdict: |indicator| match indicator {
        0 => Verdict::WithRecord,
        1 => Verdict::Never(NEVER_ASSISTED),
        2 => Verdict::Free,
        _ => Verdict::Never(NO_SURGEON),
    },
};

const CO_SURGEONS: Role = Role {
    modifiers: &["62"],
    name: "co-surgeon",
    indicator: |row| row.co_surgeons,
    verdict: |indicator| match indicator {
        0 => Verdict::Never(NEVER_SHARED),
        1 => Verdict::WithRecord,
        2 => Verdict::Free,
        _ => Verdict::Never(NO_SURGEON),
    },
};

const TEAM: Role = Role {
    modifiers: &["66"],
    name: "team surgery",
    indicator: |row| row.team,
    verdict: |indicator| match indicator {
        0 => Verdict::Never(NEVER_TEAM),
        1 => Verdict::WithRecord,
        2 => Verdict::Free,
        _ => Verdict::Never(NO_SURGEON),
    },
};

fn judge(subject: &Subject<'_>, role: &Role, out: &mut Hits<'_>) {
    let marked = |line: &ClaimLine| has_any(&line.modifiers, role.modifiers);
    for (i, line, row) in fee_row::lines(subject, marked).filter(|l| is_priced(&l.2)) {
        let indicator = (role.indicator)(&row);
        let verdict = (role.verdict)(indicator);
        let severity = verdict.severity(subject.claim.payer.kind, &row);
        let code = line.code.as_deref().unwrap_or_default();
        let modifier = first_of(&line.modifiers, role.modifiers).unwrap_or_default();
        let (why, next) = match verdict {
            Verdict::Free => continue,
            Verdict::Never(why) => (
                why,
                "Check the code and the modifier against the operative note; by that indicator \
                the line is not paid, and the patient is not billed for it.",
            ),
            Verdict::WithRecord => (
                "is paid only where the record shows the need",
                "Have the operative note at hand, with what each surgeon did and why it was \
                needed, and state that it supports the modifier.",
            ),
        };
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .severity(severity)
                .says(format!(
                    "{code} has modifier {modifier}, and by its {} indicator {indicator} it {why}.",
                    role.name
                ))
                .next(next),
        );
    }
}

/// # Checks
/// Modifiers 80, 81, 82 and AS against the assistant indicator: 0 with documentation, 1 never,
/// 2 free, 9 not a surgery.
/// # Why
/// The law forbids payment for assistants where they are used in few of the operations.
/// # Source
/// IOM 100-04 ch. 12 s. 20.4.3; ch. 23 addendum, MPFSDB record layouts.
pub(crate) fn assistant(subject: &Subject<'_>, out: &mut Hits<'_>) {
    judge(subject, &ASSISTANTS, out);
}

/// # Checks
/// Modifier 62 against the co-surgeon indicator: 0 never, 1 with documentation, 2 free (two
/// specialties), 9 not a surgery.
/// # Why
/// Two surgeons are paid only where the operation needs both.
/// # Source
/// IOM 100-04 ch. 12 s. 40.8; ch. 23 addendum, MPFSDB record layouts.
pub(crate) fn co_surgeons(subject: &Subject<'_>, out: &mut Hits<'_>) {
    judge(subject, &CO_SURGEONS, out);
}

/// # Checks
/// Modifier 66 against the team indicator: 0 never, 1 with documentation, 2 free (paid by
/// report), 9 not a surgery.
/// # Why
/// A team is paid only where the operation needs it.
/// # Source
/// IOM 100-04 ch. 12 s. 40.8; ch. 23 addendum, MPFSDB record layouts.
pub(crate) fn team(subject: &Subject<'_>, out: &mut Hits<'_>) {
    judge(subject, &TEAM, out);
}

/// # Checks
/// Modifier 51 does not stand on an add-on code or on a code that no reduction for several
/// procedures applies to (indicator 0 or 9).
/// # Why
/// Such codes are paid whole beside others. Medicare ranks procedures itself and does not ask for
/// the modifier; a payer that reads it may cut the payment.
/// # Source
/// IOM 100-04 ch. 12 s. 40.6; ch. 23 addendum, MPFSDB record layouts.
pub(crate) fn multiple(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let marked = |line: &ClaimLine| has_any(&line.modifiers, &["51"]);
    for (i, line, row) in fee_row::lines(subject, marked).filter(|l| is_priced(&l.2)) {
        let code = line.code.as_deref().unwrap_or_default();
        let says = match (row.global, row.multiple) {
            (GlobalPeriod::AddOn, _) => {
                format!("{code} has modifier 51, and it is an add-on code.")
            }
            (_, 0 | 9) => format!(
                "{code} has modifier 51, and by its multiple-procedure indicator {} no reduction \
                applies to it.",
                row.multiple
            ),
            _ => continue,
        };
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .says(says)
                .next("Remove 51: the code is paid whole beside others."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests;
