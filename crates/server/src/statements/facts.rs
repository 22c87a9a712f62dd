//! The facts of a statement, from the ledger and the front desk.

use super::texts::Texts;
use crate::app::App;
use crate::balances::{Line, Sheet, sheet};
use crate::surroundings::day_of;
use ::payments::appeal::Party;
use ::payments::ledger::ServiceMoney;
use ::payments::statement::{Service, Share, Standing, StatementFacts, Why, why_of};
use model::{Cents, TenantId};
use store::accounts::Account;
use store::{front_desk, payments};

/// The facts, and what they were made of.
pub(crate) struct Facts {
    /// What the statement is made from.
    pub facts: StatementFacts,
    /// The account as known today.
    pub sheet: Sheet,
}

/// The facts of one account today.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn facts(
    app: &App,
    tenant: &TenantId,
    account: &Account,
    texts: &Texts,
) -> store::Result<Facts> {
    let today = day_of(app.now());
    let sheet = sheet(app, tenant, &account.id, today).await?;
    let (to, patient) = receiver(app, tenant, account).await?;
    let ids = std::slice::from_ref(&account.id);
    let open_appeal = !payments::with_payers_again(&app.db, tenant, ids).await?.is_empty();
    let credit_elsewhere = match &account.patient {
        Some(patient) => {
            let but = (patient.as_str(), &account.id);
            payments::patient_credit_elsewhere(&app.db, tenant, but).await?
        }
        None => Cents::ZERO,
    };
    let bad_address = came_back(app, tenant, account, &to).await?;
    let plan = payments::plan_of(&app.db, tenant, &account.id).await?;
    let facts = StatementFacts {
        practice: practice(&sheet, texts),
        to,
        patient,
        // What a patient reads out on the telephone: the number of the first claim.
        account: sheet.claims.first().map_or(account.id.0.clone(), |row| row.id.clone()),
        date: today,
        due: today.plus_days(texts.due_days),
        services: services(&sheet.lines),
        questions: texts.questions.clone(),
        pay: texts.pay.clone(),
        assistance: texts.assistance.clone(),
        plan: plan.map(|row| row.plan),
        standing: Standing {
            open_appeal,
            bad_address,
            minimum: Cents(texts.minimum_cents),
            credit_elsewhere,
        },
    };
    Ok(Facts { facts, sheet })
}

/// Who sends it: the site's text, else who bills on its claims.
fn practice(sheet: &Sheet, texts: &Texts) -> Party {
    let billing = sheet.claims.first().map(|row| &row.claim.billing);
    let named = Some(texts.practice.trim().to_owned()).filter(|name| !name.is_empty());
    Party {
        name: named.or_else(|| billing?.name.clone()).unwrap_or_default(),
        attention: None,
        address: billing.and_then(|one| one.address.clone()),
        phone: None,
    }
}

/// Who receives it: the guarantor, else the patient; and the patient's name where that is another.
async fn receiver(
    app: &App,
    tenant: &TenantId,
    account: &Account,
) -> store::Result<(Party, Option<String>)> {
    let party = |name: String, address| Party { name, address, ..Party::default() };
    let Some(id) = &account.patient else {
        return Ok((party(account.patient_name.clone(), None), None));
    };
    let patient = front_desk::patient(&app.db, tenant, id).await?;
    let own = match &patient {
        Some(row) => format!("{} {}", row.given, row.family).trim().to_owned(),
        None => account.patient_name.clone(),
    };
    let address = patient.and_then(|row| row.patient.address);
    match front_desk::guarantor(&app.db, tenant, id).await? {
        Some(one) => {
            let name = format!("{} {}", one.given, one.family).trim().to_owned();
            Ok((party(name, one.address.or(address)), Some(own)))
        }
        None => Ok((party(own, address), None)),
    }
}

/// Whether the newest letter to this very address came back.
async fn came_back(
    app: &App,
    tenant: &TenantId,
    account: &Account,
    to: &Party,
) -> store::Result<bool> {
    let made = payments::statements_of(&app.db, tenant, &account.id).await?;
    let newest = made.first();
    Ok(newest.is_some_and(|row| row.state == "returned" && row.statement.to.address == to.address))
}

