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
    case("modifier.assistant", 1, |c| mark(c, "66984", "AS")),
    case("modifier.co_surgeons", 1, |c| mark(c, "66984", "62")),
    case("modifier.team", 1, |c| mark(c, "27447", "66")),
    case("modifier.multiple", 1, |c| mark(c, "33517", "51")),
    case("modifier.multiple", 1, |c| mark(c, "71046", "51")),
];

const NEVER: [Severity; 6] = [Block, Reason, Reason, Reason, Warn, Warn];
const WITH_RECORD: [Severity; 6] = [Reason, Warn, Warn, Warn, Warn, Warn];

/// Every indicator, modifier and payer.
#[test]
fn every_indicator_modifier_and_payer() {
    type Verdicts = [(u8, Option<[Severity; 6]>); 4];
    let assistant: Verdicts =
        [(0, Some(WITH_RECORD)), (1, Some(NEVER)), (2, None), (9, Some(NEVER))];
    let shared: Verdicts = [(0, Some(NEVER)), (1, Some(WITH_RECORD)), (2, None), (9, Some(NEVER))];
    for (modifier, verdicts) in [
        ("80", assistant),
        ("81", assistant),
        ("82", assistant),
        ("AS", assistant),
        ("62", shared),
        ("66", shared),
    ] {
        for (indicator, expected) in verdicts {
            // The other two indicators allow everything: each modifier has its own.
            let free = FeeLine { assistant: 2, co_surgeons: 2, team: 2, ..SURGERY };
            let row = match modifier {
                "62" => FeeLine { co_surgeons: indicator, ..free },
                "66" => FeeLine { team: indicator, ..free },
                _ => FeeLine { assistant: indicator, ..free },
            };
            let codes = OneRow::new("29999", row);
            for (at, kind) in PAYERS.into_iter().enumerate() {
                let claim = services(kind, &[("29999", &[modifier], 1)]);
                let severities: Vec<_> = found(&claim, &codes).iter().map(|f| f.1).collect();
                let expected: Vec<_> = expected.iter().map(|of| of[at]).collect();
                assert_eq!(severities, expected, "{modifier} {indicator} {kind:?}");
            }
        }
    }
}

#[test]
fn several_procedures() {
    for (global, multiple, fires) in [
        (GlobalPeriod::Day, 0, true),
        (GlobalPeriod::Day, 2, false),
        (GlobalPeriod::Day, 3, false),
        (GlobalPeriod::NinetyDays, 2, false),
        (GlobalPeriod::NotApplicable, 4, false),
        (GlobalPeriod::NotApplicable, 9, true),
        (GlobalPeriod::AddOn, 0, true),
        (GlobalPeriod::AddOn, 2, true),
    ] {
        let codes = OneRow::new("29999", FeeLine { global, multiple, ..VISIT });
        for kind in PAYERS {
            let claim = services(kind, &[("29999", &["51"], 1)]);
            let expected = fires.then_some(("modifier.multiple".to_owned(), Warn));
            let expected: Vec<_> = expected.into_iter().collect();
            assert_eq!(found(&claim, &codes), expected, "{global:?} {multiple} {kind:?}");
        }
    }
}

#[test]
fn contractors_price_some_codes_and_an_assistant_at_a_knee_is_free() {
    let codes = OneRow::new("29999", FeeLine { status: 'C', ..SURGERY });
    let claim = services(PayerKind::Medicare, &[("29999", &["AS"], 1)]);
    assert_eq!(found(&claim, &codes), [("modifier.assistant".to_owned(), Reason)]);
    let knee = services(PayerKind::Medicare, &[("27447", &["AS", "LT"], 1)]);
    assert_eq!(found(&knee, &HandMade::default()), []);
}
