//! Rules: each literal becomes a bit of an open loop and the places where it is set.

use super::build::LoopRules;
use super::build_elements::intern;
use super::notation_rules::{LiteralText, SubjectText};
use super::tables::{Atom, Filling, Guide, Rule, Span, Term, pack, unpack};
use std::collections::HashMap;

type Fault = (usize, String);

/// Bits that rules may use in one loop.
const MAX_BITS: usize = 128;

pub(super) fn build(guide: &mut Guide, rules: &[LoopRules<'_>]) -> Result<(), Fault> {
    let mut making = Making {
        bits: vec![Vec::new(); guide.loops.len()],
        atoms: vec![Vec::new(); guide.segments.len()],
        known_codes: HashMap::new(),
        guide,
    };
    for of_loop in rules {
        let start = making.guide.rules.len();
        for text in &of_loop.text.rules {
            let fault = |message| (text.line, message);
            let when = making.terms(of_loop.in_loop, &text.when).map_err(fault)?;
            let then = making.terms(of_loop.in_loop, &text.then).map_err(fault)?;
            let file = text.of_partner.as_ref().unwrap_or(&making.guide.file);
            let code = format!("{file}.{}", text.name);
            let missing = making.missing(of_loop.in_loop, text.then.first());
            making.guide.rules.push(Rule {
                code,
                snip: text.snip,
                warn: text.warn,
                message: text.message.clone(),
                action: text.action.clone(),
                when,
                then,
                missing,
                wanted: wanted(text.then.first()),
            });
        }
        let end = making.guide.rules.len();
        making.guide.loops[usize::from(of_loop.in_loop)].rules = Span::of(start..end);
    }
    let atoms = std::mem::take(&mut making.atoms);
    let mut all = Vec::new();
    for (segment, atoms) in atoms.into_iter().enumerate() {
        let start = all.len();
        all.extend(atoms);
        guide.segments[segment].atoms = Span::of(start..all.len());
    }
    guide.atoms = all;
    Ok(())
}

struct Making<'a> {
    guide: &'a mut Guide,
    /// What each bit of each loop means.
    bits: Vec<Vec<(Vec<u16>, SubjectText)>>,
    atoms: Vec<Vec<Atom>>,
    known_codes: HashMap<Vec<u64>, Span>,
}

