//! An 835 file, payment by payment and claim by claim, in memory that does not grow with it.
//!
//! A transaction is cut before each CLP. Every few claims, with the header of their transaction,
//! are read by the typed reader, so that there is one way to read a remittance and one only.

mod cut;

use crate::fault::{Place, X12Error};
use crate::typed::{Transaction, Transactions};
use cut::{Cutter, Piece};
use model::remittance::{PaidClaim, PaymentAdjustment, Remittance};
use std::collections::VecDeque;
use std::io::Read;

/// Claims that are read and given together at most.
pub const CLAIMS_TOGETHER: usize = 200;

/// Segments before the first claim at most; the guide's header has less than fifty.
const MAX_HEADER: usize = 1_000;

/// Segments of one claim at most: 999 services with thirty each stay under it.
const MAX_CLAIM: usize = 50_000;

/// Segments that are held together at most, however many claims they are.
const MAX_HELD: usize = 60_000;

/// A part of a file, in file order.
#[derive(Clone, Debug, PartialEq)]
pub enum RemittancePart {
    /// A transaction begins: its payment, as yet without claims and provider adjustments.
    Payment {
        /// Which transaction of the file, from 1.
        position: u32,
        /// Control number of its interchange (ISA13).
        interchange: String,
        /// Control number of the transaction (ST02).
        control: String,
        /// What comes before its claims.
        head: Box<Remittance>,
    },
    /// The next claims of the transaction.
    Claims(Vec<PaidClaim>),
    /// The transaction is whole: its provider adjustments.
    End(Vec<PaymentAdjustment>),
    /// The transaction, as far as it was given, cannot be read on or is cut off: nothing of it
    /// counts. `position` is that of the transaction, 0 outside one.
    Fault {
        /// Which transaction.
        position: u32,
        /// Where and why.
        error: X12Error,
    },
    /// A transaction or acknowledgement that is no remittance.
    Other {
        /// Its name, such as `999` or `TA1`.
        set: String,
    },
}

/// Reads a file part by part.
pub struct RemittanceParts<R> {
    cutter: Cutter<R>,
    ready: VecDeque<RemittancePart>,
    /// ISA and GS, as they stand.
    isa: Piece,
    gs: Piece,
    set: Option<Open>,
    position: u32,
    done: bool,
    /// It was told that segments stand outside of a transaction.
    outside: bool,
}

/// The transaction that is being read.
#[derive(Default)]
struct Open {
    st: Piece,
    header: Vec<Piece>,
    /// Segments of claims that were not given yet.
    claims: Vec<Piece>,
    /// Where the last claim of them begins.
    last_claim: usize,
    count: usize,
    /// PLB.
    rest: Vec<Piece>,
    begun: bool,
    /// It is no 835, or cannot be read: skipped to its end.
    skipped: bool,
    segments: u64,
}

impl<R: Read> RemittanceParts<R> {
    /// A reader at the start of a file.
    pub fn new(input: R) -> RemittanceParts<R> {
        RemittanceParts {
            cutter: Cutter::new(input),
            ready: VecDeque::new(),
            isa: Piece::default(),
            gs: Piece::default(),
            set: None,
            position: 0,
            done: false,
            outside: false,
        }
    }

    fn fault(&mut self, error: X12Error) {
        let position = if self.set.is_some() { self.position } else { 0 };
        self.ready.push_back(RemittancePart::Fault { position, error });
    }

    /// Ends the transaction with a fault; what follows of it is passed over.
    fn give_up(&mut self, error: X12Error) {
        self.fault(error);
        if let Some(set) = &mut self.set {
            set.skipped = true;
        }
    }

