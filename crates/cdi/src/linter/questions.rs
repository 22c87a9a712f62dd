//! Yes/no questions: only to confirm a documented condition, presence on admission, or a cause
//! and effect that the record implies.

use super::diagnoses::Record;
use super::rules::{fault, fault_at, rules};
use super::tokens::{Token, tokens};
use super::{Fault, Part};
use crate::query::{Format, IndicatorSource, QueryText, YesNoPurpose};

/// Faults of a question that is answered with yes or no.
pub fn check(text: &QueryText, record: &Record, faults: &mut Vec<Fault>) {
    match text.format {
        Format::YesNo(YesNoPurpose::Other) => {
            faults.push(fault("yes_no.purpose", Part::Query, String::new()));
        }
        Format::YesNo(_) => documented(text, record, faults),
        Format::OpenEnded | Format::MultipleChoice => {
            let tokens = tokens(&text.question);
            for (from, to) in rules().questions.iter().flat_map(|p| p.places(&tokens)) {
                let (start, end) = (tokens[from].start, tokens[to - 1].end);
                let fault = fault_at("yes_no.purpose", &Part::Question, &text.question, start, end);
                faults.push(fault);
            }
            if text.format == Format::OpenEnded {
                by_form(text, &tokens, faults);
            }
        }
    }
}

/// A question that can only be answered with yes or no, whatever form it claims.
fn by_form(text: &QueryText, tokens: &[Token], faults: &mut Vec<Fault>) {
    if rules().open.iter().any(|pattern| !pattern.places(tokens).is_empty()) {
        return;
    }
    for (at, token) in tokens.iter().enumerate() {
        let begins = at == 0 || tokens[at - 1].sentence != token.sentence;
        let closed = rules().closed.iter().any(|pattern| pattern.at(tokens, at).is_some());
        if begins && token.asks && closed {
            let last = tokens[at..].iter().take_while(|t| t.sentence == token.sentence).last();
            let end = last.map_or(token.end, |t| t.end);
            let (place, words) = (&Part::Question, &text.question);
            faults.push(fault_at("yes_no.purpose", place, words, token.start, end));
        }
    }
}

/// The subject of a yes/no question stands in a quoted indicator, and in the question.
fn documented(text: &QueryText, record: &Record, faults: &mut Vec<Fault>) {
    let subject: Vec<String> = tokens(&text.subject).into_iter().map(|t| t.word).collect();
    let holds = |within: &str| {
        let words: Vec<String> = tokens(within).into_iter().map(|t| t.word).collect();
        !subject.is_empty() && words.windows(subject.len()).any(|window| window == subject)
    };
    let quoted = text.indicators.iter().any(|indicator| {
        matches!(indicator.source, IndicatorSource::Quote { .. }) && holds(&indicator.text)
    });
    let denied = {
        let tokens = tokens(&text.subject);
        let conditions = super::diagnoses::named(&tokens);
        !conditions.is_empty() && conditions.iter().all(|name| !record.names(name.condition))
    };
    if !quoted || denied {
        faults.push(fault("yes_no.undocumented", Part::Query, String::new()));
    }
    if !holds(&text.question) {
        faults.push(fault("yes_no.subject", Part::Question, String::new()));
    }
}
