//! Auth: services that the payer wants to have authorized.

use super::format::absent;
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::Severity;

/// Place of service: emergency room of a hospital.
const EMERGENCY_ROOM: &str = "23";
/// Type of admission: emergency.
const EMERGENCY: &str = "1";

/// # Checks
/// A claim with a code of the payer's authorization list carries an authorization number. For
/// emergency care the edit can be overridden: it needs no authorization in advance.
/// # Why
/// The payer denies the line for want of it (CARC 197).
/// # Source
/// The payer's list in the contract; 2300 REF G1.
pub(crate) fn missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    if !absent(claim.authorization.as_deref()) {
        return;
    }
    let emergency = claim.place_of_service.as_deref() == Some(EMERGENCY_ROOM)
        || subject.is_institutional() && claim.admission_type.as_deref() == Some(EMERGENCY);
    for (i, line) in subject.lines() {
        let Some(code) = line.code.as_deref() else { continue };
        if !claim.payer.auth_required.iter().any(|listed| listed.eq_ignore_ascii_case(code)) {
            continue;
        }
        out.push(
            Hit::at("authorization", "2300", "REF02 (G1)")
                .severity(if emergency { Severity::Reason } else { Severity::Block })
                .on_line(subject.line_number(i))
                .code(code)
                .says(format!(
                    "{} asks for an authorization for {code}; the claim carries none.",
                    payer_name(subject)
                ))
                .next("Add the authorization number, or ask the payer for a retrospective one."),
        );
    }
}

fn payer_name<'a>(subject: &Subject<'a>) -> &'a str {
    match subject.claim.payer.name.trim() {
        "" => "The payer",
        name => name,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, HandMade, case};
    use model::Severity;

    pub(crate) const CASES: &[Case] = &[
        case("auth.missing", 2, |c| c.lines[1].code = Some("70551".to_owned())),
        case("auth.missing", 2, |c| {
            c.lines[1].code = Some("70551".to_owned());
            c.authorization = Some(" ".to_owned());
        }),
    ];

    #[test]
    fn a_number_or_an_emergency_changes_it() {
        for (authorization, place, severity) in [
            (None, "11", Some(Severity::Block)),
            (None, "23", Some(Severity::Reason)),
            (Some("A77"), "11", None),
        ] {
            let mut claim = example::professional();
            claim.lines[1].code = Some("70551".to_owned());
            claim.authorization = authorization.map(str::to_owned);
            claim.place_of_service = Some(place.to_owned());
            let report = crate::scrub(&claim, &HandMade::default());
            let found = report.edits.iter().find(|e| e.id == "auth.missing").map(|e| e.severity);
            assert_eq!(found, severity, "{authorization:?} {place}");
        }
    }
}
