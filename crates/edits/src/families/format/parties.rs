//! Format of patient, subscriber and payer. Names and addresses are asked for only of
//! a claim that is meant to be sent (see `carries_submission_facts`).

use super::address::address_faults;
use super::{absent, blank};
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::{PayerKind, Relationship};

/// # Checks
/// The patient's family name.
/// # Why
/// The payer finds the member by name, birth date and number together.
/// # Source
/// 2010BA or 2010CA NM103.
pub(crate) fn patient_name(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let name = subject.claim.patient.name.as_ref();
    if subject.for_submission && name.is_none_or(|n| blank(&n.family)) {
        out.push(
            Hit::at("patient.name", subject.patient_loop(), "NM103")
                .says("The patient has no family name.")
                .next("Add the patient's name as it stands on the insurance card."),
        );
    }
}

/// # Checks
/// The patient's birth date.
/// # Why
/// Required demographic; age edits cannot be judged without it.
/// # Source
/// 2010BA or 2010CA DMG02.
pub(crate) fn patient_birth_date(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.claim.patient.birth_date.is_none() {
        out.push(
            Hit::at("patient.birth_date", subject.patient_loop(), "DMG02")
                .says("The patient has no birth date.")
                .next("Add the birth date from the registration."),
        );
    }
}

/// # Checks
/// The patient's street, city, state and ZIP code.
/// # Why
/// Required for the subscriber who is the patient and for every dependent.
/// # Source
/// 2010BA or 2010CA N3, N4.
pub(crate) fn patient_address(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.for_submission {
        let address = subject.claim.patient.address.as_ref();
        address_faults(out, address, "patient.address", subject.patient_loop(), "the patient");
    }
}

/// # Checks
/// A subscriber with member number, family name and payer sequence; and when the subscriber is
/// the patient, one birth date for both.
/// # Why
/// The payer cannot find the policy otherwise.
/// # Source
/// 2000B SBR01, 2010BA NM103, NM109.
pub(crate) fn subscriber(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.for_submission {
        return;
    }
    let Some(subscriber) = subject.claim.subscriber.as_ref() else {
        out.push(
            Hit::at("subscriber", "2010BA", "NM1")
                .says("The claim has no subscriber.")
                .next("Add who holds the insurance, with the member number."),
        );
        return;
    };
    if blank(&subscriber.member_id) {
        out.push(
            Hit::at("subscriber.member_id", "2010BA", "NM109")
                .says("The subscriber has no member number.")
                .next("Take the member number from the insurance card or an eligibility answer."),
        );
    }
    if blank(&subscriber.name.family) {
        out.push(
            Hit::at("subscriber.name", "2010BA", "NM103")
                .says("The subscriber has no family name.")
                .next("Add the subscriber's name as it stands on the insurance card."),
        );
    }
    let sequence = subscriber.sequence.as_str();
    if !matches!(sequence, "P" | "S" | "T" | "A" | "B" | "C" | "D" | "E" | "F" | "G" | "H" | "U") {
        out.push(
            Hit::at("subscriber.sequence", "2000B", "SBR01")
                .says(format!("`{sequence}` is not a payer responsibility."))
                .next("Use P for the primary payer, S for the secondary, T for the tertiary."),
        );
    }
    let own = subscriber.relationship == Relationship::Same;
    let born = subject.claim.patient.birth_date;
    if own && subscriber.birth_date.is_some() && born.is_some() && subscriber.birth_date != born {
        out.push(
            Hit::at("subscriber.birth_date", "2010BA", "DMG02")
                .says("Subscriber and patient are one person but have two birth dates.")
                .next("Correct the wrong one, or the patient's relationship to the subscriber."),
        );
    }
}

/// # Checks
/// Why Medicare pays after another payer, on a professional claim that is sent.
/// # Why
/// Medicare is first unless one of the named reasons puts it later; a claim without it comes back.
/// # Source
/// 2000B SBR05, 2320 SBR05.
pub(crate) fn medicare_secondary(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.for_submission || !subject.is_professional() {
        return;
    }
    let claim = subject.claim;
    let own = claim.subscriber.as_ref();
    let own = own.map(|holder| (claim.payer.kind, holder.sequence.as_str(), holder, None));
    let others = claim.other_payers.iter().enumerate().filter_map(|(i, payer)| {
        Some((payer.kind, payer.sequence.as_str(), payer.subscriber.as_ref()?, Some(i)))
    });
    for (kind, sequence, holder, other) in own.into_iter().chain(others) {
        let later = kind == PayerKind::Medicare && !matches!(sequence, "" | "P" | "U");
        if !later || !absent(holder.medicare_secondary.as_deref()) {
            continue;
        }
        let hit = match other {
            None => Hit::at("subscriber.medicare_secondary", "2000B", "SBR05"),
            Some(i) => {
                let field = format!("other_payers[{i}].subscriber.medicare_secondary");
                Hit::at(field, "2320", "SBR05")
            }
        };
        let next = "Give the reason, as 12 for a working beneficiary or 43 for a disabled one.";
        out.push(
            hit.says("Medicare is not the first payer, and the claim does not say why.").next(next),
        );
    }
}

/// # Checks
/// Name of the payer, and its identifier on a claim that is sent.
/// # Why
/// The clearinghouse routes by the identifier.
/// # Source
/// 2010BB NM103, NM109.
pub(crate) fn payer(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let payer = &subject.claim.payer;
    if subject.for_submission && blank(&payer.name) {
        out.push(
            Hit::at("payer.name", "2010BB", "NM103")
                .says("The payer has no name.")
                .next("Add the payer's name."),
        );
    }
    if subject.for_submission && absent(payer.id.as_deref()) {
        out.push(
            Hit::at("payer.id", "2010BB", "NM109")
                .says("The payer has no identifier.")
                .next("Look the payer identifier up in the clearinghouse's payer list."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, case};
    use model::{Address, OtherPayer, PayerKind, Subscriber};

    pub(crate) const CASES: &[Case] = &[
        case("format.patient_name", 0, |c| c.patient.name = None),
        case("format.patient_birth_date", 0, |c| c.patient.birth_date = None),
        case("format.patient_address", 0, |c| c.patient.address = None),
        case("format.patient_address", 0, |c| {
            c.patient.address.as_mut().unwrap().state = "Illinois".to_owned();
        }),
        case("format.subscriber", 0, |c| c.subscriber = None),
        case("format.subscriber", 0, |c| c.subscriber.as_mut().unwrap().member_id.clear()),
        case("format.subscriber", 0, |c| c.subscriber.as_mut().unwrap().sequence.clear()),
        case("format.subscriber", 0, |c| {
            c.subscriber.as_mut().unwrap().birth_date = Some(example::day("1961-01-02"));
        }),
        case("format.medicare_secondary", 0, |c| {
            c.payer.kind = PayerKind::Medicare;
            c.subscriber.as_mut().unwrap().sequence = "S".to_owned();
        }),
        case("format.medicare_secondary", 0, |c| {
            c.other_payers = vec![OtherPayer {
                sequence: "S".to_owned(),
                kind: PayerKind::Medicare,
                subscriber: Some(Subscriber::default()),
                ..OtherPayer::default()
            }];
        }),
        case("format.payer", 0, |c| c.payer.name.clear()),
        case("format.payer", 0, |c| c.payer.id = None),
    ];

    #[test]
    fn every_missing_part_of_an_address_is_named() {
        let ids = example::ids_after(|c| c.patient.address = Some(Address::default()));
        assert_eq!(ids, ["format.patient_address"; 4]);
    }
}
