//! 277CA: each claim of the 837 sets that a 999 does not refuse.

use super::claim_set::SetAck;
use super::draft::Draft;
use super::entity::Guide;
use super::received::{Answer, Received, SetKey};
use super::set_pass::{Part, Step};
use super::{Document, Kind, Unanswered, Writing, envelope};
use crate::validate::SetReport;
use std::collections::BTreeMap;

/// GS08 and ST03.
pub(super) const VERSION: &str = "005010X214";

/// The claim acknowledgement of an interchange, when it holds claims that may be answered.
pub(super) fn write(
    writing: &mut Writing<'_, '_>,
    received: &Received<'_>,
    part: &Part<'_, '_>,
) -> (Option<Document>, Vec<Unanswered>) {
    let (sets, unanswered) = answered(received, part);
    if sets.is_empty() {
        return (None, unanswered);
    }
    let document = writing.with_delimiters(true, |writing, delimiters| {
        let control = writing.numbers.next_interchange();
        let mut draft = Draft::new(delimiters, writing.settings.line_end);
        let interchange = part.interchange;
        envelope::open(&mut draft, interchange, writing.numbers, control, "00501");
        let mut groups = Groups { open: None, written: 0 };
        let mut current: Option<SetAck<'_>> = None;
        let (mut refuses, mut claims) = (false, 0u64);
        part.walk(|step| match step {
            Step::Start(key, _) => {
                let Some(guide) = sets.get(&key).copied() else { return };
                groups.enter(&mut draft, writing, part, key);
                let faults = received.set(key);
                let numbers = (control, groups.sets());
                current = Some(SetAck::new(writing, guide, faults, numbers, &draft, claims));
            }
            Step::Segment(position, segment) => {
                if let Some(ack) = &mut current {
                    ack.take(position, &segment);
                }
            }
            Step::End => {
                if let Some(ack) = current.take() {
                    let written = ack.finish(&mut draft);
                    refuses |= written.refuses;
                    claims = written.claims;
                }
            }
        });
        groups.leave(&mut draft);
        envelope::close(&mut draft, groups.written, control);
        let altered = draft.altered();
        let document = Document {
            kind: Kind::Claims,
            answers: interchange.control.clone(),
            control,
            refuses,
            text: draft.into_text(),
        };
        (document, altered)
    });
    (document, unanswered)
}

/// The sets that are answered, and those that could have been.
fn answered(
    received: &Received<'_>,
    part: &Part<'_, '_>,
) -> (BTreeMap<SetKey, Guide>, Vec<Unanswered>) {
    let (mut sets, mut unanswered) = (BTreeMap::new(), Vec::new());
    if received.interchange_answer(part.number) == Answer::Refused {
        return (sets, unanswered);
    }
    for (g, group) in (0u32..).zip(&part.interchange.groups) {
        if received.group_answer((part.number, g)) == Answer::Refused {
            continue;
        }
        for (s, set) in (0u32..).zip(&group.sets) {
            let key = (part.number, g, s);
            match may_answer(received, key, set) {
                Ok(Some(guide)) => {
                    sets.insert(key, guide);
                }
                Ok(None) => {}
                Err(reason) => {
                    unanswered.push(Unanswered { place: set.place, reason: reason.to_owned() });
                }
            }
        }
    }
    (sets, unanswered)
}

fn may_answer(
    received: &Received<'_>,
    key: SetKey,
    set: &SetReport,
) -> Result<Option<Guide>, &'static str> {
    if set.id != "837" || received.set_answer(key, set) == Answer::Refused {
        return Ok(None);
    }
    let Some(guide) = Guide::of(&set.version) else {
        return Err("claim acknowledgements are written for 837 sets of 005010 only");
    };
    match received.has_unlisted(key, set) {
        true => Err("the set has more faults than are listed, so its claims cannot be told \
                     apart; correct the ones that are listed and send it again"),
        false => Ok(Some(guide)),
    }
}

/// The groups of a claim acknowledgement: one for each group that is answered.
struct Groups {
    /// Number of the group that is answered, the number of ours, and the sets written in it.
    open: Option<(u32, u32, usize)>,
    written: usize,
}

impl Groups {
    /// Makes sure that the group for this set is open, and counts the set.
    fn enter(
        &mut self,
        draft: &mut Draft,
        writing: &mut Writing<'_, '_>,
        part: &Part<'_, '_>,
        key: SetKey,
    ) {
        if self.open.is_some_and(|(answered, ..)| answered != key.1) {
            self.leave(draft);
        }
        if self.open.is_none() {
            let number = writing.numbers.next_group();
            let group = part.interchange.groups.get(key.1 as usize);
            let (from, to) = group.map_or(("", ""), |g| (g.sender.as_str(), g.receiver.as_str()));
            let sides = (part.interchange, from, to);
            envelope::open_group(draft, "HN", sides, writing.numbers, (number, VERSION));
            self.open = Some((key.1, number, 0));
            self.written += 1;
        }
        if let Some((.., sets)) = &mut self.open {
            *sets += 1;
        }
    }

    /// Sets of the open group, the one that begins included.
    fn sets(&self) -> usize {
        self.open.map_or(0, |(.., sets)| sets)
    }

    fn leave(&mut self, draft: &mut Draft) {
        if let Some((_, number, sets)) = self.open.take() {
            envelope::close_group(draft, sets, number);
        }
    }
}
