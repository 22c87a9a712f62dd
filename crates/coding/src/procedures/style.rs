//! How a chart is read for procedures: as an operative report, a study, a pathology report or a
//! visit; and which of its sentences say what was done.

use crate::draft::Facts;
use crate::procedures::map::ProcedureMap;
use crate::procedures::statement::{self, MOST_STATEMENTS, Role, Statement};
use crate::procedures::titles::{LONGEST_TITLE, MOST_TITLE_LINES, is_of_the_past, is_story};
use model::{SectionKind, Setting};
use reader::Sentence;

/// How many sentences under "Exam:" name the study; the others describe it.
const MOST_EXAM_TITLES: usize = 2;

/// The way a chart is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The title decides, the narrative refines.
    Operative,
    /// An imaging or diagnostic study.
    Study,
    /// Specimens and their diagnoses.
    Specimens,
    /// What the note says was done here now.
    Visit,
    /// Nothing that a professional bills by this map.
    Nothing,
}

/// The way the chart is read, by its setting and its sections.
#[must_use]
pub fn style(facts: &Facts<'_>) -> Style {
    let has = |kinds: &[SectionKind]| {
        let documents = &facts.reading.documents;
        documents.iter().any(|d| d.sections.iter().any(|s| kinds.contains(&s.kind)))
    };
    use SectionKind as S;
    let operative = has(&[S::PostoperativeDiagnosis])
        || has(&[S::PreoperativeDiagnosis]) && has(&[S::Procedure, S::OperativeNarrative])
        || has(&[S::Procedure]) && has(&[S::OperativeNarrative]) && !has(&[S::Exam, S::Plan]);
    let visit = has(&[
        S::PresentIllness,
        S::ChiefComplaint,
        S::ReviewOfSystems,
        S::Assessment,
        S::AssessmentPlan,
        S::Plan,
        S::Course,
        S::Medications,
        S::Vitals,
    ]);
    let study = !visit && has(&[S::Impression, S::Findings, S::Technique]);
    match facts.setting {
        Setting::Surgery => Style::Operative,
        Setting::Radiology => Style::Study,
        Setting::Pathology => Style::Specimens,
        Setting::Inpatient if operative => Style::Operative,
        Setting::Inpatient => Style::Nothing,
        _ if operative => Style::Operative,
        Setting::Clinic if study || titled_only(facts) && !visit => Style::Study,
        _ => Style::Visit,
    }
}

/// True when the chart has no section that is known: a bare report.
fn titled_only(facts: &Facts<'_>) -> bool {
    facts
        .reading
        .documents
        .iter()
        .all(|d| d.sections.iter().all(|s| s.kind == SectionKind::Unknown))
}

/// The statements of a chart, in order.
#[must_use]
pub fn statements(map: &ProcedureMap, facts: &Facts<'_>, style: Style) -> Vec<Statement> {
    let mut statements = Vec::new();
    for number in 0..facts.reading.documents.len() as u32 {
        let mut roles = Roles::new(facts, style, number);
        for (at, sentence) in facts.document(number).sentences.iter().enumerate() {
            if statements.len() >= MOST_STATEMENTS {
                return statements;
            }
            let Some(role) = roles.role(sentence) else { continue };
            statements.extend(statement::read(map, facts, (number, at as u32), role));
        }
    }
    if style != Style::Visit && !statements.iter().any(|s| s.role == Role::Title) {
        promote_first_lines(&mut statements);
    }
    statements
}

/// A report without a named title: its first lines are its title.
fn promote_first_lines(statements: &mut [Statement]) {
    let short = |s: &&mut Statement| {
        s.section == SectionKind::Unknown && s.words.len() <= LONGEST_TITLE && !tells(s)
    };
    for statement in statements.iter_mut().take(MOST_TITLE_LINES).filter(short) {
        statement.role = Role::Title;
    }
}

