//! What must stand among the options, and what may not be the whole of them.

use super::rules::fault;
use super::{Fault, Part};
use crate::linter::tokens::tokens;
use crate::query::{AnswerOption, Format, OptionKind, QueryKind, QueryText, YesNoPurpose};

/// Fewest clinical statements of a multiple choice.
const FEWEST: usize = 2;

/// Faults of the list of options.
pub fn check(kind: QueryKind, text: &QueryText, faults: &mut Vec<Fault>) {
    let has = |kind: OptionKind| text.options.iter().any(|option| of_kind(option) == kind);
    let whole = |code: &str| fault(code, Part::Query, String::new());
    if !has(OptionKind::Other) && text.format != Format::OpenEnded {
        faults.push(whole("options.no_other"));
    }
    if !has(OptionKind::CannotDetermine) {
        faults.push(whole("options.no_undetermined"));
    }
    let supported =
        text.options.iter().filter(|option| of_kind(option) == OptionKind::Supported).count();
    let too_few = match text.format {
        Format::MultipleChoice => supported < FEWEST,
        Format::OpenEnded => supported == 1,
        Format::YesNo(_) => supported > 0 || !has(OptionKind::Yes) || !has(OptionKind::No),
    };
    let yes_no = has(OptionKind::Yes) || has(OptionKind::No);
    match text.format {
        Format::YesNo(_) if too_few => faults.push(whole("yes_no.options")),
        Format::YesNo(_) => {}
        _ if yes_no => faults.push(whole("yes_no.purpose")),
        _ if too_few => faults.push(whole("options.single")),
        _ => {}
    }
    if text.format == Format::OpenEnded && supported >= FEWEST {
        faults.push(whole("options.open_ended"));
    }
    if kind == QueryKind::Validation && matches!(text.format, Format::YesNo(_)) {
        faults.push(whole("yes_no.validation"));
    }
    if text.format == Format::YesNo(YesNoPurpose::ImpliedCause) {
        // A bare yes would leave an addendum that does not say what caused what.
        let bare = |option: &&AnswerOption| {
            of_kind(option) == OptionKind::Yes && folded(&option.text).len() == 1
        };
        faults.extend(text.options.iter().filter(bare).map(|option| {
            fault("yes_no.statement", Part::Option { key: option.key.clone() }, String::new())
        }));
    }
    for (i, option) in text.options.iter().enumerate() {
        let same = |other: &AnswerOption| {
            other.key == option.key || folded(&other.text) == folded(&option.text)
        };
        if option.key.trim().is_empty() || text.options[..i].iter().any(same) {
            let place = Part::Option { key: option.key.clone() };
            faults.push(fault("options.twice", place, String::new()));
        }
    }
}

fn folded(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.word).collect()
}

/// What an option is: what it says it is, or what its words say where it claims to be a clinical
/// statement.
fn of_kind(option: &AnswerOption) -> OptionKind {
    let words = folded(&option.text);
    match (option.kind, words.first().map(String::as_str)) {
        (OptionKind::Supported, Some("yes")) => OptionKind::Yes,
        (OptionKind::Supported, Some("no")) if words.len() == 1 => OptionKind::No,
        (OptionKind::Supported, Some("other")) if words.len() == 1 => OptionKind::Other,
        (kind, _) => kind,
    }
}
