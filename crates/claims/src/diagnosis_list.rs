//! The diagnoses of a claim, and how service lines point to them.

use crate::fault::Findings;
use model::{CodedChart, DiagnosisCode, ProcedureCode};

/// Diagnoses of an 837P.
pub(crate) const MAX_PROFESSIONAL: usize = 12;
/// Diagnoses of an 837I: the principal one and 24 others.
pub(crate) const MAX_INSTITUTIONAL: usize = 25;
/// The present-on-admission indicator of a code that is exempt from reporting.
const EXEMPT: char = '1';
/// Pointers of one line (SV107).
const MAX_POINTERS: usize = 4;

/// The diagnoses that go on one claim, in order.
pub(crate) struct DiagnosisList<'a> {
    codes: Vec<&'a DiagnosisCode>,
}

impl<'a> DiagnosisList<'a> {
    /// Takes at most `most` diagnoses in the order of their rank. When there are more, those that
    /// a procedure points to go before the others; what stays off is noted.
    pub(crate) fn new(
        coded: &'a CodedChart,
        px: &[(usize, &ProcedureCode)],
        most: usize,
        findings: &mut Findings,
    ) -> DiagnosisList<'a> {
        let mut codes: Vec<&DiagnosisCode> = coded.dx.iter().collect();
        codes.sort_by_key(|dx| dx.rank);
        if codes.len() > most {
            let pointed = |dx: &DiagnosisCode| px.iter().any(|(_, p)| p.dx.contains(&dx.rank));
            let mut order: Vec<usize> = (0..codes.len()).collect();
            // The first-listed diagnosis always stays.
            order.sort_by_key(|&i| (i > 0 && !pointed(codes[i]), i));
            let off: Vec<usize> = order.split_off(most);
            for &i in &off {
                findings.note(
                    "diagnosis.left_off",
                    "dx",
                    format!("{} does not fit: the claim holds {most} diagnoses.", codes[i].code),
                    "Check that the diagnoses on the claim are those that bear on the services.",
                );
            }
            order.sort_unstable();
            codes = order.into_iter().map(|i| codes[i]).collect();
        }
        DiagnosisList { codes }
    }

    /// The codes in claim order.
    pub(crate) fn codes(&self) -> Vec<String> {
        self.codes.iter().map(|dx| dx.code.clone()).collect()
    }

    /// Present-on-admission indicators beside the codes; empty when none is known. The coder
    /// gives none to a code that is exempt: `1` in claim JSON, an empty element in an 837.
    pub(crate) fn present_on_admission(&self) -> Vec<String> {
        if self.codes.iter().all(|dx| dx.poa.is_none()) {
            return Vec::new();
        }
        self.codes.iter().map(|dx| dx.poa.unwrap_or(EXEMPT).to_string()).collect()
    }

    /// The pointers of a procedure: positions of its diagnoses on the claim, from 1, without
    /// repeats, at most four. A rank that the claim does not carry is noted.
    pub(crate) fn pointers(
        &self,
        index: usize,
        px: &ProcedureCode,
        findings: &mut Findings,
    ) -> Vec<u8> {
        let mut pointers: Vec<u8> = Vec::new();
        for rank in &px.dx {
            let position = self.codes.iter().position(|dx| dx.rank == *rank);
            match position.and_then(|at| u8::try_from(at + 1).ok()) {
                Some(pointer) if !pointers.contains(&pointer) => pointers.push(pointer),
                Some(_) => {}
                None => findings.note(
                    "pointer.lost",
                    format!("px[{index}].dx"),
                    format!("{} rests on diagnosis {rank}, which is not on the claim.", px.code),
                    "Check which diagnosis supports the service.",
                ),
            }
        }
        pointers.truncate(MAX_POINTERS);
        pointers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    fn dx(rank: u16) -> DiagnosisCode {
        DiagnosisCode { code: format!("Z{rank:02}"), rank, ..Default::default() }
    }

    #[test]
    fn more_than_fit_keeps_the_first_and_the_pointed() {
        let mut coded = example::coded();
        coded.dx = (1..=15).rev().map(dx).collect();
        let mut px = coded.px[0].clone();
        px.dx = vec![14, 3];
        let mut findings = Findings::default();
        let list = DiagnosisList::new(&coded, &[(0, &px)], 12, &mut findings);
        let codes = list.codes();
        assert_eq!(codes.len(), 12);
        assert_eq!((codes[0].as_str(), codes[11].as_str()), ("Z01", "Z14"));
        assert_eq!(findings.notes.len(), 3);
        assert_eq!(list.pointers(0, &px, &mut findings), [12, 3]);
    }

    #[test]
    fn pointers_are_positions_without_repeats_and_at_most_four() {
        let mut coded = example::coded();
        coded.dx = [2, 4, 6, 8, 10].map(dx).to_vec();
        let mut px = coded.px[0].clone();
        px.dx = vec![4, 4, 2, 99, 6, 8, 10];
        let mut findings = Findings::default();
        let list = DiagnosisList::new(&coded, &[], 12, &mut findings);
        assert_eq!(list.pointers(0, &px, &mut findings), [2, 1, 3, 4]);
        let codes: Vec<_> = findings.notes.iter().map(|note| note.code).collect();
        assert_eq!(codes, ["pointer.lost"]);
    }

    #[test]
    fn exempt_codes_stand_beside_indicators_and_none_stands_alone() {
        let mut coded = example::coded();
        coded.dx = vec![dx(1), dx(2)];
        let marks = |coded: &CodedChart| {
            DiagnosisList::new(coded, &[], 25, &mut Findings::default()).present_on_admission()
        };
        assert!(marks(&coded).is_empty());
        coded.dx[0].poa = Some('Y');
        assert_eq!(marks(&coded), ["Y", "1"]);
    }
}
