//! Worklists against the same filter, sort and count done in Rust.

use crate::ground::{Done, Ground, NOW, SECOND, account, ensure, on_both, same, site, to_review};
use libtest_mimic::Trial;
use model::account::Terms;
use model::{AccountEvent, Queue, UserId};
use store::accounts::{self, Account, Filter, NOT_STATED, Ownership, Sort, counts, page};

pub fn trials() -> Vec<Trial> {
    [
        on_both("pages hold every account once, in order", paging),
        on_both("filters find what they name and nothing else", filters),
        on_both("counts are those of the rows", counting),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn fill(ground: &Ground) -> Result<Vec<Account>, store::StoreError> {
    let terms = Terms::default();
    let mut tx = ground.db.begin().await?;
    let mut all = Vec::new();
    for number in 0..60 {
        let mut one = account(number);
        accounts::insert_new(&mut tx, &site(), &one).await?;
        let mut steps = if number % 4 == 0 { Vec::new() } else { to_review() };
        if number % 4 == 2 {
            steps.push(AccountEvent::Assigned { to: UserId(format!("user_{}", number % 3)) });
        }
        let who = ("service", NOW + number / 7 * SECOND);
        accounts::take_steps(&mut tx, &site(), &mut one, &steps, who, &terms).await?;
        all.push(one);
    }
    tx.commit().await?;
    Ok(all)
}

async fn paging(ground: Ground) -> Done {
    let all = fill(&ground).await?;
    for sort in [Sort::Due, Sort::Value, Sort::Age] {
        let mut wanted: Vec<(i64, String)> = all
            .iter()
            .filter(|account| account.standing.queue == Queue::Review)
            .map(|account| (sort.value(account), account.id.0.clone()))
            .collect();
        wanted.sort();
        if sort == Sort::Value {
            wanted.reverse();
        }
        for limit in [1, 7, 200] {
            let mut filter =
                Filter { queue: Some(Queue::Review), sort, limit, ..Filter::default() };
            let mut seen = Vec::new();
            loop {
                let got = page(&ground.db, &site(), &filter).await?;
                seen.extend(got.accounts.iter().map(|a| (sort.value(a), a.id.0.clone())));
                filter.after = got.next;
                if filter.after.is_none() {
                    break;
                }
            }
            same(seen, wanted.clone(), &format!("{sort:?} by {limit}"))?;
        }
    }
    Ok(())
}

type Keeps = fn(&Account) -> bool;

async fn filters(ground: Ground) -> Done {
    let all = fill(&ground).await?;
    let base = || Filter { limit: 200, ..Filter::default() };
    let cases: Vec<(Filter, Keeps)> = vec![
        (base(), |_| true),
        (Filter { ownership: Ownership::Unassigned, ..base() }, |a| {
            a.standing.owner == model::Owner::Team
        }),
        (Filter { ownership: Ownership::Of("user_1".into()), ..base() }, |a| {
            a.standing.owner == model::Owner::Person(UserId::from("user_1"))
        }),
        (Filter { specialty: "surgery".into(), ..base() }, |a| a.specialty == "surgery"),
        (Filter { specialty: NOT_STATED.into(), ..base() }, |a| a.specialty.is_empty()),
        (Filter { payer: "Payer 2".into(), ..base() }, |a| a.payer == "Payer 2"),
        (Filter { provider: "prov_1".into(), ..base() }, |a| {
            a.provider.as_deref() == Some("prov_1")
        }),
        (Filter { setting: "ed".into(), ..base() }, |_| false),
        (Filter { due_before: Some(NOW + 48 * 3600 * SECOND + SECOND), ..base() }, |a| {
            a.standing.due_at < NOW + 48 * 3600 * SECOND + SECOND
        }),
        // Case, marks and what stands between words do not matter.
        (Filter { text: "an moll".into(), ..base() }, |_| true),
        (Filter { text: "möller_11".into(), ..base() }, |a| {
            a.patient_name.starts_with("Möller_11,")
        }),
        (Filter { text: "oller".into(), ..base() }, |_| false),
        (Filter { text: "a%n".into(), ..base() }, |_| false),
        (Filter { text: "MRN9".into(), ..base() }, |a| a.mrn.as_deref() == Some("MRN9")),
        (Filter { text: "visit-9".into(), ..base() }, |a| a.source_key == "visit-9"),
        (Filter { text: "acct_000009".into(), ..base() }, |a| a.id.0 == "acct_000009"),
        (Filter { text: "' OR 1=1 --".into(), ..base() }, |_| false),
    ];
    for (filter, keeps) in cases {
        let got = page(&ground.db, &site(), &filter).await?;
        let mut is: Vec<String> = got.accounts.into_iter().map(|a| a.id.0).collect();
        let mut wanted: Vec<String> = all
            .iter()
            .filter(|a| a.standing.queue.is_worked() && keeps(a))
            .map(|a| a.id.0.clone())
            .collect();
        is.sort();
        wanted.sort();
        same(is, wanted, &format!("{filter:?}"))?;
    }
    Ok(())
}

async fn counting(ground: Ground) -> Done {
    let all = fill(&ground).await?;
    let rows = counts(&ground.db, &site()).await?;
    let (accounts, cents) =
        rows.iter().fold((0, 0), |(n, c), row| (n + row.accounts, c + row.value_cents));
    same(accounts, 60, "accounts")?;
    same(cents, all.iter().map(|a| a.value_cents).sum(), "value")?;
    let review: Vec<&Account> = all.iter().filter(|a| a.standing.queue == Queue::Review).collect();
    let of = |kind: &str| {
        rows.iter().filter(|r| r.queue == "review" && r.owner_kind == kind).collect::<Vec<_>>()
    };
    let team = review.iter().filter(|a| a.standing.owner == model::Owner::Team).count();
    same(of("team")[0].accounts, i64::try_from(team)?, "unassigned")?;
    let first_due = review.iter().map(|a| a.standing.due_at).min();
    same(rows.iter().filter(|r| r.queue == "review").map(|r| r.first_due).min(), first_due, "due")?;
    ensure(of("person").len() == 3, "three people have work")
}
