//! Format of service lines.

use super::{absent, blank, digits};
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::{Cents, ClaimLine, Severity};

/// Service lines of an 837P claim.
const MAX_PROFESSIONAL_LINES: usize = 50;
/// Service lines of an 837I claim.
const MAX_INSTITUTIONAL_LINES: usize = 999;
/// Length of a CPT or HCPCS code.
const PROCEDURE_LENGTH: usize = 5;
/// Digits of a National Drug Code in the 5-4-2 form.
const NDC_LENGTH: usize = 11;
/// Units of a drug quantity (CTP05-1).
const DRUG_UNITS: [&str; 5] = ["F2", "GR", "ME", "ML", "UN"];
/// Characters that CTP04 holds.
const MAX_AMOUNT_LENGTH: usize = 15;

/// # Checks
/// At least one line, at most 50 on an 837P and 999 on an 837I.
/// # Why
/// Loop 2400 is required and repeats no further.
/// # Source
/// 2400 LX.
pub(crate) fn line_count(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let most = match subject.is_professional() {
        true => MAX_PROFESSIONAL_LINES,
        false => MAX_INSTITUTIONAL_LINES,
    };
    let count = subject.claim.lines.len();
    let (says, next) = if count == 0 {
        ("The claim has no service line.".to_owned(), "Add the services that were given.")
    } else if count > most {
        (
            format!("The claim has {count} lines; this form holds {most}."),
            "Split the claim by date of service.",
        )
    } else {
        return;
    };
    out.push(Hit::at("lines", "2400", "LX01").says(says).next(next));
}

/// # Checks
/// Lines are numbered 1, 2, 3 and so on.
/// # Why
/// Payers answer by line number.
/// # Source
/// 2400 LX01.
pub(crate) fn line_number(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        if usize::from(line.line) != i + 1 {
            let number = subject.line_number(i);
            out.push(
                Hit::line(subject, i, "line", "LX01")
                    .on_line(number)
                    .says(format!("Line {} of the claim carries the number {}.", i + 1, line.line))
                    .next("Number the lines from 1 without gaps."),
            );
        }
    }
}

/// # Checks
/// A professional line has a procedure code of CPT or HCPCS form: five characters, digits in the
/// middle. A hospital's line may carry another code of five letters and digits, as a HIPPS code;
/// none of them begins with X, as the extension codes of ICD-11 do.
/// # Why
/// A line without a code is rejected; a malformed code is not a code.
/// # Source
/// 2400 SV101-2 of an 837P, SV202-2 of an 837I.
pub(crate) fn procedure_code(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        let says = match line.code.as_deref() {
            Some(code) if is_procedure(code, subject.is_institutional()) => continue,
            Some(code) if !blank(code) => {
                format!("`{code}` does not have the form of a CPT or HCPCS code.")
            }
            _ if subject.is_institutional() => continue,
            _ => "The line has no procedure code.".to_owned(),
        };
        out.push(
            Hit::line(subject, i, "code", subject.service("SV101-2", "SV202-2"))
                .says(says)
                .next("Give a code of five capital letters and digits; modifiers stand apart."),
        );
    }
}

fn is_procedure(code: &str, institutional: bool) -> bool {
    code.len() == PROCEDURE_LENGTH
        && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && (digits(&code[1..4], 3) || institutional && !code.starts_with('X'))
}

/// # Checks
/// Every institutional line has a revenue code of four digits.
/// # Why
/// SV201 is required.
/// # Source
/// 2400 SV201.
pub(crate) fn revenue_code(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_institutional() {
        return;
    }
    for (i, line) in subject.lines() {
        let says = match line.revenue_code.as_deref() {
            Some(text) if digits(text, 4) => continue,
            Some(text) if !blank(text) => format!("The revenue code `{text}` is not four digits."),
            _ => "The institutional line has no revenue code.".to_owned(),
        };
        out.push(
            Hit::line(subject, i, "revenue_code", "SV201")
                .says(says)
                .next("Take the four-digit revenue code from the charge master."),
        );
    }
}

/// # Checks
/// Each revenue code is one of the list that is at hand, on the day of service.
/// # Why
/// A code that is not in the set is rejected; a list of one's own may lack a new one.
/// # Source
/// NUBC UB-04 data specifications, FL 42; 2400 SV201.
pub(crate) fn revenue_unknown(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_institutional() {
        return;
    }
    for (i, line) in subject.lines() {
        let Some(code) = line.revenue_code.as_deref().filter(|code| digits(code, 4)) else {
            continue;
        };
        if subject.codes.revenue_known(code, line.date) == Some(false) {
            out.push(
                Hit::line(subject, i, "revenue_code", "SV201")
                    .says(format!("{code} is not in the revenue code list that is held."))
                    .next("Take the revenue code from the charge master, or import a newer list."),
            );
        }
    }
}

