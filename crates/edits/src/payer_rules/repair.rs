//! The formatting repairs that a rule may name. This list is all that a rule can ever change: how
//! a number of somebody is written, never what was done, why, how often or for how much.

use model::{Claim, Subscriber};

/// A repair of the form of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repair {
    TrimMemberId,
    UpperMemberId,
    JoinMemberId,
    UpperGroup,
    TrimAuthorization,
    UpperAuthorization,
    UpperClia,
    DigitsTaxId,
    DigitsBillingPhone,
    DigitsBillingZip,
    DigitsPatientZip,
    DigitsSubscriberZip,
}

/// Every repair: its name, the field, and what it does in plain words.
pub(crate) const REPAIRS: [(Repair, &str, &str, &str); 12] = [
    (Repair::TrimMemberId, "trim_member_id", "subscriber.member_id", "takes outer spaces away"),
    (Repair::UpperMemberId, "upper_member_id", "subscriber.member_id", "writes capital letters"),
    (
        Repair::JoinMemberId,
        "join_member_id",
        "subscriber.member_id",
        "takes spaces and hyphens out",
    ),
    (Repair::UpperGroup, "upper_group", "subscriber.group", "writes capital letters"),
    (
        Repair::TrimAuthorization,
        "trim_authorization",
        "claim.authorization",
        "takes outer spaces away",
    ),
    (
        Repair::UpperAuthorization,
        "upper_authorization",
        "claim.authorization",
        "writes capital letters",
    ),
    (Repair::UpperClia, "upper_clia", "claim.clia", "writes capital letters"),
    (Repair::DigitsTaxId, "digits_tax_id", "billing.tax_id", "keeps the digits only"),
    (Repair::DigitsBillingPhone, "digits_billing_phone", "billing.phone", "keeps the digits only"),
    (Repair::DigitsBillingZip, "digits_billing_zip", "billing.zip", "keeps the digits only"),
    (Repair::DigitsPatientZip, "digits_patient_zip", "patient.zip", "keeps the digits only"),
    (
        Repair::DigitsSubscriberZip,
        "digits_subscriber_zip",
        "subscriber.zip",
        "keeps the digits only",
    ),
];

impl Repair {
    /// The repair of this name.
    pub(crate) fn named(name: &str) -> Option<Repair> {
        REPAIRS.iter().find(|(_, known, ..)| *known == name).map(|(repair, ..)| *repair)
    }

    /// The names of all.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        REPAIRS.iter().map(|(_, name, ..)| *name)
    }

    fn row(self) -> (&'static str, &'static str, &'static str) {
        let row = REPAIRS.iter().find(|(known, ..)| *known == self);
        row.map_or(("", "", ""), |(_, name, field, words)| (name, field, words))
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        self.row().0
    }

    /// The path of the field that it writes anew.
    pub(crate) fn field(self) -> &'static str {
        self.row().1
    }

    /// What it does, after `it`.
    pub(crate) fn words(self) -> &'static str {
        self.row().2
    }

    /// Writes the field anew; true when that changed it. A text that nothing would be left of
    /// stays as it is.
    pub(crate) fn apply(self, claim: &mut Claim) -> bool {
        let Some(text) = self.text(claim) else { return false };
        let better: String = match self {
            Repair::TrimMemberId | Repair::TrimAuthorization => text.trim().to_owned(),
            Repair::JoinMemberId => {
                text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
            }
            Repair::UpperMemberId
            | Repair::UpperGroup
            | Repair::UpperAuthorization
            | Repair::UpperClia => text.to_ascii_uppercase(),
            Repair::DigitsTaxId
            | Repair::DigitsBillingPhone
            | Repair::DigitsBillingZip
            | Repair::DigitsPatientZip
            | Repair::DigitsSubscriberZip => text.chars().filter(char::is_ascii_digit).collect(),
        };
        let changes = !better.is_empty() && better != *text;
        if changes {
            *text = better;
        }
        changes
    }

    fn text(self, claim: &mut Claim) -> Option<&mut String> {
        fn subscriber(claim: &mut Claim) -> Option<&mut Subscriber> {
            claim.subscriber.as_mut()
        }
        match self {
            Repair::TrimMemberId | Repair::UpperMemberId | Repair::JoinMemberId => {
                subscriber(claim).map(|subscriber| &mut subscriber.member_id)
            }
            Repair::UpperGroup => subscriber(claim).and_then(|s| s.group.as_mut()),
            Repair::TrimAuthorization | Repair::UpperAuthorization => claim.authorization.as_mut(),
            Repair::UpperClia => claim.clia.as_mut(),
            Repair::DigitsTaxId => claim.billing.tax_id.as_mut(),
            Repair::DigitsBillingPhone => claim.billing.phone.as_mut(),
            Repair::DigitsBillingZip => claim.billing.address.as_mut().map(|a| &mut a.zip),
            Repair::DigitsPatientZip => claim.patient.address.as_mut().map(|a| &mut a.zip),
            Repair::DigitsSubscriberZip => {
                subscriber(claim).and_then(|s| s.address.as_mut()).map(|a| &mut a.zip)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payer_rules::schema::DOCUMENT;

    #[test]
    fn a_repair_changes_its_field_once_and_nothing_clinical() {
        for (repair, name, field, _) in REPAIRS {
            let mut claim = crate::example::professional();
            let dirty = |text: &mut String| *text = format!(" ab-{text} ");
            dirty(&mut claim.subscriber.as_mut().unwrap().member_id);
            claim.subscriber.as_mut().unwrap().group = Some("g7".to_owned());
            claim.subscriber.as_mut().unwrap().address.as_mut().unwrap().zip = "62701-1".to_owned();
            claim.authorization = Some(" ab12 ".to_owned());
            claim.clia = Some("11d0000000".to_owned());
            claim.billing.tax_id = Some("12-3456789".to_owned());
            claim.billing.phone = Some("(217) 555-0100".to_owned());
            claim.billing.address.as_mut().unwrap().zip = "62701-1234".to_owned();
            claim.patient.address.as_mut().unwrap().zip = "62701-1234".to_owned();
            let before = claim.clone();
            assert!(repair.apply(&mut claim), "{name}");
            assert!(!repair.apply(&mut claim), "{name} twice");
            assert_ne!(claim, before, "{name}");
            assert_eq!(claim.lines, before.lines, "{name}");
            assert_eq!(claim.diagnoses, before.diagnoses, "{name}");
            assert_eq!(Repair::named(name), Some(repair));
            assert!(DOCUMENT.path(field).is_ok(), "{field}");
        }
    }

    #[test]
    fn nothing_is_left_empty() {
        let mut claim = crate::example::professional();
        claim.billing.phone = Some("none".to_owned());
        assert!(!Repair::DigitsBillingPhone.apply(&mut claim));
        assert_eq!(claim.billing.phone.as_deref(), Some("none"));
        assert!(!Repair::UpperGroup.apply(&mut claim));
    }
}
