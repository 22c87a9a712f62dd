//! The two repairs of form that are made on reading. Each is named and reported; none changes
//! what a code, a modifier, a unit or a charge says.

use super::ClaimJsonWarning;
use model::Claim;

/// Repairs the form of the type of bill and of diagnoses.
pub(super) fn repair(claim: &mut Claim, number: usize, warn: &mut dyn FnMut(ClaimJsonWarning)) {
    let Claim { bill_type, frequency, diagnoses, .. } = claim;
    let (admitting, reasons) = (&mut claim.admitting_diagnosis, &mut claim.reasons_for_visit);
    if let Some(text) = bill_type
        && let Some(short) = short_bill_type(text, frequency)
    {
        warn(ClaimJsonWarning {
            code: "bill_type.shortened",
            claim: number,
            path: "bill_type".to_owned(),
            message: format!("Type of bill {text} was read as {short} with frequency {frequency}."),
        });
        *text = short;
    }
    let listed =
        diagnoses.iter_mut().enumerate().map(|(i, code)| (format!("diagnoses[{i}]"), code));
    let admitting = admitting.iter_mut().map(|code| ("admitting_diagnosis".to_owned(), code));
    let reasons = reasons.iter_mut().enumerate();
    let reasons = reasons.map(|(i, code)| (format!("reasons_for_visit[{i}]"), code));
    for (path, code) in listed.chain(admitting).chain(reasons) {
        if let Some(with_dot) = with_dot(code) {
            let message = format!("Diagnosis {code} was read as {with_dot}.");
            warn(ClaimJsonWarning { code: "diagnosis.dotted", claim: number, path, message });
            *code = with_dot;
        }
    }
}

/// `0131` or `131` as `13`, when the last digit is the claim's frequency; `013` as `13`. Any
/// other text is left for the edits.
fn short_bill_type(text: &str, frequency: &str) -> Option<String> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let bare = text.strip_prefix('0').unwrap_or(text);
    let bare = match bare.len() {
        3 => bare.strip_suffix(frequency)?,
        _ => bare,
    };
    (bare.len() == 2 && bare != text).then(|| bare.to_owned())
}

/// A code of four to seven letters and digits with the dot after its third character.
fn with_dot(code: &str) -> Option<String> {
    let plain = code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let starts = code.bytes().next().is_some_and(|b| b.is_ascii_uppercase());
    (plain && starts && (4..=7).contains(&code.len()))
        .then(|| format!("{}.{}", &code[..3], &code[3..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bill_types() {
        for (text, frequency, short) in [
            ("13", "1", None),
            ("131", "1", Some("13")),
            ("0131", "1", Some("13")),
            ("013", "1", Some("13")),
            ("0137", "7", Some("13")),
            ("0137", "1", None),
            ("01311", "1", None),
            ("1", "1", None),
            ("é31", "1", None),
            ("", "", None),
        ] {
            assert_eq!(short_bill_type(text, frequency).as_deref(), short, "{text} {frequency}");
        }
    }

    #[test]
    fn dots() {
        for (code, dotted) in [
            ("E119", Some("E11.9")),
            ("S060X0A", Some("S06.0X0A")),
            ("I10", None),
            ("E11.9", None),
            ("e119", None),
            ("25000", None),
            ("E11999999", None),
        ] {
            assert_eq!(with_dot(code).as_deref(), dotted, "{code}");
        }
    }

    #[test]
    fn each_repair_is_reported() {
        let mut claim = Claim {
            bill_type: Some("0111".to_owned()),
            frequency: "1".to_owned(),
            diagnoses: vec!["I10".to_owned(), "E119".to_owned()],
            admitting_diagnosis: Some("J189".to_owned()),
            reasons_for_visit: vec!["R059".to_owned()],
            ..Default::default()
        };
        let mut found = Vec::new();
        repair(&mut claim, 7, &mut |warning| {
            found.push((warning.code, warning.claim, warning.path))
        });
        let expected = [
            ("bill_type.shortened", 7, "bill_type".to_owned()),
            ("diagnosis.dotted", 7, "diagnoses[1]".to_owned()),
            ("diagnosis.dotted", 7, "admitting_diagnosis".to_owned()),
            ("diagnosis.dotted", 7, "reasons_for_visit[0]".to_owned()),
        ];
        assert_eq!(found, expected);
        assert_eq!(claim.diagnoses, ["I10", "E11.9"]);
        repair(&mut claim, 7, &mut |warning| panic!("repaired twice: {warning:?}"));
    }
}
