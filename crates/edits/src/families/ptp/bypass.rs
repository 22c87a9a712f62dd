//! Which modifiers let both codes of a pair be paid, and which only seem to.
//!
//! # Source
//! NCCI policy manual for Medicare ch. I s. E lists the modifiers; IOM 100-04 ch. 23 s. 20.9.1.1.

use crate::modifiers::{ANATOMIC, DISTINCT};
use crate::services::text;
use crate::visits::number;
use codesets::code_table::Code;
use codesets::ncci::ProviderType;
use model::Date;

/// Modifiers of a visit about the global period.
const VISIT: [&str; 3] = ["24", "25", "57"];
/// Modifiers of a procedure about the global period.
const PROCEDURE: [&str; 3] = ["58", "78", "79"];
/// Several outpatient hospital visits in one day.
const HOSPITAL_VISITS: &str = "27";
/// A laboratory test repeated for another result.
const REPEATED_TEST: &str = "91";

/// XE, XP, XS and XU are in force from 2015-01-01 (CR 8863).
const SUBSETS_FROM: (i16, i8) = (2015, 1);
/// The practitioners' system heeds a distinct service on column 1 from 2019-07-01, on column 2
/// always (CR 11168). The change names that system alone, so no such limit is put on hospitals.
const COLUMN_1_FROM: (i16, i8) = (2019, 7);

/// Evaluation and management.
const VISITS: std::ops::RangeInclusive<u32> = 99_202..=99_499;
/// Visits to an eye doctor.
const EYE_VISITS: std::ops::RangeInclusive<u32> = 92_002..=92_014;
/// A visit to a hospital's clinic.
const CLINIC_VISIT: Code = *b"G0463";
/// Weekly radiation treatment management, which takes no modifier of a distinct service either.
const RADIATION_MANAGEMENT: u32 = 77_427;
/// Anesthesia, surgery, radiology and laboratory lie below; visits of every kind do not.
const BELOW_VISITS: u32 = 90_000;
/// Anesthesia, surgery and radiology lie below; laboratory tests do not.
const BELOW_TESTS: u32 = 80_000;

/// The two columns of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// The code that is paid.
    One,
    /// The code that is not.
    Two,
}

/// A line, or an earlier one, as one side of a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side<'a> {
    /// Its code.
    pub(crate) code: Code,
    /// Its modifiers.
    pub(crate) modifiers: &'a [String],
}

/// What the modifiers of two lines do to a pair with indicator 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bypass<'a> {
    /// Nothing: the edit holds.
    None,
    /// Both lines name the same part of the body, and nothing else tells them apart.
    SameSite(&'a str),
    /// The one modifier that would tell them apart does not belong on its code, or is a site beside
    /// a visit.
    Misplaced(&'a str, Column),
    /// They tell the two services apart.
    Sound,
}

/// What the modifiers of both lines do to a pair with indicator 1 on a day.
pub(crate) fn bypass<'a>(
    provider: ProviderType,
    on: Date,
    first: Side<'a>,
    second: Side<'a>,
) -> Bypass<'a> {
    // A site tells procedures apart. A visit beside one takes 24, 25 or 57 (ch. I s. D).
    let visit = is_visit(first.code) || is_visit(second.code);
    let mut misplaced = None;
    let mut same_site = None;
    for (column, side, other) in [(Column::One, first, second), (Column::Two, second, first)] {
        for modifier in side.modifiers.iter().map(String::as_str) {
            if ANATOMIC.contains(&modifier) {
                match same_sites(side.modifiers, other.modifiers) {
                    true => same_site = same_site.or(Some(modifier)),
                    false if visit => misplaced = misplaced.or(Some((modifier, column))),
                    false => return Bypass::Sound,
                }
            } else if is_associated(modifier) && is_heeded(provider, on, column, modifier) {
                if belongs(provider, modifier, side.code) {
                    return Bypass::Sound;
                }
                misplaced = misplaced.or(Some((modifier, column)));
            }
        }
    }
    match (same_site, misplaced) {
        (Some(modifier), _) => Bypass::SameSite(modifier),
        (None, Some((modifier, column))) => Bypass::Misplaced(modifier, column),
        (None, None) => Bypass::None,
    }
}

