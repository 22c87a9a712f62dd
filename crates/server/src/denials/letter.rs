//! The appeal of a denial: the letter with what the chart says, the claim behind it, and the
//! cover of a corrected claim.

use super::correcting;
use super::following::Way;
use crate::app::App;
use crate::surroundings::day_of;
use ::payments::appeal::{
    AppealFacts, AppealFault, Cited, Enclosure, Letter, Part, Party, Quote, cover, draft,
};
use ::payments::sheet;
use claims::paper::PdfError;
use model::{Address, Chart, Claim, Evidence, TenantId};
use std::collections::BTreeMap;
use store::payments::DenialRow;

/// Most bytes of a text that a person types into a letter.
pub(crate) const LONGEST_WORDS: usize = 4_000;

/// What a person says of a letter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Who signs.
    pub(crate) signer: String,
    /// Department or person at the payer.
    pub(crate) attention: String,
    /// In the person's own words.
    pub(crate) words: String,
    /// Which quotations, counted from 0.
    pub(crate) quotes: Vec<usize>,
    /// Where the payer wants appeals, where the site entered it.
    pub(crate) to: Option<Address>,
    /// What is enclosed.
    pub(crate) enclosures: Vec<String>,
}

/// Who writes: the billing provider.
fn sender(claim: &Claim) -> Party {
    Party {
        name: claim.billing.name.clone().unwrap_or_else(|| format!("NPI {}", claim.billing.npi)),
        attention: None,
        address: claim.billing.address.clone(),
        phone: claim.billing.phone.as_deref().map(telephone),
    }
}

/// A telephone number as people write it; one that is none of ours stays as it is.
fn telephone(number: &str) -> String {
    let digits = number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_digit());
    match digits {
        true => format!("{}-{}-{}", &number[..3], &number[3..6], &number[6..]),
        false => number.to_owned(),
    }
}

fn payer(claim: &Claim, attention: &str, appeals: Option<&Address>) -> Party {
    Party {
        name: claim.payer.name.clone(),
        attention: (!attention.trim().is_empty()).then(|| attention.trim().to_owned()),
        address: appeals.or(claim.payer.address.as_ref()).cloned(),
        phone: None,
    }
}

/// What can be quoted for a denial: the words behind its line's codes, each once.
pub(crate) fn quotable(way: &Way, chart: &Chart) -> Vec<Quote> {
    let mut seen: Vec<&Evidence> = Vec::new();
    for evidence in way.trace.decisions.iter().flat_map(|one| &one.evidence) {
        if !seen.contains(&evidence) && !evidence.text.trim().is_empty() {
            seen.push(evidence);
        }
    }
    let quote = |evidence: &Evidence| {
        let document = chart.documents.get(evidence.document as usize);
        let title = document.map(|one| one.title.trim()).filter(|title| !title.is_empty());
        Quote {
            document: title
                .map_or_else(|| format!("Document {}", evidence.document + 1), str::to_owned),
            date: document.and_then(|one| one.date),
            author: None,
            evidence: Evidence {
                text: document
                    .map_or_else(|| evidence.text.clone(), |one| sentence(&one.text, evidence)),
                ..evidence.clone()
            },
        }
    };
    seen.into_iter().map(quote).collect()
}

/// The sentence around a piece of evidence, as it stands: up to the nearest stop or end of line.
pub(crate) fn sentence(text: &str, evidence: &Evidence) -> String {
    let (start, end) = (evidence.start as usize, evidence.end as usize);
    if text.get(start..end).is_none() {
        return evidence.text.clone();
    }
    let stops = |c: char| matches!(c, '.' | '\n' | '!' | '?' | ';');
    let from = text[..start].rfind(stops).map_or(0, |at| at + 1);
    let to = text[end..].find(stops).map_or(text.len(), |at| end + at + 1);
    text[from..to].trim().trim_end_matches('\n').to_owned()
}

/// The section of the guidelines that a rule is of, such as `I.C.19.a`; a rule of our own lists and
/// maps is nothing that a payer could look up.
fn section(rule: &str) -> Option<&str> {
    let id = rule.split_whitespace().next()?;
    let (chapter, rest) = id.split_once('.')?;
    (matches!(chapter, "I" | "II" | "III" | "IV") && !rest.is_empty()).then_some(id)
}

/// The guideline sections behind the quoted codes.
fn cited(way: &Way) -> Vec<Cited> {
    let mut by_rule: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in &way.trace.decisions {
        for section in one.rules.iter().filter_map(|rule| section(rule)) {
            let codes = by_rule.entry(section).or_default();
            if !codes.contains(&one.code.as_str()) {
                codes.push(&one.code);
            }
        }
    }
    let cited = |(rule, codes): (&str, Vec<&str>)| Cited {
        id: format!("Section {rule}"),
        says: format!("the rule by which {} was coded", codes.join(", ")),
    };
    by_rule.into_iter().map(cited).collect()
}

