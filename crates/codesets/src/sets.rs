//! Every code set that is at hand at one moment, and the release in force on a day.

use crate::claim_codes::ClaimCodes;
use crate::container::{self, PackError, PackHeader, PackKind};
use crate::coverage::CoverageTable;
use crate::cpt::CptList;
use crate::exclusions::ExclusionList;
use crate::fee_schedule::FeeScheduleFor;
use crate::fee_schedule::gpci::GpciTable;
use crate::fee_schedule::table::FeeTable;
use crate::hcpcs::Hcpcs;
use crate::icd10cm::Icd10Cm;
use crate::icd10pcs::Icd10Pcs;
use crate::icd11::{Icd11, Icd11Map};
use crate::index::Index;
use crate::mapped::PackBytes;
use crate::ncci::ProviderType;
use crate::ncci::add_on::AddOnTable;
use crate::ncci::mue::MueTable;
use crate::ncci::ptp::PtpTable;
use crate::pcs_validity::PcsValidity;
use model::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Every code set that is at hand at one moment.
pub struct CodeSets {
    /// The embedded tabular list.
    pub embedded: Icd10Cm,
    /// The embedded days and attributes of every ICD-10-PCS code.
    pub pcs_validity: PcsValidity,
    /// Imported tabular lists, oldest first.
    pub icd10cm: Vec<Icd10Cm>,
    /// Imported indexes and tables, oldest first.
    pub indexes: Vec<Index>,
    /// Imported HCPCS releases, oldest first.
    pub hcpcs: Vec<Hcpcs>,
    /// Imported ICD-10-PCS releases, oldest first.
    pub icd10pcs: Vec<Icd10Pcs>,
    /// Imported ICD-11 releases, oldest first; for reading only.
    pub icd11: Vec<Icd11>,
    /// Imported tables between ICD-10 and ICD-11, by kind, oldest first.
    pub icd11_maps: Vec<Icd11Map>,
    /// Imported lists of claims and remittances, by kind, oldest first.
    pub claim_codes: Vec<ClaimCodes>,
    /// Imported procedure pairs, by kind, oldest first, in the parts in which CMS puts them out.
    pub ptp: Vec<PtpTable>,
    /// Imported unit limits, by kind, oldest first.
    pub mue: Vec<MueTable>,
    /// Imported add-on codes, oldest first.
    pub add_on: Vec<AddOnTable>,
    /// Imported releases of the physician fee schedule, by kind, oldest first.
    pub fee_schedules: Vec<FeeTable>,
    /// Imported geographic indices, oldest first.
    pub gpci: Vec<GpciTable>,
    /// Imported CPT files, oldest first.
    pub cpt: Vec<CptList>,
    /// Imported releases of the coverage database, oldest first.
    pub coverage: Vec<CoverageTable>,
    /// Imported lists of excluded individuals and entities, oldest first.
    pub exclusions: Vec<ExclusionList>,
}

/// The newest release of a kind that starts on or before a day, of a list in the order of starts.
pub(crate) fn newest<T>(
    list: &[T],
    on: Date,
    header: fn(&T) -> &PackHeader,
    kind: PackKind,
) -> Option<&T> {
    list.iter().rev().find(|one| header(one).kind == kind && header(one).starts <= on)
}

impl CodeSets {
    /// The embedded packs alone.
    #[must_use]
    pub fn embedded() -> CodeSets {
        CodeSets {
            embedded: Icd10Cm::embedded(),
            pcs_validity: PcsValidity::embedded(),
            icd10cm: Vec::new(),
            indexes: Vec::new(),
            hcpcs: Vec::new(),
            icd10pcs: Vec::new(),
            icd11: Vec::new(),
            icd11_maps: Vec::new(),
            claim_codes: Vec::new(),
            ptp: Vec::new(),
            mue: Vec::new(),
            add_on: Vec::new(),
            fee_schedules: Vec::new(),
            gpci: Vec::new(),
            cpt: Vec::new(),
            coverage: Vec::new(),
            exclusions: Vec::new(),
        }
    }

