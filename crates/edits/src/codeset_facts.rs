//! What the edits ask of the code systems, answered from the packs at hand.

mod inpatient;

use crate::code_editor::{self, ProcedureAttributes};
use crate::facts::{Attributes, CodeFacts, CodeStatus, Side, Table};
use crate::payer_rules::PayerRules;
use codesets::coverage::Policies;
use codesets::exclusions::Exclusion;
use codesets::fee_schedule::FeeLine;
use codesets::ncci::ProviderType;
use codesets::ncci::add_on::{AddOn, AddOnType};
use codesets::ncci::mue::MueLimit;
use codesets::ncci::ptp::PtpEdit;
use codesets::{CodeSets, Icd10Cm, NoteKind, PackKind, icd10cm};
use model::Date;
use std::collections::BTreeMap;

mod last_days;
mod policy_tables;
mod tabular;

pub use last_days::LastDays;

/// Length of an ICD-10-PCS code, by which it is told from CPT and HCPCS.
const PCS_LENGTH: usize = 7;

/// The code systems whose release an edit rests on.
const JUDGED_BY: [PackKind; 14] = [
    PackKind::Icd10cmTabular,
    PackKind::Hcpcs,
    PackKind::Icd10pcsTables,
    PackKind::NcciPtpPractitioner,
    PackKind::NcciPtpHospital,
    PackKind::NcciMuePractitioner,
    PackKind::NcciMueHospital,
    PackKind::NcciMueDme,
    PackKind::NcciAddOn,
    PackKind::FeeSchedule,
    PackKind::FeeScheduleApm,
    PackKind::Cpt,
    PackKind::Coverage,
    PackKind::Exclusions,
];

/// [`CodeFacts`] over the embedded and imported packs. Made once for a [`CodeSets`], used for
/// any number of claims.
pub struct CodesetFacts<'a> {
    sets: &'a CodeSets,
    last_days: LastDays,
    rules: Option<&'a PayerRules>,
}

impl<'a> CodesetFacts<'a> {
    /// Facts from these packs.
    #[must_use]
    pub fn new(sets: &'a CodeSets) -> CodesetFacts<'a> {
        CodesetFacts::knowing(sets, LastDays::of(sets))
    }

    /// The same facts, with payer rules.
    #[must_use]
    pub fn with_rules(self, rules: &'a PayerRules) -> CodesetFacts<'a> {
        CodesetFacts { rules: Some(rules), ..self }
    }

    /// The tabular list in force on a day, its last day, and the day to look codes up by: a
    /// release stays in force until a later one is imported.
    fn in_force(&self, on: Date) -> (&'a Icd10Cm, Date, Date) {
        let pack = self.sets.icd10cm(on);
        let imported = self.sets.icd10cm.iter().position(|other| std::ptr::eq(other, pack));
        let place = imported.map_or(0, |at| at + 1);
        let last = self.last_days.at(place);
        (pack, last, on.min(last))
    }

    /// Whether a code stands in an imported list on a day.
    fn listed(&self, kind: PackKind, code: &str, on: Date) -> Option<bool> {
        let list = self.sets.claim_codes(kind, on)?;
        Some(list.get(code).is_some_and(|code| code.in_force(on)))
    }
}

impl CodeFacts for CodesetFacts<'_> {
    fn payer_rules(&self) -> Option<&PayerRules> {
        self.rules
    }

    fn has_diagnoses(&self, on: Date) -> bool {
        // The default day is the first of ICD-10-CM.
        on >= Date::default()
    }

    fn diagnosis(&self, code: &str, on: Date) -> CodeStatus {
        let (pack, last, day) = self.in_force(on);
        if pack.is_billable(code, day) {
            return CodeStatus::Valid;
        }
        if let Some(span) = pack.validity(code) {
            // One code may have several rows, one for each change of its attributes.
            let mut from = span.starts;
            while let Some(earlier) = pack.validity_on(code, from.plus_days(-1)) {
                from = earlier.starts;
            }
            let to = (span.ends < last).then_some(span.ends);
            return CodeStatus::NotInForce { from: Some(from), to };
        }
        match pack.node(code) {
            Some(node) => {
                CodeStatus::NotBillable { needs_more: !node.is_leaf() || node.needs_seventh() }
            }
            None => CodeStatus::Unknown,
        }
    }

    fn diagnosis_attributes(&self, code: &str, on: Date) -> Attributes {
        let (pack, _, day) = self.in_force(on);
        // The Medicare Code Editor gave up its sex conflict. Other payers did not, and a wrong sex
        // is still a registration fault: what it said of the code on its last day holds.
        let sex_day = day.min(code_editor::last_day_of_sex_conflict());
        let (mut found, mut sex) = (None, None);
        for span in pack.validities(code) {
            let covers = |day| span.starts <= day && day <= span.ends;
            if covers(sex_day) {
                sex = span.attributes.sex();
            }
            if covers(day) {
                found = Some(code_editor::diagnosis(span.attributes));
            }
        }
        found.map(|found| Attributes { sex, ..found }).unwrap_or_default()
    }

    fn excludes1(&self, a: &str, b: &str, on: Date) -> Option<String> {
        let (pack, ..) = self.in_force(on);
        icd10cm::notes::one_way(pack, a, b).map(|exclusion| exclusion.note)
    }

    fn procedure(&self, code: &str, on: Date) -> Option<CodeStatus> {
        if code.len() == PCS_LENGTH {
            return inpatient::standing(self.sets, code, on);
        }
        // A fee schedule or a list of CPT knows codes; only a list tells which there are not.
        if policy_tables::knows(self.sets, code, on) {
            return Some(CodeStatus::Valid);
        }
        if !code.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return policy_tables::is_no_cpt(self.sets, code, on).then_some(CodeStatus::Unknown);
        }
        let known = self.sets.hcpcs(on)?.get(code).is_some_and(|entry| !entry.modifier);
        // Dental codes (CDT) begin with D and stand in no public release.
        let standing = if known { CodeStatus::Valid } else { CodeStatus::Unknown };
        (known || !code.starts_with('D')).then_some(standing)
    }

