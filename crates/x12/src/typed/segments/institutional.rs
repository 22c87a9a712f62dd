//! Inpatient and outpatient adjudication, and the totals of a provider.

use crate::typed::node::segment;
use crate::typed::text::{Amount, Day, Number, Text};

segment! {
    /// Inpatient adjudication.
    Mia "MIA" {
        1 covered_days: Number,
        2 outlier_amount: Amount,
        3 lifetime_psychiatric_days: Number,
        4 drg_amount: Amount,
        5 remark_1: Text,
        6 disproportionate_share_amount: Amount,
        7 secondary_payer_amount: Amount,
        8 capital_amount: Amount,
        9 capital_federal_drg_amount: Amount,
        10 capital_hospital_drg_amount: Amount,
        11 capital_disproportionate_share_amount: Amount,
        12 old_capital_amount: Amount,
        13 capital_teaching_amount: Amount,
        14 hospital_drg_amount: Amount,
        15 cost_report_days: Number,
        16 federal_drg_amount: Amount,
        17 capital_outlier_amount: Amount,
        18 teaching_amount: Amount,
        19 professional_component: Amount,
        20 remark_2: Text,
        21 remark_3: Text,
        22 remark_4: Text,
        23 remark_5: Text,
        24 capital_exception_amount: Amount,
    }
    /// Outpatient adjudication.
    Moa "MOA" {
        1 rate: Number,
        2 payable_amount: Amount,
        3 remark_1: Text,
        4 remark_2: Text,
        5 remark_3: Text,
        6 remark_4: Text,
        7 remark_5: Text,
        8 renal_disease_amount: Amount,
        9 professional_component: Amount,
    }
    /// A provider's totals by type of bill and fiscal year.
    Ts3 "TS3" {
        1 provider: Text,
        2 facility_type: Text,
        3 fiscal_period: Day,
        4 claims: Number,
        5 charge: Amount,
        6 amount_6: Amount,
        7 amount_7: Amount,
        8 amount_8: Amount,
        9 amount_9: Amount,
        10 amount_10: Amount,
        11 amount_11: Amount,
        12 amount_12: Amount,
        13 secondary_payer_amount: Amount,
        14 amount_14: Amount,
        15 non_laboratory_charge: Amount,
        16 amount_16: Amount,
        17 payable_amount: Amount,
        18 amount_18: Amount,
        19 professional_component: Amount,
        20 patient_liability: Amount,
        21 patient_reimbursement: Amount,
        22 periodic_interim_claims: Number,
        23 periodic_interim_amount: Amount,
        24 amount_24: Amount,
    }
    /// A provider's inpatient totals.
    Ts2 "TS2" {
        1 drg_amount: Amount,
        2 federal_amount: Amount,
        3 hospital_amount: Amount,
        4 disproportionate_share_amount: Amount,
        5 capital_amount: Amount,
        6 teaching_amount: Amount,
        7 outlier_days: Number,
        8 day_outlier_amount: Amount,
        9 cost_outlier_amount: Amount,
        10 average_stay: Number,
        11 discharges: Number,
        12 cost_report_days: Number,
        13 covered_days: Number,
        14 non_covered_days: Number,
        15 secondary_payer_amount: Amount,
        16 average_drg_weight: Number,
        17 capital_federal_amount: Amount,
        18 capital_hospital_amount: Amount,
        19 capital_disproportionate_share_amount: Amount,
    }
}

impl Mia {
    /// The remark codes that are given, in order.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        [&self.remark_1, &self.remark_2, &self.remark_3, &self.remark_4, &self.remark_5]
            .into_iter()
            .filter_map(Text::given)
    }
}

impl Moa {
    /// The remark codes that are given, in order.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        [&self.remark_1, &self.remark_2, &self.remark_3, &self.remark_4, &self.remark_5]
            .into_iter()
            .filter_map(Text::given)
    }
}
