//! Where the form locators of the UB-04 stand: line and column of the first character on the
//! ten-pitch grid, and how much each holds. The labels are our own.

use super::form::{Place, at};

/// Service lines on one sheet; the twenty-third carries the totals.
pub(super) const LINES: usize = 22;
/// A box of each number, with the one beside it for a part of the answer.
macro_rules! beside {
    ($part:literal: $($number:literal)*) => {
        [$(($number, concat!($number, $part))),*]
    };
}

/// Boxes of the conditions: the principal one and FL 67 A to Q; whether it was there on admission.
pub(super) const DIAGNOSIS: [(&str, &str); 18] = beside!(".poa":
    "67" "67A" "67B" "67C" "67D" "67E" "67F" "67G" "67H" "67I" "67J" "67K" "67L" "67M" "67N" "67O"
    "67P" "67Q");
/// Boxes of external causes.
pub(super) const CAUSE: [(&str, &str); 3] = beside!(".poa": "72a" "72b" "72c");
/// Boxes of the reasons for an outpatient's visit.
pub(super) const REASON: [&str; 3] = ["70a", "70b", "70c"];
/// Boxes of operations and their days.
pub(super) const OPERATION: [(&str, &str); 6] = beside!(".day": "74" "74a" "74b" "74c" "74d" "74e");

/// The boxes of one payer, in the rows A, B and C.
pub(super) struct PayerRow {
    pub(super) name: &'static str,
    pub(super) id: &'static str,
    pub(super) release: &'static str,
    pub(super) assignment: &'static str,
    pub(super) paid: (&'static str, &'static str),
    pub(super) insured: &'static str,
    pub(super) relation: &'static str,
    pub(super) member: &'static str,
    pub(super) plan: &'static str,
    pub(super) group: &'static str,
}

/// The boxes of the payer in a row.
macro_rules! payer {
    ($row:literal) => {
        PayerRow {
            name: concat!("50", $row),
            id: concat!("51", $row),
            release: concat!("52", $row),
            assignment: concat!("53", $row),
            paid: (concat!("54", $row, ".dollars"), concat!("54", $row, ".cents")),
            insured: concat!("58", $row),
            relation: concat!("59", $row),
            member: concat!("60", $row),
            plan: concat!("61", $row),
            group: concat!("62", $row),
        }
    };
}

/// The three payers.
pub(super) const PAYERS: [PayerRow; 3] = [payer!("A"), payer!("B"), payer!("C")];

