-- What can be proved afterwards: decisions and the audit log, each a chain of hashes.
CREATE TABLE chain_head (
    tenant TEXT NOT NULL,
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant, chain)
);

CREATE TABLE decision (
    tenant TEXT NOT NULL,
    seq BIGINT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (tenant, seq)
);
CREATE UNIQUE INDEX decision_id ON decision (tenant, id);
CREATE INDEX decision_account ON decision (tenant, account);

CREATE TABLE audit (
    tenant TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object TEXT NOT NULL,
    patient TEXT,
    -- Everything of the entry as canonical JSON: what the hash is over.
    body TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant, seq)
);
CREATE INDEX audit_actor ON audit (tenant, actor, at);
CREATE INDEX audit_object ON audit (tenant, object_kind, object);
CREATE INDEX audit_patient ON audit (tenant, patient, at);
CREATE INDEX audit_at ON audit (tenant, at);

CREATE TABLE checkpoint (
    tenant TEXT NOT NULL,
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, chain, seq)
);

-- Texts whose retention is over: asked for first, carried out by a second act.
CREATE TABLE removal (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- asked, done, cancelled
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- Accounts that were closed before this time, with no claim since that time.
    closed_before BIGINT NOT NULL,
    claims_before BIGINT NOT NULL,
    accounts BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    ended_by TEXT,
    ended_at BIGINT,
    PRIMARY KEY (tenant, id)
);
