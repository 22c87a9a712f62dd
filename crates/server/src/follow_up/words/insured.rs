//! 271: whether somebody is insured, in plain words. Codes of data elements 1390 (EB01), 615
//! (EB06), 901 (AAA03).

use super::quoted;
use model::Date;
use model::eligibility::{BenefitFact, Eligibility, EligibilityPeriod, Rejection};
use serde::{Deserialize, Serialize};

/// The service type of a plan as a whole (EB03).
const PLAN: &str = "30";

/// The service type of a visit at an office (EB03).
const VISIT: &str = "98";

/// Sentences of one kind that are kept.
const MOST: usize = 6;

/// An answer as it is kept and shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answered {
    /// `active`, `inactive`, `unknown`, `refused`.
    pub state: String,
    /// The one sentence that comes first.
    pub headline: String,
    /// What follows: a label and a sentence.
    pub facts: Vec<(String, String)>,
    /// The payer does not know the member, which is another no than a coverage that ended.
    #[serde(default)]
    pub not_found: bool,
    /// The file in which it came, where one did.
    #[serde(default)]
    pub file: String,
}

/// What one answer says, to a question about a day. Nothing is made up: what the payer does not
/// say is not there.
pub(crate) fn insured(
    answer: &Eligibility,
    general: &[Rejection],
    asked: Option<Date>,
) -> Answered {
    let refused: Vec<&Rejection> = general.iter().chain(&answer.rejections).collect();
    if !refused.is_empty() {
        let told = refused.iter().map(|one| ("Why".to_owned(), rejection(one)));
        let not_found = refused.iter().any(|one| not_found(one));
        return Answered {
            state: if not_found { "inactive" } else { "refused" }.to_owned(),
            headline: match not_found {
                true => "The payer does not know this member.".to_owned(),
                false => "The payer did not answer the question.".to_owned(),
            },
            facts: told.take(MOST).collect(),
            not_found,
            ..Answered::default()
        };
    }
    let (state, headline) = match answer.is_active() {
        Some(true) if asked.is_some_and(|day| over(answer, day)) => (
            "unknown",
            "The payer says active, and that the coverage ended before the day asked about.",
        ),
        Some(true) => ("active", "The coverage is active."),
        Some(false) => ("inactive", "The coverage is not active."),
        None => ("unknown", "The payer does not say whether the coverage is active."),
    };
    let mut facts = Vec::new();
    let mut add = |label: &str, said: Option<String>| {
        if let Some(said) = said.filter(|said| !said.is_empty()) {
            facts.push((label.to_owned(), said));
        }
    };
    add("Plan", joined(answer.plans(answer.is_active() != Some(false)).map(quoted)));
    if state == "active" {
        add("Not active", joined(answer.plans(false).map(quoted)));
    }
    add("Group", answer.subscriber.group.as_deref().map(quoted));
    add("Covered", periods(&answer.periods, answer));
    add("Copay for a visit", money(answer, "B", VISIT));
    add("Copay", money_only(answer, "B", PLAN));
    add("Coinsurance", share(answer));
    add("Deductible", money(answer, "C", PLAN));
    add("Most out of pocket", money(answer, "G", PLAN));
    add("Authorization", authorization(answer));
    add("Not covered", not_covered(answer));
    let mut written: Vec<&str> = Vec::new();
    for message in answer.benefits.iter().flat_map(|one| &one.messages) {
        if !written.contains(&message.as_str()) && written.len() < MOST {
            written.push(message);
            add("They write", Some(quoted(message)));
        }
    }
    let parts = answer.benefits.iter().flat_map(|one| &one.rejections);
    add("Not answered", joined(parts.map(rejection)));
    Answered {
        state: state.to_owned(),
        headline: headline.to_owned(),
        facts,
        ..Answered::default()
    }
}

/// Whether the days of the coverage that the payer names are all over on a day.
fn over(answer: &Eligibility, day: Date) -> bool {
    let of_plan = answer.benefits.iter().filter(|one| one.standing() == Some(true));
    let all = answer.periods.iter().chain(of_plan.flat_map(|one| &one.periods));
    let ends = all.filter_map(|one| match one.qualifier.as_str() {
        "291" | "307" if one.from != one.through => Some(one.through),
        "347" | "357" => Some(one.from),
        _ => None,
    });
    ends.max().is_some_and(|last| last < day)
}

