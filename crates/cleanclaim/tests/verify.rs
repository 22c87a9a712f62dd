//! `replay` and `verify` over a database on disk: what was changed behind the product's back is
//! found and named.

use codesets::CodeSets;
use edits::PayerRules;
use governance::signing::{Keyring, SigningKey};
use model::TenantId;
use server::app::{App, Config, Parts};
use server::desk::Desk;
use server::surroundings::Machine;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use store::{Db, Get, assembled};
use tempfile::TempDir;

/// 2026-06-22 09:00 UTC.
const NOW: i64 = 1_782_118_800_000_000;

/// The made-up practice, coded, in a folder with its keys; the ids of its decisions.
async fn site(folder: &Path) -> Vec<String> {
    let keys = folder.join("keys");
    std::fs::create_dir_all(&keys).expect("a folder");
    std::fs::write(keys.join("signing.key"), [7; 32]).expect("a key");
    std::fs::write(keys.join("forms.key"), [9; 32]).expect("a key");
    let db = open(folder).await;
    let rules = PayerRules::load(&[PayerRules::embedded()]).expect("the embedded rules");
    let desk = Desk::new(Arc::new(CodeSets::embedded()), rules).expect("a desk");
    let app = App::new(Parts {
        db,
        config: Config {
            data: folder.to_owned(),
            tls: false,
            tenant: TenantId::from("site"),
            demo: false,
            cpt_licence: true,
            process: "test".to_owned(),
        },
        world: Box::new(Machine::starting_at(NOW)),
        key: SigningKey::from_seed([7; 32]),
        keys: Keyring::new(),
        secret: [9; 32],
        desk,
    });
    let charts = testkit::practice::charts().into_iter().take(6).map(|c| c.chart).collect();
    let fees = "code,modifier,charge\n99213,,100.00\n";
    server::demo::fill(&app, charts, fees).await.expect("the practice");
    while server::worker::pass(&app, "test").await.expect("work") > 0 {}
    let rows = app.db.rows(assembled("SELECT id FROM decision ORDER BY seq".into())).await;
    let ids = rows.expect("decisions").iter().map(|row| row.text("id").expect("an id")).collect();
    app.db.close().await;
    ids
}

async fn open(folder: &Path) -> Db {
    Db::open(&format!("sqlite:{}", folder.join("cleanclaim.db").display())).await.expect("open")
}

/// Changes the file behind the product's back.
fn meddle(folder: &Path, statements: &[&str]) {
    runtime().block_on(async {
        let db = open(folder).await;
        let mut tx = db.begin().await.expect("a transaction");
        for statement in statements {
            let rows = tx.run(assembled((*statement).to_owned())).await.expect(statement);
            assert!(rows > 0, "{statement} touched nothing");
        }
        tx.commit().await.expect("committed");
        db.close().await;
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("threads")
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .arg("--data")
        .arg(folder)
        .args(arguments)
        .arg("--keys")
        .arg(folder.join("keys"))
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    (status.code(), text)
}

fn copy(folder: &Path) -> TempDir {
    let other = TempDir::new().expect("a folder");
    std::fs::create_dir_all(other.path().join("keys")).expect("a folder");
    for name in ["cleanclaim.db", "keys/signing.key", "keys/forms.key", "keys/public.keys"] {
        std::fs::copy(folder.join(name), other.path().join(name)).expect(name);
    }
    other
}

#[test]
fn what_was_changed_is_found_and_named() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    let ids = runtime().block_on(site(folder));
    assert_eq!(ids.len(), 6);
    let kept = folder.join("kept.checkpoint");
    let kept = kept.to_str().expect("a path");

    let (code, text) = run(folder, &["verify", "--checkpoint", kept]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("decision: 6 rows, whole"), "{text}");
    let (code, text) = run(folder, &["verify", "--against", kept]);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = run(folder, &["replay", &ids[2]]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("byte for byte"), "{text}");
    let (code, text) = run(folder, &["replay", "dec_none"]);
    assert_eq!(code, Some(2), "{text}");

    // The head, too, is set back by somebody who knows the tables.
    let cut = [
        "DELETE FROM decision WHERE seq = 6",
        "UPDATE chain_head SET seq = 5, hash = (SELECT hash FROM decision WHERE seq = 5) \
         WHERE chain = 'decision'",
    ];
    let swapped = [
        "UPDATE decision SET seq = 100 WHERE seq = 3",
        "UPDATE decision SET seq = 3 WHERE seq = 4",
        "UPDATE decision SET seq = 4 WHERE seq = 100",
    ];
    let cases: [(&[&str], &[&str], &str); 5] = [
        (
            &["UPDATE decision SET body = REPLACE(body, '\"at\":1', '\"at\":2') WHERE seq = 2"],
            &["verify"],
            "row 2: ",
        ),
        (
            &["UPDATE audit SET body = REPLACE(body, 'service', 'servicf') WHERE seq = 4"],
            &["verify"],
            "row 4: ",
        ),
        (&swapped, &["verify"], "row 3: "),
        (&["DELETE FROM decision WHERE seq = 6"], &["verify"], "row 6: "),
        (&cut, &["verify", "--against", kept], "its end was cut"),
    ];
    for (statements, arguments, named) in cases {
        let copy = copy(folder);
        meddle(copy.path(), statements);
        let (code, text) = run(copy.path(), arguments);
        assert_eq!(code, Some(1), "{statements:?}: {text}");
        assert!(text.contains(named), "{statements:?}: {text}");
    }
    // Without the checkpoint a cleanly cut tail cannot be seen: that is what it is for.
    let copy = copy(folder);
    meddle(copy.path(), &cut);
    assert_eq!(run(copy.path(), &["verify"]).0, Some(0));

    meddle(folder, &["UPDATE chart SET body = REPLACE(body, 'the', 'thy')"]);
    let (code, text) = run(folder, &["replay", &ids[2]]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("is not the one that was coded then"), "{text}");
}
