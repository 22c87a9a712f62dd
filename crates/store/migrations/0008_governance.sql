-- Release policies, blind audits, comparisons, change control.
CREATE TABLE release_scope (
    tenant TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, scope)
);

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
    confidence_bp BIGINT,
    error BIGINT,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX chart_audit_state ON chart_audit (tenant, state, created_at);
CREATE INDEX chart_audit_auditee ON chart_audit (tenant, auditee);
CREATE UNIQUE INDEX chart_audit_once ON chart_audit (tenant, account, batch);

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
