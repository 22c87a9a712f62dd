//! Statements by hand and by chance: they add up, fit on a page, and are easy to read.

use super::*;
use crate::denials::adjustments;
use claims::paper::{SHEET_COLUMNS, SHEET_LINES};
use model::remittance::PaidClaim;
use model::{Address, ClaimAdjustment};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn share(why: Why, cents: i64) -> Share {
    Share { why, amount: Cents(cents) }
}

fn visit() -> Service {
    Service {
        date: day("2026-01-10"),
        what: "Office visit for knee pain".to_owned(),
        charge: Cents(20_000),
        taken_off: Cents(8_000),
        plan_paid: Cents(7_000),
        undecided: Cents::ZERO,
        shares: vec![share(Why::Deductible, 3_000), share(Why::Copay, 2_000)],
        patient_paid: Cents(1_000),
    }
}

fn address() -> Address {
    Address {
        line1: "1 Main Street".to_owned(),
        line2: Some("Apartment 4".to_owned()),
        city: "Springfield".to_owned(),
        state: "IL".to_owned(),
        zip: "62701".to_owned(),
    }
}

fn facts(services: Vec<Service>) -> StatementFacts {
    let party = |name: &str| Party {
        name: name.to_owned(),
        attention: None,
        address: Some(address()),
        phone: Some("217-555-0100".to_owned()),
    };
    StatementFacts {
        practice: party("Lakeside Orthopedics"),
        to: party("Ana Diaz"),
        patient: Some("Tom Diaz".to_owned()),
        account: "A-1001".to_owned(),
        date: day("2026-03-01"),
        due: day("2026-03-31"),
        services,
        questions: "Call 217-555-0100, Monday to Friday, 8 to 5.".to_owned(),
        pay: "Pay at the desk, by mail, or at pay.example.org.".to_owned(),
        assistance: "You can ask for help with this bill. Call us or read our policy.".to_owned(),
        plan: None,
        standing: Standing::default(),
    }
}

