//! The segments of 005010 that the typed transactions use, with all their elements, in the order
//! of the data element dictionary (X12.3) and the segment directory (X12.22).

mod adjudication;
mod benefit;
mod claim;
mod composites;
mod condition;
mod envelope;
mod institutional;
mod line;
mod party;
mod payment;
mod reference;
mod response;
mod supplies;

pub use benefit::{Eb, Hcr, Hsd, Iii, Inquiry, Ins, Le, Ls, Mpi, Msg, Um};
pub use claim::{Cl1, Clm, Cn1, Dn1, Dn2, Hcp, Hi, Oi, Pat, Pwk, Sbr};
pub use composites::*;
pub use condition::{Cr1, Cr2, Cr3, Cr5, Cr6, Crc};
pub use envelope::{
    ComponentSeparator, Ge, GroupCount, Gs, Iea, Isa, RepetitionSeparator, Se, SegmentCount, St,
    Ta1, TransactionCount,
};
pub use institutional::{Mia, Moa, Ts2, Ts3};
pub use line::{Lx, Ps1, Sv1, Sv2, Sv3, Sv5, Svc, Svd, Too};
pub use party::{CommunicationNumber, Dmg, N1, N2, N3, N4, Nm1, Per, Prv};
pub use payment::{
    Adjustment, Amt, Bpr, Cas, Clp, Cur, CurrencyEvent, Plb, ProviderAdjustment, Rdm,
};
pub(crate) use reference::reference;
pub use reference::{Bht, Dtm, Dtp, Hl, K3, Lq, Nte, Qty, Ref, Trn};
pub use response::{Aaa, Ak1, Ak2, Ak9, Ctx, Ik3, Ik4, Ik5, Stc};
pub use supplies::{Ctp, Frm, Lin, Mea, ProductId};
