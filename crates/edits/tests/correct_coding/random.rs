//! The rules against the reference on claims made at random, over tables made at random.

use crate::claims::{BILLING, RENDERING, day};
use crate::reference::{self, ORDER};
use crate::tables::{AddOnRow, Facts, LimitRow, OPEN, PairRow, Tables};
use codesets::ncci::ProviderType;
use model::{
    BilledLine, BillingProvider, Claim, ClaimLine, ClaimPayer, ClaimType, Date, HistoryClaim,
    ProviderRef, Quantity, ServiceUnit,
};
use std::collections::BTreeMap;

/// Claims that are compared.
const CLAIMS: usize = 100_000;
/// Claims over the same tables.
const CLAIMS_PER_TABLES: usize = 100;

/// Visits, procedures, tests, add-on codes, drugs: of each sort that a modifier tells apart.
const CODES: [&str; 14] = [
    "99213", "99291", "99292", "77427", "45385", "45380", "29881", "22612", "22614", "80053",
    "0227U", "96160", "J1885", "G0463",
];
/// The right side stands for all sites, so that two lines often name the same.
const MODIFIERS: [&str; 24] = [
    "25", "57", "24", "59", "XS", "XU", "RT", "RT", "RT", "RT", "RT", "LT", "F2", "LD", "27", "91",
    "76", "50", "58", "78", "GA", "GY", "GZ", "26",
];
/// Around the day on which a distinct service came to count on column 1, and around a quarter.
const FIRST_DAYS: [&str; 2] = ["2019-06-29", "2024-06-29"];
/// Days of a claim and of its history.
const DAYS: u64 = 4;
const STATUSES: [&str; 8] =
    ["paid", "paid", "Pending", "pending", "denied", "rejected", "void", "accepted"];
const BILL_TYPES: [Option<&str>; 7] =
    [Some("13"), Some("13"), Some("0131"), Some("85"), Some("11"), Some("72"), None];

/// SplitMix64: the same numbers on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// True once in `times`.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()].clone()
    }

    fn day(&mut self, first: Date) -> Date {
        first.plus_days(i32::try_from(self.below(DAYS)).unwrap())
    }
}

/// The few codes and modifiers of one claim, so that they meet.
struct Pool {
    codes: Vec<&'static str>,
    modifiers: Vec<&'static str>,
}

impl Pool {
    fn draw(chance: &mut Chance) -> Pool {
        Pool {
            codes: (0..2 + chance.below(4)).map(|_| chance.of(&CODES)).collect(),
            modifiers: (0..2 + chance.below(4)).map(|_| chance.of(&MODIFIERS)).collect(),
        }
    }
}

/// The spans of a row, or of two that follow each other: their ends lie among the claims' days.
fn spans(chance: &mut Chance, first: Date) -> Vec<(String, String)> {
    let long_ago = "1996-01-01".to_owned();
    let turn = chance.day(first);
    match chance.below(4) {
        0 => vec![(long_ago, OPEN.to_owned())],
        1 => vec![(turn.to_string(), OPEN.to_owned())],
        2 => vec![(long_ago, turn.to_string())],
        _ => vec![(long_ago, turn.to_string()), (turn.plus_days(1).to_string(), OPEN.to_owned())],
    }
}

fn tables(chance: &mut Chance, first: Date) -> Tables {
    let mut tables = Tables::default();
    for provider in [ProviderType::Practitioner, ProviderType::OutpatientHospital] {
        for column1 in CODES {
            for column2 in CODES {
                if column1 == column2 || !chance.once_in(4) {
                    continue;
                }
                for (from, to) in spans(chance, first) {
                    tables.pairs.push(PairRow {
                        provider,
                        column1: column1.to_owned(),
                        column2: column2.to_owned(),
                        from,
                        to,
                        indicator: chance.of(&[0, 1, 1, 1, 9]),
                    });
                }
            }
        }
    }
    for provider in ProviderType::ALL {
        for code in CODES {
            if chance.once_in(2) {
                continue;
            }
            let (units, mai) = (chance.of(&[0, 1, 2, 4]), chance.of(&[1, 2, 3]));
            tables.limits.push(LimitRow { provider, code: code.to_owned(), units, mai });
        }
    }
    for add_on in ["99292", "22614", "96160", "J1885"] {
        let kind = if add_on == "99292" { 1 } else { chance.of(&[1, 2, 3]) };
        let count = if kind == 2 { 1 } else { 1 + chance.below(3) };
        for _ in 0..count {
            let (from, to) = spans(chance, first).remove(0);
            let primary = (kind != 2).then(|| chance.of(&CODES).to_owned());
            tables.add_ons.push(AddOnRow { add_on: add_on.to_owned(), primary, kind, from, to });
        }
    }
    tables
}

fn code(chance: &mut Chance, pool: &Pool) -> Option<String> {
    let code = chance.of(&pool.codes);
    Some(match chance.below(24) {
        0 => return None,
        1 => code.to_lowercase(),
        2 => format!(" {code} "),
        3 => format!("{code}0"),
        _ => code.to_owned(),
    })
}

