//! TA1 and 999: what is wrong with a file as a file. Codes of X12's data elements I18 (TA105), 716
//! (AK905), 618 (IK502), 620 (IK304) and 621 (IK403).

use super::quoted;
use model::acknowledgement::{ElementAck, GroupAck, SegmentAck, TransactionAck};
use store::payments::RefusalReason;

/// Reasons of one answer that are kept.
const MOST: usize = 20;

/// What the note of a TA1 means.
pub(crate) fn interchange_note(code: &str) -> String {
    let said = match code {
        "000" => "no error",
        "001" => "the control numbers of the envelope's two ends differ",
        "002" => "they do not take the standard that the envelope names",
        "003" => "they do not take this version of the envelope",
        "004" => "the file's segment terminator cannot be used",
        "005" => "the kind of the sender's identifier is wrong",
        "006" => "the sender's identifier is wrong",
        "007" => "the kind of the receiver's identifier is wrong",
        "008" => "the receiver's identifier is wrong",
        "009" => "the receiver's identifier is not known to them",
        "010" | "011" => "the authorization in the envelope is wrong",
        "012" | "013" => "the security information in the envelope is wrong",
        "014" => "the day of the envelope is no day",
        "015" => "the time of the envelope is no time",
        "016" => "the standard that the envelope names is wrong",
        "017" => "the version in the envelope is wrong",
        "018" => "the control number of the envelope is wrong",
        "019" => "the field that asks for an acknowledgement is wrong",
        "020" => "the mark for test or production is wrong",
        "021" => "the count of groups in the envelope is wrong",
        "022" => "the envelope is built wrongly",
        "023" => "the file ends too early",
        "024" => "something in the file is wrong",
        "025" => "this control number came before: they take the file for a duplicate",
        "026" | "027" => "a delimiter of the file cannot be used",
        "028" | "029" | "030" => "the time of a delivery that was put off is wrong",
        "031" => "the grade of service is wrong",
        _ => return format!("a reason that this program does not know (TA105 {code})"),
    };
    format!("{said} (TA105 {code})")
}

/// Why a 999 refuses a group or its transaction.
pub(crate) fn group_reasons(ack: &GroupAck, set: Option<&TransactionAck>) -> Vec<RefusalReason> {
    let plain = |said: String| RefusalReason { said, place: String::new() };
    let mut all: Vec<RefusalReason> = ack
        .errors
        .iter()
        .map(|code| plain(format!("the group: {} (AK905 {code})", of_group(code))))
        .collect();
    if let Some(set) = set {
        for segment in &set.segments {
            of_segment(segment, &mut all);
        }
        // That some segment is wrong is said by the segments already.
        let beside = |code: &&String| all.is_empty() || !matches!(code.as_str(), "5" | "I5");
        let more: Vec<RefusalReason> = set
            .errors
            .iter()
            .filter(beside)
            .map(|code| plain(format!("{} (IK502 {code})", of_set(code))))
            .collect();
        all.extend(more);
    }
    all.truncate(MOST);
    all
}

fn of_segment(ack: &SegmentAck, all: &mut Vec<RefusalReason>) {
    let in_loop = ack.loop_id.as_ref().map(|id| format!("loop {}, ", quoted(id)));
    let segment = quoted(&ack.segment);
    let at = format!("{}segment {segment}, number {}", in_loop.unwrap_or_default(), ack.position);
    if let Some(code) = ack.error.as_deref()
        && (code != "8" || ack.elements.is_empty())
    {
        let said = format!("{segment} {} (IK304 {code})", segment_error(code));
        all.push(RefusalReason { said, place: at.clone() });
    }
    for element in &ack.elements {
        let name = element_name(&segment, element);
        let value = element.value.as_deref().map(|value| format!(", it has `{}`", quoted(value)));
        let said = format!(
            "{name} {}{} (IK403 {})",
            element_error(&element.error),
            value.unwrap_or_default(),
            quoted(&element.error)
        );
        all.push(RefusalReason { said, place: at.replace(&segment, &name) });
    }
}

fn element_name(segment: &str, element: &ElementAck) -> String {
    let part = element.component.map(|part| format!("-{part}")).unwrap_or_default();
    format!("{segment}{:02}{part}", element.element)
}

