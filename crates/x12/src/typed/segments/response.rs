//! Acknowledgements, rejections, statuses.

use super::composites::{Context, ElementReference, Position, StatusCode};
use crate::typed::node::segment;
use crate::typed::text::{Amount, Day, Number, Text};
use crate::typed::value::Run;

segment! {
    /// The group that is acknowledged.
    Ak1 "AK1" {
        1 code: Text,
        2 control_number: Text,
        3 version: Text,
    }
    /// The transaction that is acknowledged.
    Ak2 "AK2" {
        1 set: Text,
        2 control_number: Text,
        3 guide: Text,
    }
    /// A segment with an error.
    Ik3 "IK3" {
        1 segment: Text,
        2 position: Number,
        3 loop_id: Text,
        4 error: Text,
    }
    /// What an error is about.
    Ctx "CTX" {
        1 contexts: Vec<Context>,
        2 segment: Text,
        3 position: Number,
        4 loop_id: Text,
        5 element: Position,
        6 reference: ElementReference,
    }
    /// An element with an error.
    Ik4 "IK4" {
        1 position: Position,
        2 reference: Text,
        3 error: Text,
        4 copy: Text,
    }
    /// The verdict on a transaction.
    Ik5 "IK5" {
        1 code: Text,
        2 errors: Run<Text, 5>,
    }
    /// The verdict on a group.
    Ak9 "AK9" {
        1 code: Text,
        2 included: Number,
        3 received: Number,
        4 accepted: Number,
        5 errors: Run<Text, 5>,
    }
    /// Why a request could not be answered.
    Aaa "AAA" {
        1 valid: Text,
        2 agency: Text,
        3 reason: Text,
        4 follow_up: Text,
    }
    /// Status of a claim or service.
    Stc "STC" {
        1 status: StatusCode,
        2 date: Day,
        3 action: Text,
        4 charge: Amount,
        5 paid: Amount,
        6 adjudicated: Day,
        7 payment_method: Text,
        8 payment_date: Day,
        9 check_number: Text,
        10 second_status: StatusCode,
        11 third_status: StatusCode,
        12 text: Text,
    }
}
