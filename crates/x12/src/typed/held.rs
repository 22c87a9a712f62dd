//! From typed values to plain ones: what every conversion needs, with the place of what a plain
//! value cannot hold.

use super::segments::Ref;
use super::text::{Amount, Day, Number, Text, shortest};
use crate::fault::{Place, X12Error};
use model::remittance::Reference;
use model::{Cents, Date, Quantity};

/// Places of what has no field in the plain value, in file order as far as they were met.
#[derive(Clone, Debug, Default)]
pub(super) struct Left(Vec<Place>);

impl Left {
    pub(super) fn segment(&mut self, place: Place) {
        self.0.push(place);
    }

    /// An element that is left when it holds something.
    pub(super) fn element(&mut self, place: Place, number: u8, text: &str) {
        if !text.is_empty() {
            self.0.push(place.at(number));
        }
    }

    /// The places in file order.
    pub(super) fn into_places(mut self) -> Vec<Place> {
        self.0.sort_by_key(|place| (place.segment, place.element, place.component));
        self.0
    }
}

fn fault(place: Place, message: String, action: &'static str) -> X12Error {
    X12Error::new("x12.typed.value", place, message, action)
}

/// An amount of money; `None` when it is not given.
pub(super) fn money(amount: &Amount, place: Place) -> Result<Option<Cents>, X12Error> {
    // The message names the form, never the value.
    amount.cents().map_err(|_| {
        let action = "write dollars with at most two decimals";
        fault(place, "the element is not an amount of money in whole cents".to_owned(), action)
    })
}

/// An amount of money that must be there.
pub(super) fn needed_money(amount: &Amount, place: Place) -> Result<Cents, X12Error> {
    money(amount, place)?.ok_or_else(|| missing(place, "an amount of money"))
}

/// A count; `None` when it is not given.
pub(super) fn quantity(number: &Number, place: Place) -> Result<Option<Quantity>, X12Error> {
    number.quantity().map_err(|_| {
        let action = "write a decimal number with at most three decimals";
        fault(place, "the element is not a number that can be held".to_owned(), action)
    })
}

/// A whole number that must be there.
pub(super) fn count(number: &Number, place: Place) -> Result<u32, X12Error> {
    number.whole().ok_or_else(|| {
        fault(place, "the element is not a whole number".to_owned(), "write a whole number")
    })
}

/// A day; `None` when it is not given.
pub(super) fn day(day: &Day, place: Place) -> Result<Option<Date>, X12Error> {
    day.date().map_err(|_| no_day(place))
}

/// A day that must be there.
pub(super) fn needed_day(text: &Day, place: Place) -> Result<Date, X12Error> {
    day(text, place)?.ok_or_else(|| missing(place, "a day"))
}

pub(super) fn no_day(place: Place) -> X12Error {
    fault(place, "the element is not a day of the calendar".to_owned(), "write it as CCYYMMDD")
}

pub(super) fn missing(place: Place, what: &str) -> X12Error {
    X12Error::new("x12.typed.missing-value", place, format!("{what} is missing"), "add it")
}

/// The text, or `None` when it is empty.
pub(super) fn optional(text: &Text) -> Option<String> {
    text.given().map(str::to_owned)
}

/// A number in its shortest form, or `None` when it is empty.
pub(super) fn decimal(number: &str) -> Option<String> {
    (!number.is_empty()).then(|| shortest(number).unwrap_or_else(|| number.to_owned()))
}

/// References, but not those under `except`.
pub(super) fn references(all: &[Ref], except: &[&str], left: &mut Left) -> Vec<Reference> {
    let mut held = Vec::new();
    for one in all {
        left.element(one.origin.place, 3, &one.description);
        left.element(one.origin.place, 4, &one.more.qualifier_1);
        if !except.contains(&one.qualifier.as_str()) {
            let (qualifier, id) = (one.qualifier.to_string(), one.identifier.to_string());
            held.push(Reference { qualifier, id });
        }
    }
    held
}

/// REF segments, back from references.
pub(super) fn refs(all: &[Reference]) -> impl Iterator<Item = Ref> + '_ {
    all.iter().map(|one| super::build::reference(&one.qualifier, &one.id))
}