#[rustfmt::skip]
pub(super) const PLACES: &[Place] = &[
    at("1.name", 1, 2, 25, "1 bills"), at("1.street", 2, 2, 25, ""),
    at("1.city", 3, 2, 25, ""), at("1.phone", 4, 2, 25, ""),
    at("3a", 1, 54, 24, "3a control no"), at("4", 2, 78, 4, "4 bill"),
    at("5", 4, 51, 10, "5 tax id"), at("6.from", 4, 61, 6, "6 from"),
    at("6.through", 4, 68, 6, "6 through"),
    at("8a", 5, 12, 19, "8a patient id"), at("8b", 6, 2, 29, "8b patient"),
    at("9a", 5, 42, 40, "9a street"), at("9b", 6, 32, 30, "9b city"),
    at("9c", 6, 65, 2, "c"), at("9d", 6, 69, 10, "9d zip"),
    at("10", 8, 1, 8, "10 born"), at("11", 8, 11, 1, "11"),
    at("12", 8, 13, 6, "12 in"), at("13", 8, 19, 2, "13"), at("14", 8, 23, 1, "14"),
    at("15", 8, 26, 1, "15"), at("16", 8, 28, 2, "16"), at("17", 8, 31, 2, "17"),
    at("38.name", 12, 2, 40, "38 send to"), at("38.street", 13, 2, 40, ""),
    at("38.city", 14, 2, 40, ""),
    // The first service line; the others follow on every line.
    at("42", 18, 1, 4, "42"), at("43", 18, 6, 24, "43 drug or words"),
    at("44", 18, 31, 14, "44 code"), at("44.rate.dollars", 18, 31, 7, "44 rate"),
    at("44.rate.cents", 18, 39, 2, ""), at("45", 18, 46, 6, "45 day"),
    at("46", 18, 53, 7, "46 units"), at("47.dollars", 18, 61, 7, "47 charge"),
    at("47.cents", 18, 69, 2, ""),
    at("42.total", 40, 1, 4, ""), at("43.page", 40, 11, 3, "page"),
    at("43.of", 40, 17, 3, "of"), at("45.prepared", 40, 46, 6, "made"),
    at("47.total.dollars", 40, 61, 7, "47 total"), at("47.total.cents", 40, 69, 2, ""),
    at("56", 41, 68, 10, "56 NPI"),
    at("50A", 42, 1, 23, "50 payer"), at("51A", 42, 24, 15, "51 plan"),
    at("52A", 42, 39, 1, "52"), at("53A", 42, 42, 1, "53"),
    at("54A.dollars", 42, 44, 7, "54 paid"), at("54A.cents", 42, 52, 2, ""),
    at("50B", 43, 1, 23, ""), at("51B", 43, 24, 15, ""), at("52B", 43, 39, 1, ""),
    at("53B", 43, 42, 1, ""), at("54B.dollars", 43, 44, 7, ""), at("54B.cents", 43, 52, 2, ""),
    at("50C", 44, 1, 23, ""), at("51C", 44, 24, 15, ""), at("52C", 44, 39, 1, ""),
    at("53C", 44, 42, 1, ""), at("54C.dollars", 44, 44, 7, ""), at("54C.cents", 44, 52, 2, ""),
    at("58A", 46, 1, 25, "58 insured"), at("59A", 46, 27, 2, "59"),
    at("60A", 46, 30, 20, "60 member"), at("61A", 46, 50, 14, "61 plan"),
    at("62A", 46, 65, 17, "62 group"),
    at("58B", 47, 1, 25, ""), at("59B", 47, 27, 2, ""), at("60B", 47, 30, 20, ""),
    at("61B", 47, 50, 14, ""), at("62B", 47, 65, 17, ""),
    at("58C", 48, 1, 25, ""), at("59C", 48, 27, 2, ""), at("60C", 48, 30, 20, ""),
    at("61C", 48, 50, 14, ""), at("62C", 48, 65, 17, ""),
    at("63A", 50, 1, 30, "63 authorization"), at("64A", 50, 32, 26, "64 payer's no"),
    at("63B", 51, 1, 30, ""), at("64B", 51, 32, 26, ""),
    at("63C", 52, 1, 30, ""), at("64C", 52, 32, 26, ""),
    at("67", 53, 2, 7, "67"), at("67.poa", 53, 9, 1, ""),
    at("67A", 53, 10, 7, "A"), at("67A.poa", 53, 17, 1, ""),
    at("67B", 53, 18, 7, "B"), at("67B.poa", 53, 25, 1, ""),
    at("67C", 53, 26, 7, "C"), at("67C.poa", 53, 33, 1, ""),
    at("67D", 53, 34, 7, "D"), at("67D.poa", 53, 41, 1, ""),
    at("67E", 53, 42, 7, "E"), at("67E.poa", 53, 49, 1, ""),
    at("67F", 53, 50, 7, "F"), at("67F.poa", 53, 57, 1, ""),
    at("67G", 53, 58, 7, "G"), at("67G.poa", 53, 65, 1, ""),
    at("67H", 53, 66, 7, "H"), at("67H.poa", 53, 73, 1, ""),
    at("66", 54, 1, 1, ""),
    at("67I", 54, 2, 7, "66, I"), at("67I.poa", 54, 9, 1, ""),
    at("67J", 54, 10, 7, "J"), at("67J.poa", 54, 17, 1, ""),
    at("67K", 54, 18, 7, "K"), at("67K.poa", 54, 25, 1, ""),
    at("67L", 54, 26, 7, "L"), at("67L.poa", 54, 33, 1, ""),
    at("67M", 54, 34, 7, "M"), at("67M.poa", 54, 41, 1, ""),
    at("67N", 54, 42, 7, "N"), at("67N.poa", 54, 49, 1, ""),
    at("67O", 54, 50, 7, "O"), at("67O.poa", 54, 57, 1, ""),
    at("67P", 54, 58, 7, "P"), at("67P.poa", 54, 65, 1, ""),
    at("67Q", 54, 66, 7, "Q"), at("67Q.poa", 54, 73, 1, ""),
    at("69", 55, 5, 7, "69 admitting"), at("70a", 55, 17, 7, "70"), at("70b", 55, 24, 7, ""),
    at("70c", 55, 31, 7, ""),
    at("72a", 55, 49, 7, "72 cause"), at("72a.poa", 55, 56, 1, ""),
    at("72b", 55, 57, 7, ""), at("72b.poa", 55, 64, 1, ""),
    at("72c", 55, 65, 7, ""), at("72c.poa", 55, 72, 1, ""),
    at("76.npi", 56, 60, 10, "76 attending"), at("76.last", 57, 54, 16, ""),
    at("76.first", 57, 71, 11, ""),
    at("74", 57, 1, 7, "74 operations"), at("74.day", 57, 9, 6, ""),
    at("74a", 57, 16, 7, "a"), at("74a.day", 57, 24, 6, ""),
    at("74b", 57, 31, 7, "b"), at("74b.day", 57, 39, 6, ""),
    at("77.npi", 58, 60, 10, "77 operating"), at("77.last", 59, 54, 16, ""),
    at("77.first", 59, 71, 11, ""),
    at("74c", 59, 1, 7, "c"), at("74c.day", 59, 9, 6, ""),
    at("74d", 59, 16, 7, "d"), at("74d.day", 59, 24, 6, ""),
    at("74e", 59, 31, 7, "e"), at("74e.day", 59, 39, 6, ""),
    at("81a.qualifier", 60, 27, 2, "81"), at("81a.code", 60, 29, 10, ""),
    at("78.qualifier", 60, 56, 2, "78"), at("78.npi", 60, 60, 10, ""),
    at("78.last", 61, 54, 16, ""), at("78.first", 61, 71, 11, ""),
];
