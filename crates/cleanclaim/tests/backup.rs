//! A site's data in one file, and back; a wrong passphrase, a cut file, a database in use.

use std::path::Path;
use std::process::{Command, Output};

const PASSPHRASE: &str = "a passphrase of the tests";

fn cleanclaim(folder: &Path, arguments: &[&str], passphrase: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .args(arguments)
        .arg("--data")
        .arg(folder)
        .arg("--keys")
        .arg(folder.join("../keys"))
        .env("CLEANCLAIM_PASSPHRASE", passphrase)
        .output()
        .expect("cleanclaim runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// A site with one tenant and a short audit log.
fn fill(folder: &Path) {
    let address = format!("sqlite:{}", folder.join("cleanclaim.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = store::Db::open(&address).await.unwrap();
        let tenant = store::people::Tenant {
            id: "site".into(),
            name: "A practice".into(),
            demo: false,
            created_at: 1,
        };
        let mut tx = db.begin().await.unwrap();
        store::people::put_tenant(&mut tx, &tenant).await.unwrap();
        for at in 1..=300 {
            let entry = store::record::AuditEntry {
                at,
                actor: "user_a".into(),
                action: "chart.view".into(),
                object_kind: "account".into(),
                object: format!("acct_{at}"),
                patient: (at % 2 == 0).then(|| "pat_1".into()),
                detail: serde_json::json!({ "name": "Zoë \u{1F600}" }),
            };
            store::record::append(&mut tx, &tenant.id, &[entry]).await.unwrap();
        }
        tx.commit().await.unwrap();
        db.close().await;
    });
}

fn chain_of(folder: &Path) -> (i64, bool) {
    let address = format!("sqlite:{}", folder.join("cleanclaim.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = store::Db::open(&address).await.unwrap();
        let keys = governance::signing::Keyring::new();
        let tenant = "site".into();
        let report =
            store::record::verify(&db, &tenant, store::record::Chain::Audit, &keys).await.unwrap();
        db.close().await;
        (report.links, report.is_whole())
    })
}

#[test]
fn a_backup_restores_into_an_empty_site_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    std::fs::create_dir_all(&first).unwrap();
    std::fs::create_dir_all(&second).unwrap();
    fill(&first);
    let file = folder.path().join("monday.ccb");
    let name = file.to_str().unwrap();

    let short = cleanclaim(&first, &["backup", name], "short");
    assert!(!short.status.success() && told(&short).contains("12"), "{}", told(&short));
    assert!(!file.exists());
    let done = cleanclaim(&first, &["backup", name], PASSPHRASE);
    assert!(done.status.success(), "{}", told(&done));
    let again = cleanclaim(&first, &["backup", name], PASSPHRASE);
    assert!(told(&again).contains("there already"), "{}", told(&again));
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(10).any(|window| window == b"chart.view"));

    let wrong = cleanclaim(&second, &["restore", name], "another passphrase");
    assert!(told(&wrong).contains("passphrase is wrong"), "{}", told(&wrong));
    std::fs::write(&file, &bytes[..bytes.len() - 9]).unwrap();
    let cut = cleanclaim(&second, &["restore", name], PASSPHRASE);
    assert!(!cut.status.success() && told(&cut).contains("cut"), "{}", told(&cut));
    assert_eq!(chain_of(&second), (0, true), "half a backup is not restored");
    std::fs::write(&file, &bytes).unwrap();

    let restored = cleanclaim(&second, &["restore", name], PASSPHRASE);
    assert!(restored.status.success(), "{}", told(&restored));
    assert_eq!(chain_of(&second), (300, true));
    let full = cleanclaim(&second, &["restore", name], PASSPHRASE);
    assert!(told(&full).contains("empty one"), "{}", told(&full));
}

#[test]
fn the_doctor_names_what_is_to_be_mended() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    let output = cleanclaim(&data, &["doctor"], PASSPHRASE);
    let text = told(&output);
    assert!(text.contains("the database answers") && text.contains("nobody can log in"), "{text}");
}
