-- Release policies, blind audits, comparisons, change control.
-- The register of a site: every scope with its proof, attempts and monitor.
CREATE TABLE release_policy (
    tenant TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- What the policy said to each coding by the program, also while a scope is in the shadow: the
-- charts from which audits are drawn, and what drift is measured on.
CREATE TABLE release_word (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    coding BIGINT NOT NULL,
    at BIGINT NOT NULL,
    scope TEXT NOT NULL,
    engine TEXT NOT NULL,
    -- Chart confidence in millionths, rounded down.
    confidence BIGINT NOT NULL,
    -- Whether nothing but its confidence could send it to a person.
    eligible BIGINT NOT NULL,
    released BIGINT NOT NULL,
    codes TEXT NOT NULL,
    PRIMARY KEY (tenant, account, coding)
);
CREATE INDEX release_word_at ON release_word (tenant, at);

CREATE TABLE audit_batch (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX audit_batch_scope ON audit_batch (tenant, scope);

-- One chart in an audit: drawn, coded a second time without the first codes, compared.
CREATE TABLE chart_audit (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    batch TEXT,
    account TEXT NOT NULL,
    scope TEXT NOT NULL,
    -- engine or the coder's id
    auditee TEXT NOT NULL,
    auditor TEXT,
    state TEXT NOT NULL,
    error BIGINT,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX chart_audit_state ON chart_audit (tenant, state, created_at);
CREATE INDEX chart_audit_auditee ON chart_audit (tenant, auditee);
CREATE INDEX chart_audit_account ON chart_audit (tenant, account);
CREATE UNIQUE INDEX chart_audit_once ON chart_audit (tenant, batch, account);

CREATE TABLE change_request (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
