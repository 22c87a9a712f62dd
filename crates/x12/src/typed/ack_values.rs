//! TA1 and 999 as plain values, and back.

use super::ack_999::{Ack999, ElementError, SegmentError, TransactionAck as TypedTransactionAck};
use super::held::{self, optional};
use super::segments::{Ak1, Ak2, Ak9, Context, Ctx, Ik3, Ik4, Ik5, Position, Se, St, Ta1};
use super::text::Text;
use crate::fault::{Place, X12Error};
use model::acknowledgement::{
    AckContext, ElementAck, GroupAck, InterchangeAck, SegmentAck, TransactionAck, Verdict,
};

fn verdict(code: &Text, place: Place) -> Result<Verdict, X12Error> {
    match code.as_str() {
        "A" => Ok(Verdict::Accepted),
        "E" => Ok(Verdict::AcceptedWithErrors),
        "P" => Ok(Verdict::Partly),
        "R" | "M" | "W" | "X" => Ok(Verdict::Rejected),
        _ => {
            let action = "ask the sender which verdict is meant";
            let message = "the acknowledgement code is none that is known";
            Err(X12Error::new("x12.999.verdict", place, message, action))
        }
    }
}

fn letter(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "A",
        Verdict::AcceptedWithErrors => "E",
        Verdict::Partly => "P",
        Verdict::Rejected => "R",
    }
}

impl TryFrom<&Ta1> for InterchangeAck {
    type Error = X12Error;

    /// # Errors
    /// When TA104 is no code that is known.
    fn try_from(ta1: &Ta1) -> Result<InterchangeAck, X12Error> {
        Ok(InterchangeAck {
            control_number: ta1.control_number.to_string(),
            date: ta1.date.to_string(),
            time: ta1.time.to_string(),
            verdict: verdict(&ta1.code, ta1.origin.place.at(4))?,
            note: ta1.note.to_string(),
        })
    }
}

impl From<&InterchangeAck> for Ta1 {
    fn from(ack: &InterchangeAck) -> Ta1 {
        Ta1 {
            control_number: ack.control_number.as_str().into(),
            date: ack.date.as_str().into(),
            time: ack.time.as_str().into(),
            code: letter(ack.verdict).into(),
            note: ack.note.as_str().into(),
            ..Ta1::default()
        }
    }
}

impl TryFrom<&Ack999> for GroupAck {
    type Error = X12Error;

    /// # Errors
    /// The place of a count, a position or a verdict that is none.
    fn try_from(ack: &Ack999) -> Result<GroupAck, X12Error> {
        let ak9 = &ack.verdict;
        let place = ak9.origin.place;
        Ok(GroupAck {
            code: ack.group.code.to_string(),
            control_number: ack.group.control_number.to_string(),
            version: optional(&ack.group.version),
            verdict: verdict(&ak9.code, place.at(1))?,
            errors: ak9.errors.iter().filter_map(optional).collect(),
            included: held::count(&ak9.included, place.at(2))?,
            received: held::count(&ak9.received, place.at(3))?,
            accepted: held::count(&ak9.accepted, place.at(4))?,
            transactions: ack.transactions.iter().map(transaction).collect::<Result<_, _>>()?,
        })
    }
}

fn transaction(ack: &TypedTransactionAck) -> Result<TransactionAck, X12Error> {
    let place = ack.verdict.origin.place;
    Ok(TransactionAck {
        set: ack.transaction.set.to_string(),
        control_number: ack.transaction.control_number.to_string(),
        guide: optional(&ack.transaction.guide),
        verdict: verdict(&ack.verdict.code, place.at(1))?,
        errors: ack.verdict.errors.iter().filter_map(optional).collect(),
        segments: ack.segments.iter().map(segment).collect::<Result<_, _>>()?,
    })
}

fn segment(error: &SegmentError) -> Result<SegmentAck, X12Error> {
    let ik3 = &error.error;
    Ok(SegmentAck {
        segment: ik3.segment.to_string(),
        position: held::count(&ik3.position, ik3.origin.place.at(2))?,
        loop_id: optional(&ik3.loop_id),
        error: optional(&ik3.error),
        contexts: contexts(&error.contexts)?,
        elements: error.elements.iter().map(element).collect::<Result<_, _>>()?,
    })
}

