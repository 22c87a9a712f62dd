//! Mistakes that offices make, and the policies that answer them.

use super::Sent;
use crate::payer::policy::{Policy, Rule};
use crate::payer::profile::Coverage;
use model::{Cents, Claim, ClaimLine, ClaimType, Date, Quantity};

/// Days that the payer gives.
const TIMELY: u16 = 180;
/// Members with something special.
const SPECIAL: u64 = 400;

/// A mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// The authorization number that is on file was left out.
    NoAuthorization,
    /// Modifier 25 was left out.
    No25,
    /// A line points to the wrong one of the diagnoses.
    WrongPointer,
    /// The diagnosis that the chart supports is not on the claim.
    DiagnosisLeftOut,
    /// More units than were given.
    TooManyUnits,
    /// The office as place of an operation.
    WrongPlace,
    /// The group's taxonomy in place of the provider's.
    WrongTaxonomy,
    /// A level that the diagnoses do not bear.
    LevelTooHigh,
    /// Modifier 59 was left out.
    No59,
    /// A modifier that the service always needs was left out.
    NoServiceModifier,
    /// A service that the plan does not cover.
    NotCovered,
    /// A service that is always part of another.
    Unbundled,
    /// A service for which records are asked.
    RecordsAsked,
    /// Sent too late.
    Late,
    /// The member's old number.
    OldNumber,
    /// The coverage had ended.
    Ended,
    /// Another insurer comes first.
    OtherInsurer,
    /// Sent a second time.
    SentTwice,
}

/// Modifiers that a service always needs.
const ALWAYS: [(&str, &str); 5] =
    [("97110", "GP"), ("97140", "GP"), ("97530", "GP"), ("98941", "AT"), ("87880", "QW")];

impl Mistake {
    /// All of them.
    pub const ALL: [Mistake; 18] = [
        Mistake::NoAuthorization,
        Mistake::No25,
        Mistake::WrongPointer,
        Mistake::DiagnosisLeftOut,
        Mistake::TooManyUnits,
        Mistake::WrongPlace,
        Mistake::WrongTaxonomy,
        Mistake::LevelTooHigh,
        Mistake::No59,
        Mistake::NoServiceModifier,
        Mistake::NotCovered,
        Mistake::Unbundled,
        Mistake::RecordsAsked,
        Mistake::Late,
        Mistake::OldNumber,
        Mistake::Ended,
        Mistake::OtherInsurer,
        Mistake::SentTwice,
    ];

    /// Whether it can be made in this claim.
    #[must_use]
    pub fn fits(self, claim: &Claim) -> bool {
        let has = |code: &str| claim.lines.iter().any(|line| is(line, code));
        let professional = claim.claim_type == ClaimType::Professional;
        match self {
            Mistake::NoAuthorization => claim.authorization.is_some(),
            Mistake::No25 => modified(claim, "25").is_some() && !has("J1885"),
            Mistake::WrongPointer => has("83036"),
            Mistake::DiagnosisLeftOut => has("77080"),
            Mistake::TooManyUnits => has("J1885"),
            Mistake::WrongPlace => has("29881"),
            Mistake::WrongTaxonomy => has("90834"),
            Mistake::LevelTooHigh => has("99215"),
            Mistake::No59 => modified(claim, "59").is_some(),
            Mistake::NoServiceModifier => ALWAYS.iter().any(|(code, _)| has(code)),
            Mistake::Unbundled => has("36415"),
            Mistake::NotCovered | Mistake::RecordsAsked => professional && claim.lines.len() > 1,
            Mistake::SentTwice => professional,
            Mistake::Late | Mistake::OldNumber | Mistake::Ended | Mistake::OtherInsurer => true,
        }
    }

    /// Whether it lies in what is billed, rather than in the claim as a whole.
    pub(super) fn is_of_services(self) -> bool {
        let of_claim = [
            Mistake::Late,
            Mistake::OldNumber,
            Mistake::Ended,
            Mistake::OtherInsurer,
            Mistake::SentTwice,
        ];
        !of_claim.contains(&self)
    }