/// True when the words of a heading or the head of a line say that it was done here.
#[must_use]
pub fn says_here(head: &str) -> bool {
    const HERE: &[&str] = &[
        "in office",
        "in-office",
        "in clinic",
        "in-clinic",
        "in the office",
        "in the clinic",
        "obtained here",
        "taken here",
        "done here",
        "performed here",
        "point of care",
        "today",
        "poc test",
    ];
    let head = head.to_ascii_lowercase();
    // "Labs today:" is a heading; "He is here today for his knee x-ray:" is a story.
    let told = head.split_whitespace().count() > MOST_TODAY_WORDS;
    let says = |here: &&str| head.contains(*here) && !(told && **here == *"today");
    HERE.iter().any(says)
        && !["outside", "before", "prior"].iter().any(|other| head.contains(other))
}

/// Most words of a heading that says "today".
const MOST_TODAY_WORDS: usize = 5;

/// Longest head of a line that is read, in bytes.
const LONGEST_HEAD: usize = 80;

/// True when the heading of the section, or the words before the colon on the same line, say
/// that what follows was done here: "Tests in clinic: rapid flu negative. Rapid strep negative."
#[must_use]
pub fn is_headed_here(facts: &Facts<'_>, statement: &Statement) -> bool {
    let reading = facts.document(statement.document);
    let text = facts.text(statement.document);
    let Some(sentence) = reading.sentences.get(statement.sentence as usize) else { return false };
    let section = reading.sections.get(sentence.section as usize);
    let heading = section.and_then(|s| text.get(s.start as usize..s.body as usize));
    let line = text.get(..sentence.end as usize).and_then(|t| t.trim_end().rsplit('\n').next());
    let head = line.and_then(|l| l.split_once(':')).map(|(head, _)| head);
    [heading, head].into_iter().flatten().any(|h| h.len() <= LONGEST_HEAD && says_here(h))
}

fn tells(statement: &Statement) -> bool {
    statement.words.len() > 6 && ["was", "were", "patient"].iter().any(|w| statement.has(w))
}

/// Gives each sentence of a document its role.
struct Roles<'a, 'f> {
    facts: &'a Facts<'f>,
    style: Style,
    document: u32,
    /// The section at hand, and whether its story has begun.
    section: u32,
    story: bool,
    heading: String,
    /// Sentences seen before the first heading.
    leading: usize,
    /// Sentences of the section at hand that were taken as titles.
    titles: usize,
    /// True after a heading in capitals without a colon ("OPERATIONS PERFORMED 1. …"), which
    /// dictation leaves inside the section before.
    opened: bool,
}

impl<'a, 'f> Roles<'a, 'f> {
    fn new(facts: &'a Facts<'f>, style: Style, document: u32) -> Self {
        let section = u32::MAX;
        Roles {
            facts,
            style,
            document,
            section,
            story: false,
            heading: String::new(),
            leading: 0,
            titles: 0,
            opened: false,
        }
    }

    fn role(&mut self, sentence: &Sentence) -> Option<Role> {
        let reading = self.facts.document(self.document);
        let section = reading.sections.get(sentence.section as usize)?;
        if sentence.section != self.section {
            self.section = sentence.section;
            self.story = false;
            self.titles = 0;
            self.opened = false;
            let text = self.facts.text(self.document);
            let heading = text.get(section.start as usize..section.body as usize);
            self.heading = heading.unwrap_or_default().to_ascii_lowercase();
        }
        let in_heading = section.body > section.start && sentence.end <= section.body;
        let leading = sentence.section == 0 && section.kind == SectionKind::Unknown;
        self.leading += usize::from(leading);
        match self.style {
            Style::Operative => self.operative(sentence, section.kind, in_heading),
            Style::Study => self.study(sentence, section.kind, in_heading, leading),
            // "X-ray left ankle obtained here:" is a heading and says at once that it was done.
            Style::Visit if in_heading && !says_here(&self.heading) => None,
            Style::Visit => self.visit(section.kind).or_else(|| self.beyond(sentence)),
            Style::Specimens | Style::Nothing => None,
        }
    }

