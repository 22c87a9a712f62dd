//! A coded chart for people: each code with its title, its sentence with the words marked, and
//! the rule.

use codesets::icd11::View;
use model::{Chart, CodedChart, Evidence, NotCodedWhy};
use std::fmt::Write;

/// Longest sentence that is shown whole, in characters.
const LONGEST_SENTENCE: usize = 220;

/// Most pieces of evidence shown for a code.
const MOST_SHOWN: usize = 2;

/// Most mentions shown as not coded.
const MOST_NOT_CODED: usize = 12;

/// Most codes of ICD-11 shown beside a diagnosis.
const MOST_BESIDE: usize = 2;

/// The whole result of one chart, with ICD-11 beside it where it was imported.
#[must_use]
pub fn text(chart: &Chart, coded: &CodedChart, icd11: Option<&View<'_>>) -> String {
    let mut out = String::new();
    let date = if coded.date_assumed { " (assumed)" } else { "" };
    let setting = match (coded.setting_inferred, coded.setting_evidence.is_empty()) {
        (false, _) => "",
        (true, false) => " (inferred)",
        // Nothing told it: the rules of an office, and a person looks.
        (true, true) => " (assumed)",
    };
    let _ = writeln!(
        out,
        "{} · {}{setting} · {}{date} · {} · chart confidence {:.0} %",
        coded.id,
        coded.setting,
        coded.date,
        coded.route.name(),
        coded.chart_confidence * 100.0
    );
    for warning in &coded.warnings {
        let _ = writeln!(out, "  ! {}: {}", warning.place, warning.message);
    }
    for dx in &coded.dx {
        let title = dx.description.as_deref().unwrap_or("(title not in the embedded release)");
        let percent = dx.confidence * 100.0;
        let poa = dx.poa.map(|p| format!("  POA {p}")).unwrap_or_default();
        let _ = writeln!(out, "\n  {:>2}. {:<9} {percent:>3.0} %  {title}{poa}", dx.rank, dx.code);
        evidence(&mut out, chart, &dx.evidence);
        let _ = writeln!(out, "        rule {}", dx.rules.join(", "));
        if let Some(view) = icd11 {
            parallel(&mut out, view, &dx.code);
        }
    }
    for px in &coded.px {
        let modifiers: String = px.modifiers.iter().map(|m| format!("-{m}")).collect();
        let pointers: Vec<String> = px.dx.iter().map(u16::to_string).collect();
        let _ = writeln!(
            out,
            "\n  {}{modifiers}  × {}  {:.0} %  for {}",
            px.code,
            px.units,
            px.confidence * 100.0,
            if pointers.is_empty() { "no diagnosis".into() } else { pointers.join(", ") }
        );
        evidence(&mut out, chart, &px.evidence);
        let _ = writeln!(out, "        rule {}", px.rules.join(", "));
    }
    for pcs in &coded.pcs {
        let percent = pcs.confidence * 100.0;
        let _ = writeln!(out, "\n  {}  {percent:.0} %  ICD-10-PCS", pcs.code);
        evidence(&mut out, chart, &pcs.evidence);
        let _ = writeln!(out, "        rule {}", pcs.rules.join(", "));
    }
    if let Some(em) = &coded.em {
        let _ = writeln!(
            out,
            "\n  visit level {}: problems {}, data {}, risk {}{}\n        {}",
            em.code,
            em.problems,
            em.data,
            em.risk,
            em.minutes.map(|m| format!(", {m} minutes")).unwrap_or_default(),
            em.reason
        );
    }
    rest(&mut out, chart, coded);
    out.push('\n');
    out
}

/// The codes of ICD-11 beside a diagnosis, and the level of ICD-10 they were mapped from.
fn parallel(out: &mut String, view: &View<'_>, code: &str) {
    let entries = view.beside(code);
    for entry in entries.iter().take(MOST_BESIDE) {
        let title = entry.title.as_deref().unwrap_or("(no title in the imported release)");
        let (code, from) = (&entry.code, &entry.from);
        let _ =
            writeln!(out, "        ICD-11 {code}  {title}  (mapped from {from}; not for claims)");
    }
    let more = entries.len().saturating_sub(MOST_BESIDE);
    if more > 0 {
        let _ = writeln!(out, "        … and {more} more of ICD-11 (all in --format json)");
    }
}

