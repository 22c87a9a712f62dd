use crate::example::fees::{OneRow, PAYERS, SURGERY, VISIT, found, services};
use crate::example::{Case, HandMade, case};
use codesets::fee_schedule::{FeeLine, GlobalPeriod};
use model::Severity::{self, *};
use model::{Claim, PayerKind};

fn mark(claim: &mut Claim, code: &str, modifier: &str) {
    claim.lines[0].code = Some(code.to_owned());
    claim.lines[0].modifiers = vec![modifier.to_owned()];
}

pub(crate) const CASES: &[Case] = &[
    case("modifier.visit_only", 1, |c| mark(c, "20610", "25")),
    case("modifier.surgery_only", 1, |c| mark(c, "99213", "79")),
    case("modifier.split_care", 1, |c| mark(c, "20610", "55")),
];

const SEVERITIES: [Severity; 6] = [Reason, Warn, Warn, Warn, Warn, Warn];

fn check(code: &'static str, row: FeeLine, modifier: &str, id: Option<&str>) {
    let codes = OneRow::new(code, row);
    for (kind, severity) in PAYERS.into_iter().zip(SEVERITIES) {
        let claim = services(kind, &[(code, &[modifier], 1)]);
        let ours = |id: &str| ["_only", "split_care"].iter().any(|end| id.ends_with(end));
        let mut found = found(&claim, &codes);
        found.retain(|(id, _)| ours(id));
        let expected: Vec<_> = id.map(|id| (id.to_owned(), severity)).into_iter().collect();
        assert_eq!(found, expected, "{code} {:?} {modifier} {kind:?}", row.global);
    }
}

/// Every period and every modifier of visits, surgery and parts of the package.
#[test]
fn every_period_and_modifier() {
    use GlobalPeriod::{AddOn, Contractor, Day, Maternity, NinetyDays, NotApplicable, TenDays};
    let (visit, split) = (Some("modifier.visit_only"), Some("modifier.split_care"));
    for (global, of_visits, of_parts) in [
        (Day, visit, split),
        (TenDays, visit, None),
        (NinetyDays, visit, None),
        (Maternity, None, None),
        (NotApplicable, None, split),
        (Contractor, None, None),
        (AddOn, visit, split),
    ] {
        let row = FeeLine { global, ..SURGERY };
        check("29999", row, "25", of_visits);
        for modifier in ["24", "57"] {
            check("29999", row, modifier, visit);
        }
        for modifier in ["54", "55", "56"] {
            check("29999", row, modifier, of_parts);
        }
        for modifier in ["58", "78", "79", "59", "RT"] {
            check("29999", row, modifier, None);
        }
    }
}

#[test]
fn visits_and_their_add_ons() {
    for modifier in ["24", "25", "57"] {
        check("99213", VISIT, modifier, None);
        check("99417", FeeLine { global: GlobalPeriod::AddOn, ..VISIT }, modifier, None);
        check("92014", VISIT, modifier, None);
        check("G0439", VISIT, modifier, None);
    }
    for modifier in ["58", "78", "79", "59"] {
        for code in ["99213", "99203", "99291", "92014"] {
            check(code, VISIT, modifier, Some("modifier.surgery_only"));
        }
    }
}

#[test]
fn cataract_surgery_with_shared_care() {
    for modifiers in [&["54", "RT"][..], &["55", "RT"]] {
        let claim = services(PayerKind::Medicare, &[("66984", modifiers, 1)]);
        assert_eq!(found(&claim, &HandMade::default()), []);
    }
}
