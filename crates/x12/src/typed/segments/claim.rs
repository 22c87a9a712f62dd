//! The claim itself, its coverage and its codes.

use super::composites::{FacilityType, HealthCode, RelatedCauses, ReportActions};
use crate::typed::node::segment;
use crate::typed::text::{Amount, Number, Text};
use crate::typed::value::Run;

segment! {
    /// A claim.
    Clm "CLM" {
        1 control_number: Text,
        2 charge: Amount,
        3 filing_indicator: Text,
        4 claim_type: Text,
        5 facility: FacilityType,
        6 provider_signature: Text,
        7 assignment: Text,
        8 benefits_assigned: Text,
        9 release_of_information: Text,
        10 patient_signature: Text,
        11 causes: RelatedCauses,
        12 special_program: Text,
        13 condition_13: Text,
        14 level_of_service: Text,
        15 condition_15: Text,
        16 provider_agreement: Text,
        17 status: Text,
        18 explanation_of_benefits: Text,
        19 submission_reason: Text,
        20 delay_reason: Text,
    }
    /// Coverage by one payer.
    Sbr "SBR" {
        1 sequence: Text,
        2 relationship: Text,
        3 group: Text,
        4 group_name: Text,
        5 insurance_type: Text,
        6 coordination: Text,
        7 condition: Text,
        8 employment: Text,
        9 filing_indicator: Text,
    }
    /// The patient.
    Pat "PAT" {
        1 relationship: Text,
        2 location: Text,
        3 employment: Text,
        4 student: Text,
        5 date_format: Text,
        6 death_date: Text,
        7 weight_unit: Text,
        8 weight: Number,
        9 pregnant: Text,
    }
    /// Priority and source of an admission, and status of the patient.
    Cl1 "CL1" {
        1 admission_type: Text,
        2 admission_source: Text,
        3 patient_status: Text,
        4 residence_status: Text,
    }
    /// Orthodontic treatment.
    Dn1 "DN1" {
        1 months_total: Number,
        2 months_remaining: Number,
        3 condition: Text,
        4 description: Text,
    }
    /// A tooth that is missing or to be extracted.
    Dn2 "DN2" {
        1 tooth: Text,
        2 status: Text,
        3 quantity: Number,
        4 date_format: Text,
        5 date: Text,
        6 list: Text,
    }
    /// An attachment.
    Pwk "PWK" {
        1 report_type: Text,
        2 transmission: Text,
        3 copies: Number,
        4 entity: Text,
        5 qualifier: Text,
        6 identifier: Text,
        7 description: Text,
        8 actions: ReportActions,
        9 request_category: Text,
    }
    /// Contract with the payer.
    Cn1 "CN1" {
        1 contract_type: Text,
        2 amount: Amount,
        3 percentage: Number,
        4 code: Text,
        5 discount: Number,
        6 version: Text,
    }
    /// Codes: diagnoses, procedures, occurrences, values, conditions, treatments.
    Hi "HI" {
        1 codes: Run<HealthCode, 12>,
    }
    /// Pricing by a third party.
    Hcp "HCP" {
        1 method: Text,
        2 allowed: Amount,
        3 saved: Amount,
        4 organization: Text,
        5 rate: Number,
        6 group: Text,
        7 group_amount: Amount,
        8 revenue_code: Text,
        9 qualifier: Text,
        10 procedure: Text,
        11 unit: Text,
        12 quantity: Number,
        13 reject_reason: Text,
        14 compliance: Text,
        15 exception: Text,
    }
    /// Other insurance.
    Oi "OI" {
        1 filing_indicator: Text,
        2 submission_reason: Text,
        3 benefits_assigned: Text,
        4 patient_signature: Text,
        5 provider_agreement: Text,
        6 release_of_information: Text,
    }
}