    /// Makes it, and notes with what it could be put right.
    pub(super) fn make(self, sent: &mut Sent) {
        sent.mistake = Some(self);
        let Sent { claim, known, .. } = sent;
        match self {
            Mistake::NoAuthorization => claim.authorization = None,
            Mistake::No25 => drop_modifier(claim, "25"),
            Mistake::No59 => drop_modifier(claim, "59"),
            Mistake::NoServiceModifier => {
                let needs = |line: &&mut ClaimLine| ALWAYS.iter().any(|(code, _)| is(line, code));
                if let Some(line) = claim.lines.iter_mut().find(needs) {
                    line.modifiers.retain(|one| !["GP", "AT", "QW"].contains(&one.as_str()));
                }
            }
            Mistake::WrongPointer => {
                of(claim, "83036").for_each(|line| line.pointers = vec![2]);
            }
            Mistake::DiagnosisLeftOut => {
                known.supported = std::mem::replace(&mut claim.diagnoses, vec!["I10".to_owned()]);
            }
            Mistake::TooManyUnits => of(claim, "J1885").for_each(|line| {
                line.units = Quantity::units(8);
                line.charge_cents = Cents(line.charge_cents.0 * 2);
            }),
            Mistake::WrongPlace => claim.place_of_service = Some("11".to_owned()),
            Mistake::WrongTaxonomy => {
                if let Some(who) = &mut claim.rendering {
                    known.taxonomies.extend(who.taxonomy.replace("193200000X".to_owned()));
                }
            }
            Mistake::LevelTooHigh => {
                claim.diagnoses.truncate(1);
                known.other_codes = vec!["99214".to_owned(), "99213".to_owned()];
            }
            Mistake::NotCovered => add(claim, "97124", 4_500),
            Mistake::Unbundled => add(claim, "36416", 900),
            Mistake::RecordsAsked => add(claim, "15823", 98_000),
            Mistake::Late => {
                known.in_time = Some(shift(claim, -i32::from(TIMELY) - 20));
            }
            Mistake::OldNumber => {
                let number = special(claim, "OLD");
                known.member_numbers = vec![on_file(number)];
            }
            Mistake::Ended => {
                special(claim, "END");
            }
            Mistake::OtherInsurer => {
                special(claim, "COB");
            }
            Mistake::SentTwice => claim.id = format!("{}B", claim.id.as_str()).as_str().into(),
        }
    }
}

fn is(line: &ClaimLine, code: &str) -> bool {
    line.code.as_deref() == Some(code)
}

fn of<'c>(claim: &'c mut Claim, code: &'c str) -> impl Iterator<Item = &'c mut ClaimLine> {
    claim.lines.iter_mut().filter(move |line| is(line, code))
}

fn modified<'c>(claim: &'c Claim, modifier: &str) -> Option<&'c ClaimLine> {
    claim.lines.iter().find(|line| line.modifiers.iter().any(|own| own == modifier))
}

fn drop_modifier(claim: &mut Claim, modifier: &str) {
    claim.lines.iter_mut().for_each(|line| line.modifiers.retain(|own| own != modifier));
}

fn add(claim: &mut Claim, code: &str, cents: i64) {
    let number = claim.lines.iter().map(|line| line.line).max().unwrap_or(0) + 1;
    claim.lines.push(ClaimLine {
        line: number,
        code: Some(code.to_owned()),
        units: Quantity::units(1),
        charge_cents: Cents(cents),
        date: claim.from,
        pointers: vec![1],
        ..ClaimLine::default()
    });
}

