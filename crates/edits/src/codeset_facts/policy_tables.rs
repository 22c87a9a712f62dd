//! What the fee schedule and the user's CPT file tell of a procedure code.

use codesets::cadence;
use codesets::{CodeSets, PackKind};
use model::Date;

/// The fee schedule's status of a code that was deleted.
const DELETED: char = 'D';

/// True when the fee schedule or the CPT file of that day has the code. A code that neither has
/// may still be one: the fee schedule leaves out laboratory tests and dental codes, and no CPT file
/// may be held.
pub(super) fn knows(sets: &CodeSets, code: &str, on: Date) -> bool {
    let paid = || sets.fee_policy(on).and_then(|table| table.find(code, ""));
    sets.cpt(on).is_some_and(|list| list.has(code))
        || paid().is_some_and(|line| line.status != DELETED)
}

/// True when a CPT file of that year is held and lacks the code. The codes of four digits and a
/// letter come out within the year, and a file of an earlier year lacks the codes of this one:
/// nothing is said of either.
pub(super) fn is_no_cpt(sets: &CodeSets, code: &str, on: Date) -> bool {
    let digits = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    let of_this_year = sets.cpt(on).is_some_and(|list| {
        !list.has(code) && cadence::next_release(PackKind::Cpt, list.header.starts) > on
    });
    digits && of_this_year
}

#[cfg(test)]
mod tests {
    use crate::codeset_facts::CodesetFacts;
    use crate::facts::{CodeFacts, CodeStatus, Table};
    use codesets::cpt::{self, CptList};
    use codesets::fee_schedule::FeeLine;
    use codesets::fee_schedule::table::{self, FeeRow, FeeTable, NO_MODIFIER};
    use codesets::ncci::ProviderType::{OutpatientHospital, Practitioner};
    use codesets::ncci::add_on::{self, AddOnRow, AddOnTable, AddOnType};
    use codesets::ncci::mue::{self, MueAdjudication, MueRow, MueTable};
    use codesets::{CodeSets, PackBytes, PackHeader, PackKind};
    use model::Date;
    use std::collections::BTreeMap;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn header(kind: PackKind) -> PackHeader {
        PackHeader {
            kind,
            label: "2026-01".into(),
            starts: day("2026-01-01"),
            source: String::new(),
            source_sha256: String::new(),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        }
    }

    /// The embedded pack beside a release of each table, from 2026-01-01.
    fn sets() -> CodeSets {
        let fee = |code: &[u8; 5], modifier: [u8; 2], status: char, work: i32| FeeRow {
            code: *code,
            modifier,
            line: FeeLine { status, work, ..FeeLine::default() },
        };
        let fees = table::payload(&mut [
            fee(b"99213", NO_MODIFIER, 'A', 130),
            fee(b"71046", NO_MODIFIER, 'A', 22),
            fee(b"71046", *b"26", 'A', 21),
            fee(b"10021", NO_MODIFIER, 'D', 0),
            fee(b"G0008", NO_MODIFIER, 'X', 0),
        ]);
        let adjudication = MueAdjudication::DayClinical;
        let limit = MueRow { code: *b"J1885", units: 8, adjudication, rationale: 0 };
        let limits = mue::payload(&mut [limit], &["made up".to_owned()]);
        let kind = AddOnType::Listed;
        let primary = Some(*b"99291");
        let edit = AddOnRow { add_on: *b"99292", primary, kind, from: 0, to: u32::MAX };
        let edits = add_on::payload(&mut [edit]).unwrap();
        let held = PackBytes::held;
        CodeSets {
            fee_schedules: vec![
                FeeTable::read(header(PackKind::FeeScheduleApm), &held(fees)).unwrap(),
            ],
            mue: vec![
                MueTable::read(header(PackKind::NcciMuePractitioner), &held(limits)).unwrap(),
            ],
            add_on: vec![AddOnTable::read(header(PackKind::NcciAddOn), &held(edits)).unwrap()],
            ..CodeSets::embedded()
        }
    }

