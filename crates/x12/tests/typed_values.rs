//! Golden pairs of typed transactions: `fixtures/x12/<set>/<name>.txt` is read, written back to
//! the same bytes, and its plain value is `<name>.json`; where there is a way back, the plain
//! value makes a file that means the same. To write the JSON anew after a wanted change:
//! `CLEANCLAIM_BLESS=1 cargo test -p x12 --test typed_values`, then read the diff.

use model::acknowledgement::{ClaimAcks, GroupAck, InterchangeAck};
use model::eligibility::EligibilityAnswers;
use model::remittance::Remittance;
use serde_json::Value;
use std::path::{Path, PathBuf};
use x12::Place;
use x12::typed::ack_999::Ack999;
use x12::typed::remittance_835::Remittance835;
use x12::typed::segments::{Ge, Gs, Iea, Ta1};
use x12::typed::{self, Item, Items, Normalise, Transaction};

fn pairs(set: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/x12").join(set);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{}", folder.display());
    files
}

fn read(data: &[u8]) -> Vec<Item> {
    Items::new(data).collect::<Result<_, _>>().unwrap_or_else(|fault| panic!("{fault}"))
}

/// A file of one transaction, in the interchange and group of `items`, counted anew.
fn file(items: &[Item], transaction: Transaction) -> Vec<Item> {
    let Some(start @ Item::Interchange(_)) = items.first() else { panic!("no interchange") };
    let version = if transaction.set() == "835" { "005010X221A1" } else { "" };
    let group = Item::Group(Gs { version: version.into(), ..Gs::default() });
    let made = [
        start.clone(),
        group,
        Item::Transaction(transaction),
        Item::GroupEnd(Ge::default()),
        Item::InterchangeEnd(Iea::default()),
    ];
    read(typed::write(&made, Some(Normalise::default())).unwrap().as_bytes())
}

fn transactions(items: &[Item]) -> impl Iterator<Item = &Transaction> {
    items.iter().filter_map(|item| match item {
        Item::Transaction(transaction) => Some(transaction),
        _ => None,
    })
}

/// `12NM109` for element 9 of segment 12.
fn places(all: &[Place]) -> Vec<String> {
    all.iter().map(|p| format!("{}{}{:02}", p.segment, p.segment_id(), p.element)).collect()
}

/// The plain values of a file, as JSON; those with a way back go there and return.
fn values(items: &[Item]) -> Vec<Value> {
    let mut values = Vec::new();
    for item in items {
        if let Item::Acknowledgement(ta1) = item {
            let ack = InterchangeAck::try_from(ta1).unwrap();
            assert_eq!(InterchangeAck::try_from(&Ta1::from(&ack)).unwrap(), ack);
            values.push(serde_json::to_value(ack).unwrap());
        }
    }
    values.extend(transactions(items).map(|transaction| match transaction {
        Transaction::Remittance835(advice) => {
            let (remittance, left) = advice.remittance().unwrap();
            let anew = Transaction::Remittance835(Box::new(Remittance835::from(&remittance)));
            let anew = file(items, anew);
            let Some(Transaction::Remittance835(anew)) = transactions(&anew).next() else {
                panic!("not read as an 835")
            };
            assert_eq!(Remittance::try_from(&**anew).unwrap(), remittance);
            assert_eq!(remittance.expected_amount(), remittance.signed_amount());
            serde_json::json!({ "remittance": remittance, "left": places(&left) })
        }
        Transaction::Ack999(ack) => {
            let ack = GroupAck::try_from(&**ack).unwrap();
            let anew = file(items, Transaction::Ack999(Box::new(Ack999::from(&ack))));
            let Some(Transaction::Ack999(anew)) = transactions(&anew).next() else {
                panic!("not read as a 999")
            };
            assert_eq!(GroupAck::try_from(&**anew).unwrap(), ack);
            serde_json::to_value(ack).unwrap()
        }
        Transaction::ClaimAck277(ack) => {
            serde_json::to_value(ClaimAcks::try_from(&**ack).unwrap()).unwrap()
        }
        Transaction::Response271(answer) => {
            serde_json::to_value(EligibilityAnswers::try_from(&**answer).unwrap()).unwrap()
        }
        Transaction::Claims837(claims) => match claims.model_claims() {
            Ok(read) => serde_json::json!({ "claims": read.claims, "left": places(&read.left) }),
            Err(faults) => {
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                serde_json::json!({ "faults": faults })
            }
        },
        // What has no plain value is read into a typed one all the same.
        other => {
            assert!(!matches!(other, Transaction::Raw(_)));
            serde_json::json!({ "set": other.set() })
        }
    }));
    values
}

