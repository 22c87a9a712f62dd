//! Service lines.

use super::composites::{OralAreas, Pointers, Procedure, Surfaces};
use crate::typed::node::segment;
use crate::typed::text::{Amount, Number, Text};

segment! {
    /// The number of a line, or of a group of claims.
    Lx "LX" {
        1 number: Text,
    }
    /// Payment or status of a service.
    Svc "SVC" {
        1 procedure: Procedure,
        2 charge: Amount,
        3 paid: Amount,
        4 revenue_code: Text,
        5 units_paid: Number,
        6 submitted_procedure: Procedure,
        7 units_submitted: Number,
    }
    /// What another payer decided on a line.
    Svd "SVD" {
        1 payer: Text,
        2 paid: Amount,
        3 procedure: Procedure,
        4 revenue_code: Text,
        5 units_paid: Number,
        6 bundled_line: Text,
    }
    /// A professional service.
    Sv1 "SV1" {
        1 procedure: Procedure,
        2 charge: Amount,
        3 unit: Text,
        4 quantity: Number,
        5 place_of_service: Text,
        6 service_type: Text,
        7 pointers: Pointers,
        8 amount: Amount,
        9 emergency: Text,
        10 multiple_procedure: Text,
        11 screening: Text,
        12 family_planning: Text,
        13 review: Text,
        14 review_value: Text,
        15 copay_status: Text,
        16 shortage_area: Text,
        17 reference: Text,
        18 postal_code: Text,
        19 second_amount: Amount,
        20 level_of_care: Text,
        21 provider_agreement: Text,
    }
    /// An institutional service.
    Sv2 "SV2" {
        1 revenue_code: Text,
        2 procedure: Procedure,
        3 charge: Amount,
        4 unit: Text,
        5 quantity: Number,
        6 rate: Number,
        7 non_covered: Amount,
        8 condition: Text,
        9 residence_status: Text,
        10 level_of_care: Text,
    }
    /// A dental service.
    Sv3 "SV3" {
        1 procedure: Procedure,
        2 charge: Amount,
        3 place_of_service: Text,
        4 oral_areas: OralAreas,
        5 prosthesis: Text,
        6 quantity: Number,
        7 description: Text,
        8 copay_status: Text,
        9 provider_agreement: Text,
        10 condition: Text,
        11 pointers: Pointers,
    }
    /// Durable medical equipment.
    Sv5 "SV5" {
        1 procedure: Procedure,
        2 unit: Text,
        3 quantity: Number,
        4 rental_price: Amount,
        5 purchase_price: Amount,
        6 rental_frequency: Text,
        7 prognosis: Text,
    }
    /// A tooth and its surfaces.
    Too "TOO" {
        1 qualifier: Text,
        2 tooth: Text,
        3 surfaces: Surfaces,
    }
    /// Purchased service.
    Ps1 "PS1" {
        1 provider: Text,
        2 amount: Amount,
        3 state: Text,
    }
}
