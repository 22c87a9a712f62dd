//! Interchange, group and transaction control (X12.5, X12.6).

use crate::typed::node::segment;
use crate::typed::output::{Counts, Output};
use crate::typed::text::{Number, Text};
use crate::typed::value::{Reading, Value};

segment! {
    /// Interchange header; its elements have fixed lengths.
    Isa "ISA" {
        1 authorization_qualifier: Text,
        2 authorization: Text,
        3 security_qualifier: Text,
        4 security: Text,
        5 sender_qualifier: Text,
        6 sender: Text,
        7 receiver_qualifier: Text,
        8 receiver: Text,
        9 date: Text,
        10 time: Text,
        11 repetition_separator: RepetitionSeparator,
        12 version: Text,
        13 control_number: Text,
        14 acknowledgement_requested: Text,
        15 usage: Text,
        16 component_separator: ComponentSeparator,
    }
    /// Interchange trailer.
    Iea "IEA" {
        1 groups: GroupCount,
        2 control_number: Text,
    }
    /// Group header.
    Gs "GS" {
        1 code: Text,
        2 sender: Text,
        3 receiver: Text,
        4 date: Text,
        5 time: Text,
        6 control_number: Text,
        7 agency: Text,
        8 version: Text,
    }
    /// Group trailer.
    Ge "GE" {
        1 transactions: TransactionCount,
        2 control_number: Text,
    }
    /// Transaction header.
    St "ST" {
        1 set: Text,
        2 control_number: Text,
        3 guide: Text,
    }
    /// Transaction trailer.
    Se "SE" {
        1 segments: SegmentCount,
        2 control_number: Text,
    }
    /// Acknowledgement of an interchange.
    Ta1 "TA1" {
        1 control_number: Text,
        2 date: Text,
        3 time: Text,
        4 code: Text,
        5 note: Text,
    }
}

/// A value that is text, but is written in a way of its own.
macro_rules! special {
    ($(#[$meta:meta])* $name:ident, $write:expr, $sample:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name(pub Text);

        impl Value for $name {
            fn read(text: &str, _: &mut Reading) -> $name {
                $name(text.into())
            }
            fn write(&self, out: &mut Output) {
                $write(&self.0, out);
            }
            fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
            #[cfg(test)]
            fn sample(_: &mut crate::typed::sample::Draw) -> $name {
                $name($sample.into())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> $name {
                $name(text.into())
            }
        }
    };
}

special! {
    /// ISA11: written as the separator that the interchange is written with.
    RepetitionSeparator, write_repetition, "^"
}
special! {
    /// ISA16: written as the separator that the interchange is written with.
    ComponentSeparator, |_: &Text, out: &mut Output| out.declare(out.delimiters().component), ":"
}
special! {
    /// SE01: counted anew when normalising.
    SegmentCount, |text: &Text, out: &mut Output| write_count(text, out, |c| c.segments), "2"
}
special! {
    /// GE01: counted anew when normalising.
    TransactionCount,
    |text: &Text, out: &mut Output| write_count(text, out, |c| c.transactions),
    "1"
}
special! {
    /// IEA01: counted anew when normalising.
    GroupCount, |text: &Text, out: &mut Output| write_count(text, out, |c| c.groups), "1"
}

/// Before version 00402 ISA11 is a code (`U`), no separator.
fn write_repetition(text: &Text, out: &mut Output) {
    match out.delimiters().repetition {
        Some(separator) => out.declare(separator),
        None => out.text(text),
    }
}

fn write_count(text: &Text, out: &mut Output, count: impl Fn(Counts) -> u32) {
    if out.normalises() {
        let number = Number::from(count(out.counts()));
        out.text(number.text());
    } else {
        out.text(text);
    }
}
