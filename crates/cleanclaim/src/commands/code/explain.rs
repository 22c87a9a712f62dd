//! `cleanclaim code --explain CODE`: why a code is on the chart, or why it is not, in plain
//! sentences. Nothing is judged anew: the answer is put together from the coded chart, the
//! sections that were read, and the tabular list.

mod absent;

use crate::show::chart::marked;
use crate::show::wrap::wrap;
use codesets::code::{dotted, undotted};
use codesets::{Icd10Cm, NoteKind};
use coding::Coder;
use coding::guidelines::RULES;
use model::{Chart, CodedChart, DiagnosisCode, Evidence, ProcedureCode};

/// Most notes of the tabular list that are shown.
const MOST_NOTES: usize = 6;

/// What the conventions mean by which the words lead to a code, in our words. The longest name
/// that a rule begins with is taken; the chapter rules bring their own (`coding::guidelines`).
const MEANINGS: &[(&str, &str)] = &[
    ("I.B.1 tabular title", "the words are the title of a code in the tabular list"),
    ("I.B.1 lexicon", "the words are a term of the lexicon that stands for this code or heading"),
    ("I.B.1 index", "the words are a path of the imported alphabetic index"),
    ("I.B.1", "the words were looked up, and the tabular list decided"),
    ("I.A.11 inclusion term", "the words are listed below the code as one of its names"),
    ("I.A.13", "the condition behind it is sequenced before it"),
    ("I.A.15", "two conditions that the index joins by “with” are taken as linked"),
    ("I.B.13", "the side that the chart names is part of the code"),
    ("I.B.14", "the code rests on what other clinicians documented about the condition"),
    ("II.H", "uncertain at the end of an inpatient stay, coded as if it existed"),
    ("IV.D", "a sign or symptom, because no diagnosis was established"),
    ("IV.G", "the condition that is chiefly responsible for the visit comes first"),
];

/// One chart, the question, and what it is answered from.
struct Question<'a> {
    coder: &'a Coder,
    chart: &'a Chart,
    coded: &'a CodedChart,
    pack: &'a Icd10Cm,
    /// The code asked for, without its dot.
    plain: String,
    /// The same, as it is written.
    code: String,
}

/// The answer for one chart.
pub fn text(coder: &Coder, chart: &Chart, coded: &CodedChart, asked: &str) -> String {
    let plain = undotted(asked);
    let pack = coder.sets().icd10cm(coded.date);
    let code = dotted(&plain);
    let question = Question { coder, chart, coded, pack, code, plain };
    let mut out = format!("{} · {} · {}\n", coded.id, coded.setting, coded.date);
    let service = coded.px.iter().find(|px| undotted(&px.code) == question.plain);
    let diagnosis = coded.dx.iter().find(|dx| undotted(&dx.code) == question.plain);
    match (diagnosis, service) {
        (Some(dx), _) => question.why(&mut out, dx),
        (None, Some(px)) => question.why_service(&mut out, px),
        (None, None) => question.why_not(&mut out),
    }
    out.push('\n');
    out
}

/// A sentence behind a dash.
fn say(out: &mut String, sentence: &str) {
    out.push_str(&wrap("  - ", sentence));
}

