-- Questions to providers.
CREATE TABLE query (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    state TEXT NOT NULL,
    provider TEXT,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    answered_at BIGINT,
    closed_at BIGINT,
    due_at BIGINT,
    step BIGINT NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX query_account ON query (tenant, account);
CREATE INDEX query_state ON query (tenant, state, due_at);
CREATE INDEX query_provider ON query (tenant, provider, state);
