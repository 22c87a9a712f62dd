//! One payer rule: its facts, what it asks, and what it says when it fires.

use super::decision_table::{DecisionTable, Row};
use super::examples::Examples;
use super::front_matter::FrontMatter;
use super::predicate::{Predicate, Verdict};
use super::repair::Repair;
use super::schema::DOCUMENT;
use super::value::Scope;
use super::{REPAIRED, RULE_ERROR};
use model::{Claim, ClaimType, Date, Edit, EditFamily, EditPlace, Effective, Severity};

/// One rule, as an analyst wrote it.
#[derive(Debug)]
pub struct PayerRule {
    pub(crate) front: FrontMatter,
    pub(crate) file: String,
    pub(crate) edit_id: String,
    pub(crate) why: String,
    pub(crate) what_to_do: String,
    pub(crate) condition: Option<String>,
    pub(crate) predicate: Option<Predicate>,
    pub(crate) table: Option<DecisionTable>,
    pub(crate) examples: Examples,
    /// What the hash of the rules is taken of.
    pub(crate) canonical: String,
}

/// What a rule says of one line, or of the claim.
struct Firing<'a> {
    line: Option<usize>,
    row: Option<&'a Row>,
}

impl PayerRule {
    /// Identifier, as in the front matter.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.front.id
    }

    /// Identifier of its edits: `payer.` and its own.
    #[must_use]
    pub fn edit_id(&self) -> &str {
        &self.edit_id
    }

    /// What is wrong with a claim on which it fires.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.front.title
    }

    /// The payer, as the front matter names it.
    #[must_use]
    pub fn payer(&self) -> &str {
        &self.front.payer
    }

    /// The plan that it is limited to.
    #[must_use]
    pub fn plan(&self) -> Option<&str> {
        self.front.plan.as_deref()
    }

    /// How far it stops a claim.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.front.severity
    }

    /// Who answers for it.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.front.owner
    }

    /// Where the payer says so.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.front.source
    }

    /// The days of service on which it holds.
    #[must_use]
    pub fn effective(&self) -> Effective {
        Effective { from: self.front.effective_from, to: self.front.effective_to }
    }

    /// The day by which somebody looks at it again.
    #[must_use]
    pub fn review_by(&self) -> Date {
        self.front.review_by
    }

    /// True when that day is past; the rule fires all the same.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.front.review_by < today
    }

    /// Why the payer has it.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }

    /// What to do with a claim on which it fires.
    #[must_use]
    pub fn what_to_do(&self) -> &str {
        &self.what_to_do
    }

    /// The condition as it was written.
    #[must_use]
    pub fn condition(&self) -> Option<&str> {
        self.condition.as_deref()
    }

    /// The paths that the condition names, each with what it means.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let named = self.predicate.iter().flat_map(Predicate::paths);
        named.map(|path| {
            (path.as_str(), DOCUMENT.path(path).map_or("", |known| known.says.as_str()))
        })
    }

    /// Name and rows of its decision table.
    #[must_use]
    pub fn table(&self) -> Option<(&str, usize)> {
        let name = self.front.table.as_ref()?;
        Some((&name.value, self.table.as_ref().map_or(0, DecisionTable::len)))
    }

    /// Name of its formatting repair, the field, and what it does.
    #[must_use]
    pub fn repair(&self) -> Option<(&'static str, &'static str, &'static str)> {
        self.front.repair.map(|repair| (repair.name(), repair.field(), repair.words()))
    }

    /// The file that it stands in.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Headings of its example table.
    #[must_use]
    pub fn example_headings(&self) -> &[String] {
        &self.examples.headings
    }

    /// Rows of its example table.
    pub fn example_rows(&self) -> impl ExactSizeIterator<Item = &[String]> {
        self.examples.rows.iter().map(|row| row.cells.as_slice())
    }

    /// True when it is judged line by line.
    #[must_use]
    pub fn is_per_line(&self) -> bool {
        self.table.is_some() || self.predicate.as_ref().is_some_and(Predicate::per_line)
    }

    fn holds_on(&self, day: Date) -> bool {
        self.front.effective_from <= day && self.front.effective_to.is_none_or(|to| day <= to)
    }

    fn is_for_plan(&self, claim: &Claim) -> bool {
        let Some(plan) = self.front.plan.as_deref() else { return true };
        claim.subscriber.as_ref().is_some_and(|subscriber| {
            [&subscriber.plan, &subscriber.group]
                .into_iter()
                .flatten()
                .any(|own| own.trim().eq_ignore_ascii_case(plan))
        })
    }

    /// Judges a claim of its payer.
    pub(crate) fn judge(&self, claim: &Claim, edits: &mut Vec<Edit>) {
        if !self.is_for_plan(claim) {
            return;
        }
        if !self.is_per_line() {
            if self.holds_on(claim.from)
                && let Some(firing) = self.firing(claim, None, edits)
            {
                edits.push(self.edit(claim, &firing));
            }
            return;
        }
        let before = edits.len();
        for (at, line) in claim.lines.iter().enumerate() {
            if !self.holds_on(line.date) {
                continue;
            }
            if let Some(firing) = self.firing(claim, Some(at), edits) {
                edits.push(self.edit(claim, &firing));
            }
            // A condition that fails on one line fails on the others; once is enough to be told.
            if edits[before..].iter().any(|edit| edit.id == RULE_ERROR) {
                return;
            }
        }
    }

    /// What the rule finds, or an edit that says why it has no answer.
    fn firing(
        &self,
        claim: &Claim,
        line: Option<usize>,
        edits: &mut Vec<Edit>,
    ) -> Option<Firing<'_>> {
        let row = match (&self.table, line) {
            (Some(table), Some(at)) => Some(table.row_for(claim, at)?),
            _ => None,
        };
        if let Some(predicate) = &self.predicate {
            match predicate.judge(Scope { claim, line: line.unwrap_or(usize::MAX) }) {
                Ok(Verdict::Holds) => {}
                Ok(Verdict::Fails | Verdict::Unknown) => return None,
                Err(fault) => {
                    edits.push(self.error(claim, line, &fault.to_string()));
                    return None;
                }
            }
        }
        Some(Firing { line, row })
    }

    fn edit(&self, claim: &Claim, firing: &Firing<'_>) -> Edit {
        let payer = match claim.payer.name.trim() {
            "" => "The payer",
            name => name,
        };
        let of_row = firing.row.and_then(|row| row.message.as_deref());
        let message = sentence(of_row.unwrap_or(&self.front.title));
        let source = match (firing.row, self.front.table.as_ref()) {
            (Some(row), Some(table)) => {
                format!("{} ({} line {})", self.front.source, table.value, row.line)
            }
            _ => self.front.source.clone(),
        };
        let next = match self.front.repair {
            Some(repair) => format!(
                "{} The repair {} does it when the claim is written: it {} in {}.",
                sentence(&self.what_to_do),
                repair.name(),
                repair.words(),
                repair.field()
            ),
            None => sentence(&self.what_to_do),
        };
        Edit {
            id: self.edit_id.clone(),
            severity: self.front.severity,
            message: format!("{payer}: {message}"),
            source,
            next,
            ..self.blank(claim, firing.line)
        }
    }

    /// Why a rule has no answer: told, never silent, and never a firing.
    fn error(&self, claim: &Claim, line: Option<usize>, reason: &str) -> Edit {
        Edit {
            id: RULE_ERROR.to_owned(),
            severity: Severity::Inform,
            message: format!("The payer rule {} could not be judged: {reason}.", self.id()),
            next: format!("Tell its owner, {}, to mend the condition.", self.owner()),
            ..self.blank(claim, line)
        }
    }

    /// What a repair did, for the log; without the values, which are of the patient.
    pub(crate) fn repaired(&self, claim: &Claim, repair: Repair) -> Edit {
        Edit {
            id: REPAIRED.to_owned(),
            severity: Severity::Inform,
            message: format!(
                "The payer rule {} repaired {}: {} {}.",
                self.id(),
                repair.field(),
                repair.name(),
                repair.words()
            ),
            next: "Mend it in the practice's records, so that the next claim has it right."
                .to_owned(),
            ..self.blank(claim, None)
        }
    }

    fn blank(&self, claim: &Claim, line: Option<usize>) -> Edit {
        let own = line.and_then(|at| claim.lines.get(at));
        let number = |at: usize| match claim.lines.get(at).map_or(0, |line| line.line) {
            0 => u16::try_from(at + 1).unwrap_or(u16::MAX),
            number => number,
        };
        let code = own.and_then(|line| line.code.as_ref().or(line.revenue_code.as_ref()));
        Edit {
            id: String::new(),
            family: EditFamily::Payer,
            severity: Severity::Inform,
            line: line.map_or(0, number),
            code: code.cloned().unwrap_or_default(),
            message: String::new(),
            source: self.front.source.clone(),
            next: String::new(),
            place: self.place(claim, line),
            effective: Some(self.effective()),
        }
    }

    /// The field to look at: the one that the front matter names, else the one that is repaired,
    /// else the line's code, else the first path of the condition.
    fn place(&self, claim: &Claim, line: Option<usize>) -> EditPlace {
        let named = self.front.field.as_deref().or(self.front.repair.map(Repair::field));
        let first = || self.predicate.as_ref().and_then(|p| p.paths().first()).map(String::as_str);
        let path = match (named, line) {
            (Some(path), _) => path,
            (None, Some(_)) => "line.code",
            (None, None) => first().unwrap_or("claim.lines"),
        };
        let Ok(known) = DOCUMENT.path(path) else { return EditPlace::default() };
        let field = match known.json.as_str() {
            "" => path.strip_prefix("claim.").unwrap_or(path).to_owned(),
            json => json.replace("lines[0]", &format!("lines[{}]", line.unwrap_or(0))),
        };
        let (r#loop, segment) = known.place();
        let segment = match claim.claim_type {
            ClaimType::Professional => segment,
            ClaimType::Institutional => institutional(segment),
        };
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        EditPlace { field, r#loop: given(r#loop), segment: given(segment) }
    }
}

/// The same fact on an institutional claim stands elsewhere in the service line.
fn institutional(segment: &str) -> &str {
    match segment {
        "SV101" => "SV202",
        "SV101-3" => "SV202-3",
        "SV101-7" => "SV202-7",
        "SV102" => "SV203",
        "SV104" => "SV205",
        "SV105" | "SV107" => "SV2",
        other => other,
    }
}

/// A text that ends as a sentence does.
fn sentence(text: &str) -> String {
    match text.trim_end() {
        whole if whole.ends_with(['.', '!', '?']) => whole.to_owned(),
        part => format!("{part}."),
    }
}
