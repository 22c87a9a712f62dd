use super::*;
use crate::example::{Case, HandMade, case, professional};
use model::{Claim, Edit};

/// The first line bills `code` on 2026-06-15; an earlier claim did on `on`.
fn earlier_claim(claim: &mut Claim, code: &str, status: &str, then: &str, on: &str) {
    claim.payer.kind = PayerKind::Medicare;
    claim.lines[0].code = Some(code.to_owned());
    claim.history.push(HistoryClaim {
        id: format!("OLD-{}", claim.history.len() + 1).into(),
        status: status.to_owned(),
        rendering_npi: Some("1999999992".to_owned()),
        lines: vec![BilledLine {
            code: Some(then.to_owned()),
            date: on.parse().unwrap(),
            ..BilledLine::default()
        }],
    });
}

pub(crate) const CASES: &[Case] = &[
    case("units.frequency", 1, |c| earlier_claim(c, "G0439", "paid", "G0439", "2025-07-01")),
    case("units.frequency_lifetime", 1, |c| {
        earlier_claim(c, "G0438", "paid", "G0438", "2012-03-01");
    }),
];

fn edits(change: impl FnOnce(&mut Claim)) -> Vec<Edit> {
    let mut claim = professional();
    change(&mut claim);
    let report = crate::scrub(&claim, &HandMade::default());
    report.edits.into_iter().filter(|edit| edit.id.starts_with("units.frequency")).collect()
}

#[test]
fn each_service_at_the_edge_of_its_period() {
    const PERIOD: &str = "units.frequency";
    const LIFE: &str = "units.frequency_lifetime";
    for (code, then, on, expected) in [
        // The line is of 2026-06-15.
        ("G0439", "G0439", "2025-07-01", Some((PERIOD, Severity::Block))),
        ("G0439", "G0439", "2025-06-30", None),
        ("G0439", "G0438", "2025-07-31", Some((PERIOD, Severity::Block))),
        ("G0439", "G0402", "2025-09-01", Some((PERIOD, Severity::Block))),
        ("G0438", "G0438", "2011-02-01", Some((LIFE, Severity::Block))),
        ("G0438", "G0439", "2011-02-01", None),
        ("G0402", "G0402", "2011-02-01", Some((LIFE, Severity::Block))),
        ("77067", "77067", "2025-07-31", Some((PERIOD, Severity::Block))),
        ("77067", "77067", "2025-06-30", None),
        ("77067", "77066", "2025-07-31", None),
        ("G0121", "G0121", "2016-07-01", Some((PERIOD, Severity::Block))),
        ("G0121", "G0105", "2016-06-30", None),
        ("G0121", "G0104", "2022-07-01", Some((PERIOD, Severity::Block))),
        ("G0121", "G0104", "2022-06-30", None),
        ("G0105", "G0121", "2024-07-01", Some((PERIOD, Severity::Block))),
        ("G0105", "G0105", "2024-06-30", None),
        ("G0104", "G0121", "2020-01-01", Some((PERIOD, Severity::Reason))),
        ("G0328", "82270", "2025-12-01", Some((PERIOD, Severity::Block))),
        ("81528", "81528", "2023-07-01", Some((PERIOD, Severity::Block))),
        ("81528", "81528", "2023-06-30", None),
        ("77080", "77080", "2024-08-01", Some((PERIOD, Severity::Reason))),
        ("76706", "G0389", "2012-08-01", Some((LIFE, Severity::Block))),
        ("G0101", "G0101", "2025-08-01", Some((PERIOD, Severity::Block))),
        ("G0101", "G0101", "2025-06-01", Some((PERIOD, Severity::Reason))),
        ("G0101", "G0101", "2024-06-30", None),
        ("80061", "80061", "2026-01-01", None),
        ("99213", "99213", "2026-06-01", None),
        ("g0439", "g0439", "2025-07-01", Some((PERIOD, Severity::Block))),
    ] {
        let found = edits(|c| earlier_claim(c, code, "paid", then, on));
        let found: Vec<_> = found.iter().map(|e| (e.id.as_str(), e.severity)).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{code} {then} {on}");
    }
}

#[test]
fn the_edit_names_the_earlier_claim_and_the_next_day() {
    let found = edits(|c| earlier_claim(c, "G0439", "paid", "G0439", "2025-09-10"));
    assert_eq!(
        found[0].message,
        "Medicare pays G0439 again after 11 full months; claim OLD-1 (paid) has it on 2025-09-10, \
         so the next is paid from 2026-09-01 on."
    );
    assert_eq!(found[0].source, "42 CFR 410.15; IOM 100-04 ch. 18 s. 140");
    assert_eq!(found[0].effective.unwrap().from.to_string(), "2011-01-01");
    let found = edits(|c| earlier_claim(c, "G0438", "paid", "G0438", "2015-09-10"));
    assert!(found[0].message.contains("once in a lifetime; claim OLD-1 (paid)"), "{found:?}");
}

