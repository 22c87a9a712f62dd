//! Which options of a template the chart supports, and the form of the question that follows.

use super::evidence::supported;
use super::template::{Offered, Template};
use crate::query::{AnswerOption, Format, OptionKind};
use model::Chart;

/// Fewest supported statements of a multiple choice; below, the question is asked openly.
const FEWEST: usize = 2;

/// The form and the options of a draft; `other` and `cannot determine` always end the list.
pub fn choose(template: &Template, chart: &Chart) -> (Format, Vec<AnswerOption>) {
    let has = supported(template, chart);
    let holds = |o: &&Offered| {
        o.needs.is_empty() || o.needs.iter().any(|name| has.contains(&name.as_str()))
    };
    let offered: Vec<&Offered> = template.options.iter().filter(holds).collect();
    let (format, mut options) = match template.yes_no {
        Some(purpose) => (Format::YesNo(purpose), yes_no()),
        None if offered.len() < FEWEST => (Format::OpenEnded, Vec::new()),
        None => {
            let options = ('a'..='z').zip(offered).map(|(key, offered)| AnswerOption {
                key: key.to_string(),
                kind: OptionKind::Supported,
                text: offered.text.clone(),
                code_hint: offered.code.clone(),
            });
            (Format::MultipleChoice, options.collect())
        }
    };
    options.extend([AnswerOption::other(), AnswerOption::cannot_determine()]);
    (format, options)
}

fn yes_no() -> Vec<AnswerOption> {
    let option = |key: &str, kind: OptionKind, text: &str| AnswerOption {
        key: key.to_owned(),
        kind,
        text: text.to_owned(),
        code_hint: None,
    };
    vec![option("yes", OptionKind::Yes, "Yes"), option("no", OptionKind::No, "No")]
}