/// # Checks
/// The charge of a line is more than zero, and no more than an 837 carries. A negative charge
/// blocks; a zero charge needs a reason, but for codes that report and do not bill: CPT category
/// II codes (ending in F), the visit after surgery (99024), quality measures by their status in
/// the fee schedule, and payment groups (HIPPS).
/// # Why
/// A negative charge is rejected. Zero is right only where nothing is charged, as for a vaccine
/// that the state supplies.
/// # Source
/// 2400 SV102 of an 837P, SV203 of an 837I.
pub(crate) fn charge(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        let place = || Hit::line(subject, i, "charge_cents", subject.service("SV102", "SV203"));
        if line.charge_cents > MOST_CHARGED {
            out.push(
                place()
                    .says(format!(
                        "The charge of the line, {}, is beyond what an 837 carries.",
                        line.charge_cents
                    ))
                    .next("Correct the amount; charges are in cents."),
            );
        } else if line.charge_cents < Cents::ZERO {
            out.push(
                place().says(format!("The charge of the line is {}.", line.charge_cents)).next(
                    "Enter the full charge; a credit is a replacement or void of the \
                        earlier claim.",
                ),
            );
        } else if line.charge_cents == Cents::ZERO && !reports_only(subject, line) {
            out.push(
                place().severity(Severity::Reason).says("The charge of the line is zero.").next(
                    "Enter the charge from the fee schedule, or state why nothing is charged.",
                ),
            );
        }
    }
}

/// Revenue codes of a line with a code of a payment group (HIPPS), which bears no charge: skilled
/// nursing, home health, inpatient rehabilitation (IOM 100-04 ch. 6 s. 30, ch. 10 s. 40.2, ch. 3
/// s. 140).
const PAYMENT_GROUPS: [&str; 3] = ["0022", "0023", "0024"];

/// The largest charge of a line or claim: an amount has eight digits before its decimals.
const MOST_CHARGED: Cents = Cents(9_999_999_999);

/// True for a line that reports a service and bills nothing.
pub(crate) fn reports_only(subject: &Subject<'_>, line: &ClaimLine) -> bool {
    if line.revenue_code.as_deref().is_some_and(|code| PAYMENT_GROUPS.contains(&code)) {
        return true;
    }
    line.code.as_deref().is_some_and(|c| {
        let category_ii = is_procedure(c, false) && c.ends_with('F') && digits(&c[..4], 4);
        let measures = || {
            subject.codes.fee_line(c, line.date).is_some_and(|row| matches!(row.status, 'M' | 'Q'))
        };
        category_ii || c == "99024" || measures()
    })
}

/// # Checks
/// A drug code has eleven digits.
/// # Why
/// The ten-digit forms of the label are ambiguous without their hyphens and are rejected.
/// # Source
/// 2410 LIN03.
pub(crate) fn ndc(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        if let Some(ndc) = line.ndc.as_deref().filter(|text| !digits(text, NDC_LENGTH)) {
            let number = subject.line_number(i);
            out.push(
                Hit::at(format!("lines[{i}].ndc"), "2410", "LIN03")
                    .on_line(number)
                    .code(ndc)
                    .says(format!("The drug code `{ndc}` is not eleven digits."))
                    .next(
                        "Write the label's code as 5, 4 and 2 digits, filled with zeros at the \
                        left of each part, without hyphens.",
                    ),
            );
        }
    }
}

/// # Checks
/// A drug code on a claim that is sent stands beside a quantity above zero in a unit of the
/// drug.
/// # Why
/// CTP04 and CTP05 are required with LIN; the units of the HCPCS code are another measure.
/// # Source
/// 2410 CTP04, CTP05.
pub(crate) fn ndc_quantity(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines().filter(|(_, line)| !absent(line.ndc.as_deref())) {
        let (member, segment, says) = match &line.ndc_quantity {
            None if !subject.for_submission => continue,
            None => ("", "CTP04", "The drug code has no quantity.".to_owned()),
            Some(quantity) if !is_amount(&quantity.amount) => {
                let amount = &quantity.amount;
                (".amount", "CTP04", format!("The drug quantity `{amount}` is not an amount."))
            }
            Some(quantity) if !DRUG_UNITS.contains(&quantity.unit.as_str()) => {
                let unit = &quantity.unit;
                (".unit", "CTP05-1", format!("`{unit}` is not a unit of a drug quantity."))
            }
            Some(_) => continue,
        };
        out.push(
            Hit::at(format!("lines[{i}].ndc_quantity{member}"), "2410", segment)
                .on_line(subject.line_number(i))
                .code(line.ndc.clone().unwrap_or_default())
                .says(says)
                .next(
                    "Give the amount of the drug as a decimal above zero, and its unit: F2 \
                    international unit, GR gram, ME milligram, ML millilitre, UN unit.",
                ),
        );
    }
}