impl Making<'_> {
    fn terms(&mut self, in_loop: u16, literals: &[LiteralText]) -> Result<Span, String> {
        let mut terms = Vec::with_capacity(literals.len());
        for literal in literals {
            terms.push(self.term(in_loop, literal)?);
        }
        let start = self.guide.rule_terms.len();
        self.guide.rule_terms.extend(terms);
        Ok(Span::of(start..self.guide.rule_terms.len()))
    }

    fn term(&mut self, in_loop: u16, literal: &LiteralText) -> Result<Term, String> {
        let (holder, named) = match &literal.loop_id {
            None => (in_loop, vec![in_loop]),
            Some(id) => self.scope(in_loop, id)?,
        };
        let depth = self.guide.loops[usize::from(holder)].depth;
        let meaning = (named, literal.subject.clone());
        let bits = &mut self.bits[usize::from(holder)];
        let bit = match bits.iter().position(|known| *known == meaning) {
            Some(bit) => bit,
            None => {
                bits.push(meaning.clone());
                let bit = bits.len() - 1;
                if bit >= MAX_BITS {
                    return Err(format!("the rules of a loop need more than {MAX_BITS} facts"));
                }
                self.set_where(depth, bit, &meaning.0, &literal.subject)?;
                bit
            }
        };
        let bit = u8::try_from(bit).unwrap_or(u8::MAX);
        Ok(Term { depth, bit, negated: literal.negated })
    }

    /// The loops called `id` nearest to a loop, and the loop that holds the bit: the lowest one
    /// that contains both.
    fn scope(&self, in_loop: u16, id: &str) -> Result<(u16, Vec<u16>), String> {
        let mut at = Some(in_loop);
        while let Some(holder) = at {
            let named: Vec<u16> = (0u16..)
                .zip(&self.guide.loops)
                .filter(|(number, l)| l.id == id && self.is_within(*number, holder))
                .map(|(number, _)| number)
                .collect();
            if !named.is_empty() {
                return Ok((holder, named));
            }
            at = self.guide.loops[usize::from(holder)].parent;
        }
        Err(format!("there is no loop {id}"))
    }

    fn is_within(&self, number: u16, holder: u16) -> bool {
        let mut at = Some(number);
        while let Some(this) = at {
            if this == holder {
                return true;
            }
            at = self.guide.loops[usize::from(this)].parent;
        }
        false
    }

    /// Adds the atoms that set a bit.
    fn set_where(
        &mut self,
        depth: u8,
        bit: usize,
        named: &[u16],
        subject: &SubjectText,
    ) -> Result<(), String> {
        let bit = u8::try_from(bit).unwrap_or(u8::MAX);
        let atom = Atom {
            key: Span::default(),
            element: 0,
            component: 0,
            codes: Span::default(),
            depth,
            bit,
        };
        let mut found = false;
        for number in named {
            for segment in self.segments_meant(*number, subject) {
                let mut atom = atom;
                if let SubjectText::Segment { keys, .. } | SubjectText::Element { keys, .. } =
                    subject
                {
                    let Some(key) = self.key_needed(segment, keys) else { continue };
                    atom.key = key;
                }
                if let SubjectText::Element { number, component, codes, .. } = subject {
                    (atom.element, atom.component) = (*number, *component);
                    atom.codes = self.code_span(codes);
                }
                self.atoms[usize::from(segment)].push(atom);
                found = true;
            }
        }
        if found { Ok(()) } else { Err(format!("nothing in the guide is {subject:?}")) }
    }

    /// The segments of a loop (the opening ones of its loops, for a loop) that a subject means.
    fn segments_meant(&self, in_loop: u16, subject: &SubjectText) -> Vec<u16> {
        let this = &self.guide.loops[usize::from(in_loop)];
        let mut out = Vec::new();
        for slot in self.guide.slots_of(this) {
            match (slot.what, subject) {
                (Filling::Loop(inner), SubjectText::Loop(id)) => {
                    let inner = &self.guide.loops[usize::from(inner)];
                    if inner.id == *id {
                        out.push(inner.opening);
                    }
                }
                (
                    Filling::Segment(segment),
                    SubjectText::Segment { id, .. } | SubjectText::Element { id, .. },
                ) if self.guide.segments[usize::from(segment)].id == *id => out.push(segment),
                _ => {}
            }
        }
        out
    }

    /// The codes that the segment's key still has to be compared with; `None` when none of them
    /// can be its key.
    fn key_needed(&mut self, segment: u16, keys: &[String]) -> Option<Span> {
        let own = self.guide.segments[usize::from(segment)].keys[0];
        if keys.is_empty() {
            return Some(Span::default());
        }
        if own.element == 0 {
            return None;
        }
        let own_codes: Vec<String> =
            self.guide.codes(own.codes).iter().map(|c| unpack(*c)).collect();
        if own_codes.iter().all(|code| keys.contains(code)) {
            return Some(Span::default());
        }
        let shared: Vec<String> = keys.iter().filter(|k| own_codes.contains(k)).cloned().collect();
        if shared.is_empty() { None } else { Some(self.code_span(&shared)) }
    }

    /// The segment, and its loop, that a rule asks for by its first literal.
    fn missing(&self, in_loop: u16, literal: Option<&LiteralText>) -> Option<(String, String)> {
        let literal = literal.filter(|literal| !literal.negated)?;
        let own = vec![in_loop];
        let named = match &literal.loop_id {
            None => own,
            Some(id) => self.scope(in_loop, id).ok()?.1,
        };
        let found = named
            .iter()
            .find_map(|number| self.segments_meant(*number, &literal.subject).first().copied())?;
        let segment = &self.guide.segments[usize::from(found)];
        let holder = &self.guide.loops[usize::from(segment.in_loop)].id;
        match literal.subject {
            SubjectText::Element { .. } => None,
            _ => Some((segment.id.clone(), holder.clone())),
        }
    }

    fn code_span(&mut self, codes: &[String]) -> Span {
        let packed = codes.iter().map(|c| pack(c.as_bytes())).collect();
        intern(&mut self.guide.codes, &mut self.known_codes, packed)
    }
}

/// The element that a rule asks for by its first literal.
fn wanted(literal: Option<&LiteralText>) -> Option<(String, u8, u8)> {
    match &literal.filter(|literal| !literal.negated)?.subject {
        SubjectText::Element { id, number, component, .. } => {
            Some((id.clone(), *number, *component))
        }
        _ => None,
    }
}