fn element(error: &ElementError) -> Result<ElementAck, X12Error> {
    let ik4 = &error.error;
    let (component, repetition) = (&ik4.position.component, &ik4.position.repetition);
    Ok(ElementAck {
        element: held::count(&ik4.position.element, ik4.origin.place.at_component(1, 1))?,
        component: component.whole(),
        repetition: repetition.whole(),
        reference: optional(&ik4.reference),
        error: ik4.error.to_string(),
        value: optional(&ik4.copy),
        contexts: contexts(&error.contexts)?,
    })
}

fn contexts(all: &[Ctx]) -> Result<Vec<AckContext>, X12Error> {
    let mut held = Vec::new();
    for ctx in all {
        let place = ctx.origin.place;
        let position = match ctx.position.is_empty() {
            true => None,
            false => Some(held::count(&ctx.position, place.at(3))?),
        };
        // One CTX may name several contexts; the segment that it points at belongs to the last.
        for (i, context) in ctx.contexts.iter().enumerate() {
            let last = i + 1 == ctx.contexts.len();
            held.push(AckContext {
                name: context.name.to_string(),
                value: optional(&context.reference),
                segment: optional(&ctx.segment).filter(|_| last),
                position: position.filter(|_| last),
                loop_id: optional(&ctx.loop_id).filter(|_| last),
                element: ctx.element.element.whole().filter(|_| last),
                component: ctx.element.component.whole().filter(|_| last),
            });
        }
    }
    Ok(held)
}

impl From<&GroupAck> for Ack999 {
    /// ST02 and SE02 are `0001`. Write it with [`crate::typed::Normalise`], which counts SE01.
    fn from(ack: &GroupAck) -> Ack999 {
        let guide = "005010X231A1".into();
        let text = |text: &String| Text::from(text.as_str());
        let errors = |all: &[String]| all.iter().map(text).collect::<Vec<_>>().into();
        Ack999 {
            st: St { set: "999".into(), control_number: "0001".into(), guide, ..St::default() },
            group: Ak1 {
                code: ack.code.as_str().into(),
                control_number: ack.control_number.as_str().into(),
                version: (&ack.version).into(),
                ..Ak1::default()
            },
            transactions: ack
                .transactions
                .iter()
                .map(|one| TypedTransactionAck {
                    transaction: Ak2 {
                        set: one.set.as_str().into(),
                        control_number: one.control_number.as_str().into(),
                        guide: (&one.guide).into(),
                        ..Ak2::default()
                    },
                    segments: one.segments.iter().map(segment_error).collect(),
                    verdict: Ik5 {
                        code: letter(one.verdict).into(),
                        errors: errors(&one.errors),
                        ..Ik5::default()
                    },
                })
                .collect(),
            verdict: Ak9 {
                code: letter(ack.verdict).into(),
                included: ack.included.into(),
                received: ack.received.into(),
                accepted: ack.accepted.into(),
                errors: errors(&ack.errors),
                ..Ak9::default()
            },
            se: Se { control_number: "0001".into(), ..Se::default() },
        }
    }
}

fn segment_error(ack: &SegmentAck) -> SegmentError {
    SegmentError {
        error: Ik3 {
            segment: ack.segment.as_str().into(),
            position: ack.position.into(),
            loop_id: (&ack.loop_id).into(),
            error: (&ack.error).into(),
            ..Ik3::default()
        },
        contexts: ack.contexts.iter().map(context).collect(),
        elements: ack.elements.iter().map(element_error).collect(),
    }
}

fn element_error(ack: &ElementAck) -> ElementError {
    ElementError {
        error: Ik4 {
            position: Position {
                element: ack.element.into(),
                component: ack.component.map(Into::into).unwrap_or_default(),
                repetition: ack.repetition.map(Into::into).unwrap_or_default(),
                empties: 0,
            },
            reference: (&ack.reference).into(),
            error: ack.error.as_str().into(),
            copy: (&ack.value).into(),
            ..Ik4::default()
        },
        contexts: ack.contexts.iter().map(context).collect(),
    }
}

fn context(ack: &AckContext) -> Ctx {
    let context =
        Context { name: ack.name.as_str().into(), reference: (&ack.value).into(), empties: 0 };
    Ctx {
        contexts: vec![context],
        segment: (&ack.segment).into(),
        position: ack.position.map(Into::into).unwrap_or_default(),
        loop_id: (&ack.loop_id).into(),
        element: Position {
            element: ack.element.map(Into::into).unwrap_or_default(),
            component: ack.component.map(Into::into).unwrap_or_default(),
            ..Position::default()
        },
        ..Ctx::default()
    }
}
