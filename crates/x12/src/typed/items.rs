//! A file as a stream of items: interchange and group control, acknowledgements, transactions.

use super::input::Input;
use super::node::{Node, Part};
use super::output::{Normalise, Output};
use super::segments::{Ge, Gs, Iea, Isa, Ta1};
use super::transaction::Transaction;
use crate::delimiters::Delimiters;
use crate::fault::X12Error;

/// The start of an interchange.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interchange {
    /// ISA.
    pub isa: Isa,
    /// The delimiters that it declares.
    pub delimiters: Delimiters,
    /// What follows most segments: line ends or nothing.
    pub line_end: Box<str>,
    /// Blanks before it, when it is the first of its file.
    pub before: Box<str>,
}

/// One thing in a file, in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// ISA.
    Interchange(Box<Interchange>),
    /// TA1.
    Acknowledgement(Ta1),
    /// GS.
    Group(Gs),
    /// ST to SE.
    Transaction(Transaction),
    /// GE.
    GroupEnd(Ge),
    /// IEA.
    InterchangeEnd(Iea),
}

/// Reads a file item by item; memory is in proportion to one transaction. After an error it
/// goes on behind the transaction that is at fault, so that one pass finds all.
#[derive(Clone, Debug)]
pub struct Items<'a> {
    input: Input<'a>,
    before: &'a str,
    version: String,
    in_interchange: bool,
    in_group: bool,
    done: bool,
}

impl<'a> Items<'a> {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Items<'a> {
        let input = Input::new(data);
        let before = input.blanks_before();
        let version = String::new();
        Items { input, before, version, in_interchange: false, in_group: false, done: false }
    }

    fn interchange(&mut self, delimiters: Delimiters) -> Result<Item, X12Error> {
        let unclosed = self.in_interchange.then(|| self.input.missing("IEA"));
        let terminator = char::from(delimiters.segment);
        let place = self.input.place();
        // The ISA is read by its length, so that a terminator may hide in its elements.
        let hidden = self.input.peek().is_some_and(|isa| isa.text().contains(terminator));
        let isa = Isa::read(&mut self.input)?;
        (self.in_interchange, self.in_group) = (true, false);
        if hidden {
            let message = "an element of the ISA holds the segment terminator";
            let action = "declare another terminator, or change the element";
            return Err(X12Error::new("x12.typed.terminator", place, message, action));
        }
        let line_end = self.input.line_end().into();
        let before = std::mem::take(&mut self.before).into();
        let item = Interchange { isa, delimiters, line_end, before };
        unclosed.map_or(Ok(Item::Interchange(Box::new(item))), Err)
    }

    fn item(&mut self) -> Option<Result<Item, X12Error>> {
        if let Some(fault) = self.input.take_fault() {
            self.done = fault.fatal;
            return Some(Err(fault));
        }
        let Some(segment) = self.input.peek() else {
            self.done = true;
            let wanted = if self.in_group { "GE" } else { "IEA" };
            return self.in_interchange.then(|| Err(self.input.missing(wanted)));
        };
        let (id, delimiters) = (segment.id(), segment.delimiters());
        Some(match (id, self.in_group) {
            ("ISA", _) => self.interchange(delimiters),
            ("TA1", false) => Ta1::read(&mut self.input).map(Item::Acknowledgement),
            ("GS", false) => {
                self.in_group = true;
                Gs::read(&mut self.input).map(|gs| {
                    self.version = gs.version.as_str().to_owned();
                    Item::Group(gs)
                })
            }
            ("ST", true) => {
                let transaction = Transaction::read(&mut self.input, &self.version);
                if transaction.is_err() {
                    self.leave_transaction();
                }
                transaction.map(Item::Transaction)
            }
            ("GE", true) => {
                self.in_group = false;
                Ge::read(&mut self.input).map(Item::GroupEnd)
            }
            ("IEA", false) => {
                self.in_interchange = false;
                Iea::read(&mut self.input).map(Item::InterchangeEnd)
            }
            _ => Err(self.misplaced()),
        })
    }

    /// After a fault: on to what follows the transaction.
    fn leave_transaction(&mut self) {
        while self.input.take_fault().is_some() {}
        while let Some(segment) = self.input.peek() {
            match segment.id() {
                "ST" | "GS" | "GE" | "ISA" | "IEA" => return,
                "SE" => {
                    self.input.take();
                    return;
                }
                _ => {
                    self.input.take();
                }
            }
            while self.input.take_fault().is_some() {}
        }
    }

    /// A segment outside its place in the envelope: it is passed over, and said to be.
    fn misplaced(&mut self) -> X12Error {
        let place = self.input.place();
        let id = place.segment_id().to_owned();
        match id.as_str() {
            "GS" | "IEA" => {
                self.in_group = false;
                return Ge::read_part(&mut self.input).err().unwrap_or_else(|| surplus(&id, place));
            }
            "ST" => self.leave_transaction(),
            _ => {}
        }
        self.input.take();
        surplus(&id, place)
    }
}

