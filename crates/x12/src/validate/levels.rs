//! The hierarchy of HL segments: numbered from 1 in the order of the file, each naming the level
//! it hangs on, and telling whether others hang on it (X12 HL semantics, X222 section 1.4.1).

use super::fault::Level;
use super::findings::{At, Draft, Findings};
use crate::tokens::Cut;

/// A level that is open.
#[derive(Clone, Debug)]
struct Open {
    at: At,
    id: Vec<u8>,
    depth: usize,
    says_children: Option<bool>,
    has_children: bool,
}

/// The levels of the set that is open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    count: u64,
    open: Vec<Open>,
}

/// Number of the data element HL01 and HL02, and that of HL04.
const HIERARCHICAL_ID: u16 = 628;
const PARENT_ID: u16 = 734;
const CHILD_CODE: u16 = 736;

impl Levels {
    /// An HL that opens a loop at that depth of the guide.
    pub(crate) fn take(
        &mut self,
        findings: &mut Findings<'_>,
        cut: &Cut<'_>,
        at: At,
        depth: usize,
        in_loop: &str,
    ) {
        while self.open.last().is_some_and(|open| open.depth >= depth) {
            self.close(findings);
        }
        self.count += 1;
        let fault = |code, element, number, message: String, action| {
            Draft::new(code, 1, at, b"HL", message, action)
                .level(Level::Element("7"))
                .in_loop(in_loop)
                .element(element, 0, number)
                .value(cut.element(element))
        };
        let id = cut.element(1);
        if !id.is_empty() && id != self.count.to_string().as_bytes() {
            let message = format!("HL01 should be {}: levels are counted from 1", self.count);
            let action = "number the HL segments of each set from 1";
            findings.add(fault("x12.hl.number", 1, HIERARCHICAL_ID, message, action));
            // Counting goes on from the number given, so that one gap is one fault.
            let given = std::str::from_utf8(id).ok().and_then(|id| id.parse().ok());
            self.count = given.unwrap_or(self.count);
        }
        let parent = self.open.last().map(|open| open.id.clone());
        if let Some(open) = self.open.last_mut() {
            open.has_children = true;
        }
        match (&parent, cut.element(2)) {
            (None, []) => {}
            (Some(parent), said) if parent.as_slice() == said => {}
            (parent, said) => {
                let message = match (parent, said) {
                    (None, _) => "HL02 names a level above the topmost one".to_owned(),
                    (Some(parent), []) => {
                        let parent = String::from_utf8_lossy(parent);
                        format!("HL02 should name the level above, {parent}")
                    }
                    (Some(parent), _) => {
                        let parent = String::from_utf8_lossy(parent);
                        format!("HL02 should be {parent}, the level that this one stands under")
                    }
                };
                let action = "name the HL01 of the level above";
                findings.add(fault("x12.hl.parent", 2, PARENT_ID, message, action));
            }
        }
        let says_children = match cut.element(4) {
            b"1" => Some(true),
            b"0" => Some(false),
            _ => None,
        };
        let id = id.to_vec();
        self.open.push(Open { at, id, depth, says_children, has_children: false });
    }

    fn close(&mut self, findings: &mut Findings<'_>) {
        let Some(open) = self.open.pop() else { return };
        let Some(says) = open.says_children else { return };
        if says == open.has_children {
            return;
        }
        let (message, action) = match says {
            true => ("HL04 says that other levels follow below, but none does", "write 0"),
            false => ("HL04 says that nothing follows below, but a level does", "write 1"),
        };
        let value: &[u8] = if says { b"1" } else { b"0" };
        let draft = Draft::new("x12.hl.children", 2, open.at, b"HL", message, action)
            .level(Level::Element("7"))
            .element(4, 0, CHILD_CODE)
            .value(value);
        findings.add(draft);
    }

    /// The set closes.
    pub(crate) fn close_all(&mut self, findings: &mut Findings<'_>) {
        while !self.open.is_empty() {
            self.close(findings);
        }
    }
}
