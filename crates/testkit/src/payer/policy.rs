//! The payer's policies as data: what it refuses, with which codes, since when, for how many of
//! its claims, what the cause is and what would have passed.

use super::chance::Share;
use model::{Claim, ClaimLine, Date};
use payments::denials::Category;
use payments::trace::Change;
use serde::{Deserialize, Serialize};

/// One policy. The order of a payer's policies is the order in which it looks: the first that a
/// line breaks is the one that refuses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its name, by which truths tell of it; unique within a payer.
    pub name: String,
    /// The first day on which claims received are judged by it.
    pub from: Date,
    /// The last day; without it, for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// How many of the claims that break it are refused for it.
    pub share: Share,
    /// What it asks.
    pub rule: Rule,
}

/// What a policy asks of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Rule {
    /// An authorization number (REF G1) for these codes: CO-197.
    Authorization {
        /// The codes.
        codes: Vec<String>,
    },
    /// The same, told as missing information: CO-16 with M62.
    AuthorizationNumber {
        /// The codes.
        codes: Vec<String>,
    },
    /// The first diagnosis of the line begins with one of these: CO-50 with N115.
    Diagnosis {
        /// The codes.
        codes: Vec<String>,
        /// How diagnoses that support them begin.
        supported_by: Vec<String>,
    },
    /// A modifier when another service is billed on the same day: CO-4.
    Modifier {
        /// The codes.
        codes: Vec<String>,
        /// The modifier.
        modifier: String,
        /// The other services; none: always.
        beside: Vec<String>,
    },
    /// A visit that is part of a procedure of the same day, unless it has modifier 25: CO-97 with
    /// N19.
    VisitWithProcedure {
        /// The visits.
        visits: Vec<String>,
        /// The procedures.
        procedures: Vec<String>,
    },
    /// A service that is part of another, unless one of these modifiers says otherwise: CO-97
    /// with M15.
    Pair {
        /// The part.
        code: String,
        /// The whole.
        into: String,
        /// Modifiers that keep them apart; none: nothing does.
        opened_by: Vec<String>,
    },
    /// At most so many units of a line: CO-151 with N362.
    Units {
        /// The codes.
        codes: Vec<String>,
        /// The most.
        most: u32,
    },
    /// One of these places of service: CO-5 with M77.
    Place {
        /// The codes.
        codes: Vec<String>,
        /// The places.
        places: Vec<String>,
    },
    /// The rendering provider has one of these taxonomies: CO-8 with N95.
    Taxonomy {
        /// The codes.
        codes: Vec<String>,
        /// The taxonomies.
        taxonomies: Vec<String>,
    },
    /// The level is one lower, for claims of fewer than so many diagnoses: CO-150.
    Level {
        /// The code.
        code: String,
        /// What is paid in its place.
        lower: String,
        /// Diagnoses that bear the higher one.
        diagnoses: usize,
    },
    /// Received within so many days of the last service: CO-29.
    TimelyFiling {
        /// The days.
        days: u16,
    },
    /// Not paid before, unless modifier 76 or 77 says that it was done again: CO-18 with M86.
    Duplicate,
    /// The coverage lasts on the day of service: CO-27.
    CoverageEnded,
    /// The member number is the one on file: CO-31 with N382.
    MemberNumber,
    /// No other insurer comes first: CO-22 with MA04.
    Coordination,
    /// The plan covers it: CO-96 with N130.
    NonCovered {
        /// The codes that it does not cover.
        codes: Vec<String>,
    },
    /// Records come with the claim, which an 837 cannot hold: CO-252 with M127.
    Records {
        /// The codes.
        codes: Vec<String>,
    },
    /// Pays less than the contract says, and says nothing of it: CO-45 is larger.
    Underpays {
        /// The codes.
        codes: Vec<String>,
        /// How much is missing of what was agreed.
        missing: Share,
    },
}

/// The group, the reason and the remarks that stand on the remittance, and what is behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub group: &'static str,
    pub carc: &'static str,
    pub remark: Option<&'static str>,
    pub category: Category,
}

