//! SNIP type 3: sums that are off by a dollar.

use super::line::{find, raise};
use super::{CLAIMS, Defect, Part, R, defect_of as defect};
use crate::generate::claim::Shape;

pub(super) const DEFECTS: &[Defect] = &[
    defect(("claim-total", 3), CLAIMS, "CLM02 is not the sum of its lines", |lines| {
        raise(lines, "CLM", 2)
    }),
    defect(("line-charge", 3), CLAIMS, "a line's charge is not in the claim's sum", |lines| {
        raise(lines, "SV1", 2) || raise(lines, "SV2", 3) || raise(lines, "SV3", 2)
    }),
    defect(("cob-line", 3), CLAIMS, "a line's charge is not what was paid and adjusted", |lines| {
        let Some(at) = find(lines, "SVD") else { return false };
        let Some(cas) = lines[at..].iter().position(|line| line.get(0) == "CAS") else {
            return false;
        };
        let mut tail = lines.split_off(at + cas);
        let raised = raise(&mut tail, "CAS", 3);
        lines.append(&mut tail);
        raised
    })
    .shape(Shape::Secondary),
    defect(("cob-claim", 3), CLAIMS, "AMT D is not what the lines say was paid", |lines| {
        raise(lines, "AMT*D", 2)
    })
    .shape(Shape::Secondary),
    defect(("remit-line", 3), R, "SVC03 is not the charge less its adjustments", |lines| {
        raise(lines, "SVC", 3)
    }),
    defect(("remit-claim", 3), R, "CLP03 less all adjustments is not CLP04", |lines| {
        raise(lines, "CLP", 3)
    }),
    defect(("remit-patient", 3), R, "CLP05 is not what PR adjustments add up to", |lines| {
        raise(lines, "CLP", 5)
    }),
    defect(("remit-total", 3), R, "BPR02 is not what was paid less PLB", |lines| {
        raise(lines, "BPR", 2)
    })
    .part(Part::Head),
    defect(("remit-provider", 3), R, "PLB04 is not what BPR02 was lowered by", |lines| {
        raise(lines, "PLB", 4)
    })
    .part(Part::Summary),
];
