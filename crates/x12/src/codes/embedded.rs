//! What this crate knows of the lists by itself.

use super::{
    CodeLists, List, Origin, Release, Standing, diagnosis, institutional, party, place, procedure,
    status, tooth,
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
        [(List::Pos, "pos", place::PLACES_LABEL)]
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