#[test]
fn golden_pairs() {
    let bless = std::env::var_os("CLEANCLAIM_BLESS").is_some();
    for set in [
        "remittance_835",
        "ack_999",
        "ack_ta1",
        "claim_ack_277ca",
        "claim_837p",
        "claim_837i",
        "claim_837d",
        "eligibility_270_271",
        "status_276_277",
        "authorization_278",
    ] {
        for path in pairs(set) {
            let data = std::fs::read(&path).unwrap();
            let items = read(&data);
            let text = typed::write(&items, None).unwrap();
            assert_eq!(text.as_bytes(), data, "{}", path.display());
            let values = values(&items);
            let json = path.with_extension("json");
            if bless {
                let text = serde_json::to_string_pretty(&values).unwrap() + "\n";
                std::fs::write(&json, text).unwrap();
            }
            let kept: Vec<Value> =
                serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
            assert_eq!(values, kept, "{}", path.display());
        }
    }
}

/// One change to a sound file, and the error it must give: code, segment and element.
#[test]
fn what_has_no_place_or_no_value_is_said_with_its_place() {
    let path = pairs("remittance_835").pop().unwrap();
    let sound = std::fs::read_to_string(path).unwrap();
    for (from, to, code, at) in [
        ("MOA***MA01~", "MOA***MA01~\nTOO*JP*8~", "x12.typed.order", "TOO"),
        ("MOA***MA01~\nREF*EA*MRN77~", "REF*EA*MRN77~\nMOA***MA01~", "x12.typed.order", "MOA"),
        ("TRN*1*EFT20260701*1512345678~\n", "", "x12.typed.missing", "REF"),
        ("AMT*AU*150~", "AMT*AU*150**7~", "x12.typed.element", "AMT04"),
        ("SVC*HC:87880*", "SVC*HC:87880:::::::9:9*", "x12.typed.element", "SVC01"),
        ("SE*60*0001~\n", "", "x12.typed.order", "GE"),
    ] {
        assert!(sound.contains(from), "{from}");
        let broken = sound.replacen(from, to, 1);
        let fault = Items::new(broken.as_bytes()).find_map(Result::err).expect(from);
        let place = format!("{}{:02}", fault.place.segment_id(), fault.place.element);
        assert_eq!((fault.code, place.trim_end_matches("00")), (code, at), "{fault}");
    }
    for (from, to, code, at) in [
        ("CLP*PCN-1*1*200*", "CLP*PCN-1*1*200.005*", "x12.typed.value", "CLP03"),
        ("CAS*CO*45*15*1*97*10~", "CAS*CO*45*15*1*97*X~", "x12.typed.value", "CAS06"),
        ("CAS*CO*45*15*1*97*10~", "CAS*CO*45*15*1*97~", "x12.typed.missing-value", "CAS06"),
        ("DTM*150*20260601~", "DTM*150*20260631~", "x12.typed.value", "DTM02"),
        ("WO:ICN9999*15*", "WO:ICN9999*1,5*", "x12.typed.value", "PLB06"),
        ("REF*EV*CLH99~", "CUR*PR*CAD~\nREF*EV*CLH99~", "x12.835.currency", "CUR02"),
    ] {
        assert!(sound.contains(from), "{from}");
        let broken = sound.replacen(from, to, 1);
        let items = read(broken.as_bytes());
        let Some(Transaction::Remittance835(advice)) = transactions(&items).next() else {
            panic!("not read as an 835")
        };
        let fault = Remittance::try_from(&**advice).unwrap_err();
        let place = format!("{}{:02}", fault.place.segment_id(), fault.place.element);
        assert_eq!((fault.code, place.as_str()), (code, at), "{fault}");
    }
}