impl Question<'_> {
    fn why(&self, out: &mut String, dx: &DiagnosisCode) {
        let title = dx.description.as_deref().unwrap_or("(no title in the embedded release)");
        let place =
            if dx.rank == 1 { "first-listed".into() } else { format!("number {}", dx.rank) };
        let percent = dx.confidence * 100.0;
        let code = &self.code;
        out.push_str(&wrap(
            "",
            &format!("Why {code}: {title}. It is coded, {place}, confidence {percent:.0} %."),
        ));
        self.evidence(out, &dx.evidence);
        for (rule, number) in dx.rules.iter().zip(1..) {
            out.push_str(&wrap(&format!("  {number}. "), &format!("{rule}: {}", meaning(rule))));
        }
        self.tabular(out);
        for refused in &dx.rejected {
            let (code, why) = (&refused.code, &refused.why);
            let title = self.pack.title(code).unwrap_or_default();
            say(out, &format!("Considered beside it and refused: {code} {title} ({why})."));
        }
        if dx.rejected.is_empty() {
            say(out, "No other code was weighed for the same words.");
        }
    }

    fn why_service(&self, out: &mut String, px: &ProcedureCode) {
        let (code, units, percent) = (&px.code, px.units, px.confidence * 100.0);
        let head = format!("Why {code}: it is coded × {units}, confidence {percent:.0} %.");
        out.push_str(&wrap("", &head));
        self.evidence(out, &px.evidence);
        for (rule, number) in px.rules.iter().zip(1..) {
            out.push_str(&wrap(&format!("  {number}. "), rule));
        }
        let supports = |dx: &&DiagnosisCode| px.dx.contains(&dx.rank);
        let codes: Vec<&str> =
            self.coded.dx.iter().filter(supports).map(|dx| dx.code.as_str()).collect();
        if !codes.is_empty() {
            say(out, &format!("The diagnoses that support it: {}.", codes.join(", ")));
        }
        if let Some(em) = self.coded.em.as_ref().filter(|em| em.code == px.code) {
            say(out, &em.reason);
        }
    }

    /// The words, each in its sentence and under its heading.
    fn evidence(&self, out: &mut String, pieces: &[Evidence]) {
        let reading = self.coder.reader().read(self.chart);
        for piece in pieces {
            let at = piece.document as usize;
            let Some(document) = self.chart.documents.get(at) else { continue };
            let sections = reading.documents.get(at).map(|d| d.sections.as_slice());
            let section = sections.unwrap_or_default().iter().rfind(|s| s.start <= piece.start);
            let heading =
                section.and_then(|s| document.text.get(s.start as usize..s.body as usize));
            let under = match heading.map(|h| h.trim().trim_end_matches(':')) {
                Some(heading) if !heading.is_empty() => format!("under “{heading}”"),
                _ => "under no heading".to_owned(),
            };
            say(out, &format!("The words, {under}: “{}”", marked(&document.text, piece)));
        }
    }

    /// Where the code stands, that it can be billed, and the notes that bear on it.
    fn tabular(&self, out: &mut String) {
        let Some(node) = self.pack.base(&self.plain) else { return };
        let mut path: Vec<String> = node
            .lineage()
            .filter(|heading| !heading.is_block())
            .map(|heading| format!("{} {}", heading.dotted(), heading.title()))
            .collect();
        path.reverse();
        say(out, &format!("In the tabular list: {}.", path.join(" › ")));
        if self.pack.is_billable(&self.plain, self.coded.date) {
            say(out, &format!("It can be billed on {}.", self.coded.date));
        }
        for kind in [NoteKind::CodeFirst, NoteKind::UseAdditional, NoteKind::Excludes1] {
            for (at, note) in node.inherited_notes(kind).take(MOST_NOTES) {
                let place = if at.is_block() { "its block".to_owned() } else { at.dotted() };
                say(out, &format!("{} at {place}: {note}", kind.label()));
            }
        }
    }
}

/// What a rule means, in our words.
fn meaning(rule: &str) -> String {
    let chapter = RULES.iter().map(|known| (known.section, known.title));
    // Of two as long, our own words for a convention before the title of one rule that uses it.
    let known = chapter.chain(MEANINGS.iter().copied());
    let fits = known.filter(|(name, _)| {
        rule.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    fits.max_by_key(|(name, _)| name.len()).map_or_else(
        || "a section of the ICD-10-CM Official Guidelines".to_owned(),
        |(_, words)| words.to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_by_the_longest_name() {
        for (rule, part) in [
            ("I.B.1 lexicon", "term of the lexicon"),
            ("I.B.1 index path", "imported alphabetic index"),
            ("I.C.9.a.2", "hypertensive heart and kidney disease"),
            ("I.C.4.a", "diabetes"),
            ("I.B.14", "other clinicians"),
            ("IV.Z", "a section of"),
        ] {
            assert!(meaning(rule).contains(part), "{rule}: {}", meaning(rule));
        }
    }
}
