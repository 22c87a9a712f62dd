//! The counts of a 999 (SNIP type 3): AK9 says how many sets came and how many of them are
//! accepted, and may not contradict the answers listed before it (X231, AK9 and IK5).
//!
//! A 999 need not list every accepted set, so fewer answers than counted are no fault.

use super::fault::Level;
use super::findings::{At, Draft, Findings};
use crate::tokens::Cut;

/// Number of the data element AK903 and that of AK904.
const RECEIVED: u16 = 123;
const ACCEPTED: u16 = 2;

/// The answers to sets so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct GroupAnswer {
    accepted: u64,
    rejected: u64,
}

fn count(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

impl GroupAnswer {
    /// IK5: one set is answered.
    pub(crate) fn set(&mut self, cut: &Cut<'_>) {
        match cut.element(1) {
            b"A" | b"E" => self.accepted += 1,
            b"M" | b"R" | b"W" | b"X" => self.rejected += 1,
            _ => {}
        }
    }

    /// AK9: what it counts against what was listed. Only the first contradiction is told.
    pub(crate) fn group(&self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let (Some(came), Some(taken)) = (count(cut.element(3)), count(cut.element(4))) else {
            return;
        };
        let (listed, rejected) = (self.accepted + self.rejected, self.rejected);
        let code = cut.element(1);
        let (element, message) = if taken > came {
            (4, format!("AK904 counts {taken} accepted sets, but AK903 only {came} received"))
        } else if listed > came {
            (3, format!("AK903 counts {came} sets received, but {listed} are answered"))
        } else if taken + rejected > came {
            let message = format!(
                "AK904 counts {taken} accepted of {came} sets, but {rejected} are answered as \
                 rejected"
            );
            (4, message)
        } else if matches!(code, b"A" | b"E" | b"P") && taken < self.accepted {
            let listed = self.accepted;
            (
                4,
                format!(
                    "AK904 counts {taken} accepted sets, but {listed} are answered as accepted"
                ),
            )
        } else if code == b"P" && (taken == 0 || taken == came) {
            let message = format!(
                "AK901 P says that a part of the group is accepted, but {taken} of {came} sets are"
            );
            (1, message)
        } else {
            return;
        };
        let number = match element {
            1 => 715,
            3 => RECEIVED,
            _ => ACCEPTED,
        };
        let action = "count the sets of the group again";
        let draft = Draft::new("x12.balance.group-answer", 3, at, b"AK9", message, action)
            .level(Level::Content)
            .element(element, 0, number)
            .value(cut.element(element));
        findings.add(draft);
    }
}