/// What the plan does not pay for (EB01 I), of the services that are asked about.
fn not_covered(answer: &Eligibility) -> Option<String> {
    let none = |service| answer.benefits_for("I", service).next().is_some();
    let said = [(PLAN, "the plan as a whole"), (VISIT, "visits at an office")];
    joined(said.into_iter().filter(|one| none(one.0)).map(|one| one.1.to_owned()))
}

fn not_found(one: &Rejection) -> bool {
    // 75 the subscriber is not found, 67 and 77 the patient is not.
    matches!(one.reason.as_str(), "67" | "75" | "77")
}

fn rejection(one: &Rejection) -> String {
    let why = match one.reason.as_str() {
        "04" => "more was asked than they allow",
        "15" => "data that they need are missing",
        "33" => "something in the question is wrong",
        "41" => "who asks may not ask",
        "42" => "they cannot answer at this time",
        "43" => "the provider's identifier is wrong or missing",
        "44" => "the provider's name is wrong or missing",
        "45" => "the provider's speciality is wrong or missing",
        "46" => "the provider's telephone number is wrong or missing",
        "47" => "the provider's state is wrong or missing",
        "48" => "the referring provider's identifier is wrong or missing",
        "49" => "the provider is not the primary care physician",
        "50" => "the provider may not ask this",
        "51" => "the provider is not on file",
        "52" => "the day is outside the provider's time with the plan",
        "53" => "the benefit does not fit this kind of provider",
        "54" | "55" => "the service or its code does not fit",
        "56" => "the day is wrong",
        "57" => "the day of service is wrong or missing",
        "58" => "the birth date is wrong or missing",
        "60" => "the birth date is after the day of service",
        "61" => "the death is before the day of service",
        "62" => "the day of service is too long ago, or too far ahead",
        "63" => "the day of service is in the future",
        "64" => "the patient's identifier is wrong or missing",
        "65" => "the patient's name is wrong or missing",
        "66" => "the patient's sex is wrong or missing",
        "67" => "the patient is not found",
        "68" => "the patient's identifier is there twice",
        "69" => "it does not fit the patient's age",
        "70" => "it does not fit the patient's sex",
        "71" => "the birth date is not the one on file",
        "72" => "the member number is wrong or missing",
        "73" => "the subscriber's name is wrong or missing",
        "74" => "the subscriber's sex is wrong or missing",
        "75" => "the subscriber is not found",
        "76" => "the subscriber's number is there twice",
        "77" => "the subscriber is found, the patient is not",
        "78" => "the subscriber is in no group that they know",
        "79" => "who was asked is not known",
        "80" => "no answer came in time",
        "97" => "the provider's address is wrong or missing",
        "98" => "the service is experimental",
        "T4" => "the payer's name or identifier is missing",
        _ => "a reason that this program does not know",
    };
    let next = match one.follow_up.as_deref() {
        Some("C") => "; correct it and ask again",
        Some("N") => "; asking again does not help",
        Some("P" | "R") => "; ask again later",
        Some("W") => "; ask again after 30 days",
        Some("X") => "; ask again after 10 days",
        Some("S" | "Y") => "; they look and answer by themselves",
        _ => "",
    };
    format!("{why} (AAA {}){next}", quoted(&one.reason))
}

