//! External code lists (SNIP type 5): codes are judged on the day of the service they describe,
//! which a claim tells only after most of its codes.

use super::findings::{At, Draft, Findings};
use crate::codes::{List, Standing};
use model::Date;

/// A code as it was met.
pub(crate) struct Coded<'a> {
    pub(crate) list: List,
    pub(crate) qualifier: &'a [u8],
    pub(crate) value: &'a [u8],
    pub(crate) at: At,
    pub(crate) segment: &'a [u8],
    pub(crate) element: usize,
    pub(crate) component: usize,
    pub(crate) number: u16,
}

/// Longest code that waits for its date; none of the dated lists has longer ones.
const LONGEST: usize = 12;

/// Codes of one claim that wait for its dates. A claim has at most 25 diagnoses, 25 procedures
/// and 999 lines; more than this are judged without a date.
const MAX_WAITING: usize = 20_000;

#[derive(Clone, Copy, Debug)]
struct Waiting {
    list: List,
    qualifier: ([u8; 3], u8),
    value: ([u8; LONGEST], u8),
    at: At,
    segment: ([u8; 3], u8),
    element: u8,
    component: u8,
    number: u16,
}

/// The codes of a set, some of them waiting.
#[derive(Clone, Debug, Default)]
pub(crate) struct CodeChecks {
    waiting: Vec<Waiting>,
    /// Codes before this index belong to the claim, later ones to its open line.
    line_start: usize,
    /// Codes wait (claims) or are judged at once on the day of the set (all others).
    wait: bool,
    /// Day of the set.
    day: Option<Date>,
}

fn short<const N: usize>(value: &[u8]) -> Option<([u8; N], u8)> {
    let mut out = [0; N];
    out.get_mut(..value.len())?.copy_from_slice(value);
    Some((out, u8::try_from(value.len()).ok()?))
}

fn long<const N: usize>(value: &([u8; N], u8)) -> &[u8] {
    &value.0[..usize::from(value.1).min(N)]
}

/// Lists whose codes come and go by date.
fn is_dated(list: List) -> bool {
    matches!(
        list,
        List::Diagnosis
            | List::Procedure
            | List::Modifier
            | List::Pos
            | List::Taxonomy
            | List::Carc
            | List::Rarc
            | List::Remark
            | List::Drg
            | List::Revenue
    )
}

impl CodeChecks {
    /// `wait` for claims; `day` of the set otherwise.
    pub(crate) fn new(wait: bool, day: Option<Date>) -> CodeChecks {
        CodeChecks { wait, day, ..CodeChecks::default() }
    }

    /// Judges a code, or keeps it until its day is known.
    #[inline]
    pub(crate) fn take(&mut self, findings: &mut Findings<'_>, coded: &Coded<'_>) {
        // NM108 XX and REF01 HPI say that the identifier beside them is an NPI; under another
        // qualifier it is one of another kind.
        if coded.list == List::Npi && !matches!(coded.qualifier, b"" | b"XX" | b"HPI") {
            return;
        }
        if self.wait && is_dated(coded.list) && self.waiting.len() < MAX_WAITING {
            let parts = (short(coded.qualifier), short(coded.value), short(coded.segment));
            if let (Some(qualifier), Some(value), Some(segment)) = parts {
                self.waiting.push(Waiting {
                    list: coded.list,
                    qualifier,
                    value,
                    at: coded.at,
                    segment,
                    element: coded.element as u8,
                    component: coded.component as u8,
                    number: coded.number,
                });
                return;
            }
        }
        let day = if self.wait { None } else { self.day };
        judge(findings, coded, day);
    }

    /// A claim or a service line opens: what comes now belongs to it.
    pub(crate) fn open_line(&mut self) {
        self.line_start = self.waiting.len();
    }

    /// A service line closes: its codes are judged on its day.
    pub(crate) fn close_line(&mut self, findings: &mut Findings<'_>, day: Option<Date>) {
        self.judge_from(self.line_start, findings, day);
    }

