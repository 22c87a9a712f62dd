//! A remittance read part by part is the remittance read whole; what is cut off counts as nothing.

use model::remittance::Remittance;
use std::io::Read;
use x12::generate::{EndOfLine, Kind, Plan, generate};
use x12::typed::{Transaction, Transactions};
use x12::{RemittancePart, RemittanceParts, X12Error};

/// Gives a few bytes at a time, as a slow connection does.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(buffer.len()).min(977);
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// Remittances that are whole, and the faults.
fn joined(data: &[u8]) -> (Vec<Remittance>, Vec<(u32, X12Error)>) {
    let (mut whole, mut faults, mut open) = (Vec::new(), Vec::new(), None);
    for part in RemittanceParts::new(Drops(data)) {
        match part.unwrap() {
            RemittancePart::Payment { head, .. } => {
                assert!(head.claims.is_empty() && open.is_none());
                open = Some(*head);
            }
            RemittancePart::Claims(claims) => open.as_mut().unwrap().claims.extend(claims),
            RemittancePart::End(adjustments) => {
                let mut one: Remittance = open.take().unwrap();
                one.provider_adjustments = adjustments;
                whole.push(one);
            }
            RemittancePart::Fault { position, error } => {
                open = None;
                faults.push((position, error));
            }
            RemittancePart::Other { .. } => {}
        }
    }
    assert!(open.is_none(), "a payment without an end");
    (whole, faults)
}

fn at_once(data: &[u8]) -> Vec<Remittance> {
    let read = |one: Result<Transaction, X12Error>| match one.unwrap() {
        Transaction::Remittance835(advice) => Some(advice.remittance().unwrap().0),
        _ => None,
    };
    Transactions::new(data).filter_map(read).collect()
}

fn made(claims: u64, together: u32, line_end: EndOfLine) -> Vec<u8> {
    let mut plan = Plan { claims, line_end, seed: claims, ..Plan::new(Kind::Remittance) };
    plan.claims_per_transaction = together;
    let mut out = Vec::new();
    generate(&plan, &mut out).unwrap();
    out
}

#[test]
fn part_by_part_is_the_whole() {
    for (claims, together, line_end) in [
        (1, 1, EndOfLine::None),
        (199, 5_000, EndOfLine::LineFeed),
        (200, 5_000, EndOfLine::LineFeed),
        (201, 5_000, EndOfLine::CarriageReturnLineFeed),
        (1_003, 100, EndOfLine::None),
        (2_000, 1_500, EndOfLine::LineFeed),
    ] {
        let data = made(claims, together, line_end);
        let (parts, faults) = joined(&data);
        assert_eq!(faults, []);
        let whole = at_once(&data);
        assert!(whole.iter().any(|one| !one.provider_adjustments.is_empty()) || claims < 200);
        assert_eq!(parts, whole, "{claims} claims");
    }
}

#[test]
fn a_file_cut_anywhere_loses_no_whole_payment_and_makes_no_half_one() {
    let data = made(40, 10, EndOfLine::LineFeed);
    let whole = at_once(&data);
    assert_eq!(whole.len(), 4);
    let ends: Vec<usize> =
        data.windows(3).enumerate().filter(|(_, w)| *w == b"\nSE").map(|(at, _)| at).collect();
    for cut in (0..data.len()).step_by(61) {
        let (parts, faults) = joined(&data[..cut]);
        let closed = |end: &&usize| data[**end + 1..cut.max(**end + 1)].contains(&b'~');
        let complete = ends.iter().filter(closed).count();
        assert_eq!(parts, whole[..complete], "cut at {cut}");
        let begun = data[..cut].windows(7).filter(|w| *w == b"ST*835*").count();
        assert!(faults.len() <= 2, "{faults:?}");
        assert_eq!(faults.iter().any(|f| f.0 > 0), begun > complete, "cut at {cut}: {faults:?}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_the_rest_goes_on() {
    let data = String::from_utf8(made(30, 10, EndOfLine::LineFeed)).unwrap();
    let whole = at_once(data.as_bytes());
    let second = data.match_indices("ST*835*").nth(1).unwrap().0;
    let (before, after) = data.split_at(second);
    let clp = after.find("\nCLP*").unwrap() + 1;
    let line = 1 + before.matches('\n').count() + after[..clp].matches('\n').count();
    let amount = after[clp..].split('*').nth(3).unwrap();
    let crooked = after.replacen(&format!("*{amount}*"), "*12,50*", 1);
    for (text, code) in [
        (format!("{before}{crooked}"), ""),
        (format!("{before}{}", after.replacen("\nSE*", "\nSE*9", 1)), "x12.835.count"),
        (format!("{before}{}", after.replacen("\nTRN*", "\nXXX*", 1)), ""),
        (data.replace("X221A1", "X091A1"), "x12.835.version"),
    ] {
        let (parts, faults) = joined(text.as_bytes());
        assert!(!faults.is_empty(), "{code}");
        if code == "x12.835.version" {
            assert_eq!((parts.len(), faults.len()), (0, 3));
        } else {
            assert_eq!(parts, [whole[0].clone(), whole[2].clone()], "{code} {faults:?}");
            assert_eq!((faults.len(), faults[0].0), (1, 2));
        }
        assert!(code.is_empty() || faults[0].1.code == code, "{faults:?}");
        if text.contains("12,50") {
            let place = faults[0].1.place;
            assert_eq!((place.segment_id(), place.line as usize), ("CLP", line), "{place}");
        }
    }
}

/// A file in small letters has hundreds of segments, and one thing is wrong with it.
#[test]
fn what_stands_outside_of_every_transaction_is_told_once() {
    let data = String::from_utf8(made(3, 3, EndOfLine::LineFeed)).unwrap();
    let (isa, rest) = data.split_at(106);
    let (parts, faults) = joined(format!("{isa}{}", rest.to_ascii_lowercase()).as_bytes());
    assert!(parts.is_empty());
    let told: Vec<String> = faults.iter().map(|(_, fault)| fault.to_string()).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("`gs` is not in capital letters"), "{told:#?}");
    let headless = data.replacen("\nST*835", "\nXX*835", 1);
    let (_, faults) = joined(headless.as_bytes());
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!(faults[0].1.code, "x12.835.outside");
}

#[test]
fn other_files_say_what_they_are() {
    for (text, wanted) in [("", 0), ("hello", 1), ("ISA*too short~", 1)] {
        let (parts, faults) = joined(text.as_bytes());
        assert!(parts.is_empty());
        assert_eq!(faults.len(), wanted, "{text}: {faults:?}");
    }
    let mut claims = Vec::new();
    generate(&Plan::new(Kind::Professional), &mut claims).unwrap();
    let parts: Vec<RemittancePart> =
        RemittanceParts::new(&claims[..]).map(Result::unwrap).collect();
    assert_eq!(parts, [RemittancePart::Other { set: "837".to_owned() }]);
}