    fn procedure_attributes(&self, code: &str, on: Date) -> ProcedureAttributes {
        inpatient::attributes(self.sets, code, on)
    }

    fn modifier_known(&self, modifier: &str, on: Date) -> Option<bool> {
        if !modifier.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None; // CPT's own modifiers are numbers, or a digit and P.
        }
        let known = self.sets.hcpcs(on)?.get(modifier).is_some_and(|entry| entry.modifier);
        // P1 to P6, the anesthesia status, are CPT's too.
        let cpt = modifier.starts_with('P') && modifier.ends_with(|c: char| c.is_ascii_digit());
        (known || !cpt).then_some(known)
    }

    fn holds(&self, table: Table, on: Date) -> bool {
        match table {
            Table::CodeEditor => self.has_diagnoses(on),
            Table::Ptp(provider) => codesets::ncci::ptp::is_whole(self.sets.ptp(provider, on)),
            Table::Mue(provider) => self.sets.mue(provider, on).is_some(),
            Table::AddOn => self.sets.add_on(on).is_some(),
            Table::FeeSchedule => self.sets.fee_policy(on).is_some(),
            Table::Coverage => self.sets.coverage(on).is_some(),
        }
    }

    fn ptp(
        &self,
        provider: ProviderType,
        column1: &str,
        column2: &str,
        on: Date,
    ) -> Option<PtpEdit<'_>> {
        self.sets.ptp(provider, on).find_map(|table| table.find(column1, column2, on))
    }

    fn mue(&self, provider: ProviderType, code: &str, on: Date) -> Option<MueLimit<'_>> {
        self.sets.mue(provider, on)?.find(code)
    }

    fn add_on(&self, code: &str, on: Date) -> Option<AddOn> {
        self.sets.add_on(on)?.find(code, on)
    }

    fn add_on_type(&self, code: &str, on: Date) -> Option<AddOnType> {
        self.sets.add_on(on)?.kind_of(code, on)
    }

    fn is_primary(&self, add_on: &str, primary: &str, on: Date) -> bool {
        self.sets.add_on(on).is_some_and(|table| table.is_primary(add_on, primary, on))
    }

    fn fee_line_with(&self, code: &str, modifier: &str, on: Date) -> Option<FeeLine> {
        self.sets.fee_policy(on)?.find(code, modifier)
    }

    fn place_known(&self, place: &str, on: Date) -> Option<bool> {
        self.listed(PackKind::Pos, place, on)
    }

    fn taxonomy_known(&self, code: &str, on: Date) -> Option<bool> {
        self.listed(PackKind::Taxonomy, code, on)
    }

    fn revenue_known(&self, code: &str, on: Date) -> Option<bool> {
        self.listed(PackKind::Revenue, code, on)
    }

    fn exclusions(&self, npi: &str) -> Option<Vec<Exclusion>> {
        Some(self.sets.exclusions()?.by_npi(npi))
    }
    fn code_first(&self, holder: &str, other: &str, on: Date) -> Option<String> {
        tabular::note(self.in_force(on).0, NoteKind::CodeFirst, holder, other)
    }

    fn use_additional(&self, holder: &str, other: &str, on: Date) -> Option<String> {
        tabular::note(self.in_force(on).0, NoteKind::UseAdditional, holder, other)
    }

    fn side(&self, code: &str, on: Date) -> Option<Side> {
        tabular::side(self.in_force(on).0, code)
    }

    fn policies(&self, code: &str, on: Date) -> Policies<'_> {
        self.sets.policies(code, on)
    }

    fn releases(&self, on: Date) -> BTreeMap<String, String> {
        let mut labels = self.sets.releases(on);
        labels.retain(|name, _| JUDGED_BY.iter().any(|kind| kind.name() == name));
        let dates = self.sets.pcs_validity.header();
        labels.insert(dates.kind.name().to_owned(), dates.label.clone());
        labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::AgeGroup;
    use codesets::hcpcs::{Hcpcs, HcpcsEntry};
    use codesets::icd10pcs::{Axis, Icd10Pcs, PcsTable};
    use codesets::{PackHeader, hcpcs, icd10pcs};
    use model::Sex;

    pub(super) fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn header(kind: PackKind) -> PackHeader {
        PackHeader {
            kind,
            label: "2026".into(),
            starts: day("2026-01-01"),
            source: String::new(),
            source_sha256: String::new(),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        }
    }

    /// The embedded pack with two HCPCS entries and one ICD-10-PCS table, from 2026-01-01.
    pub(super) fn sets() -> CodeSets {
        let entry = |code: &str, modifier| HcpcsEntry {
            code: code.into(),
            modifier,
            ..HcpcsEntry::default()
        };
        let rows = hcpcs::payload(&[entry("J1885", false), entry("LT", true)]);
        let axis = |position| Axis { position, title: "x".into(), values: vec![('Z', "y".into())] };
        let table = PcsTable {
            prefix: "0DT".into(),
            labels: vec!["a".into(), "b".into(), "c".into()],
            definition: "d".into(),
            rows: vec![(4..=7).map(axis).collect()],
        };
        let tables = icd10pcs::payload(&[table]);
        CodeSets {
            hcpcs: vec![Hcpcs::read(header(PackKind::Hcpcs), &rows).unwrap()],
            icd10pcs: vec![Icd10Pcs::read(header(PackKind::Icd10pcsTables), &tables).unwrap()],
            ..CodeSets::embedded()
        }
    }

    #[test]
    fn the_standing_of_a_diagnosis() {
        let sets = CodeSets::embedded();
        let facts = CodesetFacts::new(&sets);
        let span = |from: &str, to: Option<&str>| CodeStatus::NotInForce {
            from: Some(day(from)),
            to: to.map(day),
        };
        for (code, on, expected) in [
            ("E11.22", "2026-06-15", CodeStatus::Valid),
            ("S52.501A", "2026-06-15", CodeStatus::Valid),
            ("E11.2", "2026-06-15", CodeStatus::NotBillable { needs_more: true }),
            ("S52.501", "2026-06-15", CodeStatus::NotBillable { needs_more: true }),
            ("R51", "2020-09-30", CodeStatus::Valid),
            ("R51", "2020-10-01", span("2015-10-01", Some("2020-09-30"))),
            ("R51.9", "2020-09-30", span("2020-10-01", None)),
            ("Q99.99", "2026-06-15", CodeStatus::Unknown),
            ("", "2026-06-15", CodeStatus::Unknown),
            ("Ü11.22", "2026-06-15", CodeStatus::Unknown),
            // No later release is imported: the last one stays in force.
            ("I10", "2029-01-01", CodeStatus::Valid),
        ] {
            assert_eq!(facts.diagnosis(code, day(on)), expected, "{code} {on}");
        }
        assert!(facts.has_diagnoses(day("2015-10-01")) && !facts.has_diagnoses(day("2015-09-30")));
    }

    #[test]
    fn a_code_with_several_rows_is_in_force_from_its_first() {
        let sets = CodeSets::embedded();
        let facts = CodesetFacts::new(&sets);
        let rows = sets.embedded.validity_rows();
        let late = rows.windows(2).find(|pair| {
            pair[0].code == pair[1].code
                && pair[0].ends.plus_days(1) == pair[1].starts
                && pair[0].starts > day("2016-10-01")
        });
        let late = late.expect("the validity table has codes with several rows");
        let before = late[0].starts.plus_days(-1);
        match facts.diagnosis(&codesets::code::dotted(&late[0].code), before) {
            CodeStatus::NotInForce { from, .. } => assert_eq!(from, Some(late[0].starts)),
            other => panic!("{}: {other:?}", late[0].code),
        }
    }

    #[test]
    fn attributes_of_the_code_editor() {
        let sets = CodeSets::embedded();
        let facts = CodesetFacts::new(&sets);
        let of = |code| facts.diagnosis_attributes(code, day("2026-06-15"));
        assert_eq!((of("O80").sex, of("N40.0").sex), (Some(Sex::Female), Some(Sex::Male)));
        assert_eq!(of("O80").ages, Some(AgeGroup::Maternity));
        let early = facts.diagnosis_attributes("P07.30", day("2016-06-15"));
        assert_eq!((early.ages, of("P07.30").ages), (Some(AgeGroup::Newborn), None));
        assert!(of("F02.80").manifestation && of("W19.XXXA").external_cause);
        assert!(of("Z3A.08").unacceptable_principal);
        assert!(of("Z51.89").requires_secondary && !of("Z51.89").unacceptable_principal);
        // The editor gave up the sex of this code in 2016, long before all others.
        assert_eq!(of("Z79.890").sex, None);
        assert_eq!(of("J18.9"), Attributes::default());
        assert_eq!(of("nonsense"), Attributes::default());
    }

    #[test]
    fn an_excludes1_note_is_asked_one_way() {
        let sets = CodeSets::embedded();
        let facts = CodesetFacts::new(&sets);
        let on = day("2026-06-15");
        assert!(facts.excludes1("E11.9", "E10.9", on).unwrap().contains("E10"));
        // R73.09 is excluded at R73 by "diabetes mellitus (E08-E13)"; E11 does not name R73.
        assert!(facts.excludes1("R73.09", "E11.9", on).is_some());
        assert!(facts.excludes1("E11.9", "R73.09", on).is_none());
    }

    #[test]
    fn procedures_and_modifiers_of_the_lists_that_are_held() {
        let sets = sets();
        let facts = CodesetFacts::new(&sets);
        let (held, before) = (day("2026-06-15"), day("2025-06-15"));
        for (code, known) in [
            ("J1885", Some(CodeStatus::Valid)),
            ("J9999", Some(CodeStatus::Unknown)),
            ("LT", Some(CodeStatus::Unknown)),
            ("D0120", None),
            ("99213", None),
            ("", None),
        ] {
            assert_eq!(facts.procedure(code, held), known, "{code}");
            assert_eq!(facts.procedure(code, before), None, "{code}");
        }
        for (modifier, known) in
            [("LT", Some(true)), ("ZZ", Some(false)), ("25", None), ("1P", None), ("P3", None)]
        {
            assert_eq!(facts.modifier_known(modifier, held), known, "{modifier}");
            assert_eq!(facts.modifier_known(modifier, before), None, "{modifier}");
        }
        assert_eq!(facts.releases(held).len(), 4);
        let names = ["icd10cm", "icd10pcs-validity"];
        assert_eq!(facts.releases(before).keys().collect::<Vec<_>>(), names);
    }
}