/// Moves the services; gives the last day on which the claim would have been in time.
fn shift(claim: &mut Claim, days: i32) -> Date {
    claim.lines.iter_mut().for_each(|line| line.date = line.date.plus_days(days));
    (claim.from, claim.through) = (claim.from.plus_days(days), claim.through.plus_days(days));
    claim.admission_date = claim.admission_date.map(|day| day.plus_days(days));
    claim.through.plus_days(i32::from(TIMELY))
}

/// Gives the claim one of the special members; the same one for the same member.
fn special(claim: &mut Claim, kind: &str) -> u64 {
    let Some(holder) = &mut claim.subscriber else { return 0 };
    let digits: String = holder.member_id.chars().filter(char::is_ascii_digit).collect();
    let number = digits.parse::<u64>().unwrap_or(0) % SPECIAL;
    holder.member_id = format!("{kind}{number:06}");
    number
}

fn on_file(number: u64) -> String {
    format!("NEW{number:06}")
}

/// The special members.
pub(super) fn members() -> Vec<(String, Coverage)> {
    let plain = Coverage::default;
    let mut all = Vec::new();
    for number in 0..SPECIAL {
        let renumbered = Coverage { number_on_file: Some(on_file(number)), ..plain() };
        let ended = Coverage { ends: Date::new(2020, 12, 31), ..plain() };
        let second = Coverage { other_insurer_first: true, ..plain() };
        all.push((format!("OLD{number:06}"), renumbered));
        all.push((format!("END{number:06}"), ended));
        all.push((format!("COB{number:06}"), second));
    }
    all
}

/// The policies that the mistakes break.
pub(super) fn policies(from: Date) -> Vec<Policy> {
    let some = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let policy = |name: &str, rule| Policy::new(name, from, rule);
    let mut all = vec![
        policy("timely filing", Rule::TimelyFiling { days: TIMELY }),
        policy("member number", Rule::MemberNumber),
        policy("coverage ended", Rule::CoverageEnded),
        policy("other insurer first", Rule::Coordination),
        policy("duplicate", Rule::Duplicate),
        policy("authorization", Rule::Authorization { codes: some(&["29881", "72148", "74177"]) }),
        policy("authorization number", Rule::AuthorizationNumber { codes: some(&["95810"]) }),
        policy(
            "visit with procedure",
            Rule::VisitWithProcedure {
                visits: some(&["99213", "99214", "99284"]),
                procedures: some(&["20610", "11102", "12001"]),
            },
        ),
        policy(
            "diabetes test",
            Rule::Diagnosis { codes: some(&["83036"]), supported_by: some(&["E10", "E11", "R73"]) },
        ),
        policy(
            "bone density",
            Rule::Diagnosis { codes: some(&["77080"]), supported_by: some(&["M81", "M85"]) },
        ),
        policy("units of a drug", Rule::Units { codes: some(&["J1885"]), most: 4 }),
        policy("place", Rule::Place { codes: some(&["29881"]), places: some(&["19", "22", "24"]) }),
        policy(
            "psychologists",
            Rule::Taxonomy { codes: some(&["90834"]), taxonomies: some(&["103TC0700X"]) },
        ),
        policy("level", Rule::Level { code: "99215".into(), lower: "99214".into(), diagnoses: 3 }),
        policy(
            "manual therapy",
            Rule::Pair {
                code: "97140".into(),
                into: "97530".into(),
                opened_by: some(&["59", "XE", "XS", "XU", "XP"]),
            },
        ),
        policy(
            "capillary",
            Rule::Pair { code: "36416".into(), into: "36415".into(), opened_by: Vec::new() },
        ),
        policy("massage", Rule::NonCovered { codes: some(&["97124"]) }),
        policy("eyelids", Rule::Records { codes: some(&["15823"]) }),
    ];
    for (code, modifier) in ALWAYS {
        let rule = Rule::Modifier {
            codes: some(&[code]),
            modifier: modifier.to_owned(),
            beside: Vec::new(),
        };
        all.push(policy(&format!("{modifier} on {code}"), rule));
    }
    all
}
