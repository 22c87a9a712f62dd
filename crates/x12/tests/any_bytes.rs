//! Any bytes may come in: nothing panics, places lie within the file, and what was read can be
//! written again and reads the same.

mod sample;

use proptest::collection::vec;
use proptest::prelude::*;
use sample::{child, control, everything, inpatient, office, receiver, submitter};
use x12::{
    Delimiters, Envelope, LineEnd, MAX_SEGMENT_BYTES, SegmentWriter, Segments, envelope_faults,
    read_837, read_837_with_left, write_837i, write_837p,
};

fn valid() -> Vec<u8> {
    let claims = [office("A"), child("B"), everything("C")];
    let mut text = write_837p(&claims, &submitter(), &receiver(), &control()).unwrap();
    let stay = [inpatient("D")];
    text += &write_837i(&stay, &submitter(), &receiver(), &control()).unwrap();
    text.into_bytes()
}

/// Reads in every way; checks what holds of any bytes.
fn read_all(data: &[u8]) {
    let _ = read_837(data);
    let mut last = 0;
    for segment in Segments::new(data) {
        let place = match &segment {
            Ok(segment) => segment.place(),
            Err(error) => error.place,
        };
        assert!(place.offset as usize <= data.len());
        assert!(place.segment >= last);
        last = place.segment;
        let Ok(segment) = segment else { continue };
        assert!(data[place.offset as usize..].starts_with(segment.text().as_bytes()));
        let mut writer = SegmentWriter::new(segment.delimiters(), LineEnd::None);
        writer.copy(&segment).unwrap();
        let end = char::from(segment.delimiters().segment);
        assert_eq!(writer.into_text(), format!("{}{end}", segment.text()));
    }
    for event in Envelope::new(data).flatten() {
        let _ = event.segment().elements().count();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes(data in vec(any::<u8>(), 0..400)) {
        read_all(&data);
    }

    #[test]
    fn random_bytes_after_an_isa(data in vec(any::<u8>(), 0..400)) {
        let mut file = valid()[..107].to_vec();
        file.extend(data);
        read_all(&file);
    }

    #[test]
    fn mutated_files(
        edits in vec((any::<prop::sample::Index>(), 0u8..4, any::<u8>()), 1..12),
    ) {
        let mut data = valid();
        for (index, kind, byte) in edits {
            let at = index.index(data.len().max(1));
            if data.is_empty() {
                break;
            }
            match kind {
                0 => data[at] = byte,
                1 => data.insert(at, byte),
                2 => { data.remove(at); }
                _ => data.truncate(at.max(1)),
            }
        }
        read_all(&data);
    }
}

#[test]
fn valid_file_has_two_interchanges_without_a_fault() {
    let data = valid();
    assert!(envelope_faults(&data).is_empty());
    assert_eq!(read_837_with_left(&data).unwrap().claims.len(), 4);
    for swap in [("\n", ""), ("\n", "\r\n")] {
        let text = String::from_utf8(data.clone()).unwrap().replace(swap.0, swap.1);
        assert_eq!(read_837(text.as_bytes()).unwrap().len(), 4);
    }
}

#[test]
fn each_defect_is_named_with_its_place() {
    let text = String::from_utf8(valid()).unwrap();
    let first = &text[..text.find("IEA").unwrap()];
    let whole = format!("{first}IEA*1*000000017~\n");
    let cases: Vec<(String, &str)> = vec![
        (String::new(), "x12.empty"),
        (" \r\n ".into(), "x12.empty"),
        ("hello".into(), "x12.isa.missing"),
        ("%PDF-1.7".into(), "x12.isa.missing"),
        (whole[..105].into(), "x12.isa.truncated"),
        (whole.replacen("EXCH99         ", "EXCH99", 1), "x12.isa.layout"),
        (first.to_owned(), "x12.iea.missing"),
        (whole.replace("GE*1*5~\n", ""), "x12.ge.missing"),
        (whole[..=whole.find("\nSE*").unwrap()].to_owned(), "x12.se.missing"),
        (whole.replace("*0001~\nGE", "*0002~\nGE"), "x12.se.control"),
        (whole.replace("GE*1*5~", "GE*1*6~"), "x12.ge.control"),
        (whole.replace("GE*1*5~", "GE*2*5~"), "x12.ge.count"),
        (whole.replace("IEA*1*000000017", "IEA*1*000000018"), "x12.iea.control"),
        (whole.replace("IEA*1*", "IEA*3*"), "x12.iea.count"),
        (whole.replacen("LX*1~\n", "", 1), "x12.se.count"),
        (whole.replacen("OAK", "O\u{e9}K", 1), "x12.character"),
        (whole.replacen("LX*1~", "LX*1~~", 1), "x12.segment.id"),
        (whole.replacen("LX*1~", "lx-1*1~", 1), "x12.segment.id"),
        (format!("{whole}SE*1*0001~"), "x12.trailing-data"),
        (whole[..whole.len() - 40].to_owned(), "x12.segment.truncated"),
        (whole.replacen("GE*1*5~\n", "GE*1*5~\nLX*1~\n", 1), "x12.envelope.order"),
        (whole.replacen("~\nBHT", "~\nST*837*0009*005010X222A1~\nBHT", 1), "x12.se.missing"),
        (whole[..110].to_owned() + &"A".repeat(MAX_SEGMENT_BYTES + 1), "x12.segment.too-long"),
    ];
    for (file, code) in cases {
        let faults = envelope_faults(file.as_bytes());
        assert!(faults.iter().any(|f| f.code == code), "{code}: {faults:?}");
        assert!(read_837(file.as_bytes()).is_err(), "{code}");
        for fault in &faults {
            assert!(!fault.action.is_empty() && !fault.message.is_empty());
        }
    }
    let fault = &envelope_faults(whole.replacen("OAK", "O\u{e9}K", 1).as_bytes())[0];
    assert_eq!(fault.place.segment_id(), "N3");
    assert_eq!((fault.place.element, fault.place.line), (1, fault.place.segment));
    let utf16: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(envelope_faults(&utf16)[0].message.contains("UTF-16"));
}

#[test]
fn claim_values_that_cannot_be_read_are_faults() {
    let text = String::from_utf8(valid()).unwrap();
    for (from, to, code) in [
        ("ABK:", "BK:", "x12.837.icd9"),
        ("*UN*1*", "*F2*1*", "x12.837.unit"),
        ("*UN*1*", "*UN*1.0005*", "x12.837.number"),
        ("*D8*20260615~", "*D8*20261315~", "x12.837.date"),
        ("CLM*A*180*", "CLM*A*190*", "x12.837.total"),
        ("CLM*A*180*", "CLM*A*1,80*", "x12.837.amount"),
        ("**20*1~", "**21*1~", "x12.837.level"),
        ("ST*837*0001*005010X222A1", "ST*837*0001*005010X224A2", "x12.837.guide"),
    ] {
        assert!(text.contains(from), "{from}");
        let faults = read_837(text.replacen(from, to, 1).as_bytes()).unwrap_err();
        assert!(faults.iter().any(|f| f.code == code), "{code}: {faults:?}");
    }
    // Facts that a claim has no field for are named, not lost.
    let noted = text.replacen("REF*EA*MRN-1001~", "NTE*ADD*SEEN TWICE~", 1);
    let left = read_837_with_left(noted.as_bytes()).unwrap().left;
    assert_eq!(left.iter().map(|p| p.segment_id()).collect::<Vec<_>>(), ["NTE"]);
}

#[test]
fn segments_are_copied_to_other_delimiters() {
    let data = valid();
    let to = Delimiters { element: b'|', repetition: Some(b'!'), component: b'>', segment: b'\n' };
    let mut writer = SegmentWriter::new(to, LineEnd::None);
    for segment in Segments::new(&data) {
        writer.copy(&segment.unwrap()).unwrap();
    }
    assert_eq!(read_837(writer.into_text().as_bytes()), read_837(&data));
}