/// True when a distinct service stands on the line of column 1 on a day on which that counts for
/// nothing.
pub(crate) fn is_too_early(provider: ProviderType, on: Date, first: Side<'_>) -> bool {
    first.modifiers.iter().any(|modifier| {
        DISTINCT.contains(&modifier.as_str()) && !is_heeded(provider, on, Column::One, modifier)
    })
}

/// True when both lines name exactly the same parts of the body.
fn same_sites(one: &[String], two: &[String]) -> bool {
    let within = |some: &[String], others: &[String]| {
        some.iter().all(|m| !ANATOMIC.contains(&m.as_str()) || others.contains(m))
    };
    within(one, two) && within(two, one)
}

fn is_associated(modifier: &str) -> bool {
    [&VISIT[..], &PROCEDURE, &DISTINCT].iter().any(|list| list.contains(&modifier))
        || [HOSPITAL_VISITS, REPEATED_TEST].contains(&modifier)
}

/// True when the payer's system heeds the modifier in that column on that day.
fn is_heeded(provider: ProviderType, on: Date, column: Column, modifier: &str) -> bool {
    let month = (on.year(), on.month());
    if !DISTINCT.contains(&modifier) {
        return true;
    }
    let exists = modifier == "59" || month >= SUBSETS_FROM;
    let heeded = provider == ProviderType::OutpatientHospital
        || column == Column::Two
        || month >= COLUMN_1_FROM;
    exists && heeded
}

/// False when the modifier surely does not belong on the code: a visit's on a code that is no
/// visit (IOM 100-04 ch. 12 s. 30.6.6), a distinct service's on a visit or on radiation treatment
/// management (NCCI policy manual ch. I s. E), a repeated test's on a code that is no test, and 27
/// on a claim that is no hospital's. Where a code does not tell, the modifier is believed.
fn belongs(provider: ProviderType, modifier: &str, code: Code) -> bool {
    if modifier == HOSPITAL_VISITS {
        return provider == ProviderType::OutpatientHospital;
    }
    let Some(number) = number(text(&code)) else { return true };
    if VISIT.contains(&modifier) {
        number >= BELOW_VISITS
    } else if DISTINCT.contains(&modifier) {
        !VISITS.contains(&number) && number != RADIATION_MANAGEMENT
    } else if modifier == REPEATED_TEST {
        number >= BELOW_TESTS && !VISITS.contains(&number)
    } else {
        true
    }
}