    fn with_cpt() -> CodeSets {
        let codes = BTreeMap::from([(*b"99213", "Made up".to_owned()), (*b"99214", String::new())]);
        let list = PackBytes::held(cpt::payload(&codes));
        CodeSets { cpt: vec![CptList::read(header(PackKind::Cpt), &list).unwrap()], ..sets() }
    }

    #[test]
    fn tables_are_held_from_their_first_day() {
        let sets = sets();
        let facts = CodesetFacts::new(&sets);
        let (held, before) = (day("2026-06-15"), day("2025-12-31"));
        for (table, expected) in [
            (Table::Mue(Practitioner), true),
            (Table::Mue(OutpatientHospital), false),
            (Table::AddOn, true),
            (Table::FeeSchedule, true),
            (Table::Ptp(Practitioner), false),
        ] {
            assert_eq!(facts.holds(table, held), expected, "{table:?}");
            assert!(!facts.holds(table, before), "{table:?}");
        }
        let names: Vec<String> = facts.releases(held).into_keys().collect();
        let (embedded, imported) = names.split_at(2);
        assert_eq!(embedded, ["icd10cm", "icd10pcs-validity"]);
        assert_eq!(imported, ["ncci-add-on", "ncci-mue-practitioner", "pfs-apm"]);
        assert_eq!(facts.releases(before).len(), 2);
    }

    #[test]
    fn lookups() {
        let sets = sets();
        let facts = CodesetFacts::new(&sets);
        let (held, before) = (day("2026-06-15"), day("2025-12-31"));
        let units = |provider, on| facts.mue(provider, "J1885", on).map(|limit| limit.units);
        assert_eq!((units(Practitioner, held), units(Practitioner, before)), (Some(8), None));
        assert_eq!(units(OutpatientHospital, held), None);
        assert_eq!(facts.add_on("99292", held).unwrap().primaries, ["99291"]);
        assert_eq!(facts.add_on_type("99292", held), Some(AddOnType::Listed));
        assert_eq!(facts.add_on_type("99292", before), None);
        assert!(facts.is_primary("99292", "99291", held));
        assert!(!facts.is_primary("99292", "99291", before));
        assert!(!facts.is_primary("99291", "99292", held));
        let work = |code, modifier| facts.fee_line_with(code, modifier, held).map(|line| line.work);
        assert_eq!((work("71046", "26"), work("71046", "TC")), (Some(21), None));
        assert_eq!(facts.fee_line("71046", held).map(|line| line.work), Some(22));
        assert_eq!(facts.fee_line("71046", before), None);
    }

    #[test]
    fn procedures_with_and_without_a_list_of_cpt() {
        let (sets, with_cpt) = (sets(), with_cpt());
        let (facts, listed) = (CodesetFacts::new(&sets), CodesetFacts::new(&with_cpt));
        let (valid, unknown) = (Some(CodeStatus::Valid), Some(CodeStatus::Unknown));
        for (code, without, with) in [
            ("99213", valid, valid),
            ("71046", valid, valid),
            ("99214", None, valid),
            // Deleted, and only a list can say that it is none any more.
            ("10021", None, unknown),
            ("99999", None, unknown),
            // These come out within the year.
            ("0001U", None, None),
            // HCPCS is not held, and the fee schedule knows the code.
            ("G0008", valid, valid),
            ("G0009", None, None),
            ("", None, None),
        ] {
            let on = day("2026-06-15");
            assert_eq!(facts.procedure(code, on), without, "{code}");
            assert_eq!(listed.procedure(code, on), with, "{code}");
            let before = day("2025-12-31");
            assert_eq!(listed.procedure(code, before), None, "{code}");
        }
        let next_year = day("2027-01-01");
        assert_eq!(listed.procedure("99999", next_year), None, "codes of 2027 are not in it");
        assert_eq!(listed.procedure("99214", next_year), valid);
    }
}
