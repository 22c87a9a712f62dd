//! What this crate knows of the lists by itself.

use super::{
    CodeLists, List, Origin, Release, Standing, diagnosis, icd10, institutional, party, place,
    procedure, status, tooth,
};
use model::Date;

/// The lists inside the program: nothing is loaded, and no state is kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedded;

impl CodeLists for Embedded {
    fn judge(&self, list: List, qualifier: &[u8], code: &[u8], on: Option<Date>) -> Standing {
        match list {
            List::Npi => party::npi(code),
            List::State => place::state(code),
            List::Country => place::country(code, on),
            List::Currency => place::currency(code, on),
            List::Zip => place::zip(qualifier, code),
            List::Pos => place::place_of_service(code, on),
            List::Taxonomy => party::taxonomy(code),
            List::Revenue => institutional::revenue(code),
            List::Frequency => institutional::frequency(qualifier, code),
            List::Carc => status::adjustment_reason(code),
            List::Rarc => status::remittance_remark(code),
            List::Remark => status::remark(qualifier, code),
            List::ClaimStatusCategory => status::claim_status_category(code),
            List::ClaimStatus => status::claim_status(code),
            List::Diagnosis => diagnosis::diagnosis(qualifier, code, on),
            List::Procedure => procedure::procedure(qualifier, code, on),
            List::Modifier => procedure::modifier(code),
            List::Ndc => procedure::ndc(code),
            List::Drg => procedure::drg(code),
            List::Condition => institutional::condition(code),
            List::Occurrence => institutional::occurrence(code),
            List::OccurrenceSpan => institutional::occurrence_span(code),
            List::ValueCode => institutional::value_code(code),
            List::DischargeStatus => institutional::discharge_status(code, on),
            List::AdmissionType => institutional::admission_type(code),
            List::AdmissionSource => institutional::admission_source(code, on),
            List::ServiceType => status::service_type(code),
            List::Tooth => tooth::judge(qualifier, code),
            List::Language => party::language(code),
        }
    }

    fn releases(&self) -> Vec<Release> {
        let releases = [
            (List::Pos, "pos", place::PLACES_LABEL),
            (List::Diagnosis, "icd10cm", icd10::LABEL),
            (List::Procedure, "icd10pcs", icd10::LABEL),
        ];
        releases
            .into_iter()
            .map(|(list, system, label)| Release {
                list,
                system: system.to_owned(),
                label: label.to_owned(),
                origin: Origin::Embedded,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{NotChecked, NotInForce, Valid};

    /// The qualifier decides which revision judges, and the day whether it may be used.
    #[test]
    fn the_day_the_tenth_revision_began() {
        let last: Option<Date> = Some("2015-09-30".parse().unwrap());
        let first: Option<Date> = Some("2015-10-01".parse().unwrap());
        let (ninth, tenth) =
            (NotInForce { from: None, to: last }, NotInForce { from: first, to: None });
        for (list, qualifier, code, before, after) in [
            (List::Diagnosis, "ABK", "I10", tenth, Valid),
            (List::Diagnosis, "ABF", "I10", tenth, Valid),
            (List::Diagnosis, "ABJ", "I10", tenth, Valid),
            (List::Diagnosis, "APR", "I10", tenth, Valid),
            (List::Diagnosis, "ABN", "V0001XA", tenth, Valid),
            (List::Diagnosis, "BK", "4019", NotChecked, ninth),
            (List::Diagnosis, "BN", "E8888", NotChecked, ninth),
            (List::Procedure, "BBR", "0DTJ4ZZ", tenth, Valid),
            (List::Procedure, "BBQ", "0DTJ4ZZ", tenth, Valid),
            (List::Procedure, "BR", "4701", NotChecked, ninth),
            (List::Procedure, "BQ", "4701", NotChecked, ninth),
        ] {
            let judge = |on| Embedded.judge(list, qualifier.as_bytes(), code.as_bytes(), on);
            assert_eq!((judge(last), judge(first)), (before, after), "{qualifier} {code}");
        }
    }

    /// No list takes an empty code or arbitrary bytes, and none panics.
    #[test]
    fn nothing_is_passed_unread() {
        for list in List::ALL {
            for code in [&b""[..], b"\x00", b"\xff\xfe", b"!!", b"          ", &[b'~'; 300]] {
                let standing = Embedded.judge(*list, b"ABK", code, None);
                assert_ne!(standing, Valid, "{} {code:?}", list.name());
            }
            assert_eq!(Embedded.judge(*list, b"HC", b"", None), Standing::Malformed);
        }
    }
}
