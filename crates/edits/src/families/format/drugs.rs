//! Format of drug lines: the National Drug Code where the payer must have it.

use super::absent;
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::PayerKind;

/// Codes of drugs that a physician gives: injected and oral drugs, biosimilars, immune globulins.
/// Vaccines (90476 to 90759) are no covered outpatient drugs of the rebate programme.
const DRUGS: [(&str, &str); 3] = [("90281", "90399"), ("J0120", "J9999"), ("Q5101", "Q5199")];

/// Codes among them of what is regulated as a device and may have no drug code: substances
/// injected into joints.
const DEVICES: [(&str, &str); 1] = [("J7318", "J7332")];

fn is_drug(code: &str) -> bool {
    let within = |spans: &[(&str, &str)]| spans.iter().any(|(a, b)| *a <= code && code <= *b);
    code.len() == 5 && within(&DRUGS) && !within(&DEVICES)
}

/// # Checks
/// To Medicaid, each line with the code of a drug that is given to an outpatient carries the
/// drug's National Drug Code. Its form and quantity are judged by `format.ndc` and
/// `format.ndc_quantity`. Inpatient stays are left out: their drugs are paid with the stay.
/// # Why
/// States collect the manufacturer's rebate by it, and get no federal money for the drug without
/// it; the line is denied.
/// # Source
/// Social Security Act s. 1927(a)(7) (Deficit Reduction Act of 2005, s. 6002); 42 CFR 447.520;
/// 2410 LIN03.
pub(crate) fn ndc_missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.claim.payer.kind != PayerKind::Medicaid || subject.is_inpatient() {
        return;
    }
    for (i, line) in subject.lines().filter(|(_, line)| absent(line.ndc.as_deref())) {
        let Some(code) = line.code.as_deref().filter(|code| is_drug(code)) else { continue };
        out.push(
            Hit::at(format!("lines[{i}].ndc"), "2410", "LIN03")
                .on_line(subject.line_number(i))
                .code(code)
                .says(format!("{code} is a drug, and the line to Medicaid has no drug code (NDC)."))
                .next(
                    "Add the eleven digits of the package that was used, with amount and unit of \
                    the drug.",
                ),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{self, Case, case, outpatient};
    use model::Claim;

    fn to_medicaid(claim: &mut Claim) {
        claim.payer.kind = PayerKind::Medicaid;
        claim.lines[0].code = Some("J1885".to_owned());
    }

    pub(crate) const CASES: &[Case] = &[
        case("format.ndc_missing", 1, to_medicaid),
        Case { rule: "format.ndc_missing", base: outpatient, change: to_medicaid, line: 1 },
    ];

    #[test]
    fn which_lines_need_a_drug_code() {
        let rule = "format.ndc_missing".to_owned();
        for (code, kind, fires) in [
            ("J1885", PayerKind::Medicaid, true),
            ("J9271", PayerKind::Medicaid, true),
            ("Q5103", PayerKind::Medicaid, true),
            ("90384", PayerKind::Medicaid, true),
            ("90715", PayerKind::Medicaid, false),
            ("J7321", PayerKind::Medicaid, false),
            ("99214", PayerKind::Medicaid, false),
            ("96372", PayerKind::Medicaid, false),
            ("J1885", PayerKind::Commercial, false),
            ("J1885", PayerKind::Medicare, false),
        ] {
            let ids = example::ids_after(|c| {
                c.payer.kind = kind;
                c.lines[0].code = Some(code.to_owned());
            });
            assert_eq!(ids.contains(&rule), fires, "{code} {kind:?}");
        }
        let mut claim = example::inpatient();
        to_medicaid(&mut claim);
        assert!(!example::ids(&claim).contains(&rule));
        let ids = example::ids_after(|c| {
            to_medicaid(c);
            c.lines[0].ndc = Some("00409379501".to_owned());
        });
        assert!(!ids.contains(&rule));
    }
}
