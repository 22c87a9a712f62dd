//! Contracts are read strictly, and found by payer and day.

use super::*;
use crate::expected::{CarveOut, MultipleProcedures, Pays, Percent, SchedulePart};
use model::{Cents, ClaimPayer};

const EXAMPLE: &str = r#"
title = "Example Health 2026"
payers = ["Example Health", "EXH01"]
from = 2026-01-01
to = 2026-12-31

[rules]
lesser_of_charge = false
multiple_procedures = ["100", "50", "25"]
practitioner_shares = true
sequestration = true
patient_percent = 10

[rest]
schedule_percent = "112.5"
schedule_of = 2024-07-01
locality = "10112-00"

[[fee]]
code = "99213"
amount = "98.50"

[[fee]]
code = "71046"
modifier = "26"
amount = 12

[[carve_out]]
codes = ["70000-79999", "J1885"]
charge_percent = "60"

[[carve_out]]
revenue_codes = ["0250-0259"]
not_paid = true

[[carve_out]]
codes = ["90471"]
fee = "21.25"
"#;

fn read(text: &str) -> Result<Contract, Vec<ContractFault>> {
    Contract::from_toml(text, "example.toml")
}

#[test]
fn every_key_is_read() {
    let contract = read(EXAMPLE).unwrap();
    assert_eq!(contract.payers, ["Example Health", "EXH01"]);
    assert_eq!((contract.from.to_string(), contract.to.map(|to| to.to_string())), {
        ("2026-01-01".to_owned(), Some("2026-12-31".to_owned()))
    });
    let range = |first: &str, last: &str| (first.to_owned(), last.to_owned());
    let expected = Terms {
        title: "Example Health 2026".into(),
        source: "example.toml".into(),
        medicare: false,
        fees: [(range("99213", ""), Cents(9_850)), (range("71046", "26"), Cents(1_200))].into(),
        carve_outs: vec![
            CarveOut {
                codes: vec![range("70000", "79999"), range("J1885", "J1885")],
                revenue_codes: vec![],
                pays: Pays::Charges(Percent::whole(60)),
            },
            CarveOut {
                codes: vec![],
                revenue_codes: vec![range("0250", "0259")],
                pays: Pays::Nothing,
            },
            CarveOut {
                codes: vec![range("90471", "90471")],
                revenue_codes: vec![],
                pays: Pays::Fee(Cents(2_125)),
            },
        ],
        rest: Pays::Schedule(SchedulePart {
            percent: Percent(11_250),
            on: "2024-07-01".parse().ok(),
            locality: "10112-00".parse().ok(),
        }),
        lesser_of_charge: false,
        multiple: MultipleProcedures::Ranked([100, 50, 25].map(Percent::whole).to_vec()),
        practitioner_shares: true,
        sequestration: true,
        patient_share: Some(Percent::whole(10)),
    };
    assert_eq!(contract.terms, expected);
}

#[test]
fn the_least_contract_states_no_price() {
    let text = "title = \"a\"\npayers = [\"b\"]\nfrom = 2026-01-01\n";
    let terms = read(text).unwrap().terms;
    assert_eq!(terms.rest, Pays::Unstated);
    assert!(terms.lesser_of_charge && !terms.sequestration && !terms.practitioner_shares);
    assert_eq!((terms.multiple, terms.patient_share), (MultipleProcedures::Medicare, None));
}