    /// The tabular list in force on a day: the newest imported one that starts on or before it
    /// and is newer than the embedded one; else the embedded one, whose validity table also
    /// covers the years before and after it.
    #[must_use]
    pub fn icd10cm(&self, on: Date) -> &Icd10Cm {
        let newest = self.icd10cm.iter().rev().find(|pack| pack.header().starts <= on);
        match newest {
            Some(pack) if pack.header().starts > self.embedded.header().starts => pack,
            Some(pack) if on < self.embedded.header().starts => pack,
            _ => &self.embedded,
        }
    }

    /// The index or table of a kind in force on a day; before the first release, the first.
    #[must_use]
    pub fn index(&self, kind: PackKind, on: Date) -> Option<&Index> {
        let mut of_kind = self.indexes.iter().filter(|i| i.header.kind == kind);
        let all: Vec<&Index> = of_kind.by_ref().collect();
        all.iter().rev().find(|i| i.header.starts <= on).or(all.first()).copied()
    }

    /// The HCPCS release in force on a day; none before the first.
    #[must_use]
    pub fn hcpcs(&self, on: Date) -> Option<&Hcpcs> {
        self.hcpcs.iter().rev().find(|h| h.header.starts <= on)
    }

    /// The ICD-10-PCS release in force on a day; none before the first.
    #[must_use]
    pub fn icd10pcs(&self, on: Date) -> Option<&Icd10Pcs> {
        self.icd10pcs.iter().rev().find(|p| p.header.starts <= on)
    }

    /// The labels of the releases in force on a day, by name.
    #[must_use]
    pub fn releases(&self, on: Date) -> BTreeMap<String, String> {
        let mut labels = BTreeMap::from([(
            PackKind::Icd10cmTabular.name().to_owned(),
            self.icd10cm(on).label().to_owned(),
        )]);
        for index in &self.indexes {
            if let Some(in_force) = self.index(index.header.kind, on) {
                let name = index.header.kind.name().to_owned();
                labels.insert(name, in_force.header.label.clone());
            }
        }
        if let Some(hcpcs) = self.hcpcs(on) {
            labels.insert(PackKind::Hcpcs.name().into(), hcpcs.header.label.clone());
        }
        if let Some(pcs) = self.icd10pcs(on) {
            labels.insert(PackKind::Icd10pcsTables.name().into(), pcs.header.label.clone());
        }
        for provider in ProviderType::ALL {
            if let Some(table) = self.ptp(provider, on).next() {
                let label = table.header.label.split("-f").next().unwrap_or_default();
                labels.insert(table.header.kind.name().into(), label.to_owned());
            }
            labels.extend(self.mue(provider, on).map(|table| labelled(&table.header)));
        }
        labels.extend(self.add_on(on).map(|table| labelled(&table.header)));
        for clinicians in [FeeScheduleFor::Others, FeeScheduleFor::QualifyingApm] {
            let table = self.fee_schedule(clinicians, on);
            labels.extend(table.map(|table| labelled(&table.header)));
        }
        labels.extend(self.gpci(on).map(|table| labelled(&table.header)));
        labels.extend(self.cpt(on).map(|list| labelled(&list.header)));
        labels.extend(self.coverage(on).map(|table| labelled(&table.header)));
        labels.extend(self.exclusions().map(|list| labelled(&list.header)));
        labels
    }
}

/// The name and label of a release.
fn labelled(header: &PackHeader) -> (String, String) {
    (header.kind.name().to_owned(), header.label.clone())
}

