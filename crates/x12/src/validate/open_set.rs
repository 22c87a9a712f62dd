//! The set that is open: ST chooses its guide, or the segment after it where the version does not
//! tell request from response; sets without a guide have only their segments' names checked.

use super::fault::Level;
use super::findings::{At, Draft, Findings};
use super::set::SetCheck;
use crate::delimiters::Delimiters;
use crate::guide::Guide;
use crate::tokens::{Classes, Cut, Tokens};
use model::Date;

/// ST with what it leaves to be decided.
#[derive(Clone, Debug)]
pub(crate) struct Beginning<'o> {
    /// ST with its terminator.
    pub(crate) st: Vec<u8>,
    pub(crate) at: At,
    pub(crate) delimiters: Delimiters,
    /// The guides of its set and version.
    pub(crate) guides: Vec<&'o Guide>,
    /// Day of the group.
    pub(crate) day: Option<Date>,
}

/// The set that is open.
pub(crate) struct OpenSet<'o> {
    beginning: Beginning<'o>,
    classes: Classes,
    check: Option<SetCheck<'o>>,
}

/// Two or three letters and digits.
#[inline]
pub(crate) fn is_name(name: &[u8]) -> bool {
    matches!(name.len(), 2 | 3) && name.iter().all(u8::is_ascii_alphanumeric)
}

impl<'o> OpenSet<'o> {
    pub(crate) fn new(beginning: Beginning<'o>, findings: &mut Findings<'_>) -> OpenSet<'o> {
        let classes = Classes::new(beginning.delimiters);
        let mut open = OpenSet { beginning, classes, check: None };
        if let [guide] = open.beginning.guides.as_slice()
            && guide.told_by.is_none()
        {
            open.check = open.begin(guide, findings);
        }
        open
    }

    /// File name of the guide that judges the set.
    pub(crate) fn guide(&self) -> Option<&str> {
        self.check.as_ref().map(SetCheck::guide_name)
    }

    fn begin(&self, guide: &'o Guide, findings: &mut Findings<'_>) -> Option<SetCheck<'o>> {
        let st = &self.beginning.st;
        let mut tokens = Tokens::default();
        let length = tokens.cut(st, &self.classes)?;
        let cut = Cut {
            bytes: &st[..length],
            tokens: &tokens,
            component: self.beginning.delimiters.component,
            repetition: self.beginning.delimiters.repetition,
        };
        Some(SetCheck::new(guide, findings, &cut, self.beginning.at, self.beginning.day))
    }

    /// Takes a segment between ST and SE.
    #[inline]
    pub(crate) fn take(&mut self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        if !is_name(cut.name()) {
            return no_name(findings, cut, at);
        }
        if self.check.is_none() && !self.beginning.guides.is_empty() {
            self.check = self.chosen(cut).and_then(|guide| self.begin(guide, findings));
            self.beginning.guides.clear();
        }
        if let Some(check) = &mut self.check {
            check.take(findings, cut, at);
        }
    }

    /// The guide that the second segment tells; the first one when it tells none.
    fn chosen(&self, cut: &Cut<'_>) -> Option<&'o Guide> {
        let tells = |guide: &&&Guide| match &guide.told_by {
            Some((segment, element, codes)) => {
                cut.name() == segment.as_bytes()
                    && codes.iter().any(|c| c.as_bytes() == cut.element(usize::from(*element)))
            }
            None => true,
        };
        let guides = &self.beginning.guides;
        guides.iter().find(tells).or_else(|| guides.first()).copied()
    }

    /// SE, or what stands where SE should.
    pub(crate) fn finish(self, findings: &mut Findings<'_>) {
        if let Some(check) = self.check {
            check.finish(findings);
        }
    }
}

fn no_name(findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
    let message = match cut.bytes.len() {
        0 => "there is an empty segment",
        _ => "a segment does not begin with a name of two or three letters and digits",
    };
    let action = "remove stray terminators and text between the segments";
    let draft = Draft::new("x12.segment.id", 1, at, b"", message, action);
    findings.add(draft.level(Level::Segment("1")));
}
