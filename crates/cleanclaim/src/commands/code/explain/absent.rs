//! Why a code is not on the chart.

use super::{Question, say};
use crate::show::chart::why;
use crate::show::wrap::wrap;
use codesets::code::{dotted, has_icd10cm_form, undotted};
use codesets::icd10cm::notes::excludes1;
use codesets::{NoteKind, words};
use model::{DiagnosisCode, Evidence, NotCoded};
use std::collections::BTreeSet;

/// Most codes or names that a sentence lists.
const MOST_LISTED: usize = 12;

/// Characters of a category, at which codes are taken to speak of one condition.
const CATEGORY: usize = 3;

impl Question<'_> {
    pub(super) fn why_not(&self, out: &mut String) {
        let (code, on) = (&self.code, self.coded.date);
        let title = self.pack.title(&self.plain).map(|t| format!(", {t},")).unwrap_or_default();
        out.push_str(&wrap("", &format!("Why not {code}: the code{title} is not on this chart.")));
        if !has_icd10cm_form(&self.plain) {
            return say(
                out,
                "It does not have the form of an ICD-10-CM code, and no service of the chart \
                 carries it; what was done is read from the words of the documents and from the \
                 procedure map.",
            );
        }
        if !self.pack.is_known(&self.plain) {
            let label = self.pack.label();
            return say(out, &format!("The release {label} of ICD-10-CM has no such code."));
        }
        if !self.pack.is_billable(&self.plain, on) {
            self.not_billable(out);
        }
        let told = [self.refused(out), self.named(out), self.excluded(out), self.related(out)];
        if !told.contains(&true) {
            say(out, "Nothing in the documents was read as this condition.");
        }
        self.words_that_lead(out);
    }

    fn not_billable(&self, out: &mut String) {
        let on = self.coded.date;
        let below = self.pack.billable_below(&self.plain, on);
        if below.is_empty() {
            return say(out, &format!("It is not in force on {on}, and no code below it is."));
        }
        let shown = below.iter().take(MOST_LISTED).map(|code| dotted(code));
        let more = below.len().saturating_sub(MOST_LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let list = shown.collect::<Vec<_>>().join(", ");
        say(out, &format!("It can't be billed: it is a heading. Billable below it: {list}{more}."));
    }

    /// Considered for the words of another code.
    fn refused(&self, out: &mut String) -> bool {
        let mut told = false;
        for dx in &self.coded.dx {
            for refused in dx.rejected.iter().filter(|r| undotted(&r.code) == self.plain) {
                let (code, why) = (&dx.code, &refused.why);
                say(out, &format!("It was considered beside {code} and refused: {why}."));
                told = true;
            }
        }
        told
    }

    /// Named in the chart and not coded: the same condition, at whatever level.
    fn named(&self, out: &mut String) -> bool {
        let category = self.plain.get(..CATEGORY).unwrap_or(&self.plain);
        let same = |n: &&NotCoded| undotted(&n.code).starts_with(category);
        let mut told = false;
        for named in self.coded.not_coded.iter().filter(same).take(MOST_LISTED) {
            let own = undotted(&named.code);
            let level = if own == self.plain || self.plain.starts_with(&own) {
                String::new()
            } else {
                format!(" (there as {})", named.code)
            };
            let (because, words) = (why(named.why), self.sentence(named));
            say(
                out,
                &format!("The chart names it{level} and it was not coded: {because}. {words}"),
            );
            told = true;
        }
        told
    }

    fn sentence(&self, named: &NotCoded) -> String {
        let (document, start, end) = (named.document, named.start, named.end);
        let piece = Evidence { document, start, end, text: named.text.clone() };
        let text = self.chart.documents.get(document as usize).map_or("", |d| d.text.as_str());
        format!("“{}”", crate::show::chart::marked(text, &piece))
    }

    /// A note of the tabular list keeps it from standing beside a code of the chart.
    fn excluded(&self, out: &mut String) -> bool {
        let mut told = false;
        for dx in &self.coded.dx {
            let Some(found) = excludes1(self.pack, &self.plain, &undotted(&dx.code)) else {
                continue;
            };
            let (code, at, note) = (&dx.code, &found.at, &found.note);
            let place = if at.is_empty() { "a block".to_owned() } else { at.clone() };
            say(
                out,
                &format!(
                    "It can't stand beside {code}, which is coded: the Excludes1 note at {place} \
                     says “{note}” (I.A.12.a)."
                ),
            );
            told = true;
        }
        told
    }

    /// Another code of the same category stands in its place.
    fn related(&self, out: &mut String) -> bool {
        let category = self.plain.get(..CATEGORY).unwrap_or(&self.plain);
        let same = |dx: &&DiagnosisCode| undotted(&dx.code).starts_with(category);
        let mut told = false;
        for dx in self.coded.dx.iter().filter(same) {
            let title = dx.description.as_deref().unwrap_or_default();
            let words = dx.evidence.first().map_or("", |e| e.text.as_str());
            let (code, words) = (&dx.code, words.split_whitespace().collect::<Vec<_>>().join(" "));
            say(out, &format!("{code} {title} is coded instead, from the words “{words}”."));
            told = true;
        }
        told
    }

    /// What would have led to it, and which of the title's words the chart has.
    fn words_that_lead(&self, out: &mut String) {
        let Some(node) = self.pack.base(&self.plain) else { return };
        let title = self.pack.title(&self.plain).unwrap_or_else(|| node.title().to_owned());
        let names: Vec<&str> = node.notes_of(NoteKind::Inclusion).take(MOST_LISTED).collect();
        let names = match names.is_empty() {
            true => String::new(),
            false => format!(", or one of its other names: {}", names.join("; ")),
        };
        say(out, &format!("Words that lead to it: “{title}”{names}."));
        let mut seen = BTreeSet::new();
        for document in &self.chart.documents {
            words::each_word(&document.text, |_, form| {
                seen.insert(form.to_owned());
            });
        }
        let mut own: Vec<String> = Vec::new();
        words::each_word(&title, |_, form| {
            if !words::is_filler(form) && !own.iter().any(|word| word == form) {
                own.push(form.to_owned());
            }
        });
        let (said, missing): (Vec<String>, Vec<String>) =
            own.into_iter().partition(|word| seen.contains(word));
        let list = |words: &[String]| match words.is_empty() {
            true => "none".to_owned(),
            false => words.join(", "),
        };
        say(
            out,
            &format!(
                "Of the words of that title the documents say: {}; they do not say: {}.",
                list(&said),
                list(&missing)
            ),
        );
    }
}
