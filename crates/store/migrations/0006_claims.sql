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

CREATE TABLE price (
    tenant TEXT NOT NULL,
    site TEXT NOT NULL,
    code TEXT NOT NULL,
    modifier TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    price_cents BIGINT NOT NULL,
    revenue_code TEXT,
    description TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, site, code, modifier, from_day)
);

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
CREATE INDEX claim_account ON claim (tenant, account);
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