/// Writes the letter of a level.
///
/// # Errors
/// Every fault of what is missing or forbidden.
pub(crate) fn write(
    app: &App,
    row: &DenialRow,
    (way, chart): (&Way, &Chart),
    (level, patient): (u8, &str),
    said: &Said,
) -> Result<Letter, Vec<AppealFault>> {
    let claim = &way.claim.claim;
    let all = quotable(way, chart);
    let quotes: Vec<Quote> = said.quotes.iter().filter_map(|at| all.get(*at).cloned()).collect();
    let facts = AppealFacts {
        denial: &row.body.denial,
        claim,
        line: way.trace.line.as_ref(),
        level,
        date: day_of(app.now()),
        notice: row.body.notice,
        payer_control_number: Some(row.body.payer_number.clone()).filter(|n| !n.is_empty()),
        patient: patient.to_owned(),
        from: sender(claim),
        to: payer(claim, &said.attention, said.to.as_ref()),
        signer: said.signer.trim().to_owned(),
        cited: if quotes.is_empty() { Vec::new() } else { cited(way) },
        quotes,
        enclosures: said
            .enclosures
            .iter()
            .map(|title| Enclosure { title: title.clone(), pages: None })
            .collect(),
    };
    let mut letter = draft(&facts)?;
    let words = said.words.trim();
    if !words.is_empty() {
        let at = letter.parts.len().saturating_sub(1);
        letter.parts.insert(at, Part::Words(words.to_owned()));
    }
    Ok(letter)
}

/// The packet: the letter, then the claim that it is about.
///
/// # Errors
/// When the PDF writer refuses.
pub(crate) fn packet(letter: &Letter, claim: &Claim) -> Result<Vec<u8>, PdfError> {
    sheet::pdf_of(&letter.subject, &[letter.lines(), claim_lines(claim)])
}

/// The claim as it was sent, in lines.
fn claim_lines(claim: &Claim) -> Vec<String> {
    let mut lines = vec![
        format!("CLAIM {} AS IT WAS SENT", claim.id),
        String::new(),
        format!("Payer: {}", claim.payer.name),
        format!("Days of service: {} to {}", claim.from, claim.through),
        format!("Diagnoses: {}", claim.diagnoses.join(", ")),
    ];
    lines.extend(claim.authorization.as_ref().map(|number| format!("Authorization: {number}")));
    lines.push(String::new());
    for line in &claim.lines {
        let code = line.code.as_deref().or(line.revenue_code.as_deref()).unwrap_or_default();
        let code: Vec<&str> =
            std::iter::once(code).chain(line.modifiers.iter().map(String::as_str)).collect();
        let pointers: Vec<String> = line.pointers.iter().map(u8::to_string).collect();
        let left = format!(
            "{:>3}  {}  {}  units {}  diagnoses {}",
            line.line,
            line.date,
            code.join("-"),
            line.units,
            pointers.join(", ")
        );
        lines.push(sheet::spread(
            &left,
            &line.charge_cents.to_string(),
            claims::paper::SHEET_COLUMNS,
        ));
    }
    lines.push(String::new());
    let total = claim.total().to_string();
    lines.push(sheet::spread("Total charge", &total, claims::paper::SHEET_COLUMNS));
    lines
}

/// The cover of a corrected claim; `None` while there is none.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn corrected_cover(
    app: &App,
    tenant: &TenantId,
    row: &DenialRow,
    signer: &str,
) -> store::Result<Option<(Letter, Claim)>> {
    let Some((first, second)) = correcting::pair(app, tenant, row).await? else { return Ok(None) };
    let (from, to) = (sender(&second), payer(&second, "", None));
    let letter = cover(&first, &second, (&from, &to), day_of(app.now()), signer);
    Ok(Some((letter, second)))
}

#[cfg(test)]
mod tests {
    use super::{section, sentence, telephone};
    use model::Evidence;

    #[test]
    fn only_sections_of_the_guidelines_are_cited() {
        for (rule, told) in [
            ("I.B.1 lexicon", Some("I.B.1")),
            ("IV.G", Some("IV.G")),
            ("I.C.19.a", Some("I.C.19.a")),
            ("procedure map: colon scope with snare", None),
            ("named in the title of the report", None),
            ("modifier 33: a preventive service", None),
            ("", None),
        ] {
            assert_eq!(section(rule), told, "{rule}");
        }
        assert_eq!(telephone("4025550115"), "402-555-0115");
        assert_eq!(telephone("+1 402 555"), "+1 402 555");
    }

    #[test]
    fn a_quotation_is_the_whole_sentence_as_it_stands() {
        let text = "Seen today. Type 2 diabetes with nephropathy, stable.\nPlan: labs.";
        let start = text.find("nephropathy").unwrap();
        let evidence = Evidence {
            document: 0,
            start: start as u32,
            end: (start + 11) as u32,
            text: "nephropathy".to_owned(),
        };
        assert_eq!(sentence(text, &evidence), "Type 2 diabetes with nephropathy, stable.");
        assert_eq!(sentence("short", &evidence), "nephropathy", "the text is another one");
    }
}
