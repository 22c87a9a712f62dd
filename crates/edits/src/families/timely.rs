//! Timely filing: whether the claim still arrives in time.

use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::{Date, PayerKind};

/// Where the time limit of a payer comes from.
#[derive(Clone, Copy)]
enum Limit {
    /// One calendar year: original Medicare, and Medicaid at the most (42 CFR 447.45(d)).
    CalendarYear,
    /// Days of a contract.
    Days(u16),
}

/// The limit that holds for the claim's payer; `None` where none is known.
fn limit(subject: &Subject<'_>) -> Option<Limit> {
    let payer = &subject.claim.payer;
    match (payer.kind, payer.timely_filing_days) {
        (PayerKind::Medicare, _) | (PayerKind::Medicaid, None) => Some(Limit::CalendarYear),
        (_, Some(days)) => Some(Limit::Days(days)),
        (_, None) => None,
    }
}

impl Limit {
    /// The last day on which a claim for a service of `day` may arrive.
    fn last_day(self, day: Date) -> Date {
        match self {
            Limit::Days(days) => day.plus_days(i32::from(days)),
            // A service of 29 February must be filed by 28 February of the next year.
            Limit::CalendarYear => Date::new(day.year().saturating_add(1), day.month(), day.day())
                .unwrap_or_else(|| day.plus_days(365)),
        }
    }
}

/// True when the claim can be judged: it carries a day of submission and its payer a limit, and
/// it is not a replacement or void, whose limits are the payer's own.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    subject.claim.submitted.is_some() && !subject.is_correction() && limit(subject).is_some()
}

/// # Checks
/// The claim is submitted in time: for an institutional claim counted from its last day, for a
/// professional claim from the day of each line. Original Medicare: one calendar year; other
/// payers: the days of the contract; the last day counts as in time.
/// # Why
/// A late claim is denied (CARC 29) and may not be billed to the patient.
/// # Source
/// IOM 100-04 ch. 1 s. 70; 42 CFR 424.44.
pub(crate) fn late(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let (Some(submitted), Some(limit)) = (subject.claim.submitted, limit(subject)) else { return };
    if !can_judge(subject) {
        return;
    }
    let next = "Send proof of an earlier submission or of an exception with an appeal; else \
        write it off, not to the patient.";
    let says = |what: &str, day: Date, last: Date| {
        format!("{what} of {day} had to arrive by {last}; it is submitted on {submitted}.")
    };
    if subject.is_professional() {
        for (i, line) in subject.lines() {
            let last = limit.last_day(line.date);
            if submitted > last {
                out.push(
                    Hit::line(subject, i, "date", "DTP03 (472)")
                        .says(says("The line", line.date, last))
                        .next(next),
                );
            }
        }
        return;
    }
    let through = subject.claim.through;
    let last = limit.last_day(through);
    if submitted > last {
        out.push(
            Hit::at("through", "2300", "DTP03 (434)")
                .says(says("The claim", through, last))
                .next(next),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{self, Case, case, day, inpatient_case};

    pub(crate) const CASES: &[Case] = &[
        case("timely.late", 1, |c| c.submitted = Some(day("2026-09-14"))),
        inpatient_case("timely.late", 0, |c| c.submitted = Some(day("2026-09-14"))),
        case("timely.late", 2, |c| {
            c.payer.kind = PayerKind::Medicare;
            c.submitted = Some(day("2027-06-16"));
        }),
    ];

    /// Service on 2026-06-15, 90 days by contract: 2026-09-13 is the last day.
    #[test]
    fn the_last_day_is_in_time() {
        use PayerKind::{Commercial, Medicaid, Medicare, MedicareAdvantage};
        for (kind, days, submitted, late) in [
            (Commercial, Some(90), "2026-09-13", false),
            (Commercial, Some(90), "2026-09-14", true),
            (MedicareAdvantage, Some(90), "2026-09-14", true),
            (Commercial, None, "2036-01-01", false),
            (Medicare, Some(90), "2027-06-15", false),
            (Medicare, None, "2027-06-16", true),
            (Medicaid, None, "2027-06-16", true),
            (Medicaid, Some(90), "2026-09-14", true),
        ] {
            let mut claim = example::professional();
            claim.payer.kind = kind;
            claim.payer.timely_filing_days = days;
            claim.submitted = Some(day(submitted));
            let fired = example::ids(&claim).contains(&"timely.late".to_owned());
            assert_eq!(fired, late, "{kind:?} {days:?} {submitted}");
        }
    }

    #[test]
    fn a_leap_day_ends_on_28_february() {
        let last = Limit::CalendarYear.last_day(day("2024-02-29"));
        assert_eq!(last, day("2025-02-28"));
        assert_eq!(Limit::CalendarYear.last_day(day("2023-02-28")), day("2024-02-28"));
    }

    #[test]
    fn what_cannot_be_judged_is_not_checked() {
        let codes = example::HandMade::default();
        let changes: [fn(&mut model::Claim); 3] = [
            |c| c.submitted = None,
            |c| c.payer.timely_filing_days = None,
            |c| c.frequency = "7".to_owned(),
        ];
        for change in changes {
            let mut claim = example::professional();
            change(&mut claim);
            let report = crate::scrub(&claim, &codes);
            assert!(report.not_checked.contains(&model::EditFamily::Timely));
        }
    }
}
