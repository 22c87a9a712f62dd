//! The search of the worklists against a plain filter over all names.

use crate::front_desk::row;
use crate::ground::{Done, Ground, NOW, account, ensure, on_both, same, site, to_review};
use libtest_mimic::Trial;
use model::Queue;
use model::account::Terms;
use std::collections::BTreeSet;
use store::accounts::{self, Account, Filter, Sort, page};
use store::front_desk::{
    Merge, change_patient, merge, patient_for_change, put_patient, search_form,
};
use store::{Db, Get};

/// Names that are no two plain words.
const ODD: [&str; 22] = [
    "O'Neill, Seán",
    "O’Brien-Smith, Zoë",
    "D'Angelo, J.R.",
    "St. John, Mary-Ann",
    "García López, José",
    "Müller, Jörg",
    "Weiß, Änne",
    "Nguyễn, Thị Hoa",
    "X, Y",
    "李, 小龍",
    "王小明",
    "🙂, 🙃",
    "🙂Smile, Ann",
    "",
    " , ",
    "'",
    "100%, _under_",
    "a%b_c!d, e",
    "Smith, Smith Smithson",
    "Λάμπρος, Γιώργος",
    "De La Cruz, María de los Ángeles",
    "İnci, ISTANBUL",
];

/// More than are looked up one by one; with as many of another word, and few who have both.
const COMMON: i64 = 3_100;

const GIVEN: [&str; 8] = ["Ann", "Bea", "Cruz", "Dora", "Éva", "Finn", "Smitty", "O'Mar"];