    /// A claim closes: the codes left are its own.
    pub(crate) fn close_claim(&mut self, findings: &mut Findings<'_>, day: Option<Date>) {
        self.judge_from(0, findings, day);
        self.line_start = 0;
    }

    fn judge_from(&mut self, start: usize, findings: &mut Findings<'_>, day: Option<Date>) {
        for waiting in self.waiting.drain(start.min(self.waiting.len())..) {
            let coded = Coded {
                list: waiting.list,
                qualifier: long(&waiting.qualifier),
                value: long(&waiting.value),
                at: waiting.at,
                segment: long(&waiting.segment),
                element: usize::from(waiting.element),
                component: usize::from(waiting.component),
                number: waiting.number,
            };
            judge(findings, &coded, day);
        }
    }
}

fn judge(findings: &mut Findings<'_>, coded: &Coded<'_>, day: Option<Date>) {
    let standing = findings.lists().judge(coded.list, coded.qualifier, coded.value, day);
    let (code, what, action) = match standing {
        Standing::Valid => return,
        Standing::NotChecked => return findings.leave_unchecked(coded.list),
        Standing::Unknown => {
            ("x12.code.unknown", "is not in its code list".to_owned(), "give a code of the list")
        }
        Standing::Malformed => {
            let action = "give the code in the form of its list";
            ("x12.code.form", "does not have the form of its code list".to_owned(), action)
        }
        Standing::NotBillable => {
            let action = "give the code with all its characters";
            ("x12.code.heading", "needs more characters to be a code".to_owned(), action)
        }
        Standing::NotInForce { from, to } => {
            let what = match (from, to) {
                (Some(from), None) => format!("is a code from {from} only"),
                (_, Some(to)) => format!("was a code until {to}"),
                (None, None) => "was no code on the day it is used for".to_owned(),
            };
            ("x12.code.date", what, "give the code that was in force on the day of service")
        }
    };
    let segment = String::from_utf8_lossy(coded.segment);
    let component = match coded.component {
        0 => String::new(),
        part => format!("-{part}"),
    };
    let shown = match coded.list {
        // A provider's number is looked up by its place, not read from a log.
        List::Npi => String::new(),
        _ => format!(" '{}'", String::from_utf8_lossy(coded.value)),
    };
    let list = coded.list.name();
    let message = format!("{segment}{:02}{component}{shown} {what} ({list})", coded.element);
    let draft = Draft::new(code, 5, coded.at, coded.segment, message, action)
        .element(coded.element, coded.component, coded.number)
        .value(coded.value);
    findings.add(draft);
}

#[cfg(test)]
mod tests {
    use crate::generate::{Kind, Plan, answer, generate};
    use crate::validate::{Options, validate};

    /// A 270 whose payer is named by that qualifier and number.
    fn inquiry(payer: &str) -> String {
        let (mut claims, mut out) = (Vec::new(), Vec::new());
        generate(&Plan::new(Kind::Professional), &mut claims).unwrap();
        answer(&Plan::new(Kind::EligibilityInquiry), &claims, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines = text.lines().map(|line| match line.split_once("*****PI*") {
            Some((start, _)) => format!("{start}*****{payer}~\n"),
            None => format!("{line}\n"),
        });
        lines.collect()
    }

    #[test]
    fn a_number_is_an_npi_when_its_qualifier_says_so() {
        for (payer, wrong) in [
            ("PI*857317286", false),
            ("FI*911223344", false),
            ("XX*857317286", true),
            ("XX*1234567893", false),
            ("XX*1234567890", true),
        ] {
            let text = inquiry(payer);
            assert!(text.contains(payer), "{text}");
            let report = validate(text.as_bytes(), &Options::default());
            let found = report.faults.iter().any(|f| f.snip == 5 && f.place.element == 9);
            assert_eq!(found, wrong, "{payer}: {:?}", report.faults);
        }
    }
}