fn is_visit(code: Code) -> bool {
    let among = |number| VISITS.contains(&number) || EYE_VISITS.contains(&number);
    code == CLINIC_VISIT || number(text(&code)).is_some_and(among)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::day;
    use codesets::ncci::ProviderType::{OutpatientHospital, Practitioner};

    type Written<'a> = (&'a str, &'a [&'a str]);

    fn judge(
        provider: ProviderType,
        on: &str,
        first: Written<'_>,
        second: Written<'_>,
    ) -> &'static str {
        let marks = |side: Written<'_>| side.1.iter().map(|m| (*m).to_owned()).collect::<Vec<_>>();
        let (one, two) = (marks(first), marks(second));
        let side = |code: &str, modifiers| Side {
            code: codesets::code_table::code(code).unwrap(),
            modifiers,
        };
        match bypass(provider, day(on), side(first.0, &one), side(second.0, &two)) {
            Bypass::None => "none",
            Bypass::SameSite(_) => "same site",
            Bypass::Misplaced(_, Column::One) => "misplaced 1",
            Bypass::Misplaced(_, Column::Two) => "misplaced 2",
            Bypass::Sound => "sound",
        }
    }

    #[test]
    fn every_associated_modifier_helps_on_either_side_and_no_other_does() {
        // Written out once more, from NCCI policy manual ch. I s. E.
        let listed = "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT \
            RT LC LD LM RC RI 24 25 57 58 78 79 59 91 XE XP XS XU";
        let (first, second) = ("92507", "97110");
        for modifier in listed.split_whitespace() {
            for provider in [Practitioner, OutpatientHospital] {
                let on = "2024-07-01";
                let judged =
                    |one: &[&str], two: &[&str]| judge(provider, on, (first, one), (second, two));
                assert_eq!(judged(&[modifier], &[]), "sound", "{modifier}");
                assert_eq!(judged(&[], &[modifier]), "sound", "{modifier}");
                assert_eq!(judged(&["GA"], &["76", modifier]), "sound", "{modifier}");
            }
        }
        for modifier in ["22", "26", "50", "51", "52", "76", "77", "TC", "GA", "KX", "JZ", "F", ""]
        {
            let both =
                judge(Practitioner, "2024-07-01", (first, &[modifier]), (second, &[modifier]));
            assert_eq!(both, "none", "{modifier}");
        }
    }

    #[test]
    fn a_distinct_service_on_column_1_counts_for_practitioners_from_july_2019() {
        for modifier in ["59", "XE", "XP", "XS", "XU"] {
            for (provider, on, column_1) in [
                (Practitioner, "2019-06-30", "none"),
                (Practitioner, "2019-07-01", "sound"),
                (OutpatientHospital, "2019-06-30", "sound"),
            ] {
                let first = judge(provider, on, ("29881", &[modifier]), ("29877", &[]));
                assert_eq!(first, column_1, "{modifier} {on}");
                let second = judge(provider, on, ("29881", &[]), ("29877", &[modifier]));
                assert_eq!(second, "sound", "{modifier} {on}");
            }
        }
        for (modifier, judged) in [("XS", "none"), ("59", "sound")] {
            let second = judge(Practitioner, "2014-12-31", ("29881", &[]), ("29877", &[modifier]));
            assert_eq!(second, judged, "{modifier}");
        }
    }

    #[test]
    fn modifiers_that_do_not_belong_on_their_code() {
        let table: &[(ProviderType, Written<'_>, Written<'_>, &str)] = &[
            (Practitioner, ("20610", &[]), ("99213", &["25"]), "sound"),
            (Practitioner, ("20610", &["25"]), ("99213", &[]), "misplaced 1"),
            (Practitioner, ("20610", &["RT"]), ("99213", &[]), "misplaced 1"),
            (Practitioner, ("20610", &["RT"]), ("99213", &["25"]), "sound"),
            (Practitioner, ("67820", &["E1"]), ("92014", &[]), "misplaced 1"),
            (OutpatientHospital, ("20610", &["RT"]), ("G0463", &["LT"]), "misplaced 1"),
            (Practitioner, ("20610", &["25"]), ("99213", &["25"]), "sound"),
            (Practitioner, ("20610", &[]), ("99213", &["59"]), "misplaced 2"),
            (Practitioner, ("20610", &[]), ("99213", &["XU", "25"]), "sound"),
            (Practitioner, ("20610", &["59"]), ("99213", &[]), "sound"),
            (Practitioner, ("77427", &["59"]), ("77280", &[]), "misplaced 1"),
            (Practitioner, ("45385", &[]), ("45380", &["57"]), "misplaced 2"),
            (Practitioner, ("45385", &[]), ("45380", &["24"]), "misplaced 2"),
            (Practitioner, ("45385", &[]), ("45380", &["91"]), "misplaced 2"),
            (Practitioner, ("80053", &[]), ("80048", &["91"]), "sound"),
            (Practitioner, ("0227U", &[]), ("0328U", &["91"]), "sound"),
            (Practitioner, ("99214", &[]), ("99213", &["91"]), "misplaced 2"),
            (Practitioner, ("99214", &[]), ("G0463", &["25"]), "sound"),
            (Practitioner, ("99284", &[]), ("99283", &["27"]), "misplaced 2"),
            (OutpatientHospital, ("99284", &[]), ("99283", &["27"]), "sound"),
        ];
        for (provider, first, second, expected) in table {
            let judged = judge(*provider, "2024-07-01", *first, *second);
            assert_eq!(judged, *expected, "{first:?} {second:?}");
        }
    }

    #[test]
    fn the_same_site_on_both_lines_tells_nothing_apart() {
        let table: &[(&[&str], &[&str], &str)] = &[
            (&["RT"], &["RT"], "same site"),
            (&["RT"], &["LT"], "sound"),
            (&["RT"], &[], "sound"),
            (&[], &["F2"], "sound"),
            (&["F1", "F2"], &["F2", "F1"], "same site"),
            (&["F1", "F2"], &["F2"], "sound"),
            (&["RT", "59"], &["RT"], "sound"),
            (&["RT"], &["RT", "XS"], "sound"),
            (&["RT", "25"], &["RT"], "same site"),
            (&["RT", "76"], &["50", "RT"], "same site"),
        ];
        for (first, second, expected) in table {
            let judged = judge(Practitioner, "2024-07-01", ("29881", *first), ("29877", *second));
            assert_eq!(judged, *expected, "{first:?} {second:?}");
        }
    }
}
