//! 277CA and 277: where a claim stands and why. Categories are code list 507, statuses 508 and
//! entities data element 98.

use super::quoted;
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
    /// The payer does not have it, or could not look.
    Unknown,
    /// The payer's front door refused it.
    Refused,
}

/// Where a claim stands by the first category of its statuses that says so.
pub(crate) fn standing(statuses: &[ClaimStatus]) -> Standing {
    let mut categories = statuses.iter().flat_map(|one| &one.codes).map(|code| &*code.category);
    let of = |category: &str| match category {
        "A3" | "A6" | "A7" | "A8" => Some(Standing::Refused),
        "A4" | "D0" => Some(Standing::Unknown),
        _ if category.starts_with('F') => Some(Standing::Decided),
        "P3" | "P4" => Some(Standing::Asks),
        _ if category.starts_with('R') => Some(Standing::Asks),
        _ if category.starts_with(['A', 'P']) => Some(Standing::Pending),
        _ => None,
    };
    categories.find_map(of).unwrap_or(Standing::Unknown)
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
        "E3" => "no answer, something is to be put right first",
        "E4" => "no answer, an agreement with them is missing",
        "F0" => "decided",
        "F1" => "decided, it is paid",
        "F2" => "decided, it is denied",
        "F3" | "F3F" | "F3N" => "decided again",
        "F4" => "decided, nothing is paid",
        "F5" => "decided, it cannot go on",
        "P0" => "they work on it, more is told with it",
        "P1" => "they work on it",
        "P2" => "somebody at the payer looks at it",
        "P3" => "they wait for something from the provider",
        "P4" => "they wait for something from the patient",
        "P5" => "it is held by the payer",
        code if code.starts_with('R') => "they ask for more",
        _ => "a standing that this program does not know",
    }
}

/// The statuses that come most often, in our own words.
fn of_status(code: &str) -> Option<&'static str> {
    STATUSES.iter().find(|(own, _)| *own == code).map(|(_, words)| *words)
}

