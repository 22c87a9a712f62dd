//! 277CA and 277: where a claim stands and why. Categories are code list 507, statuses 508 and
//! entities data element 98.

use super::quoted;
use super::status_codes::of_status;
use model::acknowledgement::{ClaimStatus, StatusCode};
use store::payments::RefusalReason;

/// Reasons of one answer that are kept.
const MOST: usize = 20;

/// What a 277 means for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The payer works on it: wait.
    Pending,
    /// The payer decided: the remittance comes, or came.
    Decided,
    /// The payer wants something of us.
    Asks,
    /// The payer does not have it.
    NotFound,
    /// The payer could not look this time: it is asked again.
    NoAnswer,
    /// What it says is nothing that this program knows, or it says that the question was wrong.
    Unclear,
    /// The payer's front door refused it.
    Refused,
}

/// The statuses of a claim that works on it by which more was asked for.
const ASKED_FOR: [&str; 2] = ["59", "60"];

/// Where a claim stands by all that is said of it: of several, what asks most of us.
pub(crate) fn standing(statuses: &[ClaimStatus]) -> Standing {
    let codes = || statuses.iter().flat_map(|one| &one.codes);
    let said = |stands: Standing| codes().any(|code| of_code(code) == stands);
    let order = [
        Standing::Refused,
        Standing::Decided,
        Standing::Asks,
        Standing::Pending,
        Standing::NotFound,
        Standing::Unclear,
        Standing::NoAnswer,
    ];
    order.into_iter().find(|stands| said(*stands)).unwrap_or(Standing::Unclear)
}

/// What one code says, by its category (code list 507).
fn of_code(code: &StatusCode) -> Standing {
    let asked_for = ASKED_FOR.contains(&&*code.status);
    match &*code.category {
        "A3" | "A6" | "A7" | "A8" => Standing::Refused,
        "A4" | "D0" => Standing::NotFound,
        "P3" | "P4" | "RQ" => Standing::Asks,
        "P0" | "P1" | "P2" | "P5" if asked_for => Standing::Asks,
        "A0" | "A1" | "A2" | "A5" | "P0" | "P1" | "P2" | "P5" => Standing::Pending,
        "F0" | "F1" | "F2" | "F3" | "F3F" | "F3N" | "F4" | "F5" => Standing::Decided,
        "E1" | "E2" => Standing::NoAnswer,
        category if is_request(category) => Standing::Asks,
        _ => Standing::Unclear,
    }
}

/// Whether a category asks for more: R and a number.
fn is_request(category: &str) -> bool {
    let number = category.strip_prefix('R');
    number.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|one| one.is_ascii_digit()))
}

