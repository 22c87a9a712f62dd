//! The text of a Composition, with the sections that its author typed.

use super::narrative;
use super::section;
use super::security;
use super::store::Located;
use super::system;
use super::view::{code, date, items, owned, text, words};
use model::{Document, SectionKind};
use serde_json::Value;

/// Most levels of sections within sections.
const MAX_DEPTH: usize = 16;

/// The document; its text is each section's title on a line of its own, the narrative as
/// lines, then an empty line. A section's range begins with its title and ends where its first
/// inner section, or the next one, begins.
pub(crate) fn document(located: &Located) -> Document {
    let source = &located.value;
    let concept = source.get("type").unwrap_or(&Value::Null);
    let mut page = Page { text: String::new(), sections: Vec::new() };
    // A narrative of the whole repeats the sections; it counts only when there are none.
    if items(source, "section").is_empty() {
        page.text.push_str(&narrative_of(source));
    }
    for section in items(source, "section") {
        page.write(section, SectionKind::Unknown, 0);
    }
    page.text.truncate(page.text.trim_end().len());
    page.close();
    let title = owned(source, "title");
    Document {
        id: owned(source, "id").into(),
        title: if title.is_empty() { words(concept) } else { title },
        loinc: code(concept, system::LOINC).map(str::to_owned),
        date: date(source, "date"),
        text: page.text,
        sections: page.sections,
        source: format!("{}, {}", located.file, located.place),
        tags: security::tags(source),
    }
}

fn narrative_of(holder: &Value) -> String {
    let div = holder.get("text").and_then(|t| text(t, "div"));
    div.map(narrative::text_of).unwrap_or_default()
}

struct Page {
    text: String,
    sections: Vec<(u32, u32, SectionKind)>,
}

impl Page {
    fn write(&mut self, section: &Value, parent: SectionKind, depth: usize) {
        let kind = section::kind(section, parent);
        let title = owned(section, "title");
        let body = narrative_of(section);
        if !title.is_empty() || !body.is_empty() {
            self.close();
            let start = self.here();
            for part in [&title, &body] {
                if !part.is_empty() {
                    self.text.push_str(part);
                    self.text.push('\n');
                }
            }
            self.text.push('\n');
            self.sections.push((start, start, kind));
        }
        if depth < MAX_DEPTH {
            for inner in items(section, "section") {
                self.write(inner, kind, depth + 1);
            }
        }
    }

    /// Ends the open section here.
    fn close(&mut self) {
        let here = self.here();
        if let Some(open) = self.sections.last_mut() {
            open.1 = here;
        }
    }

    fn here(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sections_keep_their_ranges() {
        let div = |text: &str| json!({"div": format!("<div><p>{text}</p></div>")});
        let value = json!({"resourceType": "Composition", "id": "c1", "title": "Visit note",
            "text": div("ignored"),
            "section": [
                {"title": "Family history", "text": div("Mother: diabetes")},
                {"title": "Exam", "code": {"coding": [
                    {"system": "http://loinc.org", "code": "29545-1"}]},
                 "section": [{"title": "Neuro", "text": div("Intact & alert")}]},
                {"title": "Plan", "text": div("Rest")}]});
        let located = Located {
            value,
            file: "f.json".into(),
            place: "Bundle.entry[0].resource".into(),
            order: (0, 0),
            key: "Composition/c1".into(),
        };
        let made = document(&located);
        let slices: Vec<(&str, SectionKind)> = made
            .sections
            .iter()
            .map(|(start, end, kind)| (&made.text[*start as usize..*end as usize], *kind))
            .collect();
        assert_eq!(
            slices,
            [
                ("Family history\nMother: diabetes\n\n", SectionKind::FamilyHistory),
                ("Exam\n\n", SectionKind::Exam),
                ("Neuro\nIntact & alert\n\n", SectionKind::Exam),
                ("Plan\nRest", SectionKind::Plan),
            ]
        );
    }
}