    /// Reads one segment and does what follows from it.
    fn step(&mut self) -> std::io::Result<()> {
        let piece = match self.cutter.next()? {
            None => {
                self.done = true;
                self.cut_off();
                return Ok(());
            }
            Some(Err(error)) => {
                self.done = error.fatal;
                let unread = self.set.as_ref().is_none_or(|set| !set.skipped);
                if unread {
                    self.give_up(error);
                }
                return Ok(());
            }
            Some(Ok(piece)) => piece,
        };
        match piece.id() {
            "ISA" => {
                self.cut_off();
                self.isa = piece;
            }
            "GS" => self.gs = piece,
            "TA1" => self.ready.push_back(RemittancePart::Other { set: "TA1".to_owned() }),
            "ST" => self.begin(piece),
            "SE" => self.end(&piece),
            "GE" | "IEA" => self.cut_off(),
            _ => self.inside(piece),
        }
        Ok(())
    }

    fn begin(&mut self, st: Piece) {
        self.cut_off();
        let name = st.element(1).to_owned();
        let is_835 = name == "835";
        if is_835 {
            self.position += 1;
        } else {
            self.ready.push_back(RemittancePart::Other { set: name });
        }
        self.set = Some(Open { st, skipped: !is_835, segments: 1, ..Open::default() });
    }

    /// A transaction that has no end is no transaction.
    fn cut_off(&mut self) {
        if self.set.as_ref().is_some_and(|set| !set.skipped) {
            let message = "the transaction has no end (SE)";
            let action = "ask the sender for the whole file; nothing of this payment is posted";
            let error = X12Error::new("x12.835.cut", self.cutter.place(), message, action);
            self.fault(error);
        }
        self.set = None;
    }

    fn inside(&mut self, piece: Piece) {
        let Some(set) = &mut self.set else {
            // Told once: what follows has the same cause.
            if !self.isa.text.is_empty() && !self.outside {
                self.outside = true;
                let id = piece.id();
                let small = id.bytes().any(|byte| byte.is_ascii_lowercase());
                let (message, action) = match small {
                    true => (
                        format!("the name of the segment `{id}` is not in capital letters"),
                        "ask the sender for a file with capital letters",
                    ),
                    false => (
                        format!("{id} stands outside of a transaction"),
                        "ask the sender for a file in which each is between ST and SE",
                    ),
                };
                self.fault(X12Error::new("x12.835.outside", piece.place, message, action));
            }
            return;
        };
        set.segments += 1;
        if set.skipped {
            return;
        }
        match piece.id() {
            // Numbers and sums of a group of claims: nothing that is posted.
            "LX" | "TS3" | "TS2" => {}
            "CLP" => {
                set.last_claim = set.claims.len();
                if set.count >= CLAIMS_TOGETHER || set.claims.len() > MAX_HELD {
                    self.give();
                }
                let Some(set) = &mut self.set else { return };
                set.last_claim = set.claims.len();
                set.count += 1;
                set.claims.push(piece);
            }
            "PLB" => set.rest.push(piece),
            _ if set.count == 0 => set.header.push(piece),
            _ => set.claims.push(piece),
        }
        let Some(set) = &self.set else { return };
        let long = set.claims.len() - set.last_claim > MAX_CLAIM;
        if !set.skipped && (long || set.header.len().max(set.rest.len()) > MAX_HEADER) {
            let place = self.cutter.place();
            let message = "one claim, or what stands before or after the claims, is too long";
            let action = "ask the sender for a remittance of the guide's size";
            self.give_up(X12Error::new("x12.835.too-long", place, message, action));
        }
    }

    /// Reads the claims that are held and gives them, with the payment before the first.
    fn give(&mut self) {
        let Some(set) = &mut self.set else { return };
        if set.skipped {
            return;
        }
        let claims = std::mem::take(&mut set.claims);
        set.count = 0;
        match read_small(&self.isa, &self.gs, set, &claims) {
            Ok(mut whole) => {
                let given = std::mem::take(&mut whole.claims);
                whole.provider_adjustments.clear();
                if !set.begun {
                    set.begun = true;
                    self.ready.push_back(RemittancePart::Payment {
                        position: self.position,
                        interchange: self.isa.element(13).to_owned(),
                        control: set.st.element(2).to_owned(),
                        head: Box::new(whole),
                    });
                }
                if !given.is_empty() {
                    self.ready.push_back(RemittancePart::Claims(given));
                }
            }
            Err(error) => self.give_up(error),
        }
    }

