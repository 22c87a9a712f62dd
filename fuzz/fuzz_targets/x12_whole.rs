//! Any bytes through the X12 engine: nothing panics, a file says the same however it is read,
//! acknowledgements of it can be read again, and typed values give the bytes back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use x12::ack::{AckControl, AckSettings, Kind, acknowledge};
use x12::typed::{Item, Items, write};
use x12::validate::{Options, validate, validate_side_by_side, validate_stream};

fuzz_target!(|data: &[u8]| {
    let options = Options::default();
    let report = validate(data, &options);
    let stream = validate_stream(data, &options).expect("memory gives no I/O error");
    let beside = validate_side_by_side(data, &options, 2);
    assert_eq!(report.faults, stream.faults);
    assert_eq!(report.faults, beside.faults);
    assert!(!report.unreadable || !report.faults.is_empty(), "what is unreadable says why");
    let items: Result<Vec<Item>, _> = Items::new(data).collect();
    if let Ok(items) = items {
        let text = write(items.iter(), None).expect("what was read can be written");
        assert_eq!(text.as_bytes(), data, "typed values give the bytes back");
    }
    let control = AckControl::default();
    let answers = acknowledge(data, &report, &Kind::ALL, &AckSettings::default(), &control);
    for document in answers.documents {
        assert!(!validate(document.text.as_bytes(), &options).unreadable);
    }
});
