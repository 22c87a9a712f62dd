//! Certificates of need and of conditions.

use crate::typed::node::segment;
use crate::typed::text::{Day, Number, Text};
use crate::typed::value::Run;

segment! {
    /// Ambulance.
    Cr1 "CR1" {
        1 weight_unit: Text,
        2 weight: Number,
        3 transport: Text,
        4 reason: Text,
        5 distance_unit: Text,
        6 distance: Number,
        7 address_7: Text,
        8 address_8: Text,
        9 round_trip: Text,
        10 stretcher: Text,
    }
    /// Spinal manipulation.
    Cr2 "CR2" {
        1 treatment: Number,
        2 treatments: Number,
        3 subluxation_first: Text,
        4 subluxation_last: Text,
        5 period_unit: Text,
        6 periods: Number,
        7 monthly: Number,
        8 condition: Text,
        9 complication: Text,
        10 description: Text,
        11 more_description: Text,
        12 x_ray: Text,
    }
    /// Durable medical equipment.
    Cr3 "CR3" {
        1 certification: Text,
        2 unit: Text,
        3 duration: Number,
        4 insulin: Text,
        5 description: Text,
    }
    /// Oxygen therapy.
    Cr5 "CR5" {
        1 certification: Text,
        2 duration: Number,
        3 equipment: Text,
        4 second_equipment: Text,
        5 description: Text,
        6 flow_rate: Number,
        7 daily_use: Number,
        8 hourly_use: Number,
        9 order: Text,
        10 blood_gas: Number,
        11 saturation: Number,
        12 test_condition: Text,
        13 finding_1: Text,
        14 finding_2: Text,
        15 finding_3: Text,
        16 portable_flow_rate: Number,
        17 delivery: Text,
        18 third_equipment: Text,
    }
    /// Home health care.
    Cr6 "CR6" {
        1 prognosis: Text,
        2 start_date: Day,
        3 period_format: Text,
        4 period: Text,
        5 onset_date: Day,
        6 skilled_nursing: Text,
        7 medicare: Text,
        8 certification: Text,
        9 surgery_date: Day,
        10 qualifier: Text,
        11 procedure: Text,
        12 order_date: Day,
        13 last_visit: Day,
        14 contact_date: Day,
        15 stay_format: Text,
        16 stay: Text,
        17 location: Text,
        18 date_18: Day,
        19 date_19: Day,
        20 date_20: Day,
        21 date_21: Day,
    }
    /// Conditions that hold or do not hold.
    Crc "CRC" {
        1 category: Text,
        2 holds: Text,
        3 conditions: Run<Text, 5>,
    }
}