fn surplus(id: &str, place: crate::fault::Place) -> X12Error {
    let message = format!("{id} has no place here in the envelope");
    let action = "put each transaction between ST and SE, within GS and GE, ISA and IEA";
    X12Error::new("x12.typed.envelope", place, message, action)
}

impl Iterator for Items<'_> {
    type Item = Result<Item, X12Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.input.start_transaction();
        self.item()
    }
}

/// Reads only the transactions of a file, one at a time.
#[derive(Clone, Debug)]
pub struct Transactions<'a> {
    items: Items<'a>,
    interchange: Interchange,
    group: Gs,
}

impl<'a> Transactions<'a> {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Transactions<'a> {
        let (interchange, group) = (Interchange::default(), Gs::default());
        Transactions { items: Items::new(data), interchange, group }
    }

    /// The interchange of the transaction that was given last.
    #[must_use]
    pub fn interchange(&self) -> &Interchange {
        &self.interchange
    }

    /// The group of the transaction that was given last.
    #[must_use]
    pub fn group(&self) -> &Gs {
        &self.group
    }
}

impl Iterator for Transactions<'_> {
    type Item = Result<Transaction, X12Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.items.next()? {
                Err(fault) => return Some(Err(fault)),
                Ok(Item::Transaction(transaction)) => return Some(Ok(transaction)),
                Ok(Item::Interchange(interchange)) => self.interchange = *interchange,
                Ok(Item::Group(group)) => self.group = group,
                Ok(Item::Acknowledgement(_) | Item::GroupEnd(_) | Item::InterchangeEnd(_)) => {}
            }
        }
    }
}

/// Writes items as they come; memory is in proportion to what was not taken yet.
#[derive(Clone, Debug)]
pub struct Writer {
    out: Output,
}

impl Writer {
    /// Writes as it was read when `normalise` is `None`.
    #[must_use]
    pub fn new(normalise: Option<Normalise>) -> Writer {
        Writer { out: Output::new(normalise) }
    }

    /// Writes one item and gives its text.
    ///
    /// # Errors
    /// When a value holds a delimiter or a character that is not ASCII, or an element repeats
    /// where the interchange has no repetition separator. The place is that of the output.
    pub fn item(&mut self, item: &Item) -> Result<String, X12Error> {
        let out = &mut self.out;
        match item {
            Item::Interchange(start) => {
                out.blanks(&start.before);
                out.interchange(start.delimiters, &start.line_end);
                start.isa.write(out);
            }
            Item::Acknowledgement(ta1) => ta1.write(out),
            Item::Group(gs) => gs.write(out),
            Item::Transaction(transaction) => transaction.write(out),
            Item::GroupEnd(ge) => ge.write(out),
            Item::InterchangeEnd(iea) => iea.write(out),
        }
        out.take()
    }
}

/// The file that the items make.
///
/// # Errors
/// As [`Writer::item`].
pub fn write<'a>(
    items: impl IntoIterator<Item = &'a Item>,
    normalise: Option<Normalise>,
) -> Result<String, X12Error> {
    let mut writer = Writer::new(normalise);
    let mut text = String::new();
    for item in items {
        text.push_str(&writer.item(item)?);
    }
    Ok(text)
}