fn made(facts: &StatementFacts) -> Statement {
    match statement(facts) {
        Ok(Made::Statement(statement)) => *statement,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_statement_tells_every_cent() {
    let made = made(&facts(vec![visit()]));
    assert_eq!((made.owed, made.due), (Cents(4_000), day("2026-03-31")));
    let text = made.lines().join("\n");
    for wanted in [
        "YOU OWE $40.00 BY MARCH 31, 2026",
        "Account A-1001",
        "For Tom Diaz",
        "We took $80.00 off the charge. You do not owe that.",
        "Your plan paid $70.00.",
        "$30.00 is your deductible.",
        "$20.00 is your copay.",
        "You have paid $10.00. Thank you.",
        "Please pay $40.00 by March 31, 2026.",
        "Does a line look wrong?",
        "You can ask for help with this bill.",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    let order = ["deductible", "copay"].map(|word| text.find(word).unwrap());
    assert!(order[0] < order[1], "the largest reason first");
    assert_eq!(made.pdf().unwrap(), made.pdf().unwrap());
}

#[test]
fn what_holds_a_statement_back() {
    let held = |change: &dyn Fn(&mut StatementFacts)| {
        let mut facts = facts(vec![visit()]);
        change(&mut facts);
        match statement(&facts) {
            Ok(Made::Held(holds)) => holds,
            other => panic!("{other:?}"),
        }
    };
    let (owed, minimum) = (Cents(4_000), Cents(4_001));
    let credit = StatementHold::CreditBalance;
    assert_eq!(held(&|f| f.standing.open_appeal = true), [StatementHold::OpenAppeal]);
    let below = StatementHold::BelowMinimum { owed, minimum };
    assert_eq!(held(&|f| f.standing.minimum = minimum), [below]);
    assert_eq!(held(&|f| f.standing.bad_address = true), [StatementHold::BadAddress]);
    assert_eq!(held(&|f| f.to.address = None), [StatementHold::BadAddress]);
    assert_eq!(held(&|f| f.standing.credit_elsewhere = Cents(5)), [credit(Cents(5))]);
    assert_eq!(held(&|f| f.services[0].patient_paid = Cents(6_000)), [credit(Cents(1_000))]);
    assert_eq!(held(&|f| f.services[0].patient_paid = Cents(5_000)), [StatementHold::NothingOwed]);
    let both = held(&|f| {
        f.standing.open_appeal = true;
        f.standing.bad_address = true;
    });
    assert_eq!(both, [StatementHold::OpenAppeal, StatementHold::BadAddress]);
    assert!(both.iter().all(|hold| hold.words().ends_with('.')));
}

#[test]
fn what_is_no_statement() {
    let faults = |change: &dyn Fn(&mut StatementFacts)| {
        let mut facts = facts(vec![visit()]);
        change(&mut facts);
        statement(&facts).unwrap_err()
    };
    let unbalanced = StatementFault::NotBalanced {
        service: 1,
        date: day("2026-01-10"),
        parts: Cents(20_001),
        charge: Cents(20_000),
    };
    assert_eq!(faults(&|f| f.services[0].plan_paid = Cents(7_001)), [unbalanced]);
    assert_eq!(faults(&|f| f.services[0].what = " ".to_owned()), [StatementFault::NoName(1)]);
    assert_eq!(faults(&|f| f.services.clear()), [StatementFault::Services]);
    let missing = StatementFault::Missing("whom to ask");
    assert_eq!(faults(&|f| f.questions.clear()), [missing]);
    let long = "word ".repeat(60);
    let too_long = StatementFault::TooLong("the policy on help");
    assert_eq!(faults(&|f| f.assistance = long.clone()), [too_long]);
    let plan = PaymentPlan::even(Cents(5_000), 2, day("2026-04-01"), Cents::ZERO).unwrap();
    let another = StatementFault::AnotherSum { plan: Cents(5_000), owed: Cents(4_000) };
    assert_eq!(faults(&|f| f.plan = Some(plan.clone())), [another]);
}

#[test]
fn paying_in_parts() {
    let mut facts = facts(vec![visit()]);
    facts.plan = PaymentPlan::even(Cents(4_000), 4, day("2026-04-15"), Cents(500)).ok();
    let statement = made(&facts);
    assert_eq!(statement.due, day("2026-04-15"));
    let told = statement.pay.join(" ");
    assert!(told.contains("Please pay $10.00 by April 15, 2026."), "{told}");
    assert!(told.contains("4 parts left. The last one is due on July 15, 2026."), "{told}");
    facts.date = day("2026-05-20");
    facts.due = day("2026-06-05");
    let statement = made(&facts);
    assert_eq!(statement.due, day("2026-06-05"), "behind");
    let told = statement.pay.join(" ");
    assert!(told.contains("You are behind by $20.00. Please pay that now."), "{told}");
    assert!(told.contains("Please pay $10.00 by June 15, 2026. There are 2 parts left."), "{told}");
}

#[test]
fn shares_from_a_remittance() {
    let adjustment = |group: &str, carc: &str, cents| ClaimAdjustment {
        group: group.to_owned(),
        carc: carc.to_owned(),
        amount: Cents(cents),
        quantity: None,
    };
    let paid = PaidClaim {
        adjustments: vec![
            adjustment("PR", "1", 100),
            adjustment("PR", "3", 20),
            adjustment("PR", "2", 7),
            adjustment("PR", "66", 1),
            adjustment("PR", "204", 50),
            adjustment("PR", "27", 9),
            adjustment("PR", "999", 4),
            adjustment("CO", "45", 500),
            adjustment("CO", "1", 3),
        ],
        ..PaidClaim::default()
    };
    let expected = [
        share(Why::Deductible, 101),
        share(Why::Copay, 20),
        share(Why::Coinsurance, 7),
        share(Why::NotCovered, 50),
        share(Why::Other, 4),
        share(Why::NoPlan, 9),
    ];
    assert_eq!(shares_of(&adjustments(&paid)), expected);
}

#[test]
fn html_is_escaped_and_stands_alone() {
    let mut facts = facts(vec![visit()]);
    facts.services[0].what = "<script>alert(1)</script> & \"visit\"".to_owned();
    facts.to.name = "Ana <b>Diaz</b>".to_owned();
    let html = made(&facts).html().unwrap();
    assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    assert!(html.contains("&#60;script") || html.contains("&lt;script"), "{html}");
    for outside in ["http:", "https:", "src=", "url(", "<link", "style=", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
    for needed in ["<html lang=\"en\">", "<h1>You owe $40.00</h1>", "<caption>", "scope=\"col\""] {
        assert!(html.contains(needed), "{needed}\n{html}");
    }
    assert!(!made(&facts).html_body().unwrap().contains("<style"), "for a page with its own");
    assert!(!html.contains("Plan not done"));
    facts.services[0].undecided = Cents(500);
    facts.services[0].plan_paid = Cents(6_500);
    assert!(made(&facts).html().unwrap().contains("Plan not done"));
}

/// Syllables by groups of vowels; a silent e at the end does not count.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let vowel = |c: char| "aeiouy".contains(c);
    let mut count = 0;
    let mut before = false;
    for character in word.chars() {
        count += usize::from(vowel(character) && !before);
        before = vowel(character);
    }
    if word.ends_with('e') && !word.ends_with("le") && count > 1 {
        count -= 1;
    }
    count.max(1)
}

/// The school grade at which a text is read (Flesch and Kincaid, 1975). Amounts count as a word.
fn grade(sentences: &[String]) -> f64 {
    let ends = sentences.iter().flat_map(|text| text.split(['.', '?']));
    let ends = ends.filter(|part| part.chars().any(char::is_alphabetic)).count();
    let words: Vec<&str> = sentences.iter().flat_map(|text| text.split_whitespace()).collect();
    let spoken: usize = words.iter().map(|word| syllables(word)).sum();
    let count = words.len() as f64;
    0.39 * count / ends as f64 + 11.8 * spoken as f64 / count - 15.59
}

#[test]
fn sentences_are_short_and_of_short_words() {
    let all =
        [Why::Deductible, Why::Copay, Why::Coinsurance, Why::NotCovered, Why::Other, Why::NoPlan];
    let service = Service {
        charge: Cents(21_500),
        undecided: Cents(1_000),
        shares: all.iter().map(|why| share(*why, 900)).collect(),
        taken_off: Cents(8_100),
        ..visit()
    };
    let statement = made(&facts(vec![Service { charge: Cents(21_500), ..service }]));
    let sentences = [statement.why, statement.pay, statement.question].concat();
    assert!(grade(&sentences) < 5.0, "grade {}", grade(&sentences));
    for sentence in sentences.iter().flat_map(|text| text.split(". ")) {
        let words = sentence.split_whitespace().count();
        assert!(words <= 16, "{words} words: {sentence}");
        for word in sentence.split(|c: char| !c.is_alphabetic()) {
            assert!(syllables(word) <= 4, "{word}");
        }
    }
    assert_eq!(syllables("deductible"), 4);
    assert!(grade(&["The cat sat on the mat.".to_owned()]) < 1.0, "the scale itself");
}

#[test]
fn two_hundred_services_fit_on_a_page() {
    let mut facts = facts((0..200).map(|_| visit()).collect());
    facts.assistance = "word ".repeat(46);
    facts.questions = "word ".repeat(46);
    for service in &mut facts.services {
        service.what = "A visit with a name that is much too long for its column".to_owned();
    }
    let statement = made(&facts);
    let lines = statement.lines();
    assert!(lines.len() <= SHEET_LINES, "{}", lines.join("\n"));
    let last = statement.rows.last().unwrap();
    assert!(last.what.ends_with("more services") && last.date.is_none());
    let owed: Cents = statement.rows.iter().map(|row| row.owed).sum();
    assert_eq!(owed, statement.owed);
}

fn services() -> impl Strategy<Value = Vec<Service>> {
    let amount = 0i64..50_000;
    let one = (amount.clone(), amount.clone(), amount.clone(), amount.clone(), amount);
    let service = one.prop_map(|(taken, plan, undecided, first, second)| Service {
        charge: Cents(taken + plan + undecided + first + second),
        taken_off: Cents(taken),
        plan_paid: Cents(plan),
        undecided: Cents(undecided),
        shares: vec![share(Why::Coinsurance, first), share(Why::NotCovered, second)],
        patient_paid: Cents(first / 2),
        ..visit()
    });
    proptest::collection::vec(service, 1..40)
}

proptest! {
    #[test]
    fn a_statement_adds_up_and_fits(services in services()) {
        let facts = facts(services);
        let Ok(Made::Statement(made)) = statement(&facts) else { return Ok(()) };
        let sum = |part: fn(&Row) -> Cents| made.rows.iter().map(part).sum::<Cents>();
        prop_assert_eq!(sum(|row| row.owed), made.owed);
        prop_assert_eq!(sum(|row| row.charge), made.total.charge);
        let total = &made.total;
        let parts = total.taken_off + total.plan_paid + total.patient_paid + total.undecided;
        prop_assert_eq!(parts + total.owed, total.charge);
        let lines = made.lines();
        prop_assert!(lines.len() <= SHEET_LINES);
        prop_assert!(lines.iter().all(|line| line.len() <= SHEET_COLUMNS));
    }
}
