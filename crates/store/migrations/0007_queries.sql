-- Questions to providers. The body is the whole query; the columns are what lists and the ladder
-- need of it.
CREATE TABLE query (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    provider TEXT,
    author TEXT NOT NULL,
    affects_coding BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    answered_at BIGINT,
    closed_at BIGINT,
    due_at BIGINT,
    step BIGINT NOT NULL DEFAULT 0,
    -- When the ladder wants its next step; NULL when it wants none.
    next_at BIGINT,
    -- The version of the chart that the answer made, and whether the codes read from it are linked.
    chart_version BIGINT,
    recoded BIGINT NOT NULL DEFAULT 0,
    -- Every indicator that was offered; those in the body are the chosen ones.
    offered TEXT NOT NULL DEFAULT '[]',
    body TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX query_account ON query (tenant, account);
CREATE INDEX query_state ON query (tenant, state, due_at);
CREATE INDEX query_provider ON query (tenant, provider, state);
CREATE INDEX query_next ON query (next_at);

-- Documentation gaps of the latest codes of an account, for the list of CDI specialists.
CREATE TABLE account_gap (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    score BIGINT NOT NULL,
    gaps TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account)
);
CREATE INDEX account_gap_score ON account_gap (tenant, score, account);
