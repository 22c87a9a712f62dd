//! The fee schedule in packs made by hand.

use super::*;
use std::collections::BTreeMap;

fn header(kind: PackKind, starts: &str) -> PackHeader {
    PackHeader {
        kind,
        label: starts[..7].into(),
        starts: starts.parse().unwrap(),
        source: String::new(),
        source_sha256: String::new(),
        rows: BTreeMap::new(),
        payload_sha256: String::new(),
    }
}

fn row(code: &str, modifier: &[u8; 2], line: FeeLine) -> FeeRow {
    FeeRow { code: crate::code_table::code(code).unwrap(), modifier: *modifier, line }
}

/// A line in which every field differs from the others.
fn full() -> FeeLine {
    FeeLine {
        status: 'R',
        work: 130,
        practice_non_facility: -7,
        practice_facility: 56,
        malpractice: i32::MAX,
        not_outside_facility: true,
        not_in_facility: false,
        components: 1,
        global: GlobalPeriod::NinetyDays,
        shares: [1_000, 6_900, 2_100],
        multiple: 2,
        bilateral: 3,
        assistant: 4,
        co_surgeons: 5,
        team: 6,
        endoscopic_base: Some(*b"45378"),
        conversion_factor: 332_875,
        imaging_family: 88,
    }
}

fn work(hundredths: i32) -> FeeLine {
    FeeLine { status: 'A', work: hundredths, not_in_facility: true, ..FeeLine::default() }
}

fn bytes() -> Vec<u8> {
    payload(&mut [
        row("99213", b"  ", work(130)),
        row("71046", b"TC", work(0)),
        row("71046", b"  ", full()),
        row("71046", b"26", work(22)),
        row("J1885", b"  ", work(1)),
    ])
}

fn table(kind: PackKind, starts: &str) -> FeeTable {
    FeeTable::read(header(kind, starts), &PackBytes::held(bytes())).unwrap()
}

#[test]
fn rows_by_code_and_modifier() {
    let table = table(PackKind::FeeSchedule, "2024-07-01");
    for (code, modifier, expected) in [
        ("71046", "", Some(full())),
        ("71046", "26", Some(work(22))),
        ("71046", "tc", Some(work(0))),
        ("71046", "53", None),
        ("71046", "2", None),
        ("99213", "", Some(work(130))),
        ("99213", "26", None),
        ("j1885", "", Some(work(1))),
        ("99214", "", None),
        ("", "", None),
    ] {
        assert_eq!(table.find(code, modifier), expected, "{code} {modifier}");
    }
    let told: Vec<_> = table.rows().map(|(code, modifier, _)| (code, modifier)).collect();
    let rows = [("71046", ""), ("71046", "26"), ("71046", "TC"), ("99213", ""), ("J1885", "")];
    assert_eq!(told, rows);
}

#[test]
fn two_conversion_factors_side_by_side() {
    let sets = CodeSets {
        fee_schedules: vec![
            table(PackKind::FeeSchedule, "2025-10-01"),
            table(PackKind::FeeSchedule, "2026-01-01"),
            table(PackKind::FeeScheduleApm, "2026-01-01"),
            table(PackKind::FeeScheduleApm, "2026-04-01"),
        ],
        ..CodeSets::embedded()
    };
    for (on, others, apm, policy) in [
        ("2025-09-30", None, None, None),
        ("2025-10-01", Some("2025-10"), None, Some("2025-10")),
        ("2026-03-31", Some("2026-01"), Some("2026-01"), Some("2026-01")),
        ("2026-04-01", Some("2026-01"), Some("2026-04"), Some("2026-04")),
    ] {
        let on = on.parse().unwrap();
        let label = |table: Option<&FeeTable>| table.map(|table| table.header.label.clone());
        assert_eq!(label(sets.fee_schedule(FeeScheduleFor::Others, on)).as_deref(), others);
        assert_eq!(label(sets.fee_schedule(FeeScheduleFor::QualifyingApm, on)).as_deref(), apm);
        assert_eq!(label(sets.fee_policy(on)).as_deref(), policy);
    }
}

#[test]
fn periods_as_cms_writes_them() {
    for period in GlobalPeriod::ALL {
        assert_eq!(GlobalPeriod::from_name(period.name()), Some(period));
    }
    for (name, expected) in [
        ("0", Some(GlobalPeriod::Day)),
        ("10", Some(GlobalPeriod::TenDays)),
        ("90", Some(GlobalPeriod::NinetyDays)),
        ("zzz", Some(GlobalPeriod::AddOn)),
        ("", None),
        ("100", None),
        ("0010", None),
    ] {
        assert_eq!(GlobalPeriod::from_name(name), expected, "{name}");
    }
}

#[test]
fn a_cut_payload_is_damage_and_a_changed_one_gives_no_panic() {
    let whole = bytes();
    for at in 0..whole.len() {
        let header = || header(PackKind::FeeSchedule, "2024-07-01");
        assert!(FeeTable::read(header(), &PackBytes::held(whole[..at].to_vec())).is_err(), "{at}");
        for byte in [0, 1, 0x7f, 0xff] {
            let mut changed = whole.clone();
            changed[at] = byte;
            if let Ok(table) = FeeTable::read(header(), &PackBytes::held(changed)) {
                let _ = (table.find("71046", "26"), table.rows().count());
            }
        }
    }
}
