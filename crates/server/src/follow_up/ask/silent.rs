//! Payers that are silent past their usual time are asked, with growing waits.

use super::Question;
use crate::app::App;
use crate::connectors::Partner;
use crate::worker::send::ends;
use model::{Claim, ClaimType, TenantId};
use store::payments;
use store::{Answer, work};
use x12::ControlNumbers;
use x12::question::{Insured, Member, StatusQuestion, write_276};

/// Claims of one tenant in one pass.
const TOGETHER: i64 = 200;

/// Days until a payer is asked again, by how often it was asked before; then no more.
const WAITS: [i64; 4] = [7, 14, 28, 56];

/// What separates the claim from the count in the number of a question.
const MARK: char = '.';

/// The number of the next question about a claim about which so many were ever asked.
pub(crate) fn trace_of(claim: &str, questions: i64) -> String {
    format!("{claim}{MARK}{}", questions + 1)
}

/// The claim that a number of ours asks about, and which question about it that is.
pub(in crate::follow_up) fn question_of(trace: &str) -> Option<(&str, i64)> {
    let (claim, count) = trace.rsplit_once(MARK)?;
    Some((claim, count.parse().ok()?))
}

/// Asks about every claim whose payer is silent past its time, where the site asks; how many.
///
/// # Errors
/// A database that does not answer.
pub fn ask_silent(app: &App) -> Answer<'_, usize> {
    Box::pin(every_tenant(app))
}

async fn every_tenant(app: &App) -> store::Result<usize> {
    let mut count = 0;
    for tenant in store::people::tenants(&app.db).await? {
        let partner = Partner::of(app, &tenant.id).await?;
        let Some(partner) = partner.filter(|partner| partner.asks) else { continue };
        let now = app.now();
        for row in payments::silent(&app.db, &tenant.id, now, TOGETHER).await? {
            let claim = &row.open.claim.0;
            let question = Question {
                set: "276".to_owned(),
                subject: claim.clone(),
                account: row.open.account.clone().map(|id| id.0).unwrap_or_default(),
                trace: trace_of(claim, row.questions),
                ..Question::default()
            };
            let mut tx = app.db.begin().await?;
            let place = usize::try_from(row.asked).unwrap_or(usize::MAX);
            // After the last wait nothing is asked any more: the account's due time speaks.
            match WAITS.get(place) {
                Some(days) => {
                    let parcel = question.parcel(app, &partner);
                    work::put(&mut tx, &tenant.id, &[parcel]).await?;
                    let again = now + days * 86_400_000_000;
                    payments::ask_again(&mut tx, &tenant.id, claim, again).await?;
                    count += 1;
                }
                None => payments::stop_asking(&mut tx, &tenant.id, claim).await?,
            }
            tx.commit().await?;
        }
    }
    if count > 0 {
        app.work.notify_waiters();
    }
    Ok(count)
}

/// The 276 about a claim as it left.
pub(super) async fn write(
    app: &App,
    tenant: &TenantId,
    (partner, question): (&Partner, &Question),
    control: &ControlNumbers,
) -> store::Result<Result<String, Vec<String>>> {
    let Some(row) = store::claims::claim(&app.db, tenant, &question.subject).await? else {
        return Ok(Err(vec!["there is no such claim".to_owned()]));
    };
    let claim = &row.claim;
    let told = payments::number_told(&app.db, tenant, &row.id).await?;
    let (submitter, receiver) = ends(partner);
    let asked = StatusQuestion {
        about: insured(claim, &question.trace),
        claim: claim.id.0.clone(),
        bill_type: match claim.claim_type {
            ClaimType::Institutional => claim.bill_type.clone(),
            ClaimType::Professional => None,
        },
        payer_number: told.or_else(|| claim.original_reference.clone()),
        charge: claim.total(),
        days: (claim.from, claim.through),
    };
    Ok(write_276(&asked, &submitter, &receiver, control))
}

fn insured(claim: &Claim, trace: &str) -> Insured {
    let patient = Member {
        name: claim.patient.name.clone().unwrap_or_default(),
        born: claim.patient.birth_date,
        sex: claim.patient.sex,
    };
    let holder = claim.subscriber.as_ref();
    let same = holder.is_none_or(|one| one.relationship == model::Relationship::Same);
    Insured {
        payer: (claim.payer.name.clone(), claim.payer.id.clone().unwrap_or_default()),
        provider: (claim.billing.name.clone().unwrap_or_default(), claim.billing.npi.clone()),
        member_id: holder.map(|one| one.member_id.clone()).unwrap_or_default(),
        holder: match (same, holder) {
            (false, Some(one)) => {
                Member { name: one.name.clone(), born: one.birth_date, sex: one.sex }
            }
            _ => patient.clone(),
        },
        dependent: (!same).then_some(patient),
        trace: trace.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{question_of, trace_of};

    #[test]
    fn the_number_of_a_question_names_its_claim() {
        assert_eq!(trace_of("A1", 0), "A1.1");
        assert_eq!(question_of("A1.2"), Some(("A1", 2)));
        assert_eq!(question_of("A.1.12"), Some(("A.1", 12)));
        assert_eq!(question_of("A1"), None);
        assert_eq!(question_of("A1.x"), None);
    }
}
