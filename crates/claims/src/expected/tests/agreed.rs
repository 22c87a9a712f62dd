//! Contracts: their fees, shares and carve-outs under the rules between lines.

use crate::expected::Outcome::{NotPriced, NothingDue};
use crate::expected::contract::Contract;
use crate::expected::example::{HandMade, allowed, claim};
use crate::expected::{Circumstances, ExpectedPayment, expected};
use model::{Cents, Claim, ClaimType};

const HEAD: &str = "title = \"t\"\npayers = [\"p\"]\nfrom = 2024-01-01\n";

fn under(terms: &str, claim: &Claim) -> ExpectedPayment {
    let contract = Contract::from_toml(&format!("{HEAD}{terms}"), "c.toml").unwrap();
    expected(claim, &contract.terms, &HandMade::new(), &Circumstances::default())
}

#[test]
fn shares_of_the_schedule() {
    let visit = claim("11", &[("99213", 1)]);
    for (terms, cents) in [
        ("[rest]\nschedule_percent = \"115\"", 10_451), // 90.874875 × 1.15 = 104.50610…
        ("[rest]\nschedule_percent = \"115\"\nlocality = \"10112-00\"", 9_621), // 96.2095…
        ("[rest]\nschedule_percent = \"72.5\"\nschedule_of = 2024-07-01", 6_588), // 65.884…
    ] {
        assert_eq!(allowed(&under(terms, &visit)), [Ok(cents)], "{terms}");
    }
    let before = under("[rest]\nschedule_percent = \"100\"\nschedule_of = 2024-06-30", &visit);
    assert_eq!(allowed(&before), [Err(NotPriced)]);
}

#[test]
fn fees_carve_outs_and_the_rest() {
    let terms = "
[rest]
charge_percent = \"40\"
[[fee]]
code = \"99213\"
amount = \"98.50\"
[[fee]]
code = \"71046\"
modifier = \"26\"
amount = \"12\"
[[carve_out]]
codes = [\"J0000-J9999\"]
not_paid = true
[[carve_out]]
codes = [\"90000-90999\"]
schedule_percent = \"200\"
";
    let lines = [("99213", 2), ("71046-26", 1), ("71046-TC", 1), ("J1885", 1), ("90834", 1)];
    let payment = under(terms, &claim("22", &lines));
    // 40 % of $10,000; 90834 in a facility is 90.21.
    let expected = [Ok(19_700), Ok(1_200), Ok(400_000), Err(NothingDue), Ok(18_042)];
    assert_eq!(allowed(&payment), expected);
    assert_eq!((payment.patient_cents, payment.paid_cents), (None, None));
    assert_eq!(payment.allowed_cents, Cents(438_942));
}

#[test]
fn agreed_fees_follow_the_rules_of_operations() {
    let fees = "
[[fee]]
code = \"20610\"
amount = \"100.01\"
[[fee]]
code = \"64483\"
amount = \"300\"
[[fee]]
code = \"27447\"
amount = \"2000\"
[[fee]]
code = \"27447\"
modifier = \"80\"
amount = \"350\"
[[fee]]
code = \"J1885\"
amount = \"4\"
[[fee]]
code = \"X9999\"
amount = \"10\"
[[fee]]
code = \"71046\"
amount = \"50\"
";
    for (line, expected) in [
        ("20610-50", Ok(15_002)),
        ("27447-80", Ok(35_000)), // its own fee, not 16 % of it
        ("27447-82", Ok(32_000)),
        ("27447-54", Ok(158_000)),
        ("J1885-JZ", Ok(400)),
        ("X9999", Ok(1_000)),
        ("X9999-50", Err(NotPriced)), // nothing says what 50 changes
        ("71046-26", Err(NotPriced)), // a fee for the whole only
        ("99213", Err(NotPriced)),    // no word of it
    ] {
        assert_eq!(allowed(&under(fees, &claim("22", &[(line, 1)]))), [expected], "{line}");
    }
    let two = claim("11", &[("20610", 1), ("64483", 1)]);
    for (rule, expected) in [
        ("", [Ok(5_001), Ok(30_000)]),
        ("multiple_procedures = \"none\"", [Ok(10_001), Ok(30_000)]),
        ("multiple_procedures = [\"100\", \"25\"]", [Ok(2_500), Ok(30_000)]),
    ] {
        assert_eq!(allowed(&under(&format!("[rules]\n{rule}{fees}"), &two)), expected, "{rule}");
    }
}

#[test]
fn own_ranks_go_on_with_the_last_share() {
    let terms = "[rules]\nmultiple_procedures = [\"100\", \"50\", \"25\"]\n[rest]\n\
                 schedule_percent = \"100\"\n";
    let lines = [("45385", 1), ("45380", 1), ("11400", 1), ("20610", 2), ("97110", 2)];
    let payment = under(terms, &claim("11", &lines));
    // No families, no cut of therapy; two knees are one operation of 97.86.
    let expected = [Ok(45_271), Ok(21_620), Ok(3_221), Ok(2_447), Ok(5_858)];
    assert_eq!(allowed(&payment), expected);
}

#[test]
fn the_charge_or_not() {
    let mut visit = claim("11", &[("99213", 1)]);
    visit.lines[0].charge_cents = Cents(5_000);
    let rest = "[rest]\nschedule_percent = \"100\"\n";
    assert_eq!(allowed(&under(rest, &visit)), [Ok(5_000)]);
    let more = format!("[rules]\nlesser_of_charge = false\n{rest}");
    assert_eq!(allowed(&under(&more, &visit)), [Ok(9_087)]);
}

/// The contractor's own example: $100 approved, $50 of it deductible, $39.20 paid.
#[test]
fn patient_share_and_sequestration() {
    let terms = "[rules]\nsequestration = true\npatient_percent = \"20\"\n[[fee]]\ncode = \
                 \"99213\"\namount = \"100\"\n";
    let contract = Contract::from_toml(&format!("{HEAD}{terms}"), "c.toml").unwrap();
    let circumstances = Circumstances { deductible: Cents(5_000), ..Circumstances::default() };
    let visit = claim("11", &[("99213", 1)]);
    let payment = expected(&visit, &contract.terms, &HandMade::new(), &circumstances);
    assert_eq!(payment.patient_cents, Some(Cents(6_000)));
    assert_eq!(payment.paid_cents, Some(Cents(3_920)));
}

#[test]
fn a_hospital_is_paid_by_charges_and_fees() {
    let terms = "[rest]\ncharge_percent = \"55.5\"\n[[carve_out]]\nrevenue_codes = \
                 [\"0250-0259\"]\nnot_paid = true\n[[carve_out]]\ncodes = [\"90834\"]\n\
                 schedule_percent = \"100\"\n";
    let mut stay = claim("", &[("99213", 1), ("99213", 1), ("90834", 1)]);
    stay.claim_type = ClaimType::Institutional;
    stay.lines[0].revenue_code = Some("0510".into());
    stay.lines[1].revenue_code = Some("0250".into());
    stay.lines[1].code = None;
    let expected = [Ok(555_000), Err(NothingDue), Err(NotPriced)];
    assert_eq!(allowed(&under(terms, &stay)), expected);
}

#[test]
fn what_medicare_does_not_pay_a_contract_may() {
    let preventive = claim("11", &[("99397", 1)]);
    let payment = under("[rest]\nschedule_percent = \"100\"\n", &preventive);
    assert_eq!(allowed(&payment), [Err(NotPriced)]);
    let fee = "[[fee]]\ncode = \"99397\"\namount = \"140\"\n";
    assert_eq!(allowed(&under(fee, &preventive)), [Ok(14_000)]);
}
