//! The rules, one file a family. A rule is a function from the subject to its hits; its
//! identifier, severity and source stand in the table of [`crate::registry`].

pub(crate) mod addon;
pub(crate) mod age;
pub(crate) mod auth;
pub(crate) mod bilateral;
pub(crate) mod components;
pub(crate) mod date;
pub(crate) mod discontinued;
pub(crate) mod duplicate;
pub(crate) mod excluded;
pub(crate) mod excludes;
pub(crate) mod follows;
pub(crate) mod format;
pub(crate) mod frequency;
pub(crate) mod global;
pub(crate) mod manifestation;
pub(crate) mod mce;
pub(crate) mod modifier;
pub(crate) mod mue;
pub(crate) mod necessity;
pub(crate) mod npi;
pub(crate) mod patient;
pub(crate) mod pointer;
pub(crate) mod pos;
pub(crate) mod ptp;
pub(crate) mod sequence;
pub(crate) mod sex;
pub(crate) mod side;
pub(crate) mod status;
pub(crate) mod surgeons;
pub(crate) mod taxonomy;
pub(crate) mod timely;
pub(crate) mod units;
pub(crate) mod validity;
pub(crate) mod visit_modifier;

/// The firing cases of every family, for the tests of the table.
#[cfg(test)]
pub(crate) fn all_cases() -> Vec<crate::example::Case> {
    [
        addon::tests::CASES,
        age::tests::CASES,
        auth::tests::CASES,
        bilateral::tests::CASES,
        components::tests::CASES,
        date::tests::CASES,
        discontinued::tests::CASES,
        duplicate::tests::CASES,
        excludes::tests::CASES,
        format::claim::tests::CASES,
        format::claim_number::tests::CASES,
        format::drugs::tests::CASES,
        format::institutional::tests::CASES,
        format::laboratory::tests::CASES,
        format::lines::tests::CASES,
        format::other_payers::tests::CASES,
        format::parties::tests::CASES,
        format::providers::tests::CASES,
        format::stay::tests::CASES,
        frequency::tests::CASES,
        global::tests::CASES,
        manifestation::tests::CASES,
        mce::coverage::tests::CASES,
        mce::diagnosis::tests::CASES,
        mce::stay::tests::CASES,
        modifier::tests::CASES,
        mue::tests::CASES,
        necessity::tests::CASES,
        excluded::tests::CASES,
        npi::tests::CASES,
        patient::tests::CASES,
        pointer::tests::CASES,
        ptp::tests::CASES,
        pos::tests::CASES,
        sequence::tests::CASES,
        sex::tests::CASES,
        side::tests::CASES,
        status::tests::CASES,
        surgeons::tests::CASES,
        taxonomy::tests::CASES,
        timely::tests::CASES,
        units::tests::CASES,
        validity::tests::CASES,
        visit_modifier::tests::CASES,
    ]
    .concat()
}