impl CodeSets {
    /// Takes in a pack whose rows are in memory; its rows are checked against their hash.
    pub(crate) fn add(&mut self, bytes: Vec<u8>) -> Result<(), PackError> {
        let (header, payload) = container::split_checked(&bytes)?;
        if header.kind.is_mapped() {
            let bytes = PackBytes::held(payload.to_vec());
            return self.add_mapped(header, &bytes);
        }
        match header.kind {
            PackKind::Icd10cmTabular => self.icd10cm.push(Icd10Cm::from_pack(bytes)?),
            PackKind::Hcpcs => self.hcpcs.push(Hcpcs::read(header, payload)?),
            PackKind::Icd10pcsTables => self.icd10pcs.push(Icd10Pcs::read(header, payload)?),
            PackKind::Icd10cmIndex
            | PackKind::Icd10cmNeoplasm
            | PackKind::Icd10cmDrug
            | PackKind::Icd10cmExternal => self.indexes.push(Index::read(header, payload)?),
            PackKind::Icd11Mms => self.icd11.push(Icd11::read(header, payload)?),
            PackKind::Icd11MapOne | PackKind::Icd11MapAll | PackKind::Icd11MapBack => {
                self.icd11_maps.push(Icd11Map::read(header, payload)?);
            }
            PackKind::Carc
            | PackKind::Rarc
            | PackKind::Pos
            | PackKind::Taxonomy
            | PackKind::Revenue => {
                self.claim_codes.push(ClaimCodes::read(header, payload)?);
            }
            PackKind::Gpci => self.gpci.push(GpciTable::read(header, payload)?),
            _ => return Err(PackError::Header("a kind that is not read yet".into())),
        }
        Ok(())
    }

    /// Takes in a pack whose rows stay in their file. Their hash was checked when they were
    /// imported and is not again: that would read every page.
    pub(crate) fn add_mapped(
        &mut self,
        header: PackHeader,
        payload: &PackBytes,
    ) -> Result<(), PackError> {
        match header.kind {
            PackKind::NcciPtpPractitioner | PackKind::NcciPtpHospital => {
                self.ptp.push(PtpTable::read(header, payload)?);
            }
            PackKind::NcciMuePractitioner | PackKind::NcciMueHospital | PackKind::NcciMueDme => {
                self.mue.push(MueTable::read(header, payload)?)
            }
            PackKind::NcciAddOn => self.add_on.push(AddOnTable::read(header, payload)?),
            PackKind::FeeSchedule | PackKind::FeeScheduleApm => {
                self.fee_schedules.push(FeeTable::read(header, payload)?);
            }
            PackKind::Cpt => self.cpt.push(CptList::read(header, payload)?),
            PackKind::Coverage => self.coverage.push(CoverageTable::read(header, payload)?),
            PackKind::Exclusions => self.exclusions.push(ExclusionList::read(header, payload)?),
            _ => return Err(PackError::Header("a kind that is not mapped".into())),
        }
        Ok(())
    }

    /// Orders the packs of each kind by their first day.
    pub(crate) fn sort(&mut self) {
        self.icd10cm.sort_by_key(|p| p.header().starts);
        self.indexes.sort_by_key(|i| (i.header.kind, i.header.starts));
        self.hcpcs.sort_by_key(|h| h.header.starts);
        self.icd10pcs.sort_by_key(|p| p.header.starts);
        self.icd11.sort_by_key(|p| p.header.starts);
        self.icd11_maps.sort_by_key(|m| (m.header.kind, m.header.starts));
        self.claim_codes.sort_by_key(|list| (list.header.kind, list.header.starts));
        self.ptp.sort_by_key(|table| (table.header.kind, table.header.starts));
        self.mue.sort_by_key(|table| (table.header.kind, table.header.starts));
        self.add_on.sort_by_key(|table| table.header.starts);
        self.fee_schedules.sort_by_key(|table| (table.header.kind, table.header.starts));
        self.gpci.sort_by_key(|table| table.header.starts);
        // Of one release with several lengths of text, the longest is found first.
        self.cpt
            .sort_by_cached_key(|list| (list.header.starts, Reverse(list.header.label.clone())));
        self.coverage.sort_by_key(|table| table.header.starts);
        self.exclusions.sort_by_key(|list| list.header.starts);
    }
}