fn modifiers(chance: &mut Chance, pool: &Pool) -> Vec<String> {
    let count = chance.of(&[0, 0, 0, 1, 1, 2]);
    (0..count).map(|_| chance.of(&pool.modifiers).to_owned()).collect()
}

fn units(chance: &mut Chance) -> Quantity {
    Quantity(chance.of(&[0, 500, 1_000, 1_000, 1_000, 1_000, 2_000, 2_001, 4_000, 5_000]))
}

fn line(chance: &mut Chance, number: u16, pool: &Pool, first: Date) -> ClaimLine {
    let unit = chance.of(&[
        None,
        None,
        None,
        Some(ServiceUnit::Unit),
        Some(ServiceUnit::Minute),
        Some(ServiceUnit::Day),
    ]);
    ClaimLine {
        line: number,
        code: code(chance, pool),
        modifiers: modifiers(chance, pool),
        units: units(chance),
        unit,
        date: chance.day(first),
        ..ClaimLine::default()
    }
}

fn earlier(chance: &mut Chance, number: u64, pool: &Pool, first: Date) -> HistoryClaim {
    let lines = (0..1 + chance.below(3)).map(|_| BilledLine {
        code: code(chance, pool),
        modifiers: modifiers(chance, pool),
        units: units(chance),
        date: chance.day(first),
        ..BilledLine::default()
    });
    let lines = lines.collect();
    let number = if chance.once_in(6) { 0 } else { number };
    let who = [None, Some(RENDERING), Some(RENDERING), Some(BILLING), Some("1111111112")];
    HistoryClaim {
        id: format!("CLM-{number}").into(),
        status: chance.of(&STATUSES).to_owned(),
        rendering_npi: chance.of(&who).map(str::to_owned),
        lines,
    }
}

fn claim(chance: &mut Chance, first: Date) -> Claim {
    let pool = Pool::draw(chance);
    let count = match chance.below(200) {
        0 => 40,
        _ => 1 + chance.below(6),
    };
    let lines = (1..=count).map(|n| line(chance, u16::try_from(n).unwrap(), &pool, first));
    let lines = lines.collect();
    let history = (1..=chance.below(4)).map(|number| earlier(chance, number, &pool, first));
    let history = history.collect();
    let taxonomy = chance.of(&[None, Some("207R00000X"), Some("207R00000X"), Some("332B00000X")]);
    let rendering = ProviderRef { npi: RENDERING.to_owned(), ..ProviderRef::default() };
    Claim {
        id: "CLM-0".into(),
        claim_type: chance.of(&[
            ClaimType::Professional,
            ClaimType::Professional,
            ClaimType::Institutional,
        ]),
        frequency: chance.of(&["1", "1", "1", "1", "1", "7", "7", "8", "0"]).to_owned(),
        bill_type: chance.of(&BILL_TYPES).map(str::to_owned),
        payer: ClaimPayer { kind: chance.of(&crate::claims::PAYERS), ..ClaimPayer::default() },
        from: first,
        through: first.plus_days(3),
        billing: BillingProvider {
            npi: BILLING.to_owned(),
            taxonomy: taxonomy.map(str::to_owned),
            ..BillingProvider::default()
        },
        rendering: (!chance.once_in(5)).then_some(rendering),
        lines,
        history,
        ..Claim::default()
    }
}

/// Compares the edits of one claim, one by one; counts them by rule.
fn compare(claim: &Claim, tables: &Tables, facts: &Facts, counts: &mut BTreeMap<String, usize>) {
    let report = edits::scrub(claim, facts);
    let found: Vec<_> = report.edits.iter().filter(|e| reference::is_judged(&e.id)).collect();
    let expected = reference::judge(claim, tables);
    let told = || format!("\n{claim:#?}\n{tables:#?}\nfound {found:#?}\nexpected {expected:#?}");
    assert_eq!(found.len(), expected.len(), "{}", told());
    for (edit, expected) in found.iter().zip(&expected) {
        assert_eq!(edit.id, expected.id, "{}", told());
        let number = u16::try_from(expected.line + 1).unwrap();
        assert_eq!((edit.line, edit.severity), (number, expected.severity), "{}", told());
        for text in &expected.says {
            assert!(edit.message.contains(text), "{text}{}", told());
        }
        *counts.entry(edit.id.clone()).or_default() += 1;
    }
}

#[test]
fn rules_and_reference_agree_on_claims_made_at_random() {
    let mut chance = Chance(20_260_701);
    let mut counts = BTreeMap::new();
    for round in 0..CLAIMS / CLAIMS_PER_TABLES {
        let first = day(FIRST_DAYS[round % FIRST_DAYS.len()]);
        let tables = tables(&mut chance, first);
        let facts = Facts::of(&tables);
        for _ in 0..CLAIMS_PER_TABLES {
            compare(&claim(&mut chance, first), &tables, &facts, &mut counts);
        }
    }
    // Every rule must have had its turn, often enough that agreement says something.
    for id in ORDER {
        let count = counts.get(id).copied().unwrap_or_default();
        assert!(count >= 300, "{id} fired {count} times: {counts:?}");
    }
}
