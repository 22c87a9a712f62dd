//! Claims: kept once, with their edits and overrides, never changed after they left.

use crate::ground::{Done, Ground, NOW, add, ensure, on_both, same, site, to_review};
use libtest_mimic::Trial;
use model::account::Terms;
use model::{AccountEvent, AccountId, Claim, ClaimId, Edit, EditFamily, ScrubReport, Severity};
use std::collections::BTreeSet;
use store::accounts;
use store::claims::{self, ClaimRow, put_claims, retire_claims};
use store::work::{self, NewParcel};
use store::{Get, StoreError};

pub fn trials() -> Vec<Trial> {
    [
        on_both("a clean claim is found until a parcel carries it", unsent),
        on_both("a claim made again replaces what has not left", again),
        on_both("an override stays with its edit", overrides),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn edit(id: &str, line: u16) -> Edit {
    Edit {
        id: id.into(),
        family: EditFamily::Mue,
        severity: Severity::Reason,
        line,
        code: "99214".into(),
        message: "too many".into(),
        source: "a manual".into(),
        next: "look".into(),
        place: Default::default(),
        effective: None,
    }
}

fn row(account: &str, id: &str, edits: &[Edit]) -> ClaimRow {
    let claim = Claim { id: ClaimId::from(id), frequency: "1".into(), ..Claim::default() };
    let report = ScrubReport { edits: edits.to_vec(), ..ScrubReport::default() };
    ClaimRow::new(&AccountId::from(account), 0, &claim, &report, NOW)
}

async fn again(ground: Ground) -> Done {
    let rows = [row("a", "A-1", &[edit("x", 1)]), row("a", "A-2", &[]), row("b", "B-1", &[])];
    let mut tx = ground.db.begin().await?;
    let kept = put_claims(&mut tx, &site(), &rows).await?;
    same(kept.len(), 3, "kept")?;
    tx.commit().await?;
    same(claims::claim(&ground.db, &site(), "A-1").await?, Some(rows[0].clone()), "claim")?;

    // B-1 leaves; then everything is made anew, with one claim fewer.
    let mut tx = ground.db.begin().await?;
    let mut left = claims::claim_for_change(&mut tx, &site(), "B-1").await?.ok_or("gone")?;
    (left.status, left.submitted_at) = ("submitted".into(), Some(NOW));
    claims::save_claim(&mut tx, &site(), &mut left).await?;
    let rows = [row("a", "A-1", &[]), row("b", "B-1", &[edit("y", 0)])];
    let kept = put_claims(&mut tx, &site(), &rows).await?;
    same(kept.clone(), BTreeSet::from(["A-1".to_owned()]), "kept")?;
    let accounts = [AccountId::from("a"), AccountId::from("b")];
    same(retire_claims(&mut tx, &site(), &accounts, &kept).await?, 1, "retired")?;
    let foreign = put_claims(&mut tx, &site(), &[row("c", "A-1", &[])]).await;
    ensure(matches!(foreign, Err(StoreError::Refused(_))), "another account's claim")?;
    let mut stale = ClaimRow { version: 1, ..left.clone() };
    let saved = claims::save_claim(&mut tx, &site(), &mut stale).await;
    ensure(matches!(saved, Err(StoreError::Conflict { .. })), "a stale claim")?;
    tx.commit().await?;
    let of = claims::claims_of(&ground.db, &site(), &accounts[0]).await?;
    let states: Vec<_> = of.iter().map(|c| (c.id.as_str(), c.status.as_str())).collect();
    same(states, vec![("A-1", "clean"), ("A-2", "replaced")], "states")?;
    same(of[0].clean_first, Some(false), "what the first look said stays")?;
    same(claims::claim(&ground.db, &site(), "B-1").await?, Some(left), "what left")
}

async fn overrides(ground: Ground) -> Done {
    let mut tx = ground.db.begin().await?;
    put_claims(&mut tx, &site(), &[row("a", "A-1", &[edit("x", 1), edit("y", 2)])]).await?;
    tx.script(
        "UPDATE claim_edit SET override_reason = 'seen', override_by = 'user_1', \
         override_at = 5 WHERE edit = 'x'",
    )
    .await?;
    // A new edit now stands where the overridden one stood.
    let edits = [edit("n", 0), edit("x", 1), edit("x", 2)];
    put_claims(&mut tx, &site(), &[row("a", "A-1", &edits)]).await?;
    tx.commit().await?;
    let statement = "SELECT edit, line, override_by, override_at FROM claim_edit ORDER BY position";
    let rows = ground.db.rows(store::assembled(statement.to_owned())).await?;
    let found = rows
        .iter()
        .map(|row| Ok((row.text("edit")?, row.int("line")?, row.opt_text("override_by")?)))
        .collect::<store::Result<Vec<_>>>()?;
    let wanted = vec![
        ("n".to_owned(), 0, None),
        ("x".to_owned(), 1, Some("user_1".to_owned())),
        ("x".to_owned(), 2, None),
    ];
    same(found, wanted, "edits")
}

async fn unsent(ground: Ground) -> Done {
    let terms = Terms::default();
    let mut tx = ground.db.begin().await?;
    let mut account = add(&mut tx, &site(), 1).await?;
    let clean = row(account.id.as_str(), "A-1", &[]);
    put_claims(&mut tx, &site(), std::slice::from_ref(&clean)).await?;
    tx.commit().await?;
    same(claims::unsent(&ground.db, &site(), 10).await?.len(), 0, "not scrubbed yet")?;
    let mut steps = to_review();
    steps.extend([AccountEvent::Released, AccountEvent::Charged, AccountEvent::ScrubbedClean]);
    let mut tx = ground.db.begin().await?;
    accounts::take_steps(&mut tx, &site(), &mut account, &steps, ("service", NOW), &terms).await?;
    tx.commit().await?;
    same(claims::unsent(&ground.db, &site(), 10).await?, vec![clean.clone()], "unsent")?;
    let parcel = NewParcel {
        id: "out_1".into(),
        kind: "claim".into(),
        target: "payer".into(),
        key: clean.fingerprint.clone(),
        payload: "{}".into(),
        at: NOW,
    };
    let mut tx = ground.db.begin().await?;
    work::put(&mut tx, &site(), std::slice::from_ref(&parcel)).await?;
    tx.commit().await?;
    same(claims::unsent(&ground.db, &site(), 10).await?.len(), 0, "a parcel carries it")?;
    let mut tx = ground.db.begin().await?;
    let taken = work::take(&mut tx, "claim", "w", (NOW, NOW + 9), 10).await?;
    ensure(work::withdraw(&mut tx, &taken[0], "changed", NOW).await?, "withdrawn")?;
    tx.commit().await?;
    same(claims::unsent(&ground.db, &site(), 10).await?.len(), 1, "found again")?;
    let mut tx = ground.db.begin().await?;
    work::put(&mut tx, &site(), &[NewParcel { id: "out_2".into(), ..parcel }]).await?;
    let again = work::take(&mut tx, "claim", "w", (NOW, NOW + 9), 10).await?;
    same(again.iter().map(|p| p.id.as_str()).collect(), vec!["out_1"], "woken")?;
    // While it is leaving, only the sender changes it.
    let mut leaving = claims::claim_for_change(&mut tx, &site(), "A-1").await?.ok_or("gone")?;
    leaving.status = claims::LEAVING.into();
    claims::save_leaving(&mut tx, &site(), &mut leaving).await?;
    let mut edited = ClaimRow { status: "edits".into(), ..leaving.clone() };
    let saved = claims::save_claim(&mut tx, &site(), &mut edited).await;
    ensure(matches!(saved, Err(StoreError::Conflict { .. })), "a claim that is leaving")?;
    claims::save_leaving(&mut tx, &site(), &mut leaving).await?;
    Ok(())
}
