//! What one side tells of one set, in one form for both.

use std::collections::BTreeMap;
use x12::validate::{Level, Options, Severity, validate};

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Position of the segment in its set, ST being 1.
    pub position: u32,
    pub segment: String,
    pub element: u8,
    pub component: u8,
    /// IK502, IK304 or IK403.
    pub told: String,
    /// Our code; the oracle's sentence.
    pub what: String,
    pub value: String,
    /// SNIP type; 0 for what an oracle says.
    pub snip: u8,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Told { position, segment, element, component, told, what, value, .. } = self;
        write!(f, "{segment}{element:02}-{component} at {position}: {told} {what} '{value}'")
    }
}

/// Our errors by set control number.
pub fn ours(data: &str) -> BTreeMap<String, Vec<Told>> {
    let report = validate(data.as_bytes(), &Options::default());
    let sets: Vec<String> = report
        .interchanges
        .iter()
        .flat_map(|i| &i.groups)
        .flat_map(|g| &g.sets)
        .map(|set| set.control.clone())
        .collect();
    let mut out: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for fault in report.faults.iter().filter(|f| f.severity == Severity::Error) {
        let control = match fault.within.set {
            Some(set) => sets.get(set as usize).cloned().unwrap_or_default(),
            None => "outside".to_owned(),
        };
        let told = match fault.level {
            Level::Interchange(code)
            | Level::Group(code)
            | Level::Set(code)
            | Level::Segment(code)
            | Level::Element(code) => code,
            Level::Content => "",
        };
        out.entry(control).or_default().push(Told {
            position: fault.position,
            segment: fault.segment.to_string(),
            element: fault.place.element,
            component: fault.place.component,
            told: told.to_owned(),
            what: fault.code.to_string(),
            value: fault.value.as_deref().unwrap_or_default().to_owned(),
            snip: fault.snip,
        });
    }
    out
}
