//! The payers of the made-up practice: each a synthetic payer with policies of its own, one of
//! which is new this spring.

use super::contracts;
use model::{Claim, Date, Organization, PayerKind};
use server::demo::{Counterpart, Letter};
use std::collections::BTreeMap;
use testkit::payer::{Answer, Habits, Kind, Policy, Prices, Profile, Rule, Share, SyntheticPayer};
use testkit::practice::Directory;

/// Where all their choices come from.
const SEED: u64 = 20_260_622;

/// Office visits, of which payers think much.
const VISITS: [&str; 4] = ["99213", "99214", "99215", "99204"];

/// Small procedures of the office: a visit beside them needs a modifier.
const PROCEDURES: [&str; 8] =
    ["20610", "11102", "17000", "17110", "69210", "11721", "20552", "12001"];

/// Surgery that is to be announced.
const SURGERY: [&str; 5] = ["29881", "66984", "47562", "45385", "64721"];

/// Imaging for which the payers want an authorization.
const IMAGING: [&str; 6] = ["70551", "70553", "72148", "73721", "74177", "78815"];

/// Every payer of the practice, by the identifier that claims carry.
pub struct Payers {
    by_id: BTreeMap<String, SyntheticPayer>,
    /// Claims that are still turned back while a payer's list of members is broken.
    broken: u8,
}

/// Who began to pay less for small visits, and from which day on: what the pattern watch finds.
const CHANGED: (&str, (i16, i8, i8)) = ("PMHP7", (2026, 5, 1));

/// Whose list of members was broken for some claims, from which day.
const BROKEN: (&str, (i16, i8, i8), u8) = ("PMHP7", (2026, 6, 15), 2);

impl Payers {
    /// The payers before the first claim.
    ///
    /// # Errors
    /// When the practice's own list of payers cannot be read.
    pub fn new() -> Result<Payers, String> {
        let directory = Directory::embedded().map_err(|fault| fault.to_string())?;
        let all = directory.payers().into_iter().zip(1..);
        let payer = |((organization, kind), turn): ((Organization, PayerKind), u64)| {
            let profile = profile(&organization, kind, SEED + turn);
            (profile.id.clone(), SyntheticPayer::new(profile))
        };
        Ok(Payers { by_id: all.map(payer).collect(), broken: BROKEN.2 })
    }
}

impl Counterpart for Payers {
    fn receive(&mut self, payer: &str, file: &str, on: Date) -> Result<Vec<Letter>, String> {
        // Nobody answers for a payer that the practice does not list.
        let Some(own) = self.by_id.get_mut(payer) else { return Ok(Vec::new()) };
        let (whose, (year, month, day), _) = BROKEN;
        let since = Date::new(year, month, day).unwrap_or_default();
        let is_claim = file.contains("ST*837*");
        let known = own.profile().others.clone();
        if self.broken > 0 && payer == whose && on >= since && is_claim {
            self.broken -= 1;
            own.profile_mut().others = None;
        }
        let answers = own.receive(file.as_bytes(), on).map_err(|fault| fault.to_string());
        own.profile_mut().others = known;
        let asked = |answer: &Answer| matches!(answer.kind, Kind::Eligibility | Kind::Status);
        Ok(answers?.into_iter().filter(asked).map(letter).collect())
    }

    fn appealed(&mut self, payer: &str, claim: &Claim, on: Date) -> bool {
        self.by_id.get_mut(payer).is_some_and(|own| own.grants(claim.id.as_str(), on))
    }

    fn due(&mut self, on: Date) -> Result<Vec<Letter>, String> {
        let mut letters = Vec::new();
        for payer in self.by_id.values_mut() {
            let answers = payer.due(on).map_err(|fault| fault.to_string())?;
            letters.extend(answers.into_iter().map(letter));
        }
        Ok(letters)
    }
}

fn letter(answer: Answer) -> Letter {
    Letter { name: answer.name, text: answer.text }
}