type Change = fn(&mut Claim);

fn annual(c: &mut Claim) {
    earlier_claim(c, "G0439", "paid", "G0439", "2025-09-10");
}

fn mark(c: &mut Claim, modifier: &str) {
    c.lines[0].modifiers = vec![modifier.to_owned()];
}

fn judge(cases: &[(&str, Change, Option<Severity>)]) {
    for (name, change, expected) in cases {
        let found = edits(change);
        assert_eq!(found.first().map(|e| e.severity), *expected, "{name}: {found:?}");
        assert!(found.len() < 2, "{name}: {found:?}");
    }
}

#[test]
fn the_payer_and_what_became_of_the_earlier_claim_count() {
    let status = |c: &mut Claim, status: &str| {
        annual(c);
        c.history[0].status = status.into();
    };
    for (name, expected) in [("pending", Some(Severity::Reason)), ("denied", None), ("void", None)]
    {
        let found = edits(|c| status(c, name));
        assert_eq!(found.first().map(|e| e.severity), expected, "{name}");
    }
    judge(&[
        ("paid", annual, Some(Severity::Block)),
        (
            "Medicare Advantage",
            |c| {
                annual(c);
                c.payer.kind = PayerKind::MedicareAdvantage;
            },
            Some(Severity::Reason),
        ),
        (
            "commercial",
            |c| {
                annual(c);
                c.payer.kind = PayerKind::Commercial;
            },
            None,
        ),
        ("same day", |c| earlier_claim(c, "77067", "paid", "77067", "2026-06-15"), None),
        ("later", |c| earlier_claim(c, "77067", "paid", "77067", "2026-06-16"), None),
    ]);
}

#[test]
fn modifiers_count() {
    let part_before: Change = |c| earlier_claim(c, "77067", "paid", "77067", "2026-06-14");
    let found = edits(|c| {
        part_before(c);
        mark(c, "26");
        c.history[0].lines[0].modifiers = vec!["26".into()];
    });
    assert_eq!(found.first().map(|e| e.severity), Some(Severity::Block), "the same part");
    let found = edits(|c| {
        part_before(c);
        mark(c, "26");
        c.history[0].lines[0].modifiers = vec!["TC".into()];
    });
    assert!(found.is_empty(), "the other part: {found:?}");
    judge(&[
        (
            "notice on file",
            |c| {
                annual(c);
                mark(c, "GA");
            },
            None,
        ),
        (
            "follow-on",
            |c| {
                earlier_claim(c, "G0121", "paid", "G0121", "2025-06-14");
                mark(c, "KX");
            },
            None,
        ),
        (
            "incomplete before",
            |c| {
                earlier_claim(c, "G0121", "paid", "G0121", "2025-06-14");
                c.history[0].lines[0].modifiers = vec!["53".into()];
            },
            None,
        ),
    ]);
}

#[test]
fn diagnoses_count() {
    let lipids: Change = |c| earlier_claim(c, "80061", "paid", "80061", "2025-06-01");
    judge(&[
        (
            "low risk",
            |c| earlier_claim(c, "Q0091", "paid", "Q0091", "2025-06-01"),
            Some(Severity::Reason),
        ),
        (
            "high risk",
            |c| {
                earlier_claim(c, "Q0091", "paid", "Q0091", "2025-06-01");
                c.diagnoses[0] = "Z7251".into();
            },
            None,
        ),
        ("lipids of a disease", lipids, None),
        (
            "lipids as a screening",
            |c| {
                earlier_claim(c, "80061", "paid", "80061", "2025-06-01");
                c.diagnoses[0] = "Z13.6".into();
            },
            Some(Severity::Warn),
        ),
    ]);
}

#[test]
fn several_in_a_period() {
    let four = ["2025-06-15", "2025-09-01", "2025-10-01", "2026-01-10", "2026-02-10"];
    let with = |days: &[&str]| {
        edits(|c| days.iter().for_each(|on| earlier_claim(c, "G0443", "paid", "G0443", on)))
    };
    assert!(with(&four[1..4]).is_empty(), "three in twelve months");
    assert!(with(&four[..4]).is_empty(), "the first has run out on the day itself");
    let found = with(&four[1..]);
    assert!(found[0].message.contains("4 times in 12 months; claim OLD-4"), "{found:?}");
    assert!(found[0].message.contains("paid from 2026-09-01 on"), "{found:?}");
}

#[test]
fn a_correction_does_not_count_the_claim_it_corrects() {
    let found = edits(|c| {
        earlier_claim(c, "G0439", "paid", "G0439", "2026-06-14");
        c.history[0].id = c.id.clone();
        c.frequency = "7".to_owned();
        c.original_reference = Some("ICN1".to_owned());
    });
    assert!(found.is_empty(), "{found:?}");
}
