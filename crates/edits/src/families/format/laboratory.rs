//! Format of laboratory lines: the certificate under CLIA of who made the test.

use super::{absent, digits};
use crate::hit::{Hit, Hits};
use crate::modifiers::has;
use crate::subject::Subject;
use model::{ClaimLine, PayerKind, Severity};

/// Modifier of a test that a reference laboratory made: that one's certificate counts (loop 2400
/// REF F4), for which a claim has no field.
const REFERRED_OUT: &str = "90";
/// Modifier of the physician's reading alone.
const READING: &str = "26";
/// Modifier of a test that is waived.
const WAIVED: &str = "QW";

/// Pathology and laboratory numbers for which Medicare asks for a certificate. Surgical pathology
/// and cytopathology (88000 to 88399) and reproductive medicine (89250 to 89398) are left out:
/// their parts are certified in ways that a number alone does not tell.
const TESTS: [(u32, u32); 1] = [(80_047, 87_999)];

/// Numbers inside that span for which no certificate is asked: consultations (80500 to 80508),
/// timed collection, breath and skin tests, blood bank physician services and blood products.
/// Where the yearly list ("HCPCS codes excluded from CLIA edits") could not be compared number by
/// number, the whole neighbourhood is left out, so that no claim is stopped by mistake.
const EXCLUDED: [(u32, u32); 10] = [
    (80_500, 80_508),
    (81_050, 81_050),
    (82_075, 82_075),
    (83_013, 83_014),
    (83_987, 83_987),
    (84_061, 84_061),
    (86_077, 86_079),
    (86_485, 86_580),
    (86_850, 86_999),
    (85_060, 85_060),
];

/// HCPCS tests: screening tests, drug testing, and microscopy by the provider.
const HCPCS_TESTS: [(&str, &str); 14] = [
    ("G0103", "G0103"),
    ("G0123", "G0124"),
    ("G0141", "G0141"),
    ("G0143", "G0148"),
    ("G0306", "G0307"),
    ("G0328", "G0328"),
    ("G0432", "G0435"),
    ("G0472", "G0472"),
    ("G0475", "G0476"),
    ("G0480", "G0483"),
    ("G0499", "G0499"),
    ("G0659", "G0659"),
    ("P3000", "P3001"),
    ("Q0111", "Q0115"),
];

/// True for a test that its laboratory needs a certificate for.
fn is_test(code: &str) -> bool {
    if code.len() != 5 {
        return false;
    }
    let Ok(number) = code.parse::<u32>() else {
        return HCPCS_TESTS.iter().any(|(first, last)| *first <= code && code <= *last);
    };
    let within = |spans: &[(u32, u32)]| spans.iter().any(|(a, b)| (*a..=*b).contains(&number));
    within(&TESTS) && !within(&EXCLUDED)
}

/// True for a code that can be a laboratory test at all: pathology and laboratory numbers,
/// proprietary analyses (ending in U), and G, P, Q and U codes.
fn may_be_test(code: &str) -> bool {
    code.starts_with(['8', 'G', 'P', 'Q', 'U']) || code.ends_with('U')
}

/// # Checks
/// A CLIA number is ten characters: two digits, the letter D, seven digits.
/// # Why
/// Medicare returns a claim whose number is not in its file; a number of another form is in none.
/// # Source
/// IOM 100-04 ch. 16 s. 70.2; 2300 REF X4 of an 837P.
pub(crate) fn clia_form(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let given = subject.claim.clia.as_deref().filter(|text| !absent(Some(text)));
    let Some(number) = given.filter(|text| subject.is_professional() && !is_number(text)) else {
        return;
    };
    out.push(
        Hit::at("clia", "2300", "REF02 (X4)")
            .code(number)
            .says(format!("`{number}` does not have the form of a CLIA number."))
            .next(
                "Take the number from the laboratory's certificate: two digits, D, seven digits.",
            ),
    );
}

fn is_number(text: &str) -> bool {
    text.len() == 10
        && text.is_char_boundary(2)
        && text.is_char_boundary(3)
        && digits(&text[..2], 2)
        && &text[2..3] == "D"
        && digits(&text[3..], 7)
}

