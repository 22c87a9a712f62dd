//! Payments and adjustments (835, and the coordination of benefits in an 837).

use super::composites::{AdjustmentIdentifier, MoreReferences};
use crate::typed::node::{elements, segment};
use crate::typed::text::{Amount, Day, Number, Text};
use crate::typed::value::Run;

segment! {
    /// How much is paid, and how.
    Bpr "BPR" {
        1 handling: Text,
        2 amount: Amount,
        3 credit_or_debit: Text,
        4 method: Text,
        5 format: Text,
        6 sender_bank_qualifier: Text,
        7 sender_bank: Text,
        8 sender_account_qualifier: Text,
        9 sender_account: Text,
        10 originator: Text,
        11 originator_supplement: Text,
        12 receiver_bank_qualifier: Text,
        13 receiver_bank: Text,
        14 receiver_account_qualifier: Text,
        15 receiver_account: Text,
        16 date: Day,
        17 business_function: Text,
        18 third_bank_qualifier: Text,
        19 third_bank: Text,
        20 third_account_qualifier: Text,
        21 third_account: Text,
    }
    /// Currency.
    Cur "CUR" {
        1 entity: Text,
        2 currency: Text,
        3 rate: Number,
        4 second_entity: Text,
        5 second_currency: Text,
        6 market: Text,
        7 events: Run<CurrencyEvent, 5>,
    }
    /// How remittance information is delivered.
    Rdm "RDM" {
        1 method: Text,
        2 name: Text,
        3 address: Text,
        4 reference: MoreReferences,
        5 second_reference: MoreReferences,
    }
    /// Payment of one claim.
    Clp "CLP" {
        1 control_number: Text,
        2 status: Text,
        3 charge: Amount,
        4 paid: Amount,
        5 patient_responsibility: Amount,
        6 filing_indicator: Text,
        7 payer_control_number: Text,
        8 facility_type: Text,
        9 frequency: Text,
        10 patient_status: Text,
        11 drg: Text,
        12 drg_weight: Number,
        13 discharge_fraction: Number,
        14 consent: Text,
    }
    /// Adjustments of one group.
    Cas "CAS" {
        1 group: Text,
        2 adjustments: Run<Adjustment, 6>,
    }
    /// Adjustments of a provider's payment that belong to no claim of it.
    Plb "PLB" {
        1 provider: Text,
        2 fiscal_period: Day,
        3 adjustments: Run<ProviderAdjustment, 6>,
    }
    /// An amount.
    Amt "AMT" {
        1 qualifier: Text,
        2 amount: Amount,
        3 credit_or_debit: Text,
    }
}

elements! {
    /// Reason, amount and quantity of one adjustment.
    Adjustment { reason: Text, amount: Amount, quantity: Number, }
    /// Reason with reference, and amount.
    ProviderAdjustment { identifier: AdjustmentIdentifier, amount: Amount, }
    /// When a rate of exchange holds.
    CurrencyEvent { qualifier: Text, date: Day, time: Text, }
}