const STATUSES: &[(&str, &str)] = &[
    ("0", "nothing more can be told this way"),
    ("1", "the remittance tells more"),
    ("2", "a letter tells more"),
    ("3", "it is decided and waits for the next payment"),
    ("6", "the subscriber owes the rest"),
    ("12", "procedure codes were joined"),
    ("15", "procedure codes were changed"),
    ("16", "it was passed on"),
    ("17", "it was passed on by a third party"),
    ("18", "it came in, and its standing cannot be told"),
    ("19", "it came in"),
    ("20", "it is taken for a decision"),
    ("21", "something is missing or wrong, and no more is said"),
    ("23", "sent back"),
    ("24", "no approval to submit electronically"),
    ("25", "no approval"),
    ("26", "not found"),
    ("27", "the policy was cancelled"),
    ("29", "subscriber and policy number do not belong together"),
    ("30", "subscriber and member number do not belong together"),
    ("31", "subscriber and policyholder do not belong together"),
    ("32", "subscriber or policy number is not found"),
    ("33", "subscriber or member number is not found"),
    ("34", "subscriber or policyholder is not found"),
    ("35", "the claim is not found"),
    ("38", "it waits for the next round of decisions"),
    ("40", "it waits for the last approval"),
    ("41", "it needs special handling at the payer"),
    ("42", "it waits for related charges"),
    ("44", "it waits for an audit of the provider"),
    ("45", "it waits for a decision on benefits"),
    ("46", "it is reviewed at the payer"),
    ("49", "it waits for a review of the provider's accreditation"),
    ("50", "it waits until the provider is verified"),
    ("51", "it waits for news of an accident or illness at work"),
    ("52", "they look for other insurance"),
    ("53", "they look for the right member or group number"),
    ("54", "it is a duplicate of a claim or line that was decided"),
    ("55", "it is with somebody who decides"),
    ("56", "it waits for a decision on eligibility"),
    ("59", "they asked for more, by letter or telephone"),
    ("60", "they asked for more, electronically"),
    ("65", "it is paid"),
    ("78", "it is a duplicate of one that waits"),
    ("83", "newborns are not covered"),
    ("84", "the service has no authorization"),
    ("85", "another payer comes first"),
    ("86", "diagnosis and sex do not fit"),
    ("88", "no coverage on the days of service"),
    ("90", "no medical coverage on the days of service"),
    ("91", "no coverage or approval on the days of service"),
    ("95", "what they asked for did not come"),
    ("96", "no agreement with them"),
    ("97", "the patient's coverage is not found"),
    ("98", "the charge went to the deductible"),
    ("101", "it was taken as a change of an earlier claim"),
    ("103", "it was joined with another claim"),
    ("104", "decided by the plan's rules"),
    ("105", "it is paid by capitation"),
    ("106", "the amount is not theirs to pay"),
    ("107", "decided by the contract"),
    ("108", "the coverage was cancelled"),
    ("109", "no coverage"),
    ("114", "another payer decides this"),
    ("116", "it went to the wrong payer"),
    ("117", "the mark for a signature on file is missing"),
    ("121", "more service lines than the payer takes"),
    ("122", "data that are missing or wrong stop it"),
    ("123", "they ask for more information"),
    ("124", "name, address, telephone or identifier"),
    ("125", "name"),
    ("126", "address"),
    ("127", "telephone"),
    ("128", "tax identifier"),
    ("131", "Medicare number of the provider"),
    ("132", "Medicaid number of the provider"),
    ("142", "licence number"),
    ("143", "state licence number"),
    ("145", "taxonomy"),
    ("148", "Social Security number"),
    ("153", "identifier"),
    ("157", "sex"),
    ("158", "birth date"),
    ("159", "date of death"),
    ("162", "Medicare number"),
    ("163", "policy number"),
    ("164", "member number"),
    ("171", "other insurance"),
    ("178", "charge"),
    ("187", "days of service"),
    ("188", "days of the statement"),
    ("189", "admission day"),
    ("190", "discharge day"),
    ("228", "type of bill"),
    ("232", "admitting diagnosis"),
    ("247", "service lines"),
    ("249", "place of service"),
    ("252", "authorization number"),
    ("254", "principal diagnosis"),
    ("255", "diagnosis"),
    ("256", "DRG"),
    ("258", "days or units"),
    ("286", "what the other payer decided"),
    ("297", "medical record"),
    ("306", "description of the service"),
    ("400", "amounts do not add up"),
    ("448", "this combination cannot be billed"),
    ("453", "procedure modifier"),
    ("454", "procedure code"),
    ("455", "revenue code"),
    ("464", "the payer's own claim number"),
    ("465", "principal procedure of the stay"),
    ("476", "units of service"),
    ("477", "pointer to a diagnosis"),
    ("478", "the claim's number"),
    ("480", "kind of insurance (claim filing indicator)"),
    ("481", "the form of the claim"),
    ("484", "their system is not available"),
    ("500", "postal code"),
    ("501", "state"),
    ("502", "city"),
    ("503", "street"),
    ("504", "family name"),
    ("505", "given name"),
    ("507", "HCPCS code"),
    ("535", "claim frequency"),
    ("560", "further identifier"),
    ("562", "NPI"),
    ("672", "what the other payer paid does not add up"),
    ("673", "reason for the visit"),
    ("732", "it does not follow the billing guidelines"),
];

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
            ("A4", Standing::Unknown),
            ("A7", Standing::Refused),
            ("P1", Standing::Pending),
            ("P3", Standing::Asks),
            ("R4", Standing::Asks),
            ("F1", Standing::Decided),
            ("F2", Standing::Decided),
            ("D0", Standing::Unknown),
            ("E1", Standing::Unknown),
            ("??", Standing::Unknown),
        ] {
            assert_eq!(standing(&[one(category, "1", None)]), wanted, "{category}");
        }
        assert_eq!(standing(&[]), Standing::Unknown);
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