pub fn trials() -> Vec<Trial> {
    [
        on_both("a search finds exactly the names with words that begin so", exact),
        on_both("a search follows renames, merges, closing and batches", followed),
        on_both("accounts that were there before are found as well", there_before),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Numbers that look thrown and are the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// The parts of a text: its letters as they are searched, cut at all that is neither letter nor
/// digit.
fn parts(text: &str) -> BTreeSet<String> {
    let form = search_form(text);
    form.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).map(Into::into).collect()
}

fn is_found(account: &Account, text: &str) -> bool {
    let mut words = parts(&account.patient_name);
    words.extend(parts(&account.patient_name.replace(['\'', '’', '.'], " ")));
    let asked = parts(text);
    let by_name = !asked.is_empty()
        && asked.iter().all(|asked| words.iter().any(|word| word.starts_with(asked)));
    let whole = account.mrn.as_deref() == Some(text);
    by_name || whole || account.id.0 == text || account.source_key == text
}

fn is_listed(account: &Account, queue: Option<Queue>) -> bool {
    match queue {
        Some(queue) => account.standing.queue == queue,
        None => account.standing.queue.is_worked(),
    }
}

async fn compare(
    db: &Db,
    all: &[Account],
    text: &str,
    (queue, sort): (Option<Queue>, Sort),
) -> Done {
    let mut wanted: Vec<(i64, String)> = all
        .iter()
        .filter(|account| is_listed(account, queue) && is_found(account, text))
        .map(|account| (sort.value(account), account.id.0.clone()))
        .collect();
    wanted.sort();
    if sort == Sort::Value {
        wanted.reverse();
    }
    let mut filter = Filter { queue, sort, text: text.to_owned(), limit: 200, ..Filter::default() };
    let mut is = Vec::new();
    loop {
        let got = page(db, &site(), &filter).await?;
        is.extend(got.accounts.iter().map(|a| (sort.value(a), a.id.0.clone())));
        filter.after = got.next;
        if filter.after.is_none() {
            break;
        }
    }
    let what = format!("`{text}` in {queue:?} by {sort:?}: {} for {}", is.len(), wanted.len());
    ensure(is == wanted, what)
}

fn named(number: i64, name: &str) -> Account {
    Account { patient_name: name.to_owned(), ..account(number) }
}

/// Written as workers write: many in one statement.
async fn write(db: &Db, all: &mut [Account]) -> Done {
    let terms = Terms::default();
    let mut tx = db.begin().await?;
    let moves = all.iter_mut().map(|one| (one, to_review())).collect();
    accounts::take_all_steps(&mut tx, &site(), moves, ("service", NOW), &terms).await?;
    tx.commit().await?;
    Ok(())
}

fn odd_names() -> Vec<Account> {
    (0_i64..).zip(ODD).map(|(number, name)| named(number, name)).collect()
}

/// Searches made of the names themselves, and of what they are not.
fn searches(all: &[Account], dice: &mut Dice, count: usize) -> Vec<String> {
    let mut texts: Vec<String> =
        ["smith", "SMITH", "maria smith", "smith maria", "s", "m", "o'n", "oneill", "neill"]
            .into_iter()
            .chain([
                "garcia",
                "lopez jose",
                "nguyen",
                "小龍",
                "李",
                "🙂",
                "%",
                "_under",
                "' OR 1=1",
            ])
            .chain([
                "MRN9",
                "visit-9",
                "acct_000009",
                "mrn9",
                "zzz",
                "ann bea",
                "smith zzz",
                "weiss",
            ])
            .map(str::to_owned)
            .collect();
    while texts.len() < count {
        let name = &all[dice.throw(all.len())].patient_name;
        let mut text = Vec::new();
        for word in name.split([' ', ',']) {
            if dice.throw(3) > 0 {
                text.push(word.chars().take(1 + dice.throw(6)).collect::<String>());
            }
        }
        if dice.throw(2) > 0 {
            text.reverse();
        }
        // A search of nothing is a list, which other tests hold.
        let text = text.join(" ").trim().to_owned();
        if !text.is_empty() {
            texts.push(text);
        }
    }
    texts
}

async fn exact(ground: Ground) -> Done {
    let mut all = odd_names();
    for number in 0..COMMON * 2 {
        let given = GIVEN[usize::try_from(number)? % GIVEN.len()];
        let name = match number {
            0..50 => "Smith, Maria".to_owned(),
            _ if number < COMMON => format!("Smith, {given} {number}"),
            _ => format!("{given}, María"),
        };
        all.push(named(100 + number, &name));
    }
    // Those of `Maria` alone are as many as those of `Smith`.
    all.extend((0..60).map(|number| named(90_000 + number, "Marian, Mario")));
    for part in all.chunks_mut(1_000) {
        write(&ground.db, part).await?;
    }
    let mut dice = Dice(7);
    let sorts = [Sort::Due, Sort::Value, Sort::Age];
    for text in searches(&all, &mut dice, 80) {
        let queue = [None, Some(Queue::Review), Some(Queue::Edits)][dice.throw(3)];
        compare(&ground.db, &all, &text, (queue, sorts[dice.throw(3)])).await?;
    }
    for text in ["smith", "maria", "smith maria", "smith o'mar", "smith -", "MRN150"] {
        for sort in sorts {
            compare(&ground.db, &all, text, (None, sort)).await?;
        }
    }
    Ok(())
}

async fn followed(ground: Ground) -> Done {
    let mut all = odd_names();
    write(&ground.db, &mut all).await?;
    let mut tx = ground.db.begin().await?;
    for (number, name) in [(50, "Single, Sue"), (51, "Second, Sam")] {
        let mut one = named(number, name);
        accounts::insert_new(&mut tx, &site(), &one).await?;
        let who = ("service", NOW);
        accounts::take_steps(&mut tx, &site(), &mut one, &to_review(), who, &Terms::default())
            .await?;
        all.push(one);
    }
    for number in 0..7 {
        let row = row(&format!("pat_{number}"), &format!("P{number}"), "Before");
        put_patient(&mut tx, &site(), &row).await?;
    }
    tx.commit().await?;
    let mut dice = Dice(11);
    for round in 0..12 {
        change(&ground.db, &mut all, (round, &mut dice)).await?;
        let texts = searches(&all, &mut dice, 40);
        for text in texts.iter().map(String::as_str).chain(["before", "renamed", "ann", "ch"]) {
            let queue = [None, Some(Queue::Review), Some(Queue::Done)][dice.throw(3)];
            compare(&ground.db, &all, text, (queue, Sort::Due)).await?;
        }
    }
    let row = ground.db.row(store::assembled(
        "SELECT COUNT(*) AS rows FROM account_word WHERE word = 'before'".to_owned(),
    ));
    same(row.await?.map(|row| row.int("rows")).transpose()?, Some(0), "words left behind")
}

/// One change of each kind, in the database and in `all`.
async fn change(db: &Db, all: &mut Vec<Account>, (round, dice): (usize, &mut Dice)) -> Done {
    let mut tx = db.begin().await?;
    // A patient gets another name, and all accounts of theirs with it.
    let id = format!("pat_{}", round % 7);
    let mut patient = patient_for_change(&mut tx, &site(), &id).await?;
    if patient.merged_into.is_none() {
        patient.family = format!("Renamed{round}-O'{}", ODD[dice.throw(ODD.len())]);
        change_patient(&mut tx, &site(), &patient).await?;
    }
    if round == 9 {
        let keep = patient_for_change(&mut tx, &site(), "pat_5").await?;
        let lose = patient_for_change(&mut tx, &site(), "pat_6").await?;
        let asked = Merge { keep, lose: lose.id, lose_version: lose.version };
        merge(&mut tx, &site(), &asked).await?;
    }
    // A chart comes anew under another name.
    let place = dice.throw(all.len());
    let id = all[place].id.clone();
    let mut one = accounts::get_for_change(&mut tx, &site(), &id).await?;
    one.patient_name = ["Changed, Charly", "Ch'en, Li", ""][dice.throw(3)].to_owned();
    accounts::save(&mut tx, &site(), &mut one).await?;
    // Another is closed, or opened again.
    let id = all[dice.throw(all.len())].id.clone();
    let mut one = accounts::get_for_change(&mut tx, &site(), &id).await?;
    let closed = one.standing.queue == Queue::Done;
    one.standing.queue = if closed { Queue::Review } else { Queue::Done };
    accounts::save(&mut tx, &site(), &mut one).await?;
    // Some are written together.
    let ids: Vec<_> = all.iter().skip(dice.throw(9)).take(5).map(|one| one.id.clone()).collect();
    let mut some = accounts::get_all_for_change(&mut tx, &site(), &ids).await?;
    for (number, one) in some.values_mut().enumerate() {
        one.patient_name = format!("{}, {number}", ODD[dice.throw(ODD.len())]);
    }
    let moves = some.values_mut().map(|one| (one, Vec::new())).collect();
    let who = ("service", NOW);
    accounts::take_all_steps(&mut tx, &site(), moves, who, &Terms::default()).await?;
    tx.commit().await?;
    let ids: Vec<_> = all.iter().map(|one| one.id.clone()).collect();
    *all = accounts::by_ids(db, &site(), &ids).await?;
    Ok(())
}

/// As tables of an older program: names without words, and the step that makes them not taken.
async fn there_before(ground: Ground) -> Done {
    let mut all = odd_names();
    write(&ground.db, &mut all).await?;
    let mut tx = ground.db.begin().await?;
    put_patient(&mut tx, &site(), &row("pat_v", "PV", "Nguyễn")).await?;
    tx.script(
        "DROP TABLE account_word; DROP TABLE receivable_roll; DROP INDEX account_mrn; \
         DROP INDEX denial_state; DROP INDEX denial_reason; DROP INDEX charge_review_first; \
         CREATE INDEX account_search ON account (tenant, queue, id); \
         UPDATE patient SET search_name = 'of an older program'; \
         DELETE FROM migration WHERE number = 12",
    )
    .await?;
    tx.commit().await?;
    let db = Db::open(&ground.address).await?;
    for text in searches(&all, &mut Dice(3), 40) {
        compare(&db, &all, &text, (None, Sort::Due)).await?;
    }
    let row = db.row(store::assembled("SELECT search_name FROM patient".to_owned())).await?;
    let name = row.map(|row| row.text("search_name")).transpose()?;
    db.close().await;
    same(name.as_deref(), Some("nguyen ann"), "the form of a patient's name")
}
