//! What must be true at the end: nothing lost, coded twice or claimed twice, and the chains hold.

use super::site::{Site, told};
use store::Get;
use store::record::{Chain, verify};

/// What was found.
pub struct Ending {
    lines: Vec<(&'static str, i64, i64)>,
    links: i64,
    chains_hold: bool,
    standing: String,
}

/// The statements: what they count, and the number there must be, less than zero for the charts.
const COUNTS: [(&str, &str, i64); 7] = [
    ("accounts", "SELECT COUNT(*) AS n FROM account WHERE tenant = $1", -1),
    ("charts", "SELECT COUNT(*) AS n FROM chart WHERE tenant = $1", -1),
    (
        "charts with other than one coding of the engine",
        "SELECT COUNT(*) AS n FROM chart c WHERE c.tenant = $1 AND 1 <> (SELECT COUNT(*) \
         FROM coding k WHERE k.tenant = c.tenant AND k.account = c.account \
         AND k.chart_version = c.version AND k.by_person IS NULL)",
        0,
    ),
    (
        "codings whose decision is not there",
        "SELECT COUNT(*) AS n FROM coding k WHERE k.tenant = $1 AND NOT EXISTS (SELECT 1 \
         FROM decision d WHERE d.tenant = k.tenant AND d.id = k.decision)",
        0,
    ),
    (
        "claims that stand twice",
        "SELECT COUNT(*) AS n FROM (SELECT account, rank FROM claim WHERE tenant = $1 \
         AND status <> 'replaced' GROUP BY account, rank HAVING COUNT(*) > 1) twice",
        0,
    ),
    ("jobs left or laid aside", "SELECT COUNT(*) AS n FROM job WHERE tenant = $1", 0),
    (
        "accounts whose steps and version differ",
        "SELECT COUNT(*) AS n FROM account a WHERE a.tenant = $1 AND a.version <> 1 + (SELECT \
         COUNT(*) FROM account_event e WHERE e.tenant = a.tenant AND e.account = a.id)",
        0,
    ),
];

/// Looks at everything after so many charts.
pub fn look(site: &Site, charts: usize) -> Result<Ending, String> {
    let (db, tenant) = (&site.app.db, &site.app.config.tenant);
    let charts = i64::try_from(charts).map_err(told)?;
    site.runtime.block_on(async {
        let mut lines = Vec::with_capacity(COUNTS.len());
        for (what, statement, wanted) in COUNTS {
            let statement = store::assembled(statement.to_owned()).bind(tenant.0.clone());
            let row = db.row(statement).await.map_err(told)?.ok_or("a count without a row")?;
            let wanted = if wanted < 0 { charts } else { wanted };
            lines.push((what, row.int("n").map_err(told)?, wanted));
        }
        let (mut links, mut chains_hold) = (0, true);
        for chain in [Chain::Audit, Chain::Decision] {
            let report = verify(db, tenant, chain, &site.app.keys).await.map_err(told)?;
            links += report.links;
            chains_hold &= report.is_whole();
        }
        let statement = "SELECT state, COUNT(*) AS n FROM account WHERE tenant = $1 \
                         GROUP BY state ORDER BY state";
        let statement = store::assembled(statement.to_owned()).bind(tenant.0.clone());
        let mut standing = Vec::new();
        for row in db.rows(statement).await.map_err(told)? {
            let (state, n) = (row.text("state").map_err(told)?, row.int("n").map_err(told)?);
            standing.push(format!("{state} {n}"));
        }
        Ok(Ending { lines, links, chains_hold, standing: standing.join(", ") })
    })
}

impl Ending {
    /// Whether everything is as it must be.
    pub fn is_whole(&self) -> bool {
        self.chains_hold && self.lines.iter().all(|(_, is, wanted)| is == wanted)
    }

    /// Prints what is there, and every fault.
    pub fn print(&self) {
        println!("at the end: {}", self.standing);
        for (what, is, wanted) in self.lines.iter().filter(|(_, is, wanted)| is != wanted) {
            println!("FAULT {what}: {is}, not {wanted}");
        }
        let hold = if self.chains_hold { "hold" } else { "DO NOT HOLD" };
        println!("{} links of the two chains {hold}", self.links);
        if self.is_whole() {
            println!("nothing is lost, coded twice or claimed twice");
        }
    }
}