/// What the statuses of a claim say, one sentence a code; `line` names the line that they are of.
pub(crate) fn status_reasons(statuses: &[ClaimStatus], line: Option<&str>) -> Vec<RefusalReason> {
    let place = line.map(|line| format!("line {}", quoted(line))).unwrap_or_default();
    let mut all: Vec<RefusalReason> = Vec::new();
    for status in statuses {
        let words = status.text.as_deref().map(quoted).filter(|text| !text.is_empty());
        for (number, code) in status.codes.iter().enumerate() {
            let own = words.as_ref().filter(|_| number == 0);
            let said = sentence(code, own.map(String::as_str));
            let one = RefusalReason { said, place: place_of(code, &place) };
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all.truncate(MOST);
    all
}

fn sentence(code: &StatusCode, own: Option<&str>) -> String {
    let whose = code.entity.as_deref().and_then(entity).map(|who| format!(" of {who}"));
    let what = match of_status(&code.status) {
        Some(words) => format!("{words}{}", whose.unwrap_or_default()),
        None => format!("status {}{}", quoted(&code.status), whose.unwrap_or_default()),
    };
    let own = own.map(|text| format!("; they write: {text}")).unwrap_or_default();
    let numbers = format!("{}:{}", quoted(&code.category), quoted(&code.status));
    let category = category(&code.category);
    // Often the two say the same: "taken for a decision: it is taken for a decision".
    let told = match (what.ends_with(category), category.ends_with(&what)) {
        (true, _) => what,
        (_, true) => category.to_owned(),
        _ => format!("{category}: {what}"),
    };
    format!("{told} ({numbers}){own}")
}

/// Where in the claim: the loop of the party that the status is about.
fn place_of(code: &StatusCode, line: &str) -> String {
    let party = match code.entity.as_deref() {
        Some("85") => "loop 2010AA, billing provider",
        Some("87") => "loop 2010AB, pay-to address",
        Some("IL") => "loop 2010BA, subscriber",
        Some("PR") => "loop 2010BB, payer",
        Some("QC") => "loop 2010CA, patient",
        Some("82") => "loop 2310, rendering provider",
        Some("DN") => "loop 2310, referring provider",
        Some("DK") => "loop 2420, ordering provider",
        Some("77") => "loop 2310, service facility",
        Some("71") => "loop 2310A, attending provider",
        Some("41") => "loop 1000A, submitter",
        Some("40") => "loop 1000B, receiver",
        _ => "",
    };
    match (line.is_empty(), party.is_empty()) {
        (true, _) => party.to_owned(),
        (_, true) => line.to_owned(),
        _ => format!("{line}, {party}"),
    }
}

fn entity(code: &str) -> Option<&'static str> {
    Some(match code {
        "36" => "the employer",
        "40" => "the receiver",
        "41" => "the submitter",
        "71" => "the attending provider",
        "72" => "the operating provider",
        "77" => "the service facility",
        "82" => "the rendering provider",
        "85" => "the billing provider",
        "87" => "the pay-to provider",
        "DK" => "the ordering provider",
        "DN" => "the referring provider",
        "DQ" => "the supervising provider",
        "GB" => "the other insured",
        "IL" => "the insured",
        "PR" => "the payer",
        "PRP" => "the primary payer",
        "QC" => "the patient",
        "AY" => "the clearinghouse",
        "03" => "the dependent",
        _ => return None,
    })
}

fn category(code: &str) -> &'static str {
    match code {
        "A0" => "passed on",
        "A1" => "received",
        "A2" => "taken for a decision",
        "A3" => "sent back, it cannot be worked on",
        "A4" => "not found",
        "A5" => "split in two",
        "A6" => "refused, something is missing",
        "A7" => "refused, something is wrong",
        "A8" => "refused, two things do not fit together",
        "D0" => "nothing found",
        "E0" => "no answer, the question was wrong",
        "E1" => "no answer, their system could not",
        "E2" => "no answer, whoever knows did not reply",
        "E3" => "no answer, what was asked does not fit together",
        "E4" => "no answer, the data are not as the agreement with them asks",
        "F0" => "decided",
        "F1" => "decided, it is paid",
        "F2" => "decided, it is denied",
        "F3" => "decided again, with a change",
        "F3F" => "decided, and passed on to the next payer",
        "F3N" => "decided, and not passed on to the next payer",
        "F4" => "decided, nothing is paid",
        "F5" => "decided, it cannot go on",
        "P0" => "it is pended",
        "P1" => "they work on it",
        "P2" => "somebody at the payer looks at it",
        "P3" => "they wait for something from the provider",
        "P4" => "they wait for something from the patient",
        "P5" => "it is held by the payer",
        "R0" | "R2" => "they ask for more",
        "R1" => "they ask for more about a person or an organization",
        "R3" => "they ask for more of what a claim tells",
        "R4" => "they ask for documents",
        "R5" => "they ask again, in more detail",
        "R6" => "they ask for what a regulation wants",
        "R7" => "they ask whether the care follows the plan's rules",
        "R8" => "they ask whether an exception of the plan fits",
        "R9" => "they ask why the care was necessary",
        "R10" => "they ask for what supports a grievance or an appeal",
        "R11" => "they ask before they pay, to look at it",
        "R12" => "they ask why this procedure code was used",
        "R13" => "they ask again, what was sent cannot be read",
        "R14" => "they ask again, what was sent is not what they wanted",
        "R15" => "they ask whether workers' compensation covers it",
        "R16" => "they ask for what tells whether the patient is insured",
        "R17" => "they ask for this in the place of what they asked before",
        "RQ" => "they ask what is answered by yes or no",
        code if is_request(code) => "they ask for more",
        _ => "a standing that this program does not know",
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, standing, status_reasons};
    use model::acknowledgement::{ClaimStatus, StatusCode};

    fn one(category: &str, status: &str, entity: Option<&str>) -> ClaimStatus {
        let code = StatusCode {
            category: category.to_owned(),
            status: status.to_owned(),
            entity: entity.map(str::to_owned),
        };
        ClaimStatus { codes: vec![code], ..ClaimStatus::default() }
    }

    #[test]
    fn standing_follows_the_category() {
        for (category, wanted) in [
            ("A1", Standing::Pending),
            ("A4", Standing::NotFound),
            ("A7", Standing::Refused),
            ("P1", Standing::Pending),
            ("P3", Standing::Asks),
            ("P4", Standing::Asks),
            ("R0", Standing::Asks),
            ("R4", Standing::Asks),
            ("R16", Standing::Asks),
            ("F1", Standing::Decided),
            ("F2", Standing::Decided),
            ("D0", Standing::NotFound),
            ("E0", Standing::Unclear),
            ("E1", Standing::NoAnswer),
            ("E2", Standing::NoAnswer),
            ("E3", Standing::Unclear),
            ("E4", Standing::Unclear),
            ("RQ", Standing::Asks),
            ("P9", Standing::Unclear),
            ("??", Standing::Unclear),
        ] {
            assert_eq!(standing(&[one(category, "1", None)]), wanted, "{category}");
        }
        assert_eq!(standing(&[]), Standing::Unclear);
    }

    #[test]
    fn of_several_codes_the_one_counts_that_asks_most() {
        for (first, second, wanted) in [
            (("P1", "20"), ("R4", "297"), Standing::Asks),
            (("R4", "297"), ("F2", "1"), Standing::Decided),
            (("P1", "20"), ("??", "1"), Standing::Pending),
            (("A4", "35"), ("P1", "20"), Standing::Pending),
            (("E1", "0"), ("D0", "35"), Standing::NotFound),
            (("A1", "19"), ("A7", "562"), Standing::Refused),
        ] {
            let both = [one(first.0, first.1, None), one(second.0, second.1, None)];
            assert_eq!(standing(&both), wanted, "{first:?} {second:?}");
        }
        // They work on it, and say in the status that they asked.
        assert_eq!(standing(&[one("P1", "60", None)]), Standing::Asks);
        assert_eq!(standing(&[one("P2", "59", None)]), Standing::Asks);
    }

    #[test]
    fn a_status_is_told_with_its_party_place_and_numbers() {
        let told =
            status_reasons(&[one("A7", "562", Some("85")), one("A7", "562", Some("85"))], None);
        assert_eq!(told.len(), 1);
        assert_eq!(
            told[0].said,
            "refused, something is wrong: NPI of the billing provider (A7:562)"
        );
        assert_eq!(told[0].place, "loop 2010AA, billing provider");
        for (category, status, said) in [
            ("A2", "20", "it is taken for a decision (A2:20)"),
            ("F1", "65", "decided, it is paid (F1:65)"),
        ] {
            assert_eq!(status_reasons(&[one(category, status, None)], None)[0].said, said);
        }
        let mut odd = one("Z9", "99999", None);
        odd.text = Some("CALL US\n".to_owned());
        let told = status_reasons(&[odd], Some("3"));
        assert!(told[0].said.contains("99999") && told[0].said.ends_with("CALL US"), "{told:?}");
        assert_eq!(told[0].place, "line 3");
    }
}
