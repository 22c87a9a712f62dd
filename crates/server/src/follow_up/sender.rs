//! Who sent an answer. Each partner counts control numbers by itself: a number finds only what was
//! sent to whoever answers, where that is known.

use x12::typed::segments::{Gs, Isa};

/// Who sent an answer, as its envelope says: ISA06, and GS02 where the answer is in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sender(Vec<String>);

impl Sender {
    /// The sender that an envelope names.
    pub(super) fn of(isa: &Isa, group: Option<&Gs>) -> Sender {
        let own = [Some(isa.sender.as_str()), group.map(|gs| gs.sender.as_str())];
        let own = own.into_iter().flatten().map(as_kept).filter(|id| !id.is_empty());
        Sender(own.collect())
    }

    /// Its names, as receivers of ours are kept.
    pub(super) fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether something for this receiver (ISA08) went to who answers.
    pub(crate) fn is(&self, receiver: &str) -> bool {
        !receiver.is_empty() && self.0.contains(&as_kept(receiver))
    }

    /// For people.
    pub(super) fn shown(&self) -> &str {
        self.0.first().map_or("nobody named", String::as_str)
    }
}

/// A name of an envelope as it is compared: without the blanks that fill it, in capitals.
pub(crate) fn as_kept(id: &str) -> String {
    id.trim().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::Sender;
    use x12::typed::segments::{Gs, Isa};

    #[test]
    fn a_sender_is_told_by_interchange_or_group() {
        let isa = Isa { sender: "House1         ".into(), ..Isa::default() };
        let group = Gs { sender: "PLAN9".into(), ..Gs::default() };
        let (alone, both) = (Sender::of(&isa, None), Sender::of(&isa, Some(&group)));
        assert!(alone.is("HOUSE1") && both.is("HOUSE1") && both.is("PLAN9"));
        assert!(!alone.is("PLAN9") && !both.is("") && !both.is("HOUSE"));
        assert!(!Sender::of(&Isa::default(), None).is(""), "nobody is no receiver");
    }
}
