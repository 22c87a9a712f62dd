//! The sentences of a statement. They are short, and made of short words: a test counts them.

use super::{PaymentPlan, Row, Service, Share, StatementFacts, Why};
use crate::appeal::day;
use model::{Cents, Date};

/// Why the patient owes what she owes, the largest reason first.
pub(super) fn why(services: &[Service], total: &Row) -> Vec<String> {
    let mut told = Vec::new();
    if total.taken_off != Cents::ZERO {
        told.push(format!("We took {} off the charge. You do not owe that.", total.taken_off));
    }
    if total.plan_paid != Cents::ZERO {
        told.push(format!("Your plan paid {}.", total.plan_paid));
    }
    for share in by_reason(services) {
        told.push(sentence(share));
    }
    if total.patient_paid != Cents::ZERO {
        told.push(format!("You have paid {}. Thank you.", total.patient_paid));
    }
    if total.undecided != Cents::ZERO {
        told.push(format!(
            "Your plan has not made up its mind on {}. You do not owe that now.",
            total.undecided
        ));
    }
    told
}

fn by_reason(services: &[Service]) -> Vec<Share> {
    let all =
        [Why::Deductible, Why::Copay, Why::Coinsurance, Why::NotCovered, Why::Other, Why::NoPlan];
    let sum = |why: Why| {
        let shares = services.iter().flat_map(|service| &service.shares);
        shares.filter(|share| share.why == why).map(|share| share.amount).sum::<Cents>()
    };
    let mut shares: Vec<Share> =
        all.map(|why| Share { why, amount: sum(why) }).into_iter().collect();
    shares.retain(|share| share.amount != Cents::ZERO);
    shares.sort_by_key(|share| std::cmp::Reverse(share.amount));
    shares
}

fn sentence(Share { why, amount }: Share) -> String {
    match why {
        Why::Deductible => format!(
            "{amount} is your deductible. That is what you pay each year before your plan pays."
        ),
        Why::Copay => format!("{amount} is your copay. That is the set fee for a visit."),
        Why::Coinsurance => {
            format!("{amount} is your coinsurance. That is your part of the price of the care.")
        }
        Why::NotCovered => format!("{amount} is for care that your plan does not cover."),
        Why::Other => format!("{amount} is a part that your plan says you pay."),
        Why::NoPlan => format!(
            "{amount} is for care on a day when we know of no plan. Tell us if you had one."
        ),
    }
}

/// How to pay.
pub(super) fn pay(facts: &StatementFacts, owed: Cents) -> Vec<String> {
    let mut told = match &facts.plan {
        Some(plan) => in_parts(plan, facts.date),
        None => vec![
            format!("Please pay {owed} by {}.", day(facts.due)),
            "Too much at once? Call us. You can pay in parts.".to_owned(),
        ],
    };
    told.push(facts.pay.trim().to_owned());
    told
}

fn in_parts(plan: &PaymentPlan, today: Date) -> Vec<String> {
    let standing = plan.standing(today);
    let mut told = Vec::new();
    if standing.overdue > Cents::ZERO {
        told.push(format!("You are behind by {}. Please pay that now.", standing.overdue));
    }
    if let Some(next) = standing.next {
        told.push(format!("You pay in parts. Please pay {} by {}.", next.amount, day(next.due)));
    }
    let later = plan.open().filter(|one| one.due >= today);
    match (later.count(), plan.instalments.last()) {
        (count @ 2.., Some(last)) => told.push(format!(
            "There are {count} parts left. The last one is due on {}.",
            day(last.due)
        )),
        (1, _) => told.push("This is your last part.".to_owned()),
        _ => {}
    }
    told
}

/// How to question it.
pub(super) fn question(questions: &str) -> Vec<String> {
    vec![
        "Does a line look wrong? Call us before you pay.".to_owned(),
        "We will check it with you.".to_owned(),
        "You may also ask your plan to look at it again.".to_owned(),
        questions.trim().to_owned(),
    ]
}

/// Help with the bill.
pub(super) fn assistance(policy: &str) -> Vec<String> {
    let told = Some(policy.trim().to_owned()).filter(|policy| !policy.is_empty());
    told.into_iter().collect()
}
