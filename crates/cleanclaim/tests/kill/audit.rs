//! What must be true at the end.

use crate::site::Site;
use governance::signing::Keyring;
use libtest_mimic::Failed;
use std::collections::BTreeSet;
use store::record::{Chain, verify};

/// Checks everything; what there is, in words.
pub fn check(site: &Site, charts: usize) -> Result<String, Failed> {
    let wanted = i64::try_from(charts)?;
    for (what, statement, number) in [
        ("accounts", "SELECT COUNT(*) AS n FROM account", wanted),
        ("charts", "SELECT COUNT(*) AS n FROM chart", wanted),
        (
            "charts with other than one coding of the engine",
            "SELECT COUNT(*) AS n FROM chart c WHERE 1 <> (SELECT COUNT(*) FROM coding k \
             WHERE k.tenant = c.tenant AND k.account = c.account AND k.chart_version = c.version \
             AND k.by_person IS NULL)",
            0,
        ),
        ("codings", "SELECT COUNT(*) AS n FROM coding", wanted),
        ("decisions", "SELECT COUNT(*) AS n FROM decision", wanted),
        (
            "codings whose decision is not there",
            "SELECT COUNT(*) AS n FROM coding WHERE decision NOT IN (SELECT id FROM decision)",
            0,
        ),
        ("jobs left", "SELECT COUNT(*) AS n FROM job", 0),
        (
            "accounts whose steps and version differ",
            "SELECT COUNT(*) AS n FROM account a WHERE a.version <> 1 + (SELECT COUNT(*) \
             FROM account_event e WHERE e.tenant = a.tenant AND e.account = a.id)",
            0,
        ),
        (
            "clean claims that did not leave",
            "SELECT COUNT(*) AS n FROM claim WHERE status IN ('clean', 'leaving')",
            0,
        ),
        (
            "submitted accounts with a claim that did not leave",
            "SELECT COUNT(*) AS n FROM account a JOIN claim c ON c.tenant = a.tenant \
             AND c.account = a.id WHERE a.state = 'submitted' AND c.submitted_at IS NULL",
            0,
        ),
    ] {
        let is = site.count(statement)?;
        if is != number {
            return Err(format!("{what}: {is}, not {number}").into());
        }
    }
    let files = files(site)?;
    let left = site.count("SELECT COUNT(*) AS n FROM claim WHERE submitted_at IS NOT NULL")?;
    let done = site.count("SELECT COUNT(*) AS n FROM outbox WHERE state = 'done'")?;
    if (left, done) != (files, files) || files == 0 {
        return Err(format!("{files} files, {left} claims submitted, {done} parcels done").into());
    }
    let links = chains(site)?;
    Ok(format!("{files} claims left, {links} links of the chains hold"))
}

/// How many files there are; no claim and no control number stands in two of them.
fn files(site: &Site) -> Result<i64, Failed> {
    let (mut claims, mut controls, mut files) = (BTreeSet::new(), BTreeSet::new(), 0);
    for file in std::fs::read_dir(&site.out)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A draft of a process that was killed: no partner reads it.
        if name.starts_with('.') {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        if !text.trim_end().ends_with('~') || !text.contains("IEA*1*") {
            return Err(format!("{name} is not whole").into());
        }
        let control = text.split('*').nth(13).unwrap_or_default().to_owned();
        for segment in text.split('~').map(str::trim) {
            if let Some(claim) = segment.strip_prefix("CLM*") {
                let id = claim.split('*').next().unwrap_or_default().to_owned();
                if !claims.insert(id.clone()) {
                    return Err(format!("claim {id} stands in two files").into());
                }
            }
        }
        if !controls.insert(control.clone()) {
            return Err(format!("control number {control} stands in two files").into());
        }
        files += 1;
    }
    if claims.len() != controls.len() {
        return Err("a file holds other than one claim".into());
    }
    Ok(files)
}

fn chains(site: &Site) -> Result<i64, Failed> {
    let ring = std::fs::read_to_string(site.keys.join("public.keys"))?;
    let keys = Keyring::parse(&ring)?;
    let (mut links, tenant) = (0, &site.app.config.tenant);
    for chain in [Chain::Audit, Chain::Decision] {
        let report = site.runtime.block_on(verify(&site.app.db, tenant, chain, &keys))?;
        if !report.is_whole() {
            return Err(format!("the {} chain: {report:?}", chain.name()).into());
        }
        links += report.links;
    }
    Ok(links)
}
