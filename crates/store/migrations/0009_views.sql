-- What people keep for themselves.
CREATE TABLE saved_view (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    shared BIGINT NOT NULL DEFAULT 0,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX saved_view_user ON saved_view (tenant, user_id);

-- Time that a person spent in a chart, for productivity beside the money.
CREATE TABLE work_span (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id)
);
CREATE INDEX work_span_user ON work_span (tenant, user_id, to_at);