impl Rule {
    /// What the payer says of a line that breaks it; `None` for a rule that refuses nothing.
    pub(super) fn said(&self) -> Option<Said> {
        let said = |carc, remark: &'static str, category| Said {
            group: "CO",
            carc,
            remark: (!remark.is_empty()).then_some(remark),
            category,
        };
        Some(match self {
            Rule::Authorization { .. } => said("197", "", Category::Authorization),
            Rule::AuthorizationNumber { .. } => said("16", "M62", Category::Authorization),
            Rule::Diagnosis { .. } => said("50", "N115", Category::MedicalNecessity),
            Rule::Modifier { .. } => said("4", "", Category::Coding),
            Rule::VisitWithProcedure { .. } => said("97", "N19", Category::Bundling),
            Rule::Pair { .. } => said("97", "M15", Category::Bundling),
            Rule::Units { .. } => said("151", "N362", Category::MedicalNecessity),
            Rule::Place { .. } => said("5", "M77", Category::Coding),
            Rule::Taxonomy { .. } => said("8", "N95", Category::Provider),
            Rule::Level { .. } => said("150", "", Category::MedicalNecessity),
            Rule::TimelyFiling { .. } => said("29", "", Category::TimelyFiling),
            Rule::Duplicate => said("18", "M86", Category::Duplicate),
            Rule::CoverageEnded => said("27", "", Category::Eligibility),
            Rule::MemberNumber => said("31", "N382", Category::Eligibility),
            Rule::Coordination => said("22", "MA04", Category::Coordination),
            Rule::NonCovered { .. } => said("96", "N130", Category::NonCovered),
            Rule::Records { .. } => said("252", "M127", Category::Documentation),
            Rule::Underpays { .. } => return None,
        })
    }

    /// Whether it looks at the claim as a whole.
    pub(super) fn is_of_claim(&self) -> bool {
        matches!(
            self,
            Rule::TimelyFiling { .. }
                | Rule::CoverageEnded
                | Rule::MemberNumber
                | Rule::Coordination
        )
    }
}

impl Policy {
    /// A policy for every claim from a day on.
    #[must_use]
    pub fn new(name: &str, from: Date, rule: Rule) -> Policy {
        Policy { name: name.to_owned(), from, until: None, share: Share::ALL, rule }
    }

    /// Whether a claim received on this day is judged by it.
    #[must_use]
    pub fn in_force(&self, received: Date) -> bool {
        self.from <= received && self.until.is_none_or(|last| received <= last)
    }
}

/// What would have passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Any authorization number.
    Authorization,
    /// This member number.
    MemberNumber(String),
    /// Received by this day.
    ReceivedBy(Date),
    /// One of these taxonomies.
    Taxonomy(Vec<String>),
    /// One of these places of service.
    Place(Vec<String>),
    /// A first diagnosis of the line that begins with one of these.
    Diagnosis(Vec<String>),
    /// One of these modifiers on the line.
    Modifier(Vec<String>),
    /// So many units of the line.
    Units(u32),
    /// This code on the line.
    Code(String),
    /// The line not billed.
    LeaveOut,
    /// Nothing that the claim could say.
    Nothing,
}

impl Remedy {
    /// Whether a change of a claim, for a refusal of this line, is the remedy.
    #[must_use]
    pub fn is(&self, change: &Change, claim: &Claim, line: u16) -> bool {
        let begins = |all: &[String], code: &str| all.iter().any(|own| code.starts_with(own));
        match (self, change) {
            (Remedy::Authorization, Change::Authorization(_)) => true,
            (Remedy::MemberNumber(own), Change::MemberNumber(told)) => own == told,
            (Remedy::ReceivedBy(last), Change::Submitted(day)) => day <= last,
            (Remedy::Taxonomy(all), Change::Taxonomy(code)) => all.contains(code),
            (Remedy::Place(all), Change::PlaceOfService(place)) => all.contains(place),
            (Remedy::Diagnosis(all), Change::AddDiagnosis { line: at, code }) => {
                *at == line && begins(all, code)
            }
            (Remedy::Diagnosis(all), Change::PointTo { line: at, diagnosis }) => {
                let code = usize::from(*diagnosis).checked_sub(1);
                let code = code.and_then(|index| claim.diagnoses.get(index));
                *at == line && code.is_some_and(|code| begins(all, code))
            }
            (Remedy::Modifier(all), Change::AddModifier { line: at, modifier }) => {
                *at == line && all.contains(modifier)
            }
            (Remedy::Units(most), Change::Units { line: at, units }) => {
                *at == line && units.whole() == Some(*most)
            }
            (Remedy::Code(own), Change::Code { line: at, code }) => *at == line && own == code,
            (Remedy::LeaveOut, Change::DropLine { line: at }) => *at == line,
            _ => false,
        }
    }
}

/// The code of a line: CPT or HCPCS, else its revenue code.
pub(super) fn code_of(line: &ClaimLine) -> &str {
    line.code.as_deref().or(line.revenue_code.as_deref()).unwrap_or("")
}