/// # Checks
/// A professional claim with a laboratory test names the certificate of the laboratory. Tests
/// that were sent to a reference laboratory (modifier 90) and readings (26) are left out. Original
/// Medicare returns the claim; Medicare Advantage and Medicaid plans are bound by the same law and
/// can be overridden; others are warned.
/// # Why
/// Medicare and Medicaid pay for a test only to a laboratory that is certified for it.
/// # Source
/// IOM 100-04 ch. 16 s. 70.1 to 70.10; 42 CFR 493.1; 2300 REF X4.
pub(crate) fn clia_missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_professional() || !absent(subject.claim.clia.as_deref()) {
        return;
    }
    let needs = |line: &ClaimLine| {
        let code = line.code.as_deref();
        let test = code.is_some_and(is_test);
        (test || has(&line.modifiers, WAIVED) && code.is_some_and(may_be_test))
            && !has(&line.modifiers, REFERRED_OUT)
            && !has(&line.modifiers, READING)
    };
    let mut tests = subject.claim.lines.iter().filter(|line| needs(line));
    let Some(first) = tests.next() else { return };
    let code = first.code.clone().unwrap_or_default();
    let bills = match tests.count() {
        0 => " bills a laboratory test".to_owned(),
        1 => " and one more line bill laboratory tests".to_owned(),
        more => format!(" and {more} more lines bill laboratory tests"),
    };
    let severity = match subject.claim.payer.kind {
        PayerKind::Medicare => Severity::Block,
        PayerKind::MedicareAdvantage | PayerKind::Medicaid => Severity::Reason,
        _ => Severity::Warn,
    };
    out.push(
        Hit::at("clia", "2300", "REF02 (X4)")
            .severity(severity)
            .says(format!("{code}{bills}, and the claim has no CLIA number."))
            .code(code)
            .next(
                "Add the CLIA number of the laboratory that made the test; when another \
                laboratory made it, that one bills, or the line carries modifier 90.",
            ),
    );
}

/// # Checks
/// Modifier QW stands on laboratory tests only.
/// # Why
/// It says that the test is waived; on any other service it is an invalid modifier.
/// # Source
/// IOM 100-04 ch. 16 s. 70.8.
pub(crate) fn clia_waived(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines().filter(|(_, line)| has(&line.modifiers, WAIVED)) {
        let Some(code) = line.code.as_deref().filter(|code| !may_be_test(code)) else { continue };
        out.push(
            Hit::line(subject, i, "modifiers", subject.service("SV101-3", "SV202-3"))
                .says(format!("{code} is no laboratory test and carries modifier QW."))
                .next("Remove QW; it belongs to tests that are waived under CLIA."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{self, Case, HandMade, case};
    use model::Claim;

    fn test(claim: &mut Claim, code: &str, modifiers: &[&str]) {
        claim.clia = None;
        claim.lines.truncate(1);
        claim.lines[0].code = Some(code.to_owned());
        claim.lines[0].modifiers = modifiers.iter().map(|m| (*m).to_owned()).collect();
    }

    pub(crate) const CASES: &[Case] = &[
        case("format.clia_form", 0, |c| c.clia = Some("14X0000001".to_owned())),
        case("format.clia_form", 0, |c| c.clia = Some("14D000001".to_owned())),
        case("format.clia_missing", 0, |c| c.clia = None),
        case("format.clia_waived", 1, |c| c.lines[0].modifiers = vec!["QW".to_owned()]),
    ];

    #[test]
    fn the_form_of_the_number() {
        for (text, holds) in [
            ("14D0000001", true),
            ("05D2187634", true),
            ("14d0000001", false),
            ("1D40000001", false),
            ("14D00000012", false),
            ("é4D000001", false),
            ("CLIA14D000", false),
        ] {
            assert_eq!(is_number(text), holds, "{text}");
        }
    }

    #[test]
    fn which_lines_need_a_certificate() {
        for (code, modifiers, needs) in [
            ("80053", &[][..], true),
            ("85025", &[], true),
            ("87880", &["QW"], true),
            ("81002", &[], true),
            ("G0103", &[], true),
            ("Q0111", &[], true),
            ("0240U", &["QW"], true),
            ("80053", &["90"], false),
            ("85060", &["26"], false),
            ("84165", &["26"], false),
            ("36415", &[], false),
            ("83013", &[], false),
            ("86580", &[], false),
            ("80503", &[], false),
            ("86901", &[], false),
            ("88305", &[], false),
            ("99214", &[], false),
            ("G0008", &[], false),
        ] {
            let ids = example::ids_after(|c| test(c, code, modifiers));
            let fired = ids.contains(&"format.clia_missing".to_owned());
            assert_eq!(fired, needs, "{code} {modifiers:?}");
        }
    }

    #[test]
    fn who_pays_decides_how_hard_it_is() {
        for (kind, severity) in [
            (PayerKind::Medicare, Severity::Block),
            (PayerKind::MedicareAdvantage, Severity::Reason),
            (PayerKind::Medicaid, Severity::Reason),
            (PayerKind::Commercial, Severity::Warn),
            (PayerKind::WorkersComp, Severity::Warn),
        ] {
            let mut claim = example::professional();
            claim.payer.kind = kind;
            test(&mut claim, "80053", &[]);
            let report = crate::scrub(&claim, &HandMade::default());
            let found = report.edits.iter().find(|e| e.id == "format.clia_missing");
            assert_eq!(found.map(|e| e.severity), Some(severity), "{kind:?}");
        }
        let mut claim = example::outpatient();
        claim.clia = None;
        assert!(example::ids(&claim).is_empty());
    }
}
