-- Charges, prices, claims and their edits.
CREATE TABLE charge (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    -- Posting the same source line twice adds nothing.
    source_key TEXT NOT NULL,
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    units TEXT NOT NULL,
    charge_cents BIGINT,
    day TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX charge_source ON charge (tenant, account, source_key);
CREATE INDEX charge_posted ON charge (tenant, posted_at);

-- What a unit costs at a site over a time; an empty site, code, modifier or revenue code is "any".
CREATE TABLE price (
    tenant TEXT NOT NULL,
    site TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    modifier TEXT NOT NULL DEFAULT '',
    revenue_code TEXT NOT NULL DEFAULT '',
    from_day TEXT NOT NULL,
    to_day TEXT,
    price_cents BIGINT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    -- Line of the file it came from, for messages.
    line BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, code, site, modifier, revenue_code, from_day)
);

-- Where chart and charges of an account differ, and what came late: one row an account that has
-- something to review, written with each change of its charges.
CREATE TABLE charge_review (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    specialty TEXT NOT NULL DEFAULT '',
    -- Differences between chart and charges; charges posted late, and their cents.
    found BIGINT NOT NULL,
    stops BIGINT NOT NULL,
    dollars_cents BIGINT NOT NULL,
    late BIGINT NOT NULL,
    late_cents BIGINT NOT NULL,
    lag_days BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    gross_cents BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account)
);
CREATE INDEX charge_review_open ON charge_review (tenant, specialty, stops, dollars_cents);

CREATE TABLE claim (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    rank BIGINT NOT NULL,
    frequency TEXT NOT NULL,
    type TEXT NOT NULL,
    payer TEXT NOT NULL,
    -- The same claim is made once: a hash of all that leaves.
    fingerprint TEXT NOT NULL,
    status TEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    body TEXT NOT NULL,
    scrub TEXT NOT NULL DEFAULT '{}',
    clean_first BIGINT,
    created_at BIGINT NOT NULL,
    scrubbed_at BIGINT,
    submitted_at BIGINT,
    touched BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX claim_account ON claim (tenant, account, submitted_at);
CREATE UNIQUE INDEX claim_fingerprint ON claim (tenant, fingerprint);
CREATE INDEX claim_status ON claim (tenant, status, created_at);
CREATE INDEX claim_submitted ON claim (tenant, submitted_at);

CREATE TABLE claim_edit (
    tenant TEXT NOT NULL,
    claim TEXT NOT NULL,
    position BIGINT NOT NULL,
    edit TEXT NOT NULL,
    family TEXT NOT NULL,
    severity TEXT NOT NULL,
    line BIGINT NOT NULL,
    code TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    override_reason TEXT,
    override_by TEXT,
    override_at BIGINT,
    PRIMARY KEY (tenant, claim, position)
);
CREATE INDEX claim_edit_edit ON claim_edit (tenant, edit, at);
