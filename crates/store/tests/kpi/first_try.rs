//! The first-pass rate against what happened at the front door.

use super::money::as_known;
use super::{DAY, JUNE, NOW, same};
use libtest_mimic::Failed;
use model::TenantId;
use store::Db;

/// A claim that came back from the front door was not paid at the first try, however its payer
/// decided then; one that corrects another is no claim of its own.
pub async fn first_try(db: &Db, tenant: &TenantId) -> Result<(), Failed> {
    let refusal = |id: &str, claim: i64, at: i64| {
        format!(
            "INSERT INTO front_door_refusal (tenant, id, claim, account, payer, control, \
             refused_by, charge_cents, at, state, reasons) VALUES ('t', '{id}', '{claim}', 'd', \
             'p', 1, '277CA', 1, {at}, 'resent', '[]')"
        )
    };
    // Claim 5 is the correction of claim 1 (frequency 7), and was paid at once.
    let corrected = format!(
        "INSERT INTO open_claim (tenant, claim, account, payer, from_day, through_day, \
         through_at, charge_cents, submitted_at, decided_at, first_pass, body) VALUES ('t', '5', \
         'a', 'p', '2026-05-30', '2026-05-30', 0, 1, {}, {}, 1, '{{}}')",
        JUNE + 5 * DAY,
        JUNE + 14 * DAY
    );
    let decided = JUNE - 12 * DAY;
    for (text, wanted) in [
        (corrected, (1, 2)),
        // A refusal that came after the decision says nothing about the first try.
        (refusal("late", 4, decided + DAY), (1, 2)),
        (refusal("early", 4, decided - 30 * DAY), (0, 2)),
    ] {
        let mut tx = db.begin().await?;
        tx.run(store::assembled(text)).await?;
        tx.commit().await?;
        same("first try", as_known(db, tenant, "first-pass-rate", NOW).await?[0], wanted)?;
    }
    // Before it was refused, nothing of it was known.
    same("then", as_known(db, tenant, "first-pass-rate", decided - 31 * DAY).await?[0], (0, 0))
}
