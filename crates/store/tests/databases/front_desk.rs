//! Patients and coverages.

use crate::ground::{Done, Ground, NOW, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::{Consent, ConsentKind, Coverage, HumanName, Patient};
use std::collections::BTreeSet;
use store::StoreError;
use store::front_desk::{
    ConsentRow, PatientRow, add_consent, change_consent, consents, consents_for_change, coverages,
    patient, patients_page, put_coverages, put_patient,
};

pub fn trials() -> Vec<Trial> {
    [
        on_both("one patient a record number, however many bring them", once),
        on_both("patients are found by the beginning of their name", search),
        on_both("a consent is kept with who recorded and who revoked it", consent),
        on_both("a chart's coverages come in order and overwrite none", covers),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A patient row.
pub fn row(id: &str, mrn: &str, family: &str) -> PatientRow {
    let name =
        HumanName { family: family.into(), given: Some("Ann".into()), ..HumanName::default() };
    let patient = Patient { id: mrn.into(), name: Some(name), ..Patient::default() };
    PatientRow::of(&patient, id.into(), NOW)
}

async fn once(ground: Ground) -> Done {
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let db = ground.db.clone();
            tokio::spawn(async move {
                let mut ids = BTreeSet::new();
                for mrn in 0..10 {
                    let mut tx = db.begin().await?;
                    let row = row(&format!("pat_{number}_{mrn}"), &format!("M{mrn}"), "Doe");
                    ids.insert(put_patient(&mut tx, &site(), &row).await?);
                    tx.commit().await?;
                }
                Ok::<_, StoreError>(ids)
            })
        })
        .collect();
    let mut ids = BTreeSet::new();
    for task in tasks {
        ids.extend(task.await??);
    }
    same(ids.len(), 10, "patients")?;
    for id in ids {
        ensure(patient(&ground.db, &site(), &id).await?.is_some(), id)?;
    }
    let mut tx = ground.db.begin().await?;
    let (a, b) = (row("n1", "", "None"), row("n2", "", "None"));
    let both = (put_patient(&mut tx, &site(), &a).await?, put_patient(&mut tx, &site(), &b).await?);
    same(both, ("n1".to_owned(), "n2".to_owned()), "without a record number nobody is the same")
}

async fn search(ground: Ground) -> Done {
    let mut tx = ground.db.begin().await?;
    for (id, mrn, family) in
        [("p1", "M1", "O'Hara"), ("p2", "M2", "Müller"), ("p3", "M3", "Mull%"), ("p4", "", "Zed")]
    {
        put_patient(&mut tx, &site(), &row(id, mrn, family)).await?;
    }
    tx.commit().await?;
    for (text, wanted) in [
        ("o'h", vec!["p1"]),
        ("MÜLLER, A", vec!["p2"]),
        ("mull%", vec!["p3"]),
        ("M3", vec!["p3"]),
        ("ull", vec![]),
    ] {
        let (found, _) = patients_page(&ground.db, &site(), text, None, 50).await?;
        same(found.iter().map(|row| row.id.as_str()).collect(), wanted, text)?;
    }
    Ok(())
}

async fn consent(ground: Ground) -> Done {
    let from = model::Date::new(2026, 1, 10).ok_or("a day")?;
    let source = "paper".to_owned();
    let consent = Consent { kind: ConsentKind::Tpo, from, to: None, revoked_at: None, source };
    let row = ConsentRow {
        id: "cons_1".into(),
        patient: "p1".into(),
        consent,
        recorded_by: "corin".into(),
        recorded_at: NOW,
        revoked_by: None,
        version: 1,
    };
    let mut tx = ground.db.begin().await?;
    add_consent(&mut tx, &site(), &row).await?;
    same(consents_for_change(&mut tx, &site(), "p1").await?, vec![row.clone()], "in its own")?;
    tx.commit().await?;
    let over = Consent { revoked_at: Some(NOW + 1), ..row.consent.clone() };
    let over = ConsentRow { consent: over, revoked_by: Some("ada".into()), ..row.clone() };
    let mut tx = ground.db.begin().await?;
    change_consent(&mut tx, &site(), &over).await?;
    tx.commit().await?;
    same(
        consents(&ground.db, &site(), "p1").await?,
        vec![ConsentRow { version: 2, ..over }],
        "two",
    )?;
    same(consents(&ground.db, &site(), "p2").await?.len(), 0, "nobody else's")?;
    let mut tx = ground.db.begin().await?;
    let late = change_consent(&mut tx, &site(), &row).await;
    ensure(matches!(late, Err(StoreError::Conflict { .. })), "the old version is refused")
}

async fn covers(ground: Ground) -> Done {
    let cover = |member: &str| Coverage { member_id: member.into(), ..Coverage::default() };
    let mut tx = ground.db.begin().await?;
    put_coverages(&mut tx, &site(), "p1", &[cover("A"), cover("B")]).await?;
    put_coverages(&mut tx, &site(), "p1", &[cover("X"), cover("Y")]).await?;
    tx.commit().await?;
    let found = coverages(&ground.db, &site(), "p1").await?;
    let members = found.iter().map(|row| (row.rank, row.coverage.member_id.as_str())).collect();
    same(members, vec![(1, "A"), (2, "B")], "coverages")
}
