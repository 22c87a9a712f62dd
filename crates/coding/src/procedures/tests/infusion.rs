use super::{hold, read};
use model::Setting::{Clinic, Office};

#[test]
fn drugs_and_their_giving() {
    hold(
        Clinic,
        &[
            (
                "INFUSION NOTE\n\n0922  Iron sucrose (Venofer) 200 mg in NS 100 mL IVPB by \
              pump START\n\
              0932  VS 110/68, 84. no c/o\n0956  STOP. infusion complete (34 min).\n0958  \
              cyanocobalamin 1000 mcg (1 mL of 1000 mcg/mL) IM L deltoid. single-dose vial, no \
              waste.\n",
                &["96365", "96372-59", "J1756 x200", "J3420-JZ"],
            ),
            ("PLAN:\nCeftriaxone 1 g IM given.", &["96372", "J0696 x4"]),
            ("PLAN:\nZofran 4 mg IV push given.", &["96374", "J2405 x4"]),
            (
                "PLAN:\n9:00 Venofer 300 mg IV infusion started\n10:40 infusion stopped\n",
                &["96365", "96366", "J1756 x300"],
            ),
            (
                "PLAN:\n9:00 Venofer 100 mg IV infusion started\n9:12 infusion stopped\n",
                &["96374", "J1756 x100"],
            ),
            (
                "PLAN:\n0900 Zofran 8 mg IV push\n0910 Taxol 300 mg IV infusion started\n1225 \
              Taxol \
              infusion complete\n",
                &["96413", "96415 x2", "96375", "J2405 x8", "J9267 x300"],
            ),
            (
                "PLAN:\n0900 Venofer 200 mg infusion from 0900 to 0950\n0910 Rocephin 1 g \
              infusion \
              from 0910 to 0945\n",
                &["96365", "96368", "J1756 x200", "J0696 x4"],
            ),
            (
                "PLAN:\n0900 Venofer 200 mg infusion from 0900 to 0950\n1000 Rocephin 1 g \
              infusion \
              from 1000 to 1035\n",
                &["96365", "96367", "J1756 x200", "J0696 x4"],
            ),
            (
                "PLAN:\n0900 NS 1000 mL for hydration infusion from 0900 to 1000\n",
                &["96360", "J7030"],
            ),
            ("PLAN:\n0900 NS 250 mL for hydration infusion from 0900 to 0920\n", &["J7030"]),
            (
                "PLAN:\nCeftriaxone 500 mg IM given, 250 mg wasted.",
                &["96372", "J0696 x2", "J0696-JW"],
            ),
        ],
    );
}

#[test]
fn into_a_joint_the_giving_is_part_of_the_procedure() {
    hold(
        Office,
        &[
            (
                "PROCEDURE: The right knee was injected with 40 mg of Kenalog.",
                &["20610-RT", "J3301 x4"],
            ),
            (
                "PLAN: Right shoulder injection performed today with Kenalog 40 mg.",
                &["20610-RT", "J3301 x4"],
            ),
        ],
    );
}

#[test]
fn drugs_that_were_not_given() {
    hold(
        Office,
        &[
            ("MEDICATIONS: Cyanocobalamin 1000 mcg IM monthly.", &[]),
            ("PLAN: Will give ceftriaxone 1 g IM.", &[]),
            ("PLAN: Ceftriaxone ordered.", &[]),
            ("HPI: He received ceftriaxone 1 g IM last week.", &[]),
            ("ALLERGIES: Ceftriaxone given in 2010 caused hives.", &[]),
        ],
    );
}

#[test]
fn what_is_missing_is_said() {
    let found = read(Office, "PLAN: Kenalog injected into the right knee.");
    assert!(found.review.iter().any(|r| r.contains("dose")), "{found:?}");
    let found = read(Clinic, "PLAN: Venofer 200 mg IVPB given.");
    assert!(found.review.iter().any(|r| r.contains("began and ended")), "{found:?}");
}