/// Each change of the example gives a fault at its own line.
#[test]
fn faults_have_their_lines() {
    for (old, new, line, part) in [
        ("title = \"Example Health 2026\"", "title = \" \"", 2, "no title"),
        ("payers = [\"Example Health\", \"EXH01\"]", "payers = []", 3, "name the payer"),
        ("from = 2026-01-01", "from = 2026-02-30", 4, ""),
        ("from = 2026-01-01", "from = 2026-01-01T10:00:00", 4, "is not a day"),
        ("to = 2026-12-31", "to = 2025-12-31", 5, "before it begins"),
        ("lesser_of_charge", "lesser_of_charges", 8, "unknown field"),
        ("lesser_of_charge = false", "lesser_of_charge = \"no\"", 8, "invalid type"),
        ("[\"100\", \"50\", \"25\"]", "\"often\"", 9, "shares by rank"),
        ("[\"100\", \"50\", \"25\"]", "[]", 9, "shares by rank"),
        ("[\"100\", \"50\", \"25\"]", "[\"100\", \"x\"]", 9, "not a percentage"),
        ("patient_percent = 10", "patient_percent = 101", 12, "no more than 100"),
        ("patient_percent = 10", "patient_percent = 10.5", 12, "in quotes"),
        ("schedule_percent = \"112.5\"", "schedule_percent = \"112.555\"", 15, "percentage"),
        ("locality = \"10112-00\"", "locality = \"AL\"", 17, "payment locality"),
        ("locality = \"10112-00\"", "charge_percent = \"60\"", 14, "in one way"),
        ("code = \"99213\"", "code = \"9921\"", 20, "five characters"),
        ("amount = \"98.50\"", "amount = \"98.505\"", 21, "amount of money"),
        ("amount = \"98.50\"", "amount = \"-1\"", 21, "negative"),
        ("modifier = \"26\"", "modifier = \"2\"", 25, "two characters"),
        ("\"71046\"\nmodifier = \"26\"", "\"99213\"", 24, "a fee already"),
        ("\"70000-79999\"", "\"79999-70000\"", 29, "ends before"),
        ("\"70000-79999\"", "\"7-8\"", 29, "range"),
        ("codes = [\"90471\"]\n", "", 36, "names no codes"),
        ("fee = \"21.25\"", "fee = \"21.25\"\nschedule_of = 2024-01-01", 39, "go with"),
        ("fee = \"21.25\"", "price = \"21.25\"", 38, "unknown field"),
    ] {
        let text = EXAMPLE.replacen(old, new, 1);
        assert_ne!(text, EXAMPLE, "{old}");
        let faults = read(&text).unwrap_err();
        assert_eq!((faults.len(), faults[0].line), (1, line), "{new}: {faults:?}");
        assert!(faults[0].message.contains(part), "{new}: {faults:?}");
    }
}

#[test]
fn all_faults_are_told() {
    let text = EXAMPLE.replace("98.50", "x").replace("10112-00", "y").replace("112.5", "z");
    let lines: Vec<usize> = read(&text).unwrap_err().iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [21, 15, 17]);
    assert_eq!(read(&text).unwrap_err()[0].to_string().split(": ").next(), Some("example.toml:21"));
}

fn claim(name: &str, id: Option<&str>, from: &str) -> Claim {
    Claim {
        payer: ClaimPayer { name: name.into(), id: id.map(Into::into), ..ClaimPayer::default() },
        from: from.parse().unwrap(),
        ..Claim::default()
    }
}

#[test]
fn a_contract_is_found_by_payer_and_day() {
    let mut contracts = Contracts::default();
    contracts.add(read(EXAMPLE).unwrap()).unwrap();
    for (claim, found) in [
        (claim("EXAMPLE health", None, "2026-01-01"), true),
        (claim("Other name", Some("exh01"), "2026-12-31"), true),
        (claim("Example Health", None, "2025-12-31"), false),
        (claim("Example Health", None, "2027-01-01"), false),
        (claim("Another", Some("EXH02"), "2026-06-01"), false),
        (claim("", None, "2026-06-01"), false),
    ] {
        assert_eq!(contracts.find(&claim).is_some(), found, "{:?} {}", claim.payer, claim.from);
    }
}

#[test]
fn two_contracts_for_one_day_are_refused() {
    let mut contracts = Contracts::default();
    contracts.add(read(EXAMPLE).unwrap()).unwrap();
    let again = |from: &str, to: &str| {
        let text = EXAMPLE.replace("from = 2026-01-01", &format!("from = {from}"));
        read(&text.replace("to = 2026-12-31", to)).unwrap()
    };
    assert!(contracts.add(again("2026-12-31", "")).is_err());
    assert!(contracts.add(again("2025-01-01", "to = 2026-01-01")).is_err());
    assert!(contracts.add(again("2025-01-01", "to = 2025-12-31")).is_ok());
    assert!(contracts.add(again("2027-01-01", "")).is_ok());
}
