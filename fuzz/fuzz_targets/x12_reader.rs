//! Any bytes through the X12 reader: nothing panics, and every segment that is read is written
//! again as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use x12::{Envelope, LineEnd, SegmentWriter, Segments, read_837_with_left};

fuzz_target!(|data: &[u8]| {
    for segment in Segments::new(data).flatten() {
        let mut writer = SegmentWriter::new(segment.delimiters(), LineEnd::None);
        let copied = writer.copy(&segment);
        assert!(copied.is_ok(), "a segment's own delimiters always fit it");
        let terminator = char::from(segment.delimiters().segment);
        assert_eq!(writer.into_text(), format!("{}{terminator}", segment.text()));
    }
    for event in Envelope::new(data).flatten() {
        let _ = event.segment().elements().count();
    }
    let _ = read_837_with_left(data);
});