fn periods(all: &[EligibilityPeriod], answer: &Eligibility) -> Option<String> {
    let of_plan = answer.benefits.iter().filter(|one| one.information == "1");
    let found = all.iter().chain(of_plan.flat_map(|one| &one.periods));
    let words = found.filter_map(|one| match one.qualifier.as_str() {
        // 291 plan, 307 eligibility, 346 and 356 beginnings, 347 and 357 ends.
        "291" | "307" if one.from != one.through => {
            Some(format!("{} to {}", one.from, one.through))
        }
        "291" | "307" | "346" | "356" => Some(format!("since {}", one.from)),
        "347" | "357" => Some(format!("until {}", one.from)),
        _ => None,
    });
    let mut words: Vec<String> = words.take(MOST).collect();
    words.dedup();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Amounts for a service type, or for none in particular.
fn money(answer: &Eligibility, information: &str, service: &str) -> Option<String> {
    let found = answer.benefits_for(information, service);
    joined(found.filter_map(|one| one.amount.map(|amount| (one, amount))).map(|(one, amount)| {
        format!("${} {}", amount.to_x12(), beside(answer, one)).trim().to_owned()
    }))
}

/// As [`money`], of benefits that name the service type.
fn money_only(answer: &Eligibility, information: &str, service: &str) -> Option<String> {
    let named = |one: &&BenefitFact| one.service_types.iter().any(|own| own == service);
    let found = answer.benefits_for(information, service).filter(named);
    joined(found.filter_map(|one| one.amount.map(|amount| (one, amount))).map(|(one, amount)| {
        format!("${} {}", amount.to_x12(), beside(answer, one)).trim().to_owned()
    }))
}

fn share(answer: &Eligibility) -> Option<String> {
    let found = answer.benefits_for("A", PLAN).chain(answer.benefits_for("A", VISIT));
    joined(found.filter_map(|one| {
        let part: f64 = one.percentage.as_deref()?.parse().ok()?;
        let percent = (part * 100.0).round();
        (0.0..=100.0).contains(&percent).then(|| {
            format!("the patient pays {percent} % {}", beside(answer, one)).trim().to_owned()
        })
    }))
}

fn joined(found: impl Iterator<Item = String>) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for one in found {
        if !all.contains(&one) && all.len() < MOST {
            all.push(one);
        }
    }
    (!all.is_empty()).then(|| all.join("; "))
}