fn rest(out: &mut String, chart: &Chart, coded: &CodedChart) {
    if !coded.gaps.is_empty() {
        let _ = writeln!(out, "\n  documentation gaps");
        for gap in &coded.gaps {
            let _ = writeln!(out, "    - {}", gap.text);
        }
    }
    if !coded.not_coded.is_empty() {
        let _ = writeln!(out, "\n  not coded");
        for item in coded.not_coded.iter().take(MOST_NOT_CODED) {
            let why = why(item.why);
            let _ = writeln!(out, "    - \"{}\" ({}): {why}", one_line(&item.text), item.code);
        }
        let more = coded.not_coded.len().saturating_sub(MOST_NOT_CODED);
        if more > 0 {
            let _ = writeln!(out, "    … and {more} more (all in --format json)");
        }
    }
    if !coded.reasons.is_empty() {
        let _ = writeln!(out, "\n  to {} because", coded.route.name());
        for reason in &coded.reasons {
            let _ = writeln!(out, "    - {reason}");
        }
    }
    let _ = chart;
}

fn evidence(out: &mut String, chart: &Chart, pieces: &[Evidence]) {
    for piece in pieces.iter().take(MOST_SHOWN) {
        let Some(document) = chart.documents.get(piece.document as usize) else { continue };
        let name =
            if chart.documents.len() > 1 { format!("  [{}]", document.id) } else { String::new() };
        let _ = writeln!(out, "        “{}”{name}", marked(&document.text, piece));
    }
}

/// The sentence around a piece of evidence, with the words between » and «.
#[must_use]
pub fn marked(text: &str, piece: &Evidence) -> String {
    let (start, end) = (piece.start as usize, piece.end as usize);
    let (Some(before), Some(words), Some(after)) =
        (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return one_line(&piece.text);
    };
    let from = last_end(before);
    let to = first_end(after);
    let cut_left: String = tail(&before[from..], LONGEST_SENTENCE / 2);
    let cut_right: String = after[..to].chars().take(LONGEST_SENTENCE / 2).collect();
    one_line(&format!("{cut_left}»{words}«{cut_right}"))
}

/// Where the sentence that `text` ends in begins: behind its last line end, or behind a stop with
/// white space after it ("7.1" ends no sentence).
fn last_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .rev()
        .find(|i| match bytes[*i] {
            b'\n' => true,
            b'.' | b'!' | b'?' | b';' => {
                bytes.get(i + 1).is_none_or(u8::is_ascii_whitespace) && i + 1 < bytes.len()
            }
            _ => false,
        })
        .map_or(0, |i| i + 1)
}

/// Where the sentence that `text` begins in ends.
fn first_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .find(|i| match bytes[*i] {
            b'\n' => true,
            b'.' | b'!' | b'?' | b';' => bytes.get(i + 1).is_none_or(u8::is_ascii_whitespace),
            _ => false,
        })
        .unwrap_or(bytes.len())
}

fn tail(text: &str, most: usize) -> String {
    let count = text.chars().count();
    text.chars().skip(count.saturating_sub(most)).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why words were not coded, as a clause.
#[must_use]
pub fn why(why: NotCodedWhy) -> &'static str {
    match why {
        NotCodedWhy::Negated => "the chart says that it is absent",
        NotCodedWhy::Family => "not the patient's own",
        NotCodedWhy::History => "past and over",
        NotCodedWhy::Uncertain => "uncertain, outpatient (IV.H)",
        NotCodedWhy::Hypothetical => "only if something happens",
        NotCodedWhy::Integral => "belongs to a coded diagnosis (I.B.5)",
        NotCodedWhy::Excluded => "excluded beside a coded diagnosis",
        NotCodedWhy::NotAddressed => "named, not addressed in this encounter (IV.J)",
        NotCodedWhy::Unspecific => "no billable code can be chosen from the words",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_sentence_is_shown_and_no_more() {
        let text = "Seen. T2DM on metformin (A1c 7.1), hypothyroid. Father MI.\nPlan";
        let start = text.find("hypothyroid").unwrap() as u32;
        let piece = Evidence { document: 0, start, end: start + 11, text: String::new() };
        assert_eq!(marked(text, &piece), "T2DM on metformin (A1c 7.1), »hypothyroid«");
    }
}