fn profile(organization: &Organization, kind: PayerKind, seed: u64) -> Profile {
    let mut profile = Profile::plain(&organization.id, &organization.name, seed);
    if let Some(address) = &organization.address {
        profile.address = address.clone();
    }
    let rare = Share::percent(3);
    profile.policies = policies(kind);
    let (whose, (year, month, day)) = CHANGED;
    if organization.id == whose {
        let since = Date::new(year, month, day).unwrap_or_default();
        let (code, lower) = ("99213".to_owned(), "99212".to_owned());
        let level = Rule::Level { code, lower, diagnoses: 2 };
        profile.policies.insert(0, Policy::new("level of small visits", since, level));
    }
    profile.prices = Prices { by_code: contracts::fees(&organization.id), ..profile.prices };
    profile.habits = Habits {
        days_to_pay: if kind == PayerKind::Medicare { 14 } else { 21 },
        late: Share::percent(6),
        silent: Share::percent(2),
        drops_modifiers: rare,
        splits_lines: rare,
        pays_twice: Share::percent(2),
        takes_back: Share::percent(7),
        ..Habits::default()
    };
    profile
}

fn policies(kind: PayerKind) -> Vec<Policy> {
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let always = Date::new(2015, 1, 1).unwrap_or_default();
    let new_year = Date::new(2026, 1, 1).unwrap_or_default();
    let march = Date::new(2026, 3, 16).unwrap_or_default();
    let spring = Date::new(2026, 4, 15).unwrap_or_default();
    let of_some = |policy: Policy, percent| Policy { share: Share::percent(percent), ..policy };
    let mut all = vec![
        Policy::new("imaging", always, Rule::Authorization { codes: codes(&IMAGING) }),
        Policy::new(
            "visit with procedure",
            always,
            Rule::VisitWithProcedure { visits: codes(&VISITS), procedures: codes(&PROCEDURES) },
        ),
        of_some(Policy::new("records", always, Rule::Records { codes: codes(&VISITS) }), 3),
        of_some(Policy::new("surgery", always, Rule::Authorization { codes: codes(&SURGERY) }), 40),
        of_some(Policy::new("filed late", always, Rule::TimelyFiling { days: 45 }), 80),
        Policy::new(
            "tracing",
            always,
            Rule::Diagnosis {
                codes: codes(&["93000"]),
                supported_by: codes(&["I", "R00", "R07", "R55", "Z01"]),
            },
        ),
        Policy::new("duplicate", always, Rule::Duplicate),
    ];
    match kind {
        PayerKind::Medicare | PayerKind::MedicareAdvantage => all.push(of_some(
            Policy::new(
                "laboratory",
                always,
                Rule::Diagnosis {
                    codes: codes(&["83036", "84443", "82306", "80061"]),
                    supported_by: codes(&["E", "I", "Z13", "Z00"]),
                },
            ),
            60,
        )),
        PayerKind::Commercial => {
            // What the pattern watch is to find.
            let level =
                Rule::Level { code: "99214".to_owned(), lower: "99213".to_owned(), diagnoses: 3 };
            all.push(Policy::new("level of visit", spring, level));
            // It has paid some visits by an old schedule since the new year.
            let missing = Share::percent(8);
            let rule = Rule::Underpays { codes: codes(&["99213", "99214", "20610"]), missing };
            all.push(of_some(Policy::new("silent", new_year, rule), 60));
            // And it wants to see the record of most visits, for some months now.
            let records = Rule::Records { codes: codes(&VISITS) };
            all.push(of_some(Policy::new("records of visits", march, records), 70));
        }
        PayerKind::Medicaid | PayerKind::WorkersComp | PayerKind::Other => all.push(of_some(
            Policy::new("not covered", always, Rule::NonCovered { codes: codes(&["90471"]) }),
            100,
        )),
    }
    all
}