    fn end(&mut self, se: &Piece) {
        if self.set.as_ref().is_none_or(|set| set.skipped) {
            self.set = None;
            return;
        }
        self.give();
        let Some(mut set) = self.set.take().filter(|set| !set.skipped) else { return };
        set.segments += 1;
        let told: Option<u64> = se.element(1).trim().parse().ok();
        let wrong = if told != Some(set.segments) {
            Some(format!("SE01 says {} segments, there are {}", se.element(1), set.segments))
        } else if se.element(2).trim() != set.st.element(2).trim() {
            Some(format!("SE02 is {}, ST02 is {}", se.element(2), set.st.element(2)))
        } else {
            None
        };
        let part = match wrong {
            Some(message) => {
                let action = "ask the sender for the file again; a part of it may be missing";
                let error = X12Error::new("x12.835.count", se.place, message, action);
                RemittancePart::Fault { position: self.position, error }
            }
            None => match read_rest(&self.isa, &self.gs, &set) {
                Ok(adjustments) => RemittancePart::End(adjustments),
                Err(error) => RemittancePart::Fault { position: self.position, error },
            },
        };
        self.ready.push_back(part);
    }
}

impl<R: Read> Iterator for RemittanceParts<R> {
    type Item = std::io::Result<RemittancePart>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(part) = self.ready.pop_front() {
                return Some(Ok(part));
            }
            if self.done {
                return None;
            }
            if let Err(fault) = self.step() {
                self.done = true;
                return Some(Err(fault));
            }
        }
    }
}

fn read_rest(isa: &Piece, gs: &Piece, set: &Open) -> Result<Vec<PaymentAdjustment>, X12Error> {
    if set.rest.is_empty() {
        return Ok(Vec::new());
    }
    read_small(isa, gs, set, &set.rest).map(|whole| whole.provider_adjustments)
}

/// Reads a small transaction: the header and what follows it. Places are those of the file.
fn read_small(isa: &Piece, gs: &Piece, set: &Open, body: &[Piece]) -> Result<Remittance, X12Error> {
    let lx = Piece::of(format!("LX{}1", char::from(isa.element_separator())));
    let has_claims = body.first().is_some_and(|piece| piece.id() == "CLP");
    let pieces: Vec<&Piece> = [isa, gs, &set.st]
        .into_iter()
        .chain(&set.header)
        .chain(has_claims.then_some(&lx))
        .chain(body)
        .collect();
    let (element, segment) = (isa.element_separator(), isa.segment_terminator());
    let mut text = String::new();
    for piece in &pieces {
        text.push_str(&piece.text);
        text.push(char::from(segment));
    }
    let tail = format!("SE{0}{1}{0}{2}", char::from(element), pieces.len() - 1, set.st.element(2));
    text.push_str(&tail);
    text.push(char::from(segment));
    let of_file = |mut error: X12Error| {
        // Segments count from 1; what stands in the added end is told at the last one.
        let at = usize::try_from(error.place.segment).unwrap_or(1).max(1) - 1;
        let known = pieces.get(at).or(pieces.last()).map(|piece| piece.place);
        if let Some(known) = known {
            let (element, component) = (error.place.element, error.place.component);
            error.place = Place { element, component, ..known };
        }
        error
    };
    match Transactions::new(text.as_bytes()).next() {
        Some(Ok(Transaction::Remittance835(advice))) => {
            advice.remittance().map(|(whole, _)| whole).map_err(of_file)
        }
        Some(Err(error)) => Err(of_file(error)),
        Some(Ok(_)) | None => {
            let message = format!("version {} is not one that can be posted", gs.element(8));
            let action = "ask the sender for an 835 of version 005010X221A1";
            Err(X12Error::new("x12.835.version", gs.place.at(8), message, action))
        }
    }
}
