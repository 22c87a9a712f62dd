//! Who operated: assistants and co-surgeons.
//!
//! A physician who assists gets 16 percent of what the operation pays, a physician assistant,
//! nurse practitioner or clinical nurse specialist 85 percent of that, 13.6 (IOM 100-04 ch. 12
//! §20.4.3, §110.2, §120.1). Each of two surgeons gets 62.5 percent (§40.8). The indicators of the
//! schedule say where that is allowed (ch. 23, addendum).

use super::modifiers::Role;
use super::percent::Percent;
use super::work::{Closed, Work};

const ASSISTANT: &str = "IOM 100-04 ch. 12 §20.4.3";
const CO_SURGEON: &str = "IOM 100-04 ch. 12 §40.8";

/// Pays the role of a line.
pub(super) fn apply(work: &mut Work<'_>) {
    let Some(row) = work.ruled() else { return };
    let name = work.name();
    let closed = match (work.modifiers.role, row.assistant, row.co_surgeons) {
        (Role::Surgeon, ..) => return,
        (Role::Assistant, 2, _) => {
            return work.keep("Assistant at surgery", Percent::whole(16), ASSISTANT);
        }
        (Role::OtherAssistant, 2, _) => {
            let label = "Assistant at surgery, no physician: 85 % of 16 %";
            return work.keep(label, Percent(1_360), ASSISTANT);
        }
        (Role::Assistant | Role::OtherAssistant, 0, _) => Closed::not_priced(format!(
            "An assistant at {name} is paid only where the record shows the need ({ASSISTANT})."
        )),
        (Role::Assistant | Role::OtherAssistant, 1, _) => {
            Closed::nothing_due(format!("The law pays no assistant at {name} ({ASSISTANT})."))
        }
        (Role::Assistant | Role::OtherAssistant, ..) => Closed::not_priced(format!(
            "The schedule knows no assistant at {name}: it is no operation ({ASSISTANT})."
        )),
        (Role::CoSurgeon, _, 2) => {
            return work.keep("One of two surgeons", Percent(6_250), CO_SURGEON);
        }
        (Role::CoSurgeon, _, 1) => Closed::not_priced(format!(
            "A second surgeon at {name} is paid only where the record shows the need \
             ({CO_SURGEON})."
        )),
        (Role::CoSurgeon, _, 0) => {
            Closed::nothing_due(format!("Two surgeons are not paid for {name} ({CO_SURGEON})."))
        }
        (Role::CoSurgeon, ..) => Closed::not_priced(format!(
            "The schedule knows no second surgeon at {name}: it is no operation ({CO_SURGEON})."
        )),
        (Role::Team, ..) => {
            Closed::not_priced(format!("A team at {name} is paid by report ({CO_SURGEON})."))
        }
    };
    work.close(closed);
}