fn of_group(code: &str) -> &'static str {
    match code {
        "1" => "they do not take this kind of file",
        "2" => "they do not take this version",
        "3" => "its end is missing",
        "4" => "the control numbers of its two ends differ",
        "5" => "its count of transactions is wrong",
        "6" => "its control number is wrong",
        "19" => "its control number is in the file twice",
        "10" | "11" | "12" | "13" | "14" | "15" | "16" | "17" | "18" => "its security does not fit",
        _ => "a reason that this program does not know",
    }
}

fn of_set(code: &str) -> &'static str {
    match code {
        "1" => "they do not take this kind of transaction",
        "2" => "the end of the transaction is missing",
        "3" => "the control numbers of the transaction's two ends differ",
        "4" => "the count of segments is wrong",
        "5" => "segments of the transaction are wrong",
        "6" => "the kind of the transaction is missing or wrong",
        "7" => "the control number of the transaction is missing or wrong",
        "18" => "the transaction is none of this kind of group",
        "19" => "the guide that the transaction names is wrong",
        "23" => "this control number is in the group twice",
        "I5" => "segments of the transaction are not as the guide wants them",
        "I6" => "they do not take this guide",
        _ => "a reason that this program does not know",
    }
}

fn segment_error(code: &str) -> &'static str {
    match code {
        "1" => "is no segment that they know",
        "2" => "is not expected here",
        "3" => "is missing and must be there",
        "4" => "stands in a loop that comes too often",
        "5" => "comes too often",
        "6" => "is no segment of this transaction",
        "7" => "stands in the wrong order",
        "8" => "has elements that are wrong",
        "I4" => "is there though the guide does not use it",
        "I6" => "is missing, and what else is sent asks for it",
        "I7" => "stands in a loop that comes too seldom",
        "I8" => "comes too seldom",
        "I9" => "is there, and what else is sent forbids it",
        _ => "is wrong for a reason that this program does not know",
    }
}

fn element_error(code: &str) -> &'static str {
    match code {
        "1" => "is missing and must be there",
        "2" => "is missing, and another element asks for it",
        "3" => "is more than the segment holds",
        "4" => "is too short",
        "5" => "is too long",
        "6" => "has a character that is not allowed",
        "7" => "is no value that they know",
        "8" => "is no day",
        "9" => "is no time",
        "10" => "may not stand beside another element",
        "12" => "is repeated too often",
        "13" => "has too many parts",
        "I6" => "is a value that the guide does not use",
        "I9" => "is missing, and what else is sent asks for it",
        "I10" => "is there though the guide does not use it",
        "I11" => "is repeated too seldom",
        "I12" => "has not the form that the guide wants",
        "I13" => "is there, and what else is sent forbids it",
        _ => "is wrong for a reason that this program does not know",
    }
}

#[cfg(test)]
mod tests {
    use super::{group_reasons, interchange_note};
    use model::acknowledgement::{ElementAck, GroupAck, SegmentAck, TransactionAck};

    #[test]
    fn every_fault_has_its_place_and_a_sentence() {
        let element = ElementAck {
            element: 9,
            error: "7".to_owned(),
            value: Some("X\u{7}1".to_owned()),
            ..ElementAck::default()
        };
        let segment = SegmentAck {
            segment: "NM1".to_owned(),
            position: 23,
            loop_id: Some("2010BA".to_owned()),
            error: Some("8".to_owned()),
            elements: vec![element],
            ..SegmentAck::default()
        };
        let missing = SegmentAck {
            segment: "HI".to_owned(),
            position: 30,
            error: Some("3".to_owned()),
            ..SegmentAck::default()
        };
        let set = TransactionAck {
            errors: vec!["5".to_owned(), "I5".to_owned()],
            segments: vec![segment, missing],
            ..TransactionAck::default()
        };
        let told = group_reasons(&GroupAck::default(), Some(&set));
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0].place, "loop 2010BA, segment NM109, number 23");
        assert_eq!(told[0].said, "NM109 is no value that they know, it has `X 1` (IK403 7)");
        assert_eq!(told[1].said, "HI is missing and must be there (IK304 3)");
        let bare = TransactionAck { errors: vec!["I6".to_owned()], ..TransactionAck::default() };
        let ack = GroupAck { errors: vec!["4".to_owned()], ..GroupAck::default() };
        let told = group_reasons(&ack, Some(&bare));
        assert!(told[0].said.contains("AK905 4") && told[1].said.contains("IK502 I6"));
        assert!(interchange_note("025").contains("duplicate"));
        assert!(interchange_note("ABC").contains("ABC"));
    }
}