    fn operative(&mut self, s: &Sentence, kind: SectionKind, in_heading: bool) -> Option<Role> {
        use SectionKind as S;
        self.opened |= self.is_opener(s);
        match kind {
            _ if in_heading => None,
            S::PreoperativeDiagnosis | S::PostoperativeDiagnosis if self.opened => {
                self.story |= is_story(self.facts, self.document, s);
                Some(if self.story { Role::Detail } else { Role::Title })
            }
            S::Procedure if self.heading.contains("planned") => None,
            _ if self.heading.contains("intervention") => Some(Role::Detail),
            S::Procedure => {
                self.story |= is_story(self.facts, self.document, s);
                Some(if self.story { Role::Detail } else { Role::Title })
            }
            S::OperativeNarrative | S::Findings | S::Impression | S::Unknown => Some(Role::Detail),
            S::PostoperativeDiagnosis | S::Technique | S::Specimen => Some(Role::Detail),
            _ => None,
        }
    }

    fn study(
        &mut self,
        s: &Sentence,
        kind: SectionKind,
        in_heading: bool,
        leading: bool,
    ) -> Option<Role> {
        use SectionKind as S;
        // "CT:" is a heading and names the study at once.
        let names = matches!(kind, S::Results | S::Technique | S::Procedure);
        match kind {
            S::Technique if self.heading.contains("compar") || self.heading.contains("prior") => {
                None
            }
            S::Results if in_heading => Some(Role::Title),
            _ if in_heading && !names => None,
            S::Procedure | S::Exam | S::Results => {
                self.titles += 1;
                let exam = kind == S::Exam && self.titles > MOST_EXAM_TITLES;
                self.story |= is_story(self.facts, self.document, s) || exam;
                Some(if self.story { Role::Detail } else { Role::Title })
            }
            S::Unknown
                if leading
                    && self.leading <= MOST_TITLE_LINES
                    && !is_story(self.facts, self.document, s) =>
            {
                Some(Role::Title)
            }
            S::Technique | S::Findings | S::Impression | S::Unknown => Some(Role::Detail),
            S::OperativeNarrative | S::Assessment => Some(Role::Detail),
            _ => None,
        }
    }

    fn visit(&self, kind: SectionKind) -> Option<Role> {
        use SectionKind as S;
        let given = ["given", "administered", "premed"].iter().any(|w| self.heading.contains(w));
        let open = match kind {
            S::Medications | S::Administrative => {
                given || kind == S::Administrative && !self.heading.contains("sign")
            }
            kind if is_of_the_past(kind) => false,
            _ => !self.heading.contains("planned"),
        };
        open.then_some(Role::Visit)
    }

    /// Lines without a heading of their own that a list of history has swallowed: the line itself
    /// says that it was done here, or an empty line has ended a list of allergies.
    fn beyond(&self, sentence: &Sentence) -> Option<Role> {
        let reading = self.facts.document(self.document);
        let section = reading.sections.get(sentence.section as usize)?;
        let text = self.facts.text(self.document);
        let before = text.get(section.body as usize..sentence.start as usize)?;
        let ended = section.kind == SectionKind::Allergies && before.trim_start().contains("\n\n");
        let line = text.get(..sentence.end as usize)?.trim_end().rsplit('\n').next()?;
        let head = line.split_once(':').map_or("", |(head, _)| head);
        let here = head.len() <= LONGEST_HEAD && says_here(head);
        (ended || here).then_some(Role::Visit)
    }

    /// A sentence that begins with "OPERATIONS PERFORMED" or the like, in capitals.
    fn is_opener(&self, sentence: &Sentence) -> bool {
        const OPENERS: &[&str] = &["OPERATION", "PROCEDURE", "TITLE OF OPERATION", "NAME OF"];
        let text = self.facts.text(self.document);
        let words = text.get(sentence.start as usize..sentence.end as usize).unwrap_or_default();
        OPENERS.iter().any(|opener| words.starts_with(opener))
    }
}
