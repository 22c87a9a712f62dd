//! What a rule says when it fires, and where its hits are collected.

use crate::registry::{Rule, Source};
use crate::subject::Subject;
use model::{Edit, EditPlace, Effective, Severity};

/// One firing of a rule, before the rule's own facts are joined to it.
pub(crate) struct Hit {
    line: u16,
    code: String,
    message: String,
    next: String,
    place: EditPlace,
    severity: Option<Severity>,
    effective: Option<Effective>,
    source: Option<&'static str>,
}

impl Hit {
    /// A hit on the claim itself, at a field of the claim JSON and an 837 loop and segment.
    pub(crate) fn at(field: impl Into<String>, r#loop: &str, segment: &str) -> Hit {
        let place = EditPlace {
            field: field.into(),
            r#loop: Some(r#loop.to_owned()),
            segment: Some(segment.to_owned()),
        };
        Hit {
            line: 0,
            code: String::new(),
            message: String::new(),
            next: String::new(),
            place,
            severity: None,
            effective: None,
            source: None,
        }
    }

    /// Moves the hit to a service line: `index` in the claim, `member` of the line.
    pub(crate) fn line(subject: &Subject<'_>, index: usize, member: &str, segment: &str) -> Hit {
        let line = &subject.claim.lines[index];
        let mut hit = Hit::at(format!("lines[{index}].{member}"), "2400", segment);
        hit.line = subject.line_number(index);
        hit.code = line.code.clone().or_else(|| line.revenue_code.clone()).unwrap_or_default();
        hit
    }

    /// Names the line without moving the place there.
    pub(crate) fn on_line(mut self, number: u16) -> Hit {
        self.line = number;
        self
    }

    /// The code in question.
    pub(crate) fn code(mut self, code: impl Into<String>) -> Hit {
        self.code = code.into();
        self
    }

    /// What is wrong.
    pub(crate) fn says(mut self, message: impl Into<String>) -> Hit {
        self.message = message.into();
        self
    }

    /// What to do.
    pub(crate) fn next(mut self, next: impl Into<String>) -> Hit {
        self.next = next.into();
        self
    }

    /// Another severity than the rule's, where circumstances change it.
    pub(crate) fn severity(mut self, severity: Severity) -> Hit {
        self.severity = Some(severity);
        self
    }

    /// Another source than the rule's, where a table tells it for each of its rows.
    pub(crate) fn source(mut self, source: &'static str) -> Hit {
        self.source = Some(source);
        self
    }

    /// The days between which the fact behind the hit holds.
    pub(crate) fn effective(mut self, effective: Option<Effective>) -> Hit {
        self.effective = effective;
        self
    }
}

/// Collects the hits of one rule after another.
pub(crate) struct Hits<'a> {
    rule: &'a Rule,
    guide: &'static str,
    edits: &'a mut Vec<Edit>,
}

impl<'a> Hits<'a> {
    pub(crate) fn new(rule: &'a Rule, guide: &'static str, edits: &'a mut Vec<Edit>) -> Hits<'a> {
        Hits { rule, guide, edits }
    }

    /// Records one hit.
    pub(crate) fn push(&mut self, hit: Hit) {
        let source = match hit.source.map_or(self.rule.source, Source::Text) {
            Source::Guide => {
                let part = |text: &Option<String>| text.clone().unwrap_or_default();
                format!("{} {} {}", self.guide, part(&hit.place.r#loop), part(&hit.place.segment))
            }
            Source::Text(text) => text.to_owned(),
        };
        self.edits.push(Edit {
            id: self.rule.id.to_owned(),
            family: self.rule.family,
            severity: hit.severity.unwrap_or(self.rule.severity),
            line: hit.line,
            code: hit.code,
            message: hit.message,
            source,
            next: hit.next,
            place: hit.place,
            effective: hit.effective,
        });
    }
}
