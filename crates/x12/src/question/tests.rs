//! Questions are written without fault and read back.

use super::*;
use crate::typed::{Transaction, Transactions};
use crate::validate::{Options, validate};

fn about(dependent: bool) -> Insured {
    let who = |given: &str| Member {
        name: HumanName {
            family: "Núñez".to_owned(),
            given: Some(given.to_owned()),
            ..HumanName::default()
        },
        born: "1980-02-03".parse().ok(),
        sex: Sex::Female,
    };
    Insured {
        payer: ("NORTH PLAN".to_owned(), "12345".to_owned()),
        provider: ("CEDAR CLINIC".to_owned(), "1245319599".to_owned()),
        member_id: "M123".to_owned(),
        holder: who("Ana"),
        dependent: dependent.then(|| who("Eva")),
        trace: "A1.1".to_owned(),
    }
}

fn ends() -> (Submitter, Receiver, ControlNumbers) {
    let submitter = Submitter {
        name: "CEDAR CLINIC".to_owned(),
        id: "1245319599".to_owned(),
        qualifier: "ZZ".to_owned(),
        interchange_id: "1245319599".to_owned(),
        group_id: "1245319599".to_owned(),
        ..Submitter::default()
    };
    let receiver = Receiver {
        name: "CLEARING".to_owned(),
        id: "CLEARING01".to_owned(),
        qualifier: "ZZ".to_owned(),
        interchange_id: "CLEARING01".to_owned(),
        group_id: "CLEARING01".to_owned(),
        ..Receiver::default()
    };
    let control = ControlNumbers {
        interchange: 7,
        group: 7,
        transaction: 1,
        reference: "Q-7".to_owned(),
        date: "2026-06-20".parse().unwrap(),
        hour: 9,
        minute: 5,
        usage: Usage::Test,
    };
    (submitter, receiver, control)
}

#[test]
fn questions_are_without_fault_and_read_back() {
    let (submitter, receiver, control) = ends();
    let day: Date = "2026-06-01".parse().unwrap();
    for dependent in [false, true] {
        let status = StatusQuestion {
            about: about(dependent),
            claim: "A1".to_owned(),
            bill_type: dependent.then(|| "111".to_owned()),
            payer_number: Some("ICN9".to_owned()),
            charge: Cents(12_345),
            days: (day, day.plus_days(i32::from(dependent))),
        };
        let eligibility = EligibilityQuestion {
            about: about(dependent),
            day,
            originator: "1245319599".to_owned(),
        };
        let texts = [
            write_276(&status, &submitter, &receiver, &control).unwrap(),
            write_270(&eligibility, &submitter, &receiver, &control).unwrap(),
        ];
        for text in texts {
            let report = validate(text.as_bytes(), &Options::default());
            assert!(report.faults.is_empty(), "{text}\n{:#?}", report.faults);
            let first = Transactions::new(text.as_bytes()).next().unwrap().unwrap();
            match first {
                Transaction::Request276(asked) => {
                    let one = asked.claims().next().unwrap();
                    assert_eq!(one.trace.number.as_str(), "A1.1");
                }
                Transaction::Request270(_) => {}
                other => panic!("{}", other.set()),
            }
        }
    }
}

#[test]
fn what_is_missing_or_cannot_be_written_is_said() {
    let (submitter, receiver, control) = ends();
    let mut question = EligibilityQuestion { about: about(false), ..Default::default() };
    question.about.member_id.clear();
    question.about.payer.1 = "12*5".to_owned();
    question.about.trace = "X".repeat(31);
    let faults = write_270(&question, &submitter, &receiver, &control).unwrap_err();
    assert_eq!(faults.len(), 3, "{faults:?}");
}
