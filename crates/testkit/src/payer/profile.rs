//! Who the payer is and how it behaves: data that a test or a demo writes down.

use super::chance::Share;
use super::policy::Policy;
use model::{Address, Cents, ClaimLine, Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A payer: its names and numbers, its prices, its members, its policies, its habits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The identifier that claims carry (NM109 of loop 2010BB).
    pub id: String,
    /// Name.
    pub name: String,
    /// Federal tax number, nine digits.
    pub tax_id: String,
    /// Postal address.
    pub address: Address,
    /// Where its claims desk answers, ten digits.
    pub phone: String,
    /// Where all its choices come from.
    pub seed: u64,
    /// What it pays.
    pub prices: Prices,
    /// Members of whom something is known, by member number.
    pub members: BTreeMap<String, Coverage>,
    /// The coverage of members who are not listed; `None`: nobody else is a member, and claims of
    /// others are turned back at the front door.
    pub others: Option<Coverage>,
    /// What it refuses, in the order in which it looks.
    pub policies: Vec<Policy>,
    /// How it behaves beside its policies.
    pub habits: Habits,
}

impl Profile {
    /// A payer that pays everything by the contract after two weeks: 60 % of the charge.
    #[must_use]
    pub fn plain(id: &str, name: &str, seed: u64) -> Profile {
        Profile {
            id: id.to_owned(),
            name: name.to_owned(),
            tax_id: "690020099".to_owned(),
            address: Address {
                line1: "PO Box 4400".to_owned(),
                line2: None,
                city: "Willow Fork".to_owned(),
                state: "NE".to_owned(),
                zip: "689980133".to_owned(),
            },
            phone: "4025550199".to_owned(),
            seed,
            prices: Prices { by_code: BTreeMap::new(), of_charge: Share::percent(60) },
            members: BTreeMap::new(),
            others: Some(Coverage::default()),
            policies: Vec::new(),
            habits: Habits::default(),
        }
    }

    /// The coverage under a member number.
    #[must_use]
    pub fn coverage(&self, member: &str) -> Option<&Coverage> {
        self.members.get(member).or(self.others.as_ref())
    }
}

/// The contract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// For one unit of a code.
    pub by_code: BTreeMap<String, Cents>,
    /// Of the charge, for every other code.
    pub of_charge: Share,
}

impl Prices {
    /// What the contract allows for a line: never more than its charge.
    #[must_use]
    pub fn allowed(&self, line: &ClaimLine) -> Cents {
        let code = super::policy::code_of(line);
        let fee = self.by_code.get(code).zip(line.units.whole());
        let price = fee.and_then(|(fee, units)| fee.checked_times(i64::from(units)));
        price.unwrap_or_else(|| self.of_charge.of(line.charge_cents)).min(line.charge_cents)
    }
}

/// What a member has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Name of the plan.
    pub plan: String,
    /// First day.
    pub begins: Date,
    /// Last day; without it, it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Date>,
    /// For each visit (PR-3).
    pub copay: Cents,
    /// For each year (PR-1).
    pub deductible: Cents,
    /// Of what is left then (PR-2).
    pub coinsurance: Share,
    /// The number on file, where that is not the one under which this is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_on_file: Option<String>,
    /// Another insurer comes first.
    #[serde(default)]
    pub other_insurer_first: bool,
}

impl Default for Coverage {
    /// $25 a visit, $200 a year, 10 % of the rest, for ever.
    fn default() -> Coverage {
        Coverage {
            plan: "SILVER".to_owned(),
            begins: Date::new(2015, 1, 1).unwrap_or_default(),
            ends: None,
            copay: Cents(2_500),
            deductible: Cents(20_000),
            coinsurance: Share::percent(10),
            number_on_file: None,
            other_insurer_first: false,
        }
    }
}

impl Coverage {
    /// Whether it holds on a day.
    #[must_use]
    pub fn is_active(&self, day: Date) -> bool {
        self.begins <= day && self.ends.is_none_or(|last| day <= last)
    }
}

/// How the payer behaves beside its policies. Shares are of claims, unless they say otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// Days from the receipt to the payment.
    pub days_to_pay: u16,
    /// Claims that take [`Habits::late_days`] more, and get interest for it.
    pub late: Share,
    /// How much more.
    pub late_days: u16,
    /// Interest for a year on what is paid later than [`Habits::interest_after`] days.
    pub interest: Share,
    /// Days without interest.
    pub interest_after: u16,
    /// Claims that are never answered, until somebody asks (276).
    pub silent: Share,
    /// Paid claims whose lines come back without modifiers.
    pub drops_modifiers: Share,
    /// Paid claims whose lines of several units come back in two parts.
    pub splits_lines: Share,
    /// Paid claims whose lines of one code and day come back as one.
    pub joins_lines: Share,
    /// Paid claims that are decided a second time with the next payment; the second is taken back.
    pub pays_twice: Share,
    /// Claims whose control number comes back mangled.
    pub mangles_number: Share,
    /// Paid claims that are taken back later.
    pub takes_back: Share,
    /// Days from the payment to that.
    pub takes_back_after: u16,
    /// Of those, the ones of which nothing is left; the rest is paid anew by a tenth less.
    pub takes_back_all: Share,
    /// Of those, the ones that are only announced (PLB WO below zero), and collected later.
    pub announces: Share,
    /// Days from the announcement to that.
    pub collects_after: u16,
}

impl Default for Habits {
    /// Two weeks, 12 % interest after 30 days, and nothing that surprises.
    fn default() -> Habits {
        Habits {
            days_to_pay: 14,
            late: Share::NONE,
            late_days: 45,
            interest: Share::percent(12),
            interest_after: 30,
            silent: Share::NONE,
            drops_modifiers: Share::NONE,
            splits_lines: Share::NONE,
            joins_lines: Share::NONE,
            pays_twice: Share::NONE,
            mangles_number: Share::NONE,
            takes_back: Share::NONE,
            takes_back_after: 40,
            takes_back_all: Share::percent(50),
            announces: Share::percent(50),
            collects_after: 21,
        }
    }
}