/// For whom, for what time, in which network; of which plan, where several are named.
fn beside(answer: &Eligibility, one: &BenefitFact) -> String {
    let period = match one.period.as_deref() {
        Some("7") => "a day",
        Some("22") => "a service year",
        Some("25") => "a contract",
        Some("23") => "a calendar year",
        Some("24") => "used this year",
        Some("27") => "a visit",
        Some("29") => "left",
        Some("26") => "an episode",
        Some("32") => "in a lifetime",
        Some("33") => "left in a lifetime",
        Some("34") => "a month",
        Some("35") => "a week",
        _ => "",
    };
    let level = match one.coverage_level.as_deref() {
        Some("IND") => "for the person",
        Some("FAM") => "for the family",
        Some("EMP") => "for the employee",
        _ => "",
    };
    let network = match one.in_network {
        Some(true) => "in the network",
        Some(false) => "outside the network",
        None => "",
    };
    let names = || answer.benefits.iter().filter_map(|one| one.plan.as_deref());
    let several = names().next().is_some_and(|first| names().any(|other| other != first));
    let plan = one.plan.as_deref().filter(|_| several).map(|plan| format!("({})", quoted(plan)));
    let parts = [period, level, network, plan.as_deref().unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn authorization(answer: &Eligibility) -> Option<String> {
    let said = answer.authorization_needed(PLAN).or(answer.authorization_needed(VISIT));
    let some = answer.benefits.iter().any(|one| one.authorization_needed == Some(true));
    match (said, some) {
        (Some(true), _) => Some("needed".to_owned()),
        (_, true) => Some("needed for some services".to_owned()),
        (Some(false), false) => Some("not needed".to_owned()),
        (None, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Answered, insured};
    use model::Cents;
    use model::eligibility::{BenefitFact, Eligibility, EligibilityPeriod, Rejection};

    fn fact(information: &str, service: &str) -> BenefitFact {
        BenefitFact {
            information: information.to_owned(),
            service_types: vec![service.to_owned()],
            ..BenefitFact::default()
        }
    }

    fn told<'a>(answer: &'a Answered, label: &str) -> &'a str {
        answer.facts.iter().find(|fact| fact.0 == label).map_or("", |fact| &fact.1)
    }

    #[test]
    fn an_answer_is_told_in_plain_words_and_nothing_is_made_up() {
        let mut active = fact("1", "30");
        active.plan = Some("GOLD 500".to_owned());
        let mut copay = fact("B", "98");
        copay.amount = Some(Cents(2500));
        copay.in_network = Some(true);
        let mut deductible = fact("C", "30");
        (deductible.amount, deductible.period) = (Some(Cents(50000)), Some("23".to_owned()));
        let mut left = deductible.clone();
        (left.amount, left.period) = (Some(Cents(12345)), Some("29".to_owned()));
        let mut share = fact("A", "30");
        share.percentage = Some("0.2".to_owned());
        share.authorization_needed = Some(true);
        let benefits = vec![active, copay, deductible, left, share];
        let answer = insured(&Eligibility { benefits, ..Eligibility::default() }, &[], None);
        assert_eq!(answer.state, "active");
        assert_eq!(told(&answer, "Plan"), "GOLD 500");
        assert_eq!(told(&answer, "Copay for a visit"), "$25 in the network");
        assert_eq!(told(&answer, "Deductible"), "$500 a calendar year; $123.45 left");
        assert_eq!(told(&answer, "Coinsurance"), "the patient pays 20 %");
        assert_eq!(told(&answer, "Authorization"), "needed");
        assert_eq!(told(&answer, "Most out of pocket"), "");

        let gone = insured(
            &Eligibility { benefits: vec![fact("6", "30")], ..Eligibility::default() },
            &[],
            None,
        );
        assert_eq!((gone.state.as_str(), gone.facts.len()), ("inactive", 0));
        let silent = insured(&Eligibility::default(), &[], None);
        assert_eq!(silent.state, "unknown");
    }

    #[test]
    fn a_member_who_is_not_found_is_not_the_same_as_no_answer() {
        let why = |reason: &str| {
            [Rejection { reason: reason.to_owned(), follow_up: Some("C".to_owned()) }]
        };
        let lost = insured(&Eligibility::default(), &why("75"), None);
        assert_eq!(lost.state, "inactive");
        assert!(lost.facts[0].1.contains("correct it"), "{lost:?}");
        assert_eq!(insured(&Eligibility::default(), &why("42"), None).state, "refused");
    }

    #[test]
    fn of_several_plans_the_active_ones_are_told_first() {
        let named = |information: &str, service: &str, plan: &str| BenefitFact {
            plan: Some(plan.to_owned()),
            ..fact(information, service)
        };
        let mut copay = named("B", "98", "GOLD");
        (copay.amount, copay.messages) = (Some(Cents(2500)), vec!["SEE CARD".to_owned(); 2]);
        let mut part = fact("CB", "30");
        part.messages = vec!["SELF FUNDED".to_owned(), "SEE CARD".to_owned()];
        part.rejections = vec![Rejection { reason: "54".to_owned(), follow_up: None }];
        let all = vec![named("6", "30", "OLD"), named("1", "30", "GOLD"), copay, part];
        let of = |benefits: Vec<BenefitFact>| {
            insured(&Eligibility { benefits, ..Eligibility::default() }, &[], None)
        };
        let answer = of(all);
        assert_eq!((answer.state.as_str(), told(&answer, "Plan")), ("active", "GOLD"));
        assert_eq!(told(&answer, "Not active"), "OLD");
        assert_eq!(told(&answer, "Copay for a visit"), "$25 (GOLD)");
        assert!(told(&answer, "Not answered").contains("AAA 54"), "{answer:?}");
        let written: Vec<_> = answer.facts.iter().filter(|one| one.0 == "They write").collect();
        assert_eq!(written.len(), 2, "each sentence once: {written:?}");
        // A plan that ended stays ended where its dental part goes on.
        let ended = of(vec![named("1", "35", "DENTAL"), named("6", "30", "OLD"), fact("I", "98")]);
        assert_eq!((ended.state.as_str(), told(&ended, "Plan")), ("inactive", "OLD"));
        assert_eq!(told(&ended, "Not covered"), "visits at an office");
    }

    #[test]
    fn active_and_ended_before_the_day_is_no_yes() {
        let period = |qualifier: &str, from: &str, through: &str| EligibilityPeriod {
            qualifier: qualifier.to_owned(),
            from: from.parse().expect("a day"),
            through: through.parse().expect("a day"),
        };
        let state = |periods: Vec<EligibilityPeriod>| {
            let benefits = vec![fact("1", "30")];
            let answer = Eligibility { benefits, periods, ..Eligibility::default() };
            insured(&answer, &[], "2026-06-10".parse().ok()).state
        };
        let end = |day: &str| period("347", day, day);
        assert_eq!(state(vec![end("2026-05-31")]), "unknown");
        assert_eq!(state(vec![end("2026-06-10")]), "active");
        assert_eq!(state(vec![period("291", "2025-01-01", "2025-12-31")]), "unknown");
        assert_eq!(state(vec![period("291", "2026-01-01", "2026-01-01")]), "active");
        let next = period("307", "2026-01-01", "2026-12-31");
        assert_eq!(state(vec![end("2026-05-31"), next]), "active");
    }
}
