//! The lists that the guides name.

macro_rules! lists {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// A list outside the standard to which an element refers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum List {
            $($(#[$doc])* $variant,)*
        }

        impl List {
            /// Every list.
            pub const ALL: &'static [List] = &[$(List::$variant,)*];

            /// The list of a name in the guides, without its `@`.
            #[must_use]
            pub fn from_name(name: &str) -> Option<List> {
                match name {
                    $($name => Some(List::$variant),)*
                    _ => None,
                }
            }

            /// Its name in the guides, without the `@`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(List::$variant => $name,)*
                }
            }
        }
    };
}

lists! {
    /// National Provider Identifier.
    Npi "npi",
    /// State or province of the United States or Canada.
    State "state",
    /// Country, ISO 3166-1.
    Country "country",
    /// Currency, ISO 4217.
    Currency "currency",
    /// Postal code.
    Zip "zip",
    /// Place of service.
    Pos "pos",
    /// Provider taxonomy.
    Taxonomy "taxonomy",
    /// Revenue code.
    Revenue "revenue",
    /// Claim frequency, the third digit of a bill type.
    Frequency "frequency",
    /// Claim adjustment reason.
    Carc "carc",
    /// Remittance advice remark.
    Rarc "rarc",
    /// Remark of a kind that its qualifier names.
    Remark "remark",
    /// Claim status category.
    ClaimStatusCategory "claim-status-category",
    /// Claim status.
    ClaimStatus "claim-status",
    /// Diagnosis in the code system that its qualifier names.
    Diagnosis "diagnosis",
    /// Procedure in the code system that its qualifier names.
    Procedure "procedure",
    /// Procedure modifier.
    Modifier "modifier",
    /// National Drug Code.
    Ndc "ndc",
    /// Diagnosis-related group.
    Drg "drg",
    /// Condition of an institutional claim.
    Condition "condition",
    /// Occurrence on a day.
    Occurrence "occurrence",
    /// Occurrence over several days.
    OccurrenceSpan "occurrence-span",
    /// Value code of an institutional claim.
    ValueCode "value-code",
    /// Where the patient went or is (patient status).
    DischargeStatus "discharge-status",
    /// Priority of an admission.
    AdmissionType "admission-type",
    /// Point of origin of an admission.
    AdmissionSource "admission-source",
    /// Kind of service of an eligibility inquiry.
    ServiceType "service-type",
    /// Tooth.
    Tooth "tooth",
    /// Language, ISO 639.
    Language "language",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for list in List::ALL {
            assert_eq!(List::from_name(list.name()), Some(*list));
        }
        assert_eq!(List::from_name("claim-status-category"), Some(List::ClaimStatusCategory));
        assert_eq!(List::from_name("NPI"), None);
        let known = include_str!("../../guides/README.md");
        for list in List::ALL {
            assert!(known.contains(&format!("@{}", list.name())), "{}", list.name());
        }
    }
}
