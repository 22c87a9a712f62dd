-- Jobs, schedules, what leaves, and the keys that make a write happen once.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL DEFAULT '{}',
    -- ready, leased, dead; a job that is done is deleted with its effect
    state TEXT NOT NULL,
    priority BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX job_ready ON job (state, priority, run_at, id);
CREATE INDEX job_lease ON job (state, lease_until);
CREATE UNIQUE INDEX job_subject ON job (tenant, kind, subject);

CREATE TABLE schedule (
    name TEXT NOT NULL PRIMARY KEY,
    every_seconds BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    last_at BIGINT
);

CREATE TABLE outbox (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    -- The same thing is put here once.
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- waiting, done, dead
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX outbox_key ON outbox (tenant, kind, key);
CREATE INDEX outbox_next ON outbox (state, next_at);

CREATE TABLE idempotency (
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    headers TEXT NOT NULL DEFAULT '{}',
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, actor, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE webhook (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    secret TEXT NOT NULL,
    active BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE control_number (
    tenant TEXT NOT NULL,
    partner TEXT NOT NULL,
    kind TEXT NOT NULL,
    next BIGINT NOT NULL,
    PRIMARY KEY (tenant, partner, kind)
);
