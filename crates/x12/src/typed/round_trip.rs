//! parse(write(x)) == x for values made at random, and write(parse(b)) == b for other people's
//! files.

use super::sample::Draw;
use super::segments::{Ge, Gs, Iea, Isa, Ta1};
use super::{Interchange, Item, Items, Normalise, Origin, Transaction, write};
use crate::delimiters::Delimiters;
use crate::fault::X12Error;
use crate::writer::LineEnd;
use proptest::prelude::*;

fn read(text: &str) -> Result<Vec<Item>, X12Error> {
    Items::new(text.as_bytes()).collect()
}

fn interchange() -> Item {
    let fixed = |text: &str, width: usize| format!("{text:<width$}").into();
    let isa = Isa {
        authorization_qualifier: "00".into(),
        authorization: fixed("", 10),
        security_qualifier: "00".into(),
        security: fixed("", 10),
        sender_qualifier: "ZZ".into(),
        sender: fixed("SENDER", 15),
        receiver_qualifier: "ZZ".into(),
        receiver: fixed("RECEIVER", 15),
        date: "260615".into(),
        time: "1200".into(),
        repetition_separator: "^".into(),
        version: "00501".into(),
        control_number: "000000001".into(),
        acknowledgement_requested: "0".into(),
        usage: "T".into(),
        component_separator: ":".into(),
        origin: Origin::default(),
    };
    let delimiters = Delimiters::default();
    let (line_end, before) = ("\n".into(), "".into());
    Item::Interchange(Box::new(Interchange { isa, delimiters, line_end, before }))
}

/// A file of one group for each typed set.
fn file(seed: u64) -> Vec<Item> {
    let mut draw = Draw::new(seed);
    let mut items = vec![interchange(), Item::Acknowledgement(Ta1::default())];
    for (version, transaction) in Transaction::draw_all(&mut draw) {
        items.push(Item::Group(Gs { version: version.into(), ..Gs::default() }));
        items.push(Item::Transaction(transaction));
        items.push(Item::GroupEnd(Ge::default()));
    }
    items.push(Item::InterchangeEnd(Iea::default()));
    items
}

/// The same with other places, as reading gives it.
fn check(seed: u64) -> Result<(), TestCaseError> {
    let made = file(seed);
    let text = write(&made, None).unwrap();
    let back = match read(&text) {
        Ok(back) => back,
        Err(fault) => return Err(TestCaseError::fail(format!("{fault}\n{text}"))),
    };
    prop_assert_eq!(&back, &made, "{}", text);
    let normalise = Normalise {
        delimiters: Some(Delimiters { element: b'|', component: b'>', ..Delimiters::default() }),
        line_end: LineEnd::None,
    };
    let normal = write(&made, Some(normalise)).unwrap();
    let again = read(&normal).unwrap();
    // Normal text is its own normal form, and the values in it are the same.
    prop_assert_eq!(&write(&again, Some(normalise)).unwrap(), &normal);
    prop_assert_eq!(&write(&again, None).unwrap(), &normal);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(seed in any::<u64>()) {
        check(seed)?;
    }
}