/// A plain decimal above zero that fits the element.
fn is_amount(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.len() <= MAX_AMOUNT_LENGTH
        && digits(whole)
        && digits(part)
        && text.bytes().any(|b| matches!(b, b'1'..=b'9'))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{self, Case, case, inpatient_case};
    use model::{Claim, DrugQuantity};

    pub(crate) const CASES: &[Case] = &[
        case("format.line_count", 0, |c| c.lines.clear()),
        case("format.line_count", 0, |c| c.lines = vec![c.lines[0].clone(); 51]),
        inpatient_case("format.line_count", 0, |c| c.lines = vec![c.lines[0].clone(); 1000]),
        case("format.line_number", 3, |c| c.lines[1].line = 3),
        case("format.line_number", 2, |c| c.lines[1].line = 0),
        case("format.procedure_code", 1, |c| c.lines[0].code = None),
        case("format.procedure_code", 1, |c| c.lines[0].code = Some("99214-25".to_owned())),
        inpatient_case("format.procedure_code", 1, |c| c.lines[0].code = Some("9921".to_owned())),
        inpatient_case("format.revenue_code", 2, |c| c.lines[1].revenue_code = None),
        inpatient_case("format.revenue_code", 2, |c| {
            c.lines[1].revenue_code = Some("250".to_owned());
        }),
        inpatient_case("format.revenue_unknown", 2, |c| {
            c.lines[1].revenue_code = Some("0999".to_owned());
        }),
        case("format.charge", 2, |c| c.lines[1].charge_cents = Cents(0)),
        case("format.charge", 2, |c| c.lines[1].charge_cents = Cents(-1)),
        case("format.ndc", 1, |c| c.lines[0].ndc = Some("0409-3795-01".to_owned())),
        case("format.ndc_quantity", 1, |c| c.lines[0].ndc = Some("00409379501".to_owned())),
        inpatient_case("format.ndc_quantity", 2, |c| {
            c.lines[1].ndc = Some("00409379501".to_owned());
        }),
        case("format.ndc_quantity", 1, |c| drug(c, "2 vials", "UN")),
        case("format.ndc_quantity", 1, |c| drug(c, "2", "VI")),
    ];

    fn drug(claim: &mut Claim, amount: &str, unit: &str) {
        claim.lines[0].ndc = Some("00409379501".to_owned());
        let quantity = DrugQuantity { amount: amount.to_owned(), unit: unit.to_owned() };
        claim.lines[0].ndc_quantity = Some(quantity);
    }

    #[test]
    fn a_drug_quantity_is_an_amount_in_a_unit() {
        let rule = "format.ndc_quantity".to_owned();
        for (amount, unit, fires) in [
            ("2.5", "ML", false),
            ("10", "UN", false),
            ("123456789012.45", "ME", false),
            ("1234567890123.45", "ME", true),
            ("0", "ML", true),
            ("0.0", "ML", true),
            (".5", "ML", true),
            ("5.", "ML", true),
            ("1e3", "ML", true),
            ("", "ML", true),
            ("1", "ml", true),
            ("1", "", true),
        ] {
            for base in [example::professional, example::outpatient, example::inpatient] {
                let mut claim = base();
                drug(&mut claim, amount, unit);
                assert_eq!(example::ids(&claim).contains(&rule), fires, "{amount} {unit}");
            }
        }
    }

    #[test]
    fn claim_json_for_edits_only_needs_no_drug_quantity() {
        let mut claim = example::professional();
        claim.lines[0].ndc = Some("00409379501".to_owned());
        (claim.subscriber, claim.billing.address) = (None, None);
        assert_eq!(example::ids(&claim), ["format.scrub_only"]);
    }

    #[test]
    fn zero_needs_a_reason_and_less_blocks() {
        for (cents, code, severity) in [
            (0, "J1885", Some(Severity::Reason)),
            (-1, "J1885", Some(Severity::Block)),
            (0, "3074F", None),
            (0, "99024", None),
            (0, "G9227", None),
            (0, "99213", Some(Severity::Reason)),
            (1, "J1885", None),
        ] {
            let mut claim = example::professional();
            claim.lines[0].charge_cents = Cents(cents);
            claim.lines[0].code = Some(code.to_owned());
            let report = crate::scrub(&claim, &example::HandMade::default());
            let found = report.edits.iter().find(|e| e.id == "format.charge").map(|e| e.severity);
            assert_eq!(found, severity, "{cents} {code}");
        }
    }

    #[test]
    fn fifty_lines_fit() {
        let ids = example::ids_after(|c| c.lines = vec![c.lines[0].clone(); 50]);
        assert!(!ids.contains(&"format.line_count".to_owned()));
    }
}
