//! Eligibility, benefits and review of services.

use super::composites::{FacilityType, MedicareStatus, Pointers, Procedure, RelatedCauses, Unit};
use crate::typed::node::segment;
use crate::typed::text::{Amount, Number, Text};

segment! {
    /// What is asked about.
    Inquiry "EQ" {
        1 service_types: Vec<Text>,
        2 procedure: Procedure,
        3 coverage_level: Text,
        4 insurance_type: Text,
        5 pointers: Pointers,
    }
    /// A benefit.
    Eb "EB" {
        1 information: Text,
        2 coverage_level: Text,
        3 service_types: Vec<Text>,
        4 insurance_type: Text,
        5 plan: Text,
        6 period: Text,
        7 amount: Amount,
        8 percentage: Number,
        9 quantity_qualifier: Text,
        10 quantity: Number,
        11 authorization_needed: Text,
        12 in_network: Text,
        13 procedure: Procedure,
        14 pointers: Pointers,
    }
    /// More on a benefit or an inquiry.
    Iii "III" {
        1 qualifier: Text,
        2 code: Text,
        3 category: Text,
        4 text: Text,
        5 quantity: Number,
        6 unit: Unit,
        7 surface_1: Text,
        8 surface_2: Text,
        9 surface_3: Text,
    }
    /// How often a service is delivered.
    Hsd "HSD" {
        1 quantity_qualifier: Text,
        2 quantity: Number,
        3 unit: Text,
        4 sample: Number,
        5 period_qualifier: Text,
        6 periods: Number,
        7 pattern: Text,
        8 time_of_day: Text,
    }
    /// Relationship and status of an insured person.
    Ins "INS" {
        1 is_subscriber: Text,
        2 relationship: Text,
        3 maintenance: Text,
        4 reason: Text,
        5 benefit_status: Text,
        6 medicare: MedicareStatus,
        7 continuation: Text,
        8 employment: Text,
        9 student: Text,
        10 handicap: Text,
        11 date_format: Text,
        12 date: Text,
        13 confidentiality: Text,
        14 city: Text,
        15 state: Text,
        16 country: Text,
        17 birth_order: Number,
    }
    /// Military personnel.
    Mpi "MPI" {
        1 status: Text,
        2 employment: Text,
        3 service: Text,
        4 description: Text,
        5 rank: Text,
        6 date_format: Text,
        7 date: Text,
    }
    /// A message.
    Msg "MSG" {
        1 text: Text,
        2 printer: Text,
        3 number: Number,
    }
    /// A loop begins.
    Ls "LS" {
        1 loop_id: Text,
    }
    /// A loop ends.
    Le "LE" {
        1 loop_id: Text,
    }
    /// The review that is asked for.
    Um "UM" {
        1 category: Text,
        2 certification: Text,
        3 service_type: Text,
        4 facility: FacilityType,
        5 causes: RelatedCauses,
        6 level_of_service: Text,
        7 health_condition: Text,
        8 prognosis: Text,
        9 release_of_information: Text,
        10 delay_reason: Text,
    }
    /// The decision of a review.
    Hcr "HCR" {
        1 action: Text,
        2 number: Text,
        3 reasons: Vec<Text>,
        4 second_opinion: Text,
    }
}
