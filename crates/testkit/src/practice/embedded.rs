//! The embedded files of the made-up practice, in the order in which charts are listed.

/// Who is in the practice.
pub(super) const PRACTICE: &str = include_str!("../../practice/practice.toml");

/// What it charges.
pub(super) const FEES: &str = include_str!("../../practice/fees.csv");

/// One chart's files.
#[derive(Debug)]
pub(super) struct ChartFiles {
    /// Name of the folder.
    pub(super) slug: &'static str,
    /// `chart.toml`.
    pub(super) chart: &'static str,
    /// File name and text of each document.
    pub(super) documents: &'static [(&'static str, &'static str)],
}

macro_rules! chart {
    ($slug:literal, $($document:literal),+) => {
        ChartFiles {
            slug: $slug,
            chart: include_str!(concat!("../../practice/charts/", $slug, "/chart.toml")),
            documents: &[$((
                $document,
                include_str!(concat!("../../practice/charts/", $slug, "/", $document)),
            )),+],
        }
    };
}

/// One line a chart: its folder, then its documents in order.
#[rustfmt::skip]
pub(super) const CHARTS: &[ChartFiles] = &[
    chart!("office-diabetes-ckd", "01-visit.txt"),
    chart!("office-sinusitis", "01-visit.txt"),
    chart!("office-copd", "01-visit.txt"),
    chart!("office-well-woman", "01-visit.txt"),
    chart!("office-otitis-child", "01-visit.txt"),
    chart!("office-knee-shot", "01-visit.txt"),
    chart!("office-depression", "01-visit.txt"),
    chart!("office-heart-failure", "01-visit.txt"),
    chart!("office-diabetes-gap", "01-visit.txt"),
    chart!("office-back-pain", "01-visit.txt"),
    chart!("office-uti", "01-visit.txt"),
    chart!("office-hypertension", "01-visit.txt"),
    chart!("ed-chest-pain", "01-physician.txt"),
    chart!("ed-ankle-sprain", "01-physician.txt"),
    chart!("ed-wrist-fracture", "01-physician.txt"),
    chart!("ed-finger-cut", "01-physician.txt"),
    chart!("ed-pneumonia", "01-physician.txt"),
    chart!("ed-kidney-stone", "01-triage.txt", "02-physician.txt"),
    chart!("ed-clavicle", "01-physician.txt", "02-clavicle-xray.txt"),
    chart!("rad-chest-xray", "01-report.txt"),
    chart!("rad-mammogram", "01-report.txt"),
    chart!("rad-ct-abdomen", "01-report.txt"),
    chart!("rad-mri-lumbar", "01-report.txt"),
    chart!("rad-thyroid-us", "01-report.txt"),
    chart!("rad-knee-xray", "01-report.txt"),
    chart!("asc-knee-scope", "01-operative-report.txt"),
    chart!("asc-cataract", "01-operative-report.txt"),
    chart!("asc-colonoscopy", "01-procedure-report.txt", "02-pathology-report.txt"),
    chart!("asc-hernia", "01-operative-report.txt"),
    chart!("asc-carpal-tunnel", "01-operative-report.txt"),
    chart!("path-skin-cheek", "01-report.txt"),
    chart!("path-gallbladder", "01-report.txt"),
    chart!("path-breast-core", "01-report.txt"),
    chart!("clinic-iron-infusion", "01-clinic-note.txt", "02-infusion-record.txt"),
    chart!("clinic-wound", "01-clinic-note.txt"),
    chart!("inpatient-sepsis", "01-admission.txt", "02-progress.txt", "03-discharge.txt"),
];