/// The services; what stands beside the lines of a claim is told with its first line.
fn services(lines: &[Line]) -> Vec<Service> {
    let mut told: Vec<(&Line, ServiceMoney)> = Vec::new();
    for line in lines.iter().filter(|line| line.line.is_some()) {
        told.push((line, line.money.clone()));
    }
    for line in lines.iter().filter(|line| line.line.is_none()) {
        match told.iter_mut().find(|(one, _)| one.claim == line.claim) {
            Some((_, money)) => money.add(&line.money),
            None => told.push((line, line.money.clone())),
        }
    }
    told.iter().map(|(line, money)| service(line, money)).collect()
}

fn service(line: &Line, money: &ServiceMoney) -> Service {
    let with_plans = money.with_payers.values().copied().sum::<Cents>() + money.denied;
    // Too much from a plan is no share of the patient's: it stands against what the plan paid.
    let over = with_plans.min(Cents::ZERO) + money.patient_share().min(Cents::ZERO);
    let share = money.patient_share().max(Cents::ZERO);
    Service {
        date: line.day.unwrap_or_default(),
        what: line.words.clone(),
        charge: money.charge,
        taken_off: money.contractual + money.given_up,
        plan_paid: money.payers_paid() + money.back_to_payer + money.beside + over,
        undecided: with_plans.max(Cents::ZERO),
        shares: shares(money, share),
        patient_paid: money.patient_paid + money.back_to_patient,
    }
}

/// The patient's share by the reasons that payers gave, as much of it as is left to the patient:
/// what another payer took over or we gave up is taken from the last reason first.
fn shares(money: &ServiceMoney, share: Cents) -> Vec<Share> {
    let mut told: Vec<Share> = Vec::new();
    for (reason, amount) in &money.shares {
        let why = why_of(&reason.group, &reason.code);
        match told.iter_mut().find(|one| one.why == why) {
            Some(one) => one.amount = one.amount + *amount,
            None => told.push(Share { why, amount: *amount }),
        }
    }
    told.retain(|one| one.amount > Cents::ZERO);
    told.sort_by_key(|one| one.why);
    let mut left = share;
    for one in &mut told {
        one.amount = one.amount.min(left);
        left = left - one.amount;
    }
    told.retain(|one| one.amount > Cents::ZERO);
    if left > Cents::ZERO {
        match told.iter_mut().find(|one| one.why == Why::NotCovered) {
            Some(one) => one.amount = one.amount + left,
            None => told.push(Share { why: Why::NotCovered, amount: left }),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::payments::ledger::Reason;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn line() -> Line {
        Line {
            claim: "C".to_owned(),
            line: Some(1),
            code: "99213".to_owned(),
            day: None,
            words: "Office visit".to_owned(),
            money: ServiceMoney::default(),
        }
    }

    proptest! {
        #[test]
        fn a_service_adds_up_whatever_the_ledger_says(
            parts in proptest::collection::vec(-5_000i64..5_000, 9),
            told in proptest::collection::vec((0usize..4, 1i64..4_000), 0..4),
        ) {
            let one = |at: usize| Cents(parts[at]);
            let payer = |at: usize| BTreeMap::from([("P".to_owned(), one(at))]);
            let codes = ["1", "2", "3", "204"];
            let mut money = ServiceMoney {
                contractual: one(0),
                given_up: one(1),
                paid: payer(2),
                patient_paid: one(3),
                with_payers: payer(4),
                denied: one(5),
                with_patient: one(6),
                back_to_payer: one(7),
                beside: one(8),
                ..ServiceMoney::default()
            };
            for (at, cents) in told {
                let reason = Reason { group: "PR".to_owned(), code: codes[at].to_owned() };
                money.shares.insert(reason, Cents(cents));
            }
            money.charge = money.contractual + money.given_up + money.payers_paid()
                + money.patient_paid + money.open() + money.back_to_payer + money.beside;
            prop_assert!(money.adds_up());
            let service = service(&line(), &money);
            let parts = service.taken_off + service.plan_paid + service.undecided + service.share();
            prop_assert_eq!(parts, service.charge);
            prop_assert!(service.shares.iter().all(|share| share.amount > Cents::ZERO));
            if money.patient_share() >= Cents::ZERO {
                prop_assert_eq!(service.owed(), money.with_patient);
            }
        }
    }
}
